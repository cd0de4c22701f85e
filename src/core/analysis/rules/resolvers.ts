/** Field resolvers of GraphQL: which function answers for which field of which type. */
import { dotted, isCall, keyName, type Node, parentOf, some } from '../ast.ts';
import type { FunctionInfo } from '../index-types.ts';
import { patternNames } from '../patterns.ts';
import { type BuiltField, builtField } from './built-fields.ts';

/** A field that does not look at its parent belongs to a type there is one of, such as statistics. */
export function usesParent(fn: FunctionInfo): boolean {
  if (fn.node.type === 'Program' || fn.node.type === 'StaticBlock') return false;
  const decorated = fn.node.type === 'ClassMethod';
  const place = builtBy(fn)?.parent ?? 0;
  const parents = fn.node.params.filter((p, i) => {
    if (!decorated) return i === place;
    const list = 'decorators' in p ? (p.decorators ?? []) : [];
    return list.some((d) =>
      /^(Parent|Root)$/.test(dotted(isCall(d.expression) ? d.expression.callee : d.expression)),
    );
  });
  const names = new Set(parents.flatMap((p) => patternNames(p)));
  const body = fn.node.body;
  return names.size > 0
    ? some(body, (n) => n.type === 'Identifier' && names.has(n.name))
    : decorated && some(body, (n) => n.type === 'ThisExpression' && parentOf(n)?.type !== 'MemberExpression');
}

/** The field of a type that is put together by code. */
function builtBy(fn: FunctionInfo): BuiltField | undefined {
  const parent = parentOf(fn.node as Node);
  const property =
    fn.node.type === 'ObjectMethod' ? fn.node : parent?.type === 'ObjectProperty' ? parent : fn.node;
  return 'key' in property && keyName(property) === 'resolve' ? builtField(property) : undefined;
}

export function fieldOf(fn: FunctionInfo): string {
  if (fn.node.type === 'ClassMethod') {
    for (const d of fn.node.decorators ?? []) {
      const name = dotted(isCall(d.expression) ? d.expression.callee : d.expression);
      if (/^(ResolveField|ResolveProperty|FieldResolver)$/.test(name)) return fn.name;
    }
    return '';
  }
  const parent = parentOf(fn.node as Node);
  const property =
    fn.node.type === 'ObjectMethod' ? fn.node : parent?.type === 'ObjectProperty' ? parent : undefined;
  if (
    !property ||
    fn.node.type === 'Program' ||
    fn.node.type === 'StaticBlock' ||
    fn.node.params.length === 0
  )
    return '';
  const built = builtBy(fn);
  if (built) return built.name;
  const type = parentOf(property);
  const typeProperty = type ? parentOf(type) : undefined;
  if (typeProperty?.type !== 'ObjectProperty') return '';
  const typeName = keyName(typeProperty);
  if (
    !/^[A-Z][A-Za-z0-9]*$/.test(typeName) ||
    /(Query|Mutation|Mutations|Queries|Subscription)$|^(Date|DateTime|JSON|Upload)$/.test(typeName)
  )
    return '';
  const map = parentOf(typeProperty);
  const owner = map ? parentOf(map) : undefined;
  const name =
    owner?.type === 'VariableDeclarator' && owner.id.type === 'Identifier'
      ? owner.id.name
      : owner?.type === 'AssignmentExpression'
        ? dotted(owner.left)
        : owner?.type === 'ObjectProperty'
          ? keyName(owner)
          : owner?.type === 'ExportDefaultDeclaration'
            ? 'resolvers'
            : owner?.type === 'TSAsExpression' || owner?.type === 'TSSatisfiesExpression'
              ? 'resolvers'
              : '';
  const hasRoot =
    map?.type === 'ObjectExpression' &&
    map.properties.some((p) => p.type === 'ObjectProperty' && /^(Query|Mutation)$/.test(keyName(p)));
  return hasRoot || /resolvers?$/i.test(name) ? `${typeName}.${fn.name}` : '';
}
