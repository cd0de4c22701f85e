/** Functions that a schema of Mongoose's gives its documents and its model. */
import { dotted, isCall, keyName, methodName, type Node, parentOf } from './ast.ts';

const records: ReadonlyMap<string, 'Document' | 'Model'> = new Map([
  ['methods', 'Document'],
  ['method', 'Document'],
  ['statics', 'Model'],
  ['static', 'Model'],
]);

/**
 * `schema.methods.publish = async function () { await this.save(); }`, `schema.static('of', function …)`,
 * `new Schema({ … }, { methods: { … } })`: what `this` is, as the name that Mongoose exports it by.
 */
export function recordOfSchema(fn: Node): 'Document' | 'Model' | undefined {
  if (fn.type !== 'FunctionExpression' && fn.type !== 'ObjectMethod') return undefined;
  let p = parentOf(fn);
  if (!p) return undefined;
  if (isCall(p))
    return p.arguments.length === 2 && p.arguments[1] === fn ? records.get(methodName(p)) : undefined;
  if (p.type === 'AssignmentExpression') {
    const [owner, name] = dotted(p.left).split('.').slice(-3, -1);
    return owner && name ? records.get(name) : undefined;
  }
  if (p.type === 'ObjectProperty') p = parentOf(p);
  if (p?.type !== 'ObjectExpression') return undefined;
  const holder = parentOf(p);
  if (holder?.type === 'AssignmentExpression') {
    const [owner, name] = dotted(holder.left).split('.').slice(-2);
    return owner && name ? records.get(name) : undefined;
  }
  if (holder?.type !== 'ObjectProperty' || holder.value !== p) return undefined;
  const made = parentOf(parentOf(holder) ?? holder);
  return made?.type === 'NewExpression' && /(^|\.)Schema$/.test(dotted(made.callee))
    ? records.get(keyName(holder))
    : undefined;
}
