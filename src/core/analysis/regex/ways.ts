/** Ways through a part of a pattern, put together from those through its parts. */

export interface Way {
  readonly ways: 1 | 2;
  readonly sure: boolean;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** Part of a pattern: what it can begin and end with, and the way through it that reads nothing. */
export interface Fragment {
  readonly first: ReadonlyMap<number, Way>;
  readonly last: ReadonlyMap<number, Way>;
  readonly empty: Way | undefined;
}

export const plain: Way = { ways: 1, sure: true, atStart: false, atEnd: false };
export const nothing: Fragment = { first: new Map(), last: new Map(), empty: plain };

export function after(a: Way, b: Way): Way {
  return {
    ways: a.ways === 2 || b.ways === 2 ? 2 : 1,
    sure: a.sure && b.sure,
    atStart: a.atStart || b.atStart,
    atEnd: a.atEnd || b.atEnd,
  };
}

export function through(way: Way | undefined, ends: ReadonlyMap<number, Way>): ReadonlyMap<number, Way> {
  if (!way) return new Map();
  return new Map([...ends].map(([state, w]) => [state, after(way, w)]));
}

export function unsure(ends: ReadonlyMap<number, Way>): ReadonlyMap<number, Way> {
  return new Map([...ends].map(([state, w]) => [state, { ...w, sure: false }]));
}

export function either(lists: readonly ReadonlyMap<number, Way>[]): ReadonlyMap<number, Way> {
  if (lists.length === 1) return lists[0]!;
  const out = new Map<number, Way>();
  for (const list of lists)
    for (const [state, way] of list) {
      const known = out.get(state);
      out.set(state, known ? eitherWay(known, way)! : way);
    }
  return out;
}

export function eitherWay(a: Way | undefined, b: Way | undefined): Way | undefined {
  if (!a || !b) return a ?? b;
  return {
    ways: 2,
    sure: a.sure || b.sure,
    atStart: a.atStart && b.atStart,
    atEnd: a.atEnd && b.atEnd,
  };
}
