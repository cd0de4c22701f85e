/**
 * Where an automaton can read the same text in many ways. Exponential: a state that comes back to itself on one
 * word along two paths. Polynomial: two loops one after the other that read the same word, and so does the way
 * from the first to the second (Weber and Seidl, On the degree of ambiguity of finite automata, 1991).
 */
import type { Automaton, Edge } from './automaton.ts';
import { common, common3, components, shortest, word } from './graph.ts';
import { byBeginning, byOneCharacter } from './simple.ts';

export interface Ambiguity {
  readonly kind: 'exponential' | 'polynomial';
  /** The state at which the repeated part begins, and the atoms that it reads. */
  readonly state: number;
  readonly pump: readonly number[];
  /** The first of the two loops is the search for a place to begin. */
  readonly bySearch: boolean;
  /** A state of the second loop; the same as `state` where there is one loop only. */
  readonly second: number;
}

/** Steps that an analysis may take: a pattern that needs more is given up. */
const budget = 400_000;

/** Edges of more than one way that are looked at in one loop. */
const mostDoubles = 40;

/** States of one loop that repeat by themselves and are looked at in pairs. */
const mostAlone = 8;

export class OutOfBudget extends Error {}

export function ambiguities(a: Automaton): Ambiguity[] {
  return new Search(a).run();
}

/** A few are enough: one of them may be refused by what stands around the loop. */
class Distinct {
  readonly list: Ambiguity[] = [];
  private readonly pumps = new Set<string>();

  /** True when there are enough. */
  add(found: Ambiguity): boolean {
    const pump = found.pump.join();
    if (!this.pumps.has(pump)) {
      this.pumps.add(pump);
      this.list.push(found);
    }
    return this.list.length >= 3;
  }
}

class Search {
  private left = budget;
  private readonly component: number[];
  private readonly members: number[][] = [];

  constructor(private readonly a: Automaton) {
    this.component = components(a, this.members);
  }

  run(): Ambiguity[] {
    const found: Ambiguity[] = [];
    const simple: Ambiguity[] = [];
    const loops = this.members
      .map((states, id) => ({ id, states }))
      .filter(({ states }) => states.length > 1 || this.edge(states[0]!, states[0]!) !== undefined);
    try {
      // First, as it is cheap, and the others may need more steps than there are.
      const spend = (): void => this.spend();
      simple.push(...byOneCharacter(this.a, this.component, spend));
      simple.push(...byBeginning(this.a, this.component, this.members, spend));
      for (const { id, states } of loops) {
        const doubled = this.exponential(id, states);
        found.push(...doubled);
        // `(?:\{[^}]+\}|[^}])+`: what lets the loop begin anew may also let it end, and `{` alone is quadratic.
        if (doubled.length > 0) found.push(...this.withinOne(states));
      }
      for (const from of loops) {
        const reached = this.reachable(from.states[0]!);
        for (const to of loops) {
          if (from === to || !reached.has(to.states[0]!)) continue;
          found.push(...this.polynomial(from.states, to.states, reached));
        }
      }
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error;
    }
    const rank = (x: Ambiguity): number => (x.kind === 'exponential' ? 0 : x.bySearch ? 2 : 1);
    return [...found, ...simple].sort((x, y) => rank(x) - rank(y));
  }

  private spend(): void {
    if (--this.left < 0) throw new OutOfBudget();
  }

  private edge(from: number, to: number): Edge | undefined {
    return this.a.edges[from]!.find((e) => e.to === to);
  }

  /**
   * What loops by conditions alone may not loop at all (`(?:(?<=^)a.b)+`): loops without any come first, and of
   * each kind the shortest words.
   */
  private exponential(id: number, states: readonly number[]): Ambiguity[] {
    const found: Ambiguity[] = [];
    const conditional = states.some((s) =>
      this.a.edges[s]!.some((e) => !e.sure && this.component[e.to] === id),
    );
    if (conditional) {
      const parts = components(this.a, [], (e) => e.sure);
      for (const part of new Set(states.map((s) => parts[s]!))) {
        const inside = states.filter((s) => parts[s] === part);
        found.push(...this.doubled(inside, (e) => e.sure && parts[e.to] === part));
      }
    }
    found.push(...this.doubled(states, (e) => this.component[e.to] === id));
    return found;
  }

  private doubled(states: readonly number[], inside: (e: Edge) => boolean): Ambiguity[] {
    const at = (state: number, pump: readonly number[]): Ambiguity => ({
      kind: 'exponential',
      state,
      pump,
      bySearch: false,
      second: state,
    });
    const doubles: Ambiguity[] = [];
    for (const s of states)
      for (const e of this.a.edges[s]!) {
        if (e.ways !== 2 || !inside(e) || doubles.length >= mostDoubles) continue;
        const back = this.path(e.to, s, inside);
        if (back) doubles.push(at(s, [this.a.reads[e.to]![0]!, ...back]));
      }
    doubles.sort((x, y) => x.pump.length - y.pump.length);
    const found = new Distinct();
    for (const d of doubles) if (found.add(d)) break;
    const shortest = found.list[0]?.pump.length;
    if (shortest !== undefined && shortest <= 2) return found.list;
    const pair = this.shortestTwice(states, inside);
    return pair ? [at(pair.state, pair.pump), ...found.list] : found.list;
  }

  /** Of the first few states that have one: a short word is tried more often before a counter ends the loop. */
  private shortestTwice(
    states: readonly number[],
    inside: (e: Edge) => boolean,
  ): { readonly state: number; readonly pump: readonly number[] } | undefined {
    let best: { readonly state: number; readonly pump: readonly number[] } | undefined;
    let met = 0;
    for (const state of states) {
      const pump = this.twice(state, inside);
      if (pump && (!best || pump.length < best.pump.length)) best = { state, pump };
      if (best && (best.pump.length <= 2 || ++met >= 6 || this.left < budget / 2)) break;
    }
    return best;
  }

  /** A word on which a state comes back to itself along two different paths. */
  private twice(s: number, inside: (e: Edge) => boolean): number[] | undefined {
    const n = this.a.reads.length;
    const start = s * n + s;
    const seen = new Map<
      number,
      { readonly before: number; readonly atom: number; readonly split: boolean }
    >();
    // States of the search: a pair of states, and whether the paths have parted.
    const key = (pair: number, split: boolean): number => pair * 2 + (split ? 1 : 0);
    const queue = [key(start, false)];
    for (let i = 0; i < queue.length; i++) {
      const at = queue[i]!;
      const split = at % 2 === 1;
      const [x, y] = [Math.floor(at / 2 / n), Math.floor(at / 2) % n];
      for (const e of this.a.edges[x]!) {
        if (!inside(e)) continue;
        for (const f of this.a.edges[y]!) {
          this.spend();
          if (!inside(f)) continue;
          const parted = split || e.to !== f.to;
          const next = key(e.to * n + f.to, parted);
          if (seen.has(next)) continue;
          const atom = common(this.a.reads[e.to]!, this.a.reads[f.to]!);
          if (atom < 0) continue;
          seen.set(next, { before: at, atom, split });
          if (next === key(start, true)) return word(seen, next, key(start, false));
          queue.push(next);
        }
      }
    }
    return undefined;
  }

  /** Words that loop at p, loop at q and lead from p to q, for p of one loop and q of a later one. */
  private polynomial(
    from: readonly number[],
    to: readonly number[],
    reached: ReadonlySet<number>,
  ): Ambiguity[] {
    const found = new Distinct();
    // What repeats by itself makes the shortest texts.
    const alone = to.filter((q) => this.edge(q, q) !== undefined);
    for (const p of from)
      for (const q of [...alone, ...to.filter((s) => !alone.includes(s))]) {
        if (found.list.length > 0 && !alone.includes(q)) return found.list;
        const pump = this.thrice(p, q, reached);
        const bySearch = p === this.a.search;
        if (pump && found.add({ kind: 'polynomial', state: p, pump, bySearch, second: q })) return found.list;
      }
    return found.list;
  }

  /** Two characters of one loop that repeat by themselves, one inside of what the other could also read. */
  private withinOne(states: readonly number[]): Ambiguity[] {
    const alone = states.filter((s) => this.edge(s, s) !== undefined).slice(0, mostAlone);
    const inside = new Set(states);
    const all: Ambiguity[] = [];
    for (const p of alone)
      for (const q of alone) {
        const pump = p === q ? undefined : this.thrice(p, q, inside);
        if (pump) all.push({ kind: 'polynomial', state: p, pump, bySearch: false, second: q });
      }
    // The word that is shortest goes on without what would end the loop.
    all.sort((x, y) => x.pump.length - y.pump.length);
    const found = new Distinct();
    for (const a of all) if (found.add(a)) break;
    return found.list;
  }

  private thrice(p: number, q: number, reached: ReadonlySet<number>): number[] | undefined {
    const n = this.a.reads.length;
    const { reads, edges } = this.a;
    const key = (x: number, y: number, z: number): number => (x * n + y) * n + z;
    const start = key(p, p, q);
    const goal = key(p, q, q);
    const seen = new Map<number, { readonly before: number; readonly atom: number }>();
    const queue = [start];
    for (let i = 0; i < queue.length; i++) {
      const at = queue[i]!;
      const [x, y, z] = [Math.floor(at / n / n), Math.floor(at / n) % n, at % n];
      for (const e of edges[x]!) {
        if (this.component[e.to] !== this.component[p]) continue;
        for (const g of edges[z]!) {
          this.spend();
          if (this.component[g.to] !== this.component[q] || common(reads[e.to]!, reads[g.to]!) < 0) continue;
          for (const f of edges[y]!) {
            this.spend();
            if (!reached.has(f.to)) continue;
            const next = key(e.to, f.to, g.to);
            if (seen.has(next)) continue;
            const atom = common3(reads[e.to]!, reads[f.to]!, reads[g.to]!);
            if (atom < 0) continue;
            seen.set(next, { before: at, atom });
            if (next === goal) return word(seen, next, start);
            queue.push(next);
          }
        }
      }
    }
    return undefined;
  }

  private reachable(from: number): Set<number> {
    const seen = new Set([from]);
    for (const s of seen) for (const e of this.a.edges[s]!) seen.add(e.to);
    return seen;
  }

  private path(from: number, to: number, inside: (e: Edge) => boolean): number[] | undefined {
    return shortest(this.a, from, to, inside);
  }
}
