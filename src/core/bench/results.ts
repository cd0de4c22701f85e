/**
 * What the results view shows: one row a benchmark, whatever was measured of it. Made of a `BenchReport` and, where
 * there are some, of comparisons and of history; times of one iteration in ns.
 */

import type { BenchmarkComparison, Compared, ComparisonReport, SideTimes } from './comparison.ts';
import type {
  BenchClock,
  BenchmarkResult,
  BenchReport,
  BudgetOutcome,
  CounterOutcome,
  Growth,
  Quantiles,
} from './nouns.ts';
import type { Verdict } from './sequential.ts';

/** One version's figures. */
export interface ResultSide {
  /** `working tree`, `main`, `a1b2c3d`. */
  readonly label: string;
  readonly clock: BenchClock;
  /** A comparison keeps fewer figures than a run. */
  readonly time: Pick<Quantiles, 'p50Ns' | 'p95Ns'> & Partial<Quantiles>;
  readonly opsPerSecond: number;
  /** Half the width of the median's 95 % interval ÷ median, over forks; 0 unknown. */
  readonly marginShare: number;
  readonly forks?: number;
  readonly iterations?: number;
  readonly samplesNs: readonly number[];
  /** Allocated per iteration. */
  readonly bytes?: number;
}

/** Of the candidate against the base; shares are changes of the time: +0.05 is 5 % slower. */
export interface ResultChange {
  readonly verdict: Verdict;
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
  /** With changes that are in no commit. */
  readonly dirty?: true;
  readonly medianNs: number;
  /** Allocated per iteration. */
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
  /** past: known from the history alone. */
  readonly status: BenchmarkResult['status'] | 'running' | 'waiting' | 'past';
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

/** A row of what only the history knows. `line` 0 where nothing declares it any more. */
export function pastRow(
  file: string,
  id: string,
  line: number,
  { points, notes }: { readonly points: readonly HistoryPoint[]; readonly notes: readonly string[] },
): ResultRow {
  const none = { budgets: [], counters: [] };
  return { key: rowKey(file, id), file, id, line, status: 'past', notes, history: points, ...none };
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
            ...(measured.bytes ? { bytes: measured.bytes.perIteration } : {}),
          },
        }
      : {}),
    budgets: result.budgets,
    counters: result.counters,
    history: [],
  };
}

/** A row of what `perfloop compare` measured. */
export function comparedRow(result: BenchmarkComparison, report: ComparisonReport): ResultRow {
  const { benchmark, compared, failure } = result;
  return {
    key: rowKey(benchmark.file, benchmark.id),
    file: benchmark.file,
    id: benchmark.id,
    line: benchmark.line,
    status: statuses[result.status],
    ...(failure ? { failure: [failure] } : {}),
    notes: [...(asides[result.status] ?? []), ...result.warnings.map((w) => w.message)],
    ...(compared
      ? {
          base: side(report.base.label, compared, compared.base, compared.bytes?.base),
          candidate: side(report.candidate.label, compared, compared.candidate, compared.bytes?.candidate),
          change: change(compared, report.limit.maxSlowdown),
        }
      : {}),
    budgets: [],
    counters: [],
    history: [],
  };
}

const statuses = {
  compared: 'measured',
  added: 'skipped',
  removed: 'skipped',
  failed: 'failed',
  skipped: 'skipped',
} as const;

const asides: Readonly<Partial<Record<BenchmarkComparison['status'], readonly string[]>>> = {
  added: ['The base does not have this benchmark.'],
  removed: ['Only the base has this benchmark.'],
};

function side(label: string, compared: Compared, times: SideTimes, bytes: number | undefined): ResultSide {
  return {
    label,
    clock: compared.clock,
    time: { p25Ns: times.p25Ns, p50Ns: times.medianNs, p95Ns: times.p95Ns },
    opsPerSecond: 1e9 / times.medianNs,
    marginShare: 0,
    samplesNs: times.samplesNs,
    ...(bytes === undefined ? {} : { bytes }),
  };
}

function change(compared: Compared, limitShare: number): ResultChange {
  const ratios = [...compared.logRatios, ...compared.confirmLogRatios];
  const processes = `${ratios.length} ${compared.method === 'duet' ? 'processes' : 'pairs of processes'}`;
  return {
    verdict: compared.verdict,
    share: compared.change.share,
    lowShare: compared.change.lowShare,
    highShare: compared.change.highShare,
    limitShare,
    reason: `${compared.reason.charAt(0).toUpperCase()}${compared.reason.slice(1)}.`,
    method:
      compared.method === 'duet'
        ? `both versions in one process, in turns; ${processes}`
        : `processes of one version each, in turns (${compared.methodReason}); ${processes}`,
    perForkShares: ratios.map(Math.expm1),
  };
}

/** Rows of a comparison laid over those of the runs before: figures that it lacks stay. */
export function withComparison(view: ResultsView, report: ComparisonReport): ResultsView {
  const known = new Map(view.rows.map((r) => [r.key, r]));
  for (const result of report.results) {
    const row = comparedRow(result, report);
    const { budgets = [], counters = [], history = [] } = known.get(row.key) ?? {};
    known.set(row.key, { ...row, budgets, counters, history });
  }
  const problems = report.problems.map((p) => (p.file ? `${p.file}: ${p.message}` : p.message));
  return { ...view, rows: [...known.values()], problems, running: false };
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
