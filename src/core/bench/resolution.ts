/** What a machine can resolve: the comparison's own error rates, from processes that measured identical code. */
import { changeOf } from './compare.ts';
import { drawing } from './draw.ts';
import { madSd } from './robust.ts';
import { type Limit, standing } from './sequential.ts';

export interface LimitRates {
  readonly limit: number;
  /** Identical code failing, 0..1. */
  readonly falseAlarms: number;
  /** True slowdowns of just the limit failing. */
  readonly caught: number;
  /** Of both. */
  readonly inconclusive: number;
  /** Mean number of processes a comparison takes, of both. */
  readonly processes: number;
  /** It does all that is promised. */
  readonly kept: boolean;
}

export interface Resolution {
  readonly processes: number;
  /** Robust standard deviation between processes, as a share. */
  readonly scatterShare: number;
  /** The change that identical code showed: should be 0 within its interval. */
  readonly biasShare: number;
  readonly rates: readonly LimitRates[];
  /** The smallest of the limits that keeps the promise; undefined where none does. */
  readonly advised: number | undefined;
}

export const usualLimits = [0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3] as const;
const RUNS = 2000;

/**
 * The bootstrap: comparisons of processes drawn from those measured, with and without a slowdown of the limit.
 * @param logRatios of identical code, one a process
 * @param seed of the drawing
 */
export function resolutionOf(
  logRatios: readonly number[],
  seed: number,
  limits: readonly number[] = usualLimits,
): Resolution {
  const next = drawing(seed);
  const { share, lowShare, highShare } = changeOf(logRatios);
  // Off zero by no more than chance: then zero is where identical code lies. Else the bias is real, and counts.
  const centre = lowShare <= 0 && highShare >= 0 ? Math.log1p(share) : 0;
  const around = logRatios.map((r) => r - centre);
  const rates = limits.map((limit) => ratesOf(around, limit, next));
  // A larger limit must keep it too: else the smaller one was luck.
  const broken = rates.findLastIndex((r) => !r.kept);
  return {
    processes: logRatios.length,
    scatterShare: Math.expm1(madSd(logRatios)),
    biasShare: share,
    rates,
    advised: rates[broken + 1]?.limit,
  };
}

function ratesOf(logRatios: readonly number[], maxSlowdown: number, next: () => number): LimitRates {
  const limit: Limit = { maxSlowdown, strict: false };
  let [falseAlarms, caught, open, processes] = [0, 0, 0, 0];
  for (let run = 0; run < RUNS; run++) {
    const slowdown = run % 2 === 0 ? 0 : Math.log1p(maxSlowdown);
    const { gate, taken } = simulate(logRatios, slowdown, limit, next);
    processes += taken;
    if (gate === 'inconclusive') open++;
    else if (gate === 'fail') {
      if (slowdown === 0) falseAlarms++;
      else caught++;
    }
  }
  const half = RUNS / 2;
  const result = { falseAlarms: falseAlarms / half, caught: caught / half, inconclusive: open / RUNS };
  const kept = result.falseAlarms <= 0.01 && result.caught >= 0.95 && result.inconclusive <= 0.05;
  return { limit: maxSlowdown, ...result, processes: processes / RUNS, kept };
}

function simulate(logRatios: readonly number[], slowdown: number, limit: Limit, next: () => number) {
  const rounds: [number[], number[]] = [[], []];
  for (;;) {
    const now = standing({ limit, confirm: true }, rounds);
    if (now.final) return { gate: now.gate, taken: rounds[0].length + rounds[1].length };
    rounds[now.round].push(logRatios[Math.floor(next() * logRatios.length)]! + slowdown);
  }
}
