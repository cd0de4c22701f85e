/** tinybench: `new Bench().add(name, fn, options).run()`. */
import { type Case, type FileState, makeGroup, register, unregister, type Work } from '../registry.ts';
import type { Session } from '../session.ts';
import { noStatistics, relativeError, type Statistics, statisticsOf } from '../statistics.ts';
import { isPromise } from './perfloop.ts';

type Hook = (...args: unknown[]) => unknown;

export interface TinyOptions {
  readonly beforeAll?: Hook;
  readonly beforeEach?: Hook;
  readonly afterAll?: Hook;
  readonly afterEach?: Hook;
  readonly async?: boolean;
}

/** Work with tinybench's hooks: around all calls, and around each. */
export function tinyWork(
  fn: (...args: unknown[]) => unknown,
  options: TinyOptions,
  self: unknown,
): () => Promise<Work> {
  const { beforeAll, beforeEach, afterAll, afterEach } = options;
  const usesThis = /\bthis\b/.test(Function.prototype.toString.call(fn));
  return async () => {
    await beforeAll?.call(self, 'run');
    return {
      fn: usesThis ? () => fn.call(self) : fn,
      ...(options.async === true ? { async: true } : {}),
      ...(beforeEach ? { callStart: () => beforeEach.call(self, 'run') } : {}),
      ...(afterEach ? { callEnd: () => afterEach.call(self, 'run') } : {}),
      close: () => afterAll?.call(self, 'run'),
    };
  };
}

/** Slow ones say so by few iterations: no more calls than asked for, where the time asked for is none. */
export function mostIterations(options: { time?: unknown; iterations?: unknown }): {
  maxIterations?: number;
} {
  const { time, iterations } = options;
  return typeof iterations === 'number' && iterations > 0 && time === 0 ? { maxIterations: iterations } : {};
}

export function tinybenchModule(session: Session): Record<string, unknown> {
  class Task extends EventTarget {
    runs = 0;
    result: unknown;
    constructor(
      readonly bench: Bench,
      readonly name: string,
      readonly fn: (...args: unknown[]) => unknown,
      readonly fnOpts: TinyOptions = {},
    ) {
      super();
    }
    setResult(one: Case): void {
      this.runs = one.statistics?.samplesMs.length ?? 0;
      this.result = one.error ? { state: 'errored', error: one.error } : tinyResult(one.statistics);
    }
    async run(): Promise<this> {
      await this.bench.runTasks([this]);
      return this;
    }
    async warmup(): Promise<void> {}
    reset(): void {
      this.runs = 0;
      this.result = undefined;
    }
  }

  class Bench extends EventTarget {
    readonly #file: FileState = session.current();
    readonly #tasks = new Map<string, { task: Task; one: Case }>();
    readonly #group: ReturnType<typeof makeGroup>;
    readonly name: string | undefined;
    readonly opts: Record<string, unknown>;
    [option: string]: unknown;

    constructor(options: Record<string, unknown> = {}) {
      super();
      this.opts = options;
      const { name, ...rest } = options;
      this.name = typeof name === 'string' ? name : undefined;
      Object.assign(this, { time: 1000, iterations: 10, throws: false, now: () => performance.now() }, rest);
      const { group } = this.#file;
      this.#group = this.name ? makeGroup(this.name, group) : group;
    }
    get tasks(): Task[] {
      return [...this.#tasks.values()].map(({ task }) => task);
    }
    get results(): unknown[] {
      return this.tasks.map((task) => task.result);
    }
    add(name: unknown, fn: unknown, options: TinyOptions = {}): this {
      if (typeof fn !== 'function') throw new TypeError(`bench.add(${String(name)}) needs a function`);
      const task = new Task(this, String(name), fn as () => unknown, options);
      const { setup, teardown } = this.opts as { setup?: Hook; teardown?: Hook };
      const open = tinyWork(task.fn, options, task);
      const one = register(
        this.#file,
        {
          name: String(name),
          dialect: 'tinybench',
          ...mostIterations(this.opts),
          open: async () => {
            await setup?.(task, 'run');
            const work = await open();
            return {
              ...work,
              close: async () => {
                await work.close?.();
                await teardown?.(task, 'run');
              },
            };
          },
        },
        this.#group,
      );
      const before = this.#tasks.get(String(name));
      if (before) unregister(this.#file, [before.one]);
      this.#tasks.set(String(name), { task, one });
      this.#say('add', task);
      return this;
    }
    remove(name: string): this {
      const found = this.#tasks.get(name);
      if (found) unregister(this.#file, [found.one]);
      this.#tasks.delete(name);
      return this;
    }
    todo(name: string): this {
      register(
        this.#file,
        { name, dialect: 'tinybench', state: 'todo', open: () => ({ fn: () => {} }) },
        this.#group,
      );
      return this;
    }
    getTask(name: string): Task | undefined {
      return this.#tasks.get(name)?.task;
    }
    reset(): void {}
    async warmup(): Promise<void> {}
    async warmupAll(): Promise<void> {}
    async run(): Promise<Task[]> {
      this.#say('start');
      await this.runTasks(this.tasks);
      this.#say('complete');
      return this.tasks;
    }
    /** Cannot wait for the measurement: the file gets rough figures now, and is measured when it is through. */
    runSync(): Task[] {
      this.#say('start');
      for (const { task, one } of this.#tasks.values()) {
        if (one.statistics) continue;
        one.statistics = roughly(task);
        task.setResult(one);
        this.#say('cycle', task);
      }
      this.#say('complete');
      return this.tasks;
    }
    async runTasks(tasks: readonly Task[]): Promise<void> {
      const found = [...this.#tasks.values()].filter(({ task }) => tasks.includes(task));
      await session.runRequested(
        this.#file,
        found.map(({ one }) => one),
      );
      for (const { task, one } of found) {
        task.setResult(one);
        this.#say('cycle', task);
      }
    }
    table(convert?: (task: Task) => Record<string, unknown>): unknown[] {
      return this.tasks.map((task) => {
        if (convert) return convert(task);
        const { latency, throughput } = (task.result ?? tinyResult(undefined)) as ReturnType<
          typeof tinyResult
        >;
        return {
          'Task name': task.name,
          'Latency avg (ns)': (latency.mean * 1e6).toFixed(2),
          'Throughput avg (ops/s)': throughput.mean.toFixed(0),
          Samples: latency.samplesCount,
        };
      });
    }
    #say(type: string, task?: Task): void {
      this.dispatchEvent(Object.assign(new Event(type), { task, bench: this }));
    }
  }
  return {
    Bench,
    Task,
    now: () => performance.now(),
    hrtimeNow: () => performance.now(),
    nToMs: (ns: number | bigint) => Number(ns) / 1e6,
    mToNs: (ms: number) => ms * 1e6,
    formatNumber: (value: number) => value.toPrecision(5),
    default: { Bench, Task },
  };
}

const ROUGH_MS = 5;
const ROUGH_CALLS = 64;

/** @throws what the task throws, and where it is asynchronous, as tinybench does */
function roughly(task: {
  readonly name: string;
  readonly fn: Hook;
  readonly fnOpts: TinyOptions;
}): Statistics {
  const { beforeAll, beforeEach, afterEach, afterAll } = task.fnOpts;
  const timesNs: number[] = [];
  const started = performance.now();
  beforeAll?.call(task, 'run');
  do {
    beforeEach?.call(task, 'run');
    const start = performance.now();
    const value = task.fn.call(task);
    timesNs.push(Math.max(1, (performance.now() - start) * 1e6));
    afterEach?.call(task, 'run');
    if (isPromise(value)) throw new TypeError(`runSync() cannot run ${task.name}: it is asynchronous`);
  } while (timesNs.length < ROUGH_CALLS && performance.now() - started < ROUGH_MS);
  afterAll?.call(task, 'run');
  return statisticsOf(timesNs);
}

/** The result of a task as versions 2 to 6 have it. */
export function tinyResult(given: Statistics | undefined) {
  const s = given ?? noStatistics;
  const latency = figures(s, (ms) => ms);
  const throughput = figures(s, (ms) => 1000 / ms);
  return {
    state: 'completed' as const,
    aborted: false,
    latency,
    throughput,
    period: s.meanMs,
    totalTime: s.samplesMs.reduce((sum, v) => sum + v, 0),
    runtime: 'node',
    runtimeVersion: process.version,
    timestampProviderName: 'performanceNow',
    // Older versions have latency's figures here.
    ...latency,
    hz: 1000 / s.meanMs,
    error: undefined,
  };
}

function figures(s: Statistics, value: (ms: number) => number) {
  const mean = value(s.meanMs);
  const sd = Math.abs((s.sdMs / s.meanMs) * mean);
  return {
    mean,
    min: value(s.at(0)),
    max: value(s.at(1)),
    p50: value(s.at(0.5)),
    p75: value(s.at(0.75)),
    p99: value(s.at(0.99)),
    p995: value(s.at(0.995)),
    p999: value(s.at(0.999)),
    sd,
    variance: sd * sd,
    sem: sd / Math.sqrt(s.samplesMs.length || 1),
    moe: (1.96 * sd) / Math.sqrt(s.samplesMs.length || 1),
    rme: relativeError(s),
    aad: sd,
    mad: sd,
    df: Math.max(0, s.samplesMs.length - 1),
    critical: 1.96,
    samples: s.samplesMs.map(value),
    samplesCount: s.samplesMs.length,
  };
}
