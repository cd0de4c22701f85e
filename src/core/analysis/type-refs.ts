/** Describes what a type names, as rows of the same table as values (see `Ref`). */
import type { Node } from './ast.ts';
import type { Scope } from './index-types.ts';
import type { Refs } from './refs.ts';
import { find } from './scopes.ts';

/** Longer chains of names and types than anybody writes. */
export const maxDepth = 20;

type Reference = Extract<Node, { type: 'TSTypeReference' }>;

/**
 * A type as an instance of what it names: `Repository<User>`, `Promise<Pool>`, `typeof prisma`.
 * @returns the row, -1 where the type says nothing
 */
export function typeRef(refs: Refs, a: Node, scope: Scope, depth: number): number {
  if (depth > maxDepth) return -1;
  switch (a.type) {
    case 'TSTypeAnnotation':
    case 'TypeAnnotation':
      return typeRef(refs, a.typeAnnotation, scope, depth + 1);
    case 'TSTypeReference':
      return reference(refs, a, scope, depth);
    case 'GenericTypeAnnotation':
      return a.id.type === 'Identifier' ? named(refs, a.id.name, scope, depth) : -1;
    case 'TSArrayType':
      return listOf(refs, a.elementType, scope, depth);
    case 'TSUnionType':
    case 'TSIntersectionType':
      for (const t of a.types) {
        const r = typeRef(refs, t, scope, depth + 1);
        if (r >= 0) return r;
      }
      return -1;
    case 'TSTypeQuery':
      return a.exprName.type === 'Identifier' ? refs.identifier(a.exprName.name, scope, depth + 1) : -1;
    case 'TSParenthesizedType':
      return typeRef(refs, a.typeAnnotation, scope, depth + 1);
    default:
      return -1;
  }
}

/** Types that stand for what they are given. */
const same =
  /^(Promise|Readonly|Partial|Required|Pick|Omit|NonNullable|Awaited|Ref|ComputedRef|Lazy|DeepReadonly)$/;
const lists = /^(Array|ReadonlyArray|Set|Iterable)$/;

function reference(refs: Refs, a: Reference, scope: Scope, depth: number): number {
  const name = a.typeName;
  if (name.type === 'Identifier') {
    const first = firstGiven(a);
    if (!first) return named(refs, name.name, scope, depth);
    if (same.test(name.name)) return typeRef(refs, first, scope, depth + 1);
    if (lists.test(name.name)) return listOf(refs, first, scope, depth);
    if (name.name !== 'ReturnType') return named(refs, name.name, scope, depth);
    const of = typeRef(refs, first, scope, depth + 1);
    return of < 0 ? -1 : refs.row('result', of);
  }
  if (name.type === 'TSQualifiedName' && name.left.type === 'Identifier') {
    const of = refs.identifier(name.left.name, scope, depth + 1);
    return of < 0 ? -1 : refs.row('instance', refs.row('member', of, name.right.name));
  }
  return -1;
}

/** `User` of `Repository<User>`, wherever a version of the parser keeps it. */
function firstGiven(a: Reference): Node | undefined {
  const given = a as { typeParameters?: { params: Node[] } | null; typeArguments?: { params: Node[] } };
  return (given.typeParameters ?? given.typeArguments)?.params[0];
}

function listOf(refs: Refs, item: Node, scope: Scope, depth: number): number {
  const of = typeRef(refs, item, scope, depth + 1);
  return of < 0 ? -1 : refs.row('list', of, '', -1);
}

function named(refs: Refs, name: string, scope: Scope, depth: number): number {
  const b = find(scope, name);
  if (!b) return refs.row('unknown', -1, `:${name}`);
  if (b.kind === 'const' && b.annotation && !b.init) return refs.binding(b, depth + 1);
  return refs.row('instance', refs.binding(b, depth + 1), name);
}
