import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Profile } from '../../src/core/model.ts';
import {
  boxAt,
  boxWeight,
  type FlameLayout,
  heaviestFirst,
  leftHeavy,
  timeOrder,
  treeWeights,
} from '../../src/core/profile/flame.ts';
import { flameFrames } from '../../src/core/profile/flame-frames.ts';
import { Rasteriser, snap } from '../../src/core/profile/flame-raster.ts';
import {
  flameTotals,
  frameEdges,
  frameWeights,
  matchedWeight,
  overview,
  sandwich,
} from '../../src/core/profile/flame-stats.ts';
import { flameSamples } from '../../src/core/profile/flame-tree.ts';
import {
  boxAtPoint,
  firstBox,
  framesOf,
  largestBox,
  neighbour,
  nextBox,
  samePath,
} from '../../src/core/profile/flame-walk.ts';
import { bigProfile, generator } from '../support/big-profile.ts';
import { textProfile } from '../support/text-profile.ts';

const DEPENDENCY = {
  lib: '/app/node_modules/lib/index.js:3',
  deep: '/app/node_modules/lib/deep.js:9',
  tick: 'node:internal/timers:1',
};

function laid(profile: Profile, onlyMine = false, range?: { readonly from: number; readonly to: number }) {
  const frames = flameFrames(profile, ['/app']);
  const samples = flameSamples(profile, frames, onlyMine);
  const weights = treeWeights(samples.tree, samples.node, samples.edges, range);
  const order = heaviestFirst(samples.tree, weights.total);
  return {
    frames,
    samples,
    weights,
    order,
    time: timeOrder(samples.tree, samples.timeNode, samples.edges),
    heavy: leftHeavy(samples.tree, weights, order),
    name: (frame: number) =>
      frame === frames.other ? '(not my code)' : profile.strings[profile.frames.name[frame]!]!,
  };
}

/** Every box as `name from-to`, a line a level. */
function picture(layout: FlameLayout, name: (frame: number) => string): string[] {
  const lines: string[] = [];
  for (let level = 0; level < layout.levels; level++) {
    const boxes: string[] = [];
    for (let c = 0; c < layout.columns; ) {
      const box = boxAt(layout, c, level);
      if (box)
        boxes.push(
          `${name(layout.tree.frame[box.node]!)} ${layout.edges[box.first]}-${layout.edges[box.end]}`,
        );
      c = box ? box.end : c + 1;
    }
    lines.push(boxes.join(' | '));
  }
  return lines;
}

test('time order keeps the order, joins equal neighbours and takes the root off', () => {
  const { time, name } = laid(
    textProfile(`
    main > a > b   10
    main > a > b   5
    main > c       20
    main > a       1
    -              4
    main > a       2`),
  );
  assert.deepEqual(picture(time, name), [
    'main 0-36 | main 40-42',
    'a 0-15 | c 15-35 | a 35-36 | a 40-42',
    'b 0-15',
  ]);
  assert.equal(time.columns, 5);
});

test('left heavy merges equal paths, heaviest first, own time at the right', () => {
  const { heavy, name } = laid(
    textProfile(`
    main > a > b   10
    main > c       20
    main > a > b   30
    main           1
    other          2`),
  );
  assert.deepEqual(picture(heavy, name), ['main 0-61 | other 61-63', 'a 0-40 | c 40-60', 'b 0-40']);
});

test('a garbage collection stands on the stack that it interrupted in time order, by itself elsewhere', () => {
  const { time, heavy, name, frames, samples, weights, order } = laid(
    textProfile(`
    main > a               10
    (garbage collector)    5
    main > a               10
    (idle)                 7
    (garbage collector)    3`),
  );
  assert.deepEqual(picture(time, name), [
    'main 0-25 | (idle) 25-32 | (garbage collector) 32-35',
    'a 0-25',
    '(garbage collector) 10-15',
  ]);
  assert.deepEqual(picture(heavy, name), ['main 0-20 | (garbage collector) 20-28 | (idle) 28-35', 'a 0-20']);
  const totals = flameTotals(frames, frameWeights(samples.tree, weights, order, frames.length));
  assert.deepEqual(totals, { total: 35, active: 28, idle: 7, gc: 8, program: 0 });
});

test('only my code folds what is foreign into its own caller', () => {
  const profile = textProfile(
    `
    main > lib > deep > callback   10
    main > lib > deep              5
    tick > main > lib              4
    tick                           3
    (idle)                         8
    (garbage collector)            1`,
    { files: DEPENDENCY },
  );
  const { heavy, name, frames, samples, weights, order } = laid(profile, true);
  assert.deepEqual(picture(heavy, name), [
    'main 0-19 | (idle) 19-27 | (not my code) 27-30 | (garbage collector) 30-31',
    'callback 0-10',
  ]);
  const { self } = frameWeights(samples.tree, weights, order, frames.length);
  assert.equal(self[largest(heavy, name, 'main')], 9);
});

function largest(layout: FlameLayout, name: (frame: number) => string, wanted: string): number {
  return [...layout.tree.frame].find((frame) => name(frame) === wanted)!;
}

test('recursion counts once: totals, search and neighbours', () => {
  const profile = textProfile(`
    main > fib > fib > fib   10
    main > fib > add         4
    main > fib > help > fib  6`);
  const { samples, weights, order, frames, name } = laid(profile);
  const fib = [...samples.tree.frame].find((f) => name(f) === 'fib')!;
  const { self, total } = frameWeights(samples.tree, weights, order, frames.length);
  assert.equal(total[fib], 20);
  assert.equal(self[fib], 16);
  const match = new Uint8Array(frames.length);
  match[fib] = 1;
  assert.equal(matchedWeight(samples.tree, weights, match), 20);
  const edges = frameEdges(samples.tree, weights, fib, 10);
  assert.deepEqual(
    edges.callers.map((e) => [name(e.frame), e.weight]),
    [
      ['main', 20],
      ['fib', 10],
      ['help', 6],
    ],
  );
  assert.deepEqual(
    edges.callees.map((e) => [name(e.frame), e.weight]),
    [
      ['fib', 10],
      ['help', 6],
      ['add', 4],
    ],
  );
});

test('a range counts only what lies in it, cutting samples at its ends', () => {
  const profile = textProfile(`
    main > a  10
    main > b  10
    main > c  10`);
  const { heavy, name } = laid(profile, false, { from: 5, to: 22 });
  assert.deepEqual(picture(heavy, name), ['main 0-17', 'b 0-10 | a 10-15 | c 15-17']);
});

test('a sandwich holds each sample of the function once, above and below', () => {
  const profile = textProfile(`
    main > a > hot > x   10
    main > b > hot > hot > y   5
    main > b             7
    hot                  2`);
  const { samples, weights, name } = laid(profile);
  const hot = [...samples.tree.frame].find((f) => name(f) === 'hot')!;
  const { callers, callees } = sandwich(samples.tree, weights, hot);
  assert.deepEqual(picture(leftHeavy(callers.tree, callers.weights), name), [
    'hot 0-17',
    'a 0-10 | b 10-15',
    'main 0-10 | main 10-15',
  ]);
  assert.deepEqual(picture(leftHeavy(callees.tree, callees.weights), name), [
    'hot 0-17',
    'x 0-10 | hot 10-15',
    'y 10-15',
  ]);
});

test('walking: caller, heaviest callee, neighbours over gaps, and nothing beyond the ends', () => {
  const { time, name } = laid(
    textProfile(`
    main > a      3
    main > b > c  9
    -             5
    late          1`),
  );
  const at = (box: ReturnType<typeof firstBox>) => box && name(time.tree.frame[box.node]!);
  const main = firstBox(time)!;
  assert.equal(at(main), 'main');
  const b = neighbour(time, main, 'down')!;
  assert.equal(at(b), 'b');
  assert.equal(at(neighbour(time, b, 'left')), 'a');
  assert.equal(at(neighbour(time, b, 'down')), 'c');
  assert.equal(at(neighbour(time, b, 'up')), 'main');
  assert.equal(neighbour(time, b, 'right'), undefined);
  assert.equal(at(neighbour(time, main, 'right')), 'late');
  assert.equal(neighbour(time, main, 'up'), undefined);
  assert.equal(at(boxAtPoint(time, 14, 0)), undefined);
  assert.equal(at(boxAtPoint(time, 17.5, 0)), 'late');
  assert.equal(boxAtPoint(time, 18, 0), undefined);
});

test('matches are met in reading order, each once, round and back', () => {
  const { time, name } = laid(
    textProfile(`
    hot > a > hot   5
    hot > b         5
    c > hot         5`),
  );
  const hot = [...time.tree.frame].find((f) => name(f) === 'hot')!;
  const seen: string[] = [];
  let box = nextBox(time, undefined, 1, (f) => f === hot);
  const show = () => box && `${time.edges[box.first]}@${box.level}`;
  for (let i = 0; i < 4; i++) {
    seen.push(String(show()));
    box = nextBox(time, box, 1, (f) => f === hot);
  }
  assert.deepEqual(seen, ['0@0', '0@2', '10@1', '0@0']);
  box = nextBox(time, box, -1, (f) => f === hot);
  assert.equal(show(), '0@0');
  box = nextBox(time, box, -1, (f) => f === hot);
  assert.equal(show(), '10@1');
  assert.equal(
    nextBox(time, box, 1, () => false),
    undefined,
  );
});

test('a path is found again after a fold or in another mode', () => {
  const profile = textProfile(
    `
    main > lib > callback   10
    main > other            30`,
    { files: DEPENDENCY },
  );
  const whole = laid(profile);
  const box = largestBox(whole.time, largest(whole.time, whole.name, 'callback'))!;
  const path = framesOf(whole.time, box.node);
  assert.deepEqual(path.map(whole.name), ['main', 'lib', 'callback']);
  const heavy = samePath(whole.heavy, path, 0)!;
  assert.deepEqual([heavy.level, boxWeight(whole.heavy, heavy), whole.heavy.edges[heavy.first]], [2, 10, 30]);
  const mine = laid(profile, true);
  const folded = samePath(
    mine.heavy,
    path.filter((f) => whole.frames.pkg[f] === 0),
    0,
  )!;
  assert.equal(mine.name(mine.heavy.tree.frame[folded.node]!), 'callback');
  assert.equal(samePath(mine.heavy, [12345], 0), undefined);
});

test('pixels: each shows the stack at its middle, on the level where it belongs', () => {
  const profile = randomProfile(5, 400);
  for (const layout of [laid(profile).time, laid(profile).heavy]) {
    const raster = new Rasteriser();
    const fill = Uint32Array.from({ length: profile.frames.length + 1 }, (_, f) => f + 1);
    const total = layout.edges[layout.columns]!;
    for (const [zoom, from] of [
      [1, 0],
      [3.7, 0.2],
      [41, 0.77],
      [900, 0.31],
    ] as const) {
      const width = 173;
      const perPixel = total / zoom / width;
      const start = snap(from * total, perPixel);
      const { lines } = raster.draw(
        layout,
        { start, perPixel, width, firstLevel: 1, levels: 6 },
        { fill, background: 0, edge: 99999, outlined: false },
        30,
      );
      for (let x = 0; x < width; x++) {
        for (let level = 0; level < 6; level++) {
          const box = boxAtPoint(layout, start + (x + 0.5) * perPixel, level + 1);
          const drawn = lines[level * width + x];
          const wanted = box ? fill[layout.tree.frame[box.node]!] : 0;
          // The last pixel of a wide box is the gap to the next.
          if (drawn !== 99999) assert.equal(drawn, wanted, `zoom ${zoom}, pixel ${x}, level ${level}`);
          else assert.ok(box);
        }
      }
    }
  }
});

test('panning by whole pixels moves the picture and does not change it', () => {
  const { time } = laid(randomProfile(9, 3000));
  const fill = Uint32Array.from({ length: 40 }, (_, f) => f + 1);
  const perPixel = time.edges[time.columns]! / 400;
  const draw = (start: number) =>
    new Rasteriser()
      .draw(
        time,
        { start: snap(start, perPixel), perPixel, width: 100, firstLevel: 0, levels: 4 },
        { fill, background: 0, edge: 0, outlined: false },
        30,
      )
      .lines.slice();
  const first = draw(50 * perPixel);
  const second = draw(57.3 * perPixel);
  for (let level = 0; level < 4; level++)
    for (let x = 20; x < 80; x++) {
      const [a, b] = [first[level * 100 + x + 7], second[level * 100 + x]];
      // Gaps apart: a box cut by the picture's edge has its gap elsewhere.
      if (a !== 0 && b !== 0) assert.equal(b, a);
    }
});

test('labels are for boxes that are wide enough, and only where they are seen', () => {
  const { time, name } = laid(
    textProfile(`
    main > wide  96
    main > slim  4`),
  );
  const fill = new Uint32Array(10).fill(7);
  const { labels } = new Rasteriser().draw(
    time,
    { start: 0, perPixel: 1, width: 100, firstLevel: 0, levels: 5 },
    { fill, background: 0, edge: 0, outlined: false },
    26,
  );
  const found: string[] = [];
  for (let i = 0; i < labels.length; i += 4)
    found.push(
      `${name(time.tree.frame[labels.values[i + 3]!]!)} ${labels.values[i]} ${labels.values[i + 1]}+${labels.values[i + 2]}`,
    );
  assert.deepEqual(found.sort(), ['main 0 0+100', 'wide 1 0+96']);
});

test('the overview holds the share of each kind of work in each slice', () => {
  const profile = textProfile(
    `
    main > lib            10
    main                  10
    (idle)                10
    (garbage collector)   10`,
    { files: DEPENDENCY },
  );
  const { frames, samples } = laid(profile);
  assert.deepEqual(
    [...overview(profile, frames, samples.edges, 4)],
    [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  );
});

test('odd input: no samples, weights that are no weights, a stack whose parent comes later', () => {
  const none = laid(textProfile(''));
  assert.equal(none.time.columns, 0);
  assert.equal(firstBox(none.time), undefined);
  assert.equal(
    nextBox(none.time, undefined, 1, () => true),
    undefined,
  );
  const odd = textProfile(`
    main > a  10
    main > b  20`);
  odd.samples.weight[0] = Number.NaN;
  odd.stacks.parent[1] = 3;
  const { time, heavy } = laid(odd);
  assert.equal(time.edges[time.columns], 20);
  assert.equal(heavy.edges[heavy.columns], 20);
});

test('a deep profile is laid out whole: nothing is lost and no box leaves its caller', () => {
  const profile = bigProfile({ stacks: 60_000, samples: 9000, meanDepth: 137, functions: 900, seed: 3 });
  const { time, heavy, weights, samples } = laid(profile);
  const total = profile.samples.weight.reduce((a, b) => a + b, 0);
  for (const layout of [time, heavy]) {
    assert.ok(Math.abs(layout.edges[layout.columns]! - total) < 1e-3);
    const random = generator(1);
    for (let i = 0; i < 300; i++) {
      const column = Math.floor(random() * layout.columns);
      const depth = layout.tree.depth[layout.leaf[column]!]!;
      const box = boxAt(layout, column, Math.floor(random() * (depth + 1)))!;
      assert.ok(box.first <= column && column < box.end);
      if (box.level === 0) continue;
      const caller = boxAt(layout, column, box.level - 1)!;
      assert.equal(layout.tree.parent[box.node], caller.node);
      assert.ok(caller.first <= box.first && box.end <= caller.end);
      if (layout === heavy) assert.ok(Math.abs(boxWeight(layout, box) - weights.total[box.node]!) < 1e-3);
    }
  }
  assert.equal(samples.node.length, 9000);
});

/** Stacks over a handful of functions, so that paths come back. */
function randomProfile(seed: number, samples: number): Profile {
  const random = generator(seed);
  const lines = Array.from({ length: samples }, () => {
    const depth = Math.floor(random() * 9);
    const path = Array.from({ length: depth }, () => 'abcdefg'[Math.floor(random() ** 2 * 7)]);
    return `${path.join(' > ') || '-'}  ${1 + Math.floor(random() * 50)}`;
  });
  return textProfile(lines.join('\n'));
}
