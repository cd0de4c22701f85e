/** What the formats of comparisons and gates share. */
import type { BenchmarkComparison, Outcome } from '../../bench/comparison.ts';
import type { GateReport } from '../../loop/gate.ts';

export interface GateRender {
  readonly command: string;
  readonly outcome: Outcome;
  readonly colour: boolean;
  readonly width: number;
}

export interface GateFormat {
  readonly name: string;
  readonly render: (report: GateReport, options: GateRender) => string;
}

/** In one word, for people. */
export function stateOf(result: BenchmarkComparison): string {
  switch (result.status) {
    case 'compared':
      return result.compared!.verdict;
    case 'added':
      return 'new';
    default:
      return result.status;
  }
}

/** What stands beside a result that needs a word; '' for one that speaks for itself. */
export function remarkOf(result: BenchmarkComparison): string {
  if (result.status === 'failed') return result.failure ?? '';
  const { compared } = result;
  if (!compared) return result.status === 'added' ? 'the base does not have it' : '';
  const apart = compared.method === 'interleaved' ? ` [${compared.methodReason}]` : '';
  return `${compared.reason}${apart}`;
}

export function counts(results: readonly BenchmarkComparison[]): string {
  const by = new Map<string, number>();
  for (const r of results) by.set(stateOf(r), (by.get(stateOf(r)) ?? 0) + 1);
  const order = ['slower', 'failed', 'inconclusive', 'faster', 'unchanged', 'new', 'removed', 'skipped'];
  const parts = order.filter((s) => by.has(s)).map((s) => `${by.get(s)} ${s}`);
  return parts.length > 0 ? parts.join(', ') : 'no benchmarks';
}

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  pass: 'passed',
  fail: 'failed',
  bad: 'could not be decided: something could not be measured',
  inconclusive: 'inconclusive',
  cancelled: 'cancelled',
};
