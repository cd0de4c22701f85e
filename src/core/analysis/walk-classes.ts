/** Classes and their members, as the walk comes by them. */
import type * as t from '@babel/types';
import { isFunction, isMember, keyName, parentOf, propertyName, setParent } from './ast.ts';
import type { ClassInfo, Scope } from './index-types.ts';
import { decoratorValue } from './naming.ts';
import { declare } from './scopes.ts';
import type { At, Walker } from './walk.ts';

export function walkClass(walker: Walker, node: t.ClassDeclaration | t.ClassExpression, at: At): void {
  const parent = parentOf(node)!;
  const name =
    node.id?.name ??
    (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id.name : 'class');
  const info: ClassInfo = {
    id: walker.out.classes.length,
    name,
    node,
    scope: at.scope,
    methods: new Map(),
    statics: new Map(),
    fields: new Map(),
  };
  walker.out.classes.push(info);
  if (node.id) declare(at.scope, { name: node.id.name, kind: 'class', node, path: [], cls: info });
  walker.key(node, 'decorators', at);
  walker.key(node, 'superClass', at);
  setParent(node.body, node);
  const inside: At = { scope: at.scope, fn: at.fn, loop: at.loop, cls: info };
  for (const member of node.body.body) {
    if (
      member.type === 'ClassProperty' ||
      member.type === 'ClassPrivateProperty' ||
      member.type === 'ClassAccessorProperty'
    ) {
      const key = keyName(member as never);
      const annotation = member.typeAnnotation ?? undefined;
      const value = member.value ?? undefined;
      if (key)
        info.fields.set(key, {
          scope: at.scope,
          ...(value ? { value } : {}),
          ...(annotation ? { annotation } : {}),
        });
    }
    walker.node(member, node.body, inside);
    const value = member.type === 'ClassProperty' ? member.value : undefined;
    const fn = value && isFunction(value) ? walker.out.functionOf.get(value) : undefined;
    if (fn) info.methods.set(keyName(member as never), fn);
  }
}

/** `constructor(private readonly users: Users)`: a parameter and a field. */
export function parameterProperty(p: t.TSParameterProperty, at: At, scope: Scope): void {
  const id = p.parameter.type === 'AssignmentPattern' ? p.parameter.left : p.parameter;
  if (id.type !== 'Identifier' || !at.cls) return;
  const annotation = id.typeAnnotation ?? undefined;
  at.cls.fields.set(id.name, {
    scope,
    value: decoratorValue(p),
    ...(annotation ? { annotation } : {}),
  } as never);
}

/** `this.users = users`: a field, unless it has a value already. */
export function thisField(node: t.AssignmentExpression, at: At): void {
  const left = node.left;
  if (!at.cls || !isMember(left) || left.object.type !== 'ThisExpression') return;
  const name = propertyName(left);
  const known = at.cls.fields.get(name);
  if (!name || known?.value) return;
  at.cls.fields.set(name, { ...known, value: node.right, scope: at.scope });
}
