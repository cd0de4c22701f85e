/**
 * How two texts of one file differ for everybody else. Most edits change what a function does inside, or add one:
 * what other files are told of this one stays, but for its lines.
 */
import { deedOf } from './deeds.ts';
import { Outline } from './outline.ts';
import type { FileSummary } from './summary.ts';

export interface Difference {
  readonly before: FileSummary;
  readonly after: FileSummary;
  /** Functions that are there in both, by their numbers before; callbacks left out. */
  readonly functions: ReadonlyMap<number, number>;
  /** Callbacks belong to the function that they are written in. Of `after`. */
  readonly roots: readonly number[];
  /** Of `before`. */
  readonly rootsBefore: readonly number[];
  /** Functions of `after` with other calls than before; new ones are. */
  readonly touched: ReadonlySet<number>;
  /** Calls of `before` that are no more. */
  readonly gone: readonly number[];
  /** Calls of `after` that were not. */
  readonly added: readonly number[];
  /** Functions to be handed to somebody that were not, refs of `after`; and refs of `before` the other way round. */
  readonly handed: readonly (readonly [FileSummary, number])[];
  /** Names that a file can be asked for, and that are new or gone. */
  readonly names: ReadonlySet<string>;
  /** Where calls and functions went: line of `before`, or `line:column`, to the same of `after`. */
  readonly moved: ReadonlyMap<string, string>;
}

/** Undefined where others may be told something else: all has to be linked anew. */
export function differenceOf(before: FileSummary, after: FileSummary): Difference | undefined {
  const [a, b] = [new Outline(before), new Outline(after)];
  if (place(before) !== place(after) || entered(a) !== entered(b)) return undefined;
  const names = new Set<string>();
  if (!sameExports(a, b, names) || !sameClasses(a, b, names)) return undefined;
  const functions = sameFunctions(a, b, names);
  if (!functions) return undefined;
  for (const name of unlike(methodNames(a), methodNames(b))) names.add(name);
  const handed = [...otherRefs(a, b), ...otherRefs(b, a)];
  return {
    before,
    after,
    functions,
    roots: b.roots,
    rootsBefore: a.roots,
    handed,
    names,
    ...compareCalls(a, b, functions),
  };
}

/** What others ask of the file as a whole. */
function place(file: FileSummary): string {
  const { fileKind, fileWhy, problem, stars, modules, patterns } = file;
  return JSON.stringify([fileKind, fileWhy, problem, stars, modules.length === 0, patterns, deedsIn(file)]);
}

/** What rules keep of functions for loops of other files. */
function deedsIn({ candidates, functions }: FileSummary): string[] {
  return candidates.flatMap((c) => {
    const done = deedOf(c);
    return done === undefined ? [] : [`${c.rule} ${functions[c.fn]!.name} ${done}`];
  });
}

/** What it registers, here or elsewhere. */
function entered(outline: Outline): string {
  return outline.file.entries.map((e) => `${e.kind} ${e.why} ${outline.ref(e.ref)}`).join('\n');
}

function sameExports(a: Outline, b: Outline, names: Set<string>): boolean {
  const [before, after] = [a, b].map(
    (o) => new Map(Object.entries(o.file.exports).map(([name, ref]) => [name, o.ref(ref)])),
  ) as [Map<string, string>, Map<string, string>];
  if ((before.size === 0) !== (after.size === 0)) return false;
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) continue;
    // What is there in both is something else now; what a module is as a whole has many names elsewhere.
    if ((was !== undefined && is !== undefined) || name === 'default' || name === '=') return false;
    names.add(name);
  }
  return true;
}

function sameClasses(a: Outline, b: Outline, names: Set<string>): boolean {
  for (const key of new Set([...a.classes.keys(), ...b.classes.keys()])) {
    const [was, is] = [a.classes.get(key), b.classes.get(key)];
    const [before, after] = [
      was === undefined ? undefined : a.class(was),
      is === undefined ? undefined : b.class(is),
    ];
    if (before && after && before.base !== after.base) return false;
    for (const name of new Set([...(before?.members.keys() ?? []), ...(after?.members.keys() ?? [])])) {
      const [m, n] = [before?.members.get(name), after?.members.get(name)];
      if (m === n) continue;
      if (m !== undefined && n !== undefined) return false;
      names.add(name);
    }
  }
  return true;
}

/** Functions that are there in both; undefined where one of them is another to those that call it. */
function sameFunctions(a: Outline, b: Outline, names: Set<string>): Map<number, number> | undefined {
  const same = new Map<number, number>();
  for (const [key, id] of a.functions) {
    const now = b.functions.get(key);
    if (now === undefined) continue;
    if (a.function(id) !== b.function(now)) return undefined;
    same.set(id, now);
  }
  const still = new Set(same.values());
  for (const [o, has] of [
    [a, (id: number) => same.has(id)],
    [b, (id: number) => still.has(id)],
  ] as const)
    for (const id of o.functions.values()) {
      const f = o.file.functions[id]!;
      if (!has(id) && (f.assigned || f.handed)) names.add(f.name);
    }
  return same;
}

/** Of objects: others may find them by their names alone. */
function methodNames({ file }: Outline): string[] {
  return file.objects.flatMap((o) =>
    Object.entries(o).flatMap(([name, ref]) => (file.refs[ref]!.op === 'fn' ? [name] : [])),
  );
}

/** What one list has more often than the other. */
function unlike(a: readonly string[], b: readonly string[]): Set<string> {
  const counts = new Map<string, number>();
  for (const name of a) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const name of b) counts.set(name, (counts.get(name) ?? 0) - 1);
  return new Set([...counts].filter(([, n]) => n !== 0).map(([name]) => name));
}

function otherRefs(a: Outline, b: Outline): (readonly [FileSummary, number])[] {
  const known = new Set(b.file.passed.map((ref) => b.ref(ref)));
  return a.file.passed.filter((ref) => !known.has(a.ref(ref))).map((ref) => [a.file, ref] as const);
}

type Calls = Pick<Difference, 'touched' | 'gone' | 'added' | 'moved'>;

function compareCalls(a: Outline, b: Outline, functions: ReadonlyMap<number, number>): Calls {
  const [gone, added]: [number[], number[]] = [[], []];
  const touched = new Set<number>();
  const moved = new Moved();
  const olds = new Map([...functions].map(([from, to]) => [to, from]));
  for (const [id, root] of b.roots.entries()) {
    if (id !== root) continue;
    const old = olds.get(id);
    const news = b.calls.get(id) ?? [];
    if (old === undefined) {
      touched.add(id);
      added.push(...news);
      continue;
    }
    moved.line(a.file.functions[old]!.line, b.file.functions[id]!.line);
    const before = a.calls.get(old) ?? [];
    const [was, is] = [before.map((c) => a.call(c)), news.map((c) => b.call(c))];
    if (was.length !== is.length || was.some((shape, i) => shape !== is[i])) touched.add(id);
    const left = new Map<string, number[]>();
    for (const [i, shape] of was.entries()) left.set(shape, [...(left.get(shape) ?? []), before[i]!]);
    for (const [i, shape] of is.entries()) {
      const same = left.get(shape)?.shift();
      if (same === undefined) added.push(news[i]!);
      else moved.call(a.file.calls[same]!, b.file.calls[news[i]!]!);
    }
    gone.push(...[...left.values()].flat());
  }
  for (const [old, root] of a.roots.entries())
    if (old === root && !functions.has(old)) gone.push(...(a.calls.get(old) ?? []));
  return { touched, gone, added, moved: moved.places };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

class Moved {
  readonly places = new Map<string, string>();

  call(from: Position, to: Position): void {
    this.put(`${from.line}:${from.column}`, `${to.line}:${to.column}`);
    this.line(from.line, to.line);
  }

  line(from: number, to: number): void {
    this.put(`${from}`, `${to}`);
  }

  /** What stood together and is apart now is nowhere for sure. */
  private put(from: string, to: string): void {
    const known = this.places.get(from);
    this.places.set(from, known === undefined || known === to ? to : '');
  }
}
