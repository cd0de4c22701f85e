/** What `shift`, `unshift` and `splice` move: the whole list, and whether it is long. */
import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  some,
} from '../ast.ts';
import type { CallSite, LoopInfo, Scope } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import { isKind } from './joined.ts';
import { fills, namesIn } from './shared.ts';
import { comparedSides } from './sides.ts';

/** What leads from a thing to the root: as long as the tree is deep. */
const wayUp =
  /(^|[a-z.])([aA]ncestors?|[pP]arents|[pP]ath|[pP]arts|[sS]egments|[cC]rumbs|[bB]readcrumbs?|[lL]ineage|[tT]rail)$/;

const isWayUp = (list: Node): boolean => wayUp.test(dotted(list));

/** `list.unshift(item)`: each turn puts one more in front, and moves what is behind it. */
export function putsInEach(call: Call, method: string, receiver: Node, loop: LoopInfo): boolean {
  return (
    method === 'unshift' && !isWayUp(receiver) && !isFirstOfAll(call, receiver, loop) && !isRunBefore(loop)
  );
}

/** `for (let i = at; i >= 0; i--) { if (!isComment(lines[i])) break; run.unshift(lines[i]); }`: what stands right before. */
function isRunBefore({ node, body }: LoopInfo): boolean {
  const goesBack =
    node.type === 'ForStatement' &&
    ((node.update?.type === 'UpdateExpression' && node.update.operator === '--') ||
      (node.update?.type === 'AssignmentExpression' && node.update.operator === '-='));
  return goesBack && some(body, (n) => n.type === 'BreakStatement', false);
}

/** `if (char.isMain) chars.unshift(char); else chars.push(char);`: the few that go first. */
function isFirstOfAll(call: Call, receiver: Node, loop: LoopInfo): boolean {
  const name = dotted(receiver);
  const pushes = (n: Node): boolean =>
    isCall(n) && methodName(n) === 'push' && dotted(receiverOf(n) ?? n) === name;
  for (let n: Node = call, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(p)) {
    if (p.type !== 'IfStatement' || !p.alternate) continue;
    if (some(contains(p.alternate, call) ? p.consequent : p.alternate, pushes, false)) return true;
  }
  return false;
}

/** A worklist that the loop itself feeds, or an array that is thinned out while it is gone through. */
export function likelyLong(
  { node: call, scope }: CallSite,
  loop: LoopInfo,
  receiver: Node,
  method: string,
): boolean {
  const name = dotted(receiver);
  const test = 'test' in loop.node && loop.node.test ? loop.node.test : undefined;
  if (!test || !some(test, (n) => isMember(n) && propertyName(n) === 'length' && dotted(n.object) === name))
    return false;
  if (method === 'splice')
    return loop.kind === 'for' && !onScreen.test(name) && !removesOne(call, loop, name, scope);
  return method === 'shift' && fills(loop, name) && !takesCells(loop, receiver);
}

/** What flies about on a canvas: as much as it shows at once. */
const onScreen =
  /(^|[a-z.])([pP]articles?|[sS]parks|[cC]onfetti|[bB]ullets|[pP]rojectiles|[bB]ubbles|[tT]oasts)$/;

/** `if (list[i].id === id) list.splice(i, 1)`, without a `break`: one is taken out, whatever the list has. */
function removesOne(call: Call, loop: LoopInfo, name: string, scope: Scope): boolean {
  for (let n: Node = call, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(p)) {
    const test = p.type === 'IfStatement' && p.consequent === n ? bare(p.test) : undefined;
    if (test?.type !== 'BinaryExpression' || !/^===?$/.test(test.operator)) continue;
    const sides = [bare(test.left as Node), bare(test.right)];
    const own = sides.find((side) =>
      some(side, (m) => isMember(m) && m.computed && dotted(m.object) === name),
    );
    const other = sides.find((side) => side !== own);
    if (own && other && (other.type === 'Identifier' || isMember(other)) && !varies(other, scope, loop))
      return isIdentity(own, other, name);
  }
  return false;
}

/** `list[i]` itself, its id, or what both call the same and is no kind of thing. */
function isIdentity(own: Node, other: Node, name: string): boolean {
  if (!isMember(own)) return false;
  if (own.computed && dotted(own.object) === name) return true;
  const property = propertyName(own);
  if (/^(_?id|uuid|key|code|name|email)$/i.test(property)) return true;
  return isMember(other) && propertyName(other) === property && !isKind(property);
}

/** Where a cell of a grid is. */
const places = [
  ['x', 'y'],
  ['cx', 'cy'],
  ['row', 'col'],
  ['r', 'c'],
] as const;

/**
 * `const [x, y] = queue.shift();`, `cell.row` and `cell.col` of what was taken: a search over a grid, whose edge is as
 * long as the grid is wide. Not over what a picture is made of.
 */
function takesCells(loop: LoopInfo, receiver: Node): boolean {
  const name = dotted(receiver);
  const names = new Set<string>();
  let taken: Node | undefined;
  some(loop.body, (n) => {
    if (n.type === 'VariableDeclarator' && n.init && isShift(bare(n.init), name)) taken = n.id;
    return taken !== undefined;
  });
  if (!taken) return false;
  if (taken.type !== 'Identifier') namesIn(taken, (each) => names.add(each));
  else {
    const cell = taken.name;
    some(loop.body, (n) => {
      if (isMember(n) && dotted(n.object) === cell) names.add(propertyName(n));
      return false;
    });
  }
  return (
    places.some((pair) => pair.every((each) => names.has(each))) &&
    !some(loop.body, (n) => n.type === 'Identifier' && /pixel|image|bitmap|mask/i.test(n.name))
  );
}

/** `queue.shift()`, also `queue.shift()!` */
function isShift(n: Node, of: string): boolean {
  const call = n.type === 'TSNonNullExpression' ? bare(n.expression) : n;
  return isCall(call) && methodName(call) === 'shift' && dotted(receiverOf(call) ?? call) === of;
}

/** Only what moves the rest of the array: `shift()`, `unshift(x)`, `splice(i, 1)`. */
export function isFront(call: Call, method: string): boolean {
  if (method !== 'splice') return true;
  const [at, count] = call.arguments.map((a) => bare(a));
  if (!at || !count) return false;
  return !(at.type === 'UnaryExpression') && count.type === 'NumericLiteral' && count.value <= 1;
}

/** `if (queue[i].job_id === id) queue.splice(i, 1)`: the one that is looked for, though the loop goes on. */
export function isOfTheOne({ node, scope }: CallSite, loop: LoopInfo): boolean {
  for (let n: Node = node, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(p)) {
    if (p.type !== 'IfStatement' || p.consequent !== n) continue;
    const pair = comparedSides(bare(p.test));
    const ofItem = pair?.find(
      (side) => isMember(side) && /(^|[a-z]|_)(id|Id|ID|uuid)$/.test(propertyName(side)),
    );
    if (ofItem && varies(ofItem, scope, loop) && pair?.some((side) => !varies(side, scope, loop)))
      return true;
  }
  return false;
}
