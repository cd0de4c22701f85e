/** The loop that makes a search a search per item. */
import { bare, dotted, isCall, methodName, type Node, receiverOf, settled } from '../ast.ts';
import { asItems } from '../counted.ts';
import type { CallSite, LoopInfo, Scope } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import { copiedFrom } from '../list-shapes.ts';
import { fewByName, fewTurns, growsByName } from '../names-of-collections.ts';
import type { Reviewed } from '../rule.ts';
import { isLoaded, staysSame } from '../same-array.ts';
import { find } from '../scopes.ts';
import { goesThroughDays, onlyTheOne } from '../turns.ts';
import { isOfWhoAsks } from './few-tables.ts';
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
    if (iterable && isOfWhoAsks(iterable, loop.scope)) continue;
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
  return /[kK]eys$/.test(dotted(list)) && areTakenOfRows(list, scope);
}

function areTakenOfRows(list: Node, scope: Scope, depth = 0): boolean {
  const n = settled(list);
  if (isCall(n) && methodName(n) === 'map') {
    const rows = receiverOf(n);
    return rows !== undefined && !fewByName(rows) && !/^Object\./.test(dotted(rows));
  }
  const of = n.type === 'Identifier' ? madeFrom(n.name, scope) : (copiedFrom(n) ?? keptOf(n));
  return of !== undefined && depth < 5 && areTakenOfRows(of, scope, depth + 1);
}

function madeFrom(name: string, scope: Scope): Node | undefined {
  const b = find(scope, name);
  return b?.path.length === 0 && b.kind !== 'param' ? b.init : undefined;
}

/** What `Array.from(keys)` and `keys.filter(isNew)` take from. */
function keptOf(n: Node): Node | undefined {
  if (!isCall(n)) return undefined;
  if (dotted(n.callee) === 'Array.from') return n.arguments[0];
  return methodName(n) === 'filter' ? receiverOf(n) : undefined;
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
