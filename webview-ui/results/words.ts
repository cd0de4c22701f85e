/** How verdicts and states are said. */
import type { ResultRow } from '../../src/core/bench/results.ts';
import { formatChange } from '../../src/core/report/numbers.ts';

export function stateText(row: ResultRow): string {
  return row.status === 'measured' || row.status === 'past' ? '' : row.status;
}

/** Class for the colour of the change; the words say the same. */
export function verdictClass(row: ResultRow): string {
  if (row.status === 'failed') return 'failed';
  return row.change?.verdict ?? '';
}

export function changeText(row: ResultRow): string {
  const { change } = row;
  if (!change) return '';
  if (change.verdict === 'inconclusive') return 'inconclusive';
  return `${formatChange(change.share)} ${change.verdict}`;
}
