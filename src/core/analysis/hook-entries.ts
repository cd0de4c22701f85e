/** What a model's library calls whenever a row or document is saved, loaded or removed. */
import { keyName, type Node, parentOf } from './ast.ts';
import type { Entry } from './entry-arguments.ts';

/** Of Sequelize, TypeORM, Objection, Strapi and Keystone. */
export const hookNames =
  /^(\$?before|\$?after)(Bulk)?(Create|Insert|Update|Save|Upsert|Validate|Find|FindOne|FindMany|Load|Remove|Delete|Destroy|SoftRemove|CreateMany|UpdateMany|DeleteMany|Operation)$/;

/** Names of what Mongoose lets a schema see before or after it is done. */
const steps =
  /^(save|validate|remove|init|insertMany|aggregate|count\w*|distinct|(find|update|delete|replace)\w*)$/;

/** `hooks: { beforeCreate(user) {…} }`, `lifecycles: { afterUpdate(event) {…} }`, and such functions exported one by one. */
export function hookEntry(property: Node, key: string): Entry | undefined {
  if (!hookNames.test(key)) return undefined;
  const owner = parentOf(property);
  const holder = owner && parentOf(owner);
  const ofModel =
    (holder?.type === 'ObjectProperty' && /^(hooks|lifecycles)$/.test(keyName(holder))) ||
    holder?.type === 'AssignmentExpression' ||
    holder?.type === 'ExportDefaultDeclaration';
  return ofModel ? { kind: 'event', why: `hook ${key}` } : undefined;
}

/** `userSchema.pre('save', hash)`, `User.beforeCreate(hash)`, `User.addHook('beforeSave', hash)`, `User.observe('before save', hash)`. */
export function hookGiven(name: string, object: string, first: Node | undefined): Entry | undefined {
  const what = first?.type === 'StringLiteral' ? first.value : '';
  const isHook =
    (/^(pre|post)$/.test(name) && /([sS]chema|^s)$/.test(object) && steps.test(what)) ||
    (name === 'addHook' && hookNames.test(what)) ||
    // LoopBack's, of a model.
    (name === 'observe' && /^((before|after) (save|delete)|access|loaded|persist)$/.test(what)) ||
    (hookNames.test(name) && /^[A-Z]\w*$/.test(object.slice(object.lastIndexOf('.') + 1)));
  return isHook ? { kind: 'event', why: `${object}.${name}${what ? `('${what}')` : ''}` } : undefined;
}
