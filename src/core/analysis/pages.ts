/**
 * Whether a list is one page of something: the code that loaded it said how many at most, though not the
 * number itself (`take: limit`, `LIMIT $2`, `page(guild, PAGE_SIZE)`). A page is many enough for a query per
 * item to hurt, and few enough to be worked on at once.
 */
import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isMember,
  keyName,
  lastWordOf,
  type Member,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
} from './ast.ts';
import { changesOf, fillsOf } from './changes.ts';
import { takesNodeCallback } from './consumed.ts';
import { goesOnThroughPages } from './guards.ts';
import type { Binding, FileIndex, Scope } from './index-types.ts';
import { copiedFrom, startsEmpty } from './list-shapes.ts';
import {
  asksForListing,
  asksForPage,
  capName,
  isHuge,
  largestPage,
  limitsPipeline,
  small,
} from './page-caps.ts';
import { find, standsFor } from './scopes.ts';

const maxDepth = 10;
const capMethods = /^(limit|take|first|top|range|paginate|setMaxResults)$/;
const passing =
  /^(map|filter|sort|reverse|toSorted|toReversed|flat|slice|entries|values|keys|select|lean|exec|toArray|then|catch|populate|where|orderBy|offset|skip|eq|order|abortSignal|returns|throwOnError|json)$/;

/** `orderPage.data`, `paginated.items`. */
const pageNames = /^(page|paged|paginated)$|[a-z]Page$|^(page|paged|paginated)(Result|Response|Data)$/;
const pageParts = /^(data|items|content|results|records|rows|docs|list|nodes|edges|entries)$/;

export function isPage(node: Node, scope: Scope, depth = 0): boolean {
  if (depth > maxDepth) return false;
  const n = settled(node);
  if (n.type === 'Identifier') return pageByName(n.name, scope, depth);
  if (isMember(n))
    return (
      isConnection(n, scope) ||
      (pageParts.test(propertyName(n)) && pageNames.test(lastWordOf(n.object))) ||
      isPage(n.object, scope, depth + 1)
    );
  if (n.type === 'LogicalExpression' && n.operator !== '&&') return isPage(n.left, scope, depth + 1);
  // `rows.length > limit ? rows.slice(0, -1) : rows`: one more than a page was asked for, to see whether there is a next.
  if (n.type === 'ConditionalExpression')
    return isPage(n.consequent, scope, depth + 1) && isPage(n.alternate, scope, depth + 1);
  const copied = copiedFrom(n);
  if (copied) return isPage(copied, scope, depth + 1);
  if (n.type === 'TaggedTemplateExpression') return asksForPage(n.quasi, scope);
  if (!isCall(n)) return false;
  const name = dotted(n.callee);
  const first = n.arguments[0];
  if (
    /^(Object\.(keys|values|entries)|Array\.from|(Promise|Bluebird)\.(all|allSettled))$/.test(name) &&
    first
  )
    return isPage(first, scope, depth + 1);
  const receiver = receiverOf(n);
  if (capped(n, scope)) return true;
  // `await retried(query.limit(size))`: what it is given is what it gives.
  const only = n.arguments.length === 1 && first ? settled(first) : undefined;
  if (only && isCall(only) && !methodName(n) && wraps.test(name) && capped(only, scope)) return true;
  // `await withAuthors(rows)`: a row more for each row.
  if (first && rowForRow.test(methodName(n) || name)) return isPage(first, scope, depth + 1);
  return receiver !== undefined && (isCall(receiver) || passing.test(methodName(n)))
    ? isPage(receiver, scope, depth + 1)
    : false;
}

const wraps =
  /^(with|retry|retried|run|exec(ute)?|safe(ly)?|try|attempt|timed|traced|measure|wrap|guard)([A-Z]\w*)?$/;

const rowForRow =
  /^(enrich|decorate|hydrate|annotate|serialize|augment|attach|with|map|format|transform|filter|sort|split|partition|group|dedupe|uniq(ue)?|exclude)[A-Z]/;

/** `answer.data.orders.nodes`: what GraphQL gives of a connection at a time. */
function isConnection(n: Member, scope: Scope): boolean {
  if (!/^(nodes|edges)$/.test(propertyName(n)) || !isMember(bare(n.object))) return false;
  const root = rootOf(n);
  const b = root.type === 'Identifier' ? find(scope, root.name) : undefined;
  return b?.init?.type === 'AwaitExpression' && !b.loopItem;
}

const running =
  /^(execute|exec|getMany|getRawMany|getManyAndCount|getRawAndEntities|find|all|get|toArray|fetch|run|lean)$/;

/** A list without what only picks, orders or copies its items. */
function peeled(node: Node): Node {
  const n = settled(node);
  const of = isCall(n)
    ? dotted(n.callee) === 'Array.from'
      ? n.arguments[0]
      : /^(filter|map|sort|slice|reverse)$/.test(methodName(n))
        ? receiverOf(n)
        : undefined
    : copiedFrom(n);
  return of ? peeled(of) : n;
}

/** `const ids = new Set(); for (const row of page) ids.add(row.userId)`: as many as the page has, at most. */
function isFilledFromPages(name: string, scope: Scope, file: FileIndex): boolean {
  const b = find(scope, name);
  if (!b?.init || b.kind === 'param' || !startsEmpty(b.init)) return false;
  const filled = changesOf(file, name).filter((s) => find(s.scope, name) === b);
  return (
    filled.length > 0 &&
    filled.every((s) => {
      const { loop } = s;
      if (!loop?.iterable || goesOnThroughPages(loop) || !isPage(loop.iterable, loop.scope)) return false;
      return !loop.parent || contains(loop.parent.body, b.node);
    })
  );
}

/** `query.limit(size); … rows = await query.getMany()`: the limit stands in a statement of its own. */
export function isLimitedApart(node: Node, scope: Scope, file: FileIndex): boolean {
  const n = peeled(node);
  if (n.type === 'Identifier') {
    if (isFilledFromPages(n.name, scope, file)) return true;
    // `let rows = snapshot.docs.map(toRow); rows = rows.filter(isOpen)`
    const first = startOf(n.name, scope);
    if (first) return isLimitedApart(first.init, first.scope, file);
  }
  const list = isMember(n) && pageParts.test(propertyName(n)) ? bare(n.object) : n;
  const b = list.type === 'Identifier' ? find(scope, list.name) : undefined;
  const values = b && b.kind !== 'param' && !b.loopItem ? valuesOf(b).map((v) => elementOf(b, v) ?? v) : [];
  if (values.some((v) => limitsItsOptions(v, b!.scope, file))) return true;
  // `const users = found;` of `[found, total] = await Promise.all([…])`
  const other = values.length === 1 ? settled(values[0]!) : undefined;
  // The query itself, of `rows = await query`, may be limited in a statement of its own.
  if (n.type === 'Identifier' && other?.type === 'Identifier' && other.name !== n.name)
    if (isLimitedApart(other, b!.scope, file)) return true;
  // `snap.docs` of `snap = await query.get()`
  if (list !== n && !(isMember(n) && propertyName(n) === 'docs')) return false;
  const ran = b?.init && b.kind !== 'param' && !b.loopItem ? settled(b.init) : undefined;
  if (!ran || (isCall(ran) && !running.test(methodName(ran)))) return false;
  const query = isCall(ran) ? receiverOf(ran) : ran;
  if (query?.type !== 'Identifier') return false;
  const built = find(b!.scope, query.name);
  if (built?.init && built.kind !== 'param' && isPage(built.init, built.scope)) return true;
  return (
    built?.init !== undefined &&
    file.calls.some((c) => {
      if (!capMethods.test(c.method) || c.node.arguments.length === 0) return false;
      const root = rootOf(c.node);
      if (root.type !== 'Identifier' || root.name !== query.name) return false;
      return find(c.scope, root.name) === built && small(c.node.arguments.at(-1)!, c.scope);
    })
  );
}

/** What a name starts with, where that is made of another list. */
function startOf(name: string, scope: Scope): { readonly init: Node; readonly scope: Scope } | undefined {
  const b = find(scope, name);
  if (!b?.init || b.kind === 'param' || b.loopItem || b.path.length > 0) return undefined;
  const init = settled(b.init);
  if (!isCall(init) || peeled(init) === init) return undefined;
  return { init, scope: b.scope };
}

/** `options.limit = …; … await reviews.findAll(where, options)`, `stages.push({ $limit: size }); … aggregate(stages).exec()`. */
function limitsItsOptions(value: Node, scope: Scope, file: FileIndex): boolean {
  const call = settled(value);
  if (!isCall(call)) return false;
  const given = call.arguments.map((a) => bare(a));
  if (given.length === 0) {
    const of = receiverOf(call);
    return of !== undefined && limitsItsOptions(of, scope, file);
  }
  return given.some(
    (n) =>
      n.type === 'Identifier' &&
      (['limit', 'take'].some((key) => fillsOf(file, `${n.name}.${key}`).length > 0) ||
        (methodName(call) === 'aggregate' &&
          changesOf(file, n.name).some(
            (s) =>
              s.method === 'push' &&
              find(s.scope, n.name) === find(scope, n.name) &&
              s.node.arguments.some((a) => limitsPipeline(bare(a), s.scope)),
          ))),
  );
}

/** What a name is given, here or later. */
function valuesOf(b: Binding): Node[] {
  return [
    ...(b.init ? [b.init] : []),
    ...b.writes.flatMap((w) => (w.type === 'AssignmentExpression' && w.operator === '=' ? [w.right] : [])),
  ];
}

function pageByName(name: string, scope: Scope, depth: number): boolean {
  const b = find(scope, name);
  if (!b || b.kind === 'import' || b.loopItem) return false;
  if (b.kind === 'param') return isHandedPage(b, depth);
  if (comesWithPaging(b)) return true;
  // Filled item by item, it is as long as what it is filled from.
  const values = valuesOf(b).map((v) => elementOf(b, v) ?? v);
  return (
    values.some((v) => isPage(v, b.scope, depth + 1)) &&
    (values.length < 2 || !values.some((v) => asksForAll(v) && !isPage(v, b.scope, depth + 1)))
  );
}

const paging = /^(pagination|pageInfo|hasMore|hasNext(Page)?|totalPages|pageCount|nextCursor|endCursor)$/;
const pagingOrTotal = new RegExp(`${paging.source}|^total(Count|Items|Results)?$`);

/**
 * `const { items, pagination } = await findPosts(query)`: what says that there is more stands beside it. How many there
 * are is beside all of them too where an ORM was asked, and beside what nothing was said of.
 */
function comesWithPaging(b: Binding): boolean {
  if (b.path.length !== 1 || !b.init || bare(b.init).type !== 'AwaitExpression') return false;
  const call = settled(b.init);
  const beside =
    isCall(call) && call.arguments.length > 0 && !/^(findAndCount|getManyAndCount)/.test(methodName(call))
      ? pagingOrTotal
      : paging;
  let pattern: Node | undefined = b.node;
  while (pattern && pattern.type !== 'ObjectPattern' && pattern.type !== 'VariableDeclarator')
    pattern = parentOf(pattern);
  return (
    pattern?.type === 'ObjectPattern' &&
    !beside.test(b.path[0]!) &&
    pattern.properties.some((p) => p.type === 'ObjectProperty' && beside.test(keyName(p)))
  );
}

/** `find(query).limit(size).then((rows) => …)`, `find(query).limit(size).exec((err, rows) => …)` */
function isHandedPage(b: Binding, depth: number): boolean {
  const { via } = b.scope.fn;
  if (via?.type !== 'CallExpression' || b.path.length > 0) return false;
  if (b.param === 1) return takesNodeCallback(via) && isPage(via, b.scope, depth + 1);
  const asked = b.param === 0 && methodName(via) === 'then' ? receiverOf(via) : undefined;
  // What another `then` gives may be anything.
  return asked !== undefined && !(isCall(asked) && methodName(asked) === 'then')
    ? isPage(asked, b.scope, depth + 1)
    : false;
}

/** `if (page) rows = await find({ take, skip }); else rows = await find({})`: now and then all of them. */
function asksForAll(value: Node): boolean {
  const n = bare(value).type === 'AwaitExpression' ? settled(value) : undefined;
  return (
    isCall(n) &&
    /^(find|findAll|findMany|findBy)$/.test(methodName(n)) &&
    n.arguments.every(
      (a) => a.type === 'ObjectExpression' && a.properties.every((p) => p.type === 'ObjectProperty'),
    )
  );
}

/** What `[rows, total] = await Promise.all([find(…), count(…)])` gives to one of the names. */
export function elementOf(b: Binding, value: Node): Node | undefined {
  const n = settled(value);
  const pattern = b.path.length === 1 ? parentOf(b.node) : undefined;
  if (pattern?.type !== 'ArrayPattern' || !isCall(n)) return undefined;
  if (!/\.all(Settled)?$/.test(dotted(n.callee)) && methodName(n) !== '$transaction') return undefined;
  const list = n.arguments[0] ? bare(n.arguments[0]) : undefined;
  const at = pattern.elements.indexOf(b.node as (typeof pattern.elements)[number]);
  return (list?.type === 'ArrayExpression' && list.elements[at]) || undefined;
}

/** `ids.slice(start, start + size)`. */
function cutsPage(call: Call): boolean {
  const [from, to] = call.arguments;
  const end = to && bare(to);
  return (
    methodName(call) === 'slice' &&
    from !== undefined &&
    end?.type === 'BinaryExpression' &&
    end.operator === '+' &&
    dotted(from) !== '' &&
    dotted(end.left as Node) === dotted(from)
  );
}

/** `{ where: { id: { in: pageOfIds } } }`: of a page of ids no more than a page of rows is found. */
function asksForThose(n: Node, scope: Scope, depth: number): boolean {
  return (
    n.type === 'ObjectExpression' &&
    n.properties.some((p) => {
      if (p.type !== 'ObjectProperty') return false;
      if (/^(\$?in|_in)$/.test(keyName(p))) return depth > 0 && isPage(p.value, scope, 2);
      return depth < 3 && asksForThose(bare(p.value), scope, depth + 1);
    })
  );
}

/** `getWorksInPages(id, current, size)`, `findPaginated(query)`. */
const pagedByName = /[a-z]((In|By|Per)Pages?|Paged|Paginated|Pagination)$|^paginate[A-Z]/;

/** `outbox.claimBatch(20)`, `queue.dequeue(MAX_JOBS)`, `searchMails(text, 50)`: no more than that are taken at a time. */
function takesFew(call: Call, scope: Scope): boolean {
  const name = methodName(call);
  const ranked = call.arguments.length > 0 && firstOfMany.test(name || dotted(call.callee));
  if (!ranked && !/^(claim|dequeue|lease|reserve|pull|pop|poll)([A-Z]\w*)?$|^[a-z]\w*Batch$/.test(name))
    return false;
  return call.arguments.some((a) => {
    const n = standsFor(a, scope);
    return n.type === 'NumericLiteral' && n.value > 0 && n.value <= largestPage;
  });
}

/** What is searched for, or comes in the order of a ranking, is asked for with how many of it are wanted; days would be of a span. */
const firstOfMany =
  /(^s|[a-z]S)earch([A-Z](?!\w*Days)\w*)?$|^(get|list|find|fetch|load)(Top|Latest|Newest|Random|Nearest|Similar|Related|Popular|Trending|Suggested|Recommended)[A-Z]\w*$/;

/** `channel.messages.fetch()`: a chat gives a hundred at most, fifty where nobody says how many. */
function isHistory(call: Call): boolean {
  const of = methodName(call) === 'fetch' ? receiverOf(call) : undefined;
  if (!of || !isMember(of) || propertyName(of) !== 'messages') return false;
  return call.arguments.length === 0 || call.arguments[0]?.type === 'ObjectExpression';
}

/** `search(text, current, size)` */
function asksForPlace(call: Call): boolean {
  const names = call.arguments.map((a) => (a.type === 'Identifier' ? a.name : ''));
  return (
    names.some((n) => /^(current(Page)?|page(No|Num|Index)?|offset|skip)$/.test(n)) &&
    names.some((n) => /^(size|count|rows)$/.test(n))
  );
}

function capped(call: Call, scope: Scope): boolean {
  if (
    cutsPage(call) ||
    asksForPlace(call) ||
    (call.arguments.length > 0 && pagedByName.test(methodName(call))) ||
    takesFew(call, scope) ||
    isHistory(call)
  )
    return true;
  // `_.range(2, pages + 1)` counts, and asks for no page.
  if (capMethods.test(methodName(call)) && !/^(_|lodash)\./.test(dotted(call.callee)))
    if (call.arguments.length > 0) return small(call.arguments.at(-1)!, scope);
  return call.arguments.some(
    (a) =>
      (capName(bare(a)) && !isHuge(bare(a), scope)) ||
      asksForListing(bare(a), scope) ||
      asksForPage(bare(a), scope) ||
      asksForThose(bare(a), scope, 0),
  );
}
