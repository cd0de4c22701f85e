/** Budgets and counters of a benchmark, said in a line. */
import type { BudgetOutcome, CounterOutcome } from '../bench/nouns.ts';
import { formatBytes, formatChange, formatNs, formatRate } from './numbers.ts';

const budgetNames: Readonly<Record<BudgetOutcome['budget'], readonly [string, (value: number) => string]>> = {
  medianMs: ['Median', (v) => formatNs(v * 1e6)],
  p75Ms: ['p75', (v) => formatNs(v * 1e6)],
  p95Ms: ['p95', (v) => formatNs(v * 1e6)],
  p99Ms: ['p99', (v) => formatNs(v * 1e6)],
  opsPerSecond: ['Rate', formatRate],
  bytes: ['Bytes', formatBytes],
  exponent: ['Growth exponent', (v) => v.toFixed(2)],
};

/** `p95 4.70 µs: over its budget of 4.00 µs`. */
export function budgetText(outcome: BudgetOutcome): string {
  const [name, text] = budgetNames[outcome.budget];
  const word = outcome.met ? 'within' : 'over';
  const limit = outcome.budget === 'opsPerSecond' ? (outcome.met ? 'at least' : 'below') : word;
  return `${name} ${text(outcome.actual)}: ${limit} its budget of ${text(outcome.limit)}`;
}

export function counterText(outcome: CounterOutcome): string {
  const change = outcome.baseline > 0 ? outcome.actual / outcome.baseline - 1 : 0;
  return `${formatBytes(outcome.actual)} per iteration, ${formatChange(change)} against the stored baseline of ${formatBytes(outcome.baseline)}`;
}
