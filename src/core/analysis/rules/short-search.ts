/** Searches that cost little for what is done around them: early ends, batches, error paths, lists that are kept short. */
import {
  ancestor,
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isLoop,
  isNull,
  lastStatement,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  some,
} from '../ast.ts';
import type { CallSite, LoopInfo, Scope } from '../index-types.ts';
import type { Reviewed } from '../rule.ts';
import { find, valuesOf } from '../scopes.ts';
import { leavesAfter, stopsAtHit } from '../turns.ts';
import { isMissingOfAsked, isNamedByRequest } from './named-by-request.ts';
import { fills, longAt } from './shared.ts';
import { withoutFallback } from './shown.ts';

/** Why it costs little, whatever is searched: any of what follows. */
export function costsLittle(file: Reviewed, receiver: Node, site: CallSite, loop: LoopInfo): boolean {
  return (
    isOverAtFirst(loop) ||
    endsWhereFound(file, receiver, site, loop) ||
    leavesAfter(loop, site.node) ||
    isBatch(file, receiver, site) ||
    isCappedIn(loop, receiver) ||
    isWhenFull(site, loop, receiver) ||
    isOfFailures(receiver, site, loop) ||
    isOfAnother(site) ||
    isToldWhy(site, loop) ||
    isNamedByRequest(file.index.path, receiver, site, loop) ||
    isMissingOfAsked(site, loop) ||
    arePartsOfValue(receiver, site.scope)
  );
}

/** `players.find((p) => p.id !== player.id)`: any other than this one, which the first or the second is. */
function isOfAnother({ method, node }: CallSite): boolean {
  const by =
    /^(find|findIndex|some)$/.test(method) && node.arguments[0] ? bare(node.arguments[0]) : undefined;
  const asked = by && isFunction(by) ? bare(by.body) : undefined;
  return asked?.type === 'BinaryExpression' && /^!==?$/.test(asked.operator);
}

/** `free.find((a) => !taken.includes(a.id))`, `wanted.every((id) => given.includes(id))`: over at the first that fits. */
function isOverAtFirst(loop: LoopInfo): boolean {
  return loop.kind === 'callback' && /^(every|find|findIndex|findLast|findLastIndex)$/.test(loop.method);
}

/** `for (const a of agents) if (!taken.includes(a.id)) return a;`: the same as a loop. */
function endsWhereFound(file: Reviewed, receiver: Node, { node }: CallSite, loop: LoopInfo): boolean {
  // What is looked for among all before it is there at last, if at all.
  if (loop.kind === 'callback' || fills(loop, dotted(receiver))) return false;
  // `const seat = seats.find(…); if (seat) return seat;`
  if (stopsAtHit(loop, node, file.loops.exits(loop))) return true;
  const found = ancestor(node, (n) => n.type === 'IfStatement' || n === loop.body || isFunction(n));
  return (
    found?.type === 'IfStatement' &&
    contains(found.test, node) &&
    contains(loop.body, found) &&
    isLeft(found.consequent) &&
    ancestor(found, isLoop) === loop.node
  );
}

/** `for (const batch of chunk(ids, 100))`: the item is as long as somebody cut it. */
function isBatch(file: Reviewed, receiver: Node, site: CallSite): boolean {
  const n = bare(receiver);
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  return (
    b?.loopItem !== undefined && b.path.length === 0 && file.loops.of(b.loopItem).bound?.kind === 'chunk'
  );
}

/** `if (matched.length >= limit) break;`: the loop ends where the list has as many as are wanted. */
function isCappedIn(loop: LoopInfo, receiver: Node): boolean {
  if (loop.kind === 'callback') return false;
  return some(
    loop.body,
    (n) => n.type === 'IfStatement' && reachesLength(n.test, dotted(receiver)) && isLeft(n.consequent),
    false,
  );
}

/** `if (running.length >= limit) running.splice(running.findIndex(…), 1)`: a list that never gets longer. */
function isWhenFull(site: CallSite, loop: LoopInfo, receiver: Node): boolean {
  const name = dotted(receiver);
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(p))
    if (p.type === 'IfStatement' && p.consequent === n && reachesLength(p.test, name)) return true;
  return false;
}

/** `list.length >= limit` */
function reachesLength(test: Node, name: string): boolean {
  const list = longAt(test);
  return name !== '' && list !== undefined && propertyName(list) === 'length' && dotted(list.object) === name;
}

function isLeft(body: Node): boolean {
  const last = lastStatement(body);
  return last?.type === 'BreakStatement' || last?.type === 'ReturnStatement';
}

/** In a `catch` within the loop: what fails is few, unless the failures themselves are gathered and searched. */
function isOfFailures(receiver: Node, site: CallSite, loop: LoopInfo): boolean {
  if (fills(loop, dotted(receiver))) return false;
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(p)) {
    if (p.type === 'CatchClause') return contains(loop.body, p);
    if (isCall(p) && methodName(p) === 'catch' && p.arguments.some((a) => a === n)) return true;
  }
  return false;
}

/**
 * `if (amount < 0) { const kind = kinds.find(…); errors.push(…); }`: what is looked up for the text of a complaint.
 * Not where the branch does anything else.
 */
function isToldWhy(site: CallSite, loop: LoopInfo): boolean {
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(p)) {
    if (p.type !== 'IfStatement' || p.consequent !== n) continue;
    const does = n.type === 'BlockStatement' ? n.body.filter((s) => s.type !== 'VariableDeclaration') : [n];
    return does.some(complains) && does.every((s) => complains(s) || leaves.test(s.type));
  }
  return false;
}

const leaves = /^(Continue|Return|Break)Statement$/;

/** `throw new Error(…)`, `errors.push(…)`, `console.warn(…)`, `logger.error(…)` */
function complains(n: Node): boolean {
  if (n.type === 'ThrowStatement') return true;
  const call = n.type === 'ExpressionStatement' ? bare(n.expression) : undefined;
  if (!call || !isCall(call)) return false;
  const to = receiverOf(call);
  const name = to ? lastWordOf(to) : '';
  return methodName(call) === 'push'
    ? /([eE]rror|[wW]arning|[iI]ssue|[pP]roblem|[fF]ailure|[vV]iolation|[cC]onflict)s$/.test(name)
    : /^(console|_?logger|_?log)$/i.test(name) && /^(warn|error)$/.test(methodName(call));
}

/** `value.split(';')`: what one value holds; `title.split(/\s+/)`: the words of a line. */
export function arePartsOfValue(list: Node, scope: Scope): boolean {
  const n = bare(list);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const isOwn =
    b !== undefined && b.param === undefined && b.path.length === 0 && /^(const|let)$/.test(b.kind);
  // `let wanted; if (raw) wanted = raw.split(',');`
  const values: Node[] = isOwn
    ? valuesOf(b)
        .map((value) => bare(value))
        .filter((value) => !isNull(value))
    : [n];
  // `a.length < b.length ? a : b`
  const lists = values.flatMap((value): Node[] =>
    value.type === 'ConditionalExpression' ? [value.consequent, value.alternate] : [value],
  );
  return lists.length > 0 && lists.every((each) => isSplit(each, b?.scope ?? scope));
}

/** Texts that may be pages long. */
const long =
  /(content|text|body|html|markdown|source|code|document|doc|page|transcript|file|log|raw|output)s?$/i;

function isSplit(list: Node, scope: Scope, depth = 0): boolean {
  // `ids?.split(',') || []`
  const n = withoutFallback(bare(list));
  const b = n.type === 'Identifier' && depth < 2 ? find(scope, n.name) : undefined;
  if (b?.kind === 'const' && b.path.length === 0 && b.init) return isSplit(b.init, b.scope, depth + 1);
  // `name.split(' ').filter((word) => word.length > 2)`, `text.split(',').slice(0, -1)`
  if (isCall(n) && /^(filter|map|slice)$/.test(methodName(n))) return isSplit(receiverOf(n)!, scope, depth);
  if (!isCall(n) || methodName(n) !== 'split') return false;
  const by = n.arguments.at(-1);
  if (by?.type === 'StringLiteral' && /^[,;|/.:-] ?$/.test(by.value)) return true;
  const isBlank =
    (by?.type === 'StringLiteral' && by.value === ' ') ||
    (by?.type === 'RegExpLiteral' && /^(\\s|\\W|\[[^\]]*\\s[^\]]*\])[+*]?$/.test(by.pattern));
  return isBlank && !long.test(lastWordOf(textOf(receiverOf(n)!)));
}

/** `title` of `title.toLowerCase().split(' ')`. */
function textOf(n: Node): Node {
  let at = n;
  while (isCall(at)) {
    const r = receiverOf(at);
    if (!r) return at.arguments[0] ? bare(at.arguments[0]) : at;
    at = bare(r);
  }
  return at;
}
