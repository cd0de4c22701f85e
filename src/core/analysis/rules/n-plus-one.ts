import { bare, type Call, isCall, isFunction, isMember, methodName, type Node } from '../ast.ts';
import { cutWithSlice } from '../caps.ts';
import { asItems } from '../counted.ts';
import type { Effect } from '../effects.ts';
import type { CallSite, FunctionInfo } from '../index-types.ts';
import { functionStaysInside, staysInside } from '../inside.ts';
import type { EffectKind } from '../libraries/types.ts';
import type { World } from '../link.ts';
import { isStartedAgain } from '../paths.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { type Candidate, type EntryKind, type FileSummary, hotEntries } from '../summary.ts';
import { goesThroughFew } from './configured.ts';
import { cleansUp } from './differing.ts';
import { isForAdmins, isLessSure, isMail, isOfBotOwners, whyUnsure } from './disputed.ts';
import { doneOnce } from './done-once.ts';
import {
  afterFailure,
  commitsMany,
  eventOfWebhook,
  fallsBack,
  givenStatement,
  namesOfPage,
  rolesOfOne,
  toOneChat,
  undoesWork,
} from './no-bulk.ts';
import { onlyBuilds } from './not-yet-run.ts';
import { isLogEntry, movesFile } from './one-by-one.ts';
import { ownDatabase } from './own-database.ts';
import { ownTable } from './own-table.ts';
import { ownWork } from './own-work.ts';
import { paced } from './paced.ts';
import { fieldOf, usesParent } from './resolvers.ts';
import { boundedElsewhere, importedBound, loopWords, perItem, smallSize, writtenSize } from './shared.ts';
import { toldToStaff } from './staff.ts';
import { asksOthers, asksStore, changesStore } from './stores-asked.ts';
import { tagOf } from './tags.ts';
import { doesMuch, doesSeveralThings, ofItsOwn, sameTurn } from './whole-job.ts';

const kindsInOrder: readonly EffectKind[] = ['db', 'http', 'cache', 'queue', 'fs'];

const nouns: Partial<Record<EffectKind, string>> = {
  db: 'query',
  http: 'request',
  cache: 'cache round trip',
  queue: 'message',
  fs: 'file access',
  process: 'process',
};

export const nPlusOne: Rule = {
  slug: 'n-plus-one',
  title: 'One query per item',
  family: 'io-n-plus-one',
  severity: 'warning',
  what: 'A query, request or file access that runs once per item of a collection, directly or through the functions it calls.',
  why: 'Each item pays a whole round trip: 200 items at 2 ms are 400 ms that one query for all of them would not cost, and the time grows with the data.',
  fix: 'Load what all items need in one call (IN, findMany, include/join, a bulk endpoint, a DataLoader) and look it up per item.',
  bad: [
    {
      file: 'src/orders.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listOrders(req, res) {
  const orders = await prisma.order.findMany({ take: 100 });
  for (const order of orders) {
    order.customer = await prisma.customer.findUnique({ where: { id: order.customerId } });
  }
  res.json(orders);
}`,
    },
    {
      file: 'src/feed.js',
      code: `const { User } = require('./models');
async function authorOf(post) {
  return User.findById(post.authorId);
}
async function feed(req, res) {
  const posts = await loadPosts(req.query);
  const authors = await Promise.all(posts.map((post) => authorOf(post)));
  res.json(authors);
}
module.exports = { feed };`,
    },
  ],
  good: [
    {
      file: 'src/orders.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function listOrders(req, res) {
  const orders = await prisma.order.findMany({ take: 100 });
  const ids = orders.map((order) => order.customerId);
  const customers = await prisma.customer.findMany({ where: { id: { in: ids } }, take: ids.length });
  const byId = new Map(customers.map((c) => [c.id, c]));
  for (const order of orders) order.customer = byId.get(order.customerId);
  res.json(orders);
}`,
    },
  ],
  outOfScope: [
    'Pagination, retry, polling and draining: each step depends on the one before.',
    'Bounded collections, batches, and work behind a limiter or a cache.',
    'Code that runs once: migrations, seeds, scripts, start-up, tests.',
    'Files read or written one by one, uploads and messages of a chat have no bulk form: told only if asked for all.',
  ],
  knownFalsePositives: [
    'findUnique of Prisma started for all at once, which Prisma may send as one query.',
    'An API that offers no bulk form: then limit the concurrency and say so in a suppression.',
    'A collection that is small by a rule the code does not show.',
  ],
  check(file, report) {
    for (const site of file.index.calls) {
      if (site.loop) checkCall(file, site, report);
    }
    for (const fn of file.index.functions) checkResolver(fn, file.index.path, report);
    checkPassedFunctions(file, report);
  },
  decide,
};

const inBatchCut = `${cutWithSlice} (batch)`;

const skip =
  /^((console|Math|JSON|Object|Array|Number|String|Date|Promise|Symbol|Reflect|logger|log|(window\.)?indexedDB)\b|(\$|jQuery|clsx|i18n\.t|parseInt|parseFloat|encodeURIComponent)$)/;

function checkCall(file: Reviewed, site: CallSite, report: Report): void {
  const callee = bare(site.node.callee);
  if (isFunction(callee) || skip.test(site.name)) return;
  // `this.map(row)` is a method of the class.
  if (isMember(callee) && callee.object.type !== 'ThisExpression' && builtins.test(keyOf(callee))) return;
  if (isPredicate(site) && !/Sync$/.test(site.method || site.name)) return;
  if (onlyBuilds(site)) return;
  const call = file.callRow(site);
  if (staysInside(file, call)) return;
  const per = perItem(
    file,
    site,
    (loop) => ownWork(file, site, asItems(loop)) || toldToStaff(site, asItems(loop)),
  );
  if (!per) return;
  const over = asItems(per.loop);
  // Batches keep few calls under way at once: there are as many calls as there are items, all the same.
  const cut = per.loop.kind === 'callback' && per.silenced === inBatchCut;
  const silenced =
    (cut ? '' : per.silenced) ||
    doneOnce(over) ||
    commitsMany(site, over) ||
    givenStatement(site, over) ||
    afterFailure(site, over) ||
    (undoesWork(over) ? 'only after a failure' : '') ||
    cleansUp(site, over) ||
    eventOfWebhook(over, file.index.path) ||
    ownDatabase(site, over) ||
    ownTable(site, over) ||
    namesOfPage(site, over) ||
    toOneChat(site, over) ||
    rolesOfOne(site, over) ||
    fallsBack(site, over) ||
    paced(file.index, site, over);
  report({
    node: site.node,
    fn: site.fn,
    message: '',
    silenced,
    calls: [call],
    iter: per.iter,
    extent: silenced ? -1 : per.extent(),
    tag: `${tagOf(file, site, per.loop)}${cut ? ' cut' : ''}`,
    steps: [{ node: per.loop.node, message: loopWords(per.loop) }],
  });
}

/** `rows.filter((r) => isAddress(r))` waits for nothing, so nothing in it is a query. */
function isPredicate(site: CallSite): boolean {
  const { loop } = site;
  return (
    loop !== undefined &&
    /^(filter|some|every|find|findIndex|findLast|findLastIndex|sort|toSorted)$/.test(loop.method) &&
    loop.callback === site.fn &&
    !site.fn.isAsync
  );
}

const builtins =
  /^(map|forEach|filter|reduce|push|pop|shift|join|slice|splice|split|trim|toString|toLowerCase|toUpperCase|includes|indexOf|replace|concat|keys|values|entries|flat|flatMap|some|every|startsWith|endsWith|then|catch|padStart|toFixed|has|sort|test|match|lastIndexOf|findIndex|replaceAll|substring|substr|charAt|charCodeAt|localeCompare|toLocaleString|toISOString|getTime|hasOwnProperty|isArray|getAttribute|setAttribute|removeAttribute|appendChild|querySelector|querySelectorAll|closest|addClass|removeClass|toggleClass|hasClass|attr)$/;

function keyOf(n: Extract<Node, { type: 'MemberExpression' | 'OptionalMemberExpression' }>): string {
  return n.property.type === 'Identifier' ? n.property.name : '';
}

/** `ids.map(loadOne)`: the callback is a name. */
function checkPassedFunctions(file: Reviewed, report: Report): void {
  for (const loop of file.index.loops) {
    if (loop.kind !== 'callback' || loop.callback || isFunction(bare(loop.body))) continue;
    const body = bare(loop.body);
    if (body.type !== 'Identifier' && !isMember(body) && !(isCall(body) && methodName(body) === 'bind'))
      continue;
    const call = loop.node as Call;
    const site = file.index.siteOf.get(call);
    if (!site) continue;
    const ref = file.refs.of(body, site.scope);
    const row = ref >= 0 ? file.refs.rows[ref]! : undefined;
    if (!row || row.op === 'global' || (row.op === 'fn' && functionStaysInside(file, row.id))) continue;
    const inner: CallSite = { ...site, loop };
    const per = perItem(file, inner, (l) => goesThroughFew(asItems(l)));
    if (!per) continue;
    report({
      node: call,
      fn: site.fn,
      message: '',
      silenced: per.silenced,
      tag: `ref ${ref}`,
      iter: per.iter,
      extent: per.extent(),
      steps: [{ node: call, message: loopWords(loop) }],
    });
  }
}

/** A field resolver runs once per parent object. */
function checkResolver(fn: FunctionInfo, path: string, report: Report): void {
  const field = fieldOf(fn, path);
  if (!field || !usesParent(fn)) return;
  report({
    node: fn.node,
    fn,
    message: '',
    bodies: [fn.id],
    tag: 'resolver',
    steps: [{ node: fn.node, message: `${field} is resolved once per parent object` }],
  });
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  const bounded = importedBound(c, file, world, writtenSize);
  if (bounded) return bounded;
  const effects = effectsOf(c, file, world);
  const effect = strongest(effects);
  if (!effect) return { silenced: 'nothing outside the process' };
  const resolver = c.tag === 'resolver';
  const reached = world.contexts.of(file, c.fn)?.kind;
  const way = wayOf(c, file, world, reached);
  const own = ofItsOwn(c, effect, file, world, way === 'job');
  if (own) return { silenced: own };
  const helped = effect.steps.length > 1;
  if (way === 'job' && reached && / page\b/.test(c.tag))
    return { silenced: 'a small page that a job takes at once' };
  if (way === 'job' && (/ tenants\b/.test(c.tag) || (helped && / tenant\b/.test(c.tag))))
    return { silenced: 'a job of its own for each tenant' };
  if (resolver && effect.kind !== 'db' && effect.kind !== 'http') return { silenced: 'not a query' };
  const asked = reached !== undefined && reached !== 'job' && hotEntries.has(reached);
  if (c.tag.startsWith('systems') && goesThere(c, effects, file, world, !asked || changesStore(effect)))
    return { silenced: 'each is a system of its own' };
  // What a batch looks up one by one, one query could look up for all of it. Else batches are how others are spared.
  if (/ cut\b/.test(c.tag) && !(asked && (effect.kind === 'cache' || (asksStore(effect) && !effect.writes))))
    return { silenced: inBatchCut };
  // Whoever answers a request has all files loaded before it can; a job takes its time.
  if (/ file\b/.test(c.tag) && !(reached === 'handler' || reached === 'resolver'))
    return { silenced: 'takes one file after another' };
  // Nobody waits for a crawler, and what a page leads to are pages of their own.
  if (/ links\b/.test(c.tag) && asksOthers(effect) && !asked)
    return { silenced: 'follows the links of a page' };
  if (/ job\b/.test(c.tag) && helped) return { silenced: 'a job of its own for each' };
  if (effect.kind === 'fs' && / again\b/.test(c.tag)) return { silenced: 'goes down from folder to folder' };
  if (/ undo\b/.test(c.tag) && effect.writes) return { silenced: 'only after a failure' };
  // Each has a mail of his own, and nobody waits for the last: a service sends it, and may write it down.
  const telling = helped && effect.writes && c.calls.some((call) => isMail(file.calls[call]!.text));
  if (way === 'job' && (telling || (effect.kind === 'http' && isMail(effect.what))))
    return { silenced: 'a message to each, sent by a job' };
  const few = boundedElsewhere(c, file, world, { written: writtenSize, capped: smallSize });
  if (few) return few;
  const helpers = helped ? c.calls.map((call) => file.calls[call]!.text) : [];
  const because =
    whyUnsure(effect, c.tag, helpers, asked) ||
    (helped && changesStore(effect) && effects.some(movesFile) ? 'has no form for many at once' : '') ||
    (way === 'job' && / (found|sync)\b/.test(c.tag) && doesSeveralThings(c, file, world)
      ? 'a job of its own for each'
      : '') ||
    (way !== 'job' && isBackfill(file, c.fn) ? 'puts right what is there, once' : '') ||
    (isOfBotOwners(file.path) ? 'a command for those who run a bot' : '');
  const sure = because ? 'low' : confidence(effect, c, reached !== undefined && hotEntries.has(reached));
  const disputed =
    / (disputed|job|tenants?)\b/.test(c.tag) ||
    isLessSure(effect, c.tag, helpers) ||
    (way === 'job' && doesMuch(c, effect, file, (o) => effectsOf(o, file, world))) ||
    isForAdmins(file.path) ||
    (helped && (way === 'job' ? effect.writes : c.calls.some((call) => isMail(file.calls[call]!.text))));
  const loop = c.steps[0]!;
  return {
    confidence: disputed && sure === 'high' ? 'medium' : sure,
    ...(because ? { because } : {}),
    message: said(effect, loop.message, resolver),
    steps: [loop, ...effect.steps],
  };
}

/** `deliver(webhook)`: what it writes down of each is part of that, also where the turn does so itself. */
function goesThere(
  c: Candidate,
  effects: readonly Effect[],
  file: FileSummary,
  world: World,
  byTurn: boolean,
): boolean {
  return (
    effects.some(asksOthers) ||
    (byTurn && sameTurn(c, file).some((o) => effectsOf(o, file, world).some(asksOthers)))
  );
}

/** `backfillCosts()`, a class or a file that is called so or `fix_balances.ts`: asked for by hand, until all is right. */
function isBackfill(file: FileSummary, fn: number): boolean {
  if (/(^|[/._-])backfill|(^|\/)(fix|repair)[-_][^/]*$/i.test(file.path)) return true;
  for (let f = fn; f >= 0; f = file.functions[f]!.parent)
    if (/backfill/i.test(file.functions[f]!.name)) return true;
  return false;
}

/**
 * What no known entry reaches is a job where its folder says so; what looks for its own work and is run by a schedule
 * is one, though a request may start it by hand.
 */
function wayOf(c: Candidate, file: FileSummary, world: World, reached: EntryKind | undefined): EntryKind {
  if (/ found\b/.test(c.tag) && world.contexts.inJob(file, c.fn)) return 'job';
  return reached ?? (isStartedAgain(file.path) ? 'job' : 'script');
}

function said(effect: Effect, loop: string, resolver: boolean): string {
  const noun = nouns[effect.kind] ?? 'operation';
  const deep = effect.steps.length - 1;
  return resolver
    ? `One ${noun} per parent object: ${effect.what} runs for each ${loop.split(' ')[0]!.split('.')[0]}`
    : `One ${noun} per item: ${effect.what} runs in the ${loop}${deep > 0 ? `, ${deep} call${deep > 1 ? 's' : ''} deep` : ''}`;
}

function effectsOf(c: Candidate, file: FileSummary, world: World): Effect[] {
  const found: Effect[] = [];
  for (const call of c.calls) found.push(...world.effects.ofCall(file, call).values());
  for (const body of c.bodies) found.push(...world.effects.ofFunction(file, body).values());
  if (c.tag.startsWith('ref ')) {
    const v = world.values.of(file, Number(c.tag.slice(4)));
    if (v?.t === 'fn') found.push(...world.effects.ofFunction(v.file, v.id).values());
  }
  return found.filter((e) => !isLogEntry(e));
}

function strongest(effects: readonly Effect[]): Effect | undefined {
  let best: Effect | undefined;
  for (const kind of kindsInOrder) {
    for (const e of effects) if (e.kind === kind && (!best || e.sure > best.sure + 0.15)) best = e;
  }
  return best;
}

function confidence(e: Effect, c: Candidate, hot: boolean): 'high' | 'medium' | 'low' {
  let sure = e.sure;
  // A service reads a cache for those that nothing known leads from.
  if (e.kind === 'cache' && !hot && !/ keys\b/.test(c.tag)) return sure >= 0.69 ? 'medium' : 'low';
  // Files are read at start-up as often as per request: only a known request path counts.
  if (e.kind === 'fs') sure -= hot ? 0.2 : e.writes ? 0.25 : 0.4;
  if (e.kind === 'queue') sure -= 0.15;
  if (/^(for|while)\b/.test(c.tag)) sure -= 0.05;
  // What is written far below is most often one whole job per item, and what does not ask about the item a condition.
  if (e.steps.length > 3 && (e.writes || / same\b/.test(c.tag))) sure -= 0.4;
  if (hot) sure += 0.1;
  // A guess in code that nothing known leads to is wrong more often than right: told only if asked for.
  return sure >= 0.85 ? 'high' : sure >= (hot ? 0.6 : 0.69) ? 'medium' : 'low';
}
