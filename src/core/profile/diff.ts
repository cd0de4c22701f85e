/** What became slower or faster between two profiles of one program, by function and by line. */
import type { HotFunction, HotLine, HotSpots, Origin, ProfileTotals } from '../model.ts';

/** One side missing: the function or line is in the other profile only. Weights in ms (bytes for heap). */
export interface HotChange {
  readonly name: string;
  readonly file: string;
  /** In the candidate; in the base where it is gone. */
  readonly line: number;
  readonly baseLine: number;
  readonly origin: Origin;
  readonly status: 'both' | 'added' | 'removed';
  readonly baseSelfMs: number;
  readonly selfMs: number;
  readonly selfDeltaMs: number;
  /** Candidate's share minus base's, -1..1. */
  readonly selfDeltaShare: number;
  readonly baseTotalMs: number;
  readonly totalMs: number;
  readonly totalDeltaMs: number;
  readonly totalDeltaShare: number;
}

export interface HotDiff {
  readonly base: ProfileTotals;
  readonly candidate: ProfileTotals;
  readonly activeDeltaMs: number;
  /** Largest change of self weight first. */
  readonly functions: readonly HotChange[];
  readonly lines: readonly HotChange[];
}

/** Both tables whole (`top: Infinity`): a function below a cut would look as though it were gone. */
export function diffHotSpots(base: HotSpots, candidate: HotSpots): HotDiff {
  const pairs = pairUp(base.functions, candidate.functions, (f) => `${f.name}\0${f.file}`);
  return {
    base: base.totals,
    candidate: candidate.totals,
    activeDeltaMs: candidate.totals.activeMs - base.totals.activeMs,
    functions: pairs.map(([a, b]) => change(a, b, (f) => f.name)).sort(bySelfDelta),
    lines: diffLines(base.lines, candidate.lines, pairs).sort(bySelfDelta),
  };
}

/** Namesakes on one line are told apart by their columns. */
type Placed = { readonly line: number; readonly column?: number };
type Pair<T> = readonly [T | undefined, T | undefined];

/** Rows of equal key: in order of lines where there are as many; else those on the same line first. */
function pairUp<T extends Placed>(
  base: readonly T[],
  candidate: readonly T[],
  key: (row: T) => string,
): Pair<T>[] {
  const groups = new Map<string, { a: T[]; b: T[] }>();
  const group = (row: T) => {
    const at = key(row);
    let known = groups.get(at);
    if (known === undefined) {
      known = { a: [], b: [] };
      groups.set(at, known);
    }
    return known;
  };
  for (const row of base) group(row).a.push(row);
  for (const row of candidate) group(row).b.push(row);
  const pairs: Pair<T>[] = [];
  for (const { a, b } of groups.values()) pairs.push(...pairGroup(a, b));
  return pairs;
}

function pairGroup<T extends Placed>(a: readonly T[], b: readonly T[]): Pair<T>[] {
  const pairs: Pair<T>[] = [];
  const byLine = (x: T, y: T): number => x.line - y.line || (x.column ?? 0) - (y.column ?? 0);
  if (a.length === b.length) {
    const sortedB = [...b].sort(byLine);
    return [...a].sort(byLine).map((row, i) => [row, sortedB[i]]);
  }
  const left = new Map<number, T[]>();
  for (const row of b) left.set(row.line, [...(left.get(row.line) ?? []), row]);
  const restA: T[] = [];
  for (const row of a) {
    const same = left.get(row.line)?.shift();
    if (same === undefined) restA.push(row);
    else pairs.push([row, same]);
  }
  const restB = [...left.values()].flat().sort(byLine);
  restA.sort(byLine);
  for (let i = 0; i < Math.max(restA.length, restB.length); i++) pairs.push([restA[i], restB[i]]);
  return pairs;
}

/** Lines move with their function: line 12 of one that moved down by 3 is line 15 now. */
function diffLines(
  base: readonly HotLine[],
  candidate: readonly HotLine[],
  functions: readonly Pair<HotFunction>[],
): HotChange[] {
  const shifts = new Map<string, { readonly line: number; readonly shift: number }[]>();
  for (const [a, b] of functions) {
    if (a === undefined || b === undefined) continue;
    const at = `${a.name}\0${a.file}`;
    const list = shifts.get(at) ?? [];
    list.push({ line: a.line, shift: b.line - a.line });
    shifts.set(at, list);
  }
  const shiftOf = (row: HotLine): number => {
    // Of several functions of one name, the last that begins at or above the line holds it.
    let best: { readonly line: number; readonly shift: number } | undefined;
    for (const entry of shifts.get(`${row.function}\0${row.file}`) ?? []) {
      if (entry.line <= row.line && (best === undefined || entry.line > best.line)) best = entry;
    }
    return best?.shift ?? 0;
  };
  const now = new Map(candidate.map((row) => [`${row.file}\0${row.line}\0${row.function}`, row]));
  const changes: HotChange[] = [];
  for (const row of base) {
    const key = `${row.file}\0${row.line + shiftOf(row)}\0${row.function}`;
    const other = now.get(key);
    now.delete(key);
    changes.push(change(row, other, (l) => l.function));
  }
  for (const row of now.values()) changes.push(change(undefined, row, (l) => l.function));
  return changes;
}

type Row = HotFunction | HotLine;

function change<T extends Row>(
  base: T | undefined,
  candidate: T | undefined,
  name: (row: T) => string,
): HotChange {
  const row = (candidate ?? base)!;
  const [selfMs, totalMs] = [candidate?.selfMs ?? 0, candidate?.totalMs ?? 0];
  const [baseSelfMs, baseTotalMs] = [base?.selfMs ?? 0, base?.totalMs ?? 0];
  return {
    name: name(row),
    file: row.file,
    line: row.line,
    baseLine: (base ?? row).line,
    origin: row.origin,
    status: base === undefined ? 'added' : candidate === undefined ? 'removed' : 'both',
    baseSelfMs,
    selfMs,
    selfDeltaMs: selfMs - baseSelfMs,
    selfDeltaShare: (candidate?.selfShare ?? 0) - (base?.selfShare ?? 0),
    baseTotalMs,
    totalMs,
    totalDeltaMs: totalMs - baseTotalMs,
    totalDeltaShare: (candidate?.totalShare ?? 0) - (base?.totalShare ?? 0),
  };
}

function bySelfDelta(a: HotChange, b: HotChange): number {
  return (
    Math.abs(b.selfDeltaMs) - Math.abs(a.selfDeltaMs) || Math.abs(b.totalDeltaMs) - Math.abs(a.totalDeltaMs)
  );
}
