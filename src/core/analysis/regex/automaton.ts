/**
 * A regular expression as Glushkov's automaton: one state a character of the pattern, an edge where one can
 * follow another. Edges count how many ways lead along them (one, or more), because that is what backtracking
 * tries one by one: `(a*)*` has one state and two ways from it to itself.
 * Look-arounds become side branches, back-references copies of their group, long counted repetitions loops:
 * each makes the automaton accept more, so what is found here is a candidate to be timed.
 */
import type { AST } from '@eslint-community/regexpp';
import type { ReadonlyFlags } from 'regexp-ast-analysis';
import {
  Alphabet,
  allBut,
  type Characters,
  charactersOf,
  common,
  highest,
  type Reading,
} from './characters.ts';
import { isReadOneWay } from './one-way.ts';
import { flagsOf, parsePattern } from './pattern.ts';
import {
  after,
  either,
  eitherWay,
  type Fragment,
  nothing,
  plain,
  through,
  unsure,
  type Way,
} from './ways.ts';

export interface Edge {
  readonly to: number;
  /** 2 stands for two and more. */
  readonly ways: 1 | 2;
  /** No `\b`, look-around or other condition on the way. */
  readonly sure: boolean;
  /** Taken only at the start of the text. */
  readonly atStart: boolean;
}

export interface Automaton {
  /** By state: which atoms of the alphabet it reads. State 0 is the start and reads nothing. */
  readonly reads: readonly (readonly number[])[];
  readonly edges: readonly (readonly Edge[])[];
  /** State that goes over any text before the match, -1 where the pattern is anchored. */
  readonly search: number;
  /** States after which all has matched, whatever follows; and those that need the end of the text. */
  readonly accepts: ReadonlySet<number>;
  readonly acceptsAtEnd: ReadonlySet<number>;
  /** A character for each atom. */
  readonly letters: readonly string[];
  /** Has `\b` or `\B`, which want words to end; has `*?` or the like, which go on only when they have to. */
  readonly boundaries: boolean;
  readonly lazy: boolean;
  /** Has `\b` or a look-around, which ask for what stands beside a match. */
  readonly conditions: boolean;
  /** The atom of the line feed, after which `^` of many lines holds; -1 where there is no such `^`. */
  readonly lineFeed: number;
  /** The same of the carriage return, which ends a line as well: what asks for `\n` finds none in a text of these. */
  readonly carriageReturn: number;
  /** Matches nothing at each place of a text that goes through all of it: each place is tried, none is enough. */
  readonly again: boolean;
  /** Is asked for all matches of a text, one after the other. */
  readonly global: boolean;
  /** Has a `$` that many lines have: also before a line feed, which the automaton does not ask for. */
  readonly lineEnds: boolean;
}

const maxStates = 500;
/** Counted repetitions up to this many are copied, longer ones are loops. */
const maxCopies = 4;
/** Characters that have to come so many times are copied, so that a text made for the pattern has them all. */
const maxRun = 128;

/** What `\b` tells from the rest, which stands between two of them. */
const wordCharacters: Characters = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];

/** What cannot be modelled: too many states, or characters that the Unicode tables here do not know. */
export class TooLarge extends Error {}

interface Wanted {
  /** Reads it from right to left, as the body of a look-behind is. */
  readonly backward?: boolean;
  /** Also what can plainly not be slow. */
  readonly all?: boolean;
  /** Characters that no text has. */
  readonly lacking?: string;
}

/** Undefined where the pattern is no regular expression, or plainly none that can be slow. @throws TooLarge */
export function automatonOf(
  pattern: string,
  flags: string,
  { backward = false, all = false, lacking = '' }: Wanted = {},
): Automaton | undefined {
  let ast: AST.Pattern;
  const f = flagsOf(flags);
  try {
    ast = parsePattern(pattern, f);
  } catch {
    return undefined;
  }
  if (!backward && !all && isReadOneWay(ast, f)) return undefined;
  const built = (run: number, few = false): Automaton =>
    new Builder(f, f.sticky && !backward, backward, run, few, lacking).build(ast.alternatives);
  for (const run of [maxRun, maxCopies])
    try {
      return built(run);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
    }
  return built(maxCopies, true);
}

/** Words of a long list, such as that of all domains: one does what another does. */
const fewWords = 4;

function withFewWords(alternatives: readonly AST.Alternative[]): readonly AST.Alternative[] {
  if (alternatives.length <= fewWords) return alternatives;
  let words = 0;
  return alternatives.filter((a) => /[*+{]/.test(a.raw) || ++words <= fewWords);
}

/** Matches the empty text. */
function accepts0(a: Pick<Automaton, 'accepts'>): boolean {
  return a.accepts.has(0);
}

class Builder {
  private readonly sets: Characters[] = [];
  private readonly follow: Map<number, Edge>[] = [];
  private readonly most: number;
  /** What texts may have. */
  private readonly all: Characters;
  /** How many parts of the pattern around this one are copied. */
  private copies = 0;
  private boundaries = false;
  private ahead = false;
  /** What look-behinds read. */
  private readonly behind: Characters[] = [];
  private lazy = false;
  private lines = false;
  private lineEnds = false;

  constructor(
    private readonly flags: Required<ReadonlyFlags>,
    private readonly sticky: boolean,
    private readonly backward: boolean,
    private readonly run: number,
    private readonly few: boolean,
    lacking: string,
  ) {
    this.most = highest(flags);
    this.all = lacking ? allBut(lacking, this.most) : [0, this.most];
  }

  build(alternatives: readonly AST.Alternative[]): Automaton {
    const start = this.state([]);
    const body = this.choice(alternatives);
    let search = -1;
    for (const [to, way] of body.first) this.connect(start, to, way);
    if (!this.sticky && ([...body.first.values()].some((w) => !w.atStart) || body.empty?.atStart === false)) {
      search = this.state(this.all);
      this.connect(start, search, plain);
      this.connect(search, search, plain);
      for (const [to, way] of body.first) if (!way.atStart) this.connect(search, to, way);
    }
    const accepts = new Set<number>();
    const acceptsAtEnd = new Set<number>();
    const accept = (state: number, way: Way): void => {
      // What stands after a look-behind may always fail.
      if (this.backward) return;
      if (way.atEnd) acceptsAtEnd.add(state);
      else if (way.sure) accepts.add(state);
    };
    for (const [state, way] of body.last) accept(state, way);
    if (body.empty) {
      accept(start, body.empty);
      if (search >= 0 && !body.empty.atStart) accept(search, body.empty);
    }
    return this.finish({ search, accepts, acceptsAtEnd });
  }

  private finish(rest: Pick<Automaton, 'search' | 'accepts' | 'acceptsAtEnd'>): Automaton {
    const only = (...set: number[]): Characters => common(set, this.all);
    const feed = only(0x0a, 0x0a);
    // What no state reads ends every path: it stands last.
    const back = only(0x0d, 0x0d);
    const told = [...(this.lines ? [feed, back] : []), ...(this.boundaries ? [wordCharacters] : [])];
    const alphabet = new Alphabet([...this.sets, ...this.behind, ...told], this.most, this.all);
    const lineEnd = (set: Characters): number => (this.lines ? (alphabet.of(set)[0] ?? -1) : -1);
    return {
      ...rest,
      reads: this.sets.map((s) => alphabet.of(s)),
      edges: this.follow.map((m) => [...m.values()]),
      letters: alphabet.letters,
      boundaries: this.boundaries,
      conditions: this.boundaries || this.ahead,
      lazy: this.lazy,
      lineFeed: lineEnd(feed),
      carriageReturn: lineEnd(back),
      again: this.flags.global && accepts0(rest),
      global: this.flags.global,
      lineEnds: this.lineEnds,
    };
  }

  private state(chars: Characters): number {
    if (this.sets.length >= maxStates) throw new TooLarge();
    this.sets.push(chars);
    this.follow.push(new Map());
    return this.sets.length - 1;
  }

  private connect(from: number, to: number, way: Way): void {
    const edges = this.follow[from]!;
    const known = edges.get(to);
    edges.set(to, {
      to,
      ways: known || way.ways === 2 ? 2 : 1,
      sure: way.sure || known?.sure === true,
      atStart: way.atStart,
    });
  }

  private choice(alternatives: readonly AST.Alternative[]): Fragment {
    const parts = (this.few ? withFewWords(alternatives) : alternatives).map((a) =>
      a.elements.reduce<Fragment>(
        (before, e) =>
          this.backward ? this.concat(this.element(e), before) : this.concat(before, this.element(e)),
        nothing,
      ),
    );
    return {
      first: either(parts.map((p) => p.first)),
      last: either(parts.map((p) => p.last)),
      empty: parts.map((p) => p.empty).reduce(eitherWay, undefined),
    };
  }

  private element(e: AST.Element): Fragment {
    switch (e.type) {
      case 'Group':
      case 'CapturingGroup':
        return this.choice(e.alternatives);
      case 'Quantifier':
        return this.quantifier(e);
      case 'Assertion':
        return this.assertion(e);
      case 'Backreference':
        return this.backreference(e);
      default:
        return this.characters(e);
    }
  }

  private characters(e: Reading): Fragment {
    const chars = this.charsOf(e);
    if (chars.length === 0) return { first: new Map(), last: new Map(), empty: undefined };
    const one = new Map([[this.state(chars), plain]]);
    return { first: one, last: one, empty: undefined };
  }

  private charsOf(e: Reading): Characters {
    try {
      const set = charactersOf(e, this.flags);
      return this.all.length > 2 ? common(set, this.all) : set;
    } catch {
      // Engines know properties and scripts that came after these tables.
      throw new TooLarge('A property that is not in the tables.');
    }
  }

  private quantifier(q: AST.Quantifier): Fragment {
    if (q.max === 0) return nothing;
    if (!q.greedy) this.lazy = true;
    let out: Fragment = nothing;
    // Copies within copies multiply: inside another copy one is enough.
    const one = q.element.type === 'Character' || /^Character(Class|Set)$/.test(q.element.type);
    const limit = this.copies > 0 ? 1 : maxCopies;
    const loops = q.max > limit;
    const most = loops && one && this.copies === 0 ? this.run : limit;
    const needed = Math.min(q.min, most) - (loops && q.min > 0 ? 1 : 0);
    const several = (loops ? needed + 1 : q.max) > 1;
    if (several) this.copies++;
    for (let i = 0; i < needed; i++) out = this.concat(out, this.element(q.element));
    if (loops) out = this.concat(out, this.loop(this.element(q.element), q.min === 0));
    else {
      // `a{0,2}` is `(a(a)?)?`: the second only ever follows the first.
      let rest = nothing;
      for (let i = q.min; i < q.max; i++) {
        const more = this.concat(this.element(q.element), rest);
        rest = { ...more, empty: more.empty ?? plain };
      }
      out = this.concat(out, rest);
    }
    if (several) this.copies--;
    return out;
  }

  private loop(body: Fragment, optional: boolean): Fragment {
    for (const [from, out] of body.last)
      for (const [to, way] of body.first) {
        const both = after(out, way);
        // Behind `$` nothing is read any more: `(?:.*(?:\n|$))*` goes on after the line feed only.
        if (!way.atStart && !out.atEnd) this.connect(from, to, both);
      }
    return optional ? { ...body, empty: body.empty?.sure ? body.empty : plain } : body;
  }

  private assertion(a: AST.Assertion): Fragment {
    if (this.backward) return { ...nothing, empty: { ...plain, sure: false } };
    const empty = (way: Partial<Way>): Fragment => ({ ...nothing, empty: { ...plain, ...way } });
    switch (a.kind) {
      case 'start':
        // Of many lines: also after a line feed, which the automaton does not ask for.
        if (this.flags.multiline) this.lines = true;
        return empty(this.flags.multiline ? { sure: false } : { atStart: true });
      case 'end':
        if (this.flags.multiline) this.lineEnds = true;
        return empty(this.flags.multiline ? { sure: false } : { atEnd: true });
      case 'lookahead': {
        this.ahead = true;
        // A side branch: its end leads nowhere, and the way past it reads nothing.
        const inside = this.choice(a.alternatives);
        return { first: unsure(inside.first), last: new Map(), empty: { ...plain, sure: false } };
      }
      default:
        this.boundaries = true;
        if (a.kind === 'lookbehind') this.lookBehind(a.alternatives);
        return empty({ sure: false });
    }
  }

  /** Its characters are told from others. */
  private lookBehind(alternatives: readonly AST.Alternative[]): void {
    for (const { elements } of alternatives)
      for (const e of elements) {
        const one = e.type === 'Quantifier' ? e.element : e;
        if (one.type === 'CapturingGroup' || one.type === 'Group') this.lookBehind(one.alternatives);
        else if (/^Character(Class|Set)?$/.test(one.type)) this.behind.push(this.charsOf(one as Reading));
      }
  }

  private backreference(b: AST.Backreference): Fragment {
    const group = Array.isArray(b.resolved) ? b.resolved[0] : b.resolved;
    let inside = false;
    for (let n: AST.Node | null = b; n; n = n.parent) if (n === (group as AST.Node)) inside = true;
    if (!group || inside || this.copies > 3) return { ...nothing, empty: { ...plain, sure: false } };
    const copy = this.choice(group.alternatives);
    return { first: unsure(copy.first), last: unsure(copy.last), empty: { ...plain, sure: false } };
  }

  private concat(a: Fragment, b: Fragment): Fragment {
    for (const [from, out] of a.last)
      for (const [to, into] of b.first) {
        const both = after(out, into);
        if (!both.atStart && !out.atEnd) this.connect(from, to, both);
      }
    return {
      first: either([a.first, through(a.empty, b.first)]),
      last: either([b.last, through(b.empty, a.last)]),
      empty: a.empty && b.empty ? after(a.empty, b.empty) : undefined,
    };
  }
}
