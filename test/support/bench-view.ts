/** Made results for the results view: every state that a row can have. */
import type { ResultRow, ResultSide, ResultsView } from '../../src/core/bench/results.ts';

/** Samples around a centre with a tail; the same for the same seed. */
export function samples(centreNs: number, seed: number, count = 300): number[] {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    const bell = random() + random() + random() + random() - 2;
    return centreNs * (1 + bell * 0.03 + (random() < 0.03 ? random() * 0.8 : 0));
  });
}

export function side(label: string, centreNs: number, seed: number): ResultSide {
  const samplesNs = samples(centreNs, seed);
  const sorted = [...samplesNs].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.floor(q * (sorted.length - 1))]!;
  return {
    label,
    clock: 'thread-cpu',
    time: {
      minNs: at(0),
      p25Ns: at(0.25),
      p50Ns: at(0.5),
      p75Ns: at(0.75),
      p95Ns: at(0.95),
      p99Ns: at(0.99),
      maxNs: at(1),
      meanNs: sorted.reduce((a, b) => a + b, 0) / sorted.length,
    },
    opsPerSecond: 1e9 / at(0.5),
    marginShare: 0.008,
    forks: 7,
    iterations: 123_456,
    samplesNs,
    bytes: centreNs / 3,
  };
}

function row(id: string, more: Partial<ResultRow>): ResultRow {
  return {
    key: `orders.bench.ts#${id}`,
    file: 'orders.bench.ts',
    id,
    line: 12,
    status: 'measured',
    notes: [],
    budgets: [],
    counters: [],
    history: [],
    ...more,
  };
}

export const VIEW_OF_RESULTS: ResultsView = {
  title: 'Benchmarks',
  subtitle: 'Node 20.20.2, a small machine',
  running: false,
  problems: ['broken.bench.ts: Unexpected token'],
  growth: [
    {
      file: 'orders.bench.ts',
      id: 'merge',
      param: 'n',
      exponent: 1.93,
      margin: 0.06,
      r2: 0.999,
      label: 'O(n^1.9)',
      points: [10, 100, 1000, 10_000].map((value) => ({
        value,
        medianNs: 40 * value ** 1.93,
        bytes: 80 * value,
      })),
    },
  ],
  rows: [
    row('orders > find by customer', {
      candidate: side('working tree', 4300, 1),
      base: side('main', 4000, 2),
      change: {
        verdict: 'slower',
        share: 0.074,
        lowShare: 0.061,
        highShare: 0.088,
        limitShare: 0.05,
        reason: 'Slower by +7.4% (+6.1% to +8.8%) in 10 processes; a second measurement confirms it.',
        method: 'both versions in one process, in turns, 10 processes',
        perForkShares: [0.071, 0.08, 0.066, 0.09, 0.074, 0.069, 0.077, 0.061, 0.081, 0.073],
      },
      history: [3900, 3950, 3920, 3960, 3930, 4300, 4310, 4290].map((medianNs, i) => ({
        at: Date.UTC(2026, 9, 1 + i),
        commit: `a1b2c3${i}`,
        medianNs,
        ...(i === 5 ? { change: true as const } : {}),
      })),
      budgets: [{ budget: 'p95Ms', limit: 0.004, actual: 0.0047, met: false }],
      counters: [{ counter: 'bytes', baseline: 1400, actual: 1433, marginShare: 0.01, verdict: 'worse' }],
    }),
    row('orders > total', {
      candidate: side('working tree', 80, 3),
      base: side('main', 100, 4),
      change: {
        verdict: 'faster',
        share: -0.2,
        lowShare: -0.22,
        highShare: -0.18,
        limitShare: 0.05,
        reason: 'Faster: -20.0% (-22.0% to -18.0%) in 7 processes.',
        method: 'both versions in one process, in turns, 7 processes',
        perForkShares: [-0.2, -0.21, -0.19, -0.2, -0.2, -0.18, -0.22],
      },
    }),
    row('read a file', {
      candidate: { ...side('working tree', 310_000, 5), clock: 'wall' },
      base: { ...side('main', 309_000, 6), clock: 'wall' },
      change: {
        verdict: 'inconclusive',
        share: 0.028,
        lowShare: -0.01,
        highShare: 0.066,
        limitShare: 0.05,
        reason: 'Cannot tell: +2.8% (-1.0% to +6.6%) after 20 processes, which scatter by 4%.',
        method: 'forks in turns, 20 processes: the file opens a port',
        perForkShares: [0.06, -0.01, 0.03, 0.02, 0.05, -0.02, 0.04],
      },
      notes: ['Got slower by 12% while it was measured.'],
    }),
    row('merge [n=10]', { candidate: side('working tree', 3400, 7) }),
    row('merge [n=100]', { candidate: side('working tree', 290_000, 8) }),
    row('merge [n=1000]', { candidate: side('working tree', 24_700_000, 9) }),
    row('throws', {
      status: 'failed',
      failure: ['TypeError: x is not a function', 'at orders.bench.ts:40:7'],
    }),
    row('later', { status: 'skipped' }),
  ],
};
