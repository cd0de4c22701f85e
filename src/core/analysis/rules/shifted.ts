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
import type { LoopInfo } from '../index-types.ts';
import { fills, namesIn } from './shared.ts';

/** What leads from a thing to the root: as long as the tree is deep. */
const wayUp =
  /(^|[a-z.])([aA]ncestors?|[pP]arents|[pP]ath|[pP]arts|[sS]egments|[cC]rumbs|[bB]readcrumbs?|[lL]ineage|[tT]rail)$/;

const isWayUp = (list: Node): boolean => wayUp.test(dotted(list));

/** `list.unshift(item)`: each turn puts one more in front, and moves what is behind it. */
export function putsInEach(call: Call, method: string, receiver: Node, loop: LoopInfo): boolean {
  return method === 'unshift' && !isWayUp(receiver) && !isFirstOfAll(call, receiver, loop);
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
export function likelyLong(loop: LoopInfo, receiver: Node, method: string): boolean {
  const name = dotted(receiver);
  const test = 'test' in loop.node && loop.node.test ? loop.node.test : undefined;
  if (!test || !some(test, (n) => isMember(n) && propertyName(n) === 'length' && dotted(n.object) === name))
    return false;
  if (method === 'splice') return loop.kind === 'for';
  return method === 'shift' && fills(loop, name) && !takesCells(loop, receiver);
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
