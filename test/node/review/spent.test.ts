import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Spent } from '../../../src/node/review/spent.ts';

test('a thread that waits for a busy machine has spent nothing; one that never ran neither', () => {
  let active = 1000;
  const worker = { performance: { eventLoopUtilization: () => ({ active, idle: 0, utilization: 1 }) } };
  const spent = new Spent(worker as unknown as ConstructorParameters<typeof Spent>[0]);
  // An hour in which this process did next to nothing.
  active += 3_600_000;
  assert.ok(spent.ms < 3_000_000, `${spent.ms}`);
  spent.reset();
  for (let i = 0, x = 0; i < 5_000_000; i++) x += Math.sqrt(i);
  assert.equal(spent.ms, 0, 'what other threads of the process used is not its own');
});

test('of what the process used, threads that are at work together have a part each', () => {
  let active = 0;
  const worker = { performance: { eventLoopUtilization: () => ({ active, idle: 0, utilization: 1 }) } };
  const given = worker as unknown as ConstructorParameters<typeof Spent>[0];
  const [alone, shared] = [new Spent(given), new Spent(given, () => 4)];
  active += 3_600_000;
  for (let i = 0, x = 0; i < 20_000_000; i++) x += Math.sqrt(i);
  const whole = alone.ms;
  assert.ok(shared.ms < whole / 2, `${shared.ms} of ${whole}`);
});
