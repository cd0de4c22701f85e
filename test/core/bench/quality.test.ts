import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qualityWarnings } from '../../../src/core/bench/quality.ts';
import { uniform, wild } from './random.ts';

const noise = wild(uniform(5));
const samples = (level: (i: number) => number, scatter = 0.02, n = 200): number[] =>
  Array.from({ length: n }, (_, i) => level(i) * (1 + scatter * Math.abs(noise())));
const kinds = (samplesNs: readonly number[]) => qualityWarnings({ samplesNs, emptyNs: 1 }).map((w) => w.kind);

test('quality: ordinary samples have no warning', () => {
  assert.deepEqual(kinds(samples(() => 500)), []);
  assert.deepEqual(kinds(samples(() => 500, 0.1)), []);
});

test('quality: drift up and down is told with its size', () => {
  const [up] = qualityWarnings({
    samplesNs: samples((i) => 500 * (1 + i / 400)),
    emptyNs: 1,
  });
  assert.equal(up?.kind, 'drift');
  assert.match(up?.message ?? '', /slower as it runs \((3\d|4\d)%\)/);
  assert.deepEqual(kinds(samples((i) => 500 * (1.5 - i / 400))), ['drift']);
});

test('quality: two speeds', () => {
  const next = uniform(9);
  assert.deepEqual(kinds(samples(() => (next() < 0.4 ? 700 : 500))), ['noisy']);
});

test('quality: one that does nothing', () => {
  assert.deepEqual(kinds(samples(() => 1.1, 0.01)), ['nothing']);
});
