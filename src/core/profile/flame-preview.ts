/**
 * A small profile that looks like a large one at first glance: what a screen can show of it, so that the first
 * picture need not wait for the whole to arrive.
 */
import { Origin, type Profile, type SampleTable, type StackTable } from '../model.ts';
import type { FlameMode } from '../protocol.ts';
import { treeWeights } from './flame.ts';
import { type FlameFrames, STATE_IDLE, STATE_NONE, STATE_ROOT } from './flame-frames.ts';
import { flameSamples, pathsDistinct } from './flame-tree.ts';
import { GrowFloats, GrowInts } from './grow.ts';
import { selfWeights, subtreeWeights } from './stack-walk.ts';

export interface FlamePreviewWish {
  readonly mode: FlameMode;
  readonly onlyMine: boolean;
}

/** Smaller ones arrive as quickly. */
const LEAST_STACKS = 100_000;
/** A pixel of a wide panel. */
const SLICES = 2048;

/**
 * Same frames and strings, same weight in all. For time order one sample a slice; else the boxes that are wide
 * enough to be seen, each exactly as wide and in the place as in the whole. Undefined where the whole does as
 * well: a small profile, or a sandwich, which shows nothing at first.
 */
export function flamePreview(
  profile: Profile,
  frames: FlameFrames,
  wish: FlamePreviewWish,
  leastStacks = LEAST_STACKS,
): Profile | undefined {
  if (profile.stacks.length < leastStacks || wish.mode === 'sandwich') return undefined;
  const inTime = wish.mode === 'time-order' && profile.timeOrdered;
  const rows = new Rows(frames);
  if (inTime) slices(profile, rows);
  else if (wish.onlyMine || !pathsDistinct(profile, frames))
    wide(merged(profile, frames, wish), frames, rows);
  else wide(asTheyAre(profile), frames, rows);
  return { ...profile, ...rows.finish(), lines: NO_LINES, timeOrdered: inTime };
}

/** A tree, parents first, with the weight of each row and of all below it. */
interface Weighed {
  readonly length: number;
  readonly frame: Uint32Array;
  readonly parent: Int32Array;
  readonly self: Float64Array;
  readonly total: Float64Array;
}

function asTheyAre(profile: Profile): Weighed {
  const self = selfWeights(profile);
  const { length, frame, parent } = profile.stacks;
  return { length, frame, parent, self, total: subtreeWeights(profile.stacks, self) };
}

/** Boxes that are wide only once equal paths are one, or foreign code between them is folded, must not be missed. */
function merged(profile: Profile, frames: FlameFrames, wish: FlamePreviewWish): Weighed {
  const { tree, node, edges } = flameSamples(profile, frames, wish.onlyMine);
  return { ...tree, ...treeWeights(tree, node, edges, undefined) };
}

const NO_LINES = {
  length: 0,
  stack: new Uint32Array(0),
  line: new Uint32Array(0),
  weight: new Float64Array(0),
};

/** The stacks and samples of the preview. */
class Rows {
  readonly frame = new GrowInts(4096);
  readonly parent = new GrowInts(4096);
  readonly #stack = new GrowInts(4096);
  readonly #weight = new GrowFloats(4096);
  readonly #other: number;
  /** Folded code has no frame in the profile: any foreign one is folded into the same box again. */
  readonly #foreign: number;

  constructor(frames: FlameFrames) {
    this.#other = frames.other;
    this.#foreign = frames.origin.findIndex(
      (origin, f) => f !== frames.other && origin !== Origin.Mine && frames.state[f] === STATE_NONE,
    );
  }

  add(parent: number, frame: number): number {
    this.parent.push(parent);
    this.frame.push(frame === this.#other ? this.#foreign : frame);
    return this.frame.length - 1;
  }

  sample(stack: number, weight: number): void {
    if (!(weight > 0)) return;
    this.#stack.push(stack);
    this.#weight.push(weight);
  }

  finish(): { readonly stacks: StackTable; readonly samples: SampleTable } {
    const { length } = this.frame;
    return {
      stacks: { length, frame: this.frame.toUint32(), parent: this.parent.toInt32() },
      samples: {
        length: this.#stack.length,
        stack: this.#stack.toUint32(),
        weight: this.#weight.toFloat64(),
      },
    };
  }
}

/** A box left out gives its weight to the narrowest that holds it, so that all others stay where they are. */
function wide(tree: Weighed, frames: FlameFrames, rows: Rows): void {
  const { length, frame, parent, self, total } = tree;
  let active = 0;
  for (let row = 0; row < length; row++) {
    if (parent[row]! < 0) active += total[row]!;
    if (frames.state[frame[row]!] === STATE_IDLE) active -= self[row]!;
  }
  // Half a slice: a box of two thirds of a pixel may still be drawn.
  const least = active / (2 * SLICES);
  const place = new Int32Array(length);
  const held = new GrowFloats(4096);
  for (let row = 0; row < length; row++) {
    const above = parent[row]!;
    const up = above < 0 ? -1 : place[above]!;
    // Top boxes all stay: nothing else holds their weight.
    const top = above < 0 || frames.state[frame[above]!] === STATE_ROOT;
    if (top || total[row]! >= least) {
      place[row] = rows.add(up, frame[row]!);
      held.push(self[row]!);
    } else {
      place[row] = up;
      held.data[up]! += self[row]!;
    }
  }
  for (let row = 0; row < held.length; row++) rows.sample(row, held.data[row]!);
}

/** What ran at the middle of each slice. */
function slices({ stacks, samples }: Profile, rows: Rows): void {
  const weightOf = (i: number) => {
    const weight = samples.weight[i]!;
    return weight > 0 && weight < Number.POSITIVE_INFINITY ? weight : 0;
  };
  let whole = 0;
  for (let i = 0; i < samples.length; i++) whole += weightOf(i);
  const place = new Map<number, number>();
  const path: number[] = [];
  let slice = 0;
  let end = 0;
  for (let i = 0; i < samples.length; i++) {
    end += weightOf(i);
    let middles = 0;
    while (slice < SLICES && ((slice + 0.5) / SLICES) * whole < end) {
      slice += 1;
      middles += 1;
    }
    if (middles === 0) continue;
    let at = samples.stack[i]!;
    for (; at >= 0 && !place.has(at); at = stacks.parent[at]!) path.push(at);
    let stack = at < 0 ? -1 : place.get(at)!;
    for (let up = path.pop(); up !== undefined; up = path.pop()) {
      stack = rows.add(stack, stacks.frame[up]!);
      place.set(up, stack);
    }
    rows.sample(stack, (whole / SLICES) * middles);
  }
}
