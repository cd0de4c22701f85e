/**
 * Change points of a series: E-Divisive, Matteson & James, "A Nonparametric Approach for Multiple Change Point
 * Analysis of Multivariate Data" (2014), with exponent 1. The split that parts the series best by energy distance
 * is kept when shuffled series seldom part as well; then the parts are searched in turn.
 */
import { drawing } from './draw.ts';

export interface ChangePointOptions {
  /** Least number of values on each side; default 3. */
  readonly minSize?: number;
  /** Default 0.05. */
  readonly significance?: number;
  /** Shuffled series a test; default 199. */
  readonly permutations?: number;
  /** Of the shuffles: the same seed gives the same answer. */
  readonly seed: number;
}

export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly index: number;
  readonly p: number;
  readonly before: number;
  readonly after: number;
}

/** Ascending by index. `before` and `after` are the medians of the neighbouring stretches. */
export function changePoints(values: readonly number[], options: ChangePointOptions): ChangePoint[] {
  const minSize = options.minSize ?? 3;
  const random = drawing(options.seed);
  const found: { index: number; p: number }[] = [];
  const open: (readonly [number, number])[] = [[0, values.length]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [from, to] = part;
    if (to - from < 2 * minSize) continue;
    const split = significantSplit(values.slice(from, to), minSize, options, random);
    if (!split) continue;
    found.push({ index: from + split.index, p: split.p });
    open.push([from, from + split.index], [from + split.index, to]);
  }
  found.sort((a, b) => a.index - b.index);
  const edges = [0, ...found.map((f) => f.index), values.length];
  const middles = edges.slice(1).map((to, i) => middle(values.slice(edges[i]!, to)));
  return found.map((f, i) => ({ ...f, before: middles[i]!, after: middles[i + 1]! }));
}

function significantSplit(
  values: readonly number[],
  minSize: number,
  { significance = 0.05, permutations = 199 }: ChangePointOptions,
  random: () => number,
): { index: number; p: number } | undefined {
  const seen = bestSplit(values, minSize);
  if (seen.energy <= 0) return undefined;
  const shuffled = [...values];
  const allowed = significance * (permutations + 1) - 1;
  let asLarge = 0;
  for (let i = 0; i < permutations; i++) {
    shuffle(shuffled, random);
    if (bestSplit(shuffled, minSize).energy >= seen.energy && ++asLarge > allowed) return undefined;
  }
  return { index: seen.index, p: (asLarge + 1) / (permutations + 1) };
}

/**
 * The split with the largest scaled energy distance mn/(m+n) · (2·E|X−Y| − E|X−X'| − E|Y−Y'|). Moving one value from
 * right to left changes the three sums by its distances to both sides, so all splits together cost n².
 */
function bestSplit(values: readonly number[], minSize: number): { index: number; energy: number } {
  const total = values.length;
  let [across, left, right] = [0, 0, 0];
  for (let i = 0; i < total; i++) for (let j = 0; j < i; j++) right += Math.abs(values[i]! - values[j]!);
  let best = { index: 0, energy: 0 };
  for (let m = 1; m < total; m++) {
    const moved = values[m - 1]!;
    let toLeft = 0;
    for (let i = 0; i < m - 1; i++) toLeft += Math.abs(moved - values[i]!);
    let toRight = 0;
    for (let i = m; i < total; i++) toRight += Math.abs(moved - values[i]!);
    left += toLeft;
    right -= toRight;
    across += toRight - toLeft;
    const n = total - m;
    if (m < minSize || n < minSize) continue;
    const within = (2 * left) / (m * (m - 1)) + (2 * right) / (n * (n - 1));
    const energy = ((m * n) / total) * ((2 * across) / (m * n) - within);
    if (energy > best.energy) best = { index: m, energy };
  }
  return best;
}

function shuffle(values: number[], random: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
