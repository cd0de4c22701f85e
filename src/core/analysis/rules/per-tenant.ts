/** Loops that do for each customer of a program, or each server of a chat, all there is to do for it. */
import { bare, isCall, isMember, type Node, propertyName, startsAt, visit } from '../ast.ts';
import type { LoopInfo } from '../index-types.ts';
import { collectionName, lastNoun } from '../names-of-collections.ts';
import { oncePer } from '../once.ts';

const tenants =
  /(^|[a-z])([tT]enants|[sS]hops|[sS]tores|[wW]orkspaces|[oO]rgs|[oO]rgani[sz]ations|[mM]erchants|[cC]onn(ection)?s|[iI]ntegrations|([tT]enant|[wW]orkspace|[oO]rg(ani[sz]ation)?|[mM]erchant|[sS]tore|[sS]hop)_?(Id|ID|id)s)$/;
const tenantId =
  /^(server|guild|tenant|workspace|org|organi[sz]ation|shop|store|merchant|company)(_id|I[dD])$/;

/**
 * `for (const shop of shops) { const orders = await ordersOf(shop); … await save(shop, orders); }`: all there is to
 * do for one, in so many waits; `for (const shop of shops) await syncAll(shop)`: 1, and elsewhere says what it does.
 */
export const waitsPerTenant = oncePer((loop: LoopInfo): number => {
  if (!loop.iterable) return 0;
  if (!tenants.test(collectionName(loop.iterable))) return handsOnTenant(loop) ? 1 : 0;
  let waits = 0;
  visit(loop.body, (n) => {
    if (n.type === 'AwaitExpression') waits++;
    return waits < 2;
  });
  return waits;
});

/** What one business has a handful of, at places or times of its own. */
const places = /^(branch|warehouse|outlet|depot|campus|term|semester)$/;

/** `for (const branch of branches)`, `branchIds.map((id) => …)`. */
export function arePlaces({ iterable }: LoopInfo): boolean {
  return iterable !== undefined && places.test(lastNoun(collectionName(iterable)));
}

/** `for (const row of rows) await refresh(client, row.guild_id)`: a call does all there is to do, and keeps it. */
function handsOnTenant(loop: LoopInfo): boolean {
  const body = bare(loop.body);
  const statements: readonly Node[] = body.type === 'BlockStatement' ? body.body : [body];
  const last = statements.at(-1);
  const waited = last?.type === 'ExpressionStatement' ? bare(last.expression) : undefined;
  const call = waited?.type === 'AwaitExpression' ? bare(waited.argument) : undefined;
  if (!call || !isCall(call)) return false;
  const names = new Set<string>();
  for (const s of statements.slice(0, -1)) {
    if (s.type !== 'VariableDeclaration') return false;
    for (const { id, init } of s.declarations)
      if (init && id.type === 'Identifier' && isTenantOf(init, loop)) names.add(id.name);
      else return false;
  }
  return call.arguments.some((a) => {
    const n = bare(a);
    return n.type === 'Identifier' ? names.has(n.name) : isTenantOf(n, loop);
  });
}

function isTenantOf(node: Node, loop: LoopInfo): boolean {
  const n = bare(node);
  return isMember(n) && tenantId.test(propertyName(n)) && startsAt(n, loop.items);
}
