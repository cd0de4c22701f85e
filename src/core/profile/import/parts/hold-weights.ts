/** How long each sampled stack was held, from the times of the samples. */

/** V8 itself puts about one sample in ten thousand before its predecessor: not worth a word. */
const USUAL_BACKWARD = 0.001;

export interface HeldWeights {
  readonly weight: Float64Array;
  readonly problems: readonly string[];
}

/**
 * Sample i holds until sample i + 1, the last until `endUs` (or for the median gap where there is no end).
 * `deltas[i]` is the time from sample i - 1 to sample i, in µs. Steps back in time count as none, so that the
 * sum stays the time that passed.
 */
export function holdWeights(deltas: Float64Array, startUs: number, endUs: number): HeldWeights {
  const count = deltas.length;
  const weight = new Float64Array(count);
  let now = startUs;
  let latest = startUs;
  let backward = 0;
  for (let i = 0; i < count; i++) {
    const delta = deltas[i]!;
    if (delta < 0) backward++;
    now += delta;
    if (i === 0) latest = now;
    else if (now > latest) {
      weight[i - 1] = now - latest;
      latest = now;
    }
  }
  if (count > 0) weight[count - 1] = endUs > latest ? endUs - latest : median(deltas.subarray(1));
  const problems =
    backward <= count * USUAL_BACKWARD
      ? []
      : [`${backward} of ${count} time deltas were negative; those samples were given no time.`];
  return { weight, problems };
}

/** Median of the positive values; 0 where there is none. */
export function median(values: Float64Array): number {
  const sorted = values.filter((v) => v > 0).sort();
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1]!;
}
