/** What becomes of rows once they are there: counted, summed, sorted out, waited for under another line. */
import { isMember, type Node, parentOf, propertyName, rootOf } from '../ast.ts';
import type { CallSite } from '../index-types.ts';
import { textOf } from '../loops.ts';
import type { Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { isOwn } from './asked-or-not.ts';
import { afterCalls } from './listing.ts';

/** The last link of a chain, with what waits for it. */
function whole(call: Node): Node {
  let top = afterCalls(call);
  for (let p = parentOf(top); p && /^(Await|Parenthesized|TSAs|TSNonNull)/.test(p.type); p = parentOf(top))
    top = p;
  return top;
}

/**
 * `const [, total] = await orders.findAndCount({ where })` without a page, `(await Order.find({ shop })).length`: not
 * where it is only asked whether there is any (`found.length > 0`).
 */
export function isCountedOnly(file: Reviewed, { node, fn, method }: CallSite): boolean {
  const top = whole(node);
  const holder = parentOf(top);
  if (holder && isMember(holder) && holder.object === top)
    return propertyName(holder) === 'length' && !isAnyAsked(file, holder);
  if (holder?.type !== 'VariableDeclarator' || holder.init !== top) return false;
  if (holder.id.type === 'ArrayPattern') {
    const [rows, count] = holder.id.elements;
    return /^findAndCount/.test(method) && rows === null && count !== undefined;
  }
  if (holder.id.type !== 'Identifier') return false;
  const { name } = holder.id;
  const text = textOf(file.index, fn.node as Node);
  let counted = false;
  for (const { index, 0: found } of text.matchAll(
    new RegExp(`(?<![\\w.$])${name}(?![\\w$:])(\\?\\.|\\.)?(\\w+)?`, 'g'),
  )) {
    if (/(const|let|var)\s+$/.test(text.slice(0, index))) continue;
    if (
      !/\.length$/.test(found) ||
      anyAsked.test(text.slice(index + found.length)) ||
      /!\s*$/.test(text.slice(0, index))
    )
      return false;
    counted = true;
  }
  return counted;
}

export const anyAsked = /^\s*([=!]==?|[<>]=?)\s*[01]\b|^\s*(\?|\)\s*(\{|return|throw)|&&|\|\|)/;

function isAnyAsked({ index }: Reviewed, length: Node): boolean {
  return anyAsked.test(index.text.slice(length.end ?? 0, (length.end ?? 0) + 40));
}

/** Rows that are summed, counted by kinds, grouped or sorted out in the program, and of which nothing else is made. */
export function isReduced(file: Reviewed, { node, fn }: CallSite): boolean {
  const holder = parentOf(whole(node));
  const id =
    holder?.type === 'VariableDeclarator'
      ? holder.id
      : holder?.type === 'AssignmentExpression'
        ? holder.left
        : undefined;
  const said = id ? textOf(file.index, id as Node) : '';
  const name =
    /\bdata\s*:\s*(\w+)/.exec(said)?.[1] ?? /^\w+$/.exec(said)?.[0] ?? (/\bdata\b/.test(said) ? 'data' : '');
  return name !== '' && isReducedBy(name, textOf(file.index, fn.node as Node));
}

/** `rows.reduce(…)`, `rows.filter(…).length`, `groupBy(rows, …)`, `for (const row of rows) total += …` */
export function isReducedBy(name: string, text: string): boolean {
  return new RegExp(
    `(?<![\\w.$])${name}(\\s*(\\?\\?|\\|\\|)\\s*\\[\\])?\\)?\\s*(\\?)?\\.(reduce|slice)\\(|(?<![\\w.$])${name}\\)?\\s*\\??\\.filter\\([^;]*?\\)\\s*\\.(length|reduce)\\b|(sum|count|group|total|mean|key)\\w*\\(\\s*${name}\\b|(?<![\\w.$])${name}\\)?\\??\\.forEach\\([^;]{0,400}\\+[=+]|\\bof ${name}(\\s*(\\?\\?|\\|\\|)\\s*\\[\\])?\\)\\s*\\{?[^}]{0,300}(\\+[=+]|\\+ 1)`,
    'i',
  ).test(text);
}

/** `let query = Order.find(); if (status) query = query.find({ status }); const found = await query.sort('date')`: where it is waited for. */
export function awaitedLater({ index }: Reviewed, site: CallSite): Node | undefined {
  const top = afterCalls(site.node);
  const holder = parentOf(top);
  if (holder?.type !== 'VariableDeclarator' || holder.init !== top || holder.id.type !== 'Identifier')
    return undefined;
  const { name } = holder.id;
  const b = find(site.scope, name);
  if (!b || !isOwn(b, site)) return undefined;
  let last: Node | undefined;
  for (const { node, fn, scope } of index.awaits) {
    if (fn !== site.fn) continue;
    const root = rootOf(node.argument);
    if (root.type === 'Identifier' && root.name === name && find(scope, name) === b) last = node;
  }
  return last;
}

/** `findAll()`, `getAllUsers()`: named as what lists all is. */
export const lists = /^(get|find|fetch|list|load|read|retrieve)_?All([A-Z]\w*)?$/;

/** `getAllUserIds` → `Users` */
export function nounListed(name: string): string {
  const listed = /All([A-Z]\w*)$/.exec(name)?.[1] ?? '';
  return listed.replace(/(?<=[a-z])(Ids|Names|Emails|Data|List|With\w+|From\w+|For\w+|In\w+)$/, '');
}

/** A few are looked for, counted or cut out of what was brought. */
export function isSortedOut(file: Reviewed, site: CallSite): boolean {
  const holder = parentOf(whole(site.node));
  if (holder && isMember(holder)) return /^(filter|find|some|slice|reduce)$/.test(propertyName(holder));
  if (holder?.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') return false;
  const { name } = holder.id;
  const text = textOf(file.index, site.fn.node as Node);
  return (
    new RegExp(`(?<![\\w.$])${name}\\??\\.(filter|find|some|slice|reduce)\\(`).test(text) ||
    isReducedBy(name, text)
  );
}
