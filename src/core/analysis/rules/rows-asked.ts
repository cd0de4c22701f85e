/** Queries for rows, however they are asked: by a filter, a builder, a statement, or call by call. */
import {
  ancestor,
  bare,
  calledName,
  dotted,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  settled,
} from '../ast.ts';
import type { CallSite } from '../index-types.ts';
import { textOf } from '../loops.ts';
import type { Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { builderOf, conditionsAsked, sqlIn } from './asked-or-not.ts';
import { ofModels, ofRequests } from './chains-asked.ts';
import { type Conditions, conditionsOfPipeline, conditionsOfSql } from './conditions.ts';
import { afterCalls, called, selected, tableListed, tableOf, withoutNested } from './listing.ts';
import { conditionsCollected, statementWith } from './put-together.ts';
import { byPlace, isKeptByHand, tableAsked } from './small-tables.ts';

export const asks =
  /^(find|findBy|findMany|findAll|findAndCount(All|By)?|getMany|getRawMany|query|execute|all|aggregate)$/;
/** What `selected` follows; a chain of Knex by the first call on its table. */
export const selecting = /^(from|select|selectFrom|where|orderBy|join|leftJoin|get)$/;
/** `dbAll`, `runQuery`, `fetchRows`: named as functions are that are handed SQL. */
export const helpers =
  /^(db|sql|pg|run|exec|execute|fetch|get)?_?([aA]ll|[qQ]uery|[rR]ows|[sS]elect|[sS]ql|SQL)(Async|All|Rows|Db)?$/;
export const tagged = /^\$queryRaw$|^sql$/;
/** A query for rows: of which table, with what always asked for, by which call, and whether the code shows all of it. */
export interface Query {
  readonly table: string;
  readonly conditions: Conditions;
  readonly asked?: CallSite;
  readonly unsure?: boolean;
  readonly prepared?: boolean;
  /** Asked of a database by requests. */
  readonly remote?: boolean;
  /** Nothing but their number is asked for, and the rows come along. */
  readonly counted?: boolean;
}

export function queryOf(file: Reviewed, site: CallSite): Query | undefined {
  const { method, node } = site;
  const chained = ofRequests(file, site) ?? ofModels(site);
  if (chained) return chained;
  if (selecting.test(method)) {
    const conditions = selected(node, (n) => conditionsCollected(n, site, file.index));
    const receiver = receiverOf(node);
    const asked = receiver && isCall(receiver) ? file.index.siteOf.get(receiver) : undefined;
    // `db.select().from(orders).all()`: Drizzle over SQLite, which answers within the process.
    const prepared = method === 'from' && [...called(node)].at(-1)?.name === 'all';
    return conditions && { table: tableOf(node), conditions, prepared, ...(asked && { asked }) };
  }
  if (/^get(Raw)?Many$/.test(method)) {
    const built = builderOf(file.index, site);
    return built && { table: tableAsked(built.site), conditions: built.conditions, asked: built.site };
  }
  const first = node.arguments[0] ? bare(node.arguments[0]) : undefined;
  if (method === 'aggregate')
    return first && { table: tableAsked(site), conditions: conditionsOfPipeline(first) };
  if (!isHelper(site) && asks.test(method) && !/^(query|execute|all)$/.test(method)) {
    const named = tableNamed(site);
    const [, ...options] = named === undefined ? node.arguments : node.arguments.slice(1);
    const filter = named === undefined ? first : node.arguments[1] && bare(node.arguments[1]);
    if (options.some((o) => mayLimit(o, site)) || (filter && isKeptByHand(filter))) return undefined;
    return { table: named ?? tableAsked(site), conditions: conditionsAsked(filter, site, file.index) };
  }
  return statementAsked(file, site);
}

/** `em.find(Order, { shopId })`, `db.findMany('Order', { where })`: a manager of all tables is told which. */
export function tableNamed({ node, name }: CallSite): string | undefined {
  const table = node.arguments[0] ? bare(node.arguments[0]) : undefined;
  if (!managers.test(name)) return undefined;
  if (table?.type === 'StringLiteral') return table.value;
  return table?.type === 'Identifier' && /^[A-Z]\w*[a-z]/.test(table.name) ? table.name : undefined;
}

const managers =
  /(^|\.)(em|emFork|db|orm|trx?|tx|connection|dataSource|\w*[mM]anager)(\.\w*[mM]anager)?(\.fork\(\))?\.\w+$/;

function statementAsked(file: Reviewed, site: CallSite): Query | undefined {
  const { method, node } = site;
  const statement = method === 'all' ? statementPrepared(site) : undefined;
  const asking = statement ?? node.arguments[0];
  const first = asking ? written(asking, site) : undefined;
  const { node: text, more = '' } = first ?? {};
  const table = text ? tableListed(text, true) : undefined;
  if (!text || !table || byPlace.test(textOf(file.index, text))) return undefined;
  const conditions = conditionsOfSql(withoutNested((statementWith(text, site, file.index) ?? '') + more));
  // What is bound to a statement narrows it down, be it in a join.
  if (statement && node.arguments.length > 0 && conditions?.length === 0) return undefined;
  return { table: table.name, conditions, unsure: !table.sure, prepared: statement !== undefined };
}

/** `User.find({}, null, { limit: 20 })`, `find({}, options)`. */
function mayLimit(n: Node, { scope }: CallSite): boolean {
  const options = bare(n);
  // `find(filter, 'name email')`, also by way of a name
  if (options.type === 'Identifier')
    return (
      find(scope, options.name)?.init?.type !== 'StringLiteral' &&
      !/^(projection|select|fields|callback|cb|done|attributes)$/i.test(options.name)
    );
  return (
    options.type === 'ObjectExpression' &&
    options.properties.some((p) => p.type !== 'ObjectProperty' || /^(limit|take|skip)$/.test(keyName(p)))
  );
}

/** `await dbAll('SELECT * FROM users')`: a function of the program's own that is handed SQL. */
export function isHelper({ node }: CallSite): boolean {
  const callee = bare(node.callee);
  return callee.type === 'Identifier' && helpers.test(callee.name);
}

/** `db.prepare('SELECT …').all()`, also by way of a name. */
function statementPrepared({ node, scope }: CallSite): Node | undefined {
  const receiver = receiverOf(node);
  const b = receiver?.type === 'Identifier' ? find(scope, receiver.name) : undefined;
  const made = b ? b.writes.length === 0 && b.init && settled(b.init) : receiver;
  return made && isCall(made) && methodName(made) === 'prepare' ? made.arguments[0] : undefined;
}

/** `const sql = 'SELECT …'; db.query(sql)`: what stands in the name, where nothing else has to be put in it. */
function written(n: Node, site: CallSite): { readonly node: Node; readonly more?: string } {
  const arg = bare(n);
  const b = arg.type === 'Identifier' ? find(site.scope, arg.name) : undefined;
  return (b && sqlIn(b, site)) ?? { node: arg };
}

/** `const found = await query(…); return found.rows[0]`: there is one at most. */
export function isForOne({ index }: Reviewed, { node, fn }: CallSite): boolean {
  const holder = ancestor(node, (n) => !/^(Await|Call|Member)Expression$/.test(n.type));
  if (holder?.type !== 'VariableDeclarator') return false;
  const [name = ''] = /\w+(?=\W*$)/.exec(textOf(index, holder.id)) ?? [];
  return name !== '' && new RegExp(`\\b${name}(\\.rows)?\\[0\\]`).test(textOf(index, fn.node as Node));
}

/**
 * `query = User.find({}); … query = query.skip(start).limit(50)`, and what a query is handed to asks for a page of it:
 * `new ApiFeatures(User.find(), req.query).filter().paginate()`.
 */
export function limitedByName(file: Reviewed, site: CallSite): boolean {
  let top = afterCalls(site.node);
  let paging = /^(limit|take|skip|paginate|cursor|range)$/;
  const to = parentOf(top);
  if (to && (to.type === 'NewExpression' || isCall(to)) && to.arguments.some((a) => a === top)) {
    paging = handedPaging;
    if (isCall(to) && /paginat/i.test(calledName(to))) return true;
    for (const { name } of called(to)) if (paging.test(name)) return true;
    top = afterCalls(to);
  }
  const holder = parentOf(top);
  const target =
    holder?.type === 'VariableDeclarator' && holder.init === top
      ? holder.id
      : holder?.type === 'AssignmentExpression' && holder.right === top
        ? holder.left
        : undefined;
  if (target?.type !== 'Identifier') return false;
  const binding = find(site.scope, target.name);
  return file.index.calls.some((c) => {
    // `countTask(votes)`
    if (/count|paginat|limit/i.test(calledName(c.node)))
      if (c.node.arguments.some((a) => dotted(a) === target.name)) return true;
    if (!paging.test(c.method)) return false;
    let root: Node = c.node;
    while (isCall(root) || isMember(root)) root = bare(isCall(root) ? root.callee : root.object);
    return root.type === 'Identifier' && root.name === target.name && find(c.scope, target.name) === binding;
  });
}

/** What the program's own class calls it. */
const handedPaging = /^(limit|take|skip|page|paging|range|paginat\w*|applyPaginat\w*|withPaginat\w*)$/i;
