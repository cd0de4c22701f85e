/** Patterns of JSON schema, which are matched as they are. */
import type * as t from '@babel/types';
import { bare, dotted, isCall, keyName, type Node, parentOf } from '../ast.ts';

/** The pattern of `{ type: 'string', pattern: '^a+$' }` and `Type.String({ pattern: '^a+$' })`. */
export function schemaPattern(n: t.ObjectExpression): Node | undefined {
  let pattern: Node | undefined;
  let isText = false;
  for (const p of n.properties) {
    if (p.type !== 'ObjectProperty' || p.computed) continue;
    const name = keyName(p);
    if (name === 'pattern') pattern = bare(p.value);
    else if (/^(type|bsonType)$/.test(name)) isText = isString(p.value);
  }
  if (!pattern || pattern.type === 'RegExpLiteral') return undefined;
  const of = parentOf(n);
  return isText || (of && isCall(of) && /^(Type|t)\.String$/.test(dotted(of.callee))) ? pattern : undefined;
}

/** `'string'`, `['string', 'null']` */
function isString(type: Node): boolean {
  if (type.type === 'ArrayExpression') return type.elements.some((e) => e !== null && isString(e));
  return type.type === 'StringLiteral' && type.value === 'string';
}
