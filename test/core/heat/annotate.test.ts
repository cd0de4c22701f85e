import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineHashes, mapLines } from '../../../src/core/heat/anchor.ts';
import { annotate, heatStep } from '../../../src/core/heat/annotate.ts';
import { baselineOf } from '../../../src/core/heat/body.ts';
import { formatClock, formatShare, formatWeight } from '../../../src/core/heat/format.ts';
import type { HotFunction, HotLine } from '../../../src/core/model.ts';

const source = 'const x = 1;\nfunction slow(n) {\n  let s = 0;\n  for (;;) s += n;\n}\nslow(x);\n';

const slow: HotFunction = {
  name: 'slow',
  file: 'a.js',
  line: 2,
  column: 14,
  origin: 0,
  pkg: '',
  selfMs: 380,
  totalMs: 400,
  selfShare: 0.38,
  totalShare: 0.4,
};

function line(at: number, selfShare: number, more: Partial<HotLine> = {}): HotLine {
  return {
    file: 'a.js',
    line: at,
    function: 'slow',
    origin: 0,
    selfMs: selfShare * 1000,
    totalMs: selfShare * 1000,
    selfShare,
    totalShare: selfShare,
    totalFrom: 'self',
    ...more,
  };
}

function shown(now: string, lines: readonly HotLine[]) {
  const baseline = baselineOf(source, [slow]);
  const map = mapLines(baseline.hashes, lineHashes(now));
  return annotate({ functions: [slow], lines }, baseline, map, 'us').map((a) => ({
    line: a.line,
    text: a.text,
    step: a.step,
    stale: a.stale,
  }));
}

test('a definition says total and self, a line its share and time', () => {
  assert.deepEqual(shown(source, [line(4, 0.124), line(3, 0.0004)]), [
    { line: 2, text: 'total 40 % · self 38 % · 400 ms', step: 5, stale: false },
    { line: 4, text: '12.4 % · 124 ms', step: 4, stale: false },
  ]);
});

test('calls on a line count where they are known', () => {
  const call = line(6, 0.01, { totalShare: 0.4, totalMs: 400, totalFrom: 'calls' });
  assert.equal(shown(source, [call]).at(-1)?.text, '40 % (1 % self) · 400 ms');
});

test('where a function starts, the text is of what costs more: the function or the line', () => {
  const textOf = (at: HotLine) => shown(source, [at]).find((a) => a.line === 2)?.text;
  assert.equal(textOf(line(2, 0.02)), 'total 40 % · self 38 % · 400 ms · line 2 % · 20 ms');
  assert.equal(textOf(line(2, 0.41)), 'total 40 % · self 38 % · 400 ms', 'the function is the line');
  assert.equal(textOf(line(2, 0.7)), '70 % · 700 ms', 'a callback of a hot line');
});

test('edits move annotations; a changed body is stale, lines outside it are not', () => {
  const moved = shown(`// head\nlet y;\n${source}`, [line(4, 0.124)]);
  assert.deepEqual(
    moved.map((a) => [a.line, a.stale]),
    [
      [4, false],
      [6, false],
    ],
  );
  const changed = shown(source.replace('let s = 0', 'let s = 1'), [line(4, 0.124), line(6, 0.05)]);
  assert.deepEqual(
    changed.map((a) => [a.line, a.stale]),
    [
      [2, true],
      [4, true],
      [6, false],
    ],
  );
  assert.match(changed[0]!.text, /stale$/);
});

test('figures read well', () => {
  assert.deepEqual([1, 0.38, 0.1234, 0.00005, 0].map(formatShare), [
    '100 %',
    '38 %',
    '12.3 %',
    '< 0.1 %',
    '0 %',
  ]);
  assert.deepEqual(
    [0.42, 38.4, 1240, 83_000].map((ms) => formatWeight(ms, 'us')),
    ['0.4 ms', '38 ms', '1.24 s', '1 min 23 s'],
  );
  assert.equal(formatWeight(10 * 1024 * 1024, 'bytes'), '10 MiB');
  assert.deepEqual([0, 61_900, 3_600_000].map(formatClock), ['0:00', '1:01', '60:00']);
  assert.deepEqual([0.5, 0.1, 0.05, 0.02, 0.001].map(heatStep), [5, 4, 3, 2, 1]);
});
