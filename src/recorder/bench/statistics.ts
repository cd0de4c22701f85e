/** Figures in the shapes that benchmark files ask their own library for, after they have run their suites. */

/** All in ms, as tinybench and vitest give them; the rest is derived from these. */
export interface Statistics {
  readonly samplesMs: readonly number[];
  readonly meanMs: number;
  readonly sdMs: number;
  readonly at: (share: number) => number;
}

export function statisticsOf(samplesNs: readonly number[]): Statistics {
  const sorted = samplesNs.map((ns) => ns / 1e6).sort((a, b) => a - b);
  const n = sorted.length;
  const mean = n === 0 ? Number.NaN : sorted.reduce((sum, v) => sum + v, 0) / n;
  const variance = n < 2 ? 0 : sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1);
  return {
    samplesMs: sorted,
    meanMs: mean,
    sdMs: Math.sqrt(variance),
    at: (share) => sorted[Math.min(n - 1, Math.floor(share * n))] ?? Number.NaN,
  };
}

/** For a benchmark that was not measured: figures that can be printed, and compare as false. */
export const noStatistics: Statistics = statisticsOf([]);

/** Half the width of the 95 % interval of the mean, in per cent of it. */
export function relativeError({ samplesMs, meanMs, sdMs }: Statistics): number {
  return ((1.96 * sdMs) / Math.sqrt(samplesMs.length || 1) / meanMs) * 100;
}
