import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTurns } from '../../../src/node/review/turns.ts';

function* steps(count: number, each: () => void): Generator<undefined, string> {
  for (let i = 0; i < count; i++) {
    each();
    yield;
  }
  return 'done';
}

test('steps run to their end, and others are heard in between', async () => {
  let heard = 0;
  let taken = 0;
  const timer = setInterval(() => heard++, 1);
  const busy = (): void => {
    taken++;
    for (const until = performance.now() + 30; performance.now() < until; );
  };
  assert.equal(await inTurns(steps(8, busy)), 'done');
  clearInterval(timer);
  assert.equal(taken, 8);
  assert.ok(heard > 0);
});

test('who cancels meanwhile is not kept waiting for the end', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('enough')), 1);
  await assert.rejects(
    inTurns(
      steps(Number.POSITIVE_INFINITY, () => {}),
      controller.signal,
    ),
    /enough/,
  );
});
