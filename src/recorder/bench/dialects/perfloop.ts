/** `import { bench, group } from 'perfloop'`: see media/bench/perfloop.d.ts for what each thing means. */
import type { Budgets, Params } from '../../../core/bench/nouns.ts';
import { sink } from '../loop.ts';
import { combinations, type Hook, makeGroup, plainParams, register, type Work } from '../registry.ts';
import type { Session } from '../session.ts';

type Fn = (input: unknown, params: unknown) => unknown;

export interface PerfloopOptions {
  readonly for?: Readonly<Record<string, readonly unknown[]>>;
  readonly setup?: (params: unknown) => unknown;
  readonly teardown?: (input: unknown, params: unknown) => unknown;
  readonly input?: (params: unknown) => unknown;
  readonly before?: (params: unknown) => unknown;
  readonly after?: (params: unknown) => unknown;
  readonly expect?: Budgets;
  readonly baseline?: boolean;
  readonly iterations?: number;
  readonly warmupMs?: number;
  readonly timeMs?: number;
}

type State = 'run' | 'skip' | 'todo' | 'only';

export function perfloopModule(session: Session): Record<string, unknown> {
  const declare = (state: State) => (name: unknown, fn?: unknown, options?: unknown) => {
    const swapped = typeof options === 'function';
    declareBench(session, state, name, swapped ? options : fn, swapped ? fn : options);
  };
  const bench = Object.assign(declare('run'), {
    skip: declare('skip'),
    only: declare('only'),
    todo: declare('todo'),
  });
  const grouped = (flags: { skip?: boolean; only?: boolean }) => (name: unknown, fn: unknown) => {
    if (typeof fn !== 'function') throw new TypeError(`group ${String(name)} needs a function`);
    const file = session.current();
    const group = makeGroup(String(name), file.group, flags);
    const outer = file.group;
    file.group = group;
    const leave = (): void => {
      file.group = outer;
    };
    let result: unknown;
    try {
      result = fn();
    } catch (error) {
      leave();
      throw error;
    }
    if (!isPromise(result)) return leave();
    return result.finally(leave);
  };
  const group = Object.assign(grouped({}), { skip: grouped({ skip: true }), only: grouped({ only: true }) });
  const hook = (kind: 'before' | 'after' | 'beforeEach' | 'afterEach') => (fn: unknown) => {
    if (typeof fn !== 'function') throw new TypeError(`${kind} needs a function`);
    session.current().group[kind].push(fn as Hook);
  };
  const api = {
    bench,
    group,
    before: hook('before'),
    after: hook('after'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
    sink: (value: unknown): unknown => {
      sink.value = value;
      return value;
    },
  };
  return { ...api, default: api };
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

const known = new Set([
  'for',
  'setup',
  'teardown',
  'input',
  'before',
  'after',
  'expect',
  'baseline',
  'iterations',
  'warmupMs',
  'timeMs',
]);
const budgets = new Set(['medianMs', 'p75Ms', 'p95Ms', 'p99Ms', 'opsPerSecond', 'bytes', 'exponent']);

function declareBench(session: Session, state: State, name: unknown, fn: unknown, given: unknown): void {
  if (typeof name !== 'string' || name === '') throw new TypeError('bench needs a name');
  const options = (given ?? {}) as PerfloopOptions;
  if (state !== 'todo' && typeof fn !== 'function') throw new TypeError(`bench ${name} needs a function`);
  refuseUnknown(name, 'option', options, known);
  refuseUnknown(name, 'budget', options.expect ?? {}, budgets);
  const lists = options.for ?? {};
  for (const [param, values] of Object.entries(lists)) {
    if (!Array.isArray(values) || values.length === 0) {
      throw new TypeError(`bench ${name}: for.${param} has to be a list of values`);
    }
  }
  for (const row of combinations(lists)) {
    const params: Params = plainParams(row, lists);
    register(session.current(), {
      name,
      dialect: 'perfloop',
      params,
      state: state === 'only' ? 'run' : state,
      only: state === 'only',
      ...(options.baseline === undefined ? {} : { baseline: options.baseline }),
      ...(options.expect === undefined ? {} : { expect: options.expect }),
      ...(options.iterations === undefined ? {} : { maxIterations: options.iterations }),
      ...(options.warmupMs === undefined ? {} : { warmupMs: options.warmupMs }),
      ...(options.timeMs === undefined ? {} : { sampleMs: options.timeMs }),
      open: () => open(fn as Fn, options, row),
    });
  }
}

/** A misspelt option would be passed over in silence. */
function refuseUnknown(name: string, what: string, given: object, allowed: ReadonlySet<string>): void {
  const wrong = Object.keys(given).find((key) => !allowed.has(key));
  if (wrong)
    throw new TypeError(`bench ${name}: unknown ${what} ${wrong}; it is one of ${[...allowed].join(', ')}`);
}

async function open(fn: Fn, options: PerfloopOptions, row: Record<string, unknown>): Promise<Work> {
  const { setup, teardown, input, before, after } = options;
  await before?.(row);
  return {
    fn,
    params: row,
    ...(setup ? { batchStart: () => setup(row) } : {}),
    ...(teardown ? { batchEnd: (value: unknown) => teardown(value, row) } : {}),
    ...(input && !setup ? { freshInput: () => input(row) } : {}),
    ...(after ? { close: () => after(row) } : {}),
  };
}
