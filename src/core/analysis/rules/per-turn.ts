/** The loop that makes a search a search per item. */
import { bare, dotted, isCall, methodName, type Node, receiverOf, settled } from '../ast.ts';
import { asItems } from '../counted.ts';
import type { Binding, CallSite, LoopInfo, Scope } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import { fewByName, fewTurns, growsByName } from '../names-of-collections.ts';
import type { Reviewed } from '../rule.ts';
import { isLoaded, staysSame } from '../same-array.ts';
import { find } from '../scopes.ts';
import { goesThroughDays, onlyTheOne } from '../turns.ts';
import { areRows } from './joined.ts';
import { fills } from './shared.ts';
import { isRefsOfOne } from './shown.ts';

/**
 * The loop over many items in which the receiver stays the same.
 * @param by what has to be another for each of them
 * @param asked what is asked of the receiver's items
 */
export function outerLoop(
  file: Reviewed,
  site: CallSite,
  receiver: Node,
  byId: boolean,
  by: Node | undefined,
  asked?: Node,
): LoopInfo | undefined {
  for (let loop = site.loop; loop; loop = loop.parent) {
    if (loop.node === site.node) continue;
    if (varies(receiver, site.scope, loop) && !staysSame(receiver, site, loop)) return undefined;
    // `for (const part of task.parts) if (!late.includes(task.id)) late.push(task.id)`: once for each task.
    if (by && !varies(by, site.scope, loop)) continue;
    // `lines.map((line) => (line.id === id ? { ...line, part: parts.find(…) } : line))`: in one turn of all.
    if (onlyTheOne(loop, site.node)) continue;
    const facts = file.loops.of(loop);
    const bound = facts.bound;
    const isPart = isPartOfAll(file, loop, receiver);
    // `const limit = 1000`: as many turns as that are many.
    const isFew = bound && bound.kind !== 'imported' && bound.kind !== 'chunk' && !(bound.size > 200);
    if (!isPart && isFew) continue;
    if (!isPart && facts.purpose !== 'items' && facts.purpose !== 'walk') continue;
    if (goesByDays(loop) && !fills(loop, dotted(receiver))) continue;
    const { iterable } = asItems(loop);
    if (loop.method !== 'filter' && iterable && isRefsOfOne(iterable, site)) continue;
    const isLong =
      iterable && ((byId && isLoaded(iterable, loop.scope)) || areKeysOfRows(iterable, loop.scope));
    const few = isLong ? '' : fewTurns(loop) || fewTurns(asItems(loop));
    if (few === 'surely' && !(byId && asked && areRows(asItems(loop), receiver, asked))) continue;
    if (few === 'likely' && !byId && !growsByName(receiver)) continue;
    return loop;
  }
  return undefined;
}

/** `keys` of `[...new Set(rows.map((row) => row.key))]`: one of each row, and no names of fields. */
function areKeysOfRows(list: Node, scope: Scope): boolean {
  if (!/[kK]eys$/.test(dotted(list))) return false;
  let n: Node | undefined = settled(list);
  for (let i = 0; n && i < 6; i++) {
    const b: Binding | undefined = n.type === 'Identifier' ? find(scope, n.name) : undefined;
    if (b) n = b.init && b.path.length === 0 && b.kind !== 'param' ? settled(b.init) : undefined;
    else if (n.type === 'ArrayExpression')
      n = n.elements[0]?.type === 'SpreadElement' ? settled(n.elements[0].argument) : undefined;
    else if (n.type === 'NewExpression' || dotted(isCall(n) ? n.callee : n) === 'Array.from')
      n = 'arguments' in n && n.arguments[0] ? settled(n.arguments[0]) : undefined;
    else if (isCall(n) && methodName(n) === 'map') {
      const rows = receiverOf(n);
      return rows !== undefined && !fewByName(rows) && !/^Object\./.test(dotted(rows));
    } else n = isCall(n) && methodName(n) === 'filter' ? receiverOf(n) : undefined;
  }
  return false;
}

/** `for (let i = 0; …; i += 50) { const part = rows.slice(i, i + 50); part.map(…) }`: part by part, all the same. */
function isPartOfAll(file: Reviewed, { parent, ...loop }: LoopInfo, receiver: Node): boolean {
  const isBatch = (l: LoopInfo): boolean => file.loops.of(l).purpose === 'batch';
  return (
    parent !== undefined &&
    loop.kind === 'callback' &&
    isBatch(parent) &&
    !varies(receiver, loop.scope, parent)
  );
}

/** `for (let d = from; d <= to; d.setDate(d.getDate() + 1))`: few turns, as of `days` and `months`; what they fill is theirs. */
function goesByDays(loop: LoopInfo): boolean {
  const test = 'test' in loop.node && loop.node.test ? bare(loop.node.test) : undefined;
  return test !== undefined && goesThroughDays(loop, test);
}
