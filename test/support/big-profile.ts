/** A made-up profile with the shape of a big real one: deep, many stacks, few of them seen twice. */
import type { Profile } from '../../src/core/model.ts';

export interface BigShape {
  readonly stacks: number;
  readonly samples: number;
  readonly meanDepth: number;
  readonly functions: number;
  readonly seed: number;
}

/** What `node --cpu-prof --cpu-prof-interval 100` of the TypeScript compiler gave: 190 MB of JSON. */
export const COMPILER: BigShape = {
  stacks: 820_000,
  samples: 112_000,
  meanDepth: 137,
  functions: 9000,
  seed: 7,
};

export function bigProfile(shape: BigShape): Profile {
  const random = generator(shape.seed);
  const stacks = { frame: new Uint32Array(shape.stacks), parent: new Int32Array(shape.stacks).fill(-1) };
  const stack = new Uint32Array(shape.samples);
  const weight = new Float64Array(shape.samples);
  const path = [0];
  let rows = 1;
  const grow = shape.stacks / shape.samples;
  for (let i = 0; i < shape.samples; i++) {
    // Leaves some of the stack, enters something new or something seen before; deep stacks shrink more.
    const pull = (path.length - shape.meanDepth) / 12;
    const leave = Math.min(path.length - 1, Math.max(0, Math.round(-Math.log(1 - random()) * grow + pull)));
    path.length -= leave;
    const enter = Math.round(-Math.log(1 - random()) * grow + Math.max(0, -pull * 0.6));
    for (let k = 0; k < enter; k++) {
      const left = shape.samples - i;
      if (rows >= shape.stacks || (shape.stacks - rows) / left < grow * 0.2) break;
      stacks.frame[rows] = frameAt(path.length, random, shape.functions);
      stacks.parent[rows] = path[path.length - 1]!;
      path.push(rows);
      rows += 1;
    }
    stack[i] = path[path.length - 1]!;
    weight[i] = 60 + random() * 90;
  }
  return profileOf(shape, stacks, stack, weight);
}

/** Hot functions at every level, and a long tail. */
function frameAt(depth: number, random: () => number, functions: number): number {
  const skewed = Math.floor(random() ** 4 * (functions - 60));
  return random() < 0.3 ? 1 + (depth % 50) : 51 + skewed;
}

function profileOf(
  shape: BigShape,
  stacks: { readonly frame: Uint32Array; readonly parent: Int32Array },
  stack: Uint32Array,
  weight: Float64Array,
): Profile {
  const strings = ['', '(root)'];
  const { functions } = shape;
  const frames = {
    name: new Uint32Array(functions),
    file: new Uint32Array(functions),
    line: new Uint32Array(functions),
    column: new Uint32Array(functions),
  };
  for (let f = 0; f < functions; f++) {
    frames.name[f] = f === 0 ? 1 : strings.push(`${WORDS[f % 7]}${WORDS[(f >> 3) % 7]}${f}`) - 1;
    if (f > 0) frames.file[f] = strings.push(fileOf(f)) - 1;
    frames.line[f] = f === 0 ? 0 : (f * 17) % 4000;
    frames.column[f] = 1;
  }
  return {
    version: 1,
    kind: 'cpu',
    unit: 'us',
    name: 'big',
    strings,
    frames: { length: functions, ...frames },
    stacks: { length: shape.stacks, ...stacks },
    samples: { length: shape.samples, stack, weight },
    lines: { length: 0, stack: new Uint32Array(0), line: new Uint32Array(0), weight: new Float64Array(0) },
    durationUs: weight.reduce((a, b) => a + b, 0),
    startedAt: 0,
    timeOrdered: true,
    problems: [],
  };
}

const WORDS = ['check', 'Type', 'resolve', 'Symbol', 'visit', 'Node', 'bind'];

function fileOf(f: number): string {
  if (f % 5 === 0) return `/work/app/src/module${f % 40}.ts`;
  return f % 11 === 0
    ? 'node:internal/modules/cjs/loader'
    : `/work/app/node_modules/pkg${f % 13}/lib/file${f % 60}.js`;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
