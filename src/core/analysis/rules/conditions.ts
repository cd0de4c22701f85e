/** The conditions of a query, out of what it is asked with: filters, statements and calls put one after the other. */
import {
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isMember,
  isNull,
  keyName,
  lastWordOf,
  type Node,
  propertyName,
} from '../ast.ts';
import { alike, type Condition, oneOf, other, ranged, some } from './lets-through.ts';

/** Undefined where it cannot be told what a filter asks for. */
export type Conditions = readonly Condition[] | undefined;

function all<T>(parts: readonly T[], each: (part: T) => Conditions): Conditions {
  const found: Condition[] = [];
  for (const part of parts) {
    const more = each(part);
    if (!more) return undefined;
    found.push(...more);
  }
  return found;
}

/** `{ companyId, status: 'open', user: { shopId }, name: { contains: text } }`. */
export function conditionsIn(filter: Node): Conditions {
  const n = bare(filter);
  if (n.type !== 'ObjectExpression') return undefined;
  return all(n.properties, (p) =>
    p.type === 'ObjectProperty' ? conditionsOf(keyName(p) || wordOf(p.key), bare(p.value)) : undefined,
  );
}

/** `branchScope(user)`, `getTenantFilter(req)`: what keeps one company's rows from another's. */
export function isScoping(n: Node): boolean {
  return isCall(n) && scoping.test(calledName(n));
}

const scoping =
  /(tenant|compan(y|ies)|branch|org(ani[sz]ation)?|workspace|shop|store|school)(scoped?|filter|where|conditions?|clause)$|^(by|with|for|scope(d)?(To|By)?)(Tenant|Company|Org(ani[sz]ation)?|Branch|Workspace)$/i;
export const ofTenant: Condition = { key: 'tenantId', is: some };

/** `[Op.or]` → `or`. */
function wordOf(key: Node): string {
  return isMember(key) ? propertyName(key) : '';
}

const texts = /^(contains|startsWith|endsWith|\$regex|search|like|iLike|ilike|substring|\$text|\$search)$/;
const operators =
  /^(\$\w+|in|notIn|not|ne|equals|eq|gte?|lte?|between|is|mode|\w+With|contains|search|i?[lL]ike|substring)$/;

/** What a key says, in a filter or where it is given a value later. */
export function conditionsOf(key: string, value: Node): Conditions {
  if (key === '') return undefined;
  if (/^(\$?and|AND)$/.test(key))
    return value.type === 'ArrayExpression' ? all(value.elements, given) : given(value);
  if (/^(\$?or|OR)$/.test(key)) return either(value);
  if (/^(\$nor|NOT)$/.test(key))
    return (value.type === 'ArrayExpression' ? all(value.elements, given) : given(value))?.map((c) => ({
      ...c,
      is: other,
    }));
  if (key === '$text') return [{ key, is: alike }];
  if (value.type !== 'ObjectExpression') return [{ key, is: saidBy(value) }];
  const found = value.properties.map((p) => (p.type === 'ObjectProperty' ? keyName(p) || wordOf(p.key) : ''));
  const [first] = value.properties;
  if (found.some((name) => texts.test(name)))
    return [{ key, is: first?.type === 'ObjectProperty' && isWritten(bare(first.value)) ? ranged : alike }];
  if (first?.type !== 'ObjectProperty' || found.includes('')) return undefined;
  if (!operators.test(found[0]!) || (found[0] === 'is' && first.value.type === 'ObjectExpression'))
    return ofRelation(key, found[0] === 'is' ? bare(first.value) : value);
  const said = value.properties.map((p) =>
    p.type === 'ObjectProperty' ? operated(keyName(p) || wordOf(p.key), bare(p.value)) : ranged,
  );
  return [{ key, is: said.every((is) => is === said[0]) ? said[0]! : ranged }];
}

/** A written text, or what a number of today's begins with: `invoiceNo: { startsWith: prefix }`. */
function isWritten(text: Node): boolean {
  if (text.type === 'StringLiteral' || text.type === 'RegExpLiteral') return true;
  return text.type === 'Identifier' && /prefix|today|date/i.test(text.name);
}

function given(n: Node | null): Conditions {
  return n ? conditionsIn(n) : undefined;
}

/** `clinic: { id }` is of the clinic; `user: { companyId }` of the company; `members: { some: … }` is another question. */
function ofRelation(key: string, value: Node): Conditions {
  const inner = conditionsIn(value);
  return inner?.map((c) => (/^_?id$/.test(c.key) ? { key, is: c.is } : c));
}

/** Texts that are looked for in one column or another, and what two have sent each other; else who knows. */
function either(value: Node): Conditions {
  if (value.type !== 'ArrayExpression') return undefined;
  const branches = value.elements.map(given);
  const [first] = branches;
  if (!first || first.length === 0) return undefined;
  if (branches.every((b) => b?.every((c) => c.is === alike))) return first.slice(0, 1);
  const keys = (b: Conditions): string =>
    (b ?? [])
      .map((c) => (c.is === some && ends.test(c.key) ? 'end' : c.key))
      .sort()
      .join();
  return branches.every((b) => keys(b) === keys(first)) ? first : undefined;
}

/** Who is at an end of a message or a payment. */
const ends = /^(from|to|sender|receiver|recipient|author|user)\w*$/i;

function operated(operator: string, value: Node): Condition['is'] {
  if (/^(\$eq|equals|eq|is)$/.test(operator)) return saidBy(value);
  if (/^(\$ne|not|ne|\$nin|notIn|\$not)$/.test(operator)) return other;
  if (operator === '$exists') return value.type === 'BooleanLiteral' && !value.value ? 'null' : other;
  if (/^\$?in$/.test(operator)) return listed(value);
  // `stock: { $gt: 0 }`: there is any.
  return /^\$?gt$/.test(operator) && value.type === 'NumericLiteral' ? other : ranged;
}

/** `['open', 'closed']` → `open closed`. */
function listed(value: Node | undefined): Condition['is'] {
  if (value?.type !== 'ArrayExpression') return oneOf;
  const words = value.elements.map((e) => (e ? saidBy(bare(e)) : some));
  return words.includes(some) ? oneOf : words.join(' ');
}

/** `true`, `'active'`, `OrderStatus.ACTIVE` → `active`; TypeORM's `ILike(text)` and `Not(value)`. */
export function saidBy(value: Node): Condition['is'] {
  if (isNull(value)) return 'null';
  if (value.type === 'StringLiteral') return value.value.toLowerCase();
  if (value.type === 'BooleanLiteral' || value.type === 'NumericLiteral') return String(value.value);
  if (value.type === 'RegExpLiteral') return ranged;
  if (value.type === 'NewExpression') return dotted(value.callee) === 'RegExp' ? alike : some;
  if (isMember(value) && /^[A-Z]\w*\.[A-Z]\w*$/.test(dotted(value))) return lastWordOf(value).toLowerCase();
  if (!isCall(value)) return some;
  const name = calledName(value);
  if (/^I?Like$/.test(name)) return alike;
  if (name === 'Not') return other;
  if (name === 'IsNull') return 'null';
  if (name === 'In') return listed(value.arguments[0] && bare(value.arguments[0]));
  return /^(Between|(More|Less)Than\w*|Raw)$/.test(name) ? ranged : some;
}

/** A statement that is written out, with `?` for what is put into it; undefined for what is no text. */
export function statementIn(n: Node): string | undefined {
  return n.type === 'StringLiteral' || n.type === 'TemplateLiteral' ? textsOf(n).join('?') : undefined;
}

/** A text in its parts, between what is put into it. */
export function textsOf(n: Extract<Node, { type: 'StringLiteral' | 'TemplateLiteral' }>): string[] {
  return n.type === 'StringLiteral' ? [n.value] : n.quasis.map((q) => q.value.cooked ?? '');
}

/** `(deleted = false OR deleted IS NULL)`, the other way about as well: two ways to write one. */
const settledEither =
  /\(\s*(?:([\w.]+)\s+is\s+null\s+or\s+\1\s*=\s*(?:false|0)|([\w.]+)\s*=\s*(?:false|0)\s+or\s+\2\s+is\s+null)\s*\)/gi;
/** `($1::text IS NULL OR status = $1)`: whoever gives no status asks for all. */
const left = /\(\s*(?:\?|[$:@]\w+)(?:::\w+)?\s+is\s+null\s+or\b[^()]*\)/gi;

/** The conditions behind a statement's WHERE. */
export function conditionsOfSql(sql: string): Conditions {
  const [, where] = /\bwhere\b([\s\S]*?)(?=\border\s+by\b|;|$)/i.exec(sql) ?? [];
  if (where === undefined) return [];
  const searched = where
    .replace(settledEither, (_, a?: string, b?: string) => ` ${a ?? b} = false `)
    .replace(left, ' true ')
    .replace(/\(([^()]*\b(i?like)\b[^()]*)\)/gi, (text, inner: string) =>
      /\band\b/i.test(inner) ? text : inner.split(/\bor\b/i)[0]!,
    );
  if (/\bor\b|\bselect\b/i.test(searched)) return undefined;
  return all(searched.split(/\band\b/i), (part) => {
    if (/^\s*\(?\s*(1\s*=\s*1|true)\s*\)?\s*$/i.test(part)) return [];
    const said =
      /^\s*\(?\s*([\w.`"[\]]+)\s*(=|!=|<>|<=?|>=?|i?like|is\s+not|is|in|not\s+in)\s*(.*?)\s*\)?\s*$/is.exec(
        part,
      );
    if (!said) return undefined;
    const [, key = '', operator = '', value = ''] = said;
    // Something else is put in behind it.
    if (/^\?\s/.test(value)) return undefined;
    return [
      { key: key.replace(/[`"[\]]/g, ''), is: comparedInSql(operator.toLowerCase(), value.toLowerCase()) },
    ];
  });
}

function comparedInSql(operator: string, value: string): Condition['is'] {
  // A written text is looked for in one row or another, not by whoever asks.
  if (/like/.test(operator)) return /^'[^?$:]*'$/.test(value) ? ranged : alike;
  if (/^(!=|<>|is\s+not|not\s+in)$/.test(operator)) return other;
  if (operator === '>' && value === '0') return other;
  if (operator === 'in') return /^\(\s*'/.test(value) ? value.replace(/[(),'\s]+/g, ' ').trim() : oneOf;
  if (operator !== '=' && operator !== 'is') return ranged;
  const [, text] = /^'([^']*)'$/.exec(value) ?? [];
  return text ?? (/^(true|false|null|\d+)$/.test(value) ? value : some);
}

/** `eq(orders.companyId, id)`, `and(…)`, `isNull(…)` of Drizzle. */
export function conditionsOfExpression(node: Node): Conditions {
  const n = bare(node);
  if (!isCall(n)) return undefined;
  if (isScoping(n)) return [ofTenant];
  const name = calledName(n);
  const [column, value] = n.arguments.map((a) => bare(a));
  if (name === 'and') return all(n.arguments, conditionsOfExpression);
  const key = column && isMember(column) ? propertyName(column) : '';
  if (!key) return undefined;
  if (name === 'eq') return [{ key, is: value ? saidBy(value) : some }];
  if (/^i?like$/.test(name)) return [{ key, is: alike }];
  if (/^(ne|not\w*|isNotNull)$/.test(name)) return [{ key, is: other }];
  return [{ key, is: name === 'isNull' ? 'null' : ranged }];
}

/**
 * `.where({ companyId })`, `.where('company_id', id)`, `.where('company_id', '=', id)`, `.where(eq(orders.companyId, id))`,
 * `.where('o.companyId = :id', { id })`; undefined for whatever else a call may do.
 */
export function conditionsOfCall(call: Call, ofNode = conditionsOfExpression): Conditions {
  const name = calledName(call);
  const [first, second, third] = call.arguments.map((a) => bare(a));
  if (!first) return undefined;
  const text = statementIn(first);
  if (/^where(Not)?Null$/.test(name))
    return text === undefined ? undefined : [{ key: text, is: name === 'whereNull' ? 'null' : other }];
  if (/^whereI?Like$/.test(name)) return text === undefined ? undefined : [{ key: text, is: alike }];
  if (/^whereNot(In)?$/.test(name)) return text === undefined ? undefined : [{ key: text, is: other }];
  if (!/^(where|andWhere)$/.test(name)) return undefined;
  if (text === undefined) return first.type === 'ObjectExpression' ? conditionsIn(first) : ofNode(first);
  if (/[\s=]/.test(text)) return conditionsOfSql(`where ${text.replace(/:\w+/g, '?')}`);
  if (!second) return undefined;
  if (!third) return [{ key: text, is: saidBy(second) }];
  const operator = second.type === 'StringLiteral' ? second.value.toLowerCase() : '';
  if (/^={1,3}$/.test(operator)) return [{ key: text, is: saidBy(third) }];
  if (/like/.test(operator)) return [{ key: text, is: alike }];
  return [
    { key: text, is: /^(!=|<>|is not)$/.test(operator) ? other : operator === 'is' ? saidBy(third) : ranged },
  ];
}

/** Stages that leave as many documents as there were. */
const passing =
  /^\$(lookup|unwind|sort|project|addFields|set|unset|graphLookup|replaceRoot|replaceWith|search|geoNear)$/;

/** `Order.aggregate([{ $match: { shopId } }, { $lookup: … }, { $sort: … }])`: undefined where stages group, count or limit. */
export function conditionsOfPipeline(stages: Node): Conditions {
  const n = bare(stages);
  if (n.type !== 'ArrayExpression') return undefined;
  return all(n.elements, (stage) => {
    const [only] = stage?.type === 'ObjectExpression' ? stage.properties : [];
    if (only?.type !== 'ObjectProperty') return undefined;
    const name = keyName(only);
    return name === '$match' ? conditionsIn(only.value) : passing.test(name) ? [] : undefined;
  });
}
