/** Two profiles side by side, by function. */
import type { HotFunction, HotSpots } from '../model.ts';
import type { DiffRow, ReportDiff } from './data.ts';

/** Both with all their functions. Changes below `leastShare` of the larger active weight are left out. */
export function diffHot(base: HotSpots, now: HotSpots, baseTitle: string, leastShare = 0.0005): ReportDiff {
  const least = Math.max(base.totals.activeMs, now.totals.activeMs) * leastShare;
  const functions = pairs(base.functions, now.functions)
    .map(([before, after]) => row(before, after))
    .filter((r) => Math.abs(r.deltaSelfMs) >= least && r.deltaSelfMs !== 0)
    .sort((a, b) => Math.abs(b.deltaSelfMs) - Math.abs(a.deltaSelfMs));
  return { baseTitle, base: base.totals, functions };
}

type Pair = readonly [HotFunction | undefined, HotFunction | undefined];

/** A function is the same by name and file; lines move. Namesakes in a file are told apart by their order. */
function pairs(base: readonly HotFunction[], now: readonly HotFunction[]): Pair[] {
  const groups = new Map<string, { before: HotFunction[]; after: HotFunction[] }>();
  const group = (f: HotFunction) => {
    const key = `${f.file}\n${f.name}`;
    const known = groups.get(key) ?? { before: [], after: [] };
    groups.set(key, known);
    return known;
  };
  for (const f of base) group(f).before.push(f);
  for (const f of now) group(f).after.push(f);
  return [...groups.values()].flatMap(({ before, after }) => pairGroup(before, after));
}

function pairGroup(before: HotFunction[], after: HotFunction[]): Pair[] {
  const place = (f: HotFunction) => f.line * 1e6 + f.column;
  const byPlace = (a: HotFunction, b: HotFunction) => place(a) - place(b);
  if (before.length === after.length) {
    before.sort(byPlace);
    after.sort(byPlace);
    return before.map((f, i) => [f, after[i]]);
  }
  const left = new Map(before.map((f) => [place(f), f]));
  const found: Pair[] = [];
  for (const f of after) {
    found.push([left.get(place(f)), f]);
    left.delete(place(f));
  }
  for (const f of left.values()) found.push([f, undefined]);
  return found;
}

function row(before: HotFunction | undefined, after: HotFunction | undefined): DiffRow {
  const f = (after ?? before)!;
  const figures = {
    baseSelfMs: before?.selfMs ?? 0,
    selfMs: after?.selfMs ?? 0,
    baseTotalMs: before?.totalMs ?? 0,
    totalMs: after?.totalMs ?? 0,
    baseSelfShare: before?.selfShare ?? 0,
    selfShare: after?.selfShare ?? 0,
  };
  return {
    name: f.name,
    file: f.file,
    line: f.line,
    origin: f.origin,
    ...figures,
    deltaSelfMs: figures.selfMs - figures.baseSelfMs,
    deltaTotalMs: figures.totalMs - figures.baseTotalMs,
    deltaSelfShare: figures.selfShare - figures.baseSelfShare,
  };
}
