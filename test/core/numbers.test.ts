import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatChange, formatNs, formatRate } from '../../src/core/report/numbers.ts';

test('times of an iteration keep three figures and change their unit before they would show 1000', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 ns'],
    [0.8234, '0.82 ns'],
    [9.996, '10.0 ns'],
    [812.3, '812 ns'],
    [999.4, '999 ns'],
    [999.6, '1.00 µs'],
    [4310, '4.31 µs'],
    [12_400_000, '12.4 ms'],
    [999_700_000, '1.00 s'],
    [-4310, '-4.31 µs'],
  ];
  for (const [ns, text] of cases) assert.equal(formatNs(ns), text);
});

test('changes carry their sign, and factors above double', () => {
  assert.equal(formatChange(0.052), '+5.2%');
  assert.equal(formatChange(-0.004), '-0.4%');
  assert.equal(formatChange(-0.0004), '±0.0%');
  assert.equal(formatChange(2.1), '×3.1');
  assert.equal(formatChange(11.4), '×12');
});

test('rates', () => {
  assert.equal(formatRate(0.5), '0.500/s');
  assert.equal(formatRate(812), '812/s');
  assert.equal(formatRate(1234), '1.23k/s');
  assert.equal(formatRate(3.4e6), '3.40M/s');
});
