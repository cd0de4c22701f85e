/** Is a call in a loop made only for what a cache did not have? */

import {
  bare,
  contains,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
  visit,
} from './ast.ts';
import { isNegative } from './failures.ts';
import type { LoopInfo } from './index-types.ts';
import { oncePer } from './once.ts';
import { patternNames } from './patterns.ts';
import { find } from './scopes.ts';

/** The call only runs where a cache had no answer: `if (!cache.has(k)) cache.set(k, await load(k))`. */
export function behindCache(loop: LoopInfo, call: Node, exits: readonly Node[]): string {
  for (
    let n: Node = call, p = parentOf(n);
    p && contains(loop.body, n) && n !== loop.body;
    n = p, p = parentOf(n)
  ) {
    if (p.type === 'LogicalExpression' && p.right === n && p.operator !== '&&' && looksUp(settled(p.left)))
      return 'remembers what it loaded';
    if (p.type === 'AssignmentExpression' && /^(\?\?=|\|\|=)$/.test(p.operator))
      return 'remembers what it loaded';
    if ((p.type === 'IfStatement' || p.type === 'ConditionalExpression') && p.test !== n) {
      // Reached where the cache had nothing: negated before it, or in the alternate.
      const missed = p.alternate === n ? !isNegative(p.test) : saysMissing(p.test);
      if (missed && asksCache(p.test, loop)) return 'remembers what it loaded';
    }
  }
  return exits.some((e) => (e.end ?? 0) < (call.start ?? 0)) && earlierCacheHit(loop, call)
    ? 'remembers what it loaded'
    : '';
}

/** `!hit`, `refresh || !cache.has(key)`. */
function saysMissing(test: Node): boolean {
  const t = bare(test);
  return isNegative(t) || (t.type === 'LogicalExpression' && t.operator === '||' && saysMissing(t.right));
}

function looksUp(n: Node): boolean {
  return (
    (isCall(n) && methodName(n) === 'get') ||
    (isMember(n) && n.computed === true) ||
    /cache|memo/i.test(dotted(n))
  );
}

/** `if (!seen.has(key))` or `if (!map[key])` where the loop also stores into it. */
function asksCache(test: Node, loop: LoopInfo): boolean {
  let list = '';
  visit(test, (n) => {
    if (list) return false;
    if (isCall(n) && /^(has|get)$/.test(methodName(n))) list = askedAs(n, loop);
    else if (isMember(n) && n.computed) list = askedAs(n, loop);
    else if (n.type === 'BinaryExpression' && n.operator === 'in') list = dotted(n.right);
    else if (n.type === 'Identifier') {
      const b = find(loop.scope, n.name);
      if (/cache|memo/i.test(n.name) && !isOption(n.name)) list = n.name;
      else if (b === undefined) list = cachedName(loop, n.name);
    }
    return true;
  });
  return list !== '' && ((/cache|memo/i.test(list) && !isOption(list)) || storesInto(loop, list));
}

/** `cache.has(key)`, `!refresh && cache.has(key)`; `row.parent && !done.has(row.parent)` says that it is not there. */
function saysThere(test: Node, loop: LoopInfo): boolean {
  const t = bare(test);
  if (t.type === 'LogicalExpression' && t.operator === '&&')
    return saysThere(t.left, loop) || saysThere(t.right, loop);
  return !isNegative(t) && asksCache(t, loop);
}

/** `skipCache`, `options.useCache`: whether to cache at all, not what the cache had. */
function isOption(name: string): boolean {
  return /(^|\.)(skip|no|use|enable|disable|ignore|bypass|force|with|without|should|allow|clear|refresh)[A-Z_]\w*$/.test(
    name,
  );
}

/** `let hit = cache.get(k); if (!hit) { hit = await … }` → `cache`. */
function cachedName(loop: LoopInfo, name: string): string {
  let list = '';
  visit(loop.body, (n) => {
    if (n.type !== 'VariableDeclarator' || !n.init || !patternNames(n.id).includes(name)) return !list;
    const init = settled(n.init);
    if ((isCall(init) && methodName(init) === 'get') || (isMember(init) && init.computed))
      list = askedAs(init, loop);
    return !list;
  });
  return list;
}

/** `cache` of `cache.get(row.authorId)`; '' for `known.get(row.id)`: each row has an id of its own, none comes again. */
function askedAs(n: Node, loop: LoopInfo): string {
  const key = isCall(n) ? n.arguments[0] : isMember(n) ? (n.property as Node) : undefined;
  const k = key ? settled(key) : undefined;
  if (k && isMember(k) && /^(_?id|uuid)$/.test(propertyName(k)) && loop.items[0] === dotted(k.object))
    return '';
  return isCall(n) ? dotted(receiverOf(n) ?? n) : isMember(n) ? dotted(n.object) : '';
}

function storesInto(loop: LoopInfo, list: string): boolean {
  return some(loop.body, (n) => {
    if (isCall(n) && methodName(n) === 'set') return dotted(receiverOf(n) ?? n) === list;
    if (n.type !== 'AssignmentExpression') return false;
    const left = bare(n.left);
    return isMember(left) && left.computed === true && dotted(left.object) === list;
  });
}

/** `if (cache.has(k)) continue;` (or return) before the call. */
function earlierCacheHit(loop: LoopInfo, call: Node): boolean {
  return cacheHits(loop).some((n) => (n.end ?? 0) <= (call.start ?? 0));
}

/** A loop is asked once for each call in it. */
const cacheHits = oncePer((loop: LoopInfo): readonly Node[] => {
  const hits: Node[] = [];
  visit(loop.body, (n) => {
    if (
      n.type === 'IfStatement' &&
      some(n.consequent, (m) => m.type === 'ContinueStatement' || m.type === 'ReturnStatement', false) &&
      saysThere(n.test, loop)
    )
      hits.push(n);
    return true;
  });
  return hits;
});
