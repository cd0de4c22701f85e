/** benchmark.js: `new Benchmark.Suite().add(name, fn).on('complete', …).run()`. */
import { type Case, type FileState, makeGroup, register } from '../registry.ts';
import type { Session } from '../session.ts';
import { noStatistics, relativeError } from '../statistics.ts';

type Fn = (...args: unknown[]) => unknown;
interface Options {
  readonly fn?: Fn | string;
  readonly defer?: boolean;
  readonly async?: boolean;
  readonly onStart?: Fn;
  readonly onCycle?: Fn;
  readonly onComplete?: Fn;
  readonly setup?: Fn | string;
  readonly teardown?: Fn | string;
  readonly [other: string]: unknown;
}

export function benchmarkModule(session: Session): Record<string, unknown> {
  class Emitter {
    readonly #listeners = new Map<string, Fn[]>();
    on(types: string, listener: Fn): this {
      for (const type of types.split(' '))
        this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
      return this;
    }
    off(): this {
      return this;
    }
    emit(type: string, target?: unknown): void {
      const event = { type, target, currentTarget: this, timeStamp: 0 };
      for (const listener of this.#listeners.get(type) ?? []) listener.call(this, event);
    }
  }

  class Benchmark extends Emitter {
    static readonly Suite = suiteClass();
    static readonly support = {};
    static readonly platform = { description: `Node.js ${process.version}`, name: 'Node.js' };
    static readonly options = {};
    static formatNumber(value: number): string {
      return Math.round(value).toLocaleString('en-US');
    }
    static filter(list: Benchmark[], by: string): Benchmark[] {
      const done = list.filter((b) => !b.error && Number.isFinite(b.hz)).sort((a, b) => b.hz - a.hz);
      return by === 'fastest' ? done.slice(0, 1) : by === 'slowest' ? done.slice(-1) : done;
    }
    readonly id: number = 0;
    readonly name: string;
    readonly one: Case;
    readonly file: FileState;
    constructor(
      name: unknown,
      fn?: unknown,
      options?: Options,
      suite?: { group: ReturnType<typeof makeGroup> },
    ) {
      super();
      const given = normal(name, fn, options);
      this.name = given.name;
      this.file = session.current();
      const { defer } = given.options;
      const call = given.fn;
      const usesThis = /\bthis\b/.test(String(call));
      this.one = register(
        this.file,
        {
          name: given.name,
          dialect: 'benchmark',
          open: () => {
            runAs(given.options.setup, this);
            const deferred = () => new Promise((resolve) => call.call(this, { resolve, benchmark: this }));
            return {
              fn: defer ? deferred : usesThis ? () => call.call(this) : () => call(),
              ...(defer ? { async: true } : {}),
              close: () => runAs(given.options.teardown, this),
            };
          },
        },
        suite?.group ?? this.file.group,
      );
      for (const type of ['start', 'cycle', 'complete', 'error'] as const) {
        const listener = given.options[`on${type[0]!.toUpperCase()}${type.slice(1)}`];
        if (typeof listener === 'function') this.on(type, listener as Fn);
      }
    }
    get error(): unknown {
      return this.one.error;
    }
    get hz(): number {
      return 1000 / this.#statistics.meanMs;
    }
    get count(): number {
      return this.#statistics.samplesMs.length;
    }
    get times() {
      return { period: this.#statistics.meanMs / 1000, elapsed: 0, cycle: 0, timeStamp: 0 };
    }
    get stats() {
      const s = this.#statistics;
      return {
        mean: s.meanMs / 1000,
        deviation: s.sdMs / 1000,
        variance: (s.sdMs / 1000) ** 2,
        rme: relativeError(s),
        moe: (relativeError(s) / 100) * (s.meanMs / 1000),
        sem: 0,
        sample: s.samplesMs.map((ms) => ms / 1000),
      };
    }
    get #statistics() {
      return this.one.statistics ?? noStatistics;
    }
    run(): this {
      this.emit('start', this);
      void session.runRequested(this.file, [this.one]).then(() => {
        this.emit('cycle', this);
        this.emit('complete', this);
      });
      return this;
    }
    override toString(): string {
      const { rme } = this.stats;
      return `${this.name} x ${Benchmark.formatNumber(this.hz)} ops/sec ±${rme.toFixed(2)}% (${this.count} runs sampled)`;
    }
  }

  function suiteClass() {
    return class Suite extends Emitter {
      readonly name: string | undefined;
      readonly file = session.current();
      readonly group: ReturnType<typeof makeGroup>;
      readonly benchmarks: Benchmark[] = [];
      [index: number]: Benchmark;
      constructor(name?: unknown, options: Options = {}) {
        super();
        this.name = typeof name === 'string' ? name : undefined;
        this.group = this.name ? makeGroup(this.name, this.file.group) : this.file.group;
        for (const type of ['start', 'cycle', 'complete', 'error'] as const) {
          const listener = options[`on${type[0]!.toUpperCase()}${type.slice(1)}`];
          if (typeof listener === 'function') this.on(type, listener as Fn);
        }
      }
      get length(): number {
        return this.benchmarks.length;
      }
      add(name: unknown, fn?: unknown, options?: Options): this {
        const added = new Benchmark(name, fn, options, this);
        this[this.benchmarks.length] = added;
        this.benchmarks.push(added);
        return this;
      }
      filter(by: string | ((b: Benchmark) => boolean)): Benchmark[] {
        const found =
          typeof by === 'string' ? Benchmark.filter(this.benchmarks, by) : this.benchmarks.filter(by);
        return Object.assign(found, {
          map: (what: string | ((b: Benchmark) => unknown)) => mapped(found, what),
        });
      }
      map<T>(by: string | ((b: Benchmark) => T)): unknown[] {
        return mapped(this.benchmarks, by);
      }
      forEach(visit: (b: Benchmark) => void): this {
        for (const b of this.benchmarks) visit(b);
        return this;
      }
      run(): this {
        const started = [...this.benchmarks];
        this.emit('start', started[0]);
        void session
          .runRequested(
            this.file,
            started.map((b) => b.one),
          )
          .then(() => {
            for (const b of started) {
              b.emit('cycle', b);
              b.emit('complete', b);
              this.emit('cycle', b);
            }
            this.emit('complete', started.at(-1));
          });
        return this;
      }
    };
  }
  // Both may be called without `new`.
  const callable = <C extends new (...args: never[]) => object>(target: C): C =>
    new Proxy(target, { apply: (made, _, args) => Reflect.construct(made, args) });
  const Suite = callable(Benchmark.Suite);
  Object.defineProperty(Benchmark, 'Suite', { value: Suite });
  const exported = callable(Benchmark);
  return { default: exported, Benchmark: exported, Suite };
}

/** Its lists can be mapped to a property by its name. */
function mapped<B extends object>(list: readonly B[], by: string | ((b: B) => unknown)): unknown[] {
  return Array.from(list, (b) => (typeof by === 'string' ? (b as Record<string, unknown>)[by] : by(b)));
}

function normal(
  name: unknown,
  fn: unknown,
  options: Options = {},
): { name: string; fn: Fn; options: Options } {
  // `(name, { fn, … })` and `({ name, fn })` too.
  const merged: Options = Object.assign({}, ...[name, fn, options].filter((one) => typeof one === 'object'));
  const call = [name, fn].find((x) => typeof x === 'function') ?? merged.fn ?? fn;
  const body = typeof call === 'function' ? (call as Fn) : (new Function(String(call)) as Fn);
  const label = typeof name === 'string' ? name : String(merged.name ?? body.name ?? 'anonymous');
  return { name: label, fn: body, options: merged };
}

function runAs(code: Fn | string | undefined, self: unknown): void {
  if (typeof code === 'function') code.call(self);
  else if (typeof code === 'string') new Function(code).call(self);
}
