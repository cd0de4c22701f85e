/** Numbers that look random and are the same every time. */

/** Mulberry32: 0..1. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal, by Box and Muller. */
export function normal(next: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** Mostly normal; one in ten is six times as wild: what a busy machine does. */
export function wild(next: () => number): () => number {
  const one = normal(next);
  return () => one() * (next() < 0.1 ? 6 : 1);
}
