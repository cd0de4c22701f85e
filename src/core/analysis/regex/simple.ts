/** What is found without going through all words: most of what there is, in patterns that are too large for more. */
import type { Ambiguity } from './ambiguity.ts';
import type { Automaton } from './automaton.ts';
import { shortestWay } from './graph.ts';

/** Longer beginnings make no loop that anybody wrote. */
const longest = 40;

/** `/<!--.*?-->/`: what a match begins with, again and again, is read by the loop after it. */
export function byBeginning(
  a: Automaton,
  component: readonly number[],
  members: readonly (readonly number[])[],
  spend: () => void,
): Ambiguity[] {
  if (a.search < 0) return [];
  const found: Ambiguity[] = [];
  for (const [id, states] of members.entries()) {
    const q = states.find((s) => repeats(a, s));
    if (q === undefined || q === a.search) continue;
    for (const pump of beginnings(a, q)) {
      let at = new Set([q]);
      for (const atom of pump) {
        const next = new Set<number>();
        for (const s of at) {
          spend();
          for (const e of a.edges[s]!)
            if (component[e.to] === id && a.reads[e.to]!.includes(atom)) next.add(e.to);
        }
        at = next;
      }
      if (at.size > 0) found.push({ kind: 'polynomial', state: a.search, pump, bySearch: true, second: q });
    }
  }
  return found;
}

/**
 * The shortest, and where it goes through one of several words, those through others: `(?:data|info)=[^}]*data` is
 * matched by a text of `data=` again and again, not by one of `info=`.
 */
function beginnings(a: Automaton, q: number): (readonly number[])[] {
  const words = new Map<string, readonly number[]>();
  const add = (way: readonly number[] | undefined): void => {
    const word = way?.map((s) => a.reads[s]![0]!);
    if (word && word.length > 1 && word.length <= longest) words.set(word.join(), word);
  };
  const first = shortestWay(a, a.search, q);
  add(first);
  for (const left of words.size > 0 ? first!.slice(0, -1).slice(0, mostLeft) : []) {
    if (words.size < mostBeginnings) add(shortestWay(a, a.search, q, (e) => e.to !== left));
  }
  return [...words.values()];
}

const mostBeginnings = 3;
/** States of the shortest way that others go round. */
const mostLeft = 8;

/**
 * Loops over one character with a way from the first to the second that reads nothing else.
 * @param component by state, its loop
 * @param spend is told each step
 */
export function byOneCharacter(a: Automaton, component: readonly number[], spend: () => void): Ambiguity[] {
  const { reads } = a;
  const looping = reads.map((_, s) => s).filter((s) => repeats(a, s));
  const found = new Map<number, Ambiguity[]>();
  for (let atom = 0; atom < a.letters.length; atom++) {
    const among = looping.filter((s) => reads[s]!.includes(atom));
    if (among.length < 2) continue;
    const begun = new Set<number>();
    for (const p of among) {
      // One of a loop is enough.
      if (begun.has(component[p]!)) continue;
      begun.add(component[p]!);
      const reached = readingOnly(a, p, atom, spend);
      for (const q of among) {
        if (component[p] === component[q] || !reached.has(q)) continue;
        const pair = component[p]! * reads.length + component[q]!;
        const known = found.get(pair) ?? [];
        if (known.length >= 3 || known.some((x) => x.pump[0] === atom)) continue;
        known.push({ kind: 'polynomial', state: p, pump: [atom], bySearch: p === a.search, second: q });
        found.set(pair, known);
      }
    }
  }
  return [...found.values()].flat();
}

/** Whether a state goes on to itself: `a*`. */
function repeats(a: Automaton, state: number): boolean {
  return a.edges[state]!.some((e) => e.to === state);
}

/** The states that a run of one character leads to. */
export function readingOnly(
  a: Automaton,
  from: number,
  atom: number,
  spend: () => void = () => {},
): ReadonlySet<number> {
  const seen = new Set([from]);
  for (const s of seen) {
    spend();
    for (const e of a.edges[s]!) if (!seen.has(e.to) && a.reads[e.to]!.includes(atom)) seen.add(e.to);
  }
  return seen;
}
