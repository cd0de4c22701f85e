/** What a function gives back, and the scope that its own names stand in. */
import { isFunction, type Node, visit } from './ast.ts';
import type { FileIndex, FunctionInfo, Scope } from './index-types.ts';

/** Built once a file. */
const scopes = new WeakMap<FileIndex, Map<FunctionInfo, Scope>>();

/** The outermost scope of a function, found from the things collected in it; the module's where it has none. */
export function outerScope(file: FileIndex, fn: FunctionInfo): Scope {
  let known = scopes.get(file);
  if (!known) {
    known = new Map();
    for (const site of [...file.calls, ...file.news, ...file.objects]) {
      if (known.has(site.fn)) continue;
      let s = site.scope;
      while (s.parent && s.parent.fn === s.fn) s = s.parent;
      known.set(site.fn, s);
    }
    scopes.set(file, known);
  }
  return known.get(fn) ?? file.moduleScope;
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
