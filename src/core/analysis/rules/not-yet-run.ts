/** Calls that only put a query together: nothing is asked before somebody waits for it. */
import {
  ancestor,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  rootOf,
  settled,
  some,
} from '../ast.ts';
import { narrows } from '../builders.ts';
import type { CallSite } from '../index-types.ts';
import { find } from '../scopes.ts';

/** What takes another query for a part of itself. */
const takesQuery = /^((or|and)?[wW]here(Not)?(In|Exists)|union(All)?|intersect|except)$/;
const begins = /^(find\w*|select\w*|from|count\w*|query|aggregate|createQueryBuilder|table)$/;

export function onlyBuilds(site: CallSite): boolean {
  return isPartOfQuery(site.node) || addsToQuery(site) || givesItselfBack(site.node) || isSentAtOnce(site);
}

/**
 * `queries.push(db.insert(stock).values(row)); … await db.batch(queries)`, `db.batch(rows.map((row) => db.insert(…)))`:
 * Drizzle, libSQL and D1 send all of them in one round trip.
 */
function isSentAtOnce(site: CallSite): boolean {
  const whole = chainOf(site.node);
  const p = parentOf(whole);
  if (!p) return false;
  if (isCall(p) && methodName(p) === 'push') {
    const list = receiverOf(p);
    return list?.type === 'Identifier' && isBatched(list.name, list);
  }
  const made = p.type === 'ReturnStatement' ? parentOf(parentOf(p)!) : p;
  const call = made?.type === 'ArrowFunctionExpression' && !made.async ? parentOf(made) : undefined;
  if (!call || !isCall(call) || methodName(call) !== 'map') return false;
  const list = parentOf(call);
  if (list?.type === 'VariableDeclarator' && list.id.type === 'Identifier')
    return isBatched(list.id.name, list);
  return list !== undefined && isBatch(list.type === 'SpreadElement' ? parentOf(parentOf(list)!) : list);
}

function isBatched(name: string, from: Node): boolean {
  const body = ancestor(from, (a) => isFunction(a) || a.type === 'Program');
  const isList = (a: Node): boolean => dotted(settled(a)) === name;
  return body !== undefined && some(body, (n) => isBatch(n) && n.arguments.some(isList));
}

function isBatch(n: Node | undefined): n is Call {
  return n !== undefined && isCall(n) && isMember(n.callee) && methodName(n) === 'batch';
}

/** All of `db.insert(stock).values(row)`, from any call in it. */
function chainOf(call: Node): Node {
  let n = call;
  for (
    let p = parentOf(n);
    p && ((isMember(p) && p.object === n) || (isCall(p) && p.callee === n));
    p = parentOf(n)
  )
    n = p;
  return n;
}

/** `q = q.gte(field, from)`: what takes its own place, and nobody waits for, is still being put together. */
function givesItselfBack(call: Call): boolean {
  const p = parentOf(chainOf(call));
  if (p?.type !== 'AssignmentExpression' || p.operator !== '=') return false;
  const first = rootOf(call);
  return p.left.type === 'Identifier' && first.type === 'Identifier' && first.name === p.left.name;
}

/** `q.whereIn('id', knex('orders').select('user_id').where(filter))`: a part of the one that is sent. */
function isPartOfQuery(call: Call): boolean {
  let n: Node = call;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (isMember(p) && p.object === n) continue;
    if (!isCall(p)) return false;
    if (p.callee === n) continue;
    return takesQuery.test(methodName(p)) && isMember(p.callee);
  }
  return false;
}

/** `const q = Post.find(filter); for (const path of paths) q.populate(path);`, which nobody waits for here. */
function addsToQuery(site: CallSite): boolean {
  const receiver = receiverOf(site.node);
  if (receiver?.type !== 'Identifier' || !narrows(site.node)) return false;
  const parent = parentOf(site.node);
  if (parent?.type === 'AwaitExpression' || (parent && isMember(parent))) return false;
  const b = find(site.scope, receiver.name);
  if (!b?.init || b.path.length > 0 || b.init.type === 'AwaitExpression') return false;
  for (let n: Node | undefined = settled(b.init); n && isCall(n); ) {
    if (begins.test(methodName(n))) return true;
    const r = receiverOf(n);
    n = r && settled(r);
  }
  return false;
}
