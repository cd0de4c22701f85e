/**
 * The nouns of a comparison: two versions of benchmarks, measured together. Base and candidate are always
 * re-measured; nothing here comes from a stored time.
 */
import type { Environment } from '../model.ts';
import type { BenchClock, Benchmark, BenchProblem, BenchWarning } from './nouns.ts';
import type { Confirmation, GateOutcome, Limit, Verdict } from './sequential.ts';

/**
 * `duet`: each process loads both versions and measures them in turns.
 * `interleaved`: processes of one version each, in turns: for versions that cannot share a process.
 */
export type ComparisonMethod = 'duet' | 'interleaved';

/** The number that a process contributes: the ratio candidate ÷ base of this. */
export type ComparedBy =
  /** Median ratio of samples' times that are near one another, by the result's `clock`. */
  | 'clock-pairs'
  /** The same of elapsed times, where there is no better clock. */
  | 'wall-pairs'
  /** 25th percentiles, of samples from two processes, which are no neighbours. */
  | 'clock-p25'
  | 'wall-p25';

/** A change as a share of the base: 0.05 = 5 % slower, -0.2 = a fifth less time. */
export interface Change {
  readonly share: number;
  /** The interval of the change; `confidence` 0..1 is what it really covers. */
  readonly lowShare: number;
  readonly highShare: number;
  readonly confidence: number;
}

/** One version's times over all processes, per iteration; for the picture, not for the verdict. */
export interface SideTimes {
  readonly p25Ns: number;
  readonly medianNs: number;
  readonly p95Ns: number;
  /** At most 400, in order of time. */
  readonly samplesNs: readonly number[];
}

export interface BytesChange {
  readonly base: number;
  readonly candidate: number;
  /** Change as a share of the base. */
  readonly share: number;
  /** Both repeat within 0.1 %. */
  readonly exact: boolean;
}

export interface Compared {
  readonly verdict: Verdict;
  readonly gate: GateOutcome;
  readonly change: Change;
  /** One line, for people: why this verdict, or what stands in the way of one. */
  readonly reason: string;
  readonly confirmation: Confirmation;
  readonly async: boolean;
  readonly clock: BenchClock;
  readonly by: ComparedBy;
  readonly method: ComparisonMethod;
  /** Why not `duet`; '' where it is. */
  readonly methodReason: string;
  readonly base: SideTimes;
  readonly candidate: SideTimes;
  /** ln(candidate ÷ base), one a process (or pair of processes): the first measurement, then the confirming one. */
  readonly logRatios: readonly number[];
  readonly confirmLogRatios: readonly number[];
  readonly bytes?: BytesChange;
  readonly durationMs: number;
}

export interface BenchmarkComparison {
  /** The candidate's; the base's where the candidate lacks it. */
  readonly benchmark: Benchmark;
  /**
   * `added`, `removed`: in one version only. `failed`: one of the versions threw, never ended, …
   */
  readonly status: 'compared' | 'added' | 'removed' | 'failed' | 'skipped';
  /** Where compared. */
  readonly compared?: Compared;
  /** Where it failed, which version and why: one line. */
  readonly failure?: string;
  readonly warnings: readonly BenchWarning[];
}

/** One of the two versions. */
export interface ComparedVersion {
  /** For people: `main (1a2b3c4)`, `working tree`, `old.bench.js`. */
  readonly label: string;
  readonly commit?: string;
  /** The working tree with changes that are in no commit. */
  readonly dirty?: boolean;
}

/** What `perfloop compare` measured. */
export interface ComparisonReport {
  readonly version: 1;
  readonly createdAt: number;
  readonly environment: Environment;
  readonly base: ComparedVersion;
  readonly candidate: ComparedVersion;
  readonly limit: Limit;
  readonly results: readonly BenchmarkComparison[];
  readonly problems: readonly BenchProblem[];
  readonly durationMs: number;
  readonly cancelled: boolean;
  readonly shard?: { readonly index: number; readonly of: number };
}

/** What a report comes to: the worst of its parts. */
export type Outcome = 'pass' | 'fail' | 'bad' | 'inconclusive' | 'cancelled';

/** A slowdown fails before all else; then what could not be measured, then what could not be decided. */
export function outcomeOf(report: Pick<ComparisonReport, 'results' | 'problems' | 'cancelled'>): Outcome {
  if (report.cancelled) return 'cancelled';
  const gates = report.results.map((r) => r.compared?.gate);
  if (gates.includes('fail')) return 'fail';
  if (report.results.some((r) => r.status === 'failed') || report.problems.some((p) => p.fatal)) return 'bad';
  return gates.includes('inconclusive') ? 'inconclusive' : 'pass';
}
