/** What a function gives back, and the scope that its own names stand in. */
import { bare, type FunctionNode, isFunction, type Node, some, visit } from './ast.ts';
import type { FileIndex, FunctionInfo, Scope, Site } from './index-types.ts';
import { oncePer } from './once.ts';
import { noNames } from './scopes.ts';

/** The outermost scope of a function, found from the things collected in it; an empty one of its own where it has none. */
export function outerScope(file: FileIndex, fn: FunctionInfo): Scope {
  const found = outerScopes(file).get(fn);
  return found ?? { parent: file.moduleScope, names: noNames, fn, loop: undefined };
}

const outerScopes = oncePer((file: FileIndex) => {
  const outer = new Map<FunctionInfo, Scope>();
  for (const site of [...file.calls, ...file.news, ...file.objects, ...file.assignments, ...file.returns]) {
    if (outer.has(site.fn)) continue;
    let s = site.scope;
    while (s.parent && s.parent.fn === s.fn) s = s.parent;
    outer.set(site.fn, s);
  }
  return outer;
});

/** What each function of a file returns, with where it stands. */
export const returnSites = oncePer((file: FileIndex) => {
  const byFunction = new Map<FunctionInfo, Site[]>();
  for (const r of file.returns) {
    const list = byFunction.get(r.fn);
    if (list) list.push(r);
    else byFunction.set(r.fn, [r]);
  }
  return byFunction;
});

/** Whether a function, or one inside it, ends with `return name`. */
export function returnsName(name: string, fn: Node): boolean {
  return some(fn, (n) => {
    const given = n.type === 'ReturnStatement' && n.argument ? bare(n.argument) : undefined;
    return given?.type === 'Identifier' && given.name === name;
  });
}

/** What a function gives back in the end: its expression, or what its last statement returns. */
export function lastResult(fn: FunctionNode): Node | undefined {
  if (fn.body.type !== 'BlockStatement') return fn.body;
  const last = fn.body.body.at(-1);
  return last?.type === 'ReturnStatement' ? (last.argument ?? undefined) : undefined;
}

/** Expressions that a function returns, those of functions inside it left out. */
export function returnsOf(fn: FunctionInfo): readonly Node[] {
  if (fn.node.type === 'Program' || fn.node.type === 'StaticBlock') return [];
  const { body } = fn.node;
  if (body.type !== 'BlockStatement') return [body];
  const found: Node[] = [];
  visit(body, (n) => {
    if (isFunction(n)) return false;
    if (n.type === 'ReturnStatement' && n.argument) found.push(n.argument);
    return true;
  });
  return found;
}
