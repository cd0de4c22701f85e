import type { HotFunction, HotLine, ProfileUnit } from '../model.ts';
import { type Baseline, bodyUnchanged, type LineMap } from './anchor.ts';
import { formatShare, formatWeight } from './format.ts';

/** Five steps of heat, so that a glance separates them; 1 is the coolest. */
export type HeatStep = 1 | 2 | 3 | 4 | 5;

/** What one line of the editor says. Lines are those of the text now, 1-based. */
export interface Annotation {
  readonly line: number;
  readonly text: string;
  readonly step: HeatStep;
  /** Measured on code that is no longer what stands there. */
  readonly stale: boolean;
  /** Functions defined on the line, hottest first. */
  readonly functions: readonly HotFunction[];
  readonly heat: HotLine | undefined;
}

/** Below this share a line is noise: one sample in a thousand. */
const leastShare = 0.001;

export function heatStep(share: number): HeatStep {
  if (share >= 0.2) return 5;
  if (share >= 0.1) return 4;
  if (share >= 0.04) return 3;
  if (share >= 0.01) return 2;
  return 1;
}

interface Row {
  functions: HotFunction[];
  heat: HotLine | undefined;
  stale: boolean;
}

/** Annotations in order of line. */
export function annotate(
  heat: { readonly functions: readonly HotFunction[]; readonly lines: readonly HotLine[] },
  baseline: Baseline,
  map: LineMap,
  unit: ProfileUnit,
): Annotation[] {
  const staleBodies = baseline.bodies.filter((body) => !bodyUnchanged(baseline, map, body));
  const rows = new Map<number, Row>();
  const rowAt = (line: number): Row | undefined => {
    const now = map.to[line - 1] ?? 0;
    if (now === 0) return undefined;
    const row = rows.get(now) ?? { functions: [], heat: undefined, stale: false };
    rows.set(now, row);
    row.stale ||= map.changed[line - 1] === 1 || isStale(line, baseline, staleBodies);
    return row;
  };
  for (const f of heat.functions) {
    if (f.line > 0 && f.totalShare >= leastShare) rowAt(f.line)?.functions.push(f);
  }
  for (const l of heat.lines) {
    if (l.line < 1 || shareOf(l) < leastShare) continue;
    const row = rowAt(l.line);
    if (row) row.heat = l;
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([line, row]) => ({ ...row, line, step: stepOf(row), text: textOf(row, unit) }));
}

/** A line is as stale as the innermost measured function around it. */
function isStale(
  line: number,
  baseline: Baseline,
  staleBodies: readonly (readonly [number, number])[],
): boolean {
  let inner: readonly [number, number] | undefined;
  for (const body of baseline.bodies) {
    if (line < body[0] || line > body[1]) continue;
    if (!inner || body[1] - body[0] < inner[1] - inner[0]) inner = body;
  }
  return inner !== undefined && staleBodies.includes(inner);
}

function shareOf(line: HotLine): number {
  return line.totalFrom === 'calls' ? Math.max(line.totalShare, line.selfShare) : line.selfShare;
}

/** The bar beside a line shows its own heat; a definition without one shows the function's self share. */
function stepOf(row: Row): HeatStep {
  return heatStep(row.heat ? shareOf(row.heat) : Math.max(0, ...row.functions.map((f) => f.selfShare)));
}

function textOf(row: Row, unit: ProfileUnit): string {
  const parts: string[] = [];
  const [hottest, ...others] = row.functions;
  const lineShare = row.heat ? shareOf(row.heat) : 0;
  // A callback defined on a hot line is not the news there; a function of one line says it all itself.
  const lineOnly = hottest !== undefined && lineShare > hottest.totalShare * 1.05;
  const repeats =
    hottest !== undefined && Math.abs(lineShare - hottest.totalShare) <= hottest.totalShare * 0.05;
  if (hottest && !lineOnly) parts.push(functionText(hottest, others.length > 0, unit));
  if (row.heat && !repeats) parts.push(`${hottest && !lineOnly ? 'line ' : ''}${lineText(row.heat, unit)}`);
  if (row.stale) parts.push('stale');
  return parts.join(' · ');
}

function functionText(f: HotFunction, several: boolean, unit: ProfileUnit): string {
  // The name stands on the line already, unless several functions do.
  const who = isModule(f) ? 'module ' : several ? `${functionLabel(f)} ` : '';
  const total = formatShare(f.totalShare);
  const self = formatShare(f.selfShare);
  const time = formatWeight(f.totalMs, unit);
  if (self === total) return `${who}${self} · ${time}`;
  return `${who}total ${total} · ${f.selfShare >= leastShare ? `self ${self} · ` : ''}${time}`;
}

/** The code of a file outside of its functions. */
function isModule(f: HotFunction): boolean {
  return f.line === 1 && f.column <= 1 && /^(\(anonymous\))?$/.test(f.name);
}

export function functionLabel(f: HotFunction): string {
  return isModule(f) ? '(module)' : f.name || '(anonymous)';
}

function lineText(line: HotLine, unit: ProfileUnit): string {
  if (line.totalFrom === 'self' || line.totalMs <= line.selfMs) {
    return `${formatShare(line.selfShare)} · ${formatWeight(line.selfMs, unit)}`;
  }
  const self = line.selfMs > 0 ? ` (${formatShare(line.selfShare)} self)` : '';
  return `${formatShare(line.totalShare)}${self} · ${formatWeight(line.totalMs, unit)}`;
}
