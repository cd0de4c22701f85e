/** Functions that are handed to somebody by name: who calls them, and with what, is not to be seen. */
import type * as t from '@babel/types';
import {
  bare,
  type Call,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  propertyName,
  receiverOf,
} from './ast.ts';
import type { FileIndex, Scope, Site } from './index-types.ts';
import type { Refs } from './refs.ts';
import { classAround, find } from './scopes.ts';

/** `rows.map(toDto)`, `setTimeout(this.poll, 100)`, `run(load.bind(this))`, `<Form onSubmit={save} />` → their refs. */
export function passedOn(file: FileIndex, refs: Refs): number[] {
  const found = new Set<number>();
  // Pages that wait for nothing hand functions to other pages.
  if (file.hasJsx && file.awaits.length === 0) return [];
  const names = functionsOf(file);
  const add = (node: Node, scope: Scope): void => {
    if (node.type === 'Identifier' ? names.has(node.name) && isName(node, scope) : isMethod(node, scope))
      found.add(refs.of(node, scope));
  };
  const look = ({ node, scope }: Site<Call | t.NewExpression>): void => {
    const args = node.arguments;
    for (let i = 0; i < args.length; i++) {
      const n = args[i];
      if (n?.type === 'Identifier') {
        if (names.has(n.name)) add(n, scope);
      } else if (isMember(n)) add(n, scope);
      else if (isCall(n) && methodName(n) === 'bind') add(receiverOf(n)!, scope);
    }
  };
  file.calls.forEach(look);
  file.news.forEach(look);
  for (const a of file.attributes) add(a.node, a.scope);
  found.delete(-1);
  return [...found];
}

/** Names of functions and imports, wherever they are declared: most arguments are neither. */
function functionsOf(file: FileIndex): ReadonlySet<string> {
  const names = new Set<string>();
  // What is written small may be a function; a constant or a class is not called with a list.
  for (const b of file.moduleScope.names.values())
    if (b.kind === 'import' && /^[a-z]/.test(b.name) && b.typeOnly !== true) names.add(b.name);
  for (const f of file.functions) if (f.invocation === 'named') names.add(f.name);
  return names;
}

function isName(n: Extract<Node, { type: 'Identifier' }>, scope: Scope): boolean {
  const b = find(scope, n.name);
  if (!b || b.kind === 'param' || b.path.length > 0) return false;
  return b.kind === 'import' || b.fn !== undefined || (b.init !== undefined && isFunction(bare(b.init)));
}

function isMethod(n: Node, scope: Scope): boolean {
  return (
    isMember(n) &&
    n.object.type === 'ThisExpression' &&
    classAround(scope.fn)?.methods.has(propertyName(n)) === true
  );
}
