/**
 * Wilcoxon's signed-rank test, exact: the distribution of the rank sum under the hypothesis is counted, not
 * approximated. Wilcoxon, "Individual Comparisons by Ranking Methods" (1945).
 */

export interface SignedRank {
  /** Values that differ from the hypothesis; the others say nothing and are left out. */
  readonly n: number;
  /** Sum of the ranks of the values above it. */
  readonly wPlus: number;
  /** P of a sum as large or larger, were the hypothesis true: small = the centre lies above. */
  readonly pGreater: number;
  /** P of a sum as small or smaller: small = the centre lies below. */
  readonly pLess: number;
}

/**
 * Tests whether the centre of `values` is `hypothesis`. Equal distances share their mean rank, and the distribution
 * is that of the ranks as they are, so ties stay exact. Work and memory grow as n³: meant for n ≤ 60.
 */
export function signedRank(values: readonly number[], hypothesis = 0): SignedRank {
  const distances = values.map((v) => v - hypothesis).filter((d) => d !== 0);
  const n = distances.length;
  if (n === 0) return { n, wPlus: 0, pGreater: 1, pLess: 1 };
  const doubled = doubledRanks(distances.map(Math.abs));
  const sum = distances.reduce((total, d, i) => (d > 0 ? total + doubled[i]! : total), 0);
  const chances = rankSumChances(doubled);
  let below = 0;
  for (let s = 0; s < sum; s++) below += chances[s]!;
  let above = 0;
  for (let s = sum + 1; s < chances.length; s++) above += chances[s]!;
  const here = chances[sum]!;
  return { n, wPlus: sum / 2, pGreater: Math.min(1, above + here), pLess: Math.min(1, below + here) };
}

/** Mean ranks times two, so that they are whole numbers. */
function doubledRanks(sizes: readonly number[]): number[] {
  const order = sizes.map((_, i) => i).sort((a, b) => sizes[a]! - sizes[b]!);
  const ranks = new Array<number>(sizes.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && sizes[order[to + 1]!] === sizes[order[from]!]) to++;
    for (let i = from; i <= to; i++) ranks[order[i]!] = from + to + 2;
    from = to + 1;
  }
  return ranks;
}

/** Chance of each sum when every rank counts or does not with even odds; index = sum. */
function rankSumChances(ranks: readonly number[]): Float64Array {
  const total = ranks.reduce((sum, r) => sum + r, 0);
  const chances = new Float64Array(total + 1);
  chances[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let s = reached; s >= 0; s--) {
      chances[s] = (chances[s]! + (s >= rank ? chances[s - rank]! : 0)) / 2;
    }
  }
  return chances;
}

/**
 * Which order statistic of the Walsh averages bounds the two-sided interval: the highest 0-based `rank` with
 * P(W < rank + 1) ≤ (1 - confidence) / 2, and what it covers.
 */
export function centralRank(
  n: number,
  confidence: number,
): { readonly rank: number; readonly covered: number } {
  const chances = rankSumChances(Array.from({ length: n }, (_, i) => i + 1));
  const tail = (1 - confidence) / 2;
  let rank = 0;
  let outside = chances[0]!;
  while (rank + 1 < chances.length / 2 && outside + chances[rank + 1]! <= tail) outside += chances[++rank]!;
  return { rank, covered: Math.max(0, 1 - 2 * outside) };
}
