/** Scopes of a file: what a name means where. */

import { bare, type Node } from './ast.ts';
import type { Binding, ClassInfo, FunctionInfo, LoopInfo, Scope } from './index-types.ts';

/** Most scopes declare nothing and most names are written once: these stand for what is empty. */
export const noNames: ReadonlyMap<string, Binding> = new Map();

export const noWrites: readonly Node[] = [];

export function namesToFill(scope: Scope): Map<string, Binding> {
  if (scope.names === noNames) scope.names = new Map();
  return scope.names as Map<string, Binding>;
}

export function inner(parent: Scope, fn: FunctionInfo, loop: LoopInfo | undefined): Scope {
  return { parent, names: noNames, fn, loop };
}

export function functionScope(scope: Scope): Scope {
  let s = scope;
  while (s.parent && s.parent.fn === s.fn) s = s.parent;
  return s;
}

/** @param given becomes the binding: a copy would cost as much as all the rest of this */
export function declare(scope: Scope, given: Omit<Binding, 'scope' | 'writes'>): void {
  const binding = given as { -readonly [K in keyof Binding]: Binding[K] };
  binding.scope = scope;
  binding.writes = noWrites;
  namesToFill(scope).set(binding.name, binding);
}

/** The binding a name means in a scope. */
export function find(scope: Scope, name: string): Binding | undefined {
  for (let s: Scope | undefined = scope; s; s = s.parent) {
    const b = s.names.get(name);
    if (b) return b;
  }
  return undefined;
}

/** The class whose method a function is, or stands in as a callback. */
export function classAround(fn: FunctionInfo): ClassInfo | undefined {
  for (let f: FunctionInfo | undefined = fn; f; f = f.parent) if (f.cls) return f.cls;
  return undefined;
}

/** What is written for a name: what it begins with, and what it is given or gets added later. */
export function valuesOf({ init, writes }: Binding): Node[] {
  const later = writes.flatMap((w) => (w.type === 'AssignmentExpression' ? [w.right] : []));
  return init ? [init, ...later] : later;
}

/** Whether a name keeps what it was first given: a `const`, and a `var` or `let` that nothing writes to again. */
export function isFixed(b: Binding | undefined): b is Binding {
  if (b?.kind === 'const') return true;
  return b !== undefined && (b.kind === 'var' || b.kind === 'let') && b.writes.length === 0 && !b.loopItem;
}

/** What the name of a constant stands for; any other node itself. */
export function standsFor(node: Node, scope: Scope): Node {
  const n = bare(node);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  return isFixed(b) && b.path.length === 0 && b.init ? bare(b.init) : n;
}
