/** Field resolvers of GraphQL: which function answers for which field of which type. */
import { dotted, isCall, keyName, type Node, parentOf, some, typeSaid } from '../ast.ts';
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

/** Also what a query answers with as a whole, once: `PostConnection.totalCount`, `PaginatedUsers.total`. */
const roots =
  /(Query|Mutation|Mutations|Queries|Subscription)$|^(Date|DateTime|JSON|Upload|Resolvers?)$|[a-z](Connection|Pagination|PageInfo|Payload)$|^Paginated[A-Z]/;

/**
 * The type whose fields an object has that stands by itself: `const Post: PostResolvers = { … }`, also given by a
 * function; `const Post = { … }` and `module.exports = { … }` of `resolvers/Post.js`.
 */
function typeAlone(holder: Node, path: string): string {
  const declared =
    holder.type === 'VariableDeclarator' && holder.id.type === 'Identifier' ? holder.id : undefined;
  const said = typeSaid(
    declared?.typeAnnotation ?? (holder.type === 'ArrowFunctionExpression' ? holder.returnType : undefined),
  );
  const named = said?.type === 'TSTypeReference' ? dotted(said.typeName) : '';
  const typed = /(?:^|\.)(\w+?)(?:Field)?Resolver(?:s|Map)$/.exec(named)?.[1];
  if (typed) return roots.test(typed) ? '' : typed;
  if (!/(^|\/)(resolvers?|graphql)\//i.test(path)) return '';
  const file = /([^/.]+)(\.resolvers?)?\.[cm]?[jt]s$/i.exec(path)?.[1] ?? '';
  const exported = holder.type === 'AssignmentExpression' && dotted(holder.left) === 'module.exports';
  const name = declared?.name ?? (exported || holder.type === 'ExportDefaultDeclaration' ? file : '');
  return /^[A-Z][a-z]\w*$/.test(name) && !roots.test(name) ? name : '';
}

/** @param path of the file, whose folder may say what its objects are */
export function fieldOf(fn: FunctionInfo, path: string): string {
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
  // `posts: { resolve: (user) => … }`
  const around = keyName(property) === 'resolve' ? parentOf(parentOf(property) as Node) : undefined;
  const field = around?.type === 'ObjectProperty' ? around : property;
  const fieldName = field === property ? fn.name : keyName(field);
  const type = parentOf(field);
  const typeProperty = type ? parentOf(type) : undefined;
  if (typeProperty?.type !== 'ObjectProperty') {
    const alone = typeProperty ? typeAlone(typeProperty, path) : '';
    return alone && `${alone}.${fieldName}`;
  }
  const typeName = keyName(typeProperty);
  if (!/^[A-Z][A-Za-z0-9]*$/.test(typeName) || roots.test(typeName)) return '';
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
  return hasRoot || /resolvers?$/i.test(name) ? `${typeName}.${fieldName}` : '';
}
