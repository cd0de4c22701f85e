/** What the worker does, as plain functions on data: it can as well run on the page's own thread. */

import type { Profile } from '../../src/core/model.ts';
import {
  type FlameLayout,
  type FlameRange,
  heaviestFirst,
  leftHeavy,
  timeOrder,
  treeWeights,
} from '../../src/core/profile/flame.ts';
import { type FlameFrames, flameFrames, STATE_IDLE } from '../../src/core/profile/flame-frames.ts';
import {
  type FlameTotals,
  type FrameEdges,
  type FrameWeights,
  flameTotals,
  frameEdges,
  frameWeights,
  matchedWeight,
  overview,
  sandwich,
  type WeightedTree,
} from '../../src/core/profile/flame-stats.ts';
import { type FlameSamples, flameSamples } from '../../src/core/profile/flame-tree.ts';
import type { FlameMode } from '../../src/core/protocol.ts';

/** What part of the profile is looked at. */
export interface Scope {
  readonly onlyMine: boolean;
  readonly range?: FlameRange;
}

export interface LayoutWish extends Scope {
  readonly mode: FlameMode;
  /** Idle shown in left-heavy. */
  readonly idle: boolean;
  /** Sandwich: whose callers and callees; -1: nobody's. */
  readonly focus: number;
}

/** One layout, or for a sandwich two. */
export interface Layouts {
  readonly main: FlameLayout | undefined;
  readonly callers: FlameLayout | undefined;
}

export interface Stats {
  readonly weights: FrameWeights;
  readonly totals: FlameTotals;
}

/** `error`: what is wrong with the pattern, for people. */
export type Found =
  | { readonly error: string }
  | {
      readonly error?: undefined;
      readonly match: Uint8Array;
      readonly functions: number;
      readonly weight: number;
    };

/** Requests of the page and what each gives. */
export interface Requests {
  load: {
    readonly ask: { readonly profile: Profile; readonly roots: readonly string[] };
    readonly answer: FlameFrames;
  };
  layout: { readonly ask: LayoutWish; readonly answer: Layouts };
  stats: { readonly ask: Scope; readonly answer: Stats };
  edges: { readonly ask: Scope & { readonly frame: number }; readonly answer: FrameEdges };
  search: { readonly ask: Scope & { readonly pattern: string }; readonly answer: Found };
  overview: { readonly ask: { readonly slices: number }; readonly answer: Float32Array };
}

export type RequestName = keyof Requests;

export type Ask = {
  [K in RequestName]: { readonly id: number; readonly name: K; readonly ask: Requests[K]['ask'] };
}[RequestName];

export class Engine {
  #profile: Profile | undefined;
  #frames: FlameFrames | undefined;
  readonly #samples = new Map<boolean, FlameSamples>();
  /** The last scope's weights: switching modes or selecting boxes asks for the same again and again. */
  #weighed: { readonly key: string; readonly tree: WeightedTree; readonly order: Uint32Array } | undefined;

  readonly handlers: { readonly [K in RequestName]: (ask: Requests[K]['ask']) => Requests[K]['answer'] } = {
    load: (ask) => this.#load(ask.profile, ask.roots),
    layout: (ask) => this.#layout(ask),
    stats: (ask) => this.#stats(ask),
    edges: (ask) => {
      const { tree, weights } = this.#weights(ask).tree;
      return frameEdges(tree, weights, ask.frame, 200);
    },
    search: (ask) => this.#search(ask),
    overview: (ask) => {
      const { profile, frames } = this.#loaded();
      return overview(profile, frames, this.#flame(false).edges, ask.slices);
    },
  };

  handle(ask: Ask): unknown {
    return (this.handlers[ask.name] as (ask: unknown) => unknown)(ask.ask);
  }

  #load(profile: Profile, roots: readonly string[]): FlameFrames {
    this.#profile = profile;
    this.#samples.clear();
    this.#weighed = undefined;
    this.#frames = flameFrames(profile, roots);
    return this.#frames;
  }

  #loaded(): { readonly profile: Profile; readonly frames: FlameFrames } {
    if (!this.#profile || !this.#frames) throw new Error('no profile was loaded');
    return { profile: this.#profile, frames: this.#frames };
  }

  #flame(onlyMine: boolean): FlameSamples {
    let samples = this.#samples.get(onlyMine);
    if (!samples) {
      const { profile, frames } = this.#loaded();
      samples = flameSamples(profile, frames, onlyMine);
      this.#samples.set(onlyMine, samples);
    }
    return samples;
  }

  #weights(scope: Scope): { readonly tree: WeightedTree; readonly order: Uint32Array } {
    const key = `${scope.onlyMine} ${scope.range?.from} ${scope.range?.to}`;
    if (this.#weighed?.key !== key) {
      const { tree, node, edges } = this.#flame(scope.onlyMine);
      const weights = treeWeights(tree, node, edges, scope.range);
      this.#weighed = { key, tree: { tree, weights }, order: heaviestFirst(tree, weights.total) };
    }
    return this.#weighed;
  }

  #layout(wish: LayoutWish): Layouts {
    if (wish.mode === 'time-order') {
      const { tree, timeNode, edges } = this.#flame(wish.onlyMine);
      return { main: timeOrder(tree, timeNode, edges), callers: undefined };
    }
    const { tree, order } = this.#weights(wish);
    if (wish.mode === 'sandwich') {
      if (wish.focus < 0) return { main: undefined, callers: undefined };
      const both = sandwich(tree.tree, tree.weights, wish.focus);
      return {
        main: leftHeavy(both.callees.tree, both.callees.weights),
        callers: leftHeavy(both.callers.tree, both.callers.weights),
      };
    }
    if (wish.idle) return { main: leftHeavy(tree.tree, tree.weights, order), callers: undefined };
    const { frames } = this.#loaded();
    const { node, edges } = this.#flame(wish.onlyMine);
    const active = treeWeights(
      tree.tree,
      node,
      edges,
      wish.range,
      (frame) => frames.state[frame] === STATE_IDLE,
    );
    // Idle is a top box: the order of the rest stays.
    return { main: leftHeavy(tree.tree, active, order), callers: undefined };
  }

  #stats(scope: Scope): Stats {
    const { frames } = this.#loaded();
    const { tree, order } = this.#weights(scope);
    const weights = frameWeights(tree.tree, tree.weights, order, frames.length);
    return { weights, totals: flameTotals(frames, weights) };
  }

  #search(ask: Scope & { readonly pattern: string }): Found {
    const { profile, frames } = this.#loaded();
    let pattern: RegExp;
    try {
      pattern = new RegExp(ask.pattern, ask.pattern === ask.pattern.toLowerCase() ? 'i' : '');
    } catch (error) {
      // "Invalid regular expression: /(/i: Unterminated group" → "Unterminated group"
      return { error: String(error).replace(/^.*: /, '') };
    }
    const { tree, weights } = this.#weights(ask).tree;
    const { strings } = profile;
    const match = new Uint8Array(frames.length);
    // A pattern that looks like a path is looked for in paths too; a plain name must not find every
    // function of a package that is called so.
    const paths = /\/|\\\./.test(ask.pattern);
    for (let f = 0; f < profile.frames.length; f++) {
      const name = strings[profile.frames.name[f]!] || '(anonymous)';
      if (pattern.test(name) || (paths && pattern.test(strings[profile.frames.file[f]!] ?? ''))) match[f] = 1;
    }
    const present = new Uint8Array(frames.length);
    for (let row = 0; row < tree.length; row++) if (weights.total[row]! > 0) present[tree.frame[row]!] = 1;
    let functions = 0;
    for (let f = 0; f < frames.length; f++) if (match[f] === 1 && present[f] === 1) functions += 1;
    return { match, functions, weight: matchedWeight(tree, weights, match) };
  }
}
