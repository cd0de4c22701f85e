/** Figures of a benchmark in the editor's own surfaces: one line each. */
import type { ResultRow } from '../../../core/bench/results.ts';
import {
  formatBytes,
  formatChange,
  formatNs,
  formatRate,
  formatShare,
} from '../../../core/report/numbers.ts';

/** `4.30 µs ±0.8% · p95 4.45 µs · 232k/s · 1.4 KB · +7.4% slower than main`. */
export function rowText(row: ResultRow): string {
  const { candidate, change, base } = row;
  if (row.status === 'failed') return `failed: ${row.failure?.[0] ?? ''}`;
  if (!candidate) return row.status;
  const margin = candidate.marginShare > 0 ? ` ±${formatShare(candidate.marginShare)}` : '';
  const parts = [
    `${formatNs(candidate.time.p50Ns)}${margin}`,
    `p95 ${formatNs(candidate.time.p95Ns)}`,
    formatRate(candidate.opsPerSecond),
  ];
  if (candidate.bytes !== undefined) parts.push(formatBytes(candidate.bytes));
  if (change) {
    const against = base
      ? change.verdict === 'unchanged'
        ? ` from ${base.label}`
        : ` than ${base.label}`
      : '';
    const sure = change.verdict === 'inconclusive' ? '' : against;
    parts.push(`${formatChange(change.share)} ${change.verdict}${sure}`);
  }
  const over = overBudget(row);
  if (over) parts.push(over);
  return parts.join(' · ');
}

/** What is beyond its budget or baseline, '' where nothing is. */
export function overBudget(row: ResultRow): string {
  const names = [
    ...row.budgets.filter((b) => !b.met).map((b) => b.budget),
    ...row.counters.filter((c) => c.verdict === 'worse').map((c) => `${c.counter} baseline`),
  ];
  return names.length > 0 ? `over its ${names.join(', ')}` : '';
}
