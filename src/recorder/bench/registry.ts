/** What benchmark files declare: cases with their groups, hooks and names, whatever dialect they are written in. */
import type { Benchmark, Budgets, Dialect, Params } from '../../core/bench/nouns.ts';
import type { Side } from '../../core/bench/protocol.ts';
import type { BenchFn } from './loop.ts';
import { callSite } from './stack.ts';
import type { Statistics } from './statistics.ts';

/** A benchmark made ready: its hooks have run. */
export interface Work {
  readonly fn: BenchFn;
  readonly params?: unknown;
  /** Before each batch of calls, outside the measured time; what it gives is every call's input. */
  readonly batchStart?: () => unknown;
  readonly batchEnd?: (input: unknown) => unknown;
  /** What one call gets: made for each call of a batch before the batch starts. */
  readonly freshInput?: () => unknown;
  /** Around every single call, outside the measured time: then a batch is one call. */
  readonly callStart?: () => unknown;
  readonly callEnd?: () => unknown;
  /** Has a loop of its own: makes `n` turns, and marks where they start and stop. */
  readonly selfTimed?: (n: number, marks: Marks) => unknown;
  /** Known to be asynchronous without being tried. */
  readonly async?: boolean;
  readonly close?: () => unknown;
}

export interface Marks {
  readonly start: () => void;
  readonly stop: () => void;
}

export interface CaseSpec {
  readonly name: string;
  readonly dialect: Dialect;
  readonly params?: Params;
  readonly state?: 'run' | 'skip' | 'todo';
  readonly only?: boolean;
  readonly baseline?: boolean;
  readonly expect?: Budgets;
  /** Most calls that the file's author wants measured; for very slow ones. */
  readonly maxIterations?: number;
  readonly warmupMs?: number;
  readonly sampleMs?: number;
  /** Runs what has to run before the first call. */
  readonly open: () => Work | Promise<Work>;
}

export interface Case extends Omit<CaseSpec, 'state'> {
  readonly benchmark: Benchmark;
  readonly group: Group;
  /** Measured, or passed over: what waits for it may go on. */
  finished: boolean;
  /** Why it has no figures. */
  error?: unknown;
  statistics?: Statistics;
}

export interface Group {
  readonly name: string;
  readonly parent: Group | null;
  readonly skip: boolean;
  readonly only: boolean;
  readonly before: Hook[];
  readonly after: Hook[];
  readonly beforeEach: Hook[];
  readonly afterEach: Hook[];
  opened: boolean;
}

export type Hook = () => unknown;

/** One loaded (or loading) benchmark file. */
export interface FileState {
  readonly index: number;
  readonly side: Side;
  readonly path: string;
  readonly relative: string;
  readonly cases: Case[];
  readonly root: Group;
  group: Group;
  /** Group callbacks and tests that run one after the other once the file's own code is through. */
  readonly queue: (() => unknown)[];
  /** A `run()` of the file waits until its cases are measured. */
  readonly waiting: { readonly cases: readonly Case[]; readonly resume: () => void }[];
  readonly problems: string[];
  readonly ids: Map<string, number>;
  changed: () => void;
}

export function makeGroup(
  name: string,
  parent: Group | null,
  flags: { skip?: boolean; only?: boolean } = {},
): Group {
  return {
    name,
    parent,
    skip: flags.skip === true,
    only: flags.only === true,
    before: [],
    after: [],
    beforeEach: [],
    afterEach: [],
    opened: false,
  };
}

/** From the outermost to this one; the file itself is left out. */
export function groupPath(group: Group): Group[] {
  return group.parent === null ? [] : [...groupPath(group.parent), group];
}

/** Adds a case to the group that is being filled. */
export function register(file: FileState, spec: CaseSpec, group: Group = file.group): Case {
  const groups = groupPath(group).map((g) => g.name);
  const params = spec.params ?? {};
  const skipped = spec.state === 'todo' ? 'todo' : isSkipped(group) ? 'skip' : (spec.state ?? 'run');
  const { line, column } = callSite(file.path);
  const added: Case = {
    ...spec,
    group,
    finished: false,
    benchmark: {
      id: uniqueId(file, [...groups, spec.name].join(' > ') + paramSuffix(params)),
      file: file.relative,
      name: spec.name,
      groups,
      params,
      line,
      column,
      dialect: spec.dialect,
      state: skipped,
      baseline: spec.baseline === true,
      expect: spec.expect ?? {},
    },
  };
  file.cases.push(added);
  file.changed();
  return added;
}

/** Takes back what was registered, for APIs that change a benchmark after they have made it. */
export function unregister(file: FileState, cases: readonly Case[]): void {
  for (const one of cases) {
    const at = file.cases.indexOf(one);
    if (at < 0) continue;
    file.cases.splice(at, 1);
    const id = one.benchmark.id.replace(/ #\d+$/, '');
    const count = file.ids.get(id) ?? 1;
    if (count > 1) file.ids.set(id, count - 1);
    else file.ids.delete(id);
  }
}

function isSkipped(group: Group): boolean {
  return group.skip || (group.parent !== null && isSkipped(group.parent));
}

function uniqueId(file: FileState, id: string): string {
  const count = (file.ids.get(id) ?? 0) + 1;
  file.ids.set(id, count);
  return count === 1 ? id : `${id} #${count}`;
}

/** ` [n=10, mode=fast]` */
export function paramSuffix(params: Params): string {
  const names = Object.keys(params);
  return names.length === 0 ? '' : ` [${names.map((name) => `${name}=${String(params[name])}`).join(', ')}]`;
}

/** Ids of cases that stand aside because others of the file are marked `only`. */
export function passedOver(file: FileState): Set<Case> {
  const marked = (one: Case): boolean => one.only === true || groupPath(one.group).some((g) => g.only);
  const some = file.cases.some(marked);
  return new Set(some ? file.cases.filter((one) => !marked(one)) : []);
}

/** All combinations of lists of values: `{ n: [1, 2] }` gives `{ n: 1 }, { n: 2 }`; the last name changes fastest. */
export function combinations(lists: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  let rows: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(lists)) {
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })));
  }
  return rows;
}

/** Values that can be shown and told apart: objects become their position, `#2`. */
export function plainParams(
  row: Readonly<Record<string, unknown>>,
  lists: Readonly<Record<string, readonly unknown[]>>,
): Params {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const plain = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
      return [name, plain ? value : labelOf(value, lists[name]?.indexOf(value) ?? 0)];
    }),
  );
}

function labelOf(value: unknown, index: number): string {
  if (value === null || value === undefined || typeof value === 'bigint') return String(value);
  if (Array.isArray(value) && value.every((v) => typeof v === 'number' || typeof v === 'string')) {
    const text = value.join(',');
    if (text.length <= 30) return text;
  }
  if (typeof value === 'function' && value.name) return value.name;
  const { name } = value as { name?: unknown };
  return typeof name === 'string' ? name : `#${index + 1}`;
}

/** Hooks, outermost group first, that have not run in this process yet. */
export async function openGroups(group: Group): Promise<void> {
  for (const one of fromRoot(group)) {
    if (one.opened) continue;
    one.opened = true;
    for (const hook of one.before) {
      const undo = await hook();
      if (typeof undo === 'function') one.after.push(undo as Hook);
    }
  }
}

/** Innermost first. */
export async function closeGroups(groups: readonly Group[]): Promise<void> {
  const depth = (g: Group): number => (g.parent ? 1 + depth(g.parent) : 0);
  const opened = [...new Set(groups.flatMap(fromRoot))].filter((g) => g.opened);
  for (const one of opened.sort((a, b) => depth(b) - depth(a))) {
    one.opened = false;
    for (const hook of [...one.after].reverse()) await hook();
  }
}

export async function runHooks(group: Group, which: 'beforeEach' | 'afterEach'): Promise<void> {
  const groups = fromRoot(group);
  if (which === 'afterEach') groups.reverse();
  for (const one of groups) for (const hook of one[which]) await hook();
}

function fromRoot(group: Group): Group[] {
  return group.parent === null ? [group] : [...fromRoot(group.parent), group];
}
