import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleTable } from '../../../src/core/model.ts';
import { shareGaps } from '../../../src/core/profile/import/parts/share-gaps.ts';

const US = 1000;

/** Samples of 1 ms each, but for those named. */
function samples(stacks: readonly number[], holds: Readonly<Record<number, number>> = {}): SampleTable {
  const weight = Float64Array.from(stacks, (_, i) => holds[i] ?? US);
  return { length: stacks.length, stack: Uint32Array.from(stacks), weight };
}

function byStack({ stack, weight }: SampleTable): number[] {
  const sums: number[] = [];
  for (let i = 0; i < stack.length; i++) sums[stack[i]!] = (sums[stack[i]!] ?? 0) + weight[i]!;
  return sums;
}

const never = (): boolean => false;
/** Three turns of stack 0, one of stack 1, and so on. */
const mixed = (count: number): number[] => Array.from({ length: count }, (_, i) => (i % 4 === 3 ? 1 : 0));

test('a long gap is told by what ran around it; the sum stays', () => {
  const before = samples(mixed(2000), { 1003: 401 * US });
  const { samples: after, problems } = shareGaps(before, never);
  const [a, b] = byStack(after);
  assert.ok(Math.abs(a! + b! - 2400 * US) < 1);
  assert.ok(Math.abs(b! / (a! + b!) - 0.25) < 0.002, `${b! / (a! + b!)}`);
  assert.match(problems[0]!, /^17 % of the time lies in long gaps/);
});

test('ordinary unevenness, short profiles and rest are left as they are', () => {
  const uneven = samples(mixed(400), { 7: 4 * US, 9: 3 * US });
  assert.equal(shareGaps(uneven, never).samples, uneven);
  const short = samples(mixed(100), { 50: 500 * US });
  assert.equal(shareGaps(short, never).samples, short);
  const waiting = samples([...mixed(300), 2, ...mixed(300)], { 300: 900 * US });
  assert.equal(shareGaps(waiting, (stack) => stack === 2).samples, waiting);
});

test('a gap is not shared across rest', () => {
  const before = samples([...mixed(300), 2, 3, 3, 3, 2, ...mixed(300)], { 302: 601 * US });
  const sums = byStack(shareGaps(before, (stack) => stack === 2).samples);
  assert.deepEqual(
    sums.map((s) => Math.round(s)),
    [450 * US, 150 * US, 2 * US, 603 * US],
  );
});
