/** Ways through an automaton, and what lies in one loop with what. */
import type { Automaton, Edge } from './automaton.ts';

/** Atoms read on the shortest way from one state to another; empty where they are the same. */
export function shortest(...asked: Parameters<typeof shortestWay>): number[] | undefined {
  const [a] = asked;
  return shortestWay(...asked)?.map((s) => a.reads[s]![0]!);
}

/** The states on it, the last included. */
export function shortestWay(
  a: Automaton,
  from: number,
  to: number,
  inside: (e: Edge) => boolean = () => true,
): number[] | undefined {
  if (from === to) return [];
  const before = new Map<number, number>();
  const queue = [from];
  for (const s of queue)
    for (const e of a.edges[s]!) {
      if (e.to === from || before.has(e.to) || !inside(e)) continue;
      before.set(e.to, s);
      queue.push(e.to);
      if (e.to !== to) continue;
      const way: number[] = [];
      for (let at = to; at !== from; at = before.get(at)!) way.push(at);
      return way.reverse();
    }
  return undefined;
}

export function word(
  seen: ReadonlyMap<number, { readonly before: number; readonly atom: number }>,
  goal: number,
  start: number,
): number[] {
  const out: number[] = [];
  let at = goal;
  do {
    const step = seen.get(at)!;
    out.push(step.atom);
    at = step.before;
  } while (at !== start);
  return out.reverse();
}

/** First atom that two sorted lists share, -1 none. */
export function common(a: readonly number[], b: readonly number[]): number {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) return a[i]!;
    if (a[i]! < b[j]!) i++;
    else j++;
  }
  return -1;
}

export function common3(a: readonly number[], b: readonly number[], c: readonly number[]): number {
  for (const x of a) if (b.includes(x) && c.includes(x)) return x;
  return -1;
}

/** Strongly connected components (Tarjan), without recursion. */
export function components(
  a: Automaton,
  members: number[][],
  along: (e: Edge) => boolean = () => true,
): number[] {
  const n = a.reads.length;
  const index = new Array<number>(n).fill(-1);
  const low = new Array<number>(n).fill(0);
  const component = new Array<number>(n).fill(-1);
  const open: number[] = [];
  let next = 0;
  for (let root = 0; root < n; root++) {
    if (index[root] !== -1) continue;
    const work: { s: number; i: number }[] = [{ s: root, i: 0 }];
    while (work.length > 0) {
      const top = work.at(-1)!;
      const { s } = top;
      if (top.i === 0) {
        index[s] = low[s] = next++;
        open.push(s);
      }
      const edge = a.edges[s]![top.i++];
      if (edge) {
        if (!along(edge)) continue;
        if (index[edge.to] === -1) work.push({ s: edge.to, i: 0 });
        else if (component[edge.to] === -1) low[s] = Math.min(low[s]!, index[edge.to]!);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) low[parent.s] = Math.min(low[parent.s]!, low[s]!);
      if (low[s] !== index[s]) continue;
      const list: number[] = [];
      for (let m = -1; m !== s; ) {
        m = open.pop()!;
        component[m] = members.length;
        list.push(m);
      }
      members.push(list);
    }
  }
  return component;
}
