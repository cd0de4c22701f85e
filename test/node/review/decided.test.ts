/** What was decided of earlier states of the code. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openCache } from '../../../src/node/review/cache.ts';
import { Decided } from '../../../src/node/review/decided.ts';

test('the state that every review starts from stays known, those that nobody asks for go', async (t) => {
  const root = await mkdtemp(path.join(tmpdir(), 'perfloop-decided-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const key = (text: string): string => new Decided(openCache(root)).keyOf([['a.js', { saying: text }]], {});
  await new Decided(openCache(root)).rememberPrints(key('commit'), { 'a.js': ['x'] });
  for (let i = 0; i < 20; i++) {
    // Each is a process of its own.
    const decided = new Decided(openCache(root));
    await decided.rememberPrints(key(`edit ${i}`), {});
    assert.deepEqual(await decided.prints(key('commit')), { 'a.js': ['x'] }, `after ${i + 1} edits`);
  }
  assert.equal(await new Decided(openCache(root)).prints(key('edit 0')), undefined);
  assert.deepEqual(await new Decided(openCache(root)).prints(key('edit 19')), {});
});
