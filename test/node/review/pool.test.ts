import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Work } from '../../../src/node/review/messages.ts';
import { summariseAll } from '../../../src/node/review/pool.ts';
import { hanging } from './repository.ts';

/** As large as a file may be, so that a few hundred pay for threads. */
const size = 4_000_000;

function file(name: string, text: string): Work {
  return { path: `src/${name}.ts`, file: '', text, size };
}

test('what is much is read beside other threads, each file once, and two that hang are given up', async () => {
  const name = (i: number): string => `f${String(i).padStart(3, '0')}`;
  const work = Array.from({ length: 300 }, (_, i) =>
    file(name(i), i === 3 || i === 297 ? hanging : `export function ${name(i)}() { return ${i}; }\n`),
  );
  const problems = new Map<string, string>();
  const progress: number[] = [];
  await summariseAll(
    work,
    { ownsProcess: true, onProgress: (done) => progress.push(done) },
    ({ path, problem, functions }) => {
      assert.ok(!problems.has(path), path);
      assert.equal(functions.length, problem ? 0 : 2, path);
      problems.set(path, problem);
    },
  );
  assert.deepEqual([...problems.keys()].sort(), work.map((w) => w.path).sort());
  assert.deepEqual(
    [...problems].filter(([, problem]) => problem).sort(),
    [name(3), name(297)].map((n) => [`src/${n}.ts`, 'takes over 2 s; given up']),
  );
  assert.equal(progress.at(-1), work.length);
});

test('what is cancelled ends at once, in all threads', async () => {
  const work = Array.from({ length: 2000 }, (_, i) => file(`g${i}`, `export const g${i} = ${i};\n`));
  const cancel = new AbortController();
  let taken = 0;
  const done = summariseAll(work, { ownsProcess: true, signal: cancel.signal }, () => {
    taken++;
    if (taken === 20) cancel.abort();
  });
  await assert.rejects(done, { name: 'AbortError' });
  assert.ok(taken < work.length, `${taken}`);
});
