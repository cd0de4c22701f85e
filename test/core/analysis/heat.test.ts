/** What a recording says of findings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Heat, hotIn, hottest } from '../../../src/core/analysis/heat.ts';

const fn = (file: string, name: string, line: number, selfShare: number) =>
  ({ file, name, line, selfShare, totalShare: selfShare }) as Heat['functions'][number];
const at = (file: string, line: number, selfShare: number, totalShare = selfShare) =>
  ({ file, line, selfShare, totalShare, totalFrom: 'calls' }) as Heat['lines'][number];

test('what is handed on of a recording answers as all of it does', () => {
  const heat: Heat = {
    functions: [fn('a.js', 'warm', 1, 0.06), fn('a.js', 'cool', 20, 0.01), fn('b.js', 'cool', 1, 0.02)],
    lines: [at('a.js', 3, 0.06), at('a.js', 21, 0.01), at('c.js', 5, 0, 0.4), at('d.js', 5, 0.04)],
  };
  const part = hottest(heat);
  assert.deepEqual([...new Set([...part.functions, ...part.lines].map((r) => r.file))], ['a.js', 'c.js']);
  const places = ['a.js', 'b.js', 'c.js', 'd.js'].flatMap((file) =>
    [1, 3, 5, 21].flatMap((line) =>
      ['warm', 'cool', 'callback of map'].map((name) => ({ file, line, endLine: line, function: name })),
    ),
  );
  assert.deepEqual(places.map(hotIn(part)), places.map(hotIn(heat)));
  assert.ok(places.some(hotIn(part)));
});
