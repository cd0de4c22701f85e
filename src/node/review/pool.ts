/**
 * Summarises files on all cores. A file that takes longer than `giveUpMs` is given up: its worker is ended, the
 * file becomes a notice, and the rest goes on in a fresh worker. Small jobs run in the caller's thread.
 */
import { existsSync, statSync } from 'node:fs';
import os from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { unpack } from '../../core/analysis/encode.ts';
import { tooDeep } from '../../core/analysis/parse.ts';
import { empty } from '../../core/analysis/summarise.ts';
import type { FileSummary } from '../../core/analysis/summary.ts';
import { bundledFile } from '../bundled.ts';
import { tuneForManyFiles } from '../short-run.ts';
import { type Hooks, summariseHere } from './here.ts';
import { type FromWorker, giveUpMs, stackSizeMb, type ToWorker, type Work } from './messages.ts';
import { type Share, sharesOf } from './shares.ts';
import { Spent } from './spent.ts';

/**
 * A thread's code is slow until V8 has seen enough of it, and V8 compiles and collects for each in threads of its own.
 * Of two cores these keep the second busy: another thread of ours takes a fifth more of the processor's time there to
 * save a tenth of the clock's, until there is much to do.
 */
const bytesAThread = os.availableParallelism() > 2 ? 4_000_000 : 12_000_000;

export const gaveUp = `takes over ${giveUpMs / 1000} s; given up`;

export interface PoolHooks extends Hooks {
  /** The process is the review's alone: what one thread does is done in the caller's, and V8 may be tuned for it. */
  readonly ownsProcess?: boolean;
}

/** Hands each summary over as it comes, in no order. */
export async function summariseAll(
  work: readonly Work[],
  hooks: PoolHooks,
  take: (summary: FileSummary) => void,
): Promise<void> {
  const script = workerScript();
  const isSmall = work.length <= 30 && bytesOf(work) < 300_000;
  const isHere = isSmall || !script || (hooks.ownsProcess === true && threadsFor(work) === 1);
  if (hooks.ownsProcess && !isSmall) tuneForManyFiles();
  const shallow = script ? shallowOnes(work, take) : { deep: [], take };
  let rest = isHere ? await summariseHere(work, hooks, shallow.take) : work;
  rest = [...rest, ...shallow.deep];
  if (script && rest.length > 0) return summariseInThreads(script, rest, work.length, hooks, take);
  while (rest.length > 0) {
    take(empty(rest[0]!.path, '', gaveUp));
    rest = await summariseHere(rest.slice(1), hooks, take);
  }
}

/** Keeps what is nested too deeply for the caller's stack: that of a thread is larger. */
function shallowOnes(
  work: readonly Work[],
  take: (summary: FileSummary) => void,
): { readonly deep: Work[]; readonly take: typeof take } {
  const deep: Work[] = [];
  const sort = (summary: FileSummary): void => {
    const again = summary.problem === tooDeep && work.find((w) => w.path === summary.path);
    if (again) deep.push(again);
    else take(summary);
  };
  return { deep, take: sort };
}

async function summariseInThreads(
  script: string,
  work: readonly Work[],
  total: number,
  hooks: PoolHooks,
  take: (summary: FileSummary) => void,
): Promise<void> {
  let count = total - work.length;
  const results = (summaries: readonly FileSummary[]): void => {
    for (const s of summaries) take(s);
    count += summaries.length;
    hooks.onProgress?.(count, total);
  };
  const shares = sharesOf(work, threadsFor(work));
  const threads = { busy: shares.length };
  // Beside others the caller's thread is one of them: its code is known to V8 and would do nothing else.
  const own = hooks.ownsProcess && shares.length > 1 ? shares.shift() : undefined;
  const [slow] = await Promise.all([
    own ? runHere(own, results, hooks, threads) : [],
    ...shares.map((share) => runThread(script, share, results, hooks, threads)),
  ]);
  if (slow.length > 0) await runThread(script, sharesOf(slow, 1)[0]!, results, hooks, { busy: 1 });
}

/** @returns files that take long, which only a thread of its own can be ended for, and those that need its stack */
async function runHere(
  share: Share,
  results: (summaries: readonly FileSummary[]) => void,
  { signal }: PoolHooks,
  threads: { busy: number },
): Promise<Work[]> {
  const slow: Work[] = [];
  try {
    for (let batch = share.next(); batch; batch = share.next()) {
      const done: FileSummary[] = [];
      const shallow = shallowOnes(batch, (s) => done.push(s));
      const rest = await summariseHere(batch, signal ? { signal } : {}, shallow.take);
      results(done);
      slow.push(...shallow.deep);
      if (rest[0]) slow.push(rest[0]);
      if (rest.length > 1) share.giveBack(rest.slice(1));
      // What the others have done by now is taken, and they are given more.
      await setImmediate();
    }
  } finally {
    threads.busy--;
  }
  return slow;
}

function threadsFor(work: readonly Work[]): number {
  const worthIt = Math.round(bytesOf(work) / bytesAThread);
  return Math.max(1, Math.min(os.availableParallelism(), 8, worthIt));
}

function bytesOf(work: readonly Work[]): number {
  let bytes = 0;
  for (const w of work)
    bytes += w.text?.length ?? w.size ?? statSync(w.file, { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}

function workerScript(): string | undefined {
  try {
    const script = bundledFile('review-worker.cjs');
    return existsSync(script) ? script : undefined;
  } catch {
    return undefined;
  }
}

async function runThread(
  script: string,
  share: Share,
  results: (summaries: readonly FileSummary[]) => void,
  hooks: PoolHooks,
  threads: { busy: number },
): Promise<void> {
  let worker: Worker | undefined;
  try {
    const atOnce = hooks.ownsProcess ? batchesAtOnce : 1;
    for (let batch = several(share, atOnce); batch.length > 0; batch = several(share, atOnce)) {
      hooks.signal?.throwIfAborted();
      worker ??= new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: 1024, stackSizeMb } });
      const done = await runBatch(worker, batch, () => threads.busy, hooks.signal);
      if (done.stuckAt >= 0) {
        await worker.terminate();
        worker = undefined;
        hooks.signal?.throwIfAborted();
        const stuck = batch[done.stuckAt]!;
        results([empty(stuck.path, '', done.why)]);
        // What came before is done again: it was fast, and its results went with the worker.
        const rest = batch.filter((w) => w !== stuck);
        if (rest.length > 0) share.giveBack(rest);
      } else results(done.summaries);
    }
  } finally {
    threads.busy--;
    await worker?.terminate();
  }
}

/** Where the caller is at work itself, it is a while until it looks who waits for more. */
const batchesAtOnce = 4;

function several(share: Share, count: number): Work[] {
  const out: Work[] = [];
  for (let i = 0; i < count; i++) out.push(...(share.next() ?? []));
  return out;
}

interface BatchEnd {
  readonly summaries: readonly FileSummary[];
  /** Index of the file that was given up, -1 none. */
  readonly stuckAt: number;
  readonly why: string;
}

function runBatch(
  worker: Worker,
  batch: readonly Work[],
  busy: () => number,
  signal?: AbortSignal,
): Promise<BatchEnd> {
  const progress = new SharedArrayBuffer(4);
  const at = new Int32Array(progress);
  return new Promise((resolve) => {
    let last = -1;
    // Most batches end before anybody looks: asking for the time of all threads costs a tenth of a millisecond.
    let spent: Spent | undefined;
    const timer = setInterval(() => {
      spent ??= new Spent(worker, busy);
      const now = Atomics.load(at, 0);
      if (now !== last) {
        last = now;
        spent.reset();
      } else if (spent.ms > giveUpMs) end({ summaries: [], stuckAt: now, why: gaveUp });
    }, 100);
    const end = (result: BatchEnd): void => {
      clearInterval(timer);
      worker.off('message', answered).off('error', failed).off('exit', ended);
      signal?.removeEventListener('abort', aborted);
      resolve(result);
    };
    const stuck = (why: string): void => end({ summaries: [], stuckAt: Atomics.load(at, 0), why });
    const answered = (m: FromWorker): void => end({ summaries: unpack(m.packed), stuckAt: -1, why: '' });
    const failed = (error: Error): void => stuck(`could not be analysed: ${error.message}`);
    const ended = (): void => stuck('could not be analysed: its thread ended');
    const aborted = (): void => stuck('cancelled');
    signal?.addEventListener('abort', aborted);
    worker.on('message', answered).on('error', failed).on('exit', ended);
    const message: ToWorker = { type: 'work', id: 0, work: batch, progress };
    worker.postMessage(message);
  });
}
