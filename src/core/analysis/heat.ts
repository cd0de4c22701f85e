/** Static meets measured: each finding gets the share of the run that its function or line took. */
import type { HotFunction, HotLine } from '../model.ts';
import type { Finding } from './finding.ts';

export interface Heat {
  readonly functions: readonly HotFunction[];
  readonly lines: readonly HotLine[];
}

/** What of a finding says where it is. */
export type Spot = Pick<Finding, 'file' | 'line' | 'endLine' | 'function' | 'owner' | 'from'>;

/** From this share of the run on, code is hot whatever kind of code it is. */
const hotShare = 0.05;

/** Hottest first; what the profile never saw comes last with a share of 0. */
export function withHeat(findings: readonly Finding[], heat: Heat): Finding[] {
  return measuring(heat)(findings);
}

/** `withHeat` for who asks often. */
export function measuring(heat: Heat): (findings: readonly Finding[]) => Finding[] {
  const functions = byFile(heat.functions);
  const lines = byFile(heat.lines);
  return (findings) =>
    findings
      .map((f) => {
        const share = functionAt(f, functions)?.totalShare ?? 0;
        return { ...f, share: Math.min(1, Math.max(lineShare(f, lines), share, usesShare(f, functions))) };
      })
      .sort((a, b) => b.share - a.share);
}

/**
 * Whether the run spent its time there: on the lines, or in the function's own code. What a function calls does not
 * count: a script's `main` is open all the while.
 */
export function hotIn(heat: Heat): (at: Spot) => boolean {
  const functions = byFile(heat.functions);
  const lines = byFile(heat.lines);
  return (at) => Math.max(lineShare(at, lines), functionAt(at, functions)?.selfShare ?? 0) >= hotShare;
}

/** All that `hotIn` needs of it: a few files, so that it can be handed on. */
export function hottest({ functions, lines }: Heat): Heat {
  const files = new Set<string>();
  for (const f of functions) if (f.selfShare >= hotShare) files.add(f.file);
  for (const l of lines) if (Math.max(l.selfShare, l.totalShare) >= hotShare) files.add(l.file);
  return {
    functions: functions.filter((f) => files.has(f.file)),
    lines: lines.filter((l) => files.has(l.file)),
  };
}

function byFile<T extends { readonly file: string }>(rows: readonly T[]): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const list = map.get(row.file);
    if (list) list.push(row);
    else map.set(row.file, [row]);
  }
  return map;
}

/** The lines of the finding, where calls made on them are known to be counted in. */
function lineShare(f: Spot, lines: ReadonlyMap<string, readonly HotLine[]>): number {
  let share = 0;
  for (const l of lines.get(f.file) ?? []) {
    if (l.line >= f.line && l.line <= f.endLine)
      share = Math.max(share, l.totalFrom === 'calls' ? l.totalShare : l.selfShare);
  }
  return share;
}

/** A pattern that is a constant of the module takes its time where it is used. */
function usesShare({ chain }: Finding, functions: ReadonlyMap<string, readonly HotFunction[]>): number {
  const shares = chain.map(({ file, line, message }) => {
    const name = user.exec(message)?.[1] ?? '';
    return functionAt({ file, line, endLine: line, function: name }, functions)?.totalShare ?? 0;
  });
  return Math.max(0, ...shares);
}

/** How a chain says where something is used that stands elsewhere, for `usesShare` to find the function. */
export function usedIn(name: string): string {
  return `used in ${name}`;
}

const user = /^used in (\S+)$/;

/** The innermost function that starts at or before the finding. */
function functionAt(
  f: Spot,
  functions: ReadonlyMap<string, readonly HotFunction[]>,
): HotFunction | undefined {
  const plain = lastName(f.function);
  const rows = functions.get(f.file) ?? [];
  const from = startOf(f, rows);
  if (from === undefined) return undefined;
  let best: HotFunction | undefined;
  for (const fn of rows) {
    if (fn.line > f.line || fn.line < from) continue;
    const named = lastName(fn.name) === plain;
    const bestNamed = best !== undefined && lastName(best.name) === plain;
    if (!best || (named && !bestNamed) || (named === bestNamed && fn.line > best.line)) best = fn;
  }
  return best && (lastName(best.name) === plain || plain.startsWith('callback')) ? best : undefined;
}

/**
 * A callback has no name in a recording, and what starts above it need not be around it: it is looked for from the
 * function on that it is written in. Undefined where that one was never seen to run.
 */
function startOf({ line, owner, from }: Spot, rows: readonly HotFunction[]): number | undefined {
  if (!owner) return from ?? 0;
  let start: number | undefined;
  for (const fn of rows)
    if (fn.line <= line && fn.line >= (start ?? 0) && lastName(fn.name) === lastName(owner)) start = fn.line;
  return start;
}

function lastName(name: string): string {
  return name.split('.').at(-1) ?? '';
}
