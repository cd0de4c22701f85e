/**
 * Tests inside the extension host. A file `test/vscode/NAME.suite.ts` calls `suite` and `test` while it loads;
 * `runSuites` runs them in order, one at a time, because they share one editor.
 */
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';

export interface TestContext {
  /** Runs `undo` when the test has ended, last one first, whether it passed or not. */
  after(undo: () => unknown): void;
  /** Ends the test without a verdict: `return t.skip('no git here')`. */
  skip(reason: string): void;
}

type Body = (t: TestContext) => unknown;

interface Registered {
  readonly name: string;
  readonly body: Body;
  readonly timeoutMs: number;
}

const registered: Registered[] = [];
const path: string[] = [];

/** Groups tests: the name goes before theirs. */
export function suite(name: string, define: () => void): void {
  path.push(name);
  define();
  path.pop();
}

/** One test. `timeoutMs`: default 30 s. */
export function test(name: string, body: Body, options: { readonly timeoutMs?: number } = {}): void {
  registered.push({ name: [...path, name].join(' › '), body, timeoutMs: options.timeoutMs ?? 30_000 });
}

/** Waits until `read` gives something (not undefined, null or false); `what` names it in the error. */
export async function until<T>(
  what: string,
  read: () => T | Promise<T>,
  timeoutMs = 10_000,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) {
      return value as Exclude<T, undefined | null | false>;
    }
    if (Date.now() > deadline) assert.fail(`Not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/**
 * Runs what was registered, writes a line a test and the counts, and throws where one failed.
 * `PERFLOOP_TEST_ONLY` is a regular expression on the full names; `PERFLOOP_TEST_LOG` the file to write to.
 */
export async function runSuites(): Promise<void> {
  const only = new RegExp(process.env.PERFLOOP_TEST_ONLY ?? '');
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const one of registered.filter((candidate) => only.test(candidate.name))) {
    const started = Date.now();
    const outcome = await runOne(one);
    const took = `${Date.now() - started} ms`;
    if (outcome.how === 'passed') say(`ok - ${one.name} (${took})`);
    else if (outcome.how === 'skipped') say(`skip - ${one.name} # ${outcome.why}`);
    else say(`not ok - ${one.name} (${took})\n${outcome.why.replaceAll(/^/gm, '    ')}`);
    count[outcome.how] += 1;
  }
  say(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  if (count.failed > 0) throw new Error(`${count.failed} tests failed`);
}

interface Outcome {
  readonly how: 'passed' | 'failed' | 'skipped';
  readonly why: string;
}

async function runOne({ body, timeoutMs }: Registered): Promise<Outcome> {
  const undo: (() => unknown)[] = [];
  let skipped: string | undefined;
  let failure: unknown;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Timed out after ${timeoutMs} ms`)), timeoutMs);
  });
  const context: TestContext = {
    after: (step) => undo.push(step),
    skip: (reason) => {
      skipped = reason;
    },
  };
  try {
    await Promise.race([Promise.resolve().then(() => body(context)), late]);
  } catch (error) {
    failure = error;
  }
  clearTimeout(timer);
  for (const step of undo.reverse()) {
    try {
      await step();
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) {
    return {
      how: 'failed',
      why: failure instanceof Error ? (failure.stack ?? failure.message) : String(failure),
    };
  }
  return skipped === undefined ? { how: 'passed', why: '' } : { how: 'skipped', why: skipped };
}

function say(text: string): void {
  console.log(text);
  // The console of a remote extension host loses its last lines when the host ends.
  if (process.env.PERFLOOP_TEST_LOG) appendFileSync(process.env.PERFLOOP_TEST_LOG, `${text}\n`);
}
