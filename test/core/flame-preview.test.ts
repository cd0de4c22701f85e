import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Profile } from '../../src/core/model.ts';
import { heaviestFirst, leftHeavy, timeOrder, treeWeights } from '../../src/core/profile/flame.ts';
import { type FlameFrames, flameFrames, STATE_IDLE } from '../../src/core/profile/flame-frames.ts';
import { flamePreview } from '../../src/core/profile/flame-preview.ts';
import { Rasteriser } from '../../src/core/profile/flame-raster.ts';
import { flameSamples } from '../../src/core/profile/flame-tree.ts';
import type { FlameMode } from '../../src/core/protocol.ts';
import { bigProfile } from '../support/big-profile.ts';
import { textProfile } from '../support/text-profile.ts';

const SHAPE = { stacks: 60_000, samples: 9000, meanDepth: 40, functions: 900, seed: 3 };
const WIDTH = 2048;
const BACKGROUND = 0xffffffff;

/** Frame + 1 of the box at each pixel and level, as a panel would draw it; idle left out of left heavy. */
function pixels(profile: Profile, frames: FlameFrames, mode: FlameMode, onlyMine: boolean): Uint32Array {
  const { tree, node, timeNode, edges } = flameSamples(profile, frames, onlyMine);
  const all = treeWeights(tree, node, edges, undefined);
  const active = treeWeights(tree, node, edges, undefined, (f) => frames.state[f] === STATE_IDLE);
  const layout =
    mode === 'time-order'
      ? timeOrder(tree, timeNode, edges)
      : leftHeavy(tree, active, heaviestFirst(tree, all.total));
  const total = layout.edges[layout.columns]!;
  const fill = Uint32Array.from({ length: frames.length }, (_, f) => f + 1);
  const { lines } = new Rasteriser().draw(
    layout,
    { start: 0, perPixel: total / WIDTH, width: WIDTH, firstLevel: 0, levels: 60 },
    { fill, background: BACKGROUND, edge: 0, outlined: false },
    WIDTH,
  );
  return lines.slice();
}

for (const onlyMine of [false, true]) {
  const profile = bigProfile(SHAPE);
  const frames = flameFrames(profile, ['/work/app']);

  test(`the preview of time order is the whole's picture (${onlyMine ? 'only mine' : 'all'})`, () => {
    const preview = flamePreview(profile, frames, { mode: 'time-order', onlyMine }, 0)!;
    assert.ok(preview.stacks.length < profile.stacks.length);
    const [small, whole] = [preview, profile].map((p) => pixels(p, frames, 'time-order', onlyMine));
    // Gaps between boxes lie where the next box begins, which is a matter of less than a pixel.
    let other = 0;
    for (let i = 0; i < whole!.length; i++)
      if (small![i] !== whole![i] && small![i] !== 0 && whole![i] !== 0) other += 1;
    assert.ok(other <= whole!.length * 0.001, `${other} of ${whole!.length} pixels differ`);
  });

  test(`the preview of left heavy has every wide box in its place (${onlyMine ? 'only mine' : 'all'})`, () => {
    const preview = flamePreview(profile, frames, { mode: 'left-heavy', onlyMine }, 0)!;
    assert.ok(preview.stacks.length < profile.stacks.length / 2, `${preview.stacks.length} rows`);
    const [small, whole] = [preview, profile].map((p) => pixels(p, frames, 'left-heavy', onlyMine));
    let shown = 0;
    for (let i = 0; i < whole!.length; i++) {
      if (small![i] === BACKGROUND) continue;
      assert.equal(small![i], whole![i], `level ${Math.floor(i / WIDTH)}, pixel ${i % WIDTH}`);
      shown += 1;
    }
    const all = whole!.reduce((sum, pixel) => sum + Number(pixel !== BACKGROUND), 0);
    assert.ok(shown > all * 0.4, `${shown} of ${all} pixels`);
  });
}

test('the preview weighs as much as the whole, idle and foreign code without a caller too', () => {
  const profile = textProfile(`
    (idle)            7000
    main > work > hot  900
    main > work > x1     1
    main > work > x2     2
    lib > deep          90
  `);
  const frames = flameFrames(profile, ['/app']);
  for (const mode of ['time-order', 'left-heavy'] as const) {
    const preview = flamePreview(profile, frames, { mode, onlyMine: true }, 0)!;
    const sum = (p: Profile) => p.samples.weight.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum(preview) - sum(profile)) < 1e-6 * sum(profile), mode);
    assert.equal(preview.strings, profile.strings);
    assert.equal(preview.timeOrdered, mode === 'time-order');
  }
});

test('a small profile and a sandwich have no preview', () => {
  const profile = bigProfile(SHAPE);
  const frames = flameFrames(profile, []);
  assert.equal(flamePreview(profile, frames, { mode: 'left-heavy', onlyMine: false }), undefined);
  assert.equal(flamePreview(profile, frames, { mode: 'sandwich', onlyMine: false }, 0), undefined);
});

test('stacks that are distinct paths make the same tree as stacks that must be told apart', () => {
  const plain = bigProfile(SHAPE);
  // The same with every row of the second level twice, the copies unused: now paths must be interned.
  const { frame, parent } = plain.stacks;
  const twice = [...parent.keys()].filter((row) => parent[row] === 0);
  const stacks = {
    length: frame.length + twice.length,
    frame: Uint32Array.from([...frame, ...twice.map((row) => frame[row]!)]),
    parent: Int32Array.from([...parent, ...twice.map(() => 0)]),
  };
  const frames = flameFrames(plain, ['/work/app']);
  const a = flameSamples(plain, frames, false);
  const b = flameSamples({ ...plain, stacks }, frames, false);
  assert.deepEqual(a.tree, b.tree);
  assert.deepEqual(a.timeNode, b.timeNode);
});
