/** Rows that are asked for by their ids are no more than the ids. */
import { bare, type Call, dotted, isCall, keyName, methodName, type Node, receiverOf } from './ast.ts';

const id = /^_?(id|uuid)$/;

/** `ids` of `find({ _id: { $in: ids } })`, `findBy({ id: In(ids) })`, `from('users').select().in('id', ids)`. */
export function idsAskedFor(call: Call): Node | undefined {
  let n: Node | undefined = call;
  for (let i = 0; i < 8 && isCall(n); i++) {
    const [first, second] = n.arguments;
    if (methodName(n) === 'in' || methodName(n) === 'whereIn') {
      if (first?.type === 'StringLiteral' && second && id.test(first.value)) return second;
    } else if (first?.type === 'ObjectExpression') {
      const found = inside(first, 0);
      if (found) return found;
    }
    n = receiverOf(n) && bare(receiverOf(n)!);
  }
  return undefined;
}

function inside(of: Extract<Node, { type: 'ObjectExpression' }>, depth: number): Node | undefined {
  for (const p of of.properties) {
    if (p.type !== 'ObjectProperty') continue;
    const value = bare(p.value);
    if (/^(where|filter)$/.test(keyName(p)) && value.type === 'ObjectExpression' && depth === 0) {
      const found = inside(value, 1);
      if (found) return found;
    } else if (id.test(keyName(p))) return listIn(value);
  }
  return undefined;
}

/** `{ in: ids }`, `{ $in: ids }`, `In(ids)`. */
function listIn(value: Node): Node | undefined {
  if (isCall(value)) return dotted(value.callee) === 'In' ? value.arguments[0] : undefined;
  const only = value.type === 'ObjectExpression' ? value.properties[0] : undefined;
  if (only?.type !== 'ObjectProperty') return undefined;
  return /^(\$?in|_in)$/.test(keyName(only)) ? bare(only.value) : undefined;
}
