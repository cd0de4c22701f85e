/**
 * Bytes allocated per iteration. The process is started with `--expose-gc` and a young generation larger than a
 * round allocates, so that nothing is collected within a round and the heap's growth is what was allocated.
 */
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { ByteSamples } from '../../core/bench/protocol.ts';
import { cpuMs, wallMs } from './clock.ts';
import { makeBatch, sink } from './loop.ts';
import { type Limits, warmUp } from './measure.ts';
import type { Ready } from './ready.ts';
import type { Case, Work } from './registry.ts';

/** A round allocates about this much; the young generation is 128 MB. */
const ROUND_BYTES = 16 * 1024 * 1024;
const ROUNDS = 5;
/** Or takes this long: seldom, so that how many calls there are does not depend on how busy the machine is. */
const ROUND_MS = 120;
const MOST_MS = 600;
/** Calls that together take this long are not doubled any more. */
const SLOW_MS = 250;
/** Calls in a round: enough that what the round itself allocates is nothing beside it. */
const LEAST_CALLS = 20;
const MOST_CALLS = 1_000_000;
/** Where each call has an input of its own, or hooks around it. */
const MOST_PREPARED = 1_024;

/** Growth of the heap, in bytes. */
interface Grown {
  /** Where new objects go. Exact to the byte. */
  readonly young: number;
  /**
   * Objects that V8 has learnt to put with the old ones at once; but it takes room for them in pieces, and counts a
   * piece as soon as it is taken.
   */
  readonly old: number;
}

/** Below this share they are left out: an exact count of most tells more than a rough one of all. */
const OLD_SHARE = 0.5;

export async function measureBytes(
  one: Case,
  ready: Ready,
  limits: Limits,
): Promise<ByteSamples & { readonly callNs: number }> {
  const perCallMs = await warmUp(one, ready, limits);
  const { work } = ready;
  const prepared = work.freshInput || work.callStart || work.callEnd;
  const most = Math.min(one.maxIterations ?? MOST_CALLS, prepared ? MOST_PREPARED : MOST_CALLS);
  const count = await counter(ready);
  // By the clock on the wall a busy machine would make a round of two calls, which counts nothing.
  const now = ready.async ? wallMs : cpuMs;
  const calls = await callsOf(count, Math.max(2, roundDown(most)), now);
  const whole: Grown[] = [];
  const half: Grown[] = [];
  const start = now();
  // The first round is not counted: after a collection, code may be compiled once more.
  await count(calls);
  for (let round = 0; round < ROUNDS; round++) {
    half.push(await count(calls / 2));
    whole.push(await count(calls));
    if (round >= 2 && now() - start > MOST_MS) break;
  }
  return {
    async: ready.async,
    iterations: Math.round(whole.length * calls * 1.5),
    perIteration: slopes(whole, half, calls / 2),
    callNs: perCallMs * 1e6,
  };
}

/** Doubled until a round is long or large enough; one whose calls become slower and slower is not called a million times. */
async function callsOf(
  count: (n: number) => Promise<Grown>,
  most: number,
  now: () => number,
): Promise<number> {
  for (let calls = 2; ; calls *= 2) {
    const start = now();
    const { young, old } = await count(calls);
    const elapsed = now() - start;
    const enough =
      (elapsed > ROUND_MS && calls >= LEAST_CALLS) || young + old > ROUND_BYTES || elapsed > SLOW_MS;
    if (enough || calls * 2 > most) return calls;
  }
}

/** The difference of two counts: what a round takes by itself is in both. Half of the rounds may be disturbed. */
function slopes(whole: readonly Grown[], half: readonly Grown[], calls: number): number[] {
  const middle = (rounds: readonly Grown[], which: keyof Grown): number =>
    rounds.map((round) => round[which]).sort((a, b) => a - b)[rounds.length >> 1]!;
  const counted = middle(whole, 'old') > OLD_SHARE * middle(whole, 'young') + ROUND_BYTES / 16;
  const young = middle(half, 'young');
  const old = middle(half, 'old');
  return whole.map((round) => Math.max(0, (round.young - young + (counted ? round.old - old : 0)) / calls));
}

/** To a power of two, so that one run does as the other. */
function roundDown(n: number): number {
  return 2 ** Math.floor(Math.log2(n));
}

/** Growth in `n` calls, less what as many calls of an empty function take. */
async function counter(ready: Ready): Promise<(n: number) => Promise<Grown>> {
  const { work } = ready;
  const list = work.freshInput !== undefined;
  const batch = await makeBatch(ready.async, list);
  const emptyBatch = await makeBatch(ready.async, list);
  const value = ready.async ? Promise.resolve() : undefined;
  const empty: Work = { fn: () => value };
  // What surrounds each call allocates too, and must not be counted: such calls are counted one by one.
  const step = work.callStart || work.callEnd ? 1 : Number.POSITIVE_INFINITY;
  const overheads = new Map<number, number>();
  const overhead = async (n: number): Promise<number> => {
    const tries: number[] = [];
    for (let i = 0; i < 5; i++) tries.push((await grown(empty, emptyBatch, n, list, true)).young);
    return Math.min(...tries);
  };
  return async (n) => {
    const total = { young: 0, old: 0 };
    for (let done = 0; done < n; done += step) {
      const calls = Math.min(step, n);
      if (!overheads.has(calls)) overheads.set(calls, await overhead(calls));
      const { young, old } = await grown(work, batch, calls, list, done === 0);
      total.young += young - overheads.get(calls)!;
      total.old += old;
    }
    return total;
  };
}

async function grown(
  work: Work,
  batch: (...args: Parameters<Awaited<ReturnType<typeof makeBatch>>>) => unknown,
  n: number,
  list: boolean,
  collect: boolean,
): Promise<Grown> {
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
  const after = used();
  await work.batchEnd?.(input);
  await work.callEnd?.();
  return difference(after, before);
}

async function grownInside(
  turns: NonNullable<Work['selfTimed']>,
  n: number,
  collect: boolean,
): Promise<Grown> {
  const at: { before?: Grown; after?: Grown } = {};
  await turns(n, {
    start: () => {
      if (collect) settle();
      at.before = used();
    },
    stop: () => {
      at.after = used();
    },
  });
  return at.before && at.after ? difference(at.after, at.before) : { young: 0, old: 0 };
}

function difference(after: Grown, before: Grown): Grown {
  return { young: after.young - before.young, old: after.old - before.old };
}

/**
 * An empty young generation. By its own collector: a full collection would also throw away code, and until that is
 * compiled again the same calls allocate more. The first allocation after a collection may begin a new page, and what is left of the one
 * before then counts as used: it has to happen before the heap is read.
 */
function settle(): void {
  // What survives once is only moved; the second time it is put with the old.
  for (let i = 0; i < 2; i++) globalThis.gc?.({ type: 'minor' });
  const filler: unknown[] = [];
  for (let i = 0; i < 64; i++) filler.push({ i });
  sink.value = filler;
}

/** Objects, and what they hold outside of the heap, such as buffers. Not code: it is compiled in the background. */
function used(): Grown {
  let young = getHeapStatistics().external_memory;
  let old = 0;
  for (const { space_name: name, space_used_size: size } of getHeapSpaceStatistics()) {
    if (/^(?:new|new_large_object|large_object)_space$/.test(name)) young += size;
    else if (name === 'old_space') old += size;
  }
  return { young, old };
}
