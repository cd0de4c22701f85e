import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Profile, UserError } from '../../../src/core/model.ts';
import { diffHotSpots } from '../../../src/core/profile/diff.ts';
import { hotSpots } from '../../../src/core/profile/hotspots.ts';
import { mergeProfiles } from '../../../src/core/profile/merge.ts';
import { remapProfile } from '../../../src/core/profile/remap.ts';
import { randomProfile } from './random-profile.ts';
import { ROOT, textProfile } from './text-profile.ts';

const all = { roots: [ROOT], onlyMine: false, top: Number.POSITIVE_INFINITY };

function rounded(profiles: readonly Profile[]): string[] {
  return hotSpots(profiles, all)
    .functions.map((f) => `${f.name} ${f.file} ${f.selfMs.toFixed(3)} ${f.totalMs.toFixed(3)}`)
    .sort();
}

test('pieces of one thread join in order; threads add up without order', () => {
  const [a, b] = [randomProfile(1), randomProfile(2)];
  const joined = mergeProfiles([a, b], { name: 'main', as: 'sequence' });
  assert.equal(joined.timeOrdered, true);
  assert.equal(joined.durationUs, a.durationUs + b.durationUs);
  assert.deepEqual([...joined.samples.weight], [...a.samples.weight, ...b.samples.weight]);
  assert.deepEqual(rounded([joined]), rounded([a, b]));
  const together = mergeProfiles([a, b], { name: 'all', as: 'together' });
  assert.equal(together.timeOrdered, false);
  assert.equal(together.durationUs, Math.max(a.durationUs, b.durationUs));
  for (let i = 0; i < joined.stacks.length; i++) assert.ok(joined.stacks.parent[i]! < i);
});

test('what counts different things is not merged', () => {
  const heap = { ...randomProfile(1), kind: 'heap', unit: 'bytes' } as const;
  assert.throws(() => mergeProfiles([randomProfile(2), heap], { name: 'x', as: 'together' }), UserError);
  assert.throws(() => mergeProfiles([], { name: 'x', as: 'together' }), UserError);
});

test('a difference by function and by line follows functions that moved', () => {
  const base = hotSpots(
    [
      textProfile(
        `
    main@a.js:1    main@a.js:1    main@a.js:1
    slow@a.js:10#12  slow@a.js:10#12  gone@a.js:30#31
  `.replace(/main@a\.js:1 {4}/g, 'main@a.js:1      '),
      ),
    ],
    all,
  );
  const candidate = hotSpots(
    [
      textProfile(`
    main@a.js:1      main@a.js:1
    slow@a.js:14#16  fresh@a.js:40#41
  `),
    ],
    all,
  );
  const diff = diffHotSpots(base, candidate);
  assert.deepEqual(diff.functions.map((f) => [f.name, f.status, f.baseLine, f.line, f.selfDeltaMs]).sort(), [
    ['fresh', 'added', 40, 40, 1],
    ['gone', 'removed', 30, 30, -1],
    ['main', 'both', 1, 1, 0],
    ['slow', 'both', 10, 14, -1],
  ]);
  assert.deepEqual(diff.lines.map((l) => [l.name, l.status, l.baseLine, l.line, l.selfDeltaMs]).sort(), [
    ['fresh', 'added', 41, 41, 1],
    ['gone', 'removed', 31, 31, -1],
    ['slow', 'both', 12, 16, -1],
  ]);
  const slow = diff.functions.find((f) => f.name === 'slow')!;
  assert.ok(Math.abs(slow.selfDeltaShare - (1 / 2 - 2 / 3)) < 1e-9);
  assert.equal(diff.activeDeltaMs, -1);
});

test('a profile does not differ from itself', () => {
  const hot = hotSpots([randomProfile(5)], all);
  for (const row of [...diffHotSpots(hot, hot).functions, ...diffHotSpots(hot, hot).lines]) {
    assert.deepEqual([row.status, row.selfDeltaMs, row.totalDeltaShare], ['both', 0, 0]);
  }
});

test('source maps move frames and lines; equal frames become one; strange lines stay out', () => {
  const profile = textProfile(
    `
    main@dist/o.js:1#4  main@dist/o.js:1#4   main@dist/o.js:1#4
    f@dist/o.js:10#12   f@dist/o.js:20#22    f@dist/o.js:10#99
  `,
    { callLines: true },
  );
  const mapped = remapProfile(profile, (file, line) =>
    file !== `${ROOT}/dist/o.js`
      ? undefined
      : line === 99
        ? { file: `${ROOT}/src/other.ts`, line: 1, column: 1 }
        : {
            file: `${ROOT}/src/a.ts`,
            line: line > 9 ? (line % 10) + 100 : line,
            column: 1,
            ...(line === 1 ? { name: 'start' } : {}),
          },
  );
  const hot = hotSpots([mapped], all);
  assert.deepEqual(
    hot.functions.map((f) => [f.name, f.file, f.line, f.selfMs, f.totalMs]),
    [
      ['f', 'src/a.ts', 100, 3, 3],
      ['start', 'src/a.ts', 1, 0, 3],
    ],
  );
  assert.deepEqual(
    hot.lines.map((l) => [l.file, l.line, l.selfMs, l.totalMs]),
    [
      ['src/a.ts', 102, 2, 2],
      ['src/a.ts', 4, 0, 3],
    ],
  );
  assert.equal(mapped.stacks.length, 3);
});

test('where nothing maps the profile is the same object', () => {
  const profile = randomProfile(3);
  assert.equal(
    remapProfile(profile, () => undefined),
    profile,
  );
});
