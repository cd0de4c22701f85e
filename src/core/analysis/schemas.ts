/** Functions that a schema of Mongoose's gives its documents and its model. */
import {
  bare,
  dotted,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
} from './ast.ts';
import type { Scope } from './index-types.ts';
import { find } from './scopes.ts';

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

/**
 * The same of Sequelize, by the names that it exports them by: `User.findByLogin = async function () { … }` after
 * `const User = sequelize.define(…)`, and `User.prototype.archive = function () { … }`.
 */
export function recordOfDefined(fn: Node, scope: Scope): 'Model' | 'ModelStatic' | undefined {
  const p = parentOf(fn);
  if (fn.type !== 'FunctionExpression' || p?.type !== 'AssignmentExpression' || !isMember(p.left))
    return undefined;
  const holder = bare(p.left.object);
  const ofRow = isMember(holder) && propertyName(holder) === 'prototype';
  const model = ofRow ? bare(holder.object) : holder;
  const b = model.type === 'Identifier' ? find(scope, model.name) : undefined;
  const made = b?.init && b.path.length === 0 ? bare(b.init) : undefined;
  if (!made || !isCall(made) || methodName(made) !== 'define') return undefined;
  return ofRow ? 'Model' : 'ModelStatic';
}
