/** Who calls a function, where its own file can tell: helpers that nothing else can reach. */
import { bare, isFunction, type Node, parentOf } from './ast.ts';
import type { Binding, CallSite, FileIndex, FunctionInfo } from './index-types.ts';
import { find } from './scopes.ts';

/**
 * All calls of the function that a parameter belongs to. None where others may call it as well: exported,
 * public, passed on, or an inline callback.
 */
export function callersOf(file: FileIndex, parameter: Binding): readonly CallSite[] {
  const fn = parameter.scope.fn;
  if (parameter.param === undefined || parameter.path.length > 0 || parameter.writes.length > 0) return [];
  const name = privateName(fn);
  if (!name) return [];
  const calls = file.calls.filter((s) => s.name === name);
  if (calls.length === 0) return [];
  // Mentioned anywhere else, it may be exported or handed to somebody.
  const mentions = file.text.split(wordOf(name)).length - 1;
  if (mentions !== calls.length + 1) return [];
  return calls.every((s) => s.node.arguments.every((a) => a.type !== 'SpreadElement')) ? calls : [];
}

/** Calls of a function by a name that always means it, its own left out. Others may call it as well. */
export function callsByName(file: FileIndex, fn: FunctionInfo): CallSite[] {
  return file.calls.filter((call) => {
    const callee = bare(call.node.callee);
    const b = callee.type === 'Identifier' && call.fn !== fn ? find(call.scope, callee.name) : undefined;
    if (!b || b.writes.length > 0) return false;
    return (b.kind === 'function' ? b.node : b.init && bare(b.init)) === fn.node;
  });
}

/** `(?<!\w)name(?!\w)`, so that `load` is not found in `loadAll`. */
function wordOf(name: string): RegExp {
  const last = name.slice(name.lastIndexOf('.') + 1).replace(/[$#]/g, '\\$&');
  return new RegExp(`(?<![\\w$#])${last}(?![\\w$])`);
}

/** How the file calls it: `load`, `this.load`; '' where other files may call it too. */
function privateName(fn: FunctionInfo): string {
  const node = fn.node as Node;
  if (node.type === 'ClassPrivateMethod') return `this.#${node.key.id.name}`;
  if (node.type === 'ClassMethod')
    return node.accessibility === 'private' && node.key.type === 'Identifier' && !node.static
      ? `this.${node.key.name}`
      : '';
  if (!isFunction(node)) return '';
  const holder = node.type === 'FunctionDeclaration' ? node : parentOf(node);
  const id =
    holder?.type === 'FunctionDeclaration'
      ? holder.id
      : holder?.type === 'VariableDeclarator' && holder.init === node
        ? holder.id
        : undefined;
  const outer = holder?.type === 'VariableDeclarator' ? parentOf(holder) : holder;
  const exported = outer && /^Export/.test(parentOf(outer)?.type ?? '');
  return id?.type === 'Identifier' && !exported ? id.name : '';
}
