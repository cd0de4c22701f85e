import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changePoints } from '../../../src/core/bench/change-points.ts';
import { normal, uniform, wild } from './random.ts';

const seed = 42;

/** Annual flow of the Nile at Aswan, 1871-1970 (Cobb 1978; Durbin & Koopman): the known change is 1898/1899. */
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
  1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040,
  759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
  744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];

test('change points: the Nile fell after 1898, and only then', () => {
  assert.equal(nile.length, 100);
  const found = changePoints(nile, { seed, minSize: 10 });
  assert.deepEqual(
    found.map((c) => c.index + 1871),
    [1899],
  );
  assert.ok(found[0]!.before > 1050 && found[0]!.after < 900);
});

test('change points: two steps of 5 % in wild noise are found where they are', () => {
  const noise = wild(uniform(3));
  const level = (i: number) => (i < 30 ? 100 : i < 55 ? 105 : 99);
  const values = Array.from({ length: 90 }, (_, i) => level(i) + noise());
  const at = changePoints(values, { seed }).map((c) => c.index);
  assert.equal(at.length, 2);
  assert.ok(Math.abs(at[0]! - 30) <= 1 && Math.abs(at[1]! - 55) <= 1, `${at}`);
});

test('change points: noise alone has them about as seldom as asked', () => {
  let wrong = 0;
  for (let run = 0; run < 60; run++) {
    const noise = normal(uniform(1000 + run));
    const values = Array.from({ length: 30 }, () => 100 + noise());
    if (changePoints(values, { seed: run, significance: 0.01 }).length > 0) wrong++;
  }
  assert.ok(wrong <= 3, `${wrong} of 60`);
});

test('change points: short, constant and empty series have none; the same seed gives the same', () => {
  assert.deepEqual(changePoints([], { seed }), []);
  assert.deepEqual(changePoints([1, 2], { seed }), []);
  assert.deepEqual(changePoints(new Array<number>(40).fill(5), { seed }), []);
  assert.deepEqual(changePoints(nile, { seed: 1 }), changePoints(nile, { seed: 1 }));
});
