/**
 * vitest: `bench` and `describe` of versions 0 to 4, and `test(name, ({ bench }) => …)` of version 5. What belongs to
 * its tests and not to benchmarks (`vi.mock`) is not there.
 */
import { type Case, type FileState, type Group, type Hook, makeGroup, register } from '../registry.ts';
import type { Session } from '../session.ts';
import { makeExpect } from './expect.ts';
import { mostIterations, type TinyOptions, tinyResult, tinyWork } from './tinybench.ts';
import { vi } from './vi.ts';

type Fn = (...args: unknown[]) => unknown;
interface Flags {
  readonly skip?: boolean;
  readonly only?: boolean;
  readonly todo?: boolean;
}

export function vitestModule(session: Session): Record<string, unknown> {
  const expect = makeExpect();
  const bench = chain(
    (flags) =>
      (name, ...rest) =>
        declareBench(session, flags, name, rest),
  );
  const describe = chain(
    (flags) =>
      (name, ...rest) =>
        declareGroup(session, flags, name, rest),
  );
  const test = chain(
    (flags) =>
      (name, ...rest) =>
        declareTest(session, expect, flags, name, rest),
  );
  const hook = (kind: 'before' | 'after') => (fn: unknown) => {
    if (typeof fn === 'function') session.current().group[kind].push(fn as Hook);
  };
  const ignored = (): void => {};
  const api = {
    bench,
    describe,
    suite: describe,
    test,
    it: test,
    beforeAll: hook('before'),
    afterAll: hook('after'),
    // vitest runs these around tests, never around the calls of a benchmark.
    beforeEach: ignored,
    afterEach: ignored,
    expect,
    assert: expect.assert,
    vi,
    vitest: vi,
    expectTypeOf: () => new Proxy(() => {}, { get: (_, __, self) => self, apply: (f) => f }),
    assertType: ignored,
    inject: ignored,
    onTestFailed: ignored,
    onTestFinished: ignored,
    aroundEach: ignored,
    aroundAll: ignored,
  };
  return { ...api, default: api };
}

type Declare = (name: unknown, ...rest: unknown[]) => unknown;
type Chain = Declare & Record<string, unknown>;

/** `bench.skip.each(…)`: flags in any order, then a call. */
function chain(make: (flags: Flags) => Declare, flags: Flags = {}): Chain {
  const declare = make(flags) as Chain;
  const more = (name: keyof Flags) => ({
    configurable: true,
    get: () => chain(make, { ...flags, [name]: true }),
  });
  const same = { configurable: true, get: () => declare };
  Object.defineProperties(declare, {
    skip: more('skip'),
    only: more('only'),
    todo: more('todo'),
    concurrent: same,
    sequential: same,
    shuffle: same,
    fails: same,
  });
  const conditional = (wanted: boolean) => (condition: unknown) =>
    Boolean(condition) === wanted ? chain(make, { ...flags, skip: true }) : declare;
  declare.skipIf = conditional(true);
  declare.runIf = conditional(false);
  declare.extend = () => declare;
  declare.each = each(declare, true);
  declare.for = each(declare, false);
  return declare;
}

/** Lists of arguments, or a table in a template: `each\`a | b\n${1} | ${2}\``. */
function each(declare: Declare, spread: boolean) {
  return (first: unknown, ...values: unknown[]) => {
    const template = Array.isArray(first) && 'raw' in first;
    const rows: unknown[] = template ? tableRows(first as unknown as string[], values) : (first as unknown[]);
    return (name: unknown, ...rest: unknown[]) => {
      for (const [index, row] of rows.entries()) {
        const args = Array.isArray(row) && spread ? row : [row];
        const bound = rest.map((r) =>
          typeof r === 'function' ? (...own: unknown[]) => r(...args, ...own) : r,
        );
        declare(formatName(nameOf(name), args, index), ...bound);
      }
    };
  };
}

function tableRows(strings: readonly string[], values: readonly unknown[]): Record<string, unknown>[] {
  const names = (strings[0] ?? '')
    .trim()
    .split('\n')[0]!
    .split('|')
    .map((n) => n.trim());
  const rows: Record<string, unknown>[] = [];
  for (let at = 0; at < values.length; at += names.length) {
    rows.push(Object.fromEntries(names.map((n, i) => [n, values[at + i]])));
  }
  return rows;
}

/** `%s`, `%d`, `%i`, `%j`, `%o`, `%#`, `%$`, `$name`, `$a.b`. */
export function formatName(name: string, args: readonly unknown[], index: number): string {
  let next = 0;
  const text = name.replace(/%([sdifjoO#$%])/g, (_, kind: string) => {
    if (kind === '%') return '%';
    if (kind === '#') return String(index);
    if (kind === '$') return String(index + 1);
    const value = args[next++];
    if (kind === 'i') return String(Math.trunc(Number(value)));
    if (kind === 'd' || kind === 'f') return String(Number(value));
    return kind === 's' && typeof value !== 'object' ? String(value) : JSON.stringify(value);
  });
  const [first] = args;
  if (typeof first !== 'object' || first === null) return text;
  return text.replace(/\$([\w.]+)/g, (whole, path: string) => {
    let value: unknown = first;
    for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
    return value === undefined ? whole : typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
}

function nameOf(name: unknown): string {
  return typeof name === 'function' ? name.name || 'anonymous' : String(name);
}

/** `(name, fn, options)`, `(name, options, fn)`. */
function split(rest: readonly unknown[]): { fn?: Fn; options: Record<string, unknown> } {
  const fn = rest.find((r) => typeof r === 'function') as Fn | undefined;
  const options = rest.find((r) => typeof r === 'object' && r !== null) as
    | Record<string, unknown>
    | undefined;
  return { ...(fn ? { fn } : {}), options: options ?? {} };
}

function stateOf(flags: Flags): 'run' | 'skip' | 'todo' {
  return flags.todo ? 'todo' : flags.skip ? 'skip' : 'run';
}

function declareBench(session: Session, flags: Flags, name: unknown, rest: readonly unknown[]): void {
  const { fn, options } = split(rest);
  // tinybench's own options of a suite have hooks too: around all calls of the benchmark.
  const { setup, teardown } = options as { setup?: Fn; teardown?: Fn };
  const work = fn && tinyWork(fn, options as TinyOptions, { name: nameOf(name) });
  register(session.current(), {
    name: nameOf(name),
    dialect: 'vitest',
    state: fn ? stateOf(flags) : 'todo',
    only: flags.only === true,
    ...mostIterations(options),
    open: async () => {
      await setup?.({ name: nameOf(name) }, 'run');
      const opened = await work!();
      return {
        ...opened,
        close: async () => {
          await opened.close?.();
          await teardown?.({ name: nameOf(name) }, 'run');
        },
      };
    },
  });
}

/** Its callback runs when the file is through, as in vitest; what it declares belongs to it. */
function declareGroup(session: Session, flags: Flags, name: unknown, rest: readonly unknown[]): void {
  const file = session.current();
  const { fn } = split(rest);
  const group = makeGroup(nameOf(name), file.group, {
    skip: flags.skip === true || flags.todo === true,
    only: flags.only === true,
  });
  if (fn) later(file, group, () => fn());
}

/** Callbacks of one group come before those of the next. */
function later(file: FileState, group: Group, work: () => unknown): void {
  file.queue.push(async () => {
    const rest = file.queue.splice(0);
    file.group = group;
    await work();
    file.queue.push(...rest);
  });
}

/** Version 5: a test that registers benchmarks and runs them. */
function declareTest(
  session: Session,
  expect: unknown,
  flags: Flags,
  name: unknown,
  rest: readonly unknown[],
): void {
  const file = session.current();
  const { fn } = split(rest);
  const outer = file.group;
  if (!fn || flags.skip || flags.todo) return;
  file.queue.push(async () => {
    const group = makeGroup(nameOf(name), outer, { only: flags.only === true });
    file.group = group;
    const cases: Case[] = [];
    try {
      await fn({
        bench: benchFixture(session, file, group, cases),
        expect,
        task: { name: nameOf(name) },
        skip: () => {},
      });
    } catch (error) {
      // Expectations about figures that were not asked for this time.
      if (cases.every((one) => one.statistics)) throw error;
    }
  });
}

interface Registration {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

function benchFixture(session: Session, file: FileState, group: Group, cases: Case[]): Fn {
  const made = new Map<Registration, Case | null>();
  const bench = (name: unknown, ...rest: unknown[]): Registration => {
    const { fn, options } = split(rest);
    const one = register(
      file,
      {
        name: nameOf(name),
        dialect: 'vitest',
        state: fn ? 'run' : 'todo',
        ...mostIterations(options),
        open: tinyWork(fn ?? (() => {}), options as TinyOptions, { name: nameOf(name) }),
      },
      group,
    );
    cases.push(one);
    const registration = {
      name: nameOf(name),
      run: async () => {
        await session.runRequested(file, [one]);
        return { name: nameOf(name), ...tinyResult(one.statistics) };
      },
    };
    made.set(registration, one);
    return registration;
  };
  return Object.assign(bench as Fn, {
    from: (name: unknown): Registration => {
      const registration = {
        name: nameOf(name),
        run: async () => ({ name: nameOf(name), ...tinyResult(undefined) }),
      };
      made.set(registration, null);
      return registration;
    },
    compare: async (...args: unknown[]) => {
      const registrations = args.filter((a): a is Registration => made.has(a as Registration));
      const compared = registrations.flatMap((r) => made.get(r) ?? []);
      await session.runRequested(file, compared);
      const results = registrations.map((r) => ({ name: r.name, ...tinyResult(made.get(r)?.statistics) }));
      return { get: (name: unknown) => results.find((r) => r.name === nameOf(name)) };
    },
  });
}
