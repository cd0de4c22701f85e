import {
  bare,
  contains,
  hasAwait,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  parentOf,
  some,
  visit,
} from '../ast.ts';
import type { CallSite, FileIndex, LoopInfo } from '../index-types.ts';
import type { World } from '../link.ts';
import { oncePer } from '../once.ts';
import { moduleOf } from '../refs.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import type { CallRow, Candidate, FileSummary } from '../summary.ts';
import {
  bodyRepeated,
  codeOf,
  counters,
  isGiven,
  lookAtInterceptor,
  lookAtRecursion,
  taken,
} from './again-itself.ts';
import { likelyRemote } from './likely-remote.ts';
import {
  answersTaken,
  endsAtFailure,
  gives,
  goesOnAfterStatus,
  goesOnRenewed,
  isAnother,
  leavesAtFailure,
  renews,
  repeatsFailed,
  switches,
  triesAnother,
} from './next-try.ts';
import { isWait } from './waiting.ts';

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
    'Retries inside libraries, but for axios-retry, which does not wait unless it is told to.',
    'Loops over different targets: that is failing over.',
    'Optimistic locking and names that were taken: the next try is another one.',
  ],
  knownFalsePositives: ['A helper of another name that waits.'],
  coldToo: true,
  check(file, report) {
    const { text, calls, loops } = file.index;
    const again = calls.filter((site) => {
      const body = bodyRepeated(site);
      return body && !triesAnother(body);
    });
    if (again.length > 0 && (/catch|onclose|['"](close|disconnect|end)/.test(text) || saysRetry(file.index)))
      for (const site of again) lookAtRecursion(file, site, report);
    const statements = loops.filter((loop) => loop.kind !== 'callback');
    const says = statements.length > 0 && saysRetry(file.index);
    for (const loop of statements) if (says || repeatsFailed(loop)) look(file, loop, report);
    if (text.includes('interceptors.response.use'))
      for (const site of calls) if (site.method === 'use') lookAtInterceptor(file, site, report);
    if (text.includes('axios-retry')) for (const site of calls) lookAtAxiosRetry(file, site, report);
  },
  decide,
};

/** All of the text is asked: a search for a word is quicker than a pattern that leaves its case open. */
const saysRetry = oncePer(({ text }: FileIndex): boolean => {
  const small = text.toLowerCase();
  return (
    small.includes('retry') ||
    small.includes('attempt') ||
    (small.includes('tries') && /\btries\b|retries/.test(small))
  );
});

function look(file: Reviewed, loop: LoopInfo, report: Report): void {
  const isRetry =
    file.loops.of(loop).purpose === 'retry' ||
    countsTries(loop) ||
    repeatsGiven(file, loop) ||
    repeatsFailed(loop);
  if (!isRetry) return;
  const tries: Node[] = [];
  let waiting = false;
  visit(loop.body, (n) => {
    if (n.type === 'TryStatement' && n.handler) tries.push(n);
    if (isCall(n) && isWait(n, loop.body, loop.scope)) waiting = true;
    return !waiting;
  });
  if (waiting || !hasAwait(loop.body)) return;
  const again = tries.filter(
    (n) =>
      n.type === 'TryStatement' &&
      n.handler &&
      !gives(n.handler.body) &&
      !leavesAtFailure(n.handler.body) &&
      !renews(n.handler) &&
      !switches(n.handler, loop.body),
  );
  if (triesAnother(loop.body)) return;
  // What failed altogether ends the loop, but a bad status may begin it anew.
  if (tries.length > 0 && again.length === 0 && !(tries.every(isLeft) && goesOnAfterStatus(loop.body)))
    return;
  // Without a `try` around it, what fails is answered by a status, and the loop ends at the first that is fine.
  const byStatus = tries.length === 0 || (!again.some(waitsFor) && goesOnAfterStatus(loop.body));
  const parts = !byStatus ? again : file.loops.exits(loop).length > 0 ? [loop.body] : [];
  if (parts.length === 0 || answersTaken(file, loop, tries)) return;
  if (byStatus && (goesOnRenewed(file, loop.body) || endsAtFailure(loop.body))) return;
  const written = taken.test(codeOf(file, loop.body));
  const calls: number[] = [];
  for (const site of file.index.calls) {
    if (
      site.loop !== loop ||
      /^(console|logger|log|JSON|Object|Array)\b/.test(site.name) ||
      isFunction(bare(site.node.callee))
    )
      continue;
    if (!parts.some((t) => contains(t, site.node))) continue;
    // Without a `try`, what nobody takes the answer of cannot have failed.
    if (byStatus && isDropped(site.node)) continue;
    if (isAwaited(site.node) && isAnother(site, loop)) return;
    calls.push(file.callRow(site));
  }
  const given = parts.some((t) => file.index.calls.some((c) => contains(t, c.node) && isGiven(c, loop.fn)));
  // A query beside such a word may be the one that was too late.
  const tag = byStatus || written ? 'request' : given ? 'given' : '';
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

function isLeft(attempt: Node): boolean {
  return attempt.type === 'TryStatement' && attempt.handler != null && leavesAtFailure(attempt.handler.body);
}

function waitsFor(attempt: Node): boolean {
  const block = attempt.type === 'TryStatement' ? attempt.block : attempt;
  return hasAwait(block);
}

/** Its result is waited for: what is tried, not what is made of it. */
function isAwaited(call: Node): boolean {
  for (let n = call, p = parentOf(call); p; n = p, p = parentOf(p)) {
    if (p.type === 'AwaitExpression' || p.type === 'ReturnStatement') return true;
    if (!isMember(p) && !(isCall(p) && p.callee === n)) return false;
  }
  return false;
}

/** `await speak(question);` */
function isDropped(call: Node): boolean {
  const awaited = parentOf(call);
  return awaited?.type === 'AwaitExpression' && parentOf(awaited)?.type === 'ExpressionStatement';
}

/** `axiosRetry(client, { retries: 3 })`: its `retryDelay` is none. */
function lookAtAxiosRetry(file: Reviewed, site: CallSite, report: Report): void {
  const callee = bare(site.node.callee);
  const b = callee.type === 'Identifier' ? find(site.scope, callee.name) : undefined;
  const init = b?.init ? bare(b.init) : undefined;
  if ((b?.module || (init && isCall(init) ? moduleOf(init) : '')) !== 'axios-retry') return;
  const options = site.node.arguments[1] ? bare(site.node.arguments[1]) : undefined;
  if (options && options.type !== 'ObjectExpression') return;
  if (options?.properties.some((p) => p.type !== 'ObjectProperty' || keyName(p) === 'retryDelay')) return;
  report({
    node: site.node,
    fn: site.fn,
    calls: [file.callRow(site)],
    tag: 'library',
    message: 'axios-retry tries again at once, unless retryDelay says otherwise',
    steps: [],
  });
}

/** `while (!done && tries < 3)`. */
function countsTries(loop: LoopInfo): boolean {
  const test = 'test' in loop.node && loop.node.test ? loop.node.test : undefined;
  return test !== undefined && some(test, (n) => n.type === 'Identifier' && counters.test(n.name), false);
}

/** `for (let i = 0; i < n; i++) try { return await task(); } catch {}` of `withRetries(task, n)`. */
function repeatsGiven(file: Reviewed, loop: LoopInfo): boolean {
  if (!/^(for|while|do)$/.test(loop.kind) || loop.items.length > 0) return false;
  return file.index.calls.some(
    (c) =>
      c.loop === loop &&
      isGiven(c, loop.fn) &&
      c.node.arguments.every((a) => /^(Identifier|SpreadElement)$/.test(a.type)),
  );
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  const once = world.contexts.isCold(file, c.fn);
  // A client is told how to try again when its module is loaded, and what was opened then may be lost later.
  if (once && !(c.tag === 'library' && once.kind === 'start-up')) return { silenced: once.why };
  if (c.tag === 'library') return { confidence: 'medium' };
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
  const reached = c.tag === '' ? c.calls.map((id) => file.calls[id]!).find(reachesOut) : undefined;
  if (!likely && reached)
    return {
      confidence: 'medium',
      message: `Tries ${reached.text} again at once after a failure`,
      steps: [],
    };
  if (!likely) return { silenced: 'nothing outside the process' };
  return {
    confidence: 'medium',
    message: `Tries ${likely.what} again at once after a failure`,
    steps: likely.steps,
  };
}

/** `await client.connect()`, `await sequelize.authenticate()`, `await model.generateContent(prompt)`: what others do. */
function reachesOut({ text, awaited }: CallRow): boolean {
  return awaited && reaching.test(text);
}

const reaching =
  /\.(connect|authenticate|ping|sendMail|execute|invoke|publish|produce|sendTransaction|sendMessage|(completions|responses|messages|embeddings|images)\.create)$|(^|\.)(generate|stream)(Content|Text|Object)$/;
