import {
  bare,
  type Call,
  contains,
  dotted,
  hasAwait,
  isFunction,
  isMember,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
} from '../ast.ts';
import { takesNodeCallback } from '../consumed.ts';
import type { Binding, CallSite, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import { textOf } from '../loops.ts';
import { moduleNamed } from '../refs.ts';
import type { Report, Reviewed, Rule } from '../rule.ts';
import { find } from '../scopes.ts';
import { leavesAfter } from '../turns.ts';
import { decide } from './at-once.ts';
import { awaitedInTurn, doneForEachRow, isGivenBack, isHandedOn } from './begun.ts';
import { checkHelpers, keepHelper } from './by-helper.ts';
import { addedTo, type Holder, nameOf } from './collected.ts';
import {
  floats,
  isCutFromStream,
  isPutTogether,
  startedHere,
  startedLater,
  writesDocument,
} from './floating.ts';
import { excuse, keptByCount } from './kept-few.ts';
import { inTransactionGiven, inWhichTransaction } from './one-connection.ts';
import { importedRef, loopWords } from './shared.ts';
import {
  drainedInLoop,
  gatherers,
  givenToRun,
  handedTo,
  isOwnHelper,
  letGo,
  runLater,
  type Started,
  sourcesOf,
  startedBy,
} from './started.ts';
import { isUnsaid } from './unsaid.ts';

export const unboundedConcurrency: Rule = {
  slug: 'unbounded-concurrency',
  title: 'As many operations at once as there are items',
  family: 'lock-bound',
  severity: 'warning',
  what: 'Promise.all over a mapped collection, an async forEach, or unawaited calls in a loop, that start one query, request, file or process per item at the same time.',
  why: 'A thousand items take a thousand connections, sockets or file handles at once: pools run dry for everybody else, services answer 429, memory peaks.',
  fix: 'Send one bulk operation, or work in batches or behind a limiter (p-limit, p-map with concurrency).',
  bad: [
    {
      file: 'src/sync.ts',
      code: `import axios from 'axios';
export async function syncAll(req, res) {
  const results = await Promise.all(req.body.urls.map(async (url) => axios.get(url, { timeout: 2000 })));
  res.json(results.length);
}`,
    },
    {
      file: 'src/notify.ts',
      code: `import axios from 'axios';
export function notify(req, res) {
  req.body.hooks.forEach(async (hook) => {
    await axios.post(hook.url, hook.body, { timeout: 2000 });
  });
  res.end();
}`,
    },
  ],
  good: [
    {
      file: 'src/sync.ts',
      code: `import axios from 'axios';
import pLimit from 'p-limit';
const limit = pLimit(8);
export async function syncAll(req, res) {
  const results = await Promise.all(req.body.urls.map((url) => limit(() => axios.get(url, { timeout: 2000 }))));
  res.json(results.length);
}`,
    },
  ],
  outOfScope: [
    'Bounded collections, one page, batches, limiters.',
    'Promise.all over a written list of calls.',
  ],
  knownFalsePositives: ['A client that limits by itself without the code showing it.'],
  spans: true,
  check(file, report) {
    const seen: Seen = new Set();
    const kept: CallSite[] = [];
    for (const site of file.index.calls) {
      if (site.loop && site.method === 'push' && promises.test(site.name)) kept.push(site);
      if (gathering.has(site.method) && gathers(site.name)) checkAll(file, site, seen, report);
      else if (site.name === 'forkJoin' && isOfRxjs(site)) checkAll(file, site, seen, report);
      else if (site.name === parallel) checkAll(file, site, seen, report);
      else if (site.method === 'on') checkStream(file, site, report);
      // `users.forEach(async (user) => { user.save(); })` is told as a whole.
      else if (site.loop?.callback?.isAsync && /^(forEach|each)$/.test(site.loop.method)) continue;
      else if (site.loop && site.name.startsWith('set') && startedLater(site, file.index))
        checkLetGo(file, site, 'timer', report);
      else if (site.loop && letGo(site)) checkLetGo(file, site, 'let go', report);
      else if (site.loop && floats(site, file.index))
        checkLetGo(file, site, howDropped(site, file.index.text), report);
    }
    checkHelpers(file, report);
    for (const loop of file.index.loops) checkCallback(file, loop, report);
    for (const [loop, list] of awaitedInTurn(file.index)) checkInTurn(file, loop, list, seen, report);
    for (const site of kept) checkKept(file, site, seen, report);
  },
  decide,
};

const gathering = new Set(
  'all allSettled race any settle props hash combine combineWithAllErrors'.split(' '),
);
/** Of neverthrow's results as of promises. */
const gathers = (name: string): boolean => gatherers.test(name) || name.startsWith('ResultAsync.combine');

/** Of the package `async`: it runs what is in a list, all at once. */
const parallel = 'async.parallel';

/** The lists that were looked at: a binding, or a field as it is written. */
type Seen = Set<Binding | string>;

/** `db.query(sql, show)`, `for (const row of rows) row.save()`, or whatever else is dropped. */
function howDropped({ node, method, loop }: CallSite, text: string): string {
  if (takesNodeCallback(node)) return 'called back';
  const row = method === 'save' && node.arguments.length === 0 ? receiverOf(node) : undefined;
  // Meteor waits in fibers, unseen.
  return row && loop!.items.includes(dotted(row)) && !/['"]meteor\//.test(text) ? 'floating row' : 'floating';
}

/** `forkJoin` of rxjs asks all that it is given. */
function isOfRxjs(site: CallSite): boolean {
  const b = find(site.scope, site.name);
  return b !== undefined && moduleNamed(b) === 'rxjs';
}

/** Callbacks that start work per item and whose promises nobody, or a helper without a limit, waits for. */
function checkCallback(file: Reviewed, loop: LoopInfo, report: Report): void {
  if (loop.kind !== 'callback') return;
  const how = howCalled(loop);
  if (/^((Promise|[bB]luebird|BPromise|BB)\.(map|filter)|pMap|pEach|pForEach|promiseMap)$/.test(how)) {
    // One at a time is a limit too.
    const options = (loop.node as Call).arguments.slice(2);
    if (!options.some((o) => /concurrency/i.test(textOf(file.index, o))))
      checkLoop(file, loop, { node: loop.node }, loop.callback, how, report);
    return;
  }
  // rxjs waits for none of them before it begins the next.
  if (/^(merge|flat)Map$/.test(how)) checkLoop(file, loop, { node: loop.node }, loop.callback, how, report);
  // `users.forEach(sendLater)`
  if (!loop.callback && loop.method === 'forEach')
    checkLoop(file, loop, { node: loop.node }, undefined, 'dropped', report);
  if (!loop.callback?.isAsync) return;
  if (/^(forEach|each)$/.test(loop.method) || (loop.method === 'map' && isDropped(loop.node)))
    if (!/^((Promise|[bB]luebird|BPromise|BB)\.each)$/.test(how) && !isOwnHelper(loop))
      checkLoop(
        file,
        startsMost(file, loop),
        { node: loop.node },
        loop.callback,
        `async ${loop.method}`,
        report,
      );
  if (/^(map|flatMap)$/.test(loop.method) && (isHandedOn(loop.node) || isGivenBack(loop, file.index)))
    checkLoop(file, loop, { node: loop.node }, loop.callback, `async ${loop.method}`, report);
}

/** `map(rows, load)` of `import { map } from 'bluebird'`, and of Bluebird by another name: `Promise.map`. */
function howCalled({ node, scope }: LoopInfo): string {
  const callee = bare((node as Call).callee);
  const of = isMember(callee) ? bare(callee.object) : callee;
  const b = of.type === 'Identifier' ? find(scope, of.name) : undefined;
  if (!b || moduleNamed(b) !== 'bluebird') return dotted(callee);
  return `Promise.${isMember(callee) ? propertyName(callee) : (b.path[0] ?? b.imported)}`;
}

/** `for (const user of users) kinds.forEach(async (kind) => …)`: the loop around has gone on before one of them ends. */
function startsMost(file: Reviewed, loop: LoopInfo): LoopInfo {
  if (!excuse(file, loop, undefined)) return loop;
  for (let l = loop.parent; l && l.fn === loop.parent?.fn; l = l.parent) {
    if (hasAwait(l.body) || file.loops.of(l).purpose !== 'items') break;
    if (!excuse(file, l, undefined)) return l;
  }
  return loop;
}

/** `items.map(async …);` as a statement, and `await items.map(async …)`, which is a list and no promise: nobody waits. */
function isDropped(node: Node): boolean {
  const parent = parentOf(node);
  return (
    parent?.type === 'ExpressionStatement' ||
    (parent?.type === 'AwaitExpression' && isFunction(bare((node as Call).arguments[0]!))) ||
    (parent?.type === 'UnaryExpression' && parent.operator === 'void')
  );
}

function checkAll(file: Reviewed, site: CallSite, seen: Seen, report: Report): void {
  const argument = site.node.arguments[0];
  // `Promise.any` asks several for one answer: mirrors, not items.
  if (!argument || site.method === 'any') return;
  checkSources(file, undeclared(argument, site, file) ?? argument, site, seen, report);
}

/** `for (const p of begun) await p`: pointed at where they begin. */
function checkInTurn(file: Reviewed, loop: LoopInfo, list: Node, seen: Seen, report: Report): void {
  const { node, scope } = loop;
  checkSources(file, list, { node, scope, name: 'a loop', inTurn: true }, seen, report);
}

const promises = /(^|_|[a-z](?=P))[pP]romises\.push$/;

/** `promises.push(send(item))` of a list that is given back, or left alone: whoever waits for them, they have begun. */
function checkKept(file: Reviewed, site: CallSite, seen: Seen, report: Report): void {
  const of = receiverOf(site.node);
  const list = of?.type === 'Identifier' ? find(site.scope, of.name) : undefined;
  if (!list || list.kind === 'param' || list.kind === 'import' || seen.has(list)) return;
  seen.add(list);
  const at = { node: site.node, scope: site.scope, name: 'whoever gets them' };
  checkPushed(file, at, { kind: 'name', list }, report);
}

/** Where what has begun is waited for. */
interface Gathering {
  readonly node: Node;
  readonly scope: Scope;
  readonly name: string;
  readonly inTurn?: boolean;
  /** What it is given are functions, which it lets go. */
  readonly later?: boolean;
}

function checkSources(file: Reviewed, list: Node, at: Gathering, seen: Seen, report: Report): void {
  for (const s of sourcesOf(list, at.scope, file.index)) {
    const loop = s.kind === 'pushed' ? undefined : file.index.loopOf.get(s.call);
    const run = s.runBy && file.index.loopOf.get(s.runBy);
    // `for (const some of chunk(tasks, 5)) await Promise.all(some.map((task) => task()))`
    if (run && excuse(file, run, undefined)) continue;
    const later = run !== undefined || at.name === parallel;
    if (s.kind === 'pushed') {
      const others = s.to.kind === 'name' ? handedTo(s.to.list, file.index) : [];
      for (const to of [s.to, ...others.map((b): Holder => ({ kind: 'name', list: b }))]) {
        const key = to.kind === 'name' ? to.list : nameOf(to);
        if (!seen.has(key)) checkPushed(file, { ...at, later }, to, report);
        seen.add(key);
      }
    } else if (loop && s.kind === 'reduced')
      checkPushed(file, { ...at, later }, { kind: 'reduced', name: s.list, loop }, report);
    else if (loop) {
      const [work] = later ? givenToRun(loop, file.index) : [loop.callback];
      const place = at.inTurn ? { node: s.call } : (untilAll(s.call, at) ?? { node: at.node });
      if (work || !later) checkLoop(file, loop, place, work, at.name, report);
    }
  }
}

/** `promises = rows.map(…); Promise.all(promises)` of a name that nobody declared: what it was given before. */
function undeclared(argument: Node, site: CallSite, file: Reviewed): Node | undefined {
  const n = bare(argument);
  if (n.type !== 'Identifier' || find(site.scope, n.name)) return undefined;
  const given = file.index.assignments.filter(
    (s) => s.fn === site.fn && s.node.left.type === 'Identifier' && s.node.left.name === n.name,
  );
  return given.length === 1 ? given[0]!.node.right : undefined;
}

/** `for (const user of users) for (const kind of kinds) begun.push(send(user, kind))`: the loop around has more turns. */
function mostTurns(file: Reviewed, inner: LoopInfo, holder: Node): LoopInfo {
  // What is behind a limiter, in a batch or sent by one request is so whatever is around it.
  if (!keptByCount.test(excuse(file, inner, undefined))) return inner;
  for (let l = inner.parent; l && l.fn === inner.fn && !contains(l.body, holder); l = l.parent)
    if (l.kind !== 'while' && !excuse(file, l, undefined)) return l;
  return inner;
}

/** Every `list.push(start(item))` in a loop. */
function checkPushed(file: Reviewed, at: Gathering, to: Holder, report: Report): void {
  for (const { node, scope, fn, loop: inner, values, holder } of addedTo(to, file.index)) {
    const loop = mostTurns(file, inner, holder);
    const started: Started = { calls: [], functions: [] };
    for (const v of values) startedBy(v, scope, inner, started);
    const calls = started.calls.flatMap((c) => file.index.siteOf.get(c) ?? []).map((c) => file.callRow(c));
    const later = at.later ? values.flatMap((v) => runLater(v, scope, file.index) ?? []) : [];
    const bodies = started.functions
      .flatMap((f) => file.index.functionOf.get(f) ?? [])
      .concat(later)
      .map((f) => f.id);
    if (calls.length + bodies.length === 0) continue;
    const facts = file.loops.of(loop);
    const silenced =
      excuse(file, loop, undefined) ||
      (loop.kind === 'while' && facts.purpose !== 'items' && !worksOffAtOnce(file, loop) ? facts.why : '') ||
      (drainedInLoop(file.index, loop, holder) ? 'waits inside the loop' : '');
    keepHelper(loop, values, silenced, report);
    report({
      ...(untilAll(node, at) ?? { node }),
      fn,
      message: '',
      calls,
      bodies,
      iter: importedRef(file, loop),
      extent: file.extents.ofLoop(loop),
      silenced,
      tag: `pushed promises${inTransactionGiven(values, loop.scope)}`,
      ...sureOf(loop),
      steps: [
        { node: loop.node, message: loopWords(loop) },
        { node: at.node, message: `${at.name} waits for all of ${nameOf(to)}` },
      ],
    });
  }
}

/** `while (ids.length) begun.push(load(ids.pop()))`: nothing in it waits, nor does it end before the list does. */
function worksOffAtOnce(file: Reviewed, loop: LoopInfo): boolean {
  return (
    file.loops.of(loop).purpose === 'walk' &&
    !hasAwait(loop.body) &&
    !file.loops.exits(loop).some((n) => n.type !== 'ContinueStatement')
  );
}

/** What a stream gives comes whether or not somebody still waits for something. */
function checkStream(file: Reviewed, site: CallSite, report: Report): void {
  const fn = doneForEachRow(site, file.index);
  if (!fn) return;
  report({
    node: site.node,
    fn: site.fn,
    message: '',
    bodies: [fn.id],
    tag: 'stream',
    steps: [{ node: site.node, message: 'stream' }],
  });
}

/** `void send(item)`, `send(item)` in a loop. */
function checkLetGo(file: Reviewed, site: CallSite, tag: string, report: Report): void {
  const loop = startsMost(file, site.loop!);
  const body =
    startedHere(site, file.index) ?? (tag === 'timer' ? startedLater(site, file.index) : undefined);
  // `User.updateOne(…).exec()` is sent, `from(…).insert(…)` only put together.
  const of = isPutTogether(site.node) ? receiverOf(site.node) : undefined;
  const begun = of && site.method === 'exec' ? file.index.siteOf.get(bare(of) as Call) : undefined;
  if (tag.startsWith('floating') && !body && of && !begun && !writesDocument(site.node)) return;
  const facts = file.loops.of(loop);
  report({
    node: site.node,
    fn: site.fn,
    message: '',
    calls: body ? [] : [file.callRow(tag !== 'let go' && begun ? begun : site)],
    bodies: body ? [body.id] : [],
    iter: importedRef(file, loop),
    extent: file.extents.ofLoop(loop),
    silenced:
      excuse(file, loop, undefined) ||
      (facts.purpose !== 'items' ? facts.why : '') ||
      (leavesAfter(loop, site.node) ? 'returns at the first hit' : '') ||
      (isCutFromStream(loop, file.index) ? 'what a stream has brought so far' : ''),
    tag: begun ? 'let go' : tag,
    ...sureOf(loop),
    steps: [{ node: loop.node, message: loopWords(loop) }],
  });
}

type Place = Pick<Parameters<Report>[0], 'node' | 'until'>;

/**
 * `sent = users.map(send); … await Promise.all(sent)`: from where they begin to where they are waited for, unless so much
 * stands between that it would say little.
 */
function untilAll(begun: Node, { node, scope }: Gathering): Place | undefined {
  const lines = (node.loc?.end.line ?? 0) - (begun.loc?.start.line ?? 0);
  const after = (begun.end ?? 0) < (node.start ?? 0) && contains(scope.fn.node as Node, begun);
  return after && lines <= mostLines ? { node: begun, until: node } : undefined;
}

const mostLines = 40;

function checkLoop(
  file: Reviewed,
  loop: LoopInfo,
  at: Place,
  callback: FunctionInfo | undefined,
  how: string,
  report: Report,
): void {
  const ref = callback ? -1 : file.refs.of(loop.body, loop.scope);
  const silenced = excuse(file, loop, callback);
  keepHelper(loop, [loop.body], silenced, report);
  report({
    ...at,
    fn: loop.fn,
    message: '',
    bodies: callback ? [callback.id] : [],
    silenced,
    iter: importedRef(file, loop),
    extent: silenced ? -1 : file.extents.ofLoop(loop),
    tag: callback ? `${how}${inWhichTransaction(loop)}` : `ref ${ref} ${how}`,
    ...sureOf(loop),
    steps: [{ node: loop.node, message: loopWords(loop) }],
  });
}

/** Where nothing says that there are many, it has to be sure what each of them does. */
function sureOf(loop: LoopInfo): { readonly confidence?: 'low' } {
  return isUnsaid(loop) ? { confidence: 'low' } : {};
}
