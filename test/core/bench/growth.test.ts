import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitGrowth, type GrowthPoint, studentT975 } from '../../../src/core/bench/growth.ts';
import { normal, uniform } from './random.ts';

const sizes = [100, 300, 1000, 3000, 10_000];
const points = (time: (n: number) => number, values = sizes): GrowthPoint[] =>
  values.map((value) => ({ value, time: time(value) }));

test('growth: pure powers are found exactly', () => {
  for (const [k, label] of [
    [0, 'O(1)'],
    [1, 'O(n)'],
    [2, 'O(n^2)'],
    [1.5, 'O(n^1.5)'],
  ] as const) {
    const fit = fitGrowth(points((n) => 7 * n ** k))!;
    assert.ok(Math.abs(fit.exponent - k) < 0.006, `${k}: ${fit.exponent}`);
    assert.equal(fit.label, label);
    assert.ok(fit.r2 > 0.999);
  }
});

test('growth: a fixed cost a call does not hide a quadratic', () => {
  const fit = fitGrowth(points((n) => 50_000 + 0.02 * n * n))!;
  assert.ok(Math.abs(fit.exponent - 2) < 0.02, `${fit.exponent}`);
  assert.ok(Math.abs(fit.constant - 50_000) < 500);
});

test('growth: n log n is a little above linear', () => {
  const { exponent } = fitGrowth(points((n) => n * Math.log2(n)))!;
  assert.ok(exponent > 1.05 && exponent < 1.25, `${exponent}`);
});

test('growth: the interval of a power law is that of the regression, here by hand', () => {
  const data = [
    { value: 1, time: Math.exp(0.1) },
    { value: Math.E, time: Math.exp(0.9) },
    { value: Math.E ** 2, time: Math.exp(2.2) },
  ];
  // ln-ln points (0, .1) (1, .9) (2, 2.2): slope 1.05, residuals .0833 -.1667 .0833, s² = .04167, se = s/√2.
  const fit = fitGrowth(data)!;
  assert.ok(Math.abs(fit.exponent - 1.05) < 0.006);
  const expected = studentT975(1) * Math.sqrt(0.041667 / 2);
  assert.ok(Math.abs(fit.margin - expected) < 0.01, `${fit.margin} ${expected}`);
});

test('growth: the 95 % interval covers the true exponent in about 95 % of noisy fits', () => {
  const noise = normal(uniform(11));
  let covered = 0;
  for (let i = 0; i < 300; i++) {
    const fit = fitGrowth(points((n) => 3 * n ** 1.3 * Math.exp(0.05 * noise())))!;
    if (Math.abs(fit.exponent - 1.3) <= fit.margin + 1e-9) covered++;
  }
  assert.ok(covered >= 270 && covered <= 299, `${covered} of 300`);
});

test('growth: two sizes give an exponent without an interval, one gives none', () => {
  assert.deepEqual(
    [fitGrowth(points((n) => n, [10, 1000]))!.exponent, fitGrowth(points((n) => n, [10, 1000]))!.margin],
    [1, 0],
  );
  assert.equal(fitGrowth(points((n) => n, [10])), undefined);
  assert.equal(fitGrowth([{ value: 0, time: 3 }]), undefined);
});
