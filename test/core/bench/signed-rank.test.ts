import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  hodgesLehmann,
  hodgesLehmannInterval,
  quantile,
  theilSenSlope,
} from '../../../src/core/bench/robust.ts';
import { signedRank } from '../../../src/core/bench/signed-rank.ts';

const close = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is within ${within} of ${expected}`);

/** Hollander & Wolfe, Hamilton depression scale factor IV: first minus second visit (example of R's wilcox.test). */
const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const depression = first.map((x, i) => x - second[i]!);

test('signed rank: V = 40, p = 0.01953 of the depression data, as R and the book give it', () => {
  const { n, wPlus, pGreater, pLess } = signedRank(depression);
  assert.equal(n, 9);
  assert.equal(wPlus, 40);
  close(pGreater, 0.01953, 5e-6);
  assert.ok(pLess > 0.98);
});

test('Hodges-Lehmann: estimate .460 and the 96.1 % interval .010 to .786 of the same data', () => {
  close(hodgesLehmann(depression), 0.46, 0.0005);
  const { low, high, confidence } = hodgesLehmannInterval(depression, 0.95);
  close(low, 0.01, 0.0005);
  close(high, 0.786, 0.0005);
  close(confidence, 0.961, 0.0005);
});

test('signed rank: the tail probabilities of published tables', () => {
  // P(W ≤ w), e.g. Table A.4 of Hollander & Wolfe; McCornack (1965) for large n: critical values at 2.5 %.
  const lower = (n: number, w: number) => signedRank(ranksSumming(n, w)).pLess;
  close(lower(5, 0), 1 / 32, 1e-12);
  close(lower(7, 2), 0.0234, 5e-5);
  close(lower(8, 3), 0.0195, 5e-5);
  close(lower(10, 8), 0.0244, 5e-5);
  close(lower(12, 13), 0.0212, 5e-5);
  close(lower(15, 25), 0.024, 5e-5);
  close(lower(20, 52), 0.0242, 5e-5);
  for (const [n, critical] of [
    [25, 89],
    [30, 137],
    [40, 264],
    [50, 434],
  ] as const) {
    assert.ok(lower(n, critical) <= 0.025, `n=${n}: ${critical} is significant`);
    assert.ok(lower(n, critical + 1) > 0.025, `n=${n}: ${critical + 1} is not`);
  }
});

test('signed rank: n = 60 is the same from both ends and sums to one', () => {
  const values = ranksSumming(60, 700);
  const mirrored = values.map((v) => -v);
  const [a, b] = [signedRank(values), signedRank(mirrored)];
  close(a.pLess, b.pGreater, 1e-12);
  const next = signedRank(ranksSumming(60, 701));
  close(a.pLess + next.pGreater, 1, 1e-12);
});

test('signed rank: ties share ranks and zeros are left out, as every assignment of signs counted one by one', () => {
  const values = [0, 1, 1, -1, 2, 2, -3, 4, 4, 0];
  const sizes = values.filter((v) => v !== 0).map(Math.abs);
  const ranks = sizes.map(
    (s) => sizes.filter((t) => t < s).length + (sizes.filter((t) => t === s).length + 1) / 2,
  );
  const seen = values.filter((v) => v !== 0).reduce((w, v, i) => w + (v > 0 ? ranks[i]! : 0), 0);
  let above = 0;
  for (let signs = 0; signs < 2 ** sizes.length; signs++) {
    const w = ranks.reduce((sum, r, i) => sum + ((signs >> i) & 1 ? r : 0), 0);
    if (w >= seen) above++;
  }
  const result = signedRank(values);
  assert.equal(result.n, 8);
  assert.equal(result.wPlus, seen);
  close(result.pGreater, above / 2 ** sizes.length, 1e-12);
});

test('signed rank: a hypothesis other than zero moves the data; nothing that differs says nothing', () => {
  assert.deepEqual(signedRank([1.5, 2.5, 3.5], 2), signedRank([-0.5, 0.5, 1.5]));
  assert.deepEqual(signedRank([3, 3], 3), { n: 0, wPlus: 0, pGreater: 1, pLess: 1 });
});

test('quantiles are those of type 7', () => {
  const values = [1, 2, 3, 4, 10];
  assert.equal(quantile(values, 0.25), 2);
  close(quantile(values, 0.9), 7.6, 1e-12);
  assert.equal(quantile([5], 0.3), 5);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test('Theil-Sen ignores a wild point', () => {
  close(theilSenSlope([0, 1, 2, 3, 4], [1, 3, 5, 700, 9]), 2, 1e-12);
});

/** Values of distinct sizes 1..n of which the positive ones sum to `w`. */
function ranksSumming(n: number, w: number): number[] {
  const values = Array.from({ length: n }, (_, i) => -(i + 1));
  for (let rank = n, left = w; rank > 0; rank--) {
    if (rank <= left) {
      values[rank - 1] = rank;
      left -= rank;
    }
  }
  return values;
}
