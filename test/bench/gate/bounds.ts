/**
 * The largest rate that `hits` of `runs` still leave possible with 95 %: Clopper & Pearson, "The Use of Confidence or
 * Fiducial Limits Illustrated in the Case of the Binomial" (1934), one-sided. 1 where there were no runs.
 */
export function atMost(hits: number, runs: number): number {
  if (hits >= runs) return 1;
  let [low, high] = [hits / runs, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (chanceOfAtMost(hits, runs, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

/** Of `hits` or fewer in `runs`, each with the same chance. */
function chanceOfAtMost(hits: number, runs: number, chance: number): number {
  let logTerm = runs * Math.log1p(-chance);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= hits; k++) {
    logTerm += Math.log((runs - k + 1) / k) + Math.log(chance) - Math.log1p(-chance);
    sum += Math.exp(logTerm);
  }
  return sum;
}
