/** Calls per item of which one for all items would not do, by what the call itself is; in words, else an empty text. */
import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
} from '../ast.ts';
import type { CallSite, LoopInfo, Scope } from '../index-types.ts';
import { isPage } from '../pages.ts';
import { find } from '../scopes.ts';

const statementWords = /sql|quer(y|ies)|statement|stmt|ddl|text|command/i;

/** `for (const sql of statements) await db.query(sql)`: statements of different kinds have no bulk form. */
export function givenStatement(site: CallSite, loop: LoopInfo): string {
  const first = site.node.arguments[0];
  if (!first || !/^(query|execute|exec|run|raw|unsafe|request|\$(execute|query)Raw\w*)$/.test(site.method))
    return '';
  return isStatementOf(first, site.scope, loop, 0) ? 'runs given statements' : '';
}

/** `catch (e) { await job.markFailed() }` in the loop: once per failure, not per item. */
export function afterFailure(site: CallSite, loop: LoopInfo): string {
  for (let n = parentOf(site.node); n && n !== loop.node; n = parentOf(n))
    if (n.type === 'CatchClause') return 'only after a failure';
  return '';
}

/** `catch (e) { for (const done of saved) await undo(done) }`: what is written there puts something back. */
export function inCatch(loop: LoopInfo): boolean {
  for (let n = parentOf(loop.node); n && !isFunction(n); n = parentOf(n))
    if (n.type === 'CatchClause') return true;
  return false;
}

const keysOfSystems = /(url|uri|host|endpoint|token|apiKey|secret|password|credentials)$/i;

/** `const shop = createClient(site.url, site.token); await shop.orders()`: a system of the item's own. */
export function ownSystem(site: CallSite, loop: LoopInfo): boolean {
  const root = rootOf(site.node.callee as Node);
  const b = root.type === 'Identifier' ? find(site.scope, root.name) : undefined;
  if (!b?.init || b.path.length > 0 || !contains(loop.body, b.node)) return false;
  const made = settled(b.init);
  const makes =
    made.type === 'NewExpression' ||
    (isCall(made) &&
      /^(create|make|build|get|connect|init|new)([A-Z]\w*)?$/.test(methodName(made) || dotted(made.callee)));
  if (!makes || !('arguments' in made)) return false;
  return made.arguments.some((a) =>
    some(a, (n) => {
      const of = isMember(n) && keysOfSystems.test(propertyName(n)) ? rootOf(n) : undefined;
      return of?.type === 'Identifier' && loop.items.includes(of.name);
    }),
  );
}

const connections =
  /^(pool|db|conn|connection|client|knex|sequelize|prisma|database)$|(Db|DB|Pool|Connection)$/;

/** `await withGuild(guildId, ({ pool }) => pool.query(…))`: each item has a database of its own. A transaction is none. */
export function ownDatabase(site: CallSite, loop: LoopInfo): string {
  const root = rootOf(site.node.callee as Node);
  const b =
    root.type === 'Identifier' && connections.test(root.name) ? find(site.scope, root.name) : undefined;
  if (!b || !contains(loop.body, b.node)) return '';
  const via = b.kind === 'param' ? b.scope.fn.via : b.init && settled(b.init);
  if (!via || !('arguments' in via) || /transaction/i.test(dotted(via.callee))) return '';
  const chosen = via.arguments.some(
    (a) => !isFunction(a) && some(a, (n) => n.type === 'Identifier' && loop.items.includes(n.name)),
  );
  return chosen ? 'each has a database of its own' : '';
}

/** `for (const message of change.value.messages) await receive(message)` of a webhook: events that came, each its own. */
export function eventOfWebhook(loop: LoopInfo): string {
  const list = loop.iterable ? dotted(settled(loop.iterable)) : '';
  if (!/(^|\.)(entry|entries|changes|messages|statuses|messaging|events)$/.test(list)) return '';
  for (let f: LoopInfo['fn'] | undefined = loop.fn; f; f = f.parent) {
    const path = f.via?.arguments[0];
    const named = path?.type === 'StringLiteral' && /webhook/i.test(path.value);
    if (named || /webhook/i.test(f.name)) return 'events that came to a webhook';
  }
  return '';
}

/** `if (!channel) { await row.destroy(); continue; }`: once for each that is stale, and not again. */
export function cleansUp(site: CallSite, loop: LoopInfo): string {
  if (!/^(delete\w*|remove\w*|destroy|unlink|findByIdAndDelete|findOneAndDelete)$/.test(site.method))
    return '';
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.node; n = p, p = parentOf(n)) {
    if (isFunction(n)) return '';
    if (p.type !== 'IfStatement' || p.consequent !== n || n.type !== 'BlockStatement') continue;
    const test = bare(p.test);
    const missing = test.type === 'UnaryExpression' && test.operator === '!';
    const leaves = /^(Continue|Return)Statement$/.test(n.body.at(-1)?.type ?? '');
    if (missing && leaves) return 'only for what is stale';
  }
  return '';
}

/** `client.users.fetch(row.userId)` for one page that is shown: most are in memory, and there is no bulk form. */
export function namesOfPage(site: CallSite, loop: LoopInfo): string {
  const chat = /(^|\.)client\.users\.fetch$/.test(site.name) && site.node.arguments.length > 0;
  return chat && loop.iterable && isPage(loop.iterable, loop.scope) ? 'one page of users of a chat' : '';
}

const textMethods = /^(replace|replaceAll|trim|trimEnd|trimStart|toString|concat|slice|substring)$/;

/** The loop's own item, or an element of a list of statements, directly or by way of names. */
function isStatementOf(node: Node, scope: Scope, loop: LoopInfo, depth: number): boolean {
  let n = settled(node);
  for (let r = isCall(n) ? receiverOf(n) : undefined; r && textMethods.test(methodName(n as Call)); ) {
    n = settled(r);
    r = isCall(n) ? receiverOf(n) : undefined;
  }
  const root = rootOf(n);
  if (root.type !== 'Identifier' || isCall(n)) return false;
  // `op.cypher` of what somebody put together.
  if (
    isMember(n) &&
    loop.items.includes(root.name) &&
    /^(sql|cypher|query|statement|stmt)$/i.test(propertyName(n))
  )
    return true;
  if (!statementWords.test(root.name)) return false;
  if (loop.items.includes(root.name) || (isMember(n) && n.computed)) return true;
  const b = depth < 3 ? find(scope, root.name) : undefined;
  return b?.init !== undefined && b.path.length === 0 && isStatementOf(b.init, b.scope, loop, depth + 1);
}
