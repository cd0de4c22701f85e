import {
  bare,
  calledName,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  settled,
  some,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import type { CallSite, FileIndex } from '../index-types.ts';
import type { World } from '../link.ts';
import { textOf } from '../loops.ts';
import { oncePer } from '../once.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import type { Candidate, FileSummary } from '../summary.ts';
import { builderOf, isForDevelopers, mayAskForAll, sqlIn } from './asked-or-not.ts';
import {
  answering,
  called,
  entityGiven,
  isOpen,
  limitedLater,
  selectsAll,
  tableListed,
  tableOf,
} from './listing.ts';

export const missingLimit: Rule = {
  slug: 'missing-limit',
  title: 'List query without a bound',
  family: 'io-bound',
  severity: 'info',
  what: 'A query that lists a whole table or collection in a request, with neither condition nor limit.',
  why: 'It is fast with a hundred rows and takes the service down with a million.',
  fix: 'Page it: limit or take with a maximum, and a cursor.',
  bad: [
    {
      file: 'src/users.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listUsers(req, res) {
  res.json(await prisma.user.findMany());
}`,
    },
  ],
  good: [
    {
      file: 'src/reasons.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listReasons(req, res) {
  res.json(await prisma.absence.findMany({ select: { code: true, desc: true } }));
}`,
    },
    {
      file: 'src/users.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listUsers(req, res) {
  res.json(await prisma.user.findMany({ take: 50, skip: Number(req.query.skip ?? 0) }));
}`,
    },
  ],
  outOfScope: [
    'Queries with a condition: how much it lets through is not in the code.',
    'Jobs, scripts, exports and whatever goes through all on purpose.',
  ],
  knownFalsePositives: ['Small tables that neither their name nor their columns tell.'],
  check(file, report) {
    for (const site of listing(file.index)) look(file, site, report);
  },
  decide,
};

/** What a person keeps by hand: kinds, settings, places on a page. */
const kinds =
  /types?$|types?[A-Z]|categor|settings?|config|roles?\b|permission|definitions?\b|industr(y|ies)\b|api_?keys?\b|price_?lists?\b|(customer|user|product)_?groups?\b|countr(y|ies)|continents?\b|currenc|language|locale|tags?\b|status|plans?\b|packages?\b|templates?\b|seasons?\b|genres?\b|brands?\b|reasons?\b|motives?\b|features?\b|flags?\b|departments?\b|units?\b|rules?$|rules?Repo|branch(es)?\b|offices?(?![a-z])|sizes?\b|colou?rs?\b|modules?\b|widget|menus?\b|plugins?\b|providers?\b|themes?\b|banners?\b|faqs?\b|social|badges?\b|achievements?\b|preferences?\b|gateways?\b|carriers?\b|methods?\b|controls?\b|levels?\b|tiers?\b|monedas?|divisas?|pa[ií]s(es)?(?![a-z])|provincias?\b|provinces?\b|campus|hostels?\b(?!er)|zones?\b|regions?\b|privileges?\b|platforms?\b|(commission|pricing|tax|shipping|discount|scoring|workflow|automation)_?Rules?\b|workflows?\b|polic(y|ies)\b|sponsors?\b|warehouses?\b|(report|export|backup|job|cron)_?schedules?\b|(?<![a-z])(class(es)?|static_?pages?|locations?|staffs?|services?|depts?|wards?|beds?|floors?|buildings?|terminals?|holidays?|semesters?)\b|periods?\b|thresholds?\b|table\d/i;
/** `Customer.findAll`, `db.account.findAll`, `models.Order.findAll`: named as nothing but tables are. */
const ofModel = /^[A-Z]\w*[a-z]\w*\.\w+$|^(db|models|sequelize(\.models)?)\.\w+\.\w+$/;
const throughAll =
  /hydrat|preload|warm|restore|Cache|export|reindex|index(All|ing)|backup|sitemap|(?<!a)sync|broadcast|rebuild|recalc|(delete|remove|clear)All|purge|wipe|(calculate|compute)\w*Stat/i;

const asks = /^(find|findMany|findAll|findAndCountAll|getMany|query|execute|all|from|select)$/;
/** `dbAll`, `runQuery`, `fetchRows`: named as functions are that are handed SQL. */
const helpers =
  /^(db|sql|pg|run|exec|execute|fetch|get)?_?([aA]ll|[qQ]uery|[rR]ows|[sS]elect|[sS]ql|SQL)(Async|All|Rows|Db)?$/;
const listing = callsLike(new RegExp(`${asks.source}|${helpers.source}`));

function look(file: Reviewed, site: CallSite, report: Report): void {
  const { method } = site;
  const helper = isHelper(site);
  if (!helper && !asks.test(method)) return;
  const prepared = method === 'all' ? statementPrepared(site) : undefined;
  // What is bound to a statement narrows it down, be it in a join.
  if (prepared && site.node.arguments.length > 0) return;
  const asking = prepared ?? site.node.arguments[0];
  const first = asking ? written(asking, site) : undefined;
  let sure = true;
  const asked =
    method === 'getMany'
      ? builderOf(file.index, site)
      : /^(from|select)$/.test(method)
        ? selectedAll(file, site)
        : site;
  if (!asked) return;
  if (/^(from|select)$/.test(method)) {
    if (kinds.test(tableOf(site.node))) return;
  } else if (helper || /^(query|execute|all)$/.test(method)) {
    const table = first ? tableListed(first) : undefined;
    if (!table || kinds.test(table.name) || (first && byPlace.test(textOf(file.index, first)))) return;
    sure = table.sure;
  } else if (first && ((!isOpen(first) && !mayAskForAll(first, site, file.index)) || isKeptByHand(first)))
    return;
  if (site.loop || isSortedByPlace(site.node) || (isOfKinds(site) && !isByPeople(site))) return;
  if (limitedLater(site.node) || limitedByName(file, site) || isForDevelopers(site.node, file.index)) return;
  report({
    node: site.node,
    fn: site.fn,
    calls: [...new Set([asked, site])].map((s) => file.callRow(s)),
    tag: prepared
      ? 'prepared'
      : isOfCollection(site) || isOfMongoose(site.node)
        ? 'collection'
        : /^findAll$/.test(method) && ofModel.test(site.name)
          ? 'model'
          : helper || method === 'query'
            ? 'sql'
            : '',
    confidence: sure ? 'medium' : 'low',
    message: `${site.name} lists everything there is`,
    silenced: throughAll.test(namesAround(site))
      ? 'goes through all on purpose'
      : isRemembered(file, site)
        ? 'remembers what it loaded'
        : '',
  });
}

/** `Catalog.export` around a callback that asks. */
function namesAround({ fn }: CallSite): string {
  const names: string[] = [];
  for (let f: CallSite['fn'] | undefined = fn; f; f = f.parent) names.push(f.name, f.cls?.name ?? '');
  // `module.exports = (app) => …` exports nothing to anybody.
  return names.join(' ').replace(/\bexports\b/g, '');
}

/** `await dbAll('SELECT * FROM users')`: a function of the program's own that is handed SQL. */
function isHelper({ node }: CallSite): boolean {
  const callee = bare(node.callee);
  return callee.type === 'Identifier' && helpers.test(callee.name);
}

/** `cacheAsync('users', fetchUsers)`: asked when the cache has nothing. */
function isRemembered(file: Reviewed, { fn }: CallSite): boolean {
  if (fn.id === 0) return false;
  return remembered(file.index).some((a) => a === fn.node || (a.type === 'Identifier' && a.name === fn.name));
}

/** What a file hands to what remembers. */
const remembered = oncePer((file: FileIndex) =>
  file.calls
    .filter(({ node }) => /cache|memo|remember/i.test(calledName(node)))
    .flatMap(({ node }): readonly Node[] => node.arguments),
);

/** `db.prepare('SELECT …').all()`, also by way of a name. */
function statementPrepared({ node, scope }: CallSite): Node | undefined {
  const receiver = receiverOf(node);
  const b = receiver?.type === 'Identifier' ? find(scope, receiver.name) : undefined;
  const made = b ? b.writes.length === 0 && b.init && settled(b.init) : receiver;
  return made && isCall(made) && methodName(made) === 'prepare' ? made.arguments[0] : undefined;
}

/** `const sql = 'SELECT …'; db.query(sql)`: what stands in the name, where nothing else has to be put in it. */
function written(n: Node, site: CallSite): Node {
  const arg = bare(n);
  const b = arg.type === 'Identifier' ? find(site.scope, arg.name) : undefined;
  return (b && sqlIn(b, site)) ?? arg;
}

/** `this.featureRepository.find` → `this.feature.find`; a repository that was asked for by its table's name is that table's. */
function isOfKinds(site: CallSite): boolean {
  const entity = entityGiven(site);
  if (kinds.test(entity)) return true;
  const name = site.name.replace(library, '');
  // `this.model.find()` in a `ContractTemplateService`, `repository.find()` in a `CategoryRepository`
  const owner = (site.fn.cls?.name ?? '').replace(layer, '').replace(library, '');
  if (!entity && nameless.test(name) && kinds.test(owner)) return true;
  const bareName = name.replace(/(?<=[a-z])(Repository|Repo|Model|Table|Entity|Collection)\b/g, '');
  const table = bareName.split('.').at(-2) ?? '';
  return kinds.test(name) || kinds.test(bareName) || kinds.test(table);
}

/** `this.typeOrmRepository`: a library, and no type of anything. */
const library = /type_?orm_?/gi;

const nameless = /^(this\.)?(model|repo|repository|repositories|collection|entity|dao|table)\.\w+$/i;
const layer = /(Service|Repository|Repo|Controller|Dao|Manager|Store|Provider|Resolver)$/;

/** `db.collection('users').find().toArray()`, also by way of a name: nothing but MongoDB is asked so. */
function isOfCollection(site: CallSite): boolean {
  const receiver = receiverOf(site.node);
  const made = receiver?.type === 'Identifier' ? find(site.scope, receiver.name)?.init : receiver;
  const call = made ? settled(made) : undefined;
  if (!call || !isCall(call) || methodName(call) !== 'collection') return false;
  for (const { name } of called(site.node)) if (name === 'toArray') return true;
  return false;
}

/** `Driver.find({}).lean()`: what only Mongoose's queries have. */
function isOfMongoose(call: Node): boolean {
  for (const { name } of called(call)) if (/^(lean|populate)$/.test(name)) return true;
  return false;
}

/** Ordered by a place that somebody gave each, or read as code and description: a list that stays short. */
function isKeptByHand(n: Node): boolean {
  if (n.type !== 'ObjectExpression') return false;
  return n.properties.some(
    (p) => p.type === 'ObjectProperty' && some(p.value, (k) => isWordFor(keyName(p), k), false),
  );
}

/** `.find().sort({ displayOrder: 1 })`, `.orderBy('position')`. */
function isSortedByPlace(call: Node): boolean {
  for (const { name, on } of called(call)) {
    const use = parentOf(on);
    if (!/^(sort|orderBy)$/.test(name) || !use || !isCall(use)) continue;
    if (use.arguments.some((a) => some(a, isPlace, false))) return true;
  }
  return false;
}

function isPlace(n: Node): boolean {
  if (n.type === 'ObjectProperty') return places.test(keyName(n));
  return n.type === 'StringLiteral' && places.test(n.value);
}

const places =
  /^(order|displayOrder|sortOrder|sort_order|display_order|orderIndex|order_index|position|orden|ordem|ordre|urutan|weight|priority|sequence)$/;
const byPlace =
  /\border\s+by\b[^)]*\b(display_?order|sort_?order|order_?index|position|priority|sequence|orden|ordem|ordre|urutan)\b/i;
const wordings = /^(code|desc|description|label)$/;

function isWordFor(option: string, n: Node): boolean {
  if (n.type !== 'ObjectProperty' && n.type !== 'StringLiteral') return false;
  const word = n.type === 'StringLiteral' ? n.value : keyName(n);
  if (/^(orderBy|order|sort)$/.test(option)) return places.test(word);
  return option === 'select' && wordings.test(word);
}

/** `db.select().from(users)`, `knex('users').select('*')`: the call that asks the database. */
function selectedAll(file: Reviewed, site: CallSite): CallSite | undefined {
  if (!selectsAll(site.node)) return undefined;
  const receiver = receiverOf(site.node);
  return receiver && isCall(receiver) ? file.index.siteOf.get(receiver) : undefined;
}

/**
 * `query = User.find({}); … query = query.skip(start).limit(50)`, and what a query is handed to asks for a page of it:
 * `new ApiFeatures(User.find(), req.query).filter().paginate()`.
 */
function limitedByName(file: Reviewed, site: CallSite): boolean {
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
    if (!paging.test(c.method)) return false;
    let root: Node = c.node;
    while (isCall(root) || isMember(root)) root = bare(isCall(root) ? root.callee : root.object);
    return root.type === 'Identifier' && root.name === target.name && find(c.scope, target.name) === binding;
  });
}

/** What the program's own class calls it. */
const handedPaging = /^(limit|take|skip|page|paging|range|paginat\w*|applyPaginat\w*|withPaginat\w*)$/i;

/** The whole of `User.find().sort().lean()`. */
function afterCalls(call: Node): Node {
  let top = call;
  for (const { on } of called(call)) top = parentOf(on) ?? on;
  return top;
}

/** `Status.find().populate('user')`: what each of the users makes is not kept by hand, whatever it is called. */
function isByPeople({ node: call, name: asked }: CallSite): boolean {
  // Who made a category is of interest; that makes no more of them.
  if (keptFew.test(asked)) return false;
  const options = isCall(call) && call.arguments[0] ? bare(call.arguments[0]) : undefined;
  if (options?.type === 'ObjectExpression')
    for (const p of options.properties)
      if (
        p.type === 'ObjectProperty' &&
        /^(include|relations)$/.test(keyName(p)) &&
        some(p.value, isPerson, false)
      )
        return true;
  for (const { name, on } of called(call)) {
    const use = parentOf(on);
    const what = use && isCall(use) ? use.arguments[0] : undefined;
    if (
      /^(populate|include)$/.test(name) &&
      what?.type === 'StringLiteral' &&
      /^(user|author|sender|customer|member|owner|employee|student)(Id|_id)?\b/i.test(what.value)
    )
      return true;
  }
  return false;
}

const keptFew =
  /categor|countr(y|ies)|currenc|languages?\b|brands?\b|departments?\b|roles?\b|permissions?\b|plans?\b/i;

function isPerson(n: Node): boolean {
  return (
    n.type === 'ObjectProperty' &&
    /^(user|author|sender|customer|member|owner|creator|createdBy)$/.test(keyName(n))
  );
}

/** Places of code that goes through everything, in its own time. */
const works = /(^|\/)[\w-]*(jobs?|loops?|cron|workers?|batch(es)?|queues?|tasks?)(\/|\.)/i;
/** Routes that a schedule, an operator or a developer calls for the whole. */
const wholes =
  /(^|[/-])(crons?|cron-?jobs?|backups?|exports?|download-all|reindex|backfill|migrat(e|ions?)|maintenance|fix|repair|seeds?|clean-?up|dedupe|dev|debug)([/.-]|$)/i;

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  const effect = c.calls.map((id) => world.effects.ofCall(file, id).get('db')).find((e) => e !== undefined);
  // SQLite answers at once, within the process: that is no effect to others, and the list is as long.
  const prepared = c.tag === 'prepared';
  // What is handed a statement asks that, however many functions are between it and the database.
  if (!prepared && (!effect || (effect.steps.length > 1 && c.tag !== 'sql')))
    return { silenced: 'not a query' };
  const way = world.contexts.of(file, c.fn);
  if (wholes.test(file.path)) return { silenced: 'goes through all on purpose' };
  if (way ? !/^(handler|resolver|page|event)$/.test(way.kind) : works.test(file.path))
    return { silenced: 'not reached from a request' };
  const enough = c.tag === 'collection' ? 0.5 : c.tag === 'model' ? 0.7 : 0.8;
  const near = way !== undefined || answering.test(file.path);
  return { confidence: (prepared || effect!.sure >= enough) && near ? c.confidence : 'low' };
}
