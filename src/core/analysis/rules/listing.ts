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

/** A statement that is written out, with `?` for what is put into it; undefined for what is no text. */
export function statementIn(n: Node): string | undefined {
  return n.type === 'StringLiteral' || n.type === 'TemplateLiteral' ? textsOf(n).join('?') : undefined;
}

/** A text in its parts, between what is put into it. */
function textsOf(n: Extract<Node, { type: 'StringLiteral' | 'TemplateLiteral' }>): string[] {
  return n.type === 'StringLiteral' ? [n.value] : n.quasis.map((q) => q.value.cooked ?? '');
}

/** The table that a `select` without condition, limit or grouping lists; unsure where the rest is made at run time. */
export function tableListed(n: Node): { readonly name: string; readonly sure: boolean } | undefined {
  if (n.type !== 'StringLiteral' && n.type !== 'TemplateLiteral') return undefined;
  const parts = textsOf(n);
  if (!/^\s*select\b/i.test(parts[0] ?? '')) return undefined;
  // `WHERE 1 = 1`, so that what comes after it may begin with AND.
  const sql = parts.join('?').replace(/\bwhere\s+(1\s*=\s*1|true)\s*(?=$|order\b|;)/i, '');
  if (
    !/^\s*select\b[\s\S]*\bfrom\b/i.test(sql) ||
    /\b(where|limit|top|fetch\s+first|group\s+by|exists|last_value|dual|sqlite_master|information_schema|pg_\w+|\w+_seq)\b|\b(count|sum|max|min|avg)\s*\(/i.test(
      sql,
    ) ||
    // What a function of the database gives, and several questions at once: who knows how much that is.
    /\bfrom\s+[\w.]+\(|\bselect\b[\s\S]*\bselect\b/i.test(sql)
  )
    return undefined;
  const [, table = ''] = /\bfrom\s+([`"'\w.?]+)/i.exec(sql) ?? [];
  const expressions = n.type === 'TemplateLiteral' ? n.expressions : [];
  const before = parts.findIndex((p) => /\bfrom\s*[`"']?$/i.test(p));
  // `"${schema}".settings` says its name itself.
  const own = /\.[`"']?([a-z]\w*)[`"']?$/i.exec(table)?.[1];
  const name =
    table.includes('?') && !own && expressions[before] ? dotted(bare(expressions[before])) : (own ?? table);
  return { name, sure: expressions.length <= (before >= 0 ? before + 1 : 0) };
}

/** `{}` or options without condition and limit. */
export function isOpen(n: Node): boolean {
  if (n.type !== 'ObjectExpression') return false;
  return n.properties.every(
    (p) =>
      p.type === 'ObjectProperty' &&
      /^(select|include|orderBy|order|attributes|relations|sort)$/.test(keyName(p)) &&
      // `include: [{ model: Product, where: … }]` leaves out who has none.
      !some(p.value, (k) => k.type === 'ObjectProperty' && keyName(k) === 'where', false),
  );
}

/** What ends or narrows a query; `find().or([…])` and the like are conditions as well as `where`. */
const limiting =
  /^(limit|take|skip|where|or|and|nor|in|equals|gte?|lte?|elemMatch|regex|distinct|count|countDocuments|first|paginate|cursor|stream|eq|match|batchSize|forEach|slice|range)$/;

/** What is called on a call's result, and on what that gives: `limit` of `find().sort().limit(10)`. */
export function* called(call: Node): Generator<{ readonly name: string; readonly on: Node }> {
  let n = call;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (isMember(p) && p.object === n) yield { name: propertyName(p), on: p };
    else if (!isCall(p) || p.callee !== n) return;
  }
}

/** `.find().limit(10)`, `.where(…)`, `.countDocuments()`. */
export function limitedLater(call: Node): boolean {
  for (const { name } of called(call)) if (limiting.test(name)) return true;
  return false;
}

/**
 * `db.select().from(users)`, `knex.select('id').from('users')`, `knex('users').select('*')`, waited for as it stands:
 * nothing between narrows it down, counts, groups or becomes part of another query.
 */
export function selectsAll(call: Call): boolean {
  const receiver = receiverOf(call);
  if (!receiver || tableOf(call) === '' || call.arguments.some(counts)) return false;
  if (methodName(call) === 'from') {
    if (
      !isCall(receiver) ||
      !/^select(Distinct)?$/.test(methodName(receiver)) ||
      receiver.arguments.some(counts)
    )
      return false;
  } else if (!isCall(receiver)) return false;
  let top: Node = call;
  for (const { name, on } of called(call)) {
    if (!/^(orderBy|leftJoin|all|execute|then|catch|finally)$/.test(name)) return false;
    top = parentOf(on) ?? on;
  }
  const use = parentOf(top);
  return (
    use !== null &&
    use !== undefined &&
    /^(AwaitExpression|ReturnStatement|ArrowFunctionExpression|ExpressionStatement)$/.test(use.type)
  );
}

/** The table of `from(users)`, `from('users')` and `knex('users').select()`. */
export function tableOf(call: Call): string {
  const receiver = receiverOf(call);
  const from =
    methodName(call) === 'from'
      ? call
      : receiver && isCall(receiver) && !isMember(bare(receiver.callee))
        ? receiver
        : undefined;
  const table = from?.arguments.length === 1 ? bare(from.arguments[0]!) : undefined;
  return table?.type === 'StringLiteral' ? table.value : table && from === call ? dotted(table) : '';
}

function counts(n: Node): boolean {
  return some(
    n,
    (k) =>
      k.type === 'TaggedTemplateExpression' || (isCall(k) && /count|sum|max|min|avg/i.test(calledName(k))),
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
