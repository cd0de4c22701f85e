/** Who calls a function, where its own file can tell: helpers that nothing else can reach. */
import { bare, isFunction, isMember, type Node, parentOf, receiverOf } from './ast.ts';
import type { Binding, CallSite, FileIndex, FunctionInfo, LoopInfo, Scope } from './index-types.ts';
import { classAround, find } from './scopes.ts';

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
  return file.calls.filter((call) => call.fn !== fn && means(bare(call.node.callee), call.scope, fn));
}

/** Whether a name always means the function. */
function means(n: Node | undefined, scope: Scope, fn: FunctionInfo): boolean {
  const b = n?.type === 'Identifier' ? find(scope, n.name) : undefined;
  return b?.writes.length === 0 && (b.kind === 'function' ? b.node : b.init && bare(b.init)) === fn.node;
}

/** Calls of a method as `this.method()`, by its class and what is written inside of it. */
export function callsOfMethod(file: FileIndex, { node, cls }: FunctionInfo): CallSite[] {
  if (!cls || node.type !== 'ClassMethod' || node.kind !== 'method' || node.key.type !== 'Identifier')
    return [];
  const name = `this.${node.key.name}`;
  return file.calls.filter((c) => c.name === name && classAround(c.fn) === cls);
}

/** Array methods that a function is handed to by its name: `rows.map(toRow)`, `rows.sort(byName)`. */
export function loopsHanded(file: FileIndex, fn: FunctionInfo): LoopInfo[] {
  const loops = file.loops.filter(
    (l) => l.kind === 'callback' && !l.callback && means(bare(l.body), l.scope, fn),
  );
  // Databases have these as well, with a query: only a function that is known makes a loop of them.
  for (const call of file.calls) {
    const handed = call.node.arguments[0];
    if (!/^(sort|toSorted|filter|find)$/.test(call.method) || !handed || !means(handed, call.scope, fn))
      continue;
    if (file.loopOf.has(call.node)) continue;
    loops.push(asLoop(call, handed));
  }
  return loops;
}

/** Loops that render a component of the file for each item: `rows.map((row) => <Row row={row} />)`. */
export function loopsRendering(file: FileIndex, fn: FunctionInfo): LoopInfo[] {
  if (!file.hasJsx || !/^[A-Z]\w*$/.test(fn.name)) return [];
  const loops = [...file.text.matchAll(new RegExp(`<${fn.name}(?=[\\s/>])`, 'g'))].map(({ index }) =>
    file.loops.findLast(({ body }) => (body.start ?? 0) <= index && index < (body.end ?? 0)),
  );
  return loops.filter((l) => l !== undefined && l.fn !== fn) as LoopInfo[];
}

/** A call that may run what it is given for each item, as if that stood in a loop; `items` are what it runs it for. */
export function asLoop(
  { node, method, fn, scope, loop }: CallSite,
  body: Node,
  items = isMember(bare(node.callee)) ? receiverOf(node) : undefined,
): LoopInfo {
  return {
    id: -1,
    kind: 'callback',
    node,
    method,
    body,
    iterable: items && bare(items),
    items: [],
    parent: loop,
    fn,
    scope,
    inner: [],
  };
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
