/**
 * Hot functions, lines and packages of one or several profiles. Inclusive weights count each sample once,
 * however often a function is on its stack.
 */
import {
  type HotFunction,
  type HotLine,
  type HotPackage,
  type HotSpots,
  Origin,
  type Profile,
  type ProfileTotals,
} from '../model.ts';
import { FunctionIndex } from './function-index.ts';
import { HotSums } from './hot-sums.ts';
import { displayPath } from './paths.ts';
import { selfWeights } from './stack-walk.ts';

export interface HotOptions {
  /** Absolute folders, `/`-separated: what own code is, and what files are shown relative to. */
  readonly roots: readonly string[];
  /** Only own code: other frames' weight goes to the nearest own caller. */
  readonly onlyMine: boolean;
  /** At most so many rows a table. */
  readonly top: number;
  /** Files as frames have them: of two roots with files of one name, who asks tells them apart. */
  readonly absolute?: boolean;
}

/** Tables by self weight, highest first. */
export function hotSpots(profiles: readonly Profile[], options: HotOptions): HotSpots {
  const sums = sumUp(profiles, options.roots, options.onlyMine);
  const totals = mergedTotals(profiles);
  const active = totals.activeMs;
  const shownFrom = options.absolute ? [] : options.roots;
  const functions = functionRows(sums, active, shownFrom);
  const lines = lineRows(sums, active, shownFrom);
  return {
    kind: profiles[0]?.kind ?? 'cpu',
    unit: profiles[0]?.unit ?? 'us',
    totals,
    functions: best(functions, options.top),
    lines: best(lines, options.top),
    packages: best(packageRows(sums, active), options.top),
  };
}

/** Every function and line of one file. `file` absolute, or as FrameTable has it. */
export function fileHeat(
  profiles: readonly Profile[],
  file: string,
  roots: readonly string[],
): { readonly functions: readonly HotFunction[]; readonly lines: readonly HotLine[] } {
  const sums = sumUp(profiles, roots, false);
  const active = mergedTotals(profiles).activeMs;
  const wanted = displayPath(file, roots);
  const functions = functionRows(sums, active, roots).filter((f) => f.file === wanted);
  const lines = lineRows(sums, active, roots).filter((l) => l.file === wanted);
  return { functions: best(functions, functions.length), lines: best(lines, lines.length) };
}

/** Sums of one profile: ms for CPU, bytes for heap, counts for counts. */
export function totals(profile: Profile): ProfileTotals {
  const scale = unitScale(profile);
  const self = selfWeights(profile);
  const { name, file, length } = profile.frames;
  const engineState = new Map<string, number>();
  const stateOf = new Int32Array(length).fill(-1);
  for (const [state, text] of ['(idle)', '(garbage collector)', '(program)'].entries())
    engineState.set(text, state);
  for (let f = 0; f < length; f++) {
    if (profile.strings[file[f]!] === '') stateOf[f] = engineState.get(profile.strings[name[f]!]!) ?? -1;
  }
  const sums = [0, 0, 0];
  let total = 0;
  for (let row = 0; row < self.length; row++) {
    const weight = self[row]! * scale;
    total += weight;
    const state = stateOf[profile.stacks.frame[row]!]!;
    if (state >= 0) sums[state]! += weight;
  }
  const [idleMs, gcMs, programMs] = sums as [number, number, number];
  return {
    totalMs: total,
    activeMs: total - idleMs,
    idleMs,
    gcMs,
    programMs,
    samples: profile.samples.length,
  };
}

export function mergedTotals(profiles: readonly Profile[]): ProfileTotals {
  const sum = { totalMs: 0, activeMs: 0, idleMs: 0, gcMs: 0, programMs: 0, samples: 0 };
  for (const profile of profiles) {
    const one = totals(profile);
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += one[key];
  }
  return sum;
}

/** From a profile's unit to that of results: µs to ms; bytes and counts stay. */
export function unitScale(profile: Profile): number {
  return profile.unit === 'us' ? 1e-3 : 1;
}

export function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}

function sumUp(profiles: readonly Profile[], roots: readonly string[], onlyMine: boolean): HotSums {
  const index = new FunctionIndex(roots);
  const sums = new HotSums(index, onlyMine);
  for (const profile of profiles) sums.add(profile, unitScale(profile));
  return sums;
}

function functionRows(sums: HotSums, active: number, roots: readonly string[]): HotFunction[] {
  const rows: HotFunction[] = [];
  for (const [id, fn] of sums.index.functions.entries()) {
    const selfMs = sums.functionSelf.data[id]!;
    const totalMs = sums.functionTotal.data[id]!;
    if (totalMs <= 0 || fn.state) continue;
    if (sums.onlyMine && fn.origin !== Origin.Mine) continue;
    rows.push({
      name: fn.name,
      file: displayPath(fn.file, roots),
      line: fn.line,
      column: fn.column,
      origin: fn.origin,
      pkg: fn.pkg,
      selfMs,
      totalMs,
      selfShare: share(selfMs, active),
      totalShare: share(totalMs, active),
    });
  }
  return rows;
}

function lineRows(sums: HotSums, active: number, roots: readonly string[]): HotLine[] {
  return sums.lineEntries().map((line) => {
    const fn = sums.index.functions[line.fn]!;
    return {
      file: displayPath(fn.file, roots),
      line: line.line,
      function: fn.name,
      origin: fn.origin,
      selfMs: line.self,
      totalMs: line.total,
      selfShare: share(line.self, active),
      totalShare: share(line.total, active),
      totalFrom: line.calls ? 'calls' : 'self',
    };
  });
}

function packageRows(sums: HotSums, active: number): HotPackage[] {
  const rows: HotPackage[] = [];
  for (const [id, pkg] of sums.index.packages.entries()) {
    const selfMs = sums.packageSelf.data[id]!;
    const totalMs = sums.packageTotal.data[id]!;
    if (totalMs <= 0 || (sums.onlyMine && pkg !== '')) continue;
    rows.push({ pkg, selfMs, totalMs, selfShare: share(selfMs, active), totalShare: share(totalMs, active) });
  }
  return rows;
}

function best<T extends { readonly selfMs: number; readonly totalMs: number }>(rows: T[], top: number): T[] {
  return rows.sort((a, b) => b.selfMs - a.selfMs || b.totalMs - a.totalMs).slice(0, Math.max(0, top));
}
