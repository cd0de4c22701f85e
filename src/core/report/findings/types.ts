/** What a report of findings is made from, and what a format of it is. */

import type { Finding, Notice, Silenced, Step } from '../../analysis/finding.ts';
import type { ComparisonReport } from '../../bench/comparison.ts';

export interface FindingsReport {
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
  readonly suppressed: readonly Silenced[];
  readonly notices: readonly Notice[];
  /** What `--fix` changed; absent where it was not asked for. */
  readonly fixed?: readonly { readonly rule: string; readonly file: string; readonly line: number }[];
  /** The benchmarks that the change reaches, compared; absent where that was not asked for. */
  readonly benchmarks?: ComparisonReport;
  readonly stats: { readonly files: number; readonly analysed: number; readonly before: number };
  /** `since main`, `staged`, '' for everything. */
  readonly scope: string;
  readonly version: string;
  /** Whether a profile ranked them. */
  readonly measured: boolean;
}

export interface FindingsContext {
  /** Lines of a file, undefined where it cannot be read. */
  readonly lines: (file: string) => readonly string[] | undefined;
  readonly colour: boolean;
  readonly verbose: boolean;
}

export interface FindingsFormat {
  readonly name: string;
  readonly render: (report: FindingsReport, context: FindingsContext) => string;
}

export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** More files than that with the same notice are told in one. */
const manyAlike = 3;

/** Notices as people are told them: a folder full of generated files is one line, `verbose` names each. */
export function noticesFor({ notices }: FindingsReport, { verbose }: FindingsContext): readonly Notice[] {
  if (verbose) return notices;
  const alike = new Map<string, Notice[]>();
  for (const n of notices) {
    const group = alike.get(n.message);
    if (group) group.push(n);
    else alike.set(n.message, [n]);
  }
  return [...alike.values()].flatMap((group) => {
    const [first] = group as [Notice, ...Notice[]];
    if (group.length <= manyAlike) return group;
    return [
      { ...first, message: `${first.message} (and ${group.length - 1} more files; --verbose names them)` },
    ];
  });
}

/** `3 errors, 5 warnings, 1 note`. */
export function tally(findings: readonly Finding[]): string {
  const count = (s: Finding['severity']): number => findings.filter((f) => f.severity === s).length;
  const parts: string[] = [];
  if (count('error') > 0) parts.push(counted(count('error'), 'error'));
  if (count('warning') > 0) parts.push(counted(count('warning'), 'warning'));
  if (count('info') > 0) parts.push(counted(count('info'), 'note'));
  return parts.length > 0 ? parts.join(', ') : 'no findings';
}

/** How many findings each rule has, in the order of its first. */
export function byRule(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const count = new Map<string, number>();
  for (const { rule } of findings) count.set(rule, (count.get(rule) ?? 0) + 1);
  return count;
}

/** What stands beside the findings of a review, and above them in a list. */
export interface Aside {
  /** Findings that were there before the change. */
  readonly before: number;
  readonly suppressed: number;
  readonly notices: number;
  readonly measured: boolean;
}

/** `2 warnings (3 older ones not shown, hottest first, 1 notice below)`. */
export function headline(findings: readonly Finding[], aside: Aside): string {
  const rest = [
    aside.before > 0 ? `${counted(aside.before, 'older one')} not shown` : '',
    aside.suppressed > 0 ? `${aside.suppressed} suppressed` : '',
    aside.measured && findings.length > 1 ? 'hottest first' : '',
    aside.notices > 0 ? `${counted(aside.notices, 'notice')} below` : '',
  ].filter(Boolean);
  const said = tally(findings);
  return `${said[0]!.toUpperCase()}${said.slice(1)}${rest.length > 0 ? ` (${rest.join(', ')})` : ''}`;
}

export function percent(share: number): string {
  return share < 0.001 ? 'cold' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** `38 % of the run`, `cold in the run`. */
export function ofTheRun(share: number): string {
  return `${percent(share)} ${share < 0.001 ? 'in' : 'of'} the run`;
}

/**
 * Where a finding's chain begins, where an earlier one of the same rule begun there, too: ten queries of one loop are
 * ten findings, and one thing to read. To be asked of each finding once, in order.
 */
export function beginsAgain(): (f: Finding) => Step | undefined {
  const begun = new Set<string>();
  return ({ rule, chain }) => {
    const first = chain.length > 1 ? chain[0]! : undefined;
    if (!first) return undefined;
    const key = `${rule} ${first.file}:${first.line}:${first.column}`;
    if (begun.has(key)) return first;
    begun.add(key);
    return undefined;
  };
}
