/** Which text makes a pattern slow, by counting what a matcher does: the growth decides, not a clock. */
import { Counted, countsFar } from './counted.ts';
import { effortOf } from './matcher.ts';
import { type Program, programOf } from './program.ts';
import type { Attack, Weakness } from './weakness.ts';

export interface SlowText {
  readonly attack: Attack;
  /** Repetitions of the pump. */
  readonly n: number;
  /** Reached by doubling work with each repetition, not by a power of the length. */
  readonly exponential: boolean;
  /** How many times as many an engine is to be given. */
  readonly more: number;
  /** By which power of the length the steps grow: 2 for the square; 0 where it is exponential. */
  readonly power: () => number;
}

export interface Suspected {
  readonly pattern: string;
  readonly flags: string;
  readonly weak: readonly Pick<Weakness, 'kind' | 'attacks'>[];
  /** Characters that the texts have none of. */
  readonly without?: string;
}

/** Steps that show how it grows; on some times the text an engine is busy for long. */
const enough = 25_000;
const most = 100_000;
/** Enough to see by which power they grow. */
const mostOfPower = 2 * most;
/** The same for patterns that count up to more than the short texts hold. */
const enoughToCount = 500_000;
const mostToCount = 2_000_000;
/** For one pattern, all texts together. */
const mostOfAll = 10_000_000;
const repetitions = [16, 22, 28, 36, 48];
/** Until a text takes so many steps. */
const doublings = [1, 2, 4, 8, 16, 32, 64];
const mostOfDoublings = 1_000_000;
/** What doubles with each repetition has twice the power on twice the text; nobody writes a pattern of the highest. */
const steeper = 1.5;
const highest = 6;
/** How far texts may be from doubling, to tell by which power their steps grow. */
const notQuiteTwice = 0.05;
/** In steps of two; one that grows with the square is seen on the third, or sooner where it is plain. */
const lengths = [62, 125, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
const lengthsToCount = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
/** Below this length what is read besides may hide the growth: nothing is let go there. */
const telling = 250;
const tellingToCount = 500;
/** What a doubling of the text adds: twice what the one before added where it grows in proportion, four times with the square. */
const squares = 2.6;
const plainSquares = 3.2;
/** Times as many steps as on a quarter of the text: four in proportion, sixteen with the square. */
const quarters = 7;
/** Counts from here on look like squares on the shortest texts. */
const fewest = 8;
/** The second text added no more than the first: it goes on like that. */
const alike = 1.25;
/** Of the steps on the shortest text: how near they are where only the end of the text differs and does not matter. */
const near = 0.01;
/** How many times the text that showed the growth an engine needs to be busy: few steps, many, many on a short one. */
const more = { grown: 64, plain: 64, steep: 32, steepToCount: 16 };

export function textOf(attack: Attack, n: number): string {
  return attack.prefix + attack.pump.repeat(n) + attack.suffix;
}

/** Texts that are slow, the worst kind first; none for what is no regular expression. */
export function* slowTexts(asked: Suspected): Generator<SlowText, void> {
  const program = programFor(asked);
  if (!program) return;
  const counter = new Counter(program);
  const { weak } = asked;
  for (const attack of inTurn(
    asked,
    weak.filter((w) => w.kind === 'exponential'),
  )) {
    const n = repetitions.find((r) => counter.of(attack, r) >= counter.enough);
    // What a power of the length explains is tried as such below: long words reach many steps with few repetitions.
    if (n !== undefined && counter.isDoubling(attack))
      yield { attack, n, exponential: true, more: 1, power: () => 0 };
  }
  for (const attack of inTurn(asked)) {
    const found = counter.growing(attack);
    if (!found) continue;
    const known = counter.known;
    const power = (): number => powerOfKnown(known) ?? powerOf(program, attack, found.n);
    yield { attack, ...found, exponential: false, power };
  }
}

/** By which power of the length the steps grow: what is slow grows with the square at least. */
function powerFrom(all: number, half: number, quarter: number): number {
  return Math.max(2, Math.round(Math.log2((all - half) / Math.max(1, half - quarter))));
}

/** The same of what was counted anyway, in order of growing texts, where each is about twice as long as the one before. */
function powerOfKnown(known: readonly (readonly [n: number, steps: number])[]): number | undefined {
  const [quarter, half, all] = known.slice(-3);
  const isDouble = (a: readonly number[], b: readonly number[]): boolean =>
    Math.abs(b[0]! / a[0]! - 2) < notQuiteTwice;
  if (!all || !isDouble(quarter!, half!) || !isDouble(half!, all)) return undefined;
  return powerFrom(all[1], half![1], quarter![1]);
}

function powerOf(program: Program, attack: Attack, n: number): number {
  const steps = (part: number): number => effortOf(program, textOf(attack, part), mostOfPower).steps;
  let [whole, all] = [n, steps(n)];
  for (; whole > 4 && all >= mostOfPower; all = steps(whole)) whole = Math.ceil(whole / 2);
  const [half, quarter] = [steps(Math.ceil(whole / 2)), steps(Math.ceil(whole / 4))];
  return powerFrom(all, half, quarter);
}

/** Each with the end that was worked out for it, which is nearly always the one; then all with the next. */
function inTurn({ pattern, weak: all, without = '' }: Suspected, weak = all): Attack[] {
  const attacks = weak.flatMap((w) => w.attacks);
  const wide = wideIn(pattern);
  // Of a text without any V8 knows at once that the pattern is not there.
  const first = wide ? [wide] : [];
  const others = ['\n', '!', '', '\u0000', ...(pattern.includes('\\b') ? ['_'] : [])].filter(
    (c) => c === '' || !without.includes(c),
  );
  const ends = attacks.map(({ suffix }) => [...new Set([...first, suffix, ...others])]);
  const turns = Math.max(0, ...ends.map((e) => e.length));
  return Array.from({ length: turns }).flatMap((_, turn) =>
    attacks.flatMap((attack, i) => {
      const suffix = ends[i]![turn];
      return suffix === undefined ? [] : [{ ...attack, suffix }];
    }),
  );
}

function programFor({ pattern, flags }: Suspected): Program | undefined {
  try {
    return programOf(pattern, flags.replace('y', ''));
  } catch {
    // No regular expression, one with sets of words (NotModelled), or nested too deeply.
    return undefined;
  }
}

type Growth = Pick<SlowText, 'n' | 'more'>;

class Counter {
  private spent = 0;
  /** Repetitions and steps of the texts that the last attack was tried on and that were not ended. */
  known: (readonly [n: number, steps: number])[] = [];
  private readonly lengths: readonly number[];
  /** Steps on the shortest text where they did not grow, by what is before the end. */
  private readonly harmless = new Map<string, number[]>();
  private readonly counts: boolean;
  private readonly plain: boolean;
  private readonly counted: Counted | undefined;
  readonly enough: number;
  private readonly most: number;
  private readonly moreIfSteep: number;

  constructor(private readonly program: Program) {
    this.counted = Counted.of(program, enoughToCount);
    this.counts = countsFar(program);
    this.plain = !countsFar(program, fewest);
    this.lengths = this.counts ? lengthsToCount : lengths;
    this.enough = this.counts ? enoughToCount : enough;
    this.most = this.counts ? mostToCount : most;
    this.moreIfSteep = this.counts ? more.steepToCount : more.steep;
  }

  of(attack: Attack, n: number, program = this.program, most = this.most): number {
    if (this.spent > mostOfAll) return 0;
    const { steps } = effortOf(program, textOf(attack, n), most);
    this.spent += steps;
    return steps;
  }

  /**
   * Whether each doubling of the repetitions raises the power by which the steps grow: those of a power of the length
   * stay at it, however long the word is.
   */
  isDoubling(attack: Attack): boolean {
    const powers: number[] = [];
    let before = 0;
    for (const n of doublings) {
      const steps = this.of(attack, n, undefined, mostOfDoublings);
      if (before > 0) powers.push(Math.log2(steps / before));
      if (steps >= mostOfDoublings) break;
      before = steps;
    }
    const last = powers.slice(-3);
    return last.length < 2 || last.some((p, i) => p >= highest || (i > 0 && p >= steeper * last[i - 1]!));
  }

  /** Repetitions that take long, and ever longer. */
  growing(attack: Attack): Growth | undefined {
    const steps = (length: number, program?: Program): number =>
      this.of(attack, repetitionsOf(attack, length), program);
    const [shortest = 0] = this.lengths;
    const first = this.counted ? this.counted.first(attack, steps) : steps(shortest);
    const key = JSON.stringify([attack.prefix, attack.pump]);
    const harmless = this.harmless.get(key) ?? [];
    if (harmless.some((s) => Math.abs(first - s) <= near * s)) return undefined;
    const found = this.counted?.isHarmless(attack, first, steps)
      ? undefined
      : this.growingFrom(attack, this.counted ? steps(shortest) : first);
    if (!found) this.harmless.set(key, [...harmless, first]);
    return found;
  }

  private growingFrom(attack: Attack, first: number): Growth | undefined {
    let before = 0;
    let added = 0;
    this.known = [];
    const tells = this.lengths.indexOf(this.counts ? tellingToCount : telling);
    for (const [i, length] of this.lengths.entries()) {
      const n = repetitionsOf(attack, length);
      const steps = i === 0 ? first : this.of(attack, n);
      if (steps < this.most) this.known.push([n, steps]);
      const adds = steps - before;
      const grows = i > tells ? squares : alike;
      // What was ended would have gone on.
      if (i >= tells && steps < this.most && adds < grows * added) return undefined;
      if (steps >= this.most) return this.isSteep(attack, n) ? { n, more: this.moreIfSteep } : undefined;
      if (i > tells && steps >= this.enough) return { n, more: more.grown };
      if (steps >= this.enough && this.isPlain(attack, n, steps, i > 0 ? before : undefined))
        return { n, more: more.plain };
      before = steps;
      added = i === tells - 1 ? steps : adds;
    }
    return undefined;
  }

  /** Half the text and half of that say what twice as much would. */
  private isPlain(attack: Attack, n: number, steps: number, before?: number): boolean {
    if (!this.plain) return false;
    const half = before ?? this.of(attack, Math.ceil(n / 2));
    return steps - half >= plainSquares * (half - this.of(attack, Math.ceil(n / 4)));
  }

  /** Of what was ended: shorter texts say whether it grows faster than they do. */
  private isSteep(attack: Attack, n: number): boolean {
    const part = Math.ceil(n / 4);
    const steps = this.of(attack, part);
    if (this.spent > mostOfAll) return false;
    if (steps >= this.most) return part > 4 && this.isSteep(attack, part);
    if (this.most >= quarters * steps) return true;
    if (this.counts) return steps >= quarters * this.of(attack, Math.ceil(part / 4));
    return this.of(attack, n, this.program, quarters * steps) >= quarters * steps;
  }
}

function repetitionsOf({ pump }: Attack, length: number): number {
  return Math.ceil(length / pump.length);
}

/**
 * A character beyond Latin-1 where the pattern asks for one: V8 keeps texts without any in one byte a character,
 * and gives up at once on those.
 */
function wideIn(pattern: string): string {
  return /[\u0100-\uffff]|\\u(?!00)|\\p/i.test(pattern) ? '\u4e00' : '';
}
