/** Rows of another table that come along with one: `User.findById(id).populate('orders')` loads all orders of the user. */
import { bare, isCall, keyName, type Node, parentOf, some } from '../ast.ts';
import type { CallSite } from '../index-types.ts';
import { textOf } from '../loops.ts';
import type { Reviewed } from '../rule.ts';
import { leavesMany } from './lets-through.ts';
import { called } from './listing.ts';
import { anyAsked } from './made-of-rows.ts';

/** Queries for one row. */
export const one =
  /^find(One(OrFail|By|ByOrFail|OrThrow)?|By(Id|Pk|PK|Uuid)|Unique(OrThrow)?|First(OrThrow)?|OneAnd\w+|ByIdAnd\w+)$/;

/** What comes along that goes on growing with the one row, which is of `table`; '' where nothing does. */
export function broughtAlong({ node }: CallSite, table: string): string {
  const owner = table.replace(/s$/, '');
  const grows = (name: string): boolean =>
    /s$/.test(name) && leavesMany(name, [{ key: owner.replace(/^.*(?=[A-Z])/, ''), is: '?' }]);
  for (const argument of node.arguments) {
    const options = bare(argument);
    if (options.type !== 'ObjectExpression') continue;
    for (const p of options.properties) {
      if (p.type !== 'ObjectProperty' || !/^(populate|include|relations|with|select)$/.test(keyName(p)))
        continue;
      const found = namesIn(bare(p.value)).find(grows);
      if (found) return found;
    }
  }
  for (const { name, on } of called(node)) {
    const use = parentOf(on);
    const what = name === 'populate' && use && isCall(use) ? use.arguments[0] : undefined;
    const found = what && namesIn(bare(what)).find(grows);
    if (found) return found;
  }
  return '';
}

/**
 * `orders` of `User.findMany({ include: { orders: true } })` of which nothing but `user.orders.length` is read; '' where
 * nothing comes along only to be counted.
 */
export function countedAlong({ index }: Reviewed, { node, fn }: CallSite): string {
  const options = node.arguments[0] && bare(node.arguments[0]);
  if (options?.type !== 'ObjectExpression') return '';
  for (const p of options.properties) {
    if (p.type !== 'ObjectProperty' || keyName(p) !== 'include') continue;
    const text = textOf(index, fn.node as Node);
    const found = namesIn(bare(p.value)).find((name) => isOnlyCounted(name, text));
    if (found) return found;
  }
  return '';
}

/** Each `.orders` goes on with `.length`, and none of them is only asked whether there is any. */
function isOnlyCounted(name: string, text: string): boolean {
  const uses = [...text.matchAll(new RegExp(`\\.${name}\\b(\\??\\.length\\b)?([^\\n]{0,12})`, 'g'))];
  return uses.length > 0 && uses.every(([, length, then]) => length !== undefined && !anyAsked.test(then!));
}

/** `'orders likes'`, `['orders']`, `{ orders: true }`, `{ orders: { include: … } }`, `{ path: 'orders' }`: all of them whole. */
function namesIn(n: Node): readonly string[] {
  if (n.type === 'StringLiteral') return n.value.split(' ');
  if (n.type === 'ArrayExpression') return n.elements.flatMap((e) => (e ? namesIn(bare(e)) : []));
  // Sequelize's `include: [Order]`
  if (n.type === 'Identifier') return /^[A-Z]/.test(n.name) ? [`${n.name}s`] : [];
  if (n.type !== 'ObjectExpression' || some(n, isNarrowing, false)) return [];
  return n.properties.flatMap((p) => {
    if (p.type !== 'ObjectProperty') return [];
    const value = bare(p.value);
    if (/^(path|as)$/.test(keyName(p))) return value.type === 'StringLiteral' ? [value.value] : [];
    if (keyName(p) === 'model') return namesIn(value);
    const comes = (value.type === 'BooleanLiteral' && value.value) || value.type === 'ObjectExpression';
    return comes ? [keyName(p)] : [];
  });
}

function isNarrowing(n: Node): boolean {
  return (
    n.type === 'ObjectProperty' &&
    /^(take|limit|perDocumentLimit|where|match|first|options|count)$/.test(keyName(n))
  );
}
