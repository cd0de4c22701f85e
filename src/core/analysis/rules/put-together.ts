/** Conditions that stand in a name or a list, Drizzle's or those of SQL, and are put together where the query is asked. */
import { bare, calledName, dotted, isCall, isMember, methodName, type Node, propertyName } from '../ast.ts';
import type { CallSite, FileIndex } from '../index-types.ts';
import { find } from '../scopes.ts';
import { isHanded, isNothing, isOnDemand, isOwn, isWhoAsks, sqlIn } from './asked-or-not.ts';
import { type Conditions, conditionsOfExpression, statementIn, textsOf } from './conditions.ts';
import type { Condition } from './lets-through.ts';

/**
 * What `where(and(...conditions))`, `where(filter)` and `where(list.length > 0 ? and(...list) : undefined)` always ask
 * for, whatever else was put into the list on demand.
 */
export function conditionsCollected(node: Node, site: CallSite, index: FileIndex): Conditions {
  const n = bare(node);
  if (n.type === 'ConditionalExpression') {
    if (!isNothing(bare(n.alternate))) return undefined;
    if (isOfLength(n.test)) return conditionsCollected(n.consequent, site, index);
    return isWhoAsks(n.test, site) ? undefined : [];
  }
  if (n.type === 'Identifier') return conditionsNamed(n.name, site, index);
  if (!isCall(n) || calledName(n) !== 'and') return conditionsOfExpression(n);
  return together(n.arguments, site, index);
}

/** `list.length`, `list.length > 0` */
function isOfLength(test: Node): boolean {
  const n = bare(test);
  const of = n.type === 'BinaryExpression' ? bare(n.left as Node) : n;
  return isMember(of) && propertyName(of) === 'length';
}

function conditionsNamed(name: string, site: CallSite, index: FileIndex): Conditions {
  const b = find(site.scope, name);
  if (!b || !isOwn(b, site) || b.kind === 'param') return undefined;
  if (b.writes.every((w) => isOnDemand(w, site)))
    return isNothing(bare(b.init!)) ? [] : conditionsCollected(b.init!, site, index);
  return undefined;
}

function together(parts: readonly (Node | null)[], site: CallSite, index: FileIndex): Conditions {
  const found: Condition[] = [];
  for (const part of parts) {
    if (!part) return undefined;
    const more =
      part.type === 'SpreadElement'
        ? conditionsListed(bare(part.argument), site, index)
        : conditionsCollected(part, site, index);
    if (!more) return undefined;
    found.push(...more);
  }
  return found;
}

function conditionsListed(list: Node, site: CallSite, index: FileIndex): Conditions {
  const parts = alwaysIn(list, site, index);
  return parts && together(parts, site, index);
}

/** `const conditions = [eq(orders.shopId, id)]; if (status) conditions.push(eq(orders.status, status));` */
function alwaysIn(list: Node, site: CallSite, index: FileIndex): (Node | null)[] | undefined {
  const b = list.type === 'Identifier' ? find(site.scope, list.name) : undefined;
  const init = b && isOwn(b, site) && b.writes.length === 0 ? bare(b.init!) : undefined;
  if (!b || init?.type !== 'ArrayExpression') return undefined;
  const parts: (Node | null)[] = [...init.elements];
  for (const c of index.calls) {
    if (!isHanded(c, b) || methodName(c.node) === 'join') continue;
    if (dotted(c.node.callee) !== `${b.name}.push`) return undefined;
    if (!isOnDemand(c.node, site)) parts.push(...c.node.arguments);
  }
  return parts;
}

/**
 * A statement's text with what always stands in it: `… WHERE ${conditions.join(' AND ')}`, also by way of a name and
 * only where there are any; `?` for whatever else is put in.
 */
export function statementWith(n: Node, site: CallSite, index: FileIndex): string | undefined {
  if (n.type !== 'TemplateLiteral') return statementIn(n);
  const texts = textsOf(n);
  return texts
    .map((t, i) => t + (i < texts.length - 1 ? putIn(n.expressions[i]!, site, index) : ''))
    .join('');
}

function putIn(node: Node, site: CallSite, index: FileIndex): string {
  const n = bare(node);
  if (isCall(n) && methodName(n) === 'join' && isMember(bare(n.callee)))
    return joined(bare((bare(n.callee) as Extract<Node, { type: 'MemberExpression' }>).object), site, index);
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  if (!b || !isOwn(b, site)) return '?';
  const init = bare(b.init!);
  if (b.writes.length === 0 && init.type === 'ConditionalExpression')
    return isOfLength(init.test) ? (statementWith(bare(init.consequent), site, index) ?? '?') : '?';
  if (b.writes.length === 0 && isCall(init)) return putIn(init, site, index);
  const text = sqlIn(b, site);
  return text ? (statementWith(text.node, site, index) ?? '?') + text.more : '?';
}

function joined(list: Node, site: CallSite, index: FileIndex): string {
  const parts = alwaysIn(list, site, index)?.map((part) => part && statementIn(bare(part)));
  if (!parts || parts.some((text) => typeof text !== 'string')) return '?';
  return parts.join(' AND ') || 'true';
}
