/** How a process ended, as the failure of the benchmark that was running. */
import type { BenchFailure } from '../../core/bench/nouns.ts';
import type { ForkEnd } from './fork.ts';

export function failureOf(end: ForkEnd, timeoutMs: number): BenchFailure {
  const limit = `${(timeoutMs / 1000).toFixed(timeoutMs % 1000 === 0 ? 0 : 1)} s`;
  switch (end.how) {
    case 'timeout':
      return failure('timeout', `did not end within ${limit}`);
    case 'load-timeout':
      return failure('timeout', `did not come to an end within ${limit}`);
    case 'out-of-memory':
      return failure('out-of-memory', 'reached the limit of the heap: what it allocates is never freed');
    case 'signalled':
      return failure('exited', `its process was ended by ${end.by}${lastWords(end)}`);
    case 'cancelled':
      return failure('cancelled', 'cancelled before it was measured');
    default:
      return failure(
        'exited',
        `ended its process with exit code ${end.code} (process.exit?)${lastWords(end)}`,
      );
  }
}

function failure(kind: BenchFailure['kind'], message: string): BenchFailure {
  return { kind, message, stack: [] };
}

function lastWords({ stderr }: ForkEnd): string {
  const last = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
  return last ? `; its last words: ${last.slice(0, 160)}` : '';
}
