/**
 * Queries that are put together first and awaited later. A builder starts nothing before somebody waits for it,
 * so `await rows; await count` of two of them take their times one after the other. A promise does not get here:
 * it has none of these methods, and what it stands for already runs.
 */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  propertyName,
  visit,
} from './ast.ts';
import type { Binding, Scope } from './index-types.ts';
import { find } from './scopes.ts';

/** Methods that only queries have, and that give the query back. */
const narrowing =
  /^(where\w*|andWhere|orWhere|from|having|order|orderBy|groupBy|limit|offset|sort|skip|populate|lean|returning|select|eq|neq|in|ilike|gte?|lte?|like|single|maybeSingle|throwOnError|range|collation|\w*[jJ]oin|\$dynamic)$/;
/** What a query that was begun is asked for in the end, and a copy of it to ask for something else. */
const ending =
  /^(clone|clear(Select|Order|Where|Group|Having)|countDistinct|countDocuments|count|sum|avg|min|max|distinct|first|pluck|exec|toArray)$/;
/** Ends of a chain that start what it describes: what is kept is a promise. */
const starting = /^(exec\w*|then|catch|finally|get\w*|toArray|all|run|values|next|stream|json|fetch\w*)$/;
/** Drizzle's `db.query.users.findMany()` starts when somebody waits for it. */
const relational = /(^|\.)query\.\w+\.find(Many|First)$/;
const lookup = /^(find\w*|select\w*|from|count\w*|aggregate|query\w*|createQueryBuilder|table)$/;

/** Whether a call adds to a query and gives it back: `query.sort('name')`. */
export function narrows(call: Call): boolean {
  return narrowing.test(methodName(call));
}

/** Whether a call of a query that was begun adds to it, copies it or asks it: `query.clone().count()`. */
export function ofQuery(call: Call): boolean {
  return narrows(call) || ending.test(methodName(call));
}

/**
 * The call that an awaited name's query was begun with: `Order.find(f).sort(s)` for the `q` of
 * `const q = Order.find(f).sort(s)`; `Order.find()` for the `page.query` of `const page = new Page(Order.find())`.
 */
export function begunWith(awaited: Node, scope: Scope): Call | undefined {
  if (awaited.type === 'Identifier') {
    const b = find(scope, awaited.name);
    const init = b ? initOf(b) : undefined;
    if (!b || !init || !isCall(init)) return undefined;
    if (starting.test(methodName(init))) return undefined;
    return isBuilder(init) ||
      isTable(init) ||
      relational.test(dotted(init.callee)) ||
      b.writes.some((w) => extended(w, b.name))
      ? init
      : undefined;
  }
  if (!isMember(awaited) || !/[qQ]uery$/.test(propertyName(awaited))) return undefined;
  const root = bare(awaited.object);
  const b = root.type === 'Identifier' ? find(scope, root.name) : undefined;
  const init = b ? initOf(b) : undefined;
  return init ? heldBy(init) : undefined;
}

function initOf(b: Binding): Node | undefined {
  return b.init && b.path.length === 0 && (b.kind === 'const' || b.kind === 'let' || b.kind === 'var')
    ? bare(b.init)
    : undefined;
}

/** A chain of at least two calls, the last of which leaves a query a query. */
export function isBuilder(call: Call): boolean {
  const callee = bare(call.callee);
  const before = isMember(callee) ? bare(callee.object) : undefined;
  return narrows(call) && before !== undefined && isCall(before);
}

/** `knex('orders')`, `db('orders as o')`: a query of a table that has no link yet. */
function isTable(call: Call): boolean {
  const [table, more] = call.arguments;
  return (
    /^((\w*[a-z])?[kK]nex|db|database)$/.test(dotted(call.callee)) &&
    table !== undefined &&
    /^(StringLiteral|TemplateLiteral|ObjectExpression)$/.test(table.type) &&
    !more
  );
}

/** `q = q.where(…)` */
function extended(write: Node, name: string): boolean {
  if (write.type !== 'AssignmentExpression' || write.operator !== '=') return false;
  const value = bare(write.right);
  return isCall(value) && narrows(value) && dotted(value.callee).split('.')[0] === name;
}

/** The query that a `new Features(Order.find(), req.query).filter().sort()` was given. */
function heldBy(init: Node): Call | undefined {
  let found: Call | undefined;
  visit(init, (n) => {
    if (n.type === 'NewExpression') {
      const first = n.arguments[0] ? bare(n.arguments[0]) : undefined;
      if (first && isCall(first) && lookup.test(methodName(first))) found ??= first;
    }
    return found === undefined;
  });
  return found;
}
