/** Work that a loop starts at once, and the transactions it goes through: one for each item, or one connection for all. */
import {
  type Call,
  dotted,
  isCall,
  isFunction,
  keyName,
  methodName,
  type Node,
  receiverOf,
  rootOf,
  settled,
  some,
  typeSaid,
} from '../ast.ts';
import type { Effect } from '../effects.ts';
import type { Binding, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import type { World } from '../link.ts';
import { find } from '../scopes.ts';
import type { Candidate, FileSummary } from '../summary.ts';

const transaction = /^(tx|trx|txn|transaction|transactional\w*|queryRunner|entityManager)$/;
const asksTransaction = new RegExp(transaction.source.replace('$', '\\.'));
/** What a helper calls the connection that it is handed: `create(row, connection = db)`. */
const asksGiven = /^(connection|conn|client|executor|manager|runner|queryable|(db|tr?x)Or(Db|Tr?x))(\.|\(|$)/;
const own = ', each in its own transaction';
const given = ', all in one transaction';
const inSession = ', all in one session';
const onClient = ', all over one connection';

/** What a candidate's tag says of the transactions that a loop's body goes through. */
export function inWhichTransaction(loop: LoopInfo): string {
  return opens(loop) ? own : inTransactionGiven([loop.body], loop.scope);
}

/** `save(item, tx)` of a transaction begun outside: whatever asks it waits for its one connection. */
export function inTransactionGiven(work: readonly Node[], scope: Scope): string {
  if (isTransactional(scope)) return inSession;
  const handsOn = (n: Node): boolean =>
    isCall(n) &&
    n.arguments.some((a) => a.type === 'Identifier' && transaction.test(a.name) && find(scope, a.name));
  // `db('rows').insert(row).transacting(trx)`, `row.useTransaction(trx).save()`
  const goesBy = (n: Node): boolean =>
    isCall(n) && /^(transacting|useTransaction)$/.test(methodName(n)) && handsOn(n);
  const isToldOf = (n: Node): boolean =>
    isCall(n) && n.arguments.some((a) => a.type === 'ObjectExpression' && namesTransaction(a));
  if (work.some((part) => some(part, (n) => goesBy(n) || isToldOf(n)))) return inSession;
  if (work.some((part) => some(part, (n) => handsOn(n) || handsClient(n, scope)))) return given;
  if (work.some((part) => some(part, (n) => isCall(n) && isWithin(rootOf(n), scope)))) return inSession;
  const handsSession = (n: Node): boolean =>
    isCall(n) && n.arguments.some((a) => optionOrSelf(a).some((v) => isSession(v, scope)));
  if (work.some((part) => some(part, handsSession))) return inSession;
  return work.some((part) => some(part, (n) => asksClient(n, scope))) ? onClient : '';
}

/** `@Transactional() async close(ids) { … }`: whatever it asks the database goes through one transaction. */
function isTransactional(scope: Scope): boolean {
  for (let { fn }: { fn: FunctionInfo | undefined } = scope; fn; fn = fn.parent) {
    const { node } = fn;
    if (node.type !== 'ClassMethod') continue;
    return (node.decorators ?? []).some(({ expression: e }) =>
      /^(\w*\.)?(Unit[oO]fWork|Transaction(al)?)$/.test(dotted(isCall(e) ? e.callee : e)),
    );
  }
  return false;
}

/** `prisma.$transaction(async (db) => …)`, whatever the one that it hands on is called. */
function isWithin(root: Node, scope: Scope): boolean {
  const b = root.type === 'Identifier' ? find(scope, root.name) : undefined;
  if (b && says(b, transactions)) return true;
  if (b?.kind !== 'param' || b.param !== 0 || b.path.length > 0) return false;
  const { via } = b.scope.fn;
  return via !== undefined && isCall(via) && /^\$?transaction$/.test(methodName(via));
}

/** `{ transaction: t }` of Sequelize, `{ client: trx }` of Lucid. */
function namesTransaction(options: Extract<Node, { type: 'ObjectExpression' }>): boolean {
  return options.properties.some((p) => {
    if (p.type !== 'ObjectProperty' || p.value.type !== 'Identifier') return false;
    return keyName(p) === 'transaction' || (keyName(p) === 'client' && transaction.test(p.value.name));
  });
}

/** `client.query(sql)` */
function asksClient(n: Node, scope: Scope): boolean {
  const of = isCall(n) && /^(query|execute)$/.test(methodName(n)) ? receiverOf(n) : undefined;
  return of !== undefined && isConnection(of, scope);
}

/** `countRows(id, client)` */
function handsClient(n: Node, scope: Scope): boolean {
  return isCall(n) && n.arguments.some((a) => isConnection(a, scope));
}

/** `client` of `client = await pool.connect()`, of `new Client()`, or of `pool.connect().then((client) => …)`. */
function isConnection(of: Node, scope: Scope): boolean {
  const b = of.type === 'Identifier' ? find(scope, of.name) : undefined;
  if (!b || b.path.length > 0) return false;
  const { via } = b.scope.fn;
  const then = b.kind === 'param' && b.param === 0 && via && isCall(via) && methodName(via) === 'then';
  const made = then ? receiverOf(via as Call) : b.kind === 'param' ? undefined : b.init;
  return made !== undefined && connects(settled(made));
}

function connects(from: Node): boolean {
  // `given || (await pool.connect())`
  if (from.type === 'LogicalExpression') return connects(settled(from.right));
  if (from.type === 'NewExpression') return /(^|\.)Client$/.test(dotted(from.callee));
  return (
    isCall(from) &&
    (/^(connect|getConnection)$/.test(methodName(from)) ||
      // `getPool().then((pool) => pool.connect())`
      (methodName(from) === 'then' &&
        from.arguments.some((a) => some(a, (m) => isCall(m) && methodName(m) === 'connect'))))
  );
}

/** `session` of `save(row, session)` and of `save(row, { session })`. */
function optionOrSelf(argument: Node): readonly Node[] {
  if (argument.type !== 'ObjectExpression') return [argument];
  return argument.properties.flatMap((p) =>
    p.type === 'ObjectProperty' && keyName(p) === 'session' ? [p.value] : [],
  );
}

/**
 * MongoDB's, which has one connection: `await mongoose.startSession()`, `session: ClientSession`; no visitor's. So
 * has whatever a type says to be a transaction.
 */
function isSession(n: Node, scope: Scope): boolean {
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (b === undefined || b.path.length > 0) return false;
  if (says(b, transactions)) return true;
  return /session$/i.test(b.name) && (says(b, /^ClientSession$/) || isStarted(b) || isOfTransaction(b));
}

/** `Prisma.TransactionClient`, `DatabaseTransactionConnection` of slonik, `PoolClient` of pg; a plain one may be of a bank. */
const transactions =
  /^(\w*Transaction(Client|Connection|Manager)(Type)?|(Pg|MySql|SQLite|Database|Db|DB|Knex)Transaction|Pool(Client|Connection)|QueryRunner)$/;

function says({ annotation }: Binding, wanted: RegExp): boolean {
  const said = typeSaid(annotation);
  const types = said?.type === 'TSUnionType' ? said.types : [said];
  return types.some((type) => {
    const name = type?.type === 'TSTypeReference' ? type.typeName : undefined;
    const last = name?.type === 'TSQualifiedName' ? name.right : name;
    return last?.type === 'Identifier' && wanted.test(last.name);
  });
}

function isStarted({ init }: Binding): boolean {
  const made = init && settled(init);
  return made !== undefined && isCall(made) && methodName(made) === 'startSession';
}

/** `connection.transaction(async (session) => …)` */
function isOfTransaction({ kind, scope }: Binding): boolean {
  const { via } = scope.fn;
  return kind === 'param' && via !== undefined && isCall(via) && /transaction/i.test(methodName(via));
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
  if (c.tag.endsWith(inSession)) return e.kind === 'db';
  if (c.tag.endsWith(onClient) && /^\w+\.(query|execute)$/.test(e.what)) return true;
  if (c.tag.endsWith(given) && (asksTransaction.test(e.what) || (e.kind === 'db' && asksGiven.test(e.what))))
    return true;
  const first = e.steps[0];
  const calls = [...c.calls, ...c.bodies.flatMap((b) => world.effects.leads.callsIn(file, b))];
  const row = calls
    .map((id) => file.calls[id]!)
    .find((r) => r.line === first?.line && r.column === first.column && first.file === file.path);
  return asksTransaction.test(row?.text ?? e.what);
}
