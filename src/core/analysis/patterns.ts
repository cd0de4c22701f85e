/** Destructuring: which names a pattern declares, and from which property of the value each comes. */

import type { Node } from './ast.ts';
import { keyName, typeSaid } from './ast.ts';
import type { Binding, LoopInfo, Scope } from './index-types.ts';
import { namesToFill, noWrites } from './scopes.ts';

export function patternNames(node: Node): string[] {
  const names: string[] = [];
  collect(node, [], (id) => names.push((id as { name: string }).name));
  return names;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Declaration {
  readonly scope: Scope;
  readonly kind: Binding['kind'];
  readonly init?: Node;
  readonly param?: number;
  readonly items?: LoopInfo | undefined;
}

/** Declares every name of a pattern in a scope. */
export function declarePattern(pattern: Node, given: Declaration): void {
  collect(pattern, [], (id, path, fallback) => {
    const node = id as Extract<Node, { type: 'Identifier' }>;
    const annotation = node.typeAnnotation ?? annotationOf(pattern, path);
    const init = given.init ?? (path.length === 0 ? fallback : undefined);
    const binding: Writable<Binding> = {
      name: node.name,
      kind: given.kind,
      scope: given.scope,
      node,
      path,
      writes: noWrites,
    };
    if (init) binding.init = init;
    if (fallback) binding.fallback = fallback;
    if (annotation) binding.annotation = annotation;
    if (given.param !== undefined) binding.param = given.param;
    if (given.items?.items.includes(node.name)) binding.loopItem = given.items;
    namesToFill(given.scope).set(node.name, binding);
  });
}

/** `({ db }: { db: Kysely })` → the annotation of `db`. */
function annotationOf(pattern: Node, path: readonly string[]): Node | undefined {
  return pattern.type === 'ObjectPattern' && path.length === 1
    ? annotationIn(pattern.typeAnnotation, path[0]!)
    : undefined;
}

/** The annotation of `db` in `: { db: Kysely }`. */
export function annotationIn(annotation: Node | null | undefined, key: string): Node | undefined {
  const literal = typeSaid(annotation);
  if (literal?.type !== 'TSTypeLiteral') return undefined;
  for (const member of literal.members) {
    if (member.type === 'TSPropertySignature' && keyName(member) === key)
      return member.typeAnnotation ?? undefined;
  }
  return undefined;
}

type Found = (id: Node, path: readonly string[], fallback?: Node) => void;

function collect(
  node: Node | null | undefined,
  path: readonly string[],
  found: Found,
  fallback?: Node,
): void {
  if (!node) return;
  switch (node.type) {
    case 'Identifier':
      found(node, path, fallback);
      break;
    case 'AssignmentPattern':
      collect(node.left, path, found, node.right);
      break;
    case 'RestElement':
      collect(node.argument, [...path, '*'], found);
      break;
    case 'ArrayPattern':
      for (const e of node.elements) if (e) collect(e, [...path, '*'], found);
      break;
    case 'ObjectPattern':
      for (const p of node.properties) {
        if (p.type === 'RestElement') collect(p, path, found);
        else collect(p.value, [...path, keyName(p) || '*'], found);
      }
      break;
    case 'VariableDeclaration':
      for (const d of node.declarations) collect(d.id, path, found);
      break;
    case 'TSParameterProperty':
      collect(node.parameter, path, found);
      break;
    default:
  }
}
