/** mitata: `bench(name, fn).range(…)`, groups, generators that prepare state, `await run()`. */
import { sink } from '../loop.ts';
import {
  type Case,
  combinations,
  type FileState,
  type Group,
  type Marks,
  makeGroup,
  plainParams,
  register,
  unregister,
  type Work,
} from '../registry.ts';
import type { Session } from '../session.ts';
import { noStatistics } from '../statistics.ts';
import { isPromise } from './perfloop.ts';

type Fn = (...args: unknown[]) => unknown;
type State = { get(name: string): unknown; [Symbol.iterator]?: unknown; [Symbol.asyncIterator]?: unknown };

export function mitataModule(session: Session): Record<string, unknown> {
  class B {
    readonly #file: FileState;
    readonly #group: Group;
    #cases: Case[] = [];
    #args: Record<string, readonly unknown[]> = {};
    #name: string;
    #baseline = false;
    constructor(
      name: string,
      readonly f: Fn,
    ) {
      if (typeof f !== 'function') throw new TypeError('expected iterator, generator or one-shot function');
      this.#file = session.current();
      this.#group = this.#file.group;
      this.#name = name;
      this.#declare();
    }
    #declare(): void {
      unregister(this.#file, this.#cases);
      this.#cases = combinations(this.#args).map((row) =>
        register(
          this.#file,
          {
            name: withArguments(this.#name, row),
            dialect: 'mitata',
            params: plainParams(row, this.#args),
            baseline: this.#baseline,
            open: () => open(this.f, row),
          },
          this.#group,
        ),
      );
    }
    name(name: string): this {
      this.#name = name;
      this.#declare();
      return this;
    }
    args(name: unknown, values?: unknown): this {
      if (Array.isArray(name)) this.#args.x = name;
      else if (typeof name === 'string' && Array.isArray(values)) this.#args[name] = values;
      else if (typeof name === 'string') delete this.#args[name];
      else if (name && typeof name === 'object') {
        for (const [key, list] of Object.entries(name)) {
          if (list === null || list === undefined) delete this.#args[key];
          else if (Array.isArray(list)) this.#args[key] = list;
          else throw new TypeError('invalid arguments map value');
        }
      } else throw new TypeError('invalid arguments');
      this.#declare();
      return this;
    }
    range(name: string, from: number, to: number, factor = 8): this {
      const values: number[] = [];
      for (let v = from; v <= to; v *= factor) values.push(Math.min(v, to));
      if (!values.includes(to)) values.push(to);
      return this.args(name, values);
    }
    dense_range(name: string, from: number, to: number, step = 1): this {
      const values: number[] = [];
      for (let v = from; v <= to; v += step) values.push(v);
      if (!values.includes(to)) values.push(to);
      return this.args(name, values);
    }
    baseline(on = true): this {
      this.#baseline = on;
      this.#declare();
      return this;
    }
    gc(): this {
      return this;
    }
    compact(): this {
      return this;
    }
    highlight(): this {
      return this;
    }
    counters(): this {
      return this;
    }
    async run(): Promise<unknown> {
      await session.runRequested(this.#file, this.#cases);
      return trial(this.#cases);
    }
  }
  const collect = (name: unknown, fn: unknown): unknown => within(session, name, fn);
  const unnamed = (fn: unknown): unknown => within(session, null, fn);
  const run = async () => {
    const file = session.current();
    const cases = file.cases.filter((one) => one.benchmark.dialect === 'mitata');
    await session.runRequested(file, cases);
    return { context: context(), layout: [], benchmarks: cases.map((one) => trial([one])) };
  };
  const api = {
    B,
    bench: (name: unknown, fn?: unknown) =>
      typeof name === 'function'
        ? new B(name.name || 'anonymous', name as Fn)
        : new B(String(name), fn as Fn),
    group: (name: unknown, fn?: unknown) =>
      typeof name === 'function' ? collect(null, name) : collect(name, fn),
    summary: unnamed,
    compact: unnamed,
    boxplot: unnamed,
    barplot: unnamed,
    lineplot: unnamed,
    run,
    do_not_optimize: (value: unknown): void => {
      sink.value = value;
    },
    measure: async (fn: Fn) => {
      const one = new B(fn.name || 'measure', fn);
      const { runs } = (await one.run()) as { runs: { stats: unknown }[] };
      return runs[0]?.stats;
    },
    flags: { compact: 1, baseline: 2 },
  };
  return { ...api, default: api };
}

function withArguments(name: string, row: Readonly<Record<string, unknown>>): string {
  return Object.entries(row).reduce((text, [key, value]) => text.replaceAll(`$${key}`, String(value)), name);
}

function within(session: Session, name: unknown, fn: unknown): unknown {
  const file = session.current();
  const outer = file.group;
  // `group({ name, … }, fn)` in older versions.
  const label = typeof name === 'object' && name !== null ? (name as { name?: unknown }).name : name;
  if (typeof label === 'string' && label !== '') file.group = makeGroup(label, outer);
  const leave = (): void => {
    file.group = outer;
  };
  const result = (fn as () => unknown)();
  if (isPromise(result)) return result.finally(leave);
  // Generators stand for nested collections.
  if (isGenerator(result)) for (const _ of result as Iterable<unknown>);
  leave();
  return undefined;
}

function isGenerator(value: unknown): boolean {
  return typeof (value as { next?: unknown } | null | undefined)?.next === 'function';
}

const generator = /^(?:async\s+)?function\s*\*|^(?:async\s*)?\*/;

async function open(f: Fn, row: Readonly<Record<string, unknown>>): Promise<Work> {
  const state: State = { get: (name) => row[name] };
  if (generator.test(Function.prototype.toString.call(f).trim())) return fromGenerator(f, state);
  if (f.length > 0) return fromIterator(f, row);
  return { fn: f };
}

/** `function* (state) { const x = prepare(); yield () => work(x); cleanUp(); }` */
async function fromGenerator(f: Fn, state: State): Promise<Work> {
  const steps = f(state) as Iterator<unknown> | AsyncIterator<unknown>;
  const { value, done } = await steps.next();
  if (done) throw new TypeError('the generator has to yield what is measured');
  const close = async (): Promise<void> => {
    await steps.next();
  };
  if (typeof value === 'function') return { fn: value as Fn, close };
  const computed = value as { bench?: Fn; [index: number]: (() => unknown) | undefined };
  if (typeof computed?.bench !== 'function') throw new TypeError('the generator has to yield a function');
  const makers: (() => unknown)[] = [];
  for (let i = 0; typeof computed[i] === 'function'; i++) makers.push(computed[i]!);
  const bench = computed.bench;
  return {
    fn: makers.length === 0 ? bench : (inputs) => bench(...(inputs as unknown[])),
    ...(makers.length === 0 ? {} : { freshInput: () => makers.map((make) => make()) }),
    close,
  };
}

/** `state => { prepare(); for (const _ of state) work(); cleanUp(); }`: only the turns of its loop are measured. */
function fromIterator(f: Fn, row: Readonly<Record<string, unknown>>): Work {
  const isAsync = /^async\b/.test(Function.prototype.toString.call(f).trim());
  const turns = (n: number, marks: Marks) => {
    let left = -1;
    const again = { value: undefined, done: false };
    const over = { value: undefined, done: true };
    return () => {
      if (left < 0) {
        left = n;
        marks.start();
      }
      if (left-- > 0) return again;
      marks.stop();
      return over;
    };
  };
  const selfTimed = (n: number, marks: Marks): unknown => {
    const next = turns(n, marks);
    return f({
      get: (name: string) => row[name],
      [Symbol.iterator]: () => ({ next }),
      [Symbol.asyncIterator]: () => ({ next: async () => next() }),
    });
  };
  return { fn: () => selfTimed(1, { start: () => {}, stop: () => {} }), selfTimed, async: isAsync };
}

function trial(cases: readonly Case[]): unknown {
  const [first] = cases;
  return {
    alias: first?.benchmark.name,
    baseline: first?.benchmark.baseline,
    kind: 'static',
    args: {},
    style: { compact: false, highlight: false },
    runs: cases.map((one) => ({
      name: one.benchmark.name,
      args: one.benchmark.params,
      stats: one.error ? undefined : stats(one),
      error: one.error,
    })),
  };
}

/** In ns. */
function stats({ statistics = noStatistics }: Case): unknown {
  const at = (share: number): number => statistics.at(share) * 1e6;
  return {
    kind: 'fn',
    debug: '',
    ticks: statistics.samplesMs.length,
    samples: statistics.samplesMs.map((ms) => ms * 1e6),
    min: at(0),
    max: at(1),
    avg: statistics.meanMs * 1e6,
    p25: at(0.25),
    p50: at(0.5),
    p75: at(0.75),
    p99: at(0.99),
    p999: at(0.999),
  };
}

function context(): unknown {
  return {
    now: performance.now(),
    arch: process.arch,
    runtime: 'node',
    cpu: { freq: 0, name: null },
    version: process.version,
  };
}
