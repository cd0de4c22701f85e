/** How samples are spread, in bins that two versions share, so that their shapes can be laid over each other. */

export interface Distribution {
  /** Edges of the bins, ascending, one more than there are bins; in the samples' unit. */
  readonly edges: readonly number[];
  /** By set: the share of its samples in each bin, 0..1. */
  readonly shares: readonly (readonly number[])[];
  /** By set: how many samples lie above the last edge: outliers would press the rest into one bin. */
  readonly above: readonly number[];
}

const fewestBins = 8;
const mostBins = 64;
/** Above this quantile of all samples nothing is drawn, unless it is near anyway. */
const shownQuantile = 0.98;

/**
 * Bins by Freedman and Diaconis (1981): width 2·IQR·n^(-1/3), of the set whose bins would be finest.
 * `undefined` where there is no sample.
 */
export function distribution(sets: readonly (readonly number[])[]): Distribution | undefined {
  const sorted = sets.map((set) => set.filter(Number.isFinite).sort((a, b) => a - b));
  const all = sorted.flat().sort((a, b) => a - b);
  if (all.length === 0) return undefined;
  const low = all[0]!;
  const top = all.at(-1)!;
  const cut = at(all, shownQuantile);
  // What is hardly beyond the cut is shown too.
  const high = top - low <= 1.5 * (cut - low) ? top : cut;
  const span = high - low;
  if (span <= 0) return single(sorted, low);
  const widths = sorted.filter((set) => set.length > 1).map(binWidth);
  const width = Math.min(...widths.filter((w) => w > 0), span / fewestBins);
  const bins = Math.min(mostBins, Math.max(fewestBins, Math.ceil(span / width)));
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + (span * i) / bins);
  const counts = sorted.map((set) => count(set, low, span, bins));
  return {
    edges,
    shares: counts.map((c) => c.bins),
    above: counts.map((c) => c.above),
  };
}

function binWidth(sorted: readonly number[]): number {
  return (2 * (at(sorted, 0.75) - at(sorted, 0.25))) / Math.cbrt(sorted.length);
}

function count(set: readonly number[], low: number, span: number, bins: number) {
  const found = new Array<number>(bins).fill(0);
  let above = 0;
  for (const value of set) {
    const bin = Math.floor(((value - low) / span) * bins);
    if (value > low + span) above++;
    else found[Math.min(bins - 1, bin)]!++;
  }
  return { bins: found.map((n) => n / Math.max(1, set.length)), above };
}

/** All samples are the same number: one bin around it. */
function single(sets: readonly (readonly number[])[], value: number): Distribution {
  const half = Math.max(Math.abs(value) * 0.01, Number.MIN_VALUE);
  return {
    edges: [value - half, value + half],
    shares: sets.map((set) => [set.length > 0 ? 1 : 0]),
    above: sets.map(() => 0),
  };
}

function at(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}
