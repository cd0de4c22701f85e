/** A case made ready to be called: opened, found to be synchronous or not, with a loop of its own. */
import { type CpuClock, type QueueClock, type QueueReading, wallMs } from './clock.ts';
import { type Batch, makeBatch, sink } from './loop.ts';
import { type Case, openGroups, runHooks, type Work } from './registry.ts';

export interface Ready {
  readonly work: Work;
  readonly async: boolean;
  /** One call at a time, because hooks run around each. */
  readonly single: boolean;
  /** Makes `n` calls and adds one sample, ns per call. Returns the elapsed ms. */
  readonly sample: (n: number, into: SampleSink | null) => Promise<number> | number;
}

export interface SampleSink {
  readonly add: (wallNs: number, cpuNs: number) => void;
  /** Asynchronous samples then have their time without waiting for a CPU in the place of CPU time. */
  readonly queue?: QueueClock;
}

/**
 * Runs the hooks before it and makes the first call.
 * @param opened called between the two
 * @throws what the user's code throws
 */
export async function makeReady(one: Case, clock: CpuClock | null, opened: () => void): Promise<Ready> {
  await openGroups(one.group);
  await runHooks(one.group, 'beforeEach');
  const work = await one.open();
  opened();
  const isAsync = work.async === true || (await firstCall(work));
  const single = work.callStart !== undefined || work.callEnd !== undefined;
  const batch = await makeBatch(isAsync, work.freshInput !== undefined);
  const sample = work.selfTimed
    ? selfTimed(work.selfTimed, isAsync ? null : clock)
    : isAsync
      ? (n: number, into: SampleSink | null) => sampleAsync(work, batch, n, into)
      : sampler(work, batch, clock);
  return { work, async: isAsync, single, sample };
}

export async function close(one: Case, ready: Ready | undefined): Promise<void> {
  await ready?.work.close?.();
  await runHooks(one.group, 'afterEach');
}

/** Whether it gives a promise. */
async function firstCall(work: Work): Promise<boolean> {
  await work.callStart?.();
  const input = await startBatch(work, 1);
  const result = work.fn(work.freshInput ? (input as unknown[])[0] : input, work.params);
  const isAsync = isThenable(result);
  sink.value = await result;
  await endBatch(work, input);
  await work.callEnd?.();
  return isAsync;
}

function isThenable(value: unknown): boolean {
  const kind = typeof value;
  return (
    value !== null &&
    (kind === 'object' || kind === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

function startBatch(work: Work, n: number): unknown {
  if (work.batchStart) return work.batchStart();
  if (!work.freshInput) return work.params;
  const { freshInput } = work;
  const inputs: unknown[] = [];
  for (let i = 0; i < n; i++) inputs.push(freshInput());
  return inputs.some(isThenable) ? Promise.all(inputs) : inputs;
}

function endBatch(work: Work, input: unknown): unknown {
  return work.batchEnd?.(input);
}

/**
 * For a synchronous function: as long as its hooks give no promises nothing is awaited, so that the event loop gets no
 * turn between the clocks.
 */
function sampler(work: Work, batch: Batch, clock: CpuClock | null): Ready['sample'] {
  const read = clock?.read ?? (() => 0);
  const cost = clock?.costNs ?? 0;
  const measure = (n: number, input: unknown, into: SampleSink | null): number => {
    const cpu = read();
    const start = wallMs();
    batch(work.fn, n, input, work.params, sink);
    const elapsed = wallMs() - start;
    const spent = read() - cpu - cost;
    into?.add((elapsed * 1e6) / n, Math.max(0, spent) / n);
    return elapsed;
  };
  const free = !work.callStart && !work.callEnd && !work.batchEnd;
  return (n, into) => {
    if (free) {
      const input = startBatch(work, n);
      return isThenable(input)
        ? (input as Promise<unknown>).then((value) => measure(n, value, into))
        : measure(n, input, into);
    }
    return aroundCalls(work, n, (input) => measure(n, input, into));
  };
}

function selfTimed(turns: NonNullable<Work['selfTimed']>, clock: CpuClock | null): Ready['sample'] {
  return (n, into) => {
    const at = { cpu: 0, start: 0, elapsed: 0, spent: 0 };
    const result = turns(n, {
      start: () => {
        at.cpu = clock?.read() ?? 0;
        at.start = wallMs();
      },
      stop: () => {
        at.elapsed = wallMs() - at.start;
        at.spent = clock ? clock.read() - at.cpu - clock.costNs : 0;
      },
    });
    const finish = (): number => {
      into?.add((at.elapsed * 1e6) / n, Math.max(0, at.spent) / n);
      return at.elapsed;
    };
    return isThenable(result) ? (result as Promise<unknown>).then(finish) : finish();
  };
}

/**
 * Elapsed time less what threads waited for a CPU. Where several waited at once, that is more than was lost: at least
 * the CPU time that was used remains.
 */
function unqueued(wallNs: number, before: QueueReading, after: QueueReading): number {
  const cpuNs = after.cpuNs - before.cpuNs;
  return Math.min(wallNs, Math.max(cpuNs, wallNs - (after.waitNs - before.waitNs)));
}

async function sampleAsync(work: Work, batch: Batch, n: number, into: SampleSink | null): Promise<number> {
  return aroundCalls(work, n, async (input) => {
    const before = into?.queue?.read();
    const start = wallMs();
    await batch(work.fn, n, input, work.params, sink);
    const elapsed = wallMs() - start;
    const wallNs = elapsed * 1e6;
    into?.add(wallNs / n, before ? unqueued(wallNs, before, into.queue!.read()) / n : 0);
    return elapsed;
  });
}

async function aroundCalls(
  work: Work,
  n: number,
  measure: (input: unknown) => number | Promise<number>,
): Promise<number> {
  await work.callStart?.();
  const input = await startBatch(work, n);
  const elapsed = await measure(input);
  await endBatch(work, input);
  await work.callEnd?.();
  return elapsed;
}
