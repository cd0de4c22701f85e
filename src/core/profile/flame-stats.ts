/** Sums over a flame tree: functions, edges between them, search matches, the overview strip. */
import type { Profile } from '../model.ts';
import { Origin } from '../model.ts';
import { type TreeWeights, totals } from './flame.ts';
import { type FlameFrames, STATE_GC, STATE_IDLE, STATE_PROGRAM } from './flame-frames.ts';
import { type FlameTree, TreeBuilder } from './flame-tree.ts';

/** Per frame, in the profile's unit; `total` counts recursion once. */
export interface FrameWeights {
  readonly self: Float64Array;
  readonly total: Float64Array;
}

/** `order`: rows that weigh something, depth first (see `heaviestFirst`). */
export function frameWeights(
  tree: FlameTree,
  weights: TreeWeights,
  order: Uint32Array,
  frames: number,
): FrameWeights {
  const self = new Float64Array(frames);
  const total = new Float64Array(frames);
  outermost(tree, order, frames, (row, frame) => {
    total[frame]! += weights.total[row]!;
  });
  for (const row of order) self[tree.frame[row]!]! += weights.self[row]!;
  return { self, total };
}

/** Visits the rows that have no row of the same frame above them. */
function outermost(
  tree: FlameTree,
  order: Uint32Array,
  frames: number,
  visit: (row: number, frame: number) => void,
): void {
  const active = new Uint32Array(frames);
  const path: number[] = [];
  for (const row of order) {
    const depth = tree.depth[row]!;
    while (path.length > depth) active[path.pop()!]! -= 1;
    const frame = tree.frame[row]!;
    if (active[frame] === 0) visit(row, frame);
    active[frame]! += 1;
    path.push(frame);
  }
}

/** Weight of the samples in which any frame of the stack matches: nested matches count once. */
export function matchedWeight(tree: FlameTree, weights: TreeWeights, match: Uint8Array): number {
  const inside = new Uint8Array(tree.length);
  let sum = 0;
  for (let row = 0; row < tree.length; row++) {
    const parent = tree.parent[row]!;
    if (parent >= 0 && inside[parent] === 1) inside[row] = 1;
    else if (match[tree.frame[row]!] === 1) {
      inside[row] = 1;
      sum += weights.total[row]!;
    }
  }
  return sum;
}

/** In the profile's unit. `active` = total without idle. */
export interface FlameTotals {
  readonly total: number;
  readonly active: number;
  readonly idle: number;
  readonly gc: number;
  readonly program: number;
}

export function flameTotals(frames: FlameFrames, weights: FrameWeights, unaccounted = 0): FlameTotals {
  let total = unaccounted;
  const states = new Float64Array(8);
  for (let f = 0; f < frames.length; f++) {
    total += weights.self[f]!;
    states[frames.state[f]!]! += weights.self[f]!;
  }
  const idle = states[STATE_IDLE]!;
  return { total, active: total - idle, idle, gc: states[STATE_GC]!, program: states[STATE_PROGRAM]! };
}

/** Heaviest first; `weight` is that of the samples in which the call occurs. */
export interface FrameEdges {
  readonly callers: readonly { readonly frame: number; readonly weight: number }[];
  readonly callees: readonly { readonly frame: number; readonly weight: number }[];
}

export function frameEdges(tree: FlameTree, weights: TreeWeights, frame: number, top: number): FrameEdges {
  const callers = new Map<number, number>();
  const callees = new Map<number, number>();
  const add = (map: Map<number, number>, row: number, up: number, down: number, key: number) => {
    // The same call further out holds these samples already.
    for (let r = tree.parent[row]!; r >= 0; r = tree.parent[r]!) {
      const above = tree.parent[r]!;
      if (above >= 0 && tree.frame[r] === down && tree.frame[above] === up) return;
    }
    map.set(key, (map.get(key) ?? 0) + weights.total[row]!);
  };
  for (let row = 0; row < tree.length; row++) {
    if (weights.total[row]! <= 0) continue;
    const parent = tree.parent[row]!;
    if (parent < 0) continue;
    const own = tree.frame[row]!;
    const above = tree.frame[parent]!;
    if (own === frame) add(callers, row, above, own, above);
    if (above === frame) add(callees, row, above, own, own);
  }
  return { callers: heaviest(callers, top), callees: heaviest(callees, top) };
}

function heaviest(map: ReadonlyMap<number, number>, top: number): { frame: number; weight: number }[] {
  const rows = [...map].map(([frame, weight]) => ({ frame, weight }));
  return rows.sort((a, b) => b.weight - a.weight || a.frame - b.frame).slice(0, top);
}

/** A tree with weights of its own. */
export interface WeightedTree {
  readonly tree: FlameTree;
  readonly weights: TreeWeights;
}

/** What calls a function and what it calls; counted from its outermost call, so that recursion counts once. */
export function sandwich(
  tree: FlameTree,
  weights: TreeWeights,
  frame: number,
): { readonly callers: WeightedTree; readonly callees: WeightedTree } {
  const below = new TreeBuilder(1024);
  const above = new TreeBuilder(1024);
  const place = new Int32Array(tree.length).fill(-1);
  const belowSelf: number[] = [];
  const aboveSelf: number[] = [];
  const add = (list: number[], row: number, weight: number) => {
    while (list.length <= row) list.push(0);
    list[row]! += weight;
  };
  for (let row = 0; row < tree.length; row++) {
    if (weights.total[row]! <= 0) continue;
    const parent = tree.parent[row]!;
    const held = parent >= 0 ? place[parent]! : -1;
    if (held < 0 && tree.frame[row] !== frame) continue;
    place[row] = below.intern(held, tree.frame[row]!);
    add(belowSelf, place[row]!, weights.self[row]!);
    if (held >= 0) continue;
    let chain = above.intern(-1, frame);
    for (let up = parent; up >= 0; up = tree.parent[up]!) chain = above.intern(chain, tree.frame[up]!);
    add(aboveSelf, chain, weights.total[row]!);
  }
  return { callers: weighted(above, aboveSelf), callees: weighted(below, belowSelf) };
}

function weighted(builder: TreeBuilder, self: readonly number[]): WeightedTree {
  const tree = builder.finish();
  const own = new Float64Array(tree.length);
  own.set(self);
  return { tree, weights: { self: own, total: totals(tree, own) } };
}

/** Kinds of work in the overview, in the order in which they are stacked. */
export const OVERVIEW_KINDS = ['own code', 'dependencies', 'node and native', 'garbage collector'] as const;

/**
 * Shares of each slice of the recording by kind of work: `slices` × 4 values, 0..1. What is missing to 1 was
 * idle.
 */
export function overview(
  profile: Profile,
  frames: FlameFrames,
  edges: Float64Array,
  slices: number,
): Float32Array {
  const kinds = OVERVIEW_KINDS.length;
  const out = new Float32Array(slices * kinds);
  const end = edges[edges.length - 1]!;
  if (end <= 0) return out;
  const width = end / slices;
  const kindOf = new Int8Array(frames.length);
  for (let f = 0; f < frames.length; f++) kindOf[f] = overviewKind(frames, f);
  for (let i = 0; i < profile.samples.length; i++) {
    const from = edges[i]!;
    const to = edges[i + 1]!;
    const kind = kindOf[profile.stacks.frame[profile.samples.stack[i]!]!]!;
    if (kind < 0 || to <= from) continue;
    const last = Math.min(slices - 1, Math.floor(to / width));
    for (let s = Math.floor(from / width); s <= last; s++) {
      const part = Math.min(to, (s + 1) * width) - Math.max(from, s * width);
      if (part > 0) out[s * kinds + kind]! += part / width;
    }
  }
  return out;
}

function overviewKind(frames: FlameFrames, frame: number): number {
  const state = frames.state[frame]!;
  if (state === STATE_GC) return 3;
  if (state !== 0 && state !== STATE_PROGRAM) return -1;
  switch (frames.origin[frame]) {
    case Origin.Mine:
      return 0;
    case Origin.Dependency:
    case Origin.Outside:
      return 1;
    default:
      return 2;
  }
}
