/** Two versions of one benchmark, measured in turns in one process: what disturbs one, disturbs the other. */
import type { DuetSamples, Precision } from '../../core/bench/protocol.ts';
import { type CpuClock, queueClock, wallMs } from './clock.ts';
import { batchFor, type Columns, type Limits, pass, samples, thinned, warmUp } from './measure.ts';
import type { Ready } from './ready.ts';
import type { Case } from './registry.ts';

export interface DuetSide {
  readonly one: Case;
  readonly ready: Ready;
}

const MOST_PAIRS = 5_000;
/** Fewer do not tell how they scatter. */
const TELLING_PAIRS = 16;
const LEAST_PAIRS = 5;

/**
 * Both sides warm up in turns; then pairs of samples, whose order alternates (AB, BA, AB, …).
 * `limits` are of each side; `until` says when more would tell nothing more.
 */
export async function measureDuet(
  base: DuetSide,
  candidate: DuetSide,
  first: 'base' | 'candidate',
  clock: CpuClock | null,
  limits: Limits,
  until?: Precision,
): Promise<DuetSamples> {
  const perCallMs = await warmUpBoth(base, candidate, first, limits);
  const batch = Math.min(
    batchFor(base.one, base.ready, perCallMs),
    batchFor(candidate.one, candidate.ready, perCallMs),
  );
  globalThis.gc?.();
  const isAsync = base.ready.async || candidate.ready.async;
  const queue = base.ready.async && candidate.ready.async ? queueClock() : null;
  const cpuClock = queue ? 'wall-unqueued' : isAsync || !clock ? 'wall' : clock.name;
  const column = () => ({ ...samples(cpuClock === 'wall'), ...(queue ? { queue } : {}) });
  const columns = { base: column(), candidate: column() };
  const most = Math.min(
    base.one.maxIterations ?? Number.POSITIVE_INFINITY,
    candidate.one.maxIterations ?? Number.POSITIVE_INFINITY,
  );
  const start = wallMs();
  for (let pair = 0; pair < MOST_PAIRS; pair++) {
    if (isEnough(columns, (wallMs() - start) / 2, limits, until)) break;
    if (pair > 0 && pair * batch >= most) break;
    const baseFirst = (pair % 2 === 0) === (first === 'base');
    const [one, other] = baseFirst ? [base, candidate] : [candidate, base];
    await pass(one.ready.sample(batch, baseFirst ? columns.base : columns.candidate));
    await pass(other.ready.sample(batch, baseFirst ? columns.candidate : columns.base));
  }
  queue?.close();
  return {
    async: isAsync,
    cpuClock,
    batch,
    iterations: columns.base.wallNs.length * batch,
    base: sent(columns.base),
    candidate: sent(columns.candidate),
  };
}

interface BothColumns {
  readonly base: Columns;
  readonly candidate: Columns;
}

/** @param elapsedMs of each side */
function isEnough(columns: BothColumns, elapsedMs: number, limits: Limits, until?: Precision): boolean {
  const pairs = columns.base.wallNs.length;
  if (elapsedMs < limits.sampleMs) return false;
  const mostMs = Math.max(limits.sampleMs, until?.mostMs ?? 0);
  if (elapsedMs >= mostMs) return pairs >= LEAST_PAIRS || elapsedMs >= 4 * mostMs;
  // Not after each pair: it costs as much as a short one.
  return until !== undefined && pairs >= TELLING_PAIRS && pairs % 8 === 0 && errorOf(columns) <= until.error;
}

/**
 * Standard error of the median over pairs, from their own scatter (1.2533 σ/√n, σ from the median absolute deviation).
 * Only how pairs scatter decides when to stop, never what they say: that would favour what was looked for.
 */
function errorOf({ base, candidate }: BothColumns): number {
  const times = ({ wallNs, cpuNs }: Columns): readonly number[] => (cpuNs.length > 0 ? cpuNs : wallNs);
  const [one, other] = [times(base), times(candidate)];
  const ratios = one.map((time, i) => Math.log(other[i]! / time)).filter(Number.isFinite);
  const middle = middleOf(ratios);
  const sd = 1.4826 * middleOf(ratios.map((r) => Math.abs(r - middle)));
  return ratios.length === 0 ? Number.POSITIVE_INFINITY : (1.2533 * sd) / Math.sqrt(ratios.length);
}

function middleOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function sent({ wallNs, cpuNs }: Columns): { wallNs: number[]; cpuNs: number[] } {
  return { wallNs: thinned(wallNs, MOST_PAIRS), cpuNs: thinned(cpuNs, MOST_PAIRS) };
}

/** In slices, so that neither side meets a machine or a heap that the other has not. */
async function warmUpBoth(
  base: DuetSide,
  candidate: DuetSide,
  first: 'base' | 'candidate',
  limits: Limits,
): Promise<number> {
  const slice = { ...limits, warmupMs: limits.warmupMs / 4 };
  const sides = first === 'base' ? [base, candidate] : [candidate, base];
  // The best of all rounds: in one of them, others may have had the CPU all the time.
  const perCallMs = sides.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < 4; round++) {
    for (const [i, { one, ready }] of sides.entries()) {
      const found = await warmUp(one, ready, slice);
      if (found > 0) perCallMs[i] = Math.min(perCallMs[i]!, found);
    }
  }
  return Math.max(...perCallMs.map((ms) => (Number.isFinite(ms) ? ms : 0)));
}
