/** Where promises are put until all of them are waited for: a list, a set, a map, an object, a field. */
import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  receiverOf,
  rootOf,
} from '../ast.ts';
import { callsOfMethod } from '../callers.ts';
import { changesOf, fillsOf } from '../changes.ts';
import type { Binding, FileIndex, LoopInfo, Scope, Site } from '../index-types.ts';
import { classAround, find } from '../scopes.ts';

/** What holds them: a name, a field as it is written (`this.running`), or the accumulator of a reducer. */
export type Holder =
  | { readonly kind: 'name'; readonly list: Binding }
  | { readonly kind: 'field'; readonly name: string; readonly node: Node; readonly scope: Scope }
  | { readonly kind: 'reduced'; readonly name: string; readonly loop: LoopInfo };

/** One place in a loop that puts something there. */
interface Added extends Site {
  readonly loop: LoopInfo;
  readonly values: readonly Node[];
  /** Where the holder is declared or written. */
  readonly holder: Node;
}

export function nameOf(h: Holder): string {
  return h.kind === 'name' ? h.list.name : h.name;
}

/** `list.push(start(item))`, `set.add(…)`, `map.set(key, …)`, `byId[id] = …`, `list = [...list, …]`, in loops. */
export function addedTo(h: Holder, file: FileIndex): Added[] {
  const name = nameOf(h);
  const holderAt = (s: Site): Node | undefined => holderOf(h, s, file);
  const found: Added[] = [];
  const add = (s: Site, values: readonly Node[]): void => {
    const holder = values.length > 0 && (s.loop || h.kind === 'field') ? holderAt(s) : undefined;
    if (!holder) return;
    if (s.loop) found.push({ ...s, loop: s.loop, values, holder });
    // `for (const user of users) this.add(user)`, which puts what it starts into a field.
    else
      for (const { node, fn, loop } of callsOfMethod(file, s.fn))
        if (loop) found.push({ node, fn, loop, scope: s.scope, values, holder });
  };
  for (const s of changesOf(file, name)) add(s, valuesOf(s.node, s.method));
  if (h.kind === 'reduced') return found;
  for (const s of fillsOf(file, name)) {
    const { node } = s;
    if (node.type === 'AssignmentExpression' && isMember(node.left) && node.left.computed)
      add(s, [node.right]);
  }
  if (h.kind === 'name' && h.list.writes.length > 0)
    for (const s of file.assignments)
      if (h.list.writes.includes(s.node)) add(s, longerBy(s.node.right, name));
  return found;
}

function valuesOf(call: Call, method: string): readonly Node[] {
  if (method === 'set') return call.arguments.slice(1, 2);
  return method === 'push' || method === 'add' || method === 'unshift' ? call.arguments : [];
}

/** `[...list, start(item)]`, `list.concat(start(item))` → `start(item)`. */
function longerBy(value: Node, name: string): readonly Node[] {
  const n = bare(value);
  if (n.type === 'ArrayExpression') {
    const [first, ...more] = n.elements;
    const again = first?.type === 'SpreadElement' && dotted(first.argument) === name;
    return again ? more.flatMap((e) => (e && e.type !== 'SpreadElement' ? [e] : [])) : [];
  }
  const of = isCall(n) && methodName(n) === 'concat' ? receiverOf(n) : undefined;
  return isCall(n) && of && dotted(of) === name ? n.arguments : [];
}

function holderOf(h: Holder, s: Site, file: FileIndex): Node | undefined {
  if (h.kind === 'field') return heldBy(h, s, file);
  const b = find(s.scope, nameOf(h));
  if (!b || (h.kind === 'name' ? b !== h.list : !contains(h.loop.body, b.node))) return undefined;
  return b.node;
}

/** What `this.running` of one class, `jobs.mails` of one name belongs to; an object outlives the loops of its methods. */
function heldBy(h: Extract<Holder, { kind: 'field' }>, s: Site, file: FileIndex): Node | undefined {
  const root = rootOf(h.node);
  if (root.type === 'ThisExpression')
    return classAround(s.fn) === classAround(h.scope.fn) ? file.program : undefined;
  const b = root.type === 'Identifier' ? find(h.scope, root.name) : undefined;
  return b && find(s.scope, b.name) === b ? b.node : undefined;
}

/** `[]`, `{}`, `new Set()`, `new Map()`, `new Array(n)`. */
export function mayCollect(init: Node): boolean {
  if (init.type === 'ArrayExpression') return true;
  if (init.type === 'ObjectExpression') return init.properties.length === 0;
  return init.type === 'NewExpression' && /^(Set|Map|Array)$/.test(dotted(init.callee));
}
