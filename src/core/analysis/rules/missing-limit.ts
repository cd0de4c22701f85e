import { calledName, dotted, isCall, methodName, type Node, receiverOf, settled } from '../ast.ts';
import { callsLike } from '../called.ts';
import type { Reached } from '../context.ts';
import type { CallSite, FileIndex } from '../index-types.ts';
import type { World } from '../link.ts';
import { textOf } from '../loops.ts';
import { oncePer } from '../once.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import type { Candidate, FileSummary } from '../summary.ts';
import { isForDevelopers } from './asked-or-not.ts';
import { broughtAlong, countedAlong, one } from './brought-along.ts';
import { grows, leavesMany, leavesMost } from './lets-through.ts';
import { afterCalls, answering, called, limitedLater } from './listing.ts';
import { awaitedLater, isCountedOnly, isReduced, isSortedOut, lists, nounListed } from './made-of-rows.ts';
import {
  asks,
  helpers,
  isForOne,
  isHelper,
  limitedByName,
  queryOf,
  selecting,
  tableNamed,
  tagged,
} from './rows-asked.ts';
import { isByPeople, isOfKinds, isSortedByDate, isSortedByPlace, kinds, tableAsked } from './small-tables.ts';

export const missingLimit: Rule = {
  slug: 'missing-limit',
  title: 'List query without a bound',
  family: 'io-bound',
  severity: 'info',
  what: 'A query that lists a whole table or collection in a request, or all that a company, a chat, a post or a user has gathered, without a limit: also where conditions are only put in on demand, where the rows come along with another (`populate`, `include`), and where they are loaded to be counted, summed or cut in the program.',
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
    {
      file: 'src/orders.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listOrders(req, res) {
  res.json(await prisma.order.findMany({ where: { shopId: req.params.shop } }));
}`,
    },
  ],
  good: [
    {
      file: 'src/orders.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function itemsOf(req, res) {
  res.json(await prisma.orderItem.findMany({ where: { orderId: req.params.id } }));
}`,
    },
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
    'Queries by a key, a date, a list of ids or the one thing that the rows are part of: those stay short.',
    'Limits that whoever asks may leave out.',
    'Jobs, scripts, exports and whatever goes through all on purpose.',
  ],
  knownFalsePositives: [
    'Small tables that neither their name nor their columns tell.',
    'What one user has of a kind that the application keeps few.',
  ],
  check(file, report) {
    for (const site of listing(file.index)) look(file, site, report);
  },
  decide,
};

/** `Customer.findAll`, `db.account.findAll`, `models.Order.findAll`: named as nothing but tables are. */
const ofModel = /^[A-Z]\w*[a-z]\w*\.\w+$|^(db|models|sequelize(\.models)?)\.\w+\.\w+$/;
/** `{ gte: today, lt: tomorrow }`: of one day, which are not many. */
const ofDay = /today|tomorrow|yesterday|(start|end)OfDay|day(Start|End)|(last|twentyFour|24)_?h(ou)?rs?/i;
/** A service that hands on what it is asked. */
const throughService = /(Service|Repository|Repo|Dao)\.find\w*$/;
const throughAll =
  /hydrat|preload|warm|restore|Cache|export|reindex|index(All|ing)|backup|sitemap|(?<!a)sync|broadcast|newsletter|announce(?!ment)|(notify|sendTo)(All|Every)|rebuild|recalc|validat(e|ion)|roll_?up|(delete|remove|clear)All|purge|wipe|(calculate|compute)\w*Stat/i;

/** What goes with one thing when that goes. */
const throughSome = new RegExp(
  `${throughAll.source}|delete|remove|destroy|erase|transfer|merge|(^|[ .])import[A-Z]`,
  'i',
);
/** A table that somebody takes home has all rows. */
const exported = /\b\w*(csv|xlsx?|excel|workbook)\w*\b|content-disposition|\.attachment\(/i;

const asking = new RegExp(`${asks.source}|${selecting.source}|${helpers.source}|${tagged.source}`);
const listing = callsLike(new RegExp(`${asking.source}|${one.source}|${lists.source}`));

/** `User.findById(id).populate('orders')`, `findMany({ include: { orders: true } })` of which the orders are counted. */
function lookAlong(file: Reviewed, site: CallSite, report: Report): boolean {
  const along = one.test(site.method) ? broughtAlong(site, tableNamed(site) ?? tableAsked(site)) : '';
  const counted = along ? '' : countedAlong(file, site);
  if (!(along || counted) || site.loop || isForDevelopers(site.node, file.index)) return false;
  report({
    node: site.node,
    fn: site.fn,
    calls: [file.callRow(site)],
    tag: isOfLibrary(site) ? 'collection' : ofModel.test(site.name) ? 'model' : '',
    message: counted
      ? `${site.name} brings all ${counted} along only to count them`
      : `${site.name} brings all ${along} along, however many`,
    silenced: goesThroughAll(file, site, throughSome) ? onPurpose : '',
  });
  return true;
}

/** `(await this.orders.findAll()).filter(…)`, whatever file asks the database. */
function lookElsewhere(file: Reviewed, site: CallSite, report: Report): void {
  const { node, fn, name } = site;
  if (site.loop || node.arguments.length > 0 || !isSortedOut(file, site)) return;
  const table = name.includes('.') && /all$/i.test(name) ? tableAsked(site) : nounListed(name);
  if (kinds.test(table) || !grows(table) || throughAll.test(namesAround(site))) return;
  report({
    node,
    fn,
    calls: [file.callRow(site)],
    tag: 'elsewhere',
    message: `${name} brings everything there is, to take some of it`,
  });
}

function look(file: Reviewed, site: CallSite, report: Report): void {
  if (lookAlong(file, site, report) || one.test(site.method)) return;
  if (lists.test(site.method || site.name)) lookElsewhere(file, site, report);
  if (!asking.test(site.method || site.name)) return;
  const query = queryOf(file, site);
  if (!query?.conditions) return;
  const { table, conditions, asked = site, prepared = false } = query;
  const counted = query.counted === true || isCountedOnly(file, site);
  const whole = leavesMost(conditions);
  const words = wordsOf(file, site);
  const reduced = !ofDay.test(words) && isReduced(file, site);
  // Who may see which rows of such a store is said there, not here.
  if (query.remote && whole && !grows(table)) return;
  if (!whole && !counted && !leavesMany(table, conditions, isSortedByDate(words), reduced)) return;
  const isSql =
    /^(query|execute|all)$/.test(site.method) || isHelper(site) || tagged.test(site.method || site.name);
  // What ends a chain was looked at with its conditions.
  const chained =
    selecting.test(site.method) || (site.method === 'query' && site.node.arguments.length === 0);
  if (isSql || chained ? kinds.test(table) : (isOfKinds(site) || kinds.test(table)) && !isByPeople(site))
    return;
  if (site.loop || isSortedByPlace(site.node) || (!whole && isForOne(file, site))) return;
  if (
    (!chained && limitedLater(site.node)) ||
    limitedByName(file, site) ||
    isForDevelopers(site.node, file.index)
  )
    return;
  report({
    node: awaitedLater(file, site) ?? site.node,
    fn: site.fn,
    calls: [...new Set([asked, site])].map((s) => file.callRow(s)),
    tag: prepared
      ? 'prepared'
      : site.method === 'get' || query.remote
        ? reduced || counted
          ? 'store of sums'
          : 'store'
        : isOfCollection(site) || isOfLibrary(site)
          ? 'collection'
          : /^findAll$/.test(site.method) && ofModel.test(site.name)
            ? 'model'
            : isSql
              ? 'sql'
              : reduced && throughService.test(site.name)
                ? 'reduced'
                : '',
    confidence: query.unsure ? 'low' : 'medium',
    message: counted
      ? `${site.name} loads all rows only to count them`
      : `${site.name} lists ${whole ? 'everything there is' : 'all that it finds, however many'}`,
    silenced: goesThroughAll(file, site, whole ? throughAll : throughSome)
      ? onPurpose
      : isRemembered(file, site)
        ? 'remembers what it loaded'
        : '',
  });
}

/** All of `User.find().sort().lean()`, and of a statement that stands in a name. */
function wordsOf({ index }: Reviewed, { node, scope }: CallSite): string {
  const [first] = node.arguments;
  const named = first?.type === 'Identifier' ? find(scope, first.name) : undefined;
  return textOf(index, afterCalls(node)) + (named?.init ? textOf(index, named.init) : '');
}

const onPurpose = 'goes through all on purpose';

/** @param names of functions that go through all */
function goesThroughAll({ index }: Reviewed, site: CallSite, names: RegExp): boolean {
  const { fn } = site;
  return names.test(namesAround(site)) || (fn.id !== 0 && exported.test(textOf(index, fn.node as Node)));
}

/** `Catalog.export` around a callback that asks. */
function namesAround({ fn }: CallSite): string {
  const names: string[] = [];
  for (let f: CallSite['fn'] | undefined = fn; f; f = f.parent) names.push(f.name, f.cls?.name ?? '');
  // `module.exports = (app) => …` exports nothing to anybody.
  return names.join(' ').replace(/\bexports\b/g, '');
}

/** `cacheAsync('users', fetchUsers)`: asked when the cache has nothing. */
function isRemembered(file: Reviewed, { fn }: CallSite): boolean {
  if (fn.id === 0) return false;
  const { node } = fn;
  // `@Cacheable({ ttl: 60 }) async findAll() {}`
  if (node.type === 'ClassMethod' && node.decorators?.some((d) => /cache/i.test(dotted(d.expression))))
    return true;
  return remembered(file.index).some((a) => a === fn.node || (a.type === 'Identifier' && a.name === fn.name));
}

/** What a file hands to what remembers. */
const remembered = oncePer((file: FileIndex) =>
  file.calls
    .filter(({ node }) => /cache|memo|remember/i.test(calledName(node)))
    .flatMap(({ node }): readonly Node[] => node.arguments),
);

/** `db.collection('users').find().toArray()`, also by way of a name: nothing but MongoDB is asked so. */
function isOfCollection(site: CallSite): boolean {
  const receiver = receiverOf(site.node);
  const made = receiver?.type === 'Identifier' ? find(site.scope, receiver.name)?.init : receiver;
  const call = made ? settled(made) : undefined;
  if (!call || !isCall(call) || methodName(call) !== 'collection') return false;
  for (const { name } of called(site.node)) if (name === 'toArray') return true;
  return false;
}

/** `Driver.find({}).lean()`, `em.find(Driver, {})`: what only Mongoose's, Objection's or MikroORM's queries have. */
function isOfLibrary(site: CallSite): boolean {
  for (const { name } of called(site.node)) if (/^(lean|populate|withGraphFetched)$/.test(name)) return true;
  const [table] = site.node.arguments;
  return tableNamed(site) !== undefined && table?.type === 'Identifier';
}

/** A page of Next's, whose parts are functions beside it. */
const page = /(^|\/)app\/(.*\/)?(page|layout)\.[jt]sx?$/;
/** Where a browser asks a store of rows itself, whenever somebody looks: a chart that sums all of them. */
const drawing =
  /(^|\/)(app|pages?|components?|hooks?|screens?|views?|features?|lib|stores?|composables|contexts?|utils)\//;
/** Places of code that goes through everything, in its own time. */
const works = /(^|\/)[\w-]*(jobs?|loops?|cron|workers?|batch(es)?|queues?|tasks?)(\/|\.)/i;
/** Routes that a schedule, an operator or a developer calls for the whole. */
const wholes =
  /(^|[/-])(crons?|cron-?jobs?|backups?|exports?|download-all|reindex|backfill|migrat(e|ions?)|maintenance|fix|repair|seeds?|clean-?up|dedupe|dev|debug)([/.-]|$)/i;

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  if (c.tag === 'elsewhere') return decideElsewhere(c, file, world);
  // Firestore is asked by requests.
  const isStore = c.tag.startsWith('store');
  const kind = isStore ? 'http' : 'db';
  const effect = c.calls.map((id) => world.effects.ofCall(file, id).get(kind)).find((e) => e !== undefined);
  // SQLite answers at once, within the process: that is no effect to others, and the list is as long.
  const prepared = c.tag === 'prepared';
  // What is handed a statement asks that, however many functions are between it and the database.
  // A chain that only Mongoose or MongoDB has is a query, whoever gave the model.
  const bySelf = prepared || c.tag === 'collection';
  // `this.users.find(filter)` of a service, whose page is cut out of all that comes.
  const passed = c.tag === 'sql' || c.tag === 'reduced';
  if (!bySelf && (!effect || (effect.steps.length > 1 && !passed))) return { silenced: 'not a query' };
  const way = world.contexts.of(file, c.fn);
  const silenced = aside(file, way);
  if (silenced) return { silenced };
  const enough = isStore ? 0.5 : c.tag === 'model' ? 0.7 : 0.8;
  const near =
    way !== undefined ||
    (c.tag === 'store of sums' ? drawing : page).test(file.path) ||
    answering.test(file.path);
  return { confidence: (bySelf || effect!.sure >= enough) && near ? c.confidence : 'low' };
}

/** Why nobody waits for it: '' where a request may. */
function aside({ path }: FileSummary, way: Reached | undefined): string {
  if (wholes.test(path)) return onPurpose;
  const waits = way ? /^(handler|resolver|page|event)$/.test(way.kind) : !works.test(path);
  return waits ? '' : 'not reached from a request';
}

/** What another function lists is told where it is sorted out, too: the query for it would be another one. */
function decideElsewhere(c: Candidate, file: FileSummary, world: World): Verdict {
  const way = world.contexts.of(file, c.fn);
  const silenced = aside(file, way);
  if (silenced) return { silenced };
  const effects = c.calls.map((id) => world.effects.ofCall(file, id));
  const asked = effects.some((e) =>
    [e.get('db'), e.get('http')].some((f) => f && f.sure >= 0.5 && f.steps.length > 1),
  );
  if (!asked) return { silenced: 'not a query' };
  return { confidence: way !== undefined || answering.test(file.path) ? 'medium' : 'low' };
}
