/** Two versions of one benchmark, measured in turns in one process: what disturbs one, disturbs the other. */
import type { DuetSamples } from '../../core/bench/protocol.ts';
import { type CpuClock, queueClock, wallMs } from './clock.ts';
import { batchFor, type Columns, type Limits, pass, samples, thinned, warmUp } from './measure.ts';
import type { Ready } from './ready.ts';
import type { Case } from './registry.ts';

export interface DuetSide {
  readonly one: Case;
  readonly ready: Ready;
}

const MOST_PAIRS = 5_000;

/**
 * Both sides warm up in turns; then pairs of samples, whose order alternates (AB, BA, AB, …).
 * `limits` are of each side.
 */
export async function measureDuet(
  base: DuetSide,
  candidate: DuetSide,
  first: 'base' | 'candidate',
  clock: CpuClock | null,
  limits: Limits,
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
    const elapsed = wallMs() - start;
    if (elapsed >= 2 * limits.sampleMs && (pair >= 5 || elapsed >= 8 * limits.sampleMs)) break;
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
