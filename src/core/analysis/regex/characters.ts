/**
 * Sets of characters as a pattern reads them. What most patterns are made of is worked out here; Unicode's tables
 * (`character-sets.ts`) are loaded only for what needs them: properties, and letters beyond ASCII in either case.
 */
import type { AST } from '@eslint-community/regexpp';
import type { ReadonlyFlags } from 'regexp-ast-analysis';
import { characterSets } from './character-sets.ts';

/** Ranges of code points, each as its first and its last, in order and apart from one another. */
export type Characters = readonly number[];

/** Parts of a pattern that read one character. */
export type Reading = Exclude<
  AST.Element,
  AST.Group | AST.CapturingGroup | AST.Quantifier | AST.Assertion | AST.Backreference
>;

type Flags = Required<ReadonlyFlags>;

const digits: Characters = [0x30, 0x39];
const wordCharacters: Characters = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
const spaces: Characters = [
  0x09, 0x0d, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f,
  0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff,
];
const lineEnds: Characters = [0x0a, 0x0a, 0x0d, 0x0d, 0x2028, 0x2029];

export function highest(flags: Flags): number {
  return flags.unicode || flags.unicodeSets ? 0x10ffff : 0xffff;
}

/** @throws where the tables do not know a property */
export function charactersOf(e: Reading, flags: Flags): Characters {
  return (
    simple(e, flags) ??
    characterSets()
      .toUnicodeSet(e, flags)
      .chars.ranges.flatMap(({ min, max }) => [min, max])
  );
}

/** Undefined where it takes tables to tell. */
export function simple(e: AST.Node, flags: Flags): Characters | undefined {
  if (flags.unicodeSets || (flags.ignoreCase && flags.unicode)) return undefined;
  switch (e.type) {
    case 'Character':
      return inEitherCase([e.value, e.value], flags);
    case 'CharacterClassRange':
      return inEitherCase([e.min.value, e.max.value], flags);
    case 'CharacterSet':
      return named(e, flags);
    case 'CharacterClass': {
      const ranges: number[] = [];
      for (const part of e.elements) {
        const of = simple(part, flags);
        if (!of) return undefined;
        ranges.push(...of);
      }
      const all = united(ranges);
      return e.negate ? without(all, highest(flags)) : all;
    }
    default:
      return undefined;
  }
}

function named(e: AST.CharacterSet, flags: Flags): Characters | undefined {
  if (e.kind === 'property') return undefined;
  if (e.kind === 'any') return flags.dotAll ? [0, highest(flags)] : without(lineEnds, highest(flags));
  const set = e.kind === 'digit' ? digits : e.kind === 'space' ? spaces : wordCharacters;
  return e.negate ? without(set, highest(flags)) : set;
}

/** Where case does not count, of ASCII: nothing beyond it is the same letter without the flag `u`. */
function inEitherCase(range: Characters, flags: Flags): Characters | undefined {
  if (!flags.ignoreCase) return range;
  const [min, max] = range as [number, number];
  if (max >= 0x80) return undefined;
  const out = [min, max];
  const both = (from: number, to: number, step: number): void => {
    const [first, last] = [Math.max(min, from), Math.min(max, to)];
    if (first <= last) out.push(first + step, last + step);
  };
  both(0x41, 0x5a, 0x20);
  both(0x61, 0x7a, -0x20);
  return united(out);
}

/** Ranges in any order, which may overlap. */
function united(ranges: readonly number[]): Characters {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i]!, ranges[i + 1]!]);
  pairs.sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [min, max] of pairs) {
    const last = out.length - 1;
    if (last > 0 && min <= out[last]! + 1) out[last] = Math.max(out[last]!, max);
    else out.push(min, max);
  }
  return out;
}

/** All others, up to `most`. */
export function without(set: Characters, most: number): Characters {
  const out: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) out.push(next, set[i]! - 1);
    next = set[i + 1]! + 1;
  }
  if (next <= most) out.push(next, most);
  return out;
}

/** What both have. */
export function common(a: Characters, b: Characters): Characters {
  const out: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [min, max] = [Math.max(a[i]!, b[j]!), Math.min(a[i + 1]!, b[j + 1]!)];
    if (min <= max) out.push(min, max);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return out;
}

/** The characters that a text of these may have, none of which is one of some. */
export function allBut(characters: string, most: number): Characters {
  return without(united([...characters].flatMap((c) => [c.codePointAt(0)!, c.codePointAt(0)!])), most);
}

function has(set: Characters, code: number): boolean {
  for (let i = 0; i < set.length; i += 2) if (code <= set[i + 1]!) return code >= set[i]!;
  return false;
}

/**
 * The atoms of an alphabet: characters that the same of some sets have. By their first character; last what none has,
 * where there is any.
 */
export class Alphabet {
  private readonly atoms: Characters[] = [];
  private readonly known = new Map<Characters, readonly number[]>();
  /** A character for each atom. */
  readonly letters: readonly string[];

  /** @param all that texts may have */
  constructor(sets: readonly Characters[], most: number, all: Characters = [0, most]) {
    const different = [...new Map([...new Set(sets)].map((s) => [s.join(), s])).values()].filter(
      (s) => s.length > 0,
    );
    const starts = new Set<number>();
    for (const s of different) for (let i = 0; i < s.length; i += 2) starts.add(s[i]!).add(s[i + 1]! + 1);
    const places = [...starts].sort((a, b) => a - b);
    const at = different.map(() => 0);
    const byOwners = new Map<string, number[]>();
    for (let p = 0; p < places.length - 1; p++) {
      const first = places[p]!;
      let owners = '';
      for (const [i, s] of different.entries()) {
        let j = at[i]!;
        while (j < s.length && s[j + 1]! < first) j += 2;
        at[i] = j;
        if (j < s.length && s[j]! <= first) owners += `${i} `;
      }
      if (owners === '') continue;
      const last = places[p + 1]! - 1;
      const ranges = byOwners.get(owners);
      if (!ranges) byOwners.set(owners, [first, last]);
      else if (ranges.at(-1) === first - 1) ranges[ranges.length - 1] = last;
      else ranges.push(first, last);
    }
    this.atoms.push(...byOwners.values());
    const other = common(without(united(different.flat()), most), all);
    this.letters = (other.length > 0 ? [...this.atoms, other] : this.atoms).map(letterOf);
  }

  /** The atoms that a set is made of. */
  of(set: Characters): readonly number[] {
    let found = this.known.get(set);
    if (!found) {
      const list: number[] = [];
      for (let i = 0; i < this.atoms.length; i++) if (has(set, this.atoms[i]![0]!)) list.push(i);
      found = list;
      this.known.set(set, found);
    }
    return found;
  }
}

/** The character of a set that reads best in a report. */
function letterOf(set: Characters): string {
  for (const c of 'a0 x-,.@/:_A=;"<!#') if (has(set, c.codePointAt(0)!)) return c;
  let at = 0;
  while (at < set.length && set[at + 1]! < 0x20) at += 2;
  if (at >= set.length) at = 0;
  const [min, max] = [set[at]!, set[at + 1]!];
  let code = Math.max(min, Math.min(0x20, max));
  if (code >= 0xd800 && code <= 0xdfff && max > 0xdfff) code = 0xe000;
  return String.fromCodePoint(code);
}
