/** From the samples of processes to a comparison: the ratio of one process, the change, its sides. */
import type { Change, Compared, ComparedBy, ComparisonMethod, SideTimes } from './comparison.ts';
import type { BenchClock } from './nouns.ts';
import type { PairedSide } from './protocol.ts';
import { ascending, hodgesLehmann, hodgesLehmannInterval, quantile, weightedMedian } from './robust.ts';
import type { Course, Standing } from './sequential.ts';
import { reasonFor } from './verdict.ts';

/** What one process (or one pair of processes) measured of both versions. */
export interface ProcessSamples {
  readonly async: boolean;
  readonly clock: BenchClock;
  readonly base: PairedSide;
  readonly candidate: PairedSide;
  /** base[i] and candidate[i] were measured right after one another. */
  readonly paired: boolean;
}

/** A sample is compared with this many of the other version before it, and as many after it. */
const NEIGHBOURS = 8;
/** Of very short samples there are thousands, and their nearest neighbours are enough. */
const MOST_RATIOS = 6_000;
/** Its thread was sent away during the sample: caches were cold when it came back. */
const SENT_AWAY = 1.08;
const SENT_AWAY_WEIGHT = 0.3;

/**
 * ln(candidate ÷ base) of one process: the median of all ratios of samples that are near one another in time, because
 * what disturbs one, disturbs its neighbours alike. (Over 512 processes of eight workloads at a load of 8 to 25 on two
 * CPUs it was wrong by a third less than the median over pairs, or by their 25th percentiles: as good as measuring
 * twice as long.) Synchronous work is compared by CPU time, asynchronous by elapsed time, because there waiting belongs
 * to the result; but not waiting for a CPU that other programs have, where the system counts it. Samples of two
 * processes are compared by their 25th percentiles: what disturbs a sample only ever adds to it. NaN where there is
 * nothing to compare.
 */
export function logRatio(samples: ProcessSamples): number {
  const by = comparedBy(samples);
  const [base, candidate] = [timesOf(samples.base, by), timesOf(samples.candidate, by)];
  if (by === 'clock-p25' || by === 'wall-p25') {
    const ratio = Math.log(quantile(ascending(candidate), 0.25) / quantile(ascending(base), 0.25));
    return Number.isFinite(ratio) ? ratio : Number.NaN;
  }
  const weights = (side: PairedSide): readonly number[] =>
    samples.clock === 'thread-cpu' && by === 'clock-pairs' ? calmness(side) : side.wallNs.map(() => 1);
  return neighbours(base, candidate, weights(samples.base), weights(samples.candidate));
}

function neighbours(
  base: readonly number[],
  candidate: readonly number[],
  baseWeights: readonly number[],
  candidateWeights: readonly number[],
): number {
  const n = Math.min(base.length, candidate.length);
  const reach = Math.max(1, Math.min(NEIGHBOURS, Math.floor(MOST_RATIOS / (2 * n))));
  const ratios: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = Math.max(0, i - reach); j <= Math.min(n - 1, i + reach); j++) {
      const ratio = Math.log(candidate[j]! / base[i]!);
      if (!Number.isFinite(ratio)) continue;
      ratios.push(ratio);
      weights.push(baseWeights[i]! * candidateWeights[j]!);
    }
  }
  return weightedMedian(ratios, weights);
}

function calmness({ wallNs, cpuNs }: PairedSide): number[] {
  return cpuNs.map((cpu, i) => (wallNs[i]! > SENT_AWAY * cpu ? SENT_AWAY_WEIGHT : 1));
}

export function comparedBy({ clock, paired, base, candidate }: ProcessSamples): ComparedBy {
  const cpu = clock !== 'wall' && base.cpuNs.length > 0 && candidate.cpuNs.length > 0;
  return `${cpu ? 'clock' : 'wall'}-${paired ? 'pairs' : 'p25'}`;
}

function timesOf(side: PairedSide, by: ComparedBy): readonly number[] {
  return by.startsWith('clock') ? side.cpuNs : side.wallNs;
}

/** The Hodges-Lehmann estimate of the change and its interval (95 % where there are values enough). */
export function changeOf(logRatios: readonly number[]): Change {
  const { low, high, confidence } = hodgesLehmannInterval(logRatios, 0.95);
  return {
    share: Math.expm1(hodgesLehmann(logRatios)),
    lowShare: Math.expm1(low),
    highShare: Math.expm1(high),
    confidence,
  };
}

const KEPT_SAMPLES = 400;

/** Times of one version over all its processes, of the clock that was compared by. */
export function sideTimes(processes: readonly PairedSide[], by: ComparedBy): SideTimes {
  const all = processes.flatMap((p) => timesOf(p, by));
  const sorted = ascending(all);
  const step = Math.max(1, all.length / KEPT_SAMPLES);
  const kept: number[] = [];
  for (let at = 0; at < all.length; at += step) kept.push(all[Math.floor(at)]!);
  return {
    p25Ns: quantile(sorted, 0.25),
    medianNs: quantile(sorted, 0.5),
    p95Ns: quantile(sorted, 0.95),
    samplesNs: kept,
  };
}

export interface Measurement {
  readonly course: Course;
  readonly standing: Standing;
  readonly processes: readonly ProcessSamples[];
  readonly rounds: readonly [readonly number[], readonly number[]];
  readonly method: ComparisonMethod;
  readonly methodReason: string;
  readonly durationMs: number;
}

/** The change is estimated from all processes: the confirming ones are no worse than the first. */
export function comparedOf(m: Measurement): Compared {
  const { standing, rounds, processes } = m;
  const by = comparedBy(processes[0]!);
  const change = changeOf([...rounds[0], ...rounds[1]]);
  return {
    verdict: standing.verdict,
    gate: standing.gate,
    change,
    reason: reasonFor(standing, change, m.course.limit, rounds, m.methodReason),
    confirmation: standing.confirmation,
    async: processes[0]!.async,
    clock: by.startsWith('clock') ? processes[0]!.clock : 'wall',
    by,
    method: m.method,
    methodReason: m.methodReason,
    base: sideTimes(
      processes.map((p) => p.base),
      by,
    ),
    candidate: sideTimes(
      processes.map((p) => p.candidate),
      by,
    ),
    logRatios: rounds[0],
    confirmLogRatios: rounds[1],
    durationMs: m.durationMs,
  };
}
