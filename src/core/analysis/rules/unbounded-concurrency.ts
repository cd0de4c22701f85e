import { bare, type Call, contains, dotted, type Node, parentOf, receiverOf, some } from '../ast.ts';
import { changesOf } from '../changes.ts';
import type { Effect } from '../effects.ts';
import type { Binding, CallSite, FunctionInfo, LoopInfo } from '../index-types.ts';
import type { World } from '../link.ts';
import { textOf } from '../loops.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';
import { floats, goesOn, isPutTogether, sentUnheard, startedHere } from './floating.ts';
import { excuse } from './kept-few.ts';
import { likelyRemote } from './likely-remote.ts';
import { inTransactionGiven, inWhichTransaction, overOneConnection } from './one-connection.ts';
import { boundedElsewhere, importedBound, importedRef, loopWords, runsAtLoad } from './shared.ts';
import {
  drainedInLoop,
  handedTo,
  isAwait,
  isHandedOn,
  letGo,
  type Started,
  sourcesOf,
  startedBy,
} from './started.ts';

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
  check(file, report) {
    const pushed = new Set<Binding>();
    for (const site of file.index.calls) {
      if (gathering.has(site.method) && /^(Promise|Bluebird)\.\w+$/.test(site.name))
        checkAll(file, site, pushed, report);
      // `users.forEach(async (user) => { user.save(); })` is told as a whole.
      else if (site.loop?.callback?.isAsync && /^(forEach|each)$/.test(site.loop.method)) continue;
      else if (site.loop && letGo(site)) checkLetGo(file, site, 'let go', report);
      else if (site.loop && floats(site, file.index)) checkLetGo(file, site, 'floating', report);
    }
    for (const loop of file.index.loops) checkCallback(file, loop, report);
  },
  decide,
};

const gathering = new Set(['all', 'allSettled', 'race', 'any']);

/** Callbacks that start work per item and whose promises nobody, or a helper without a limit, waits for. */
function checkCallback(file: Reviewed, loop: LoopInfo, report: Report): void {
  if (loop.kind !== 'callback') return;
  const how = dotted((loop.node as Call).callee);
  if (/^((Promise|[bB]luebird|BPromise|BB)\.(map|filter)|pMap|pEach|pForEach|promiseMap)$/.test(how)) {
    // One at a time is a limit too.
    const options = (loop.node as Call).arguments.slice(2);
    if (!options.some((o) => /concurrency/i.test(textOf(file.index, o))))
      checkLoop(file, loop, loop.node, loop.callback, how, report);
    return;
  }
  // `users.forEach(sendLater)`
  if (!loop.callback && loop.method === 'forEach')
    checkLoop(file, loop, loop.node, undefined, 'dropped', report);
  if (!loop.callback?.isAsync) return;
  if (/^(forEach|each)$/.test(loop.method) || (loop.method === 'map' && isDropped(loop.node)))
    if (!/^((Promise|[bB]luebird|BPromise|BB)\.each)$/.test(how))
      checkLoop(file, startsMost(file, loop), loop.node, loop.callback, `async ${loop.method}`, report);
  if (/^(map|flatMap)$/.test(loop.method) && isHandedOn(loop.node))
    checkLoop(file, loop, loop.node, loop.callback, `async ${loop.method}`, report);
}

/** `for (const user of users) kinds.forEach(async (kind) => …)`: the loop around has gone on before one of them ends. */
function startsMost(file: Reviewed, loop: LoopInfo): LoopInfo {
  if (!excuse(file, loop, undefined)) return loop;
  for (let l = loop.parent; l && l.fn === loop.parent?.fn; l = l.parent) {
    if (some(l.body, isAwait, false) || file.loops.of(l).purpose !== 'items') break;
    if (!excuse(file, l, undefined)) return l;
  }
  return loop;
}

/** `items.map(async …);` as a statement: nobody waits for what it starts. */
function isDropped(node: Node): boolean {
  const parent = parentOf(node);
  return (
    parent?.type === 'ExpressionStatement' ||
    (parent?.type === 'UnaryExpression' && parent.operator === 'void')
  );
}

function checkAll(file: Reviewed, site: CallSite, pushed: Set<Binding>, report: Report): void {
  const argument = site.node.arguments[0];
  // `Promise.any` asks several for one answer: mirrors, not items.
  if (!argument || site.method === 'any') return;
  for (const s of sourcesOf(undeclared(argument, site, file) ?? argument, site.scope, file.index)) {
    const loop = s.kind === 'pushed' ? undefined : file.index.loopOf.get(s.call);
    if (s.kind === 'pushed') {
      for (const list of pushed.has(s.list) ? [] : [s.list, ...handedTo(s.list, file.index)]) {
        if (!pushed.has(list)) checkPushed(file, site, list.name, list, report);
        pushed.add(list);
      }
    } else if (loop && s.kind === 'reduced') checkPushed(file, site, s.list, loop, report);
    else if (loop) checkLoop(file, loop, site.node, loop.callback, site.name, report);
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

/** Every `list.push(start(item))` in a loop. `of`: the list, or the loop whose callback gets it as a parameter. */
function checkPushed(
  file: Reviewed,
  site: CallSite,
  name: string,
  of: Binding | LoopInfo,
  report: Report,
): void {
  for (const s of changesOf(file.index, name)) {
    if (s.method !== 'push' || !s.loop) continue;
    const list = find(s.scope, name);
    if (!list || ('body' in of ? !contains(of.body, list.node) : list !== of)) continue;
    const started: Started = { calls: [], functions: [] };
    for (const a of s.node.arguments) startedBy(a, s.scope, s.loop, started);
    const calls = started.calls.flatMap((c) => file.index.siteOf.get(c) ?? []).map((c) => file.callRow(c));
    const bodies = started.functions.flatMap((f) => file.index.functionOf.get(f)?.id ?? []);
    if (calls.length + bodies.length === 0) continue;
    const facts = file.loops.of(s.loop);
    report({
      node: s.node,
      fn: s.fn,
      message: '',
      calls,
      bodies,
      iter: importedRef(file, s.loop),
      extent: file.extents.ofLoop(s.loop),
      silenced:
        excuse(file, s.loop, undefined) ||
        (s.loop.kind === 'while' && facts.purpose !== 'items' ? facts.why : '') ||
        (drainedInLoop(file.index, s.loop, list.node) ? 'waits inside the loop' : ''),
      tag: `pushed promises${inTransactionGiven(s.node.arguments, s.loop.scope)}`,
      steps: [
        { node: s.loop.node, message: loopWords(s.loop) },
        { node: site.node, message: `${site.name} waits for all of ${name}` },
      ],
    });
  }
}

/** `void send(item)`, `send(item)` in a loop. */
function checkLetGo(file: Reviewed, site: CallSite, tag: string, report: Report): void {
  const loop = startsMost(file, site.loop!);
  const body = startedHere(site, file.index);
  // `User.updateOne(…).exec()` is sent, `from(…).insert(…)` only put together.
  const of = isPutTogether(site.node) ? receiverOf(site.node) : undefined;
  const begun = of && site.method === 'exec' ? file.index.siteOf.get(bare(of) as Call) : undefined;
  if (tag === 'floating' && !body && of && !begun) return;
  const facts = file.loops.of(loop);
  report({
    node: site.node,
    fn: site.fn,
    message: '',
    calls: body ? [] : [file.callRow(tag === 'floating' && begun ? begun : site)],
    bodies: body ? [body.id] : [],
    iter: importedRef(file, loop),
    extent: file.extents.ofLoop(loop),
    silenced: excuse(file, loop, undefined) || (facts.purpose !== 'items' ? facts.why : ''),
    tag: begun ? 'let go' : tag,
    steps: [{ node: loop.node, message: loopWords(loop) }],
  });
}

function checkLoop(
  file: Reviewed,
  loop: LoopInfo,
  at: Node,
  callback: FunctionInfo | undefined,
  how: string,
  report: Report,
): void {
  const ref = callback ? -1 : file.refs.of(loop.body, loop.scope);
  const silenced = excuse(file, loop, callback);
  report({
    node: at,
    fn: loop.fn,
    message: '',
    bodies: callback ? [callback.id] : [],
    silenced,
    iter: importedRef(file, loop),
    extent: silenced ? -1 : file.extents.ofLoop(loop),
    tag: callback ? `${how}${inWhichTransaction(loop)}` : `ref ${ref} ${how}`,
    steps: [{ node: loop.node, message: loopWords(loop) }],
  });
}

/** As many at once do no harm. */
const atOnce = 100;

/**
 * `stat`, `unlink` and their kin wait in a queue of four threads and hold no descriptor, however many there are; what is
 * synchronous is never at once. Further away than a helper it may not be all that is done.
 */
function opensNothing(e: Effect): boolean {
  return (
    e.kind === 'fs' &&
    e.steps.length <= 2 &&
    /(^|\.)(l?stat|access|unlink|rm|rmdir|mkdirp?|exists|pathExists|rename|readdir|chmod|utimes|realpath|readlink|remove|rimraf|ensureDir|\w+Sync)$/.test(
      e.what,
    )
  );
}

/** What a cache is asked on the way says less than what else is done. */
function weight(e: Effect): number {
  return e.kind === 'cache' ? e.sure - 0.5 : e.sure;
}

const words: Record<string, string> = {
  db: 'queries',
  http: 'requests',
  fs: 'file accesses',
  process: 'processes',
  cache: 'cache commands',
  queue: 'messages',
};

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  // A script's or a service's first lines, and what they run at once.
  if (runsAtLoad(file, c)) return { silenced: 'runs when the module is loaded' };
  const bounded = importedBound(c, file, world);
  if (bounded) return bounded;
  let best: Effect | undefined;
  let limited = false;
  const consider = (e: Effect): void => {
    if (e.kind === 'timer' || e.kind === 'cpu') return;
    if (e.limited) {
      limited = true;
      return;
    }
    if (!best || weight(e) > weight(best) || (opensNothing(best) && e.sure >= 0.5)) best = e;
  };
  for (const call of c.calls) for (const e of world.effects.ofCall(file, call).values()) consider(e);
  for (const body of c.bodies) for (const e of world.effects.ofFunction(file, body).values()) consider(e);
  if (c.tag.startsWith('ref ')) {
    const v = world.values.of(file, Number(c.tag.split(' ')[1]));
    if (c.tag.endsWith(' dropped') && !(v?.t === 'fn' && v.file.functions[v.id]!.isAsync))
      return { silenced: 'done when its statement is' };
    if (v?.t === 'fn') {
      for (const e of world.effects.ofFunction(v.file, v.id).values()) consider(e);
      if (!best || best.sure < 0.5)
        best = likelyRemote(world, v.file, world.effects.callsIn(v.file, v.id)) ?? best;
    }
  }
  if (c.tag === 'floating' && c.calls.length > 0 && !(best && goesOn(file, c.calls[0]!, best, world))) {
    best = sentUnheard(file, c.calls[0]!, world);
    if (!best) return { silenced: 'done when its statement is' };
  }
  if (!best && limited) return { silenced: 'behind a limiter' };
  if (!best || best.sure < 0.5 || opensNothing(best)) {
    const all = [...c.calls, ...c.bodies.flatMap((b) => world.effects.callsIn(file, b))];
    best = likelyRemote(world, file, all) ?? best;
  }
  if (!best) return { silenced: 'nothing outside the process' };
  if (overOneConnection(best, c, file, world))
    return { silenced: 'waits for the one connection of a transaction' };
  // The containers of one machine, asked for over a local socket.
  if (/^docker\b|^(this\.)?docker\./.test(best.what)) return { silenced: 'what runs on one machine' };
  if (opensNothing(best)) return { silenced: 'file system calls that hold nothing open' };
  if (best.sure < 0.7 && /(^|\.)subscribe(To\w*)?$/.test(best.what))
    return { silenced: 'opened once, and kept' };
  const few = boundedElsewhere(c, file, world, { written: atOnce, capped: atOnce });
  if (few) return few;
  const hot = hotEntries.has(world.contexts.of(file, c.fn)?.kind ?? 'script');
  // What a cache is told to forget or to keep goes out together over one connection.
  // Files wait for four threads; who serves nobody reads a folder of its own.
  const doubt =
    best.kind === 'fs' ? (hot ? 0 : 0.5) : best.kind !== 'cache' ? 0 : best.mode === 'write' ? 0.6 : 0.15;
  const sure = best.sure + (hot ? 0.1 : 0) - doubt;
  const loop = c.steps[0]!;
  return {
    confidence: sure >= 0.85 ? 'high' : sure >= 0.5 ? 'medium' : 'low',
    message: `As many ${words[best.kind] ?? 'operations'} at once as there are items: ${best.what} for the whole ${loop.message}, without a limit`,
    steps: [loop, ...best.steps, ...c.steps.slice(1)],
  };
}
