/** What a file does to a collection after it was made: calls that change it in place, and assignments into it. */
import { bare, dotted, isMember, type Member, type Node, propertyName, receiverOf } from './ast.ts';
import { listOf } from './guards.ts';
import type { CallSite, FileIndex, Site } from './index-types.ts';
import { oncePer } from './once.ts';

const changesIn = oncePer((file: FileIndex) => {
  const calls = new Map<string, CallSite[]>();
  const fills = new Map<string, Site[]>();
  for (const s of file.calls) {
    const r = changedBy(s);
    if (r?.type === 'Identifier') append(calls, r.name, s);
    else if (r && isMember(r) && !r.computed) append(calls, dotted(r), s);
  }
  for (const s of file.assignments) {
    const left = bare(s.node.left);
    if (!isMember(left)) continue;
    const object = bare(left.object);
    if (!left.computed) append(fills, dotted(left), s);
    else if (object.type === 'Identifier' && !isInPlace(left, object.name, s)) append(fills, object.name, s);
  }
  return { calls, fills };
});

/** `x.push(…)` and its kin, `x.push.apply(x, more)`, `Array.prototype.push.apply(x, more)` → `x`. */
function changedBy({ node, method }: CallSite): Node | undefined {
  if (/^(push|unshift|splice|add|set)$/.test(method)) return receiverOf(node);
  const of = method === 'apply' ? receiverOf(node) : undefined;
  const list = node.arguments[0];
  return of && list && isMember(of) && propertyName(of) === 'push' ? bare(list) : undefined;
}

/** `for (let i = 0; i < rows.length; i++) rows[i] = rows[i].toJSON();`: as many as before. */
function isInPlace(left: Member, name: string, s: Site): boolean {
  if (left.property.type !== 'Identifier') return false;
  for (let loop = s.loop; loop; loop = loop.parent) {
    const list = listOf(loop);
    if (list && dotted(bare(list)) === name) return true;
  }
  return false;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** `x.push(…)` and its kin on a plain name, `x.items.push(…)` by `x.items`, `x.push.apply(x, more)`. */
export function changesOf(file: FileIndex, name: string): readonly CallSite[] {
  return changesIn(file).calls.get(name) ?? [];
}

/** `x[i] = …`, `x.items = …`: assignments into a plain name but for its own items, and to a member as it is written. */
export function fillsOf(file: FileIndex, name: string): readonly Site[] {
  return changesIn(file).fills.get(name) ?? [];
}
