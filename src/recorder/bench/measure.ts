/** The time of one benchmark in this process: warm-up, a batch long enough for the clock, samples. */
import { GCProfiler } from 'node:v8';
import type { TimeSamples } from '../../core/bench/protocol.ts';
import { type CpuClock, wallMs } from './clock.ts';
import { makeBatch, sink } from './loop.ts';
import type { Ready } from './ready.ts';
import type { Case } from './registry.ts';

/** A batch takes this long, so that reading the clocks (2 to 5 µs) does not count; a slower function is called once. */
const BATCH_MS = 0.5;
/** With inputs made for each call, no more of them at a time. */
const MOST_INPUTS = 1_000;
const MOST_SAMPLES = 20_000;
/** Shown in the answer: more would only make it longer. */
const SENT_SAMPLES = 2_000;

export interface Limits {
  readonly warmupMs: number;
  readonly sampleMs: number;
}

/** Elapsed ms of one call once warm: the fastest batch's, because others had the CPU meanwhile too. */
export async function warmUp(one: Case, ready: Ready, limits: Limits): Promise<number> {
  const most = one.maxIterations ?? Number.POSITIVE_INFINITY;
  const start = wallMs();
  let n = 1;
  let calls = 0;
  let perCallMs = Number.POSITIVE_INFINITY;
  do {
    const elapsed = await ready.sample(n, null);
    calls += n;
    // Single calls of short functions are below the clock.
    if (elapsed > 0.02 || n >= 64) perCallMs = Math.min(perCallMs, elapsed / n);
    n = Math.min(batchFor(one, ready, Number.isFinite(perCallMs) ? perCallMs : elapsed / n), n * 2);
  } while (wallMs() - start < limits.warmupMs && calls < most);
  return Number.isFinite(perCallMs) ? perCallMs : 0;
}

export function batchFor(one: Case, ready: Ready, perCallMs: number): number {
  if (ready.single) return 1;
  const wanted = perCallMs > 0 ? Math.ceil(BATCH_MS / perCallMs) : 1_000_000;
  const most = Math.min(
    ready.work.freshInput ? MOST_INPUTS : 10_000_000,
    Math.max(1, Math.ceil((one.maxIterations ?? Number.POSITIVE_INFINITY) / 10)),
  );
  return Math.max(1, Math.min(wanted, most));
}

export async function measureTime(
  one: Case,
  ready: Ready,
  clock: CpuClock | null,
  limits: Limits,
): Promise<TimeSamples> {
  const gcShare = gcWatch();
  const perCallMs = await warmUp(one, ready, limits);
  const share = gcShare();
  const batch = batchFor(one, ready, perCallMs);
  globalThis.gc?.();
  // Collecting emptied caches: one sample until all is as it was.
  if (perCallMs < 50) await pass(ready.sample(batch, null));
  const columns = samples(ready.async || !clock);
  const start = wallMs();
  const most = one.maxIterations ?? Number.POSITIVE_INFINITY;
  // At least five samples, but a function that takes seconds is not called five times.
  for (let n = 0; n < MOST_SAMPLES; n++) {
    const elapsed = wallMs() - start;
    if (elapsed >= limits.sampleMs && (n >= 5 || elapsed >= 4 * limits.sampleMs)) break;
    if (n * batch >= most && n > 0) break;
    await pass(ready.sample(batch, columns));
  }
  const { wallNs, cpuNs } = columns;
  return {
    async: ready.async,
    cpuClock: clock && !ready.async ? clock.name : 'wall',
    batch,
    iterations: wallNs.length * batch,
    wallNs: thinned(wallNs),
    cpuNs: thinned(cpuNs),
    emptyNs: await emptyNs(ready, clock),
    ...(share === undefined ? {} : { gcShare: share }),
  };
}

/** Awaits only what is a promise: an `await` lets others run between the samples of synchronous code. */
export async function pass(result: Promise<number> | number): Promise<void> {
  if (typeof result !== 'number') await result;
}

export interface Columns {
  readonly wallNs: number[];
  readonly cpuNs: number[];
  readonly add: (wallNs: number, cpuNs: number) => void;
}

export function samples(wallOnly: boolean): Columns {
  const wallNs: number[] = [];
  const cpuNs: number[] = [];
  return {
    wallNs,
    cpuNs,
    add: (wall, cpu) => {
      wallNs.push(wall);
      if (!wallOnly) cpuNs.push(cpu);
    },
  };
}

/** Evenly over time, in order; rounded to a hundredth of a ns. */
export function thinned(values: readonly number[], most = SENT_SAMPLES): number[] {
  const step = Math.max(1, values.length / most);
  const out: number[] = [];
  for (let at = 0; at < values.length; at += step) out.push(Math.round(values[Math.floor(at)]! * 100) / 100);
  return out;
}

/** Share of the elapsed time until asked that garbage collection took. */
function gcWatch(): () => number | undefined {
  const start = wallMs();
  try {
    const profiler = new GCProfiler();
    profiler.start();
    return () => {
      const { statistics } = profiler.stop();
      // In µs.
      const costUs = statistics.reduce((sum, { cost }) => sum + cost, 0);
      return Math.min(1, costUs / 1000 / Math.max(0.001, wallMs() - start));
    };
  } catch {
    return () => undefined;
  }
}

/** What a function without content takes in such a loop. */
async function emptyNs(ready: Ready, clock: CpuClock | null): Promise<number> {
  if (ready.single || ready.async) return 0;
  const batch = await makeBatch(false, false);
  const empty = (): void => {};
  const n = 20_000;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 30; round++) {
    const cpu = clock?.read() ?? 0;
    const start = wallMs();
    batch(empty, n, undefined, undefined, sink);
    const ns = clock ? clock.read() - cpu - clock.costNs : (wallMs() - start) * 1e6;
    best = Math.min(best, ns / n);
  }
  return Math.max(0, best);
}
