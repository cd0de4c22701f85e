/** Patterns that libraries are given as texts: those of JSON schema, which are matched as they are, highlighters' and validators'. */
import type * as t from '@babel/types';
import { bare, dotted, isCall, keyName, methodName, type Node, parentOf, receiverOf } from '../ast.ts';
import type { CallSite } from '../index-types.ts';

/**
 * The patterns of `{ type: 'string', pattern: '^a+$' }`, `Type.String({ pattern: '^a+$' })` and
 * `{ patternProperties: { '^a+$': … } }`.
 */
export function schemaPatterns(n: t.ObjectExpression): Node[] {
  let pattern: Node | undefined;
  const keys: Node[] = [];
  let isText = false;
  for (const p of n.properties) {
    if (p.type !== 'ObjectProperty' || p.computed) continue;
    const name = keyName(p);
    if (name === 'pattern') pattern = bare(p.value);
    else if (/^(type|bsonType)$/.test(name)) isText = isString(p.value);
    // Only of texts the length is asked.
    else if (/^(min|max)Length$/.test(name)) isText = true;
    else if (name === 'patternProperties') keys.push(...keysOf(bare(p.value)));
  }
  if (!pattern || pattern.type === 'RegExpLiteral') return keys;
  const of = parentOf(n);
  return isText || (of && isCall(of) && /^(Type|t)\.String$/.test(dotted(of.callee)))
    ? [pattern, ...keys]
    : keys;
}

/** A quadratic pattern on so many characters costs nothing that anybody notices. */
const shortEnough = 10_000;

/** `{ type: 'string', maxLength: 64, pattern: '^\\w+\\d+$' }`: the length is asked first, and the rest is not after that. */
export function capsText(n: t.ObjectExpression): boolean {
  return n.properties.some(
    (p) => p.type === 'ObjectProperty' && keyName(p) === 'maxLength' && isLimit(bare(p.value)),
  );
}

function isLimit(n: Node | undefined): boolean {
  return n?.type === 'NumericLiteral' && n.value <= shortEnough;
}

/** `Joi.string().max(30).pattern(/^\w+\d+$/)`: stops at the first check that fails. Zod and yup go through all of them. */
export function isLimited(pattern: Node): boolean {
  const call = parentOf(pattern);
  if (!call || !isCall(call) || call.arguments[0] !== pattern || !/^(pattern|regex)$/.test(methodName(call)))
    return false;
  let limited = false;
  let at: Node | undefined = call;
  for (; at && isCall(at); at = receiverOf(at) && bare(receiverOf(at)!))
    if (/^(max|length)$/.test(methodName(at))) limited ||= isLimit(at.arguments[0] as Node | undefined);
  return limited && at !== undefined && /^joi$/i.test(dotted(at));
}

function keysOf(n: Node): Node[] {
  if (n.type !== 'ObjectExpression') return [];
  return n.properties.flatMap((p) => (p.type === 'ObjectProperty' ? [bare(p.key)] : []));
}

/**
 * The texts of `{ token: 'string', regex: '"[^"]*"' }` and `{ className: 'string', begin: '"', end: '"' }`: rules of
 * highlighters, that an editor or a page makes patterns of.
 */
export function highlighterPatterns(n: t.ObjectExpression): Node[] {
  const texts: Node[] = [];
  let isRule = false;
  for (const p of n.properties) {
    if (p.type !== 'ObjectProperty' || p.computed) continue;
    const name = keyName(p);
    if (/^(regex|begin|end)$/.test(name) && !/^(RegExpL|Num)/.test(bare(p.value).type))
      texts.push(bare(p.value));
    else if (/^(token|onMatch|className|scope|contains|relevance)$/.test(name)) isRule = true;
  }
  return isRule ? texts : [];
}

/** `'string'`, `['string', 'null']` */
function isString(type: Node): boolean {
  if (type.type === 'ArrayExpression') return type.elements.some((e) => e !== null && isString(e));
  return type.type === 'StringLiteral' && type.value === 'string';
}

const chains = /^(body|check|cookie|header|param|query)\(\)(\.\w+\(\))*\.matches$/;

/** `validator.matches(text, 'a+b')` and `body('name').matches('a+b')`; elements match what is no pattern. */
export function takenAsPattern({ method, node }: CallSite): Node | undefined {
  const [first, second] = node.arguments;
  // Angular's.
  if (method === 'pattern') return dotted(node.callee) === 'Validators.pattern' ? first : undefined;
  if (method !== 'matches') return second && method ? undefined : first;
  const name = dotted(node.callee);
  if (name === 'validator.matches') return second;
  return chains.test(name) ? first : undefined;
}
