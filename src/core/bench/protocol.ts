/**
 * What a runner process is asked and what it answers; types only, because the runner imports nothing of core.
 *
 * The parent starts `node [flags] dist/bench-runner.cjs` in a process group of its own, with the request as JSON in
 * the environment variable `PERFLOOP_BENCH` (taken out of the environment before any code of the user runs) and a
 * pipe on file descriptor 3. The runner writes one JSON document a line to it, synchronously: what was answered
 * before a crash, `process.exit` or the heap's limit has arrived. stdout and stderr belong to the benchmarks.
 *
 * Everything about time limits, crashes and left-over processes is the parent's: it knows from `start` which
 * benchmark was running.
 */
import type { SamplerName } from '../model.ts';
import type { BenchClock, Benchmark } from './nouns.ts';

/** Which version of the code; `only` where there is just one. */
export type Side = 'only' | 'base' | 'candidate';

export interface RunnerFile {
  readonly side: Side;
  /** Absolute path of the benchmark file in its own tree. */
  readonly path: string;
  /** Absolute root of that tree (work tree or worktree); names in answers are relative to it. */
  readonly root: string;
}

/**
 * `list`: load, tell what there is, measure nothing.
 * `measure`: time of each benchmark, one after the other.
 * `count`: bytes per iteration; started with `--expose-gc` and a fixed young generation (see `countFlags`).
 * `profile`: a CPU profile of the one benchmark asked for, alone.
 * `duet`: two files, `base` and `candidate`; benchmarks of one id are measured in turns.
 */
export type RunnerMode = 'list' | 'measure' | 'count' | 'profile' | 'duet';

export interface RunnerRequest {
  readonly version: 1;
  readonly mode: RunnerMode;
  /** One; in `duet` the base, then the candidate. */
  readonly files: readonly RunnerFile[];
  /** Ids to run; all where absent. */
  readonly ids?: readonly string[];
  /** In `duet`: ids of the candidate by those of the base, where they differ. `ids` and answers have the base's. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Of each benchmark (and side), in ms. */
  readonly warmupMs: number;
  readonly sampleMs: number;
  /** In `duet`: goes on measuring after `sampleMs` until it is exact enough, or `mostMs` (of each side) are over. */
  readonly until?: Precision;
  /** Which side is called first in the first pair; pairs alternate from there. The parent changes it by fork. */
  readonly first: 'base' | 'candidate';
  /** Folder of the built files: shims and loader. */
  readonly distDir: string;
  /** Folder for compiled TypeScript, shared by runs; '' for none. */
  readonly cacheDir: string;
  readonly profile?: {
    /** The `.cpuprofile` to write, absolute. */
    readonly file: string;
    readonly intervalUs: number;
  };
}

export interface Precision {
  /** Standard error of the log ratio, judged by the scatter of pairs. */
  readonly error: number;
  readonly mostMs: number;
}

/** Lines from the runner. `file` indexes `files` of the request. */
export type FromRunner =
  /** A file is loaded, as far as it has come: a file that runs its own suites one after the other says it again. */
  | {
      readonly type: 'loaded';
      readonly file: number;
      readonly benchmarks: readonly Benchmark[];
      readonly problems: readonly string[];
    }
  /** The parent's limit of time starts anew. */
  | { readonly type: 'start'; readonly id: string }
  | ({ readonly type: 'time'; readonly id: string } & TimeSamples)
  | ({ readonly type: 'bytes'; readonly id: string } & ByteSamples)
  | ({ readonly type: 'duet'; readonly id: string } & DuetSamples)
  | {
      readonly type: 'profiled';
      readonly id: string;
      readonly durationMs: number;
      readonly samples: number;
      readonly iterations: number;
      readonly sampler: SamplerName;
      readonly samplerVersion: string;
    }
  | ({ readonly type: 'failed' } & RunnerFailure)
  /**
   * What the benchmark left behind (`3000 timers`) would disturb those after it: the process ends here, and the parent
   * asks another one for the rest.
   */
  | { readonly type: 'leftover'; readonly id: string; readonly kinds: readonly string[] }
  | {
      /** The process ends now. */
      readonly type: 'done';
      /** What holds it still, after all hooks: `a timer`, `2 servers`. */
      readonly leftovers: readonly string[];
    };

export interface RunnerFailure {
  readonly file: number;
  /** '' where the file itself could not be loaded. */
  readonly id: string;
  readonly stage: 'load' | 'hook' | 'run';
  /** `TypeError: x is not a function`. */
  readonly message: string;
  /** Lines `at …` as V8 gives them. */
  readonly stack: readonly string[];
}

/** Samples of one benchmark in one process. Columns of equal length, in order of time, in ns per iteration. */
export interface TimeSamples {
  readonly async: boolean;
  /** What `cpuNs` was measured with; `wall` where there is no CPU clock: then `cpuNs` is empty. */
  readonly cpuClock: BenchClock;
  /** Calls in a sample. */
  readonly batch: number;
  readonly iterations: number;
  readonly wallNs: readonly number[];
  readonly cpuNs: readonly number[];
  /** What an empty function takes in the same loop, ns per iteration, same clocks. */
  readonly emptyNs: number;
  /** Share of the warm-up that garbage collection took, 0..1; undefined where unknown. */
  readonly gcShare?: number;
}

/** Bytes per iteration of each round. */
export interface ByteSamples {
  readonly async: boolean;
  readonly iterations: number;
  readonly perIteration: readonly number[];
}

/**
 * Pairs: base[i] and candidate[i] were measured right after one another, and who came first alternates. Both sides
 * make the same number of calls in a sample.
 */
export interface DuetSamples {
  readonly async: boolean;
  readonly cpuClock: BenchClock;
  readonly batch: number;
  readonly iterations: number;
  readonly base: PairedSide;
  readonly candidate: PairedSide;
}

export interface PairedSide {
  readonly wallNs: readonly number[];
  /** Empty where there is no CPU clock. */
  readonly cpuNs: readonly number[];
}

/** What `dist/bench-loader.cjs` gives the runner: how a project's modules are found and read. All of it synchronous. */
export interface ModuleLoader {
  /** Absolute path, or undefined where Node should find it (or complain) itself. `failed`: Node did not find it. */
  resolve(specifier: string, parent: string, failed: boolean): string | undefined;
  /** `file:line:column` of the syntax error that keeps a file from being loaded. */
  broken(entry: string): string | undefined;
  /** Names that `exports` of a package.json may be chosen by, besides Node's. */
  conditions(parent: string): readonly string[];
  /** What a benchmark file needs before it is loaded. */
  settings(file: string): LoaderSettings;
  /** Undefined where Node should read it itself. @throws SyntaxError of a TypeScript file */
  load(file: string, query: string): LoadedModule | undefined;
}

export interface LoaderSettings {
  /** Values that the project's bundler puts in the place of names. */
  readonly globals: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; loaded before the file. */
  readonly setupFiles: readonly string[];
  /** Of a module that Perfloop stands in for: its exports are globals. '' for none. */
  readonly globalApi: string;
  /** `node`, `jsdom`, `happy-dom`. */
  readonly environment: string;
}

export interface LoadedModule {
  readonly format: 'module' | 'commonjs';
  readonly code: string;
}

export interface ModuleLoaderOptions {
  /** Absolute roots of the trees that files come from. */
  readonly roots: readonly string[];
  /** See `RunnerRequest`. */
  readonly cacheDir: string;
}

/** Data for the loader hooks' own thread, where Node needs one. */
export interface HooksData extends ModuleLoaderOptions {
  /** Absolute path of bench-loader.cjs. */
  readonly loader: string;
  /** Names exported by each module that Perfloop stands in for. */
  readonly modules: Readonly<Record<string, readonly string[]>>;
}
