/** Queries that list a whole table or collection: neither condition nor limit in what they are asked with. */
import {
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
  typeSaid,
} from '../ast.ts';
import type { CallSite } from '../index-types.ts';
import { classAround, find } from '../scopes.ts';
import { type Conditions, conditionsOfCall, textsOf } from './conditions.ts';
import type { Condition } from './lets-through.ts';

/**
 * The table that a `select` without limit or grouping lists, with a condition only where one may be; unsure where the
 * rest is made at run time.
 */
export function tableListed(
  n: Node,
  narrowed = false,
): { readonly name: string; readonly sure: boolean } | undefined {
  if (n.type !== 'StringLiteral' && n.type !== 'TemplateLiteral') return undefined;
  const parts = textsOf(n);
  if (!/^\s*select\b/i.test(parts[0] ?? '')) return undefined;
  // `WHERE 1 = 1`, so that what comes after it may begin with AND.
  const sql = withoutNested(parts.join('?')).replace(/\bwhere\s+(1\s*=\s*1|true)\s*(?=$|order\b|;)/i, '');
  if (
    !/^\s*select\b[\s\S]*\bfrom\b/i.test(sql) ||
    /\b(limit|top|distinct|fetch\s+first|group\s+by|exists|last_value|dual|sqlite_master|information_schema|pg_\w+|\w+_seq)\b|\b(count|sum|max|min|avg)\s*\(/i.test(
      sql,
    ) ||
    (!narrowed && /\bwhere\b/i.test(sql)) ||
    // What a function of the database gives, and several questions at once: who knows how much that is.
    /\bfrom\s+[\w.]+\(|\bselect\b[\s\S]*\bselect\b/i.test(sql)
  )
    return undefined;
  const [, table = ''] = /\bfrom\s+([`"'\w.?]+)/i.exec(sql) ?? [];
  const expressions = n.type === 'TemplateLiteral' ? n.expressions : [];
  if (expressions.some((e) => /limit|pagina|paging|pageSql|offset/i.test(dotted(e)))) return undefined;
  const before = parts.findIndex((p) => /\bfrom\s*[`"']?$/i.test(p));
  // `"${schema}".settings` says its name itself.
  const own = /\.[`"']?([a-z]\w*)[`"']?$/i.exec(table)?.[1];
  const name =
    table.includes('?') && !own && expressions[before] ? dotted(bare(expressions[before])) : (own ?? table);
  const where = narrowed ? parts.findIndex((p) => /\bwhere\b/i.test(p)) : -1;
  // What a condition is compared to is put in; what stands before it would be part of the statement.
  const fixed = where >= 0 ? where : expressions.length;
  return { name, sure: fixed <= (before >= 0 ? before + 1 : 0) };
}

/** `(SELECT COUNT(*) FROM lines WHERE …)` for each row, and what is joined: neither says how many rows there are. */
export function withoutNested(sql: string): string {
  let text = sql;
  for (;;) {
    const start = text.search(/\(\s*select\b/i);
    const before = text.slice(0, start);
    // What is asked of that, or of those that are there, is another question.
    if (start < 0 || /(\bfrom|(?<!\bleft(\s+outer)?\s+)\bjoin)(\s+lateral)?\s*$/i.test(before)) return text;
    let depth = 0;
    let end = start;
    do {
      if (text[end] === '(') depth++;
      else if (text[end] === ')') depth--;
      end++;
    } while (depth > 0 && end < text.length);
    if (depth > 0) return text;
    text = `${before}?${text.slice(end)}`;
  }
}

/** `{}` or options without condition and limit. */
export function isOpen(n: Node): boolean {
  if (n.type !== 'ObjectExpression') return false;
  return n.properties.every(
    (p) =>
      p.type === 'ObjectProperty' &&
      /^(select|include|orderBy|order|attributes|relations|sort|with|columns|omit|raw|nest|withDeleted|paranoid|distinct|subQuery|transaction|logging)$/.test(
        keyName(p),
      ) &&
      // Sequelize's is of what it counts, Prisma's `distinct: ['status']` of what comes.
      (keyName(p) !== 'distinct' || p.value.type === 'BooleanLiteral') &&
      // `OrderItem.find({ order: order._id })` of MongoDB is a condition.
      !(keyName(p) === 'order' && isOneOf(bare(p.value))) &&
      !counts(p.value) &&
      // `include: [{ model: Product, where: … }]` leaves out who has none; Prisma's `include: { products: { where } }` does not.
      !(
        isOfModels(bare(p.value)) &&
        some(p.value, (k) => k.type === 'ObjectProperty' && keyName(k) === 'where', false)
      ),
  );
}

function isOfModels(n: Node): boolean {
  return (
    n.type !== 'ObjectExpression' ||
    n.properties.some((p) => p.type === 'ObjectProperty' && keyName(p) === 'model')
  );
}

/** `order._id`, `orderId`, `new ObjectId(id)`: one row's. */
function isOneOf(n: Node): boolean {
  return n.type === 'NewExpression' || isMember(n) || (n.type === 'Identifier' && /Id$/.test(n.name));
}

/** What ends or narrows a query; `find().or([…])` and the like are conditions as well as `where`. */
const limiting =
  /^(limit|take|skip|where|or|and|nor|in|equals|gte?|lte?|elemMatch|regex|distinct|count|countDocuments|first|paginate|cursor|stream|eq|match|batchSize|forEach|slice|range|on)$/;

/** What is called on a call's result, and on what that gives: `limit` of `find().sort().limit(10)`. */
export function* called(call: Node): Generator<{ readonly name: string; readonly on: Node }> {
  let n = call;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (isMember(p) && p.object === n) yield { name: propertyName(p), on: p };
    else if (!isCall(p) || p.callee !== n) return;
  }
}

/** The whole of `User.find().sort().lean()`. */
export function afterCalls(call: Node): Node {
  let top = call;
  for (const { on } of called(call)) top = parentOf(on) ?? on;
  return top;
}

/** `.find().limit(10)`, `.where(…)`, `.countDocuments()`. */
export function limitedLater(call: Node): boolean {
  for (const { name } of called(call)) if (limiting.test(name)) return true;
  return false;
}

/** `.find().populate('owner')`: rows of other tables come along. */
export function joinedLater(call: Node): boolean {
  for (const { name } of called(call)) if (name === 'populate') return true;
  return false;
}

/** Whether what `selected` finds has no condition. */
export function selectsAll(call: Call): boolean {
  return selected(call)?.length === 0;
}

/** Steps that say nothing of how much comes. */
const plainStep =
  /^(select|selectAll|columns|orderBy|orderByDesc|order|(left|inner|right)?_?[jJ]oin|(left|inner|full)OuterJoin|all|execute|get|then|catch|finally|withConverter|\$dynamic)$/;

/**
 * The conditions of `db.select().from(users)`, `knex.select('id').from('users')`, `knex('users').select('*')`,
 * `db.selectFrom('users').selectAll().execute()` and `db.collection('users').get()`, waited for as it stands: nothing
 * between counts, groups or becomes part of another query.
 */
export function selected(call: Call, ofNode?: (n: Node) => Conditions): Conditions {
  const receiver = receiverOf(call);
  const root = rootOfSelect(call);
  if (!root || !receiver || tableOf(call) === '' || root.arguments.some(counts)) return undefined;
  if (methodName(call) === 'from') {
    if (
      !isCall(receiver) ||
      !/^select(Distinct)?$/.test(methodName(receiver)) ||
      receiver.arguments.some(counts)
    )
      return undefined;
  }
  const found: Condition[] = [];
  let top: Node = root;
  let atOnce = false;
  for (const { name, on } of called(root)) {
    const use = parentOf(on);
    if (!use || !isCall(use)) return undefined;
    const more = !plainStep.test(name)
      ? conditionsOfCall(use, ofNode)
      : /^select/.test(name) && use.arguments.some(counts)
        ? undefined
        : [];
    if (!more) return undefined;
    found.push(...more);
    top = use;
    // Drizzle's `all` over SQLite answers at once.
    atOnce = name === 'all';
  }
  const use = parentOf(top);
  return use && (atOnce ? /./ : waited).test(use.type) ? found : undefined;
}

const waited =
  /^(AwaitExpression|ReturnStatement|ArrowFunctionExpression|ExpressionStatement|ArrayExpression)$/;

/** What the chain begins with: `from(users)`, `knex('users')`, `selectFrom('users')`, `collection('users')`. */
function rootOfSelect(call: Call): Call | undefined {
  const name = methodName(call);
  if (/^(from|selectFrom)$/.test(name)) return call;
  let receiver = receiverOf(call);
  if (name === 'get') {
    if (call.arguments.length > 0) return undefined;
    while (receiver && isCall(receiver) && /^(where|orderBy)$/.test(methodName(receiver)))
      receiver = receiverOf(receiver);
    return receiver && isCall(receiver) && methodName(receiver) === 'collection' ? receiver : undefined;
  }
  return receiver && isCall(receiver) && !isMember(bare(receiver.callee)) ? receiver : undefined;
}

/** The table of `from(users)`, `from('users')` and `knex('users').select()`; `users` of `selectFrom('users as u')`. */
export function tableOf(call: Call): string {
  const from = rootOfSelect(call);
  const table = from?.arguments.length === 1 ? bare(from.arguments[0]!) : undefined;
  if (table?.type === 'StringLiteral') return table.value.replace(/\s+as\s.*$/i, '');
  return table && from && isMember(bare(from.callee)) ? dotted(table) : '';
}

export function counts(n: Node): boolean {
  return some(
    n,
    (k) =>
      k.type === 'TaggedTemplateExpression' ||
      // but for a question of its own: `literal('(SELECT COUNT(*) …)')`
      (k.type === 'StringLiteral' &&
        /^(?!\s*\(\s*select)[\s\S]*\b(count|sum|max|min|avg)\s*\(/i.test(k.value)) ||
      (isCall(k) &&
        (/count|sum|max|min|avg/i.test(calledName(k)) ||
          // Sequelize's `fn('COUNT', col('id'))`
          (k.arguments[0]?.type === 'StringLiteral' &&
            /^(count|sum|max|min|avg|distinct)$/i.test(k.arguments[0].value)))),
  );
}

/**
 * What `getRepository(Category).find` asks, also by way of a name or a query builder, `db.collection('users').find`, and
 * `this.repo.find` of a `repo: Repository<Category>`: `Category`; '' where it is no such call.
 */
export function entityGiven({ node, fn, scope }: CallSite): string {
  let receiver = receiverOf(node);
  // `getRepository(Order).createQueryBuilder('o').select().getMany()`
  while (receiver && isCall(receiver) && !opening.test(calledName(receiver))) {
    const before: Node | undefined = receiverOf(receiver);
    if (!before) break;
    receiver = before;
  }
  if (receiver && isMember(receiver) && receiver.object.type === 'ThisExpression')
    return entityOfType(classAround(fn)?.fields.get(propertyName(receiver))?.annotation);
  const b = receiver?.type === 'Identifier' ? find(scope, receiver.name) : undefined;
  const call = receiver && settled(b?.init ?? receiver);
  const entity = call && isCall(call) && opening.test(calledName(call)) ? call.arguments[0] : undefined;
  if (entity?.type === 'StringLiteral') return entity.value;
  // `db.collection(WEBSITE_SETTINGS_COLLECTION_NAME)`
  if (entity?.type === 'Identifier') return entity.name.replace(/_?COLLECTION(_NAME)?$/, '');
  return entityOfType(b?.annotation);
}

const opening = /^(getRepository|model|collection)$/i;

/** `Category` of `Repository<Category>`, `CategoryDocument` of `Model<CategoryDocument>`. */
function entityOfType(annotation: Node | undefined): string {
  const type = typeSaid(annotation);
  if (type?.type !== 'TSTypeReference' || !/^(\w*Repository|\w*Model)$/.test(dotted(type.typeName as Node)))
    return '';
  const { typeParameters, typeArguments } = type as unknown as Record<string, { params: Node[] } | undefined>;
  const of = (typeParameters ?? typeArguments)?.params[0];
  if (of?.type !== 'TSTypeReference') return '';
  return dotted(of.typeName as Node).replace(
    /(?<=[a-z])(Entity|Document|Model|Schema|(Type)?[oO](rm|RM))+$/,
    '',
  );
}

/** Where queries of requests stand, though it is not seen who asks them. */
export const answering =
  /(^|[/._-])(services?|repositor(y|ies)|repos?|models?|actions?|routes?|routers?|api|resolvers?|queries|dal|dao|data-?access)([/._-]|$)/i;
