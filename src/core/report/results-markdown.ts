/** Results of benchmarks as a Markdown table, for a pull request. */
import type { ResultRow, ResultsView } from '../bench/results.ts';
import { formatBytes, formatChange, formatNs, formatRate, formatShare } from './numbers.ts';

export function resultsMarkdown(view: ResultsView): string {
  const compared = view.rows.some((r) => r.change);
  const counted = view.rows.some((r) => r.candidate?.bytes !== undefined);
  const head = ['Benchmark', 'Median', 'p95', 'Rate'];
  if (counted) head.push('Bytes');
  if (compared) head.push('Change', 'Verdict');
  const lines = [
    `| ${head.join(' | ')} |`,
    `|${head.map((_, i) => (i === 0 || i === head.length - 1 ? '---' : '---:')).join('|')}|`,
    ...view.rows.map((row) => `| ${cells(row, counted, compared).join(' | ')} |`),
  ];
  if (view.growth.length > 0) {
    lines.push(
      '',
      ...view.growth.map((g) => `- ${escaped(g.id)} grows with ${escaped(g.param)} as ${g.label}`),
    );
  }
  if (view.subtitle) lines.push('', `_${escaped(view.subtitle)}_`);
  return `${lines.join('\n')}\n`;
}

function cells(row: ResultRow, counted: boolean, compared: boolean): readonly string[] {
  const { candidate, change } = row;
  const name = escaped(row.id);
  const blank = (n: number) => new Array<string>(n).fill('');
  const figures = candidate
    ? [
        `${formatNs(candidate.time.p50Ns)}${candidate.marginShare > 0 ? ` ± ${formatShare(candidate.marginShare)}` : ''}`,
        formatNs(candidate.time.p95Ns),
        formatRate(candidate.opsPerSecond),
        ...(counted ? [candidate.bytes === undefined ? '' : formatBytes(candidate.bytes)] : []),
      ]
    : [
        row.status === 'failed' ? `failed: ${escaped(row.failure?.[0] ?? '')}` : row.status,
        ...blank(counted ? 3 : 2),
      ];
  if (!compared) return [name, ...figures];
  const verdict = change
    ? [
        `${formatChange(change.share)} (${formatChange(change.lowShare)} … ${formatChange(change.highShare)})`,
        change.verdict,
      ]
    : blank(2);
  return [name, ...figures, ...verdict];
}

function escaped(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ');
}
