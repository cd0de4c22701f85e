/** What a crafted text can do to a pattern, as far as the pattern alone tells; to be confirmed by timing it. */
import { type Ambiguity, ambiguities } from './ambiguity.ts';
import { type Automaton, automatonOf, TooLarge } from './automaton.ts';
import { shortest } from './graph.ts';
import { lookAheads, lookBehinds } from './pattern.ts';
import { readingOnly } from './simple.ts';

/** A text that makes the engine try much: `prefix`, then `pump` many times, then `suffix`. */
export interface Attack {
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
}

export interface Weakness {
  readonly kind: 'exponential' | 'polynomial';
  /** Only because the search begins anew at each place: `/\s+$/`. */
  readonly bySearch: boolean;
  /** No way was seen for the text to match after all. What is not certain has to be timed to be told. */
  readonly certain: boolean;
  readonly attacks: readonly Attack[];
}

const longest = 20_000;

/** Edges gone over for texts: each may take all of a pattern's, and of hundreds of loops each pair is weak. */
const mostEdges = 3_000_000;

/** Whether a pattern can be weak at all: something repeats without a small limit, or repetitions are repeated. */
export function repeats(pattern: string): boolean {
  return pattern.length <= longest && /[*+]|\{\d+,\}|\{\d*,?\d{2,}\}|\)\{\d*,?[4-9]\}/.test(pattern);
}

const reading = String.raw`(?:\\[dwsDWS]|\[(?:[^[\]\\]|\\[^pPu])+\])`;
/** `\s+`, `[^a-z]+`: most of what people write, and the first character is a match. */
const plainLoop = new RegExp(`^${reading}\\+$`);
/** `^[\w-]*$`: read once from the start, where that is not the start of each line. */
const wholeLoop = new RegExp(`^\\^${reading}[+*]\\$?$`);

function isOneLoop(pattern: string, flags: string): boolean {
  return plainLoop.test(pattern) || (wholeLoop.test(pattern) && !flags.includes('m'));
}

/**
 * The worst first; empty where no text can be found that takes more than linear time.
 * @param lacking characters that the texts have none of
 */
export function weaknesses(pattern: string, flags: string, lacking = ''): Weakness[] {
  if (!repeats(pattern) || isOneLoop(pattern, flags)) return [];
  const whole = build(pattern, flags, { lacking });
  // Where no end was found that is refused, it was the lack that let it match.
  const found = ofAutomaton(whole, false).filter((w) => w.certain || !lacking || whole?.lazy);
  for (const inner of lookBehinds(pattern, flags))
    for (const w of ofAutomaton(build(inner, flags, { backward: true, lacking }), true))
      found.push({
        ...w,
        attacks: [...w.attacks, ...(whole ? [...behind(whole, w.attacks), ...askingAgain(whole)] : [])],
      });
  return besides(merged(found), pattern, flags).map((w) => behindEscapes(w, pattern));
}

/** `(["'])(?:\\.|[^\\])*?\1`: what closes the text goes on being read where a backslash stands before it. */
function behindEscapes(w: Weakness, pattern: string): Weakness {
  const [first] = w.attacks;
  if (!w.bySearch || !first || !/\\[1-9]/.test(pattern) || !pattern.includes('\\\\')) return w;
  return { ...w, attacks: [{ prefix: '', pump: `\\${first.pump[0]}`, suffix: '' }, ...w.attacks] };
}

/** A pattern with an `x` for each escape and class, so that what is left are its own signs. */
export function signsOf(pattern: string): string {
  return pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
}

/** The same for a text that was trimmed: `^\s*(\w+)` reads no blanks at its beginning then. */
export function withinSigns(found: readonly Weakness[], pattern: string, flags: string): Weakness[] {
  const fromStart = /^\^[^|]*$/.test(signsOf(pattern)) && !flags.includes('m');
  return found.flatMap((w) => {
    const attacks = w.attacks.flatMap(({ prefix, pump, suffix }) => {
      const isBlank = /^\s/.test(prefix || pump);
      // In `^[\s|]+\|[\s|]*$` one word is as good as another to begin with; whether it is, the clock says.
      const signs = prefix.trimStart();
      if (isBlank && fromStart && /^\s/.test(signs || pump)) return [];
      const end = /\s$/.test(suffix || pump) ? '!' : '';
      const begin = !isBlank ? prefix : fromStart ? signs : `a${prefix}`;
      return [{ prefix: begin, pump, suffix: suffix + end }];
    });
    return attacks.length > 0 ? [{ ...w, attacks }] : [];
  });
}

/** More of them would ask for a text that has been made for them. */
const mostBesides = 6;

/** `^(?=.*\d)(\w+)*$`: what look-arounds want stands at the beginning or the end of the texts. */
function besides(found: Weakness[], pattern: string, flags: string): Weakness[] {
  if (found.length === 0) return found;
  const textOf = (inner: string): string =>
    shortestOf(build(inner, `${flags.replace('y', '')}y`, { all: true }));
  const ahead = lookAheads(pattern, flags).slice(0, mostBesides).map(textOf).join('');
  const before = lookBehinds(pattern, flags, true).slice(0, mostBesides).map(textOf).find(Boolean) ?? '';
  const wanting = (x: Attack): Attack[] => [
    ...(ahead
      ? [
          { ...x, prefix: ahead + x.prefix },
          { ...x, suffix: x.suffix + ahead },
        ]
      : []),
    ...(before ? [{ ...x, prefix: before + x.prefix }] : []),
  ];
  if (!ahead && !before) return found;
  // `(?=<a)[^]*?b`: wanted again at each place where the search begins.
  const again = (w: Weakness): Attack[] =>
    ahead && w.bySearch ? w.attacks.slice(0, 2).map((x) => ({ ...x, pump: ahead + x.pump })) : [];
  return found.map((w) => ({
    ...w,
    attacks: [...w.attacks, ...w.attacks.slice(0, 3).flatMap(wanting), ...again(w)],
  }));
}

/** The shortest text that matches. */
function shortestOf(a: Automaton | undefined): string {
  const [end] = a ? [...a.accepts, ...a.acceptsAtEnd] : [];
  const way = a && end !== undefined ? shortest(a, 0, end) : undefined;
  return (way ?? []).map((x) => a!.letters[x]).join('');
}

/** `(?<!^(a+)+)b`: asked only before a `b`, and no `^` is at the start of the text. */
function behind(a: Automaton, attacks: readonly Attack[]): Attack[] {
  for (const end of [...a.accepts, ...a.acceptsAtEnd]) {
    const way = (shortest(a, Math.max(a.search, 0), end) ?? []).map((x) => a.letters[x]).join('');
    const [other] = ['!', 'x', '\n'].filter((c) => !attacks.some((w) => w.pump.includes(c)));
    return attacks
      .slice(0, 2)
      .map((w) => ({ prefix: other + w.prefix, pump: w.pump, suffix: w.suffix + way }));
  }
  return [];
}

/** Engines look back only where what follows may match: all but the end of that, again and again. */
function askingAgain(a: Automaton): Attack[] {
  for (const end of [...a.accepts, ...a.acceptsAtEnd]) {
    const way = shortest(a, Math.max(a.search, 0), end) ?? [];
    const pump = way.slice(0, Math.max(1, way.length - 1));
    if (pump.length > 0) return [{ prefix: '', pump: pump.map((x) => a.letters[x]).join(''), suffix: '' }];
  }
  return [];
}

function build(...asked: Parameters<typeof automatonOf>): Automaton | undefined {
  try {
    return automatonOf(...asked);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

function ofAutomaton(a: Automaton | undefined, backward: boolean): Weakness[] {
  if (!a) return [];
  // Of each ambiguity the likeliest text first: few of them are kept.
  const rounds: Weakness[][] = [];
  const each = a.edges.reduce((sum, edges) => sum + edges.length, 0);
  let left = mostEdges;
  for (const ambiguity of ambiguities(a)) {
    const { kind, bySearch } = ambiguity;
    if (left < 0) break;
    for (const [i, pump] of pumps(a, ambiguity).entries()) {
      left -= each;
      const attack = attackOf(a, { ...ambiguity, pump });
      if (!attack) continue;
      const { certain, ...text } = attack;
      // Where each line may begin a match, one character before them all may be the match: `^\s*\S.*$`.
      const alone = bySearch && text.prefix && pump.includes(a.lineFeed) ? [{ ...text, prefix: '' }] : [];
      const others = alone.length > 0 && pump.length > 1 ? [] : [backward ? reversed(text) : text];
      const words = i === 0 && a.boundaries && !backward ? wordsBefore(a, text) : [];
      rounds[i] ??= [];
      rounds[i].push({ kind, bySearch, certain, attacks: [...alone, ...others, ...words] });
    }
  }
  return rounds.flat();
}

/**
 * The repeated word, and others that the same loops read: a look-ahead may refuse the first, and `\b` wants
 * words to end.
 */
function pumps(a: Automaton, found: Ambiguity): (readonly number[])[] {
  const last = found.pump.at(-1)!;
  const shared = a.reads[found.second]!.filter((x) => x !== last && a.reads[found.state]!.includes(x));
  const out = [found.pump];
  // `^` of many lines holds only where lines begin.
  if (found.pump.length === 1)
    for (const end of [a.carriageReturn, a.lineFeed]) if (shared.includes(end)) out.unshift([end]);
  if (found.pump.length > 1 && a.reads[found.second]!.includes(a.lineFeed)) {
    out.unshift([...found.pump, a.lineFeed]);
    // `^\{$[^]+?^\}$`: and `$` only where they end.
    if (a.lineEnds) out.splice(1, 0, [...found.pump.slice(0, -1), a.lineFeed]);
  }
  // What is between the loops has to read them, too.
  if (found.pump.length === 1)
    for (const atom of shared.slice(0, 2))
      if (readingOnly(a, found.state, atom).has(found.second)) out.push([atom]);
  const isWord = (atom: number): boolean => isWordIn(a, atom);
  if (found.kind === 'exponential') return a.conditions ? [...out, ...otherKind(a, found.pump)] : out;
  if (!a.boundaries) return out;
  const around = roundOf(a, found.second, isWord);
  const other = a.reads[found.second]!.find((atom) => isWord(atom) !== isWord(last));
  if (other === undefined) return around ? [...out, around] : out;
  return [...out, found.pump.length > 1 ? [...found.pump.slice(0, -1), other] : [other, last]];
}

/**
 * The same word with a letter for each other sign that any letter may stand for, and the other way round: `\b` or a
 * look-ahead lets the match end behind the one, and not behind the other.
 */
function otherKind(a: Automaton, pump: readonly number[]): number[][] {
  const atoms = a.letters.map((_, atom) => atom);
  const isWord = (atom: number): boolean => isWordIn(a, atom);
  const free = (from: number, to: number): boolean =>
    a.reads.every((reads, s) => !reads.includes(from) || reads.includes(to) || a.edges[s]!.length === 0);
  return [true, false]
    .map((kind) =>
      pump.map((x) => (isWord(x) === kind ? x : (atoms.find((y) => isWord(y) === kind && free(x, y)) ?? x))),
    )
    .filter((word) => word.some((x, i) => x !== pump[i]));
}

function isWordIn(a: Automaton, atom: number): boolean {
  return /\w/.test(a.letters[atom]!);
}

/** `^(.+)\b\s+<`: the word boundary wants a letter before the space, where any sign is read. */
function wordsBefore(a: Automaton, attack: Attack): Attack[] {
  const atoms = [...attack.prefix].map((c) => a.letters.indexOf(c));
  if (atoms.length === 0 || atoms.includes(-1)) return [];
  const [words] = otherKind(a, atoms);
  const prefix = words?.map((x) => a.letters[x]).join('');
  return prefix && /\w/.test(prefix) ? [{ ...attack, prefix }] : [];
}

/** Words that loops read again and again are shorter. */
const longestRound = 30;

/** The shortest way round that reads characters of words, and others. */
function roundOf(a: Automaton, state: number, isWord: (atom: number) => boolean): number[] | undefined {
  const both = 3;
  const queue: { readonly at: number; readonly has: number; readonly text: readonly number[] }[] = [
    { at: state, has: 0, text: [] },
  ];
  const seen = new Set<number>();
  for (const { at, has, text } of queue) {
    if (text.length > longestRound) return undefined;
    for (const e of a.edges[at]!)
      for (const kind of [true, false]) {
        const atom = a.reads[e.to]!.find((x) => isWord(x) === kind);
        if (atom === undefined) continue;
        const now = has | (kind ? 1 : 2);
        if (e.to === state && now === both) return [...text, atom];
        if (seen.has(4 * e.to + now)) continue;
        seen.add(4 * e.to + now);
        queue.push({ at: e.to, has: now, text: [...text, atom] });
      }
  }
  return undefined;
}

const mostAttacks = 8;

/** At most a few attacks of each kind: one is enough, and each costs time to confirm. */
function merged(found: readonly Weakness[]): Weakness[] {
  const out: Weakness[] = [];
  for (const certain of [true, false])
    for (const [kind, bySearch] of [
      ['exponential', false],
      ['polynomial', false],
      ['polynomial', true],
    ] as const) {
      const attacks = found
        .filter((w) => w.kind === kind && w.bySearch === bySearch && w.certain === certain)
        .flatMap((w) => w.attacks);
      const distinct = [...new Map(attacks.map((x) => [JSON.stringify(x), x])).values()].slice(
        0,
        mostAttacks,
      );
      // Of a shorter word a text holds more, and takes longer.
      distinct.sort((x, y) => x.pump.length - y.pump.length);
      if (distinct.length > 0) out.push({ kind, bySearch, certain, attacks: distinct });
    }
  return out;
}

function reversed(attack: Attack): Attack {
  const turn = (s: string): string => [...s].reverse().join('');
  return { prefix: turn(attack.suffix), pump: turn(attack.pump), suffix: turn(attack.prefix) };
}

/** Undefined where every text that reaches the loops matches: nothing is tried twice then. */
function attackOf(a: Automaton, found: Ambiguity): (Attack & { readonly certain: boolean }) | undefined {
  const text = (atoms: readonly number[]): string => atoms.map((x) => a.letters[x]).join('');
  const pump = text(found.pump);
  for (const lead of leads(a, found)) {
    const states = afterPump(a, lead, found.pump);
    const suffix = states && rejecting(a, states);
    if (suffix === undefined) continue;
    const last = a.lineEnds && suffix.length === 0 ? (endOfNone(a, lead, found.pump) ?? []) : suffix;
    return { prefix: text(lead), pump, suffix: text(last), certain: true };
  }
  // It matches at last, but what is tried first may still take long: alternatives in their order, lazy loops.
  // `"[^"]*"|.` of all matches: the first is tried to the end of the text, and then the second matches one character.
  const besides = a.global && found.second !== found.state && !a.accepts.has(found.second);
  if (found.bySearch && !a.lazy && !a.again && !besides) return undefined;
  const end = a.letters.find((_, atom) => !a.reads[found.second]!.includes(atom)) ?? '';
  // What would match as a whole from the start is tried anew behind another character.
  const prefix = found.bySearch && a.again ? end : text(leads(a, found)[0]!);
  return { prefix, pump, suffix: end, certain: false };
}

/** A character that nothing goes on with after the pump, whatever conditions hold, nor ends before. */
function endOfNone(
  a: Automaton,
  lead: readonly number[],
  pump: readonly number[],
): readonly number[] | undefined {
  const next = (states: Iterable<number>, atom: number): Set<number> => {
    const to = new Set<number>();
    for (const s of states)
      for (const e of a.edges[s]!) if (e.to !== a.search && a.reads[e.to]!.includes(atom)) to.add(e.to);
    return to;
  };
  let states = new Set([0, ...(a.search >= 0 ? [a.search] : [])]);
  for (const atom of [...lead, ...pump, ...pump, ...pump]) {
    states = next(states, atom);
    if (a.search >= 0) states.add(a.search);
  }
  states.delete(a.search);
  const atom = a.letters.findIndex(
    (letter, x) => letter !== '\n' && x !== a.lineFeed && next(states, x).size === 0,
  );
  return atom < 0 ? undefined : [atom];
}

/** What to put before the repeated part: the way to it, or where the search finds it anywhere, any one character. */
function leads(a: Automaton, found: Ambiguity): number[][] {
  if (found.state !== a.search)
    return [shortest(a, 0, found.state, (e) => e.sure) ?? shortest(a, 0, found.state) ?? []];
  const letters = a.letters.map((_, atom) => [atom]).filter(([atom]) => atom !== a.lineFeed);
  // Away from the start of a line, where a match may begin that needs no second try: `/^ +| +$/gm`.
  return a.lineFeed >= 0 ? [...letters, []] : [[], ...letters];
}

/** States after the pump was read a few times; undefined where something has matched by then. */
function afterPump(
  a: Automaton,
  lead: readonly number[],
  pump: readonly number[],
): ReadonlySet<number> | undefined {
  if (a.accepts.has(0)) return undefined;
  let states: ReadonlySet<number> = new Set([0]);
  for (const atom of [...lead, ...pump, ...pump, ...pump]) {
    states = step(a, states, atom);
    for (const s of states) if (a.accepts.has(s)) return undefined;
  }
  return states;
}

function step(a: Automaton, states: Iterable<number>, atom: number): Set<number> {
  const next = new Set<number>();
  for (const s of states)
    for (const e of a.edges[s]!) if (e.sure && a.reads[e.to]!.includes(atom)) next.add(e.to);
  return next;
}

/**
 * What to put behind the repeated part so that no match that began in it ends. One that begins later may: all
 * the others have been tried by then.
 */
function rejecting(a: Automaton, states: ReadonlySet<number>): number[] | undefined {
  const queue = [{ states: [...states].filter((s) => s !== a.search), text: [] as number[] }];
  const seen = new Set<string>();
  for (const at of queue) {
    if (!at.states.some((s) => a.acceptsAtEnd.has(s))) return at.text;
    for (let atom = 0; atom < a.letters.length && queue.length < 60; atom++) {
      const next = [...step(a, at.states, atom)].sort((x, y) => x - y);
      const key = next.join();
      if (seen.has(key) || next.some((s) => a.accepts.has(s))) continue;
      seen.add(key);
      queue.push({ states: next, text: [...at.text, atom] });
    }
  }
  return undefined;
}
