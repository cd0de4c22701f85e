/** `const userOf = (id) => users.find((u) => u.id === id)`, called in a loop: the search behind the name. */
import { dotted, isMember, type Node, rootOf, some } from '../ast.ts';
import { callsByName, callsOfMethod } from '../callers.ts';
import type { Binding, CallSite, FunctionInfo } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import type { Report, Reviewed, Sighting } from '../rule.ts';
import { find } from '../scopes.ts';
import { argumentFor } from './given-again.ts';

/**
 * Looks at a search once for each loop that calls its function, as if it stood there, and tells the surest of them.
 * @param receiver what is searched
 * @param by what it is searched with
 */
export function checkHelper(
  file: Reviewed,
  site: CallSite,
  receiver: Node,
  by: Node,
  check: (site: CallSite, report: Report, list: Node) => void,
  report: Report,
): void {
  const { fn } = site;
  const handed = handedTo(receiver, site, fn);
  if (site.loop || fn.id === 0 || (!handed && isOwn(receiver, site, fn))) return;
  const given = isAskedOf(by, site, fn);
  const calls = [...callsByName(file.index, fn), ...callsOfMethod(file.index, fn)];
  const told: Sighting[] = [];
  // `const ownerOf = () => users.find((u) => u.id === row.ownerId)` within the loop of `row`.
  for (const call of calls) {
    const { loop, node, name } = call;
    if (loop && (given || varies(by, site.scope, loop))) {
      const list = handed ? argumentFor(handed, call) : receiver;
      if (!list || list === 'none' || dotted(list) === '') continue;
      check(
        { ...site, loop, scope: handed ? call.scope : site.scope },
        (t) => told.push({ ...t, steps: [...(t.steps ?? []), { node, message: `calls ${name}` }] }),
        list,
      );
    }
  }
  const best = told.find((t) => !t.silenced && t.confidence !== 'low') ?? told[0];
  if (best) report(best);
}

/** `users` of `(users, id) => users.find((u) => u.id === id)`: what each caller hands it. */
function handedTo(receiver: Node, { scope }: CallSite, fn: FunctionInfo): Binding | undefined {
  const b = receiver.type === 'Identifier' ? find(scope, receiver.name) : undefined;
  return b?.kind === 'param' && b.scope.fn === fn && b.param !== undefined && b.path.length === 0
    ? b
    : undefined;
}

/** With something that the function is handed. */
function isAskedOf(by: Node, { scope }: CallSite, fn: FunctionInfo): boolean {
  return some(by, (n) => {
    if (n.type !== 'Identifier') return false;
    const b = find(scope, n.name);
    return b?.kind === 'param' && b.scope.fn === fn;
  });
}

/** Made or handed to it anew with each call. */
function isOwn(receiver: Node, { scope }: CallSite, fn: FunctionInfo): boolean {
  const root = rootOf(receiver);
  if (root.type === 'ThisExpression') return !isMember(receiver) || fn.cls === undefined;
  if (root.type !== 'Identifier') return true;
  const b = find(scope, root.name);
  return !b || b.scope.fn === fn;
}
