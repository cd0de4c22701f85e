import { bare, dotted, isCall, isFunction, isMember, type Node, propertyName, some, visit } from '../ast.ts';
import type { LoopInfo } from '../index-types.ts';
import type { World } from '../link.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import type { Candidate, FileSummary } from '../summary.ts';

export const retryWithoutBackoff: Rule = {
  slug: 'retry-without-backoff',
  title: 'Tries again at once',
  family: 'network-bound',
  severity: 'warning',
  what: 'A loop that repeats a failed request, query or process without waiting in between.',
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
  ],
  good: [
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
  outOfScope: ['Retries inside libraries.', 'Loops over different targets: that is failing over.'],
  knownFalsePositives: ['Optimistic locking, where the next try has other data.'],
  check(file, report) {
    for (const loop of file.index.loops) if (loop.kind !== 'callback') look(file, loop, report);
  },
  decide,
};

const waits = /(sleep|delay|wait|pause|backoff|timeout|retryAfter|jitter|setTimeout|snooze|cooldown)/i;

function look(file: Reviewed, loop: LoopInfo, report: Report): void {
  if (file.loops.of(loop).purpose !== 'retry') return;
  const tries: Node[] = [];
  let waiting = false;
  visit(loop.body, (n) => {
    if (n.type === 'TryStatement' && n.handler) tries.push(n);
    if (isCall(n)) {
      const callee = bare(n.callee);
      const name = isMember(callee) ? propertyName(callee) : callee.type === 'Identifier' ? callee.name : '';
      if (waits.test(name) && !/^AbortSignal\./.test(dotted(callee))) waiting = true;
    }
    return !waiting;
  });
  if (waiting || tries.length === 0 || !some(loop.body, (n) => n.type === 'AwaitExpression', false)) return;
  const calls: number[] = [];
  for (const site of file.index.calls) {
    if (
      site.loop === loop &&
      tries.some((t) => (t.start ?? 0) <= (site.node.start ?? 0) && (site.node.end ?? 0) <= (t.end ?? 0)) &&
      !/^(console|logger|log)\b/.test(site.name) &&
      !isFunction(bare(site.node.callee))
    ) {
      calls.push(file.callRow(site));
    }
  }
  if (calls.length > 0)
    report({
      node: loop.node,
      fn: loop.fn,
      calls,
      message: 'Tries again at once after a failure',
      steps: [],
    });
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  for (const call of c.calls) {
    for (const e of world.effects.ofCall(file, call).values()) {
      if ((e.kind === 'http' || e.kind === 'db' || e.kind === 'process') && e.sure >= 0.5) {
        return {
          confidence: e.kind === 'http' ? 'medium' : 'medium',
          message: `Tries ${e.what} again at once after a failure`,
          steps: e.steps,
        };
      }
    }
  }
  return { silenced: 'nothing outside the process' };
}
