/** Random trees from a seed, for properties that must hold for all. */
import type { Profile } from '../../../src/core/model.ts';
import { ProfileBuilder } from '../../../src/core/profile/build.ts';

/** Numbers in [0, 1), the same for the same seed (mulberry32's recurrence). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const NAMES = [
  'main',
  'a b',
  'ünïcode',
  'say "hi"',
  'tab\there',
  '日本語',
  '𝒻',
  'back\\slash',
  '(garbage collector)',
];

export function randomProfile(seed: number): Profile {
  const random = randomNumbers(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const builder = new ProfileBuilder();
  const stacks = [builder.stack(-1, builder.frame('(root)', '', 0, 0))];
  const count = 2 + below(60);
  for (let i = 0; i < count; i++) {
    const name = NAMES[below(NAMES.length)]!;
    const file = name.startsWith('(') ? '' : `/app/dir ${below(2)}/${name.length}%.js`;
    const frame = builder.frame(name, file, file === '' ? 0 : name.length, file === '' ? 0 : 1);
    stacks.push(builder.stack(stacks[below(stacks.length)]!, frame));
  }
  const samples = 1 + below(80);
  for (let i = 0; i < samples; i++) builder.sample(stacks[below(stacks.length)]!, 1 + below(5000));
  return builder.finish({
    kind: 'cpu',
    unit: 'us',
    name: 'random',
    durationUs: builder.totalWeight,
    startedAt: 0,
    timeOrdered: true,
    problems: [],
  });
}
