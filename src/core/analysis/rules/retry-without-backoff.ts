import {
  ancestor,
  bare,
  calledName,
  contains,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  some,
  visit,
} from '../ast.ts';
import type { Binding, CallSite, FunctionInfo, LoopInfo } from '../index-types.ts';
import { uses } from '../kinds-of-values.ts';
import type { World } from '../link.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import type { Candidate, FileSummary } from '../summary.ts';
import { likelyRemote } from './likely-remote.ts';
import { gives, triesAnother } from './next-try.ts';
import { withoutComments } from './shared.ts';
import { isWait, waits } from './waiting.ts';

export const retryWithoutBackoff: Rule = {
  slug: 'retry-without-backoff',
  title: 'Tries again at once',
  family: 'network-bound',
  severity: 'warning',
  what: 'A loop, or a function that calls itself, that repeats a failed request, query or process without waiting in between.',
  why: 'A service that struggles gets several times the load at the moment it can least bear it.',
  fix: 'Wait between attempts, longer each time and with some randomness, and give up after a few.',
  bad: [
    {
      file: 'src/load.js',
      code: `export async function load(url) {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      return await fetch(url, { signal: AbortSignal.timeout(1000) });
    } catch (error) {
      if (attempt === 4) throw error;
    }
  }
}`,
    },
    {
      file: 'src/send.js',
      code: `const axios = require('axios');
async function send(message, retries = 3) {
  try {
    return await axios.post('https://hooks.example.com', message, { timeout: 1000 });
  } catch (error) {
    if (retries === 0) throw error;
    return send(message, retries - 1);
  }
}
module.exports = { send };`,
    },
    {
      file: 'src/ask.js',
      code: `export async function ask(url) {
  let attempts = 0;
  while (attempts < 5) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000) });
    if (answer.ok) return answer.json();
    attempts++;
  }
  throw new Error('no answer');
}`,
    },
  ],
  good: [
    {
      file: 'src/code.js',
      code: `export async function addCode(db, user) {
  let code = random();
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      return await db.query('INSERT INTO codes (user_id, code) VALUES ($1, $2)', [user, code]);
    } catch {
      code = random();
    }
  }
}`,
    },
    {
      file: 'src/slug.js',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function addPage(title) {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      return await prisma.page.create({ data: { title, slug: slugOf(title, attempt) } });
    } catch (error) {
      if (error.code !== 'P2002') throw error;
    }
  }
}`,
    },
    {
      file: 'src/load.js',
      code: `export async function load(url) {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      return await fetch(url, { signal: AbortSignal.timeout(1000) });
    } catch (error) {
      if (attempt === 4) throw error;
      await sleep(2 ** attempt * 100 * (0.5 + Math.random()));
    }
  }
}`,
    },
  ],
  outOfScope: [
    'Retries inside libraries.',
    'Loops over different targets: that is failing over.',
    'Optimistic locking and names that were taken: the next try is another one.',
  ],
  knownFalsePositives: ['A helper of another name that waits.'],
  check(file, report) {
    const { text } = file.index;
    if (!/retr(y|ies)|attempt|\btries\b/i.test(text)) return;
    for (const loop of file.index.loops) if (loop.kind !== 'callback') look(file, loop, report);
    for (const site of file.index.calls) lookAtRecursion(file, site, report);
  },
  decide,
};

/** Somebody else was first: the next try has other data, and nobody is asked to recover. */
const taken =
  /unique|duplicate|conflict|already|exists|P2002|P2034|11000|23505|40001|ER_DUP|EEXIST|EADDRINUSE|optimistic|version|stale|collision|deadlock|concurren/i;
const counters = /^(attempts?\w*|retr(y|ies)\w*|tries|n?Tries|\w+(Attempts?|Retries|RetryCount|Tries))$/i;

function look(file: Reviewed, loop: LoopInfo, report: Report): void {
  if (file.loops.of(loop).purpose !== 'retry' && !countsTries(loop)) return;
  const tries: Node[] = [];
  let waiting = false;
  visit(loop.body, (n) => {
    if (n.type === 'TryStatement' && n.handler) tries.push(n);
    if (isCall(n) && isWait(n, loop.body, loop.scope)) waiting = true;
    return !waiting;
  });
  if (waiting || !some(loop.body, (n) => n.type === 'AwaitExpression', false)) return;
  const again = tries.filter((n) => n.type === 'TryStatement' && n.handler && !gives(n.handler.body));
  if (triesAnother(loop.body) || (tries.length > 0 && again.length === 0)) return;
  // Without a `try`, what fails is answered by a status, and the loop ends at the first that is fine.
  const parts = tries.length > 0 ? again : file.loops.exits(loop).length > 0 ? [loop.body] : [];
  if (parts.length === 0 || answersTaken(file, loop, tries)) return;
  const written = taken.test(textOf(file, loop.body));
  const calls: number[] = [];
  for (const site of file.index.calls) {
    if (site.loop !== loop || /^(console|logger|log)\b/.test(site.name) || isFunction(bare(site.node.callee)))
      continue;
    if (!parts.some((t) => contains(t, site.node))) continue;
    // Without a `try`, what nobody takes the answer of cannot have failed.
    if (tries.length === 0 && isDropped(site.node)) continue;
    if (isAwaited(site.node) && isAnother(site, loop)) return;
    calls.push(file.callRow(site));
  }
  const given = parts.some((t) => file.index.calls.some((c) => contains(t, c.node) && isGiven(c, loop.fn)));
  // A query beside such a word may be the one that was too late.
  const tag = tries.length === 0 || written ? 'request' : given ? 'given' : '';
  if (calls.length > 0)
    report({
      node: loop.node,
      fn: loop.fn,
      calls,
      tag,
      message: 'Tries again at once after a failure',
      steps: [],
    });
}

/** `catch (error) { if (error.code !== 'P2002') throw error; }`, or the same by an answer, without a `try`. */
function answersTaken(file: Reviewed, loop: LoopInfo, tries: readonly Node[]): boolean {
  if (tries.length === 0) return taken.test(textOf(file, loop.body));
  return tries.some((n) => n.type === 'TryStatement' && n.handler && taken.test(textOf(file, n.handler)));
}

/** Its result is waited for: what is tried, not what is made of it. */
function isAwaited(call: Node): boolean {
  for (let n = call, p = parentOf(call); p; n = p, p = parentOf(p)) {
    if (p.type === 'AwaitExpression' || p.type === 'ReturnStatement') return true;
    if (!isMember(p) && !(isCall(p) && p.callee === n)) return false;
  }
  return false;
}

/** `save(code)`, where the loop makes another `code` each time: not the same thing again. */
function isAnother(site: CallSite, loop: LoopInfo): boolean {
  const changed = (b: Binding): boolean =>
    (b.loopItem === loop && !(counters.test(b.name) && isNumbered(loop))) ||
    (!counters.test(b.name) && b.writes.some((w) => contains(loop.body, w) && !contains(w, site.node)));
  return site.node.arguments.some((a) => uses(a, site.scope, changed));
}

/** `for (const attempt of [1, 2, 3])`: not a list of things that are each tried again. */
function isNumbered({ iterable }: LoopInfo): boolean {
  const list = iterable && bare(iterable);
  return (
    list?.type === 'ArrayExpression' ||
    (list !== undefined && isCall(list) && /^(from|range|keys|times|fill)$/.test(calledName(list)))
  );
}

/** `await speak(question);` */
function isDropped(call: Node): boolean {
  const awaited = parentOf(call);
  return awaited?.type === 'AwaitExpression' && parentOf(awaited)?.type === 'ExpressionStatement';
}

/** `while (!done && tries < 3)`. */
function countsTries(loop: LoopInfo): boolean {
  const test = 'test' in loop.node && loop.node.test ? loop.node.test : undefined;
  return test !== undefined && some(test, (n) => n.type === 'Identifier' && counters.test(n.name), false);
}

/** `catch { return send(message, retries - 1); }`, also in a `.catch()`. */
function lookAtRecursion(file: Reviewed, site: CallSite, report: Report): void {
  const counted = site.node.arguments.some((a) => {
    const n = bare(a);
    return (
      n.type === 'BinaryExpression' &&
      /^[+-]$/.test(n.operator) &&
      n.left.type === 'Identifier' &&
      counters.test(n.left.name)
    );
  });
  const fn = counted ? repeated(site) : undefined;
  const failed = fn ? ancestor(site.node, (p) => p === fn.node || isFailure(p)) : undefined;
  if (!fn || !failed || failed === fn.node) return;
  const text = textOf(file, fn.node as Node);
  if (waits.test(text.replace(/\bawait\b/g, '')) || /\bsetTimeout\b/.test(text) || taken.test(text)) return;
  const calls: number[] = [];
  for (const c of file.index.calls)
    if (
      contains(fn.node as Node, c.node) &&
      !contains(failed, c.node) &&
      !/^(console|logger|log)\b/.test(c.name)
    )
      calls.push(file.callRow(c));
  if (calls.length > 0)
    report({
      node: site.node,
      fn: site.fn,
      calls,
      tag: file.index.calls.some((c) => contains(fn.node as Node, c.node) && isGiven(c, fn)) ? 'given' : '',
      message: 'Tries again at once after a failure',
      steps: [],
    });
}

/** `await operation()` of `retry(operation)`: a helper is given what it tries, and others give it requests. */
function isGiven(site: CallSite, fn: FunctionInfo): boolean {
  const callee = bare(site.node.callee);
  if (callee.type !== 'Identifier' || parentOf(site.node)?.type !== 'AwaitExpression') return false;
  const names = `${fn.name} ${fn.parent?.name ?? ''}`;
  return find(site.scope, callee.name)?.kind === 'param' && /retr(y|ies)|attempt|resilien/i.test(names);
}

/** The function around a call that has the called name: it calls itself. */
function repeated(site: CallSite): FunctionInfo | undefined {
  const name = calledName(site.node);
  for (let f: FunctionInfo | undefined = site.fn; f && f.id !== 0; f = f.parent)
    if (f.invocation === 'named' && f.name.split('.').at(-1) === name) return f;
  return undefined;
}

function isFailure(n: Node): boolean {
  if (n.type === 'CatchClause') return true;
  const call = isFunction(n) ? parentOf(n) : undefined;
  return call !== undefined && isCall(call) && methodName(call) === 'catch';
}

function textOf(file: Reviewed, n: Node): string {
  return withoutComments(file.index.text.slice(n.start ?? 0, n.end ?? 0));
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  for (const call of c.calls) {
    for (const e of world.effects.ofCall(file, call).values()) {
      // What is answered by a status is a request; a query that finds nothing has not failed.
      const repeats = e.kind === 'http' || (c.tag !== 'request' && (e.kind === 'db' || e.kind === 'process'));
      if (repeats && e.sure >= 0.5)
        return {
          confidence: 'medium',
          message: `Tries ${e.what} again at once after a failure`,
          steps: e.steps,
        };
    }
  }
  if (c.tag === 'given') return { confidence: 'medium' };
  // Somebody expects it to fail and tries it again: what nobody explains is told by its name.
  const likely = c.tag === '' ? likelyRemote(world, file, c.calls) : undefined;
  if (!likely) return { silenced: 'nothing outside the process' };
  return {
    confidence: 'medium',
    message: `Tries ${likely.what} again at once after a failure`,
    steps: likely.steps,
  };
}
