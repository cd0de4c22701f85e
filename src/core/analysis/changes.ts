/** What a file does to a collection after it was made: calls that change it in place, and assignments into it. */
import { bare, dotted, isMember, receiverOf } from './ast.ts';
import type { CallSite, FileIndex, Site } from './index-types.ts';

/** Built once a file. */
const changes = new WeakMap<
  FileIndex,
  { readonly calls: Map<string, CallSite[]>; readonly fills: Map<string, Site[]> }
>();

function changesIn(file: FileIndex): {
  readonly calls: Map<string, CallSite[]>;
  readonly fills: Map<string, Site[]>;
} {
  let known = changes.get(file);
  if (!known) {
    known = { calls: new Map(), fills: new Map() };
    for (const s of file.calls) {
      if (!/^(push|unshift|splice|add|set)$/.test(s.method)) continue;
      const r = receiverOf(s.node);
      if (r?.type === 'Identifier') append(known.calls, r.name, s);
      else if (r && isMember(r) && !r.computed) append(known.calls, dotted(r), s);
    }
    for (const s of file.assignments) {
      const left = bare(s.node.left);
      if (!isMember(left)) continue;
      const object = bare(left.object);
      if (!left.computed) append(known.fills, dotted(left), s);
      else if (object.type === 'Identifier') append(known.fills, object.name, s);
    }
    changes.set(file, known);
  }
  return known;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** `x.push(…)` and its kin on a plain name, `x.items.push(…)` by `x.items`. */
export function changesOf(file: FileIndex, name: string): readonly CallSite[] {
  return changesIn(file).calls.get(name) ?? [];
}

/** `x[i] = …`, `x.items = …`: assignments into a plain name, and to a member as it is written. */
export function fillsOf(file: FileIndex, name: string): readonly Site[] {
  return changesIn(file).fills.get(name) ?? [];
}
