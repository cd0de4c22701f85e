/**
 * Bytes allocated per iteration. The process is started with `--expose-gc` and a young generation larger than a
 * round allocates, so that nothing is collected within a round and the heap's growth is what was allocated.
 */
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { ByteSamples } from '../../core/bench/protocol.ts';
import { wallMs } from './clock.ts';
import { makeBatch, sink } from './loop.ts';
import { type Limits, warmUp } from './measure.ts';
import type { Ready } from './ready.ts';
import type { Case, Work } from './registry.ts';

/** A round allocates about this much; the young generation is 128 MB. */
const ROUND_BYTES = 16 * 1024 * 1024;
const ROUNDS = 9;
/** And takes no longer, unless twenty calls do. */
const ROUND_MS = 60;
const MOST_MS = 2_000;
/** Calls in a round: enough that what the round itself allocates is nothing beside it. */
const LEAST_CALLS = 20;
const MOST_CALLS = 1_000_000;

export async function measureBytes(one: Case, ready: Ready, limits: Limits): Promise<ByteSamples> {
  const perCallMs = await warmUp(one, ready, limits);
  const most = Math.min(one.maxIterations ?? MOST_CALLS, MOST_CALLS);
  const count = await counter(ready);
  const first = await count(1);
  const byBytes = Math.ceil(ROUND_BYTES / Math.max(1, first));
  const byTime = Math.ceil(ROUND_MS / Math.max(perCallMs, 1e-6));
  const calls = roundDown(Math.max(2, Math.min(byBytes, Math.max(byTime, LEAST_CALLS), most)));
  const whole: number[] = [];
  let half = Number.POSITIVE_INFINITY;
  const start = wallMs();
  // The first round is not counted: after a collection, code may be compiled once more.
  await count(calls);
  for (let round = 0; round < ROUNDS; round++) {
    half = Math.min(half, await count(calls / 2));
    whole.push(await count(calls));
    if (round >= 2 && wallMs() - start > MOST_MS) break;
  }
  // The difference of two counts: what a round takes by itself is in both. Whatever disturbs one only adds to it.
  const perIteration = whole.map((bytes) => Math.max(0, (bytes - half) / (calls / 2)));
  return { async: ready.async, iterations: Math.round(whole.length * calls * 1.5), perIteration };
}

/** To a power of two, so that one run does as the other. */
function roundDown(n: number): number {
  return 2 ** Math.floor(Math.log2(n));
}

/** Bytes of `n` calls, less what as many calls of an empty function allocate. */
async function counter(ready: Ready): Promise<(n: number) => Promise<number>> {
  const { work } = ready;
  const list = work.freshInput !== undefined;
  const batch = await makeBatch(ready.async, list);
  const emptyBatch = await makeBatch(ready.async, list);
  const value = ready.async ? Promise.resolve() : undefined;
  const empty: Work = { fn: () => value };
  const overhead = new Map<number, number>();
  const count = async (one: Work, loop: typeof batch, n: number): Promise<number> => {
    // What surrounds each call allocates too, and must not be counted: such calls are counted one by one.
    const single = one.callStart !== undefined || one.callEnd !== undefined;
    let total = 0;
    for (let done = 0; done < n; done += single ? 1 : n) {
      total += await grown(one, loop, single ? 1 : n, list, done === 0);
    }
    return total;
  };
  return async (n) => {
    let base = overhead.get(n);
    if (base === undefined) {
      const tries = [];
      for (let i = 0; i < 5; i++) tries.push(await grown(empty, emptyBatch, n, list, true));
      base = Math.min(...tries);
      overhead.set(n, base);
    }
    return (await count(work, batch, n)) - base;
  };
}

async function grown(
  work: Work,
  batch: (...args: Parameters<Awaited<ReturnType<typeof makeBatch>>>) => unknown,
  n: number,
  list: boolean,
  collect: boolean,
): Promise<number> {
  if (work.selfTimed) return grownInside(work.selfTimed, n, collect);
  await work.callStart?.();
  const input = work.batchStart
    ? await work.batchStart()
    : list
      ? await Promise.all(Array.from({ length: n }, () => work.freshInput?.()))
      : work.params;
  if (collect) settle();
  const before = used();
  const result = batch(work.fn, n, input, work.params, sink);
  if (result !== undefined) await result;
  const bytes = used() - before;
  await work.batchEnd?.(input);
  await work.callEnd?.();
  return bytes;
}

async function grownInside(
  turns: NonNullable<Work['selfTimed']>,
  n: number,
  collect: boolean,
): Promise<number> {
  let before = 0;
  let bytes = 0;
  await turns(n, {
    start: () => {
      if (collect) settle();
      before = used();
    },
    stop: () => {
      bytes = used() - before;
    },
  });
  return bytes;
}

/**
 * An empty young generation. The first allocation after a collection may begin a new page, and what is left of the one
 * before then counts as used: it has to happen before the heap is read.
 */
function settle(): void {
  globalThis.gc?.();
  const filler: unknown[] = [];
  for (let i = 0; i < 64; i++) filler.push({ i });
  sink.value = filler;
}

/**
 * The heap's objects and what they hold outside, such as buffers. Not its code: compiling goes on in the background, and
 * a page of code counts as soon as it is begun.
 */
function used(): number {
  let bytes = getHeapStatistics().external_memory;
  for (const { space_name: name, space_used_size: size } of getHeapSpaceStatistics()) {
    if (/^(?:new|old|large_object|new_large_object)(?:_space)?$/.test(name)) bytes += size;
  }
  return bytes;
}
