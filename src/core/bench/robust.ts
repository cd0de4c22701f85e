/** Estimates that a few wild values do not move. Inputs are not changed; empty input gives NaN. */
import { centralRank } from './signed-rank.ts';

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/**
 * Quantile with linear interpolation between order statistics: type 7 of Hyndman & Fan, "Sample Quantiles in
 * Statistical Packages" (1996), the default of R and NumPy.
 * @param sorted ascending
 * @param share 0..1
 */
export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * Math.min(1, Math.max(0, share));
  const low = Math.floor(at);
  const below = sorted[low]!;
  const above = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return below + (above - below) * (at - low);
}

export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}

/** The value with half of the weight on either side; NaN without any. */
export function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const half = weights.reduce((sum, w) => sum + w, 0) / 2;
  let below = 0;
  for (const i of order) {
    below += weights[i]!;
    if (below >= half) return values[i]!;
  }
  return Number.NaN;
}

/** Median absolute deviation from the median, scaled to the standard deviation of normal data (×1.4826). */
export function madSd(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((v) => Math.abs(v - middle)));
}

/** Means of all pairs, each value with itself too, ascending: n(n+1)/2 of them. */
export function walshAverages(values: readonly number[]): number[] {
  const out: number[] = [];
  for (let i = 0; i < values.length; i++) {
    for (let j = i; j < values.length; j++) out.push((values[i]! + values[j]!) / 2);
  }
  return out.sort((a, b) => a - b);
}

/** Hodges & Lehmann, "Estimates of Location Based on Rank Tests" (1963): the median of the Walsh averages. */
export function hodgesLehmann(values: readonly number[]): number {
  return quantile(walshAverages(values), 0.5);
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** What the interval really covers, 0..1: with few values only some levels can be had. */
  readonly confidence: number;
}

/**
 * The interval that belongs to the Hodges-Lehmann estimate: values that the two-sided exact signed-rank test does
 * not reject; Hollander, Wolfe & Chicken, "Nonparametric Statistical Methods", §3.3. The narrowest one that
 * covers at least `confidence`; where there are too few values for that, the widest there is.
 */
export function hodgesLehmannInterval(values: readonly number[], confidence = 0.95): Interval {
  const averages = walshAverages(values);
  if (averages.length === 0) return { low: Number.NaN, high: Number.NaN, confidence: 0 };
  const { rank, covered } = centralRank(values.length, confidence);
  return { low: averages[rank]!, high: averages[averages.length - 1 - rank]!, confidence: covered };
}

/** Theil-Sen: the median of the slopes through all pairs of points of different x. NaN where there are none. */
export function theilSenSlope(xs: readonly number[], ys: readonly number[]): number {
  const slopes: number[] = [];
  for (let i = 0; i < xs.length; i++) {
    for (let j = i + 1; j < xs.length; j++) {
      if (xs[i] !== xs[j]) slopes.push((ys[j]! - ys[i]!) / (xs[j]! - xs[i]!));
    }
  }
  return median(slopes);
}
