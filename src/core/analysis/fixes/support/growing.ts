/** Lists that only grow. */
import { type Call, contains, isCall, isMember, type Node, parentOf, propertyName } from '../../ast.ts';
import type { FileIndex, Scope } from '../../index-types.ts';
import { find } from '../../scopes.ts';
import { deferred, isFreshArray, referencesTo, useOf } from './evidence.ts';

/**
 * The calls of `push` by which a list grows while a statement runs; undefined where anything else may change it
 * there, or somebody else has it.
 */
export function pushesIn(index: FileIndex, name: string, scope: Scope, statement: Node): Call[] | undefined {
  const b = find(scope, name);
  if (!b || b.path.length > 0 || b.writes.length > 0 || !isFreshArray(b.init)) return undefined;
  const pushes: Call[] = [];
  for (const r of referencesTo(index, name)) {
    const use = useOf(r);
    if (use === 'read') continue;
    const inside = contains(statement, r);
    if (use === 'escape') {
      if (inside || (r.start ?? 0) < (statement.start ?? 0)) return undefined;
      continue;
    }
    const push = pushOf(r);
    if (!inside) {
      // Whoever runs in the loop may run that as well.
      if (deferred(r, b)) return undefined;
      continue;
    }
    if (!push) return undefined;
    pushes.push(push);
  }
  return pushes;
}

function pushOf(reference: Node): Call | undefined {
  const member = parentOf(reference);
  const call = member && isMember(member) && propertyName(member) === 'push' ? parentOf(member) : undefined;
  return call && isCall(call) && call.callee === member ? call : undefined;
}
