import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyUnchanged, lineHashes, mapLines } from '../../../src/core/heat/anchor.ts';
import { baselineOf, bodyEnd } from '../../../src/core/heat/body.ts';

const source = `import fs from 'node:fs';

export function parse(text) {
  const rows = [];
  for (const line of text.split('\\n')) {
    rows.push(line.split(','));
  }
  return rows;
}

export function total(rows) {
  let sum = 0;
  for (const row of rows) sum += Number(row[2]);
  return sum;
}
`;

function edited(text: string, edit: (lines: string[]) => void): string {
  const lines = text.split('\n');
  edit(lines);
  return lines.join('\n');
}

function state(now: string) {
  const baseline = baselineOf(source, [
    { line: 3, column: 22 },
    { line: 11, column: 22 },
  ]);
  const map = mapLines(baseline.hashes, lineHashes(now));
  return {
    lines: [...map.to],
    changed: [...map.changed].flatMap((c, i) => (c ? [i + 1] : [])),
    fresh: baseline.bodies.map((b) => bodyUnchanged(baseline, map, b)),
  };
}

test('nothing changed: every line is where it was', () => {
  const s = state(source);
  assert.deepEqual(
    s.lines,
    source.split('\n').map((_, i) => i + 1),
  );
  assert.deepEqual(s.fresh, [true, true]);
});

test('a function that only moved keeps its heat', () => {
  const s = state(edited(source, (l) => l.splice(2, 0, 'const a = 1;', 'const b = 2;')));
  assert.equal(s.lines[5], 8);
  assert.equal(s.lines[12], 15);
  assert.deepEqual(s.fresh, [true, true]);
});

test('a function whose body changed is stale, its neighbour is not', () => {
  const s = state(edited(source, (l) => l.splice(5, 1, "    rows.push(line.split(';'));")));
  assert.deepEqual(s.changed, [6]);
  assert.equal(s.lines[5], 6, 'a rewritten line stays where it stood');
  assert.deepEqual(s.fresh, [false, true]);
});

test('a line put into a body makes it stale; a comment or a blank line does not', () => {
  assert.deepEqual(state(edited(source, (l) => l.splice(5, 0, '    if (!line) continue;'))).fresh, [
    false,
    true,
  ]);
  assert.deepEqual(state(edited(source, (l) => l.splice(5, 0, '    // one row a line', ''))).fresh, [
    true,
    true,
  ]);
});

test('formatting is no change', () => {
  assert.deepEqual(state(source.replaceAll('  ', '\t').replaceAll('\n', '\r\n')).fresh, [true, true]);
});

test('a removed function is gone, what follows stays', () => {
  const s = state(edited(source, (l) => l.splice(2, 8)));
  assert.deepEqual(s.lines.slice(2, 9), [0, 0, 0, 0, 0, 0, 0]);
  assert.equal(s.lines[10], 3);
  assert.deepEqual(s.fresh, [false, true]);
});

/** Park-Miller: the same edits in every run. */
function randoms(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

test('after any insertions and removals every kept line is found, in order', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const next = randoms(seed);
    // Unique lines, so that there is only one right answer.
    const before = Array.from({ length: 1 + next(60) }, (_, i) => i + 1);
    const now: number[] = [];
    const expected = new Map<number, number>();
    for (const line of before) {
      while (next(5) === 0) now.push(1000 + next(1_000_000) * 2);
      if (next(4) === 0) continue;
      now.push(line);
      expected.set(line, now.length);
    }
    const map = mapLines(before, now);
    for (const line of before) {
      if (expected.has(line)) {
        assert.equal(map.to[line - 1], expected.get(line), `seed ${seed}, line ${line}`);
        assert.equal(map.changed[line - 1], 0);
      } else assert.equal(map.changed[line - 1], 1, `seed ${seed}, line ${line}`);
    }
    const kept = [...map.to].filter((l) => l > 0);
    assert.deepEqual(
      kept,
      [...new Set(kept)].sort((a, b) => a - b),
      `seed ${seed}: no two on one line`,
    );
  }
});

test('a file rewritten from end to end costs no more than a moment and maps to nothing wrong', () => {
  const before = Array.from({ length: 20_000 }, (_, i) => i + 1);
  const now = Array.from({ length: 20_000 }, (_, i) => i + 100_001);
  const map = mapLines(before, now);
  assert.ok(map.changed.every((c) => c === 1));
});

const bodies: [string, string, number, number, number][] = [
  ['a declaration', 'function a() {\n  b();\n}\nc();', 1, 11, 3],
  [
    'braces in strings, comments and patterns',
    "function a() {\n  '}'; /* } */ // }\n  /[}]/.test(x);\n}\n}",
    1,
    1,
    4,
  ],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: code as data
  ['a template with code', 'function a() {\n  return `}${ { b: `}` }.b }}`;\n}\nx', 1, 1, 3],
  ['an arrow with a body', 'const a = (x) => {\n  return x;\n};\n', 1, 11, 3],
  ['an arrow that is an expression', 'const a = xs.map(\n  (x) =>\n    x.b +\n    x.c,\n);', 2, 3, 4],
  ['default and destructured parameters', 'function a({ b } = { b: {} }) {\n  c();\n}\n', 1, 11, 3],
  ['a return type in braces', 'function a(): { b: string } {\n  return c;\n}\n', 1, 11, 3],
  ['a method', 'class A {\n  b(c) {\n    d();\n  }\n}', 2, 4, 4],
  ['division is no pattern', 'function a(b) {\n  return b / 2; // /\n}\nx / y', 1, 1, 3],
  ['an apostrophe in JSX text', "function A() {\n  return <p>don't</p>;\n}\nx", 1, 1, 3],
  ['cut off', 'function a() {\n  b();', 1, 1, 2],
];

for (const [what, text, line, column, end] of bodies) {
  test(`the body ends rightly: ${what}`, () =>
    assert.equal(bodyEnd(text.split('\n'), { line, column }), end));
}
