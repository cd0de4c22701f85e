/** Queries that are chains of calls: of PostgREST's clients (`supabase.from('orders').select()`) and of Objection's models. */
import {
  bare,
  type Call,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  receiverOf,
} from '../ast.ts';
import type { CallSite } from '../index-types.ts';
import type { Reviewed } from '../rule.ts';
import { classAround, find } from '../scopes.ts';
import { isHanded, isOnDemand, isOwn } from './asked-or-not.ts';
import { type Conditions, conditionsOfCall, saidBy } from './conditions.ts';
import { alike, type Condition, oneOf, other, ranged } from './lets-through.ts';
import { called, counts } from './listing.ts';
import type { Query } from './rows-asked.ts';

/** `supabase.from('orders').select('id, total').eq('shop_id', shop)`, also put together in a name. */
export function ofRequests({ index }: Reviewed, site: CallSite): Query | undefined {
  const { node, method } = site;
  const from = receiverOf(node);
  if (method !== 'select' || !from || !isCall(from) || methodName(from) !== 'from') return undefined;
  const [table] = from.arguments.map((a) => bare(a));
  if (table?.type !== 'StringLiteral' || from.arguments.length > 1 || !isMember(bare(from.callee)))
    return undefined;
  const [columns, options] = node.arguments.map((a) => bare(a));
  // What is counted there (`head: true`), and Knex, which is given its columns one by one.
  if (node.arguments.length > 2 || (options && options.type !== 'ObjectExpression')) return undefined;
  if (options && (isSaid(options, 'head') || !isSaid(options, 'count'))) return undefined;
  if (columns && counts(columns)) return undefined;
  const chain = askedAfter(node, ofSupabase, asked);
  if (!chain) return undefined;
  const conditions = [...chain.conditions];
  const counted = options !== undefined && columns?.type === 'StringLiteral' && columns.value === 'id';
  const query = { table: table.value, conditions, remote: true, counted };
  let holder = parentOf(chain.top);
  while (holder?.type === 'ConditionalExpression') holder = parentOf(holder);
  if (holder?.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') return query;
  const b = find(site.scope, holder.id.name);
  if (!b || !isOwn(b, site)) return undefined;
  for (const w of b.writes) {
    const write = w.type === 'AssignmentExpression' ? w : parentOf(w);
    if (write?.type !== 'AssignmentExpression') return undefined;
    let first: Node = bare(write.right);
    for (let to = receiverOf(first as Call); to && isCall(to); to = receiverOf(to)) first = to;
    const to = isCall(first) ? receiverOf(first) : undefined;
    if (to?.type !== 'Identifier' || to.name !== b.name) return undefined;
    const more = askedAfter(to, ofSupabase, asked);
    if (isOnDemand(write, site)) continue;
    if (!more) return undefined;
    conditions.push(...more.conditions);
  }
  for (const c of index.calls)
    if (isHanded(c, b) && c.node.arguments.some((a) => a.type === 'Identifier' && a.name === b.name))
      return undefined;
  return query;
}

function isSaid(options: Extract<Node, { type: 'ObjectExpression' }>, key: string): boolean {
  return options.properties.some((p) => p.type === 'ObjectProperty' && keyName(p) === key);
}

/** Links that say nothing of which rows. */
const ofSupabase = /^(order|returns|overrideTypes|throwOnError|then|catch|abortSignal)$/;
const ofObjection = /^(select|columns|orderBy|withGraph\w+|preload|\w*[jJ]oin\w*|alias|eager|then|catch)$/;

/** All links behind a node, the last of them, and what they ask for; undefined where one says that few come. */
function askedAfter(
  node: Node,
  aside: RegExp,
  asks: (name: string, call: Call) => Conditions,
): { readonly top: Node; readonly conditions: readonly Condition[] } | undefined {
  const conditions: Condition[] = [];
  let top = node;
  for (const { name, on } of called(node)) {
    const use = parentOf(on);
    if (!use || !isCall(use)) return undefined;
    const more = aside.test(name) ? [] : asks(name, use);
    if (!more) return undefined;
    conditions.push(...more);
    top = use;
  }
  return { top, conditions };
}

/** `.eq('shop_id', shop)`, `.gte('created_at', since)`, `.not('paid_at', 'is', null)`. */
function asked(name: string, call: Call): Conditions {
  const [column, value] = call.arguments.map((a) => bare(a));
  if (column?.type !== 'StringLiteral') return undefined;
  const key = column.value;
  if (/^(eq|is)$/.test(name)) return value && [{ key, is: saidBy(value) }];
  if (/^(neq|not)$/.test(name)) return [{ key, is: other }];
  if (/^(i?like|textSearch)$/.test(name)) return [{ key, is: alike }];
  if (name === 'in') return [{ key, is: oneOf }];
  return /^[gl]te?$/.test(name) ? [{ key, is: ranged }] : undefined;
}

/** `User.query().where('verified', false).withGraphFetched('email')` of Objection. */
export function ofModels(site: CallSite): Query | undefined {
  const { node, method } = site;
  const model = method === 'query' && node.arguments.length === 0 ? receiverOf(node) : undefined;
  const cls = model?.type === 'ThisExpression' ? classAround(site.fn) : undefined;
  const table = cls?.node.superClass ? cls.name : model?.type === 'Identifier' ? model.name : '';
  if (!/^[A-Z]\w*[a-z]/.test(table)) return undefined;
  const chain = askedAfter(node, ofObjection, (_, call) => conditionsOfCall(call));
  if (!chain) return undefined;
  const { top, conditions } = chain;
  return /^(Await|ArrowFunction)Expression$|^ReturnStatement$/.test(parentOf(top)?.type ?? '')
    ? { table, conditions }
    : undefined;
}
