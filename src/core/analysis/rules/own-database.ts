/** Work per item where each item has a database, a schema or a view of the rows of its own: nothing could ask for all. */
import {
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  rootOf,
  settled,
  some,
  startsAt,
} from '../ast.ts';
import type { Binding, CallSite, LoopInfo, Scope } from '../index-types.ts';
import { find } from '../scopes.ts';

const connections =
  /^(pool|db|conn|connection|client|knex|sequelize|prisma|database|em|manager|entityManager|queryRunner|dataSource)$|(Db|DB|Pool|Connection|Manager)$/;

const databases = /([cC]onnection|Db|DB|Pool)$|^(db|conn|pool|dataSource)$/;
const opening = /(connect|[cC]onnection|Db|DB|Database|Pool|DataSource)((For|To|Of|By)\w*)?$/;

/** `await withGuild(guildId, ({ pool }) => pool.query(…))`: each item has a database of its own. A transaction is none. */
export function ownDatabase(site: CallSite, loop: LoopInfo): string {
  const args = site.node.arguments;
  const isOfItem = (a: Node): boolean =>
    !isFunction(a) && some(a, (n) => n.type === 'Identifier' && loop.items.includes(n.name));
  // `await inSchema(tenant.id, async (em) => …)` itself: it goes there, and does there what the function says.
  if (
    /(Tenant|Schema|Database|DbContext)/.test(site.method || site.name) &&
    args.some(isFunction) &&
    args.some(isOfItem)
  )
    return 'each has a database of its own';
  if (args.some((a) => isInSchema(a, loop, site.scope))) return 'each has a database of its own';
  if (inTenant(site.node, loop, isOfItem)) return 'each is seen only from within';
  if (inBrowser(site)) return 'a store in the browser';
  if (isClient(site, loop)) return 'each is a system of its own';
  const used = [connectionOf(rootOf(site.node.callee as Node), connections, site, loop), handed(site, loop)];
  return used.some((b) => b !== undefined && isChosen(b, isOfItem)) ? 'each has a database of its own' : '';
}

/** `for (const [name, replica] of this.replicas) await replica.query('SELECT 1')`: a statement that is sent to each of them. */
function isClient({ node, method }: CallSite, loop: LoopInfo): boolean {
  if (!/^(query|exec|execute|queryRow|queryAll|run|raw|\$queryRaw|\$executeRaw|unsafe)$/.test(method))
    return false;
  const root = rootOf(node.callee as Node);
  return root.type === 'Identifier' && loop.items.includes(root.name);
}

/** `const store = tx.objectStore('drafts'); for (const draft of drafts) await store.put(draft)`: IndexedDB is no way off. */
function inBrowser({ node, scope }: CallSite): boolean {
  const to = isMember(node.callee) ? bare(node.callee.object) : undefined;
  const b = to?.type === 'Identifier' ? find(scope, to.name) : undefined;
  const made = b?.init && b.path.length === 0 ? settled(b.init) : to;
  return made !== undefined && isCall(made) && methodName(made) === 'objectStore';
}

/** `open(tenant.id)` gave it, or a function that is given it. */
function isChosen(b: Binding, isOfItem: (a: Node) => boolean): boolean {
  const via = b.kind === 'param' ? b.scope.fn.via : b.init && settled(b.init);
  if (!via || !('arguments' in via) || /transaction/i.test(dotted(via.callee))) return false;
  return via.arguments.some(isOfItem);
}

/** A connection that was made in this turn. */
function connectionOf(n: Node, names: RegExp, site: CallSite, loop: LoopInfo): Binding | undefined {
  const of = bare(n);
  const b = of.type === 'Identifier' ? find(site.scope, of.name) : undefined;
  return b && (names.test(b.name) || isOpened(b)) && contains(loop.body, b.node) ? b : undefined;
}

/** `const sql = postgres(url, { connection: … })`, `const c = new Pool(…)`, whatever it is called. */
function isOpened(b: Binding): boolean {
  const by = b.kind !== 'param' && b.init && b.path.length === 0 ? settled(b.init) : undefined;
  if (by?.type === 'NewExpression')
    return /(^|\.)(Pool|PrismaClient|Sequelize|DataSource|MongoClient)$/.test(dotted(by.callee));
  return (
    by !== undefined &&
    isCall(by) &&
    /^(postgres|knex|neon|(\w+\.)?create(Pool|Connection))$/.test(dotted(by.callee))
  );
}

/**
 * `await overdueIn(tenantDb)`, and `const tenantDb = await openDb(tenant.id)` itself. A `client` may be a customer, and
 * a `connection` that was found one between people.
 */
function handed(site: CallSite, loop: LoopInfo): Binding | undefined {
  let p = parentOf(site.node);
  if (p?.type === 'AwaitExpression') p = parentOf(p);
  const kept = p?.type === 'VariableDeclarator' ? [p.id as Node] : [];
  for (const n of [...kept, ...site.node.arguments]) {
    const b = connectionOf(n, databases, site, loop);
    const by = b?.init && settled(b.init);
    if (by && isCall(by) && opening.test(methodName(by) || dotted(by.callee))) return b;
  }
  return undefined;
}

/** `await runAsTenant(id, async () => { await db.user.findMany() })`: rows of others are hidden there, so none can be asked for all. */
function inTenant(node: Node, loop: LoopInfo, isOfItem: (n: Node) => boolean): boolean {
  for (let n = node, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(n)) {
    if (!isCall(p) || !isFunction(n) || p.callee === n) continue;
    if (
      /(Tenant|Org(ani[sz]ation)?)(Context|Scope|Id|Tx|Transaction)?$/.test(methodName(p) || dotted(p.callee))
    )
      return p.arguments.some(isOfItem);
    if (/[tT]enant(Context|Scope|Storage|Store)?\.(run|with|enter)\w*$/.test(dotted(p.callee)))
      return p.arguments.some(isOfItem);
  }
  return false;
}

/** `` query(`SELECT … FROM "${tenant.schemaName}".rooms`) ``, `revenueOf(tenant.schemaName)`, also by way of a name. */
function isInSchema(n: Node, loop: LoopInfo, scope: Scope): boolean {
  const a = settled(n);
  const parts = a.type === 'TemplateLiteral' ? a.expressions : [a];
  return parts.some((part) => {
    let of = settled(part as Node);
    const b = of.type === 'Identifier' ? find(scope, of.name) : undefined;
    if (b?.init && b.path.length === 0 && contains(loop.body, b.node)) of = settled(b.init);
    return (
      isMember(of) &&
      /^(tenant_?)?(schema|db|database)_?(name)?$/i.test(propertyName(of)) &&
      startsAt(of, loop.items)
    );
  });
}
