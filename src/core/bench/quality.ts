/** What is odd about a benchmark's samples. The figures stand; the person should know. */
import type { BenchWarning } from './nouns.ts';
import { ascending, madSd, median, quantile, theilSenSlope } from './robust.ts';

export interface QualityInput {
  /** Of one process, in order of time, ns per iteration. */
  readonly samplesNs: readonly number[];
  /** What an empty function takes in the same loop, ns per iteration. */
  readonly emptyNs: number;
}

const LEAST_SAMPLES = 20;

export function qualityWarnings(input: QualityInput): BenchWarning[] {
  return [nothing(input), drift(input.samplesNs), twoModes(input.samplesNs)].filter((w) => w !== undefined);
}

/** No slower than an empty function: the compiler removed it, or there is nothing to measure. */
function nothing({ samplesNs, emptyNs }: QualityInput): BenchWarning | undefined {
  if (samplesNs.length === 0 || emptyNs <= 0) return undefined;
  // Of a busy machine only the fastest samples are comparable with those of another moment.
  const fastest = quantile(ascending(samplesNs), 0.05);
  if (fastest > emptyNs * 1.5 && fastest > emptyNs + 1) return undefined;
  return {
    kind: 'nothing',
    message: `takes ${fastest.toFixed(1)} ns, no more than an empty function: return what it computes, or do more in it`,
  };
}

/**
 * It becomes slower or faster as it runs: the robust line through its samples rises or falls by more than 10 % from
 * end to end, and by more than three standard errors.
 */
function drift(samplesNs: readonly number[]): BenchWarning | undefined {
  if (samplesNs.length < LEAST_SAMPLES) return undefined;
  const bins = binned(samplesNs, 30);
  const slope = theilSenSlope(
    bins.map((_, i) => i),
    bins,
  );
  const middle = median(bins);
  const change = (slope * (bins.length - 1)) / middle;
  const scatter = madSd(bins.map((v, i) => v - slope * i)) / middle;
  // Standard error of a slope over k equidistant points, times their span: √12/√k.
  const error = scatter * Math.sqrt(12 / bins.length);
  if (Math.abs(change) < 0.1 || Math.abs(change) < 3 * error) return undefined;
  const percent = Math.round(Math.abs(change) * 100);
  return {
    kind: 'drift',
    message:
      change > 0
        ? `becomes slower as it runs (${percent}%): it may gather state from one iteration to the next`
        : `becomes faster as it runs (${percent}%): it was not warm, or fills a cache`,
  };
}

/** Medians of consecutive stretches. */
function binned(values: readonly number[], most: number): number[] {
  const count = Math.min(most, values.length);
  return Array.from({ length: count }, (_, i) =>
    median(
      values.slice(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count)),
    ),
  );
}

/**
 * Two groups of times: the best cut by Otsu's method (1979) explains most of the variation, both groups are large,
 * and there is a gap between them that is wide beside their own spread.
 */
function twoModes(samplesNs: readonly number[]): BenchWarning | undefined {
  if (samplesNs.length < LEAST_SAMPLES) return undefined;
  // The far tails are disturbances, not modes.
  const sorted = ascending(samplesNs);
  const kept = sorted.slice(Math.floor(sorted.length * 0.02), Math.ceil(sorted.length * 0.95));
  const cut = otsu(kept);
  const [low, high] = [kept.slice(0, cut), kept.slice(cut)];
  if (Math.min(low.length, high.length) < 0.15 * kept.length) return undefined;
  const [a, b] = [median(low), median(high)];
  const own = Math.max(madSd(low), madSd(high), 1e-9);
  if (b < a * 1.05 || b - a < 6 * own) return undefined;
  const share = Math.round((high.length / kept.length) * 100);
  return {
    kind: 'noisy',
    message: `has two speeds: ${share}% of the samples take ${(b / a).toFixed(2)} times as long as the others`,
  };
}

/** Index of the first value of the upper group. `sorted` ascending. */
function otsu(sorted: readonly number[]): number {
  const total = sorted.reduce((sum, v) => sum + v, 0);
  let below = 0;
  let best = { cut: 0, between: -1 };
  for (let cut = 1; cut < sorted.length; cut++) {
    below += sorted[cut - 1]!;
    const [m, n] = [cut, sorted.length - cut];
    const between = m * n * (below / m - (total - below) / n) ** 2;
    if (between > best.between) best = { cut, between };
  }
  return best.cut;
}
