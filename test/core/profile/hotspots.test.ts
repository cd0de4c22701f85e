import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HotSpots, Profile } from '../../../src/core/model.ts';
import { callEdges } from '../../../src/core/profile/call-edges.ts';
import { fileHeat, hotSpots, totals } from '../../../src/core/profile/hotspots.ts';
import { randomProfile } from './random-profile.ts';
import { ROOT, textProfile } from './text-profile.ts';

const options = { roots: [ROOT], onlyMine: false, top: 100 };

function table(hot: HotSpots): string[] {
  return hot.functions.map((f) => `${f.name} ${f.file}:${f.line} self ${f.selfMs} total ${f.totalMs}`).sort();
}

const recursive = textProfile(`
  main@a.js:1   main@a.js:1  main@a.js:1                 main@a.js:1
  fib@a.js:5    fib@a.js:5   sort@node_modules/x/i.js:2  fib@a.js:5
  fib@a.js:5    fib@a.js:5                               half@a.js:9
  fib@a.js:5#7                                           fib@a.js:5#6
`);

test('self and total count each sample once, however deep the recursion', () => {
  const hot = hotSpots([recursive], options);
  assert.deepEqual(table(hot), [
    'fib a.js:5 self 3 total 3',
    'half a.js:9 self 0 total 1',
    'main a.js:1 self 0 total 4',
    'sort node_modules/x/i.js:2 self 1 total 1',
  ]);
  assert.deepEqual(
    hot.packages.map((p) => [p.pkg, p.selfMs, p.totalMs]),
    [
      ['', 3, 4],
      ['x', 1, 1],
    ],
  );
  assert.deepEqual(
    hot.lines.map((l) => [l.file, l.line, l.function, l.selfMs, l.totalFrom]),
    [
      ['a.js', 7, 'fib', 1, 'self'],
      ['a.js', 6, 'fib', 1, 'self'],
    ],
  );
});

test('several profiles add up; a function with the same place is the same function', () => {
  const hot = hotSpots([recursive, recursive], options);
  assert.equal(hot.functions[0]!.selfMs, 6);
  assert.equal(hot.functions[0]!.totalMs, 6);
  assert.equal(hot.functions[0]!.selfShare, 6 / 8);
  assert.equal(hot.totals.samples, 8);
});

test('only my code: what others cost goes to the nearest own caller', () => {
  const profile = textProfile(`
    main@a.js:1                   main@a.js:1           node:internal@node:x:1  (garbage collector)
    map                           list@a.js:9
    each@node_modules/x/i.js:2    read@node:fs:3
    cb@a.js:4#5
  `);
  const hot = hotSpots([profile], { ...options, onlyMine: true });
  assert.deepEqual(table(hot), [
    'cb a.js:4 self 1 total 1',
    'list a.js:9 self 1 total 1',
    'main a.js:1 self 0 total 2',
  ]);
  assert.deepEqual(
    hot.packages.map((p) => [p.pkg, p.selfMs, p.totalMs]),
    [['', 2, 2]],
  );
  assert.equal(hot.totals.activeMs, 4);
});

test('idle is no active time; garbage collection and (program) are told apart', () => {
  const profile = textProfile(
    `
    (idle)  (garbage collector)  (program)  main@a.js:1
  `,
    { weights: [60, 10, 5, 25] },
  );
  assert.deepEqual(totals(profile), {
    totalMs: 100,
    activeMs: 40,
    idleMs: 60,
    gcMs: 10,
    programMs: 5,
    samples: 4,
  });
  const hot = hotSpots([profile], options);
  assert.deepEqual(
    hot.functions.map((f) => [f.name, f.selfShare]),
    [
      ['main', 25 / 40],
      ['(garbage collector)', 10 / 40],
      ['(program)', 5 / 40],
    ],
  );
});

test('a function of the program called "(idle)" is a function', () => {
  const hot = hotSpots([textProfile('\n  (idle)@a.js:3\n')], options);
  assert.equal(hot.totals.idleMs, 0);
  assert.equal(hot.functions[0]!.file, 'a.js');
});

test('with call lines known, lines hold what they call, once a sample', () => {
  const profile = textProfile(
    `
    main@a.js:1#2   main@a.js:1#2   main@a.js:1#3
    fib@a.js:5#6    fib@a.js:5#6    log@b.js:1#4
    fib@a.js:5#6    fib@a.js:5#7
    fib@a.js:5#8
  `,
    { callLines: true },
  );
  const folded = hotSpots([profile], { ...options, onlyMine: true });
  assert.equal(
    folded.lines.reduce((sum, l) => sum + l.selfMs, 0),
    3,
  );
  const hot = hotSpots([profile], options);
  const lines = Object.fromEntries(hot.lines.map((l) => [`${l.file}:${l.line}`, [l.selfMs, l.totalMs]]));
  assert.deepEqual(lines, {
    'a.js:2': [0, 2],
    'a.js:3': [0, 1],
    'a.js:6': [0, 2],
    'a.js:7': [1, 1],
    'a.js:8': [1, 1],
    'b.js:4': [1, 1],
  });
  assert.deepEqual(
    hot.lines.filter((l) => l.totalFrom === 'self').map((l) => `${l.file}:${l.line}`),
    ['a.js:8', 'a.js:7', 'b.js:4'],
  );
});

test('fileHeat gives every function and line of one file', () => {
  const heat = fileHeat([recursive], `${ROOT}/a.js`, [ROOT]);
  assert.deepEqual(heat.functions.map((f) => f.name).sort(), ['fib', 'half', 'main']);
  assert.deepEqual(heat.lines.map((l) => l.line).sort(), [6, 7]);
  assert.deepEqual(fileHeat([recursive], `${ROOT}/b.js`, [ROOT]), { functions: [], lines: [] });
});

test('callers and callees, recursion counted once', () => {
  const { callers, callees } = callEdges([recursive], { name: 'fib', file: 'a.js', line: 5 }, [ROOT]);
  assert.deepEqual(
    callers.map((e) => [e.name, e.totalMs, Math.round(e.share * 100)]),
    [
      ['main', 3, 100],
      ['fib', 2, 67],
      ['half', 1, 33],
    ],
  );
  assert.deepEqual(
    callees.map((e) => [e.name, e.totalMs]),
    [
      ['fib', 2],
      ['half', 1],
    ],
  );
});

/** The plain way: walk up from every sample. */
function slowTotals(profile: Profile): Map<string, number> {
  const sums = new Map<string, number>();
  for (let i = 0; i < profile.samples.length; i++) {
    const seen = new Set<string>();
    for (let at = profile.samples.stack[i]!; at >= 0; at = profile.stacks.parent[at]!) {
      const frame = profile.stacks.frame[at]!;
      seen.add(
        `${profile.strings[profile.frames.name[frame]!]!} ${profile.strings[profile.frames.file[frame]!]!}`,
      );
    }
    for (const name of seen) sums.set(name, (sums.get(name) ?? 0) + profile.samples.weight[i]! / 1000);
  }
  sums.delete('(root) ');
  return sums;
}

test('totals equal those of walking up every sample, for any order of rows', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const profile = randomProfile(seed);
    const expected = slowTotals(profile);
    const actual = new Map<string, number>();
    for (const f of hotSpots([profile], { ...options, roots: [] }).functions) {
      actual.set(`${f.name} ${f.file}`, f.totalMs);
    }
    assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort(), `seed ${seed}`);
    for (const [name, total] of expected)
      assert.ok(Math.abs(actual.get(name)! - total) < 1e-6, `seed ${seed} ${name}`);
  }
});
