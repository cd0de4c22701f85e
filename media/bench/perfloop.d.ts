/**
 * Benchmarks for Perfloop: `import { bench, group } from 'perfloop'` in a file called `NAME.bench.ts` (or .js, .mjs,
 * .cjs, .mts, .cts). `perfloop bench` and the editor provide the module; nothing has to be installed.
 *
 * Where Perfloop is not installed in the project, copy this file into it and name it in tsconfig.json:
 * `"paths": { "perfloop": ["./types/perfloop.d.ts"] }`.
 */
type Value = string | number | boolean | null | undefined | object;

/** What a benchmark promises; a run that breaks a promise ends with exit code 1. */
export interface Budgets {
  medianMs?: number;
  p75Ms?: number;
  p95Ms?: number;
  p99Ms?: number;
  /** At least. */
  opsPerSecond?: number;
  /** Bytes allocated per call, at most. */
  bytes?: number;
  /** Of growth over the numeric parameter, at most: 1 is linear, 2 quadratic. */
  exponent?: number;
}

export interface BenchOptions<P extends Record<string, Value>, I> {
  /** Values of parameters: the benchmark runs once for each combination. Growth is fitted over numeric ones. */
  for?: { [K in keyof P]: readonly P[K][] };
  /** Before each batch of calls, not measured. What it returns is the first argument of every call in the batch. */
  setup?: (params: P) => I | Promise<I>;
  /** After each batch, not measured. */
  teardown?: (input: I, params: P) => unknown;
  /** A fresh first argument for every single call, made before the batch: for functions that change what they get. */
  input?: (params: P) => I | Promise<I>;
  /** Once before the benchmark in each process, and once after it. */
  before?: (params: P) => unknown;
  after?: (params: P) => unknown;
  expect?: Budgets;
  /** Others of its group are shown relative to it. */
  baseline?: boolean;
  /** Most calls to make; for very slow functions. */
  iterations?: number;
  /** Of each process, in ms. */
  warmupMs?: number;
  timeMs?: number;
}

interface Bench {
  /**
   * Declares a benchmark. `fn` gets what `setup` or `input` made, or, without them, the parameters; and the
   * parameters as its second argument. Return what is computed: it is consumed, so that it cannot be optimised
   * away. A function that returns a promise is awaited and measured in elapsed time, others in the CPU time of the
   * thread.
   */
  <P extends Record<string, Value> = Record<string, never>, I = P>(
    name: string,
    fn: (input: I, params: P) => unknown,
    options?: BenchOptions<P, I>,
  ): void;
}

export declare const bench: Bench & {
  /** Only these of the file run. */
  readonly only: Bench;
  readonly skip: Bench;
  readonly todo: (name: string) => void;
};

type Group = (name: string, body: () => void | Promise<void>) => void;
/** Benchmarks and hooks that belong together; groups nest. */
export declare const group: Group & { readonly only: Group; readonly skip: Group };

type Hook = () => unknown;
/** Once, before the first benchmark of the group (of the file, outside of groups). */
export declare function before(hook: Hook): void;
/** Once, after the last. */
export declare function after(hook: Hook): void;
/** Before each benchmark of the group; not before each call. */
export declare function beforeEach(hook: Hook): void;
export declare function afterEach(hook: Hook): void;
/** Consumes a value within a function, where returning it is not enough. Returns it. */
export declare function sink<T>(value: T): T;
