import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  settled,
} from '../ast.ts';
import type { Effect } from '../effects.ts';
import type { Binding, CallSite, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import type { World } from '../link.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';
import { find } from '../walk.ts';
import { importedBound, importedRef, isSmall, loopWords } from './shared.ts';

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
  outOfScope: ['Bounded collections, batches, limiters.', 'Promise.all over a written list of calls.'],
  knownFalsePositives: ['A client that limits by itself without the code showing it.'],
  check(file, report) {
    for (const site of file.index.calls) {
      const name = site.name;
      if (/^(Promise|Bluebird)\.(all|allSettled|race|any)$/.test(name)) checkAll(file, site, report);
    }
    for (const loop of file.index.loops) {
      if (!loop.callback?.isAsync) continue;
      if (loop.method === 'forEach' || (loop.method === 'map' && isDropped(loop.node)))
        checkLoop(file, loop, loop.node, loop.callback, `async ${loop.method}`, report);
    }
  },
  decide,
};

/** `items.map(async …);` as a statement: nobody waits for what it starts. */
function isDropped(node: Node): boolean {
  const parent = parentOf(node);
  return parent?.type === 'ExpressionStatement';
}

function checkAll(file: Reviewed, site: CallSite, report: Report): void {
  const argument = site.node.arguments[0];
  if (!argument) return;
  const list = source(settled(argument), site.scope);
  if (!list) return;
  if (list.push) {
    checkPushed(file, list.push, site, report);
    return;
  }
  const call = list.call!;
  const loop = file.index.loopOf.get(call);
  if (!loop) return;
  checkLoop(file, loop, site.node, loop.callback, site.name, report);
}

/** What `Promise.all` is given: `items.map(…)`, maybe by way of a name, or a list that promises are pushed to. */
function source(n: Node, scope: Scope): { readonly call?: Call; readonly push?: Binding } | undefined {
  if (isCall(n)) {
    if (/^(map|flatMap|from)$/.test(methodName(n)) || /^(_|lodash)\.map$/.test(dotted(n.callee)))
      return { call: n };
    const receiver = receiverOf(n);
    if (receiver && isCall(receiver) && /^(filter|flat|concat|slice|reverse)$/.test(methodName(n)))
      return source(receiver, scope);
    return undefined;
  }
  if (n.type === 'ArrayExpression' && n.elements.length === 1 && n.elements[0]?.type === 'SpreadElement')
    return source(settled(n.elements[0].argument), scope);
  if (n.type !== 'Identifier') return undefined;
  const b = find(scope, n.name);
  const init = b?.init ? settled(b.init) : undefined;
  if (!b || !init || b.path.length > 0) return undefined;
  if (init.type === 'ArrayExpression' && init.elements.length === 0) return { push: b };
  return isCall(init) ? source(init, b.scope) : undefined;
}

function checkPushed(file: Reviewed, list: Binding, all: CallSite, report: Report): void {
  for (const s of file.index.calls) {
    if (s.method !== 'push' || !s.loop) continue;
    const r = receiverOf(s.node);
    if (r?.type !== 'Identifier' || find(s.scope, r.name) !== list) continue;
    // Batches: awaited and emptied inside the same loop.
    if (all.loop && (all.loop === s.loop || within(all.loop, s.loop))) return;
    const calls: number[] = [];
    const bodies: number[] = [];
    for (const a of s.node.arguments) collectStarted(file, a, calls, bodies);
    if (calls.length + bodies.length === 0) continue;
    const facts = file.loops.of(s.loop);
    report({
      node: s.node,
      fn: s.fn,
      message: '',
      calls,
      bodies,
      iter: importedRef(file, s.loop),
      silenced:
        excuse(file, s.loop, undefined) ||
        (s.loop.kind === 'while' && facts.purpose !== 'items' ? facts.why : ''),
      tag: 'pushed promises',
      steps: [{ node: s.loop.node, message: loopWords(s.loop) }],
    });
    return;
  }
}

function within(inner: LoopInfo, outer: LoopInfo): boolean {
  for (let l: LoopInfo | undefined = inner; l; l = l.parent) if (l === outer) return true;
  return false;
}

function collectStarted(file: Reviewed, argument: Node, calls: number[], bodies: number[]): void {
  const a = bare(argument);
  if (isFunction(a)) return;
  if (!isCall(a)) return;
  const site = file.index.siteOf.get(a);
  const callee = bare(a.callee);
  if (isFunction(callee)) {
    const info = file.index.functionOf.get(callee);
    if (info) bodies.push(info.id);
    return;
  }
  if (site) calls.push(file.callRow(site));
  if (isMember(callee) && isCall(bare(callee.object))) collectStarted(file, callee.object, calls, bodies);
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
  report({
    node: at,
    fn: loop.fn,
    message: '',
    bodies: callback ? [callback.id] : [],
    silenced: excuse(file, loop, callback),
    iter: importedRef(file, loop),
    tag: callback ? how : `ref ${ref} ${how}`,
    steps: [{ node: loop.node, message: loopWords(loop) }],
  });
}

function excuse(file: Reviewed, loop: LoopInfo, callback: FunctionInfo | undefined): string {
  const facts = file.loops.of(loop);
  const bound = facts.bound;
  if (bound && bound.kind !== 'imported') {
    if (bound.kind === 'chunk') return `${bound.why}`;
    if (isSmall(bound) || bound.size <= 100) return `bounded: ${bound.why}`;
  }
  if (facts.purpose === 'batch' || facts.purpose === 'throttled') return facts.why;
  // The list comes from an outer batch.
  for (let l = loop.parent; l; l = l.parent) {
    if (file.loops.of(l).purpose === 'batch' && mentionsItem(loop, l)) return file.loops.of(l).why;
  }
  if (loop.iterable && /^(chunk|batch|slice|currentBatch|window|page)\w*$/i.test(dotted(loop.iterable)))
    return 'goes through a batch';
  if (callback && limited(file, callback)) return 'behind a limiter';
  return '';
}

function mentionsItem(loop: LoopInfo, outer: LoopInfo): boolean {
  const over = loop.iterable ? dotted(loop.iterable) : '';
  return (
    outer.items.some((i) => over === i || over.startsWith(`${i}.`)) ||
    outer.kind === 'for' ||
    outer.kind === 'while'
  );
}

/** All I/O of the callback is inside a limiter's callback. */
function limited(file: Reviewed, callback: FunctionInfo): boolean {
  return (
    file.index.functions.some((f) => f.parent === callback && f.wrapper === 'limiter') ||
    /acquire\(/.test(bodyText(file, callback))
  );
}

function bodyText(file: Reviewed, fn: FunctionInfo): string {
  return file.index.text.slice(fn.node.start ?? 0, Math.min(fn.node.end ?? 0, (fn.node.start ?? 0) + 2000));
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
  const bounded = importedBound(c, file, world);
  if (bounded) return bounded;
  let best: Effect | undefined;
  const consider = (e: Effect): void => {
    if (e.kind !== 'timer' && e.kind !== 'cpu' && (!best || e.sure > best.sure)) best = e;
  };
  for (const call of c.calls) for (const e of world.effects.ofCall(file, call).values()) consider(e);
  for (const body of c.bodies) for (const e of world.effects.ofFunction(file, body).values()) consider(e);
  if (c.tag.startsWith('ref ')) {
    const v = world.values.of(file, Number(c.tag.split(' ')[1]));
    if (v?.t === 'fn') for (const e of world.effects.ofFunction(v.file, v.id).values()) consider(e);
  }
  if (!best) return { silenced: 'nothing outside the process' };
  const hot = hotEntries.has(world.contexts.of(file, c.fn)?.kind ?? 'script');
  const sure = best.sure + (hot ? 0.1 : 0) - (best.kind === 'cache' ? 0.25 : 0);
  const loop = c.steps[0]!;
  return {
    confidence: sure >= 0.85 ? 'high' : sure >= 0.6 ? 'medium' : 'low',
    message: `As many ${words[best.kind] ?? 'operations'} at once as there are items: ${best.what} for the whole ${loop.message}, without a limit`,
    steps: [loop, ...best.steps],
  };
}
