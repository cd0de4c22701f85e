/** Whether what a query, a request or a text of SQL is given says how many at most, though not the number itself. */
import {
  bare,
  dotted,
  isCall,
  isMember,
  isNull,
  keyName,
  lastWordOf,
  type Member,
  methodName,
  type Node,
  parentOf,
  propertyName,
  settled,
  typeSaid,
} from './ast.ts';
import type { Binding, Scope } from './index-types.ts';
import { find } from './scopes.ts';

/** More at once than this are not held for a page, however they are asked for. */
export const largestPage = 200;
const capKeys =
  /^(take|limit|first|top|page|pageNumber|page_number|pagination|pageSize|page_size|perPage|per_page|itemsPerPage|maxResults|max_results|MaxItems|MaxKeys|Limit|MaxNumberOfMessages|num_?[rR]esults|top_?[kK]|max_?(Batch|[iI]tems|[rR]ows|[rR]ecords|[bB]atch)([A-Z]\w*)?)$/;
const capNames =
  /^(pagination(Dto|Options|Params|Query|Input)?|paging(Options|Params)?|pageable|page(Options|Request|Params|Number|Query)(Dto)?|limit|take|pageSize|page_size|perPage|per_page|itemsPerPage|limitSize|limit_size|pageLimit|page_limit|maxResults|topN|chunkSize|batchSize)$|[a-z](Limit|PageSize|PerPage)$|(^|_)(LIMIT|PAGE_SIZE|PER_PAGE|BATCH_SIZE|CHUNK_SIZE|TOP_N)$/;

/** `query: OrderListQuery`, `filters: PaginationParams`: what a page of a list is asked for with. */
export function asksForListing(n: Node, scope: Scope): boolean {
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const type = b?.kind === 'param' && b.path.length === 0 ? typeSaid(b.annotation) : undefined;
  return type?.type === 'TSTypeReference' && listingTypes.test(dotted(type.typeName as Node));
}

const listingTypes =
  /Pag(e|ing|inat\w+)(Query|Params|Options|Request|Args|Input|Dto)*$|List(ing)?(Query|Params|Options|Args)(Dto)?$|^Pag(ing|inat)/;

/** `{ take: 20 }`, `'select … limit $1'`, also by way of the name it was put together under. */
export function asksForPage(n: Node, scope: Scope, depth = 0): boolean {
  if (n.type === 'ObjectExpression') return hasCap(n, scope, 0);
  if (n.type === 'ArrayExpression')
    return n.elements.some((e) => e !== null && limitsPipeline(bare(e), scope));
  // `send(new QueryCommand({ TableName, Limit: limit }))`
  if (n.type === 'NewExpression') {
    const given = /Command$/.test(dotted(n.callee)) ? n.arguments[0] : undefined;
    return given !== undefined && asksForPage(bare(given), scope, depth);
  }
  if (n.type === 'StringLiteral') return limitsRows(n.value) || limitsUrl(n.value);
  // `` db.execute(sql`select … limit ${size}`) ``
  if (n.type === 'TaggedTemplateExpression') return asksForPage(n.quasi, scope, depth);
  if (n.type === 'TemplateLiteral') {
    const text = n.quasis.map((q) => q.value.cooked ?? q.value.raw).join('?');
    return limitsRows(text) || limitsUrl(text);
  }
  // `const sql = this.messagesOf({ room, limit: query.limit })`
  if (isCall(n) && depth > 0)
    return n.arguments.some((a) => a.type === 'ObjectExpression' && hasCap(a, scope, 1));
  // `let next = url; … next += cursor`: the text behind one more name.
  if (n.type !== 'Identifier' || depth > 1) return false;
  const b = find(scope, n.name);
  if (!b) {
    // `let rows = []; try { const sql = …; rows = await query(sql) } …`: declared further in than the list.
    const init = declaredAround(n, n.name);
    return init !== undefined && asksForPage(bare(init), scope, depth + 1);
  }
  if (!b.init || b.kind === 'param' || b.path.length > 0) return false;
  return asksForPage(bare(b.init), b.scope, depth + 1) || b.writes.some((w) => endsInLimit(w, b));
}

/** `sql += ' LIMIT ? OFFSET ?'`, whatever was asked for: behind an `if` it may be all of them. */
function endsInLimit(write: Node, b: Binding): boolean {
  if (write.type !== 'AssignmentExpression' || !/^\+?=$/.test(write.operator)) return false;
  const right = bare(write.right);
  const end = right.type === 'BinaryExpression' && right.operator === '+' ? bare(right.right) : right;
  const text =
    end.type === 'StringLiteral'
      ? end.value
      : end.type === 'TemplateLiteral'
        ? end.quasis.map((q) => q.value.cooked ?? '').join('?')
        : '';
  if (!limits.test(text)) return false;
  for (let p = parentOf(write); p && p !== b.scope.fn.node; p = parentOf(p))
    if (/^(If|Switch|Conditional|Logical)/.test(p.type)) return false;
  return true;
}

const limits = /\blimit\s+((\d{1,2}|1\d\d|200)(?!\d)|[?$:@])/i;

/** What a name is declared as in a block around it. */
function declaredAround(node: Node, name: string): Node | undefined {
  for (let p = parentOf(node); p; p = parentOf(p)) {
    if (p.type !== 'BlockStatement') continue;
    for (const s of p.body)
      if (s.type === 'VariableDeclaration')
        for (const d of s.declarations)
          if (d.id.type === 'Identifier' && d.id.name === name) return d.init ?? undefined;
  }
  return undefined;
}

/** `{ $limit: size }` of an aggregation, also in a part of its `$facet`. */
export function limitsPipeline(stage: Node, scope: Scope): boolean {
  if (stage.type !== 'ObjectExpression') return false;
  return stage.properties.some((p) => {
    if (p.type !== 'ObjectProperty') return false;
    const value = bare(p.value);
    if (keyName(p) === '$limit') return small(value, scope);
    return (
      keyName(p) === '$facet' &&
      value.type === 'ObjectExpression' &&
      value.properties.some(
        (part) =>
          part.type === 'ObjectProperty' &&
          part.value.type === 'ArrayExpression' &&
          part.value.elements.some((e) => e !== null && limitsPipeline(bare(e), scope)),
      )
    );
  });
}

function hasCap(n: Extract<Node, { type: 'ObjectExpression' }>, scope: Scope, depth: number): boolean {
  return n.properties.some((p) => {
    if (p.type === 'SpreadElement') return spreadsPage(bare(p.argument), scope);
    if (p.type !== 'ObjectProperty') return false;
    const value = bare(p.value);
    if (capKeys.test(keyName(p))) return small(value, scope);
    return depth < 1 && value.type === 'ObjectExpression' && hasCap(value, scope, depth + 1);
  });
}

/** `...pagination`, `...toPage(query)`: where to begin, and how many to take. */
function spreadsPage(n: Node, scope: Scope): boolean {
  if (isCall(n)) return pagesByName.test(methodName(n) || dotted(n.callee));
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const init = b?.init && b.path.length === 0 ? settled(b.init) : undefined;
  if (init?.type === 'ObjectExpression') return hasCap(init, b!.scope, 1);
  return n.type === 'Identifier' && pagesByName.test(n.name);
}

const pagesByName = /^(get|to|build|make|create|calc\w*)?_?([pP]agina(tion|te)|[pP]aging)([A-Z]\w*)?$/;

/** `limit`, `limit - 1`, `query.pageSize`, `this.options.limit`, `PAGE_SIZE`. */
export function capName(n: Node): boolean {
  if (n.type === 'Identifier') return capNames.test(n.name);
  if (isMember(n)) {
    const last = lastWordOf(n);
    return capNames.test(last);
  }
  // `Number(limit ?? 10)`
  if (isCall(n) && /^(Number|parseInt|Math\.(min|max|floor))$/.test(dotted(n.callee)))
    return n.arguments.some((a) => capName(bare(a)));
  if (n.type === 'LogicalExpression') return capName(bare(n.left));
  return n.type === 'BinaryExpression' && n.left.type !== 'PrivateName' && capName(bare(n.left));
}

/** `const limit = batchSize`, which is 20 000: no page. */
export function isHuge(n: Node, scope: Scope, depth = 0): boolean {
  if (n.type === 'NumericLiteral') return n.value > largestPage;
  if (depth > 3) return false;
  // `LIMITS.rows` of `const LIMITS = { rows: 500 }`
  const of = isMember(n) && !n.computed ? bare(n.object) : n;
  const b = of.type === 'Identifier' ? find(scope, of.name) : undefined;
  if (!b?.init || b.kind === 'param' || b.path.length > 0) return false;
  const init = bare(b.init);
  if (of === n) return isHuge(init, b.scope, depth + 1);
  const kept =
    init.type === 'ObjectExpression'
      ? init.properties.find((p) => p.type === 'ObjectProperty' && keyName(p) === propertyName(n as Member))
      : undefined;
  return kept?.type === 'ObjectProperty' && isHuge(bare(kept.value), b.scope, depth + 1);
}

/** `take: MAX_ROWS`, where that is 500, is as little of a page as `take: 500`. */
export function small(value: Node, scope: Scope): boolean {
  const n = bare(value);
  return (
    !isHuge(n, scope) &&
    !isNull(n) &&
    !/^(Infinity|Number\.(MAX_(SAFE_INTEGER|VALUE)|POSITIVE_INFINITY))$/.test(dotted(n))
  );
}

function limitsRows(sql: string): boolean {
  return limits.test(sql) && /\bselect\b/i.test(sql);
}

/** `https://api.example/posts?fields=id&limit=50` */
function limitsUrl(url: string): boolean {
  return /[?&](?:\w+\.|\w+\[)?(limit|per_?page|page_?size|max_?results|take|first|top)\]?=(?:\?|([1-9]\d?|1\d\d|200)(?!\d))/i.test(
    url,
  );
}
