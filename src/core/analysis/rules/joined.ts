/** What speaks for two lists that are gone through against each other being long, or being made to be joined. */
import {
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  lastWordOf,
  methodName,
  type Node,
  receiverOf,
  some,
} from '../ast.ts';
import type { CallSite, LoopInfo } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import { growsByName, isKindId, isWritten } from '../names-of-collections.ts';
import { isAwaited } from '../same-array.ts';
import { find } from '../scopes.ts';
import { fills, namesIn } from './shared.ts';
import { withoutFallback } from './shown.ts';

/**
 * Something says that there may be many: a name, a query, or that items of one list are told by a value of the
 * other, which is what an index is made for. `grades.some((g) => overlaps(g, item))` says nothing.
 */
export function mayBeLong(site: CallSite, loop: LoopInfo, receiver: Node, by: Node): boolean {
  const grows = (n: Node): boolean => growsByName(n) || isAwaited(n, site.scope) || isMadeOfMany(n, site);
  if (isAnyList(receiver, site, loop)) return true;
  // `removed.includes(n)` is an equality itself.
  if (!/^(find|some|every|filter)/.test(site.method))
    // `if (!seen.includes(value)) seen.push(value)`: as long as the turns are many.
    return (
      grows(receiver) ||
      (loop.iterable !== undefined && grows(loop.iterable)) ||
      fills(loop, dotted(receiver))
    );
  if (asksTheTurn(by, site, loop)) return false;
  return (
    comparesWithTurn(by, site, loop) ||
    (grows(receiver) && loop.iterable !== undefined && grows(loop.iterable))
  );
}

/** `selectedTags.every((tag) => post.tags.includes(tag))`: what is wanted of each item, not what is looked up. */
export function asksTheTurn(by: Node, site: CallSite, loop: LoopInfo): boolean {
  if (!isFunction(by) || !/^(some|every)$/.test(site.method)) return false;
  const asked = bare(by.body);
  const receiver =
    isCall(asked) && /^(includes|has|some|indexOf)$/.test(methodName(asked)) ? receiverOf(asked) : undefined;
  return receiver !== undefined && varies(receiver, site.scope, loop);
}

/** `difference(a, b)`, `unique(array)`: a helper that is given whatever there is. */
function isAnyList(n: Node, site: CallSite, loop: LoopInfo): boolean {
  if (n.type !== 'Identifier' || !/^([a-z]|(arr|array|list|collection)\d?|xs|ys)$/i.test(n.name))
    return false;
  const b = find(site.scope, n.name);
  return b?.kind === 'param' && !contains(loop.node, b.node);
}

/** `lower = users.map((u) => u.name.toLowerCase())`: as many as what it was made of. */
function isMadeOfMany(n: Node, site: CallSite): boolean {
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  const init = b?.kind === 'const' && b.path.length === 0 && b.init ? bare(b.init) : undefined;
  // `categories = items.map((item) => item.category)`
  if (n.type === 'Identifier' && /(^c|C)ategories$|(^k|K)inds$/.test(n.name)) return false;
  return init !== undefined && isCall(init) && growsByName(init);
}

/** `rows.filter((row) => row.day === day)`, also `_.filter(rows, { day })`: one value of each side. */
function comparesWithTurn(by: Node, site: CallSite, loop: LoopInfo): boolean {
  if (!isFunction(by)) return by.type === 'ObjectExpression' || by.type === 'ArrayExpression';
  const given = by.params[0];
  const names = new Set<string>();
  if (given) namesIn(given, (name) => names.add(name));
  const ofItem = (n: Node): boolean => some(n, (m) => m.type === 'Identifier' && names.has(m.name));
  const ofTurn = (n: Node): boolean => {
    for (let l: LoopInfo | undefined = loop; l; l = l.parent) if (varies(n, site.scope, l)) return true;
    return false;
  };
  return some(by.body, (n) => {
    const pair = comparedSides(n);
    if (!pair?.some(ofItem) || !pair.some((side) => !ofItem(side) && ofTurn(side))) return false;
    // `awards.find((a) => a.category === op.category)`: one of each kind.
    return !pair.some((side) => isKind(lastWordOf(withoutFallback(side))));
  });
}

const isKind = (name: string): boolean =>
  /(^kind|^category|Kind|Category)$/.test(name) || isKindId(name) || isWritten(name);

/** Both sides of `a === b`, and of `equalIgnoreCase(a, b)`. */
function comparedSides(n: Node): readonly [Node, Node] | undefined {
  if (n.type === 'BinaryExpression' && /^[!=]==?$/.test(n.operator)) return [bare(n.left), bare(n.right)];
  if (!isCall(n) || n.arguments.length < 2 || !/^(is)?_?[eE]q(ual)?/.test(methodName(n) || dotted(n.callee)))
    return undefined;
  return [bare(n.arguments[0]!), bare(n.arguments[1]!)];
}

/** `posts.filter((p) => wanted.some((tag) => p.tags.includes(tag)))`: the item's own list. */
export function isOfOuterItem(receiver: Node, site: CallSite, loop: LoopInfo): boolean {
  const outer = /^(some|every)$/.test(loop.method) ? loop.parent : undefined;
  return outer !== undefined && isMember(receiver) && varies(receiver, site.scope, outer);
}
