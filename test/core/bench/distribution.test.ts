import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distribution } from '../../../src/core/bench/distribution.ts';
import { samples } from '../../support/bench-view.ts';

const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

test('bins are shared, ascending, and hold every sample that is not above them', () => {
  const a = samples(1000, 1, 400);
  const b = samples(1300, 2, 300);
  const found = distribution([a, b])!;
  assert.equal(found.shares.length, 2);
  for (let i = 1; i < found.edges.length; i++) assert.ok(found.edges[i]! > found.edges[i - 1]!);
  assert.ok(Math.abs(total(found.shares[0]!) * a.length + found.above[0]! - a.length) < 1e-6);
  assert.ok(Math.abs(total(found.shares[1]!) * b.length + found.above[1]! - b.length) < 1e-6);
  assert.equal(found.edges[0], Math.min(...a, ...b));
});

test('a far outlier does not press the rest into one bin', () => {
  const found = distribution([[...Array.from({ length: 200 }, (_, i) => 100 + (i % 20)), 1e6]])!;
  assert.ok(found.edges.at(-1)! < 200);
  assert.deepEqual(found.above, [1]);
  assert.ok(found.shares[0]!.filter((s) => s > 0).length >= 8);
});

test('equal samples, one sample, none', () => {
  assert.deepEqual(distribution([[5, 5, 5]])!.shares, [[1]]);
  assert.deepEqual(distribution([[0]])!.shares, [[1]]);
  assert.equal(distribution([[]]), undefined);
  assert.deepEqual(
    distribution([[7, 8], []])!.shares[1],
    new Array(distribution([[7, 8]])!.shares[0]!.length).fill(0),
  );
  assert.equal(distribution([[Number.NaN]]), undefined);
});
