/**
 * The nouns of benchmarks, with their units. They belong to `model.ts`; its conventions hold here too.
 * Time of one iteration is in nanoseconds (`Ns`): from a property read to a second, one unit serves all.
 */
import type { Environment } from '../model.ts';

/** The API that a benchmark is written for. */
export type Dialect = 'perfloop' | 'vitest' | 'mitata' | 'tinybench' | 'benny' | 'benchmark';

/** Values of a benchmark's parameters: `{ n: 100 }`. Empty for one without. */
export type Params = Readonly<Record<string, string | number | boolean>>;

/** One benchmark with one set of parameters: what is run, measured and compared. */
export interface Benchmark {
  /**
   * Unique in its file: groups and name joined by ` > `, then the parameters, ` [n=100]`. A second one of the same
   * name ends in ` #2`. Two versions of a file are paired by it.
   */
  readonly id: string;
  /** Workspace-relative, `/`. */
  readonly file: string;
  readonly name: string;
  /** Outermost first. */
  readonly groups: readonly string[];
  readonly params: Params;
  /** Of the call that declares it, 1-based; 0 unknown. */
  readonly line: number;
  readonly column: number;
  readonly dialect: Dialect;
  readonly state: 'run' | 'skip' | 'todo';
  /** The one that others of its group are compared with (mitata's `baseline`). */
  readonly baseline: boolean;
  readonly expect: Budgets;
}

/** What a benchmark promises of itself (`expect`); a result beyond it fails the run. */
export interface Budgets {
  readonly medianMs?: number;
  readonly p75Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly opsPerSecond?: number;
  /** Bytes allocated per iteration. */
  readonly bytes?: number;
  /** Of the growth over the benchmark's numeric parameter. */
  readonly exponent?: number;
}

/**
 * What time was measured with.
 * `thread-cpu`: CPU time of the thread alone, exact to µs or better; other work on the machine does not count.
 * `process-cpu`: CPU time of all threads (garbage collection and compilation beside the main one included).
 * `wall`: elapsed time; for asynchronous work always.
 * `wall-unqueued`: elapsed time, less what its threads waited for a CPU while others had it; in comparisons of
 * asynchronous work.
 */
export type BenchClock = 'thread-cpu' | 'process-cpu' | 'wall' | 'wall-unqueued';

/** Of the time of one iteration, in ns. Where a sample is a batch of several calls, of the batches' means. */
export interface Quantiles {
  readonly minNs: number;
  readonly p25Ns: number;
  readonly p50Ns: number;
  readonly p75Ns: number;
  readonly p95Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
  readonly meanNs: number;
}

/** Bytes allocated per iteration, on the heap and outside it (buffers). */
export interface AllocatedBytes {
  readonly perIteration: number;
  /** Distance of the rounds' quartiles ÷ median, 0..1. */
  readonly spreadShare: number;
  /** Most rounds gave it within 0.1 %: good for a gate. */
  readonly exact: boolean;
}

export type BenchFailureKind =
  /** It, or a hook of it, threw. */
  | 'threw'
  /** Longer than the time-out. */
  | 'timeout'
  /** It called process.exit, or its process was ended from outside. */
  | 'exited'
  /** The heap's limit was reached. */
  | 'out-of-memory'
  /** The file could not be loaded. */
  | 'load'
  /** The run was cancelled before it. */
  | 'cancelled';

export interface BenchFailure {
  readonly kind: BenchFailureKind;
  /** One line, for people. */
  readonly message: string;
  /** Lines of the stack within the user's own code, at most ten. */
  readonly stack: readonly string[];
}

/** What is odd about a result; the figures stand, but should be read with it. */
export interface BenchWarning {
  readonly kind:
    | 'nothing'
    | 'drift'
    | 'noisy'
    | 'duplicate'
    | 'leftover'
    | 'output'
    | 'few-samples'
    | 'gc'
    | 'clock';
  readonly message: string;
}

export interface BudgetOutcome {
  readonly budget: keyof Budgets;
  readonly limit: number;
  /** In the unit of the budget's name. */
  readonly actual: number;
  readonly met: boolean;
}

/** The measured figures of one benchmark. */
export interface Measured {
  readonly async: boolean;
  /** Of `time`, `samplesNs`, `forkMediansNs`. */
  readonly clock: BenchClock;
  readonly time: Quantiles;
  /** Elapsed time beside it; the same as `time` where the clock is `wall`. */
  readonly wall: Quantiles;
  /** 1e9 / p50Ns. */
  readonly opsPerSecond: number;
  /** Half the width of the 95 % interval of the median over forks ÷ median; 0 with one fork. */
  readonly marginShare: number;
  readonly forks: number;
  readonly iterations: number;
  /** Calls in one sample. */
  readonly batch: number;
  /** At most 500, in order of time, all forks one after the other; for the distribution and for drift. */
  readonly samplesNs: readonly number[];
  /** Median of each fork. */
  readonly forkMediansNs: readonly number[];
  readonly bytes?: AllocatedBytes;
  /** Share of the wall time spent in garbage collection, 0..1. */
  readonly gcShare?: number;
}

export interface BenchmarkResult {
  readonly benchmark: Benchmark;
  readonly status: 'measured' | 'failed' | 'skipped' | 'todo';
  /** Where measured. */
  readonly measured?: Measured;
  /** Where failed. */
  readonly failure?: BenchFailure;
  readonly warnings: readonly BenchWarning[];
  readonly budgets: readonly BudgetOutcome[];
  /** Exact counters against the stored baseline. */
  readonly counters: readonly CounterOutcome[];
  /** Folder of its recording, workspace-relative, where one was asked for. */
  readonly recording?: string;
}

/** Names of counters that repeat exactly; more may come. */
export type CounterName = 'bytes';

export interface CounterOutcome {
  readonly counter: CounterName;
  readonly baseline: number;
  readonly actual: number;
  /** Growth allowed, 0..1. */
  readonly marginShare: number;
  readonly verdict: 'better' | 'same' | 'worse';
}

/** How the time of a benchmark grows with a parameter: time ~ parameter ^ exponent. */
export interface Growth {
  readonly file: string;
  /** Id of the benchmark without the parameter. */
  readonly id: string;
  readonly param: string;
  readonly exponent: number;
  /** Half the width of the 95 % interval of the exponent; NaN-free: 0 with two points. */
  readonly margin: number;
  /** Goodness of the fit, 0..1. */
  readonly r2: number;
  /** `O(n^1.9)`, `O(1)`, `O(n)`. */
  readonly label: string;
  readonly points: readonly { readonly value: number; readonly medianNs: number; readonly bytes?: number }[];
}

/** What `perfloop bench` measured. */
export interface BenchReport {
  readonly version: 1;
  readonly createdAt: number;
  readonly environment: Environment;
  readonly results: readonly BenchmarkResult[];
  readonly growth: readonly Growth[];
  /** Files that could not be loaded, lines for people. */
  readonly problems: readonly BenchProblem[];
  readonly durationMs: number;
  readonly cancelled: boolean;
}

export interface BenchProblem {
  /** Workspace-relative, or ''. */
  readonly file: string;
  readonly message: string;
  /** Bad input (exit 2), or only worth knowing. */
  readonly fatal: boolean;
}
