/** Figures of a benchmark in the editor's own surfaces: one line each. */
import type { ResultRow } from '../../../core/bench/results.ts';
import { budgetText, counterText } from '../../../core/report/budget-words.ts';
import {
  formatBytes,
  formatChange,
  formatNs,
  formatRate,
  formatShare,
} from '../../../core/report/numbers.ts';

/** `+7.4% slower than main · 4.30 µs ±0.8% · p95 4.45 µs · 232k/s · 1.4 KB`: the change first, lines get cut. */
export function rowText(row: ResultRow): string {
  const { candidate, change } = row;
  if (row.status === 'failed') return `failed: ${row.failure?.[0] ?? ''}`;
  if (!candidate) return row.status;
  const margin = candidate.marginShare > 0 ? ` ±${formatShare(candidate.marginShare)}` : '';
  const parts = [
    `${formatNs(candidate.time.p50Ns)}${margin}`,
    `p95 ${formatNs(candidate.time.p95Ns)}`,
    formatRate(candidate.opsPerSecond),
  ];
  if (candidate.bytes !== undefined) parts.push(formatBytes(candidate.bytes));
  if (change) parts.unshift(changeText(row));
  if (faultsOf(row).length > 0) parts.unshift('over budget');
  return parts.join(' · ');
}

/** `+7.4% slower than main`, `unchanged from main (-0.3%)`, `inconclusive against main`. */
export function changeText({ change, base }: ResultRow): string {
  if (!change) return '';
  const label = base?.label ?? 'base';
  if (change.verdict === 'inconclusive') return `inconclusive against ${label}`;
  if (change.verdict === 'unchanged') return `unchanged from ${label} (${formatChange(change.share)})`;
  return `${formatChange(change.share)} ${change.verdict} than ${label}`;
}

/** What is beyond its budget or baseline. */
export function faultsOf(row: ResultRow): readonly string[] {
  return [
    ...row.budgets.filter((b) => !b.met).map(budgetText),
    ...row.counters.filter((c) => c.verdict === 'worse').map(counterText),
  ];
}

/** Everything in a hover, with what can be done next. */
export function rowMarkdown(row: ResultRow, commandArguments: string): string {
  const { candidate, change } = row;
  const lines = [`**${row.id.replace(/[\\`*_[\]<>]/g, '\\$&')}**`];
  if (change) lines.push(`${changeText(row)}: ${change.reason}`);
  if (candidate) {
    const { time } = candidate;
    const cells = [
      ['median', formatNs(time.p50Ns)],
      ['p95', formatNs(time.p95Ns)],
      ...(time.p99Ns === undefined ? [] : [['p99', formatNs(time.p99Ns)]]),
      ['rate', formatRate(candidate.opsPerSecond)],
      ...(candidate.bytes === undefined ? [] : [['bytes', formatBytes(candidate.bytes)]]),
    ];
    lines.push(
      `| ${cells.map((c) => c[0]).join(' | ')} |\n|${cells.map(() => '---:').join('|')}|\n| ${cells.map((c) => c[1]).join(' | ')} |`,
    );
  }
  if (row.status === 'failed') lines.push(`\`\`\`\n${(row.failure ?? []).join('\n')}\n\`\`\``);
  for (const text of [...faultsOf(row), ...row.notes]) lines.push(`$(warning) ${text}`);
  const link = (title: string, command: string) => `[${title}](command:${command}?${commandArguments})`;
  lines.push(
    [
      link('Results', 'perfloop.showResults'),
      link('Run', 'perfloop.runBenchmarks'),
      link('Profile', 'perfloop.profileBenchmark'),
      link('Compare with base', 'perfloop.compareBenchmarks'),
    ].join(' · '),
  );
  return lines.join('\n\n');
}
