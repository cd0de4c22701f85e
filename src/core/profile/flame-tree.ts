/** Call trees for drawing: distinct paths of frames, the engine's root taken off, foreign code folded on demand. */
import { Origin, type Profile } from '../model.ts';
import { type FlameFrames, STATE_GC, STATE_NONE, STATE_ROOT } from './flame-frames.ts';

/** One row a distinct path. Parents come before children; the parent of a top box is -1. */
export interface FlameTree {
  readonly length: number;
  readonly frame: Uint32Array;
  readonly parent: Int32Array;
  /** Levels above the row; 0 for a top box. */
  readonly depth: Uint32Array;
}

/** Interns (parent, frame) pairs, so that one path is one row however often it is met. */
export class TreeBuilder {
  #length = 0;
  #frame: Uint32Array;
  #parent: Int32Array;
  #depth: Uint32Array;
  /** Open addressing; a slot holds row + 1. */
  #slots: Int32Array;
  #mask: number;
  #hashed = 0;

  /** `interned`: how many of the expected rows come by `intern`. */
  constructor(expected: number, interned = expected) {
    const room = Math.max(16, expected);
    this.#frame = new Uint32Array(room);
    this.#parent = new Int32Array(room);
    this.#depth = new Uint32Array(room);
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, interned) * 2));
    this.#slots = new Int32Array(slots);
    this.#mask = slots - 1;
  }

  intern(parent: number, frame: number): number {
    let slot = hash(parent, frame) & this.#mask;
    for (;;) {
      const row = this.#slots[slot]! - 1;
      if (row < 0) break;
      if (this.#parent[row] === parent && this.#frame[row] === frame) return row;
      slot = (slot + 1) & this.#mask;
    }
    if (this.#hashed * 2 > this.#mask) {
      this.#rehash();
      return this.intern(parent, frame);
    }
    const row = this.append(parent, frame);
    this.#slots[slot] = row + 1;
    this.#hashed += 1;
    return row;
  }

  /** A new row of which the caller knows that no such path is there; `intern` need not find it again. */
  append(parent: number, frame: number): number {
    const row = this.#length;
    if (row === this.#frame.length) this.#grow();
    this.#length += 1;
    this.#frame[row] = frame;
    this.#parent[row] = parent;
    this.#depth[row] = parent < 0 ? 0 : this.#depth[parent]! + 1;
    return row;
  }

  frameOf(row: number): number {
    return this.#frame[row]!;
  }

  finish(): FlameTree {
    const length = this.#length;
    return {
      length,
      frame: this.#frame.slice(0, length),
      parent: this.#parent.slice(0, length),
      depth: this.#depth.slice(0, length),
    };
  }

  #grow(): void {
    const room = this.#frame.length * 2;
    this.#frame = copyInto(new Uint32Array(room), this.#frame);
    this.#parent = copyInto(new Int32Array(room), this.#parent);
    this.#depth = copyInto(new Uint32Array(room), this.#depth);
  }

  #rehash(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    this.#mask = this.#slots.length - 1;
    for (const held of before) {
      if (held === 0) continue;
      let slot = hash(this.#parent[held - 1]!, this.#frame[held - 1]!) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = held;
    }
  }
}

function copyInto<T extends Uint32Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}

function hash(parent: number, frame: number): number {
  let h = Math.imul(parent + 1, 0x9e3779b1) ^ Math.imul(frame + 1, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}

/** A profile's samples on its tree. */
export interface FlameSamples {
  readonly tree: FlameTree;
  /** Row of each sample, by the truth of the profile; -1: nothing ran. */
  readonly node: Int32Array;
  /**
   * The same for time order: a garbage collection stands on the stack that it interrupted, so that it does
   * not cut every caller's box in two.
   */
  readonly timeNode: Int32Array;
  /** Start of each sample, and the end of the last, in the profile's unit. */
  readonly edges: Float64Array;
}

export function flameSamples(profile: Profile, frames: FlameFrames, onlyMine: boolean): FlameSamples {
  const { stacks, samples } = profile;
  const distinct = !onlyMine && pathsDistinct(profile, frames);
  const builder = new TreeBuilder(stacks.length + 16, distinct ? 1024 : stacks.length + 16);
  const rows = distinct ? plainRows(profile, frames, builder) : stackRows(profile, frames, onlyMine, builder);
  const node = new Int32Array(samples.length);
  const timeNode = new Int32Array(samples.length);
  const edges = new Float64Array(samples.length + 1);
  let before = -1;
  for (let i = 0; i < samples.length; i++) {
    const stack = samples.stack[i]!;
    let row = rows[stack]!;
    if (row === FOLDED) row = builder.intern(-1, frames.other);
    node[i] = row;
    timeNode[i] = row;
    if (row >= 0 && profile.timeOrdered && frames.state[builder.frameOf(row)] === STATE_GC) {
      if (before >= 0) timeNode[i] = builder.intern(before, builder.frameOf(row));
    } else {
      before = row >= 0 && frames.state[builder.frameOf(row)] === STATE_NONE ? row : -1;
    }
    const weight = samples.weight[i]!;
    edges[i + 1] = edges[i]! + (weight > 0 && weight < Number.POSITIVE_INFINITY ? weight : 0);
  }
  return { tree: builder.finish(), node, timeNode, edges };
}

/**
 * Whether each row of the stack table is a path of its own, as V8 writes it: then nothing need be interned, which
 * is most of the time that a large profile's tree takes.
 */
export function pathsDistinct({ stacks, frames: { length } }: Profile, frames: FlameFrames): boolean {
  const { parent, frame } = stacks;
  const next = new Int32Array(stacks.length).fill(-1);
  const first = new Int32Array(stacks.length).fill(-1);
  let tops = 0;
  for (let s = stacks.length - 1; s >= 0; s--) {
    const up = parent[s]!;
    if (up >= s) return false;
    if (up < 0) tops += 1;
    else {
      if (frames.state[frame[s]!] === STATE_ROOT) return false;
      next[s] = first[up]!;
      first[up] = s;
    }
  }
  if (tops > 1) return false;
  const calledBy = new Int32Array(length).fill(-1);
  for (let s = 0; s < stacks.length; s++) {
    for (let child = first[s]!; child >= 0; child = next[child]!) {
      const f = frame[child]!;
      if (calledBy[f] === s) return false;
      calledBy[f] = s;
    }
  }
  return true;
}

/** Rows of a table whose paths are distinct. Garbage collections are interned: time order adds more of them. */
function plainRows(profile: Profile, frames: FlameFrames, builder: TreeBuilder): Int32Array {
  const { parent, frame, length } = profile.stacks;
  const rows = new Int32Array(length);
  for (let s = 0; s < length; s++) {
    const f = frame[s]!;
    const up = parent[s]! < 0 ? -1 : rows[parent[s]!]!;
    const state = frames.state[f];
    if (parent[s]! < 0 && state === STATE_ROOT) rows[s] = -1;
    else rows[s] = state === STATE_GC ? builder.intern(up, f) : builder.append(up, f);
  }
  return rows;
}

/** A foreign stack without a caller of the user's own. */
const FOLDED = -2;

function stackRows(
  profile: Profile,
  frames: FlameFrames,
  onlyMine: boolean,
  builder: TreeBuilder,
): Int32Array {
  const { stacks } = profile;
  const rows = new Int32Array(stacks.length);
  for (let s = 0; s < stacks.length; s++) {
    const frame = stacks.frame[s]!;
    const up = stacks.parent[s]!;
    // Parents come first; a row that breaks this becomes a top box rather than a loop.
    const parent = up >= 0 && up < s ? rows[up]! : -1;
    const state = frames.state[frame];
    if (state === STATE_ROOT && parent < 0) rows[s] = -1;
    else if (onlyMine && state === STATE_NONE && frames.origin[frame] !== Origin.Mine)
      rows[s] = parent === -1 ? FOLDED : parent;
    else rows[s] = builder.intern(Math.max(-1, parent), frame);
  }
  return rows;
}
