/** Work that a loop starts at once, and the transactions it goes through: one for each item, or one connection for all. */
import { isCall, isFunction, type Node, some } from '../ast.ts';
import type { Effect } from '../effects.ts';
import type { LoopInfo, Scope } from '../index-types.ts';
import type { World } from '../link.ts';
import { find } from '../scopes.ts';
import type { Candidate, FileSummary } from '../summary.ts';

const transaction = /^(tx|trx|txn|transaction|transactional\w*|queryRunner)$/;
const asksTransaction = new RegExp(transaction.source.replace('$', '\\.'));
const own = ', each in its own transaction';
const given = ', all in one transaction';

/** What a candidate's tag says of the transactions that a loop's body goes through. */
export function inWhichTransaction(loop: LoopInfo): string {
  return opens(loop) ? own : inTransactionGiven([loop.body], loop.scope);
}

/** `save(item, tx)` of a transaction begun outside: whatever asks it waits for its one connection. */
export function inTransactionGiven(work: readonly Node[], scope: Scope): string {
  const handsOn = (n: Node): boolean =>
    isCall(n) &&
    n.arguments.some((a) => a.type === 'Identifier' && transaction.test(a.name) && find(scope, a.name));
  return work.some((part) => some(part, handsOn)) ? given : '';
}

/** `db.transaction(async (tx) => …)` in each turn: as many transactions as there are items. */
function opens(loop: LoopInfo): boolean {
  return some(
    loop.body,
    (n) =>
      isFunction(n) &&
      n !== loop.body &&
      n.params.some((p) => p.type === 'Identifier' && transaction.test(p.name)),
  );
}

/** Asked of `tx`, whose queries go over one connection, one after the other. */
export function overOneConnection(e: Effect, c: Candidate, file: FileSummary, world: World): boolean {
  if (c.tag.endsWith(own)) return false;
  if (c.tag.endsWith(given) && asksTransaction.test(e.what)) return true;
  const first = e.steps[0];
  const calls = [...c.calls, ...c.bodies.flatMap((b) => world.effects.callsIn(file, b))];
  const row = calls
    .map((id) => file.calls[id]!)
    .find((r) => r.line === first?.line && r.column === first.column && first.file === file.path);
  return asksTransaction.test(row?.text ?? e.what);
}
