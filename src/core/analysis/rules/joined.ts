/** What speaks for two lists that are gone through against each other being long, or being made to be joined. */
import { bare, contains, dotted, isCall, isFunction, methodName, type Node, some } from '../ast.ts';
import type { CallSite, LoopInfo } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import { growsByName } from '../names-of-collections.ts';
import { isAwaited } from '../same-array.ts';
import { find } from '../scopes.ts';
import { namesIn } from './shared.ts';

/**
 * Something says that there may be many: a name, a query, or that items of one list are told by a value of the
 * other, which is what an index is made for. `grades.some((g) => overlaps(g, item))` says nothing.
 */
export function mayBeLong(site: CallSite, loop: LoopInfo, receiver: Node, by: Node | undefined): boolean {
  const lists = loop.iterable ? [receiver, loop.iterable] : [receiver];
  return (
    lists.some((n) => growsByName(n) || isAwaited(n, site.scope) || isMadeOfMany(n, site)) ||
    isAnyList(receiver, site, loop) ||
    (by !== undefined && comparesWithTurn(by, site, loop))
  );
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
    return pair !== undefined && pair.some(ofItem) && pair.some((side) => !ofItem(side) && ofTurn(side));
  });
}

/** Both sides of `a === b`, and of `equalIgnoreCase(a, b)`. */
function comparedSides(n: Node): readonly [Node, Node] | undefined {
  if (n.type === 'BinaryExpression' && /^[!=]==?$/.test(n.operator)) return [bare(n.left), bare(n.right)];
  if (!isCall(n) || n.arguments.length < 2 || !/^(is)?_?[eE]q(ual)?/.test(methodName(n) || dotted(n.callee)))
    return undefined;
  return [bare(n.arguments[0]!), bare(n.arguments[1]!)];
}
