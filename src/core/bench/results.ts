/**
 * What the results view shows: one row a benchmark, whatever was measured of it. Made of a `BenchReport` and, where
 * there are some, of comparisons and of history; times of one iteration in ns.
 */
import type {
  AllocatedBytes,
  BenchClock,
  BenchmarkResult,
  BenchReport,
  BudgetOutcome,
  CounterOutcome,
  Growth,
  Quantiles,
} from './nouns.ts';

/** One version's figures. */
export interface ResultSide {
  /** `working tree`, `main`, `a1b2c3d`. */
  readonly label: string;
  readonly clock: BenchClock;
  readonly time: Quantiles;
  readonly opsPerSecond: number;
  /** Half the width of the median's 95 % interval ÷ median, over forks; 0 unknown. */
  readonly marginShare: number;
  readonly forks: number;
  readonly iterations: number;
  readonly samplesNs: readonly number[];
  readonly bytes?: AllocatedBytes;
}

export type ChangeVerdict = 'faster' | 'slower' | 'unchanged' | 'inconclusive';

/** Of the candidate against the base; shares are changes of the time: +0.05 is 5 % slower. */
export interface ResultChange {
  readonly verdict: ChangeVerdict;
  readonly share: number;
  readonly lowShare: number;
  readonly highShare: number;
  /** The limit it was judged by. */
  readonly limitShare: number;
  /** Why, in a sentence. */
  readonly reason: string;
  /** How it was measured: `both versions in one process, 10 processes`. */
  readonly method: string;
  /** The change in each process, in order. */
  readonly perForkShares: readonly number[];
}

/** One run of the past, oldest first. */
export interface HistoryPoint {
  /** Epoch ms. */
  readonly at: number;
  /** Short hash; '' unknown. */
  readonly commit: string;
  readonly medianNs: number;
  readonly bytes?: number;
  /** A change point starts here. */
  readonly change?: true;
}

export interface ResultRow {
  /** `file#id`: unique in the view. */
  readonly key: string;
  readonly file: string;
  readonly id: string;
  readonly line: number;
  readonly status: BenchmarkResult['status'] | 'running' | 'waiting';
  /** Of a failure: message and stack lines. */
  readonly failure?: readonly string[];
  readonly notes: readonly string[];
  readonly candidate?: ResultSide;
  readonly base?: ResultSide;
  readonly change?: ResultChange;
  readonly budgets: readonly BudgetOutcome[];
  readonly counters: readonly CounterOutcome[];
  readonly history: readonly HistoryPoint[];
}

export interface ResultsView {
  readonly title: string;
  /** What was measured where, in a line. */
  readonly subtitle: string;
  readonly rows: readonly ResultRow[];
  readonly growth: readonly Growth[];
  readonly problems: readonly string[];
  /** Whether measuring goes on. */
  readonly running: boolean;
}

export function rowKey(file: string, id: string): string {
  return `${file}#${id}`;
}

/** A row of what `perfloop bench` measured. `label` names the version. */
export function resultRow(result: BenchmarkResult, label: string): ResultRow {
  const { benchmark, measured } = result;
  return {
    key: rowKey(benchmark.file, benchmark.id),
    file: benchmark.file,
    id: benchmark.id,
    line: benchmark.line,
    status: result.status,
    ...(result.failure ? { failure: [result.failure.message, ...result.failure.stack] } : {}),
    notes: result.warnings.map((w) => w.message),
    ...(measured
      ? {
          candidate: {
            label,
            clock: measured.clock,
            time: measured.time,
            opsPerSecond: measured.opsPerSecond,
            marginShare: measured.marginShare,
            forks: measured.forks,
            iterations: measured.iterations,
            samplesNs: measured.samplesNs,
            ...(measured.bytes ? { bytes: measured.bytes } : {}),
          },
        }
      : {}),
    budgets: result.budgets,
    counters: result.counters,
    history: [],
  };
}

/** The whole of one run. */
export function resultsView(report: BenchReport, label: string): ResultsView {
  const { nodeVersion, cpuModel } = report.environment;
  return {
    title: 'Benchmarks',
    subtitle: [`Node ${nodeVersion.replace(/^v/, '')}`, cpuModel].filter(Boolean).join(', '),
    rows: report.results.map((r) => resultRow(r, label)),
    growth: report.growth,
    problems: report.problems.map((p) => (p.file ? `${p.file}: ${p.message}` : p.message)),
    running: false,
  };
}
