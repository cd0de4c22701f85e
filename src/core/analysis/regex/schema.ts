/** Patterns that libraries are given as texts: those of JSON schema, which are matched as they are, highlighters' and validators'. */
import type * as t from '@babel/types';
import { bare, dotted, isCall, keyName, type Node, parentOf } from '../ast.ts';
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
    else if (name === 'patternProperties') keys.push(...keysOf(bare(p.value)));
  }
  if (!pattern || pattern.type === 'RegExpLiteral') return keys;
  const of = parentOf(n);
  return isText || (of && isCall(of) && /^(Type|t)\.String$/.test(dotted(of.callee)))
    ? [pattern, ...keys]
    : keys;
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
