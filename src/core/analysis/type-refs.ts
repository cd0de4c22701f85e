/** Describes what a type names, as rows of the same table as values (see `Ref`). */
import { keyName, type Node } from './ast.ts';
import type { Scope } from './index-types.ts';
import type { Refs } from './refs.ts';
import { find } from './scopes.ts';
import { table } from './tables.ts';

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
    case 'TSTypeLiteral':
      return shape(refs, a, '', a.members, undefined, scope, depth);
    case 'TSInterfaceDeclaration':
      return shape(refs, a, a.id.name, a.body.body, a.extends?.[0]?.expression, scope, depth);
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

/**
 * `interface Context { services: Services }`, `{ repo: UserRepo }`: like a class with nothing but fields, so that
 * `context.services.users.load(id)` leads to what is called.
 * @returns -1 where no field says more than its name does
 */
function shape(
  refs: Refs,
  type: Node,
  name: string,
  members: readonly Node[],
  base: Node | null | undefined,
  scope: Scope,
  depth: number,
): number {
  const known = refs.shapeOf.get(type);
  if (known !== undefined) return known;
  // One that names itself among its fields ends in the name.
  refs.shapeOf.set(type, -1);
  const fields = table();
  for (const m of members) {
    if (m.type !== 'TSPropertySignature' || !m.typeAnnotation || !mayHold(m.typeAnnotation)) continue;
    const of = typeRef(refs, m.typeAnnotation, scope, depth + 1);
    const key = keyName(m);
    if (key && of >= 0 && refs.rows[of]!.op !== 'unknown') fields[key] = of;
  }
  const parent = base?.type === 'Identifier' ? named(refs, base.name, scope, depth + 1) : -1;
  const held = parent >= 0 && refs.rows[parent]!.op === 'instance' ? refs.rows[parent]!.of : -1;
  if (Object.keys(fields).length === 0 && held < 0) return -1;
  const id = refs.shaped({ name, base: held, contracts: [], methods: table(), statics: table(), fields });
  const row = refs.row('instance', refs.row('class', -1, '', id), name);
  refs.shapeOf.set(type, row);
  return row;
}

/** What is called through a field: no list, no text. */
function mayHold(annotation: Node): boolean {
  const type = 'typeAnnotation' in annotation ? (annotation.typeAnnotation as Node) : annotation;
  return /^TS(TypeReference|TypeLiteral|TypeQuery|UnionType|IntersectionType)$/.test(type.type);
}

function named(refs: Refs, name: string, scope: Scope, depth: number): number {
  const b = find(scope, name);
  if (!b) return refs.row('unknown', -1, `:${name}`);
  if (b.kind === 'const' && b.annotation && !b.init) {
    const of = refs.binding(b, depth + 1);
    return b.node.type === 'TSInterfaceDeclaration' && refs.rows[of]!.op === 'unknown'
      ? refs.row('unknown', -1, `:${name}`)
      : of;
  }
  return refs.row('instance', refs.binding(b, depth + 1), name);
}
