/** Lists of which nothing says that they are long: neither their name nor where they come from. */
import { bare, type Call, dotted, isCall, methodName, type Node, receiverOf, settled } from '../ast.ts';
import { takesNodeCallback } from '../consumed.ts';
import type { Binding, LoopInfo, Scope } from '../index-types.ts';
import { collectionName, growsByName, lastNoun, words } from '../names-of-collections.ts';
import { find } from '../scopes.ts';

/**
 * `syncZones(zones)` of a parameter, `checks = prepare(page)`: what a caller hands over or the program puts together,
 * and none of what grows by its name. What was asked for, a request or a file brings, a field keeps or is gathered row
 * by row may be any number.
 */
export function isUnsaid({ iterable, scope }: LoopInfo): boolean {
  if (!iterable || growsByName(iterable) || visitors.has(lastNoun(collectionName(iterable)))) return false;
  return isHandedOrMade(iterable, scope, 0);
}

/** Whoever came to a server. */
const visitors = words('connection client socket');

function isHandedOrMade(node: Node, scope: Scope, depth: number): boolean {
  const n = bare(node);
  if (depth > 6) return false;
  const next = (of: Node, at = scope): boolean => isHandedOrMade(of, at, depth + 1);
  if (n.type === 'LogicalExpression') return next(n.left);
  if (isCall(n)) {
    const of = receiverOf(n);
    if (of && /^(filter|map|sort|slice|keys|values|entries)$/.test(methodName(n)))
      return next(/^(Object|_|lodash)$/.test(dotted(of)) ? n.arguments[0]! : of);
    if (dotted(n.callee) === 'Array.from' && n.arguments[0]) return next(n.arguments[0]);
    // `zonesOf(shop)`, which nobody waits for.
    return of === undefined && madeBy.test(dotted(n.callee));
  }
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (!b || b.loopItem || b.kind === 'import') return false;
  if (b.kind === 'param') return !isGivenByQuery(b) && !rows.test(b.name);
  return b.path.length === 0 && b.init !== undefined && b.writes.length === 0 && next(b.init, b.scope);
}

const madeBy = /^(?!(get|find|fetch|load|list|query|read)All)[a-z]\w*$/;

/** Of what is handed over to be put in, row by row. */
const rows = /(rows|records|dtos?|data)(List|Array)?$/i;

/** `find(query).then((zones) => …)`, `find(query, (err, zones) => …)` */
function isGivenByQuery(b: Binding): boolean {
  const { via } = b.scope.fn;
  return (
    via?.type === 'CallExpression' &&
    (/^(then|spread)$/.test(methodName(via)) || takesNodeCallback(settled(via) as Call))
  );
}
