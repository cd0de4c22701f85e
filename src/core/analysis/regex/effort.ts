/** Which text makes a pattern slow, by counting what a matcher does: the growth decides, not a clock. */
import { effortOf } from './matcher.ts';
import { type Program, programOf } from './program.ts';
import type { Attack } from './weakness.ts';

export interface SlowText {
  readonly attack: Attack;
  /** Repetitions of the pump. */
  readonly n: number;
  /** Reached by doubling work with each repetition, not by a power of the length. */
  readonly exponential: boolean;
  /** Many steps on a short text. */
  readonly steep: boolean;
}

export interface Suspected {
  readonly pattern: string;
  readonly flags: string;
  readonly exponential: boolean;
  readonly attacks: readonly Attack[];
}

/** Steps that show how it grows; on some times the text an engine is busy for long. */
const enough = 25_000;
const most = 100_000;
/** The same for patterns that count up to more than the short texts hold. */
const enoughToCount = 500_000;
const mostToCount = 2_000_000;
/** For one pattern, all texts together. */
const mostOfAll = 10_000_000;
const repetitions = [16, 22, 28, 36, 48];
/** In steps of two; one that grows with the square is seen on the third. */
const lengths = [125, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
const lengthsToCount = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
/** What a doubling of the text adds: twice what the one before added where it grows in proportion, four times with the square. */
const squares = 2.6;
/** The second text added no more than the first: it goes on like that. */
const alike = 1.25;
/** Of the steps on the shortest text: how near they are where only the end of the text differs and does not matter. */
const near = 0.01;

export function textOf(attack: Attack, n: number): string {
  return attack.prefix + attack.pump.repeat(n) + attack.suffix;
}

/** Texts that are slow, the worst kind first; none for what is no regular expression. */
export function* slowTexts(asked: Suspected): Generator<SlowText, void> {
  const program = programFor(asked);
  if (!program) return;
  const counter = new Counter(program, asked.pattern);
  const besides = [wideIn(asked.pattern), asked.pattern.includes('\\b') ? '_' : ''];
  const attacks = asked.attacks.flatMap((a) => variants(a, besides));
  if (asked.exponential)
    for (const attack of attacks) {
      const n = repetitions.find((r) => counter.of(attack, r) >= counter.enough);
      if (n !== undefined) yield { attack, n, exponential: true, steep: true };
    }
  for (const attack of attacks) {
    const found = counter.growing(attack);
    if (found) yield { attack, ...found, exponential: false };
  }
}

function programFor({ pattern, flags }: Suspected): Program | undefined {
  try {
    return programOf(pattern, flags.replace('y', ''));
  } catch {
    // No regular expression, one with sets of words (NotModelled), or nested too deeply.
    return undefined;
  }
}

class Counter {
  private spent = 0;
  private readonly lengths: readonly number[];
  /** Steps on the shortest text where they did not grow, by what is before the end. */
  private readonly harmless = new Map<string, number[]>();
  readonly enough: number;
  private readonly most: number;

  constructor(
    private readonly program: Program,
    pattern: string,
  ) {
    const counts = /\{\d*,?(?:\d{3,}|[4-9]\d)\}/.test(pattern);
    this.lengths = counts ? lengthsToCount : lengths;
    this.enough = counts ? enoughToCount : enough;
    this.most = counts ? mostToCount : most;
  }

  of(attack: Attack, n: number): number {
    if (this.spent > mostOfAll) return 0;
    const { steps } = effortOf(this.program, textOf(attack, n), this.most);
    this.spent += steps;
    return steps;
  }

  /** Repetitions that take long, and ever longer. */
  growing(attack: Attack): Pick<SlowText, 'n' | 'steep'> | undefined {
    const [shortest = 0] = this.lengths;
    const first = this.of(attack, repetitionsOf(attack, shortest));
    const key = JSON.stringify([attack.prefix, attack.pump]);
    const harmless = this.harmless.get(key) ?? [];
    if (harmless.some((steps) => Math.abs(first - steps) <= near * steps)) return undefined;
    const found = this.growingFrom(attack, first);
    if (!found) this.harmless.set(key, [...harmless, first]);
    return found;
  }

  private growingFrom(attack: Attack, first: number): Pick<SlowText, 'n' | 'steep'> | undefined {
    let before = 0;
    let added = 0;
    for (const [i, length] of this.lengths.entries()) {
      const n = repetitionsOf(attack, length);
      const steps = i === 0 ? first : this.of(attack, n);
      const adds = steps - before;
      // What was ended would have gone on.
      if (i > 0 && steps < this.most && adds < (i > 1 ? squares : alike) * added) return undefined;
      if (steps >= this.most) return this.isSteep(attack, n) ? { n, steep: true } : undefined;
      if (i > 1 && steps >= this.enough) return { n, steep: false };
      before = steps;
      added = adds;
    }
    return undefined;
  }

  /** Of what was ended: shorter texts say whether it grows faster than they do. */
  private isSteep(attack: Attack, n: number): boolean {
    const part = Math.ceil(n / 4);
    const steps = this.of(attack, part);
    if (steps >= this.most) return part > 4 && this.isSteep(attack, part);
    return this.most >= 7 * steps || this.growsUpTo(attack, part, steps);
  }

  private growsUpTo(attack: Attack, n: number, steps: number): boolean {
    return steps >= 7 * this.of(attack, Math.ceil(n / 4));
  }
}

function repetitionsOf({ pump }: Attack, length: number): number {
  return Math.ceil(length / pump.length);
}

/** Ends that make a match fail: the one worked out, none, and characters that few patterns allow, or no word ends at. */
function variants(attack: Attack, besides: readonly string[]): Attack[] {
  const ends = new Set([attack.suffix, '', '!', '\n', '\u0000', ...besides.filter(Boolean)]);
  return [...ends].map((suffix) => ({ ...attack, suffix }));
}

/**
 * A character beyond Latin-1 where the pattern asks for one: V8 keeps texts without any in one byte a character,
 * and gives up at once on those.
 */
function wideIn(pattern: string): string {
  return /[\u0100-\uffff]|\\u(?!00)|\\p/i.test(pattern) ? '\u4e00' : '';
}
