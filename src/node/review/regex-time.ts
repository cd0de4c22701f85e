/**
 * Times patterns on texts made to slow them down. Each match is ended by V8 after a limit, so that the worst
 * pattern costs no more than the mildest. Runs in a worker thread in the editor.
 */
import vm from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import type { Attack } from '../../core/analysis/regex/weakness.ts';

export interface PatternToTime {
  readonly pattern: string;
  readonly flags: string;
  readonly exponential: boolean;
  readonly attacks: readonly Attack[];
}

export interface PatternTime {
  /** Length of the shortest text tried that kept the engine busy for `slowMs`; 0 where none did. */
  readonly length: number;
  /** That length is reached by doubling work with each repetition, not by a power of the length. */
  readonly exponential: boolean;
  /** The text, for people: `' ' repeated 4000 times, then '!'`. */
  readonly text: string;
  /** The same whatever the length: `' ' many times, then '!'`. */
  readonly example: string;
}

/** What counts as slow. A linear pattern takes a sixth of it on the longest text. */
const slowMs = 3;
/** Enough where each doubling of the text took four times as long: it goes on like that. */
const squareMs = 0.4;
/** What each search begins with at least, whatever it searches. */
const beginsMs = 0.03;
/** The first is enough where the processor is ours; the others are for machines that are busy with others' work. */
const limitsMs = [5, 30, 240];
const longestMs = 240;
/** Longer than the pauses of a machine that has other things to do. */
const pauseMs = 30;
/** For one pattern, all texts together. Hardly any needs a quarter of it. */
const mostMs = 1000;
const repetitions = [16, 22, 28, 36, 48];
/** In steps of two: the text that shows it is most of what a pattern costs. */
const lengths = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 40_000];
/** Where what took next to nothing on a short text is looked at again; slow by then, were it to grow with the square. */
const farLength = 4_000;
/** Up to here a text is short. */
const shortLength = 1_000;
/** From here on a pattern may be slow and linear, and whatever it counts to is far behind. */
const longLength = 16_000;
/** Repetitions: of fewer, the start of a match is most of the time. */
const shortest = 16;

export const quick: PatternTime = { length: 0, exponential: false, text: '', example: '' };

export function timePattern(asked: PatternToTime): PatternTime {
  let regex: RegExp;
  try {
    regex = new RegExp(asked.pattern, asked.flags.replace('y', ''));
  } catch {
    return quick;
  }
  const run = runner(regex);
  const wide = wideIn(asked.pattern);
  const attacks = asked.attacks.flatMap((a) => variants(a, wide));
  if (asked.exponential) {
    for (const attack of attacks) {
      compile(regex, attack);
      for (const n of repetitions) {
        if (slowness(run, textOf(attack, n)) < slowMs) continue;
        return slowOn(attack, n, true);
      }
    }
  }
  const counts = /\{\d*,?(?:\d{2,}|[5-9])\}/.test(asked.pattern);
  for (const attack of attacks) {
    compile(regex, attack);
    const n = polynomialOn(run, attack, counts);
    if (n > 0) return slowOn(attack, n, false);
  }
  return quick;
}

/** Repetitions that show more than linear time, 0 where none do. @param counts the pattern counts what repeats */
function polynomialOn(run: Runner, attack: Attack, counts: boolean): number {
  const times: number[] = [];
  let next = 0;
  for (const length of lengths) {
    if (length < next) continue;
    if (run.spentMs > mostMs) return 0;
    const n = Math.ceil(length / attack.pump.length);
    const text = textOf(attack, n);
    const ms = slowness(run, text, times.at(-1));
    times.push(ms);
    if (staysQuick(ms, length) || isInProportion(times)) return 0;
    if (!counts && ms >= squareMs && addsSquares(times) && run.time(text).ms >= squareMs) return n;
    if (ms >= slowMs) {
      const isPlain = !counts && (length < longLength || isSquare(times));
      if (isPlain || grows(run, attack, n, ms)) return n;
      if (length >= longLength) return 0;
    } else if (length <= shortLength && ms < 2 * beginsMs) {
      times.length = 0;
      next = farLength;
    }
  }
  return 0;
}

/** V8 translates a pattern when it is first used, and again within the next two uses: that is not its speed. */
function compile(regex: RegExp, attack: Attack): void {
  for (let uses = 0; uses < 3; uses++) textOf(attack, 1).replace(regex, '');
  regex.lastIndex = 0;
}

/** Three times what would become slow on the longest text, were it to grow with the square of the length. */
function staysQuick(ms: number, length: number): boolean {
  const search = length > farLength ? ms - beginsMs : ms;
  return search * (lengths.at(-1)! / length) ** 2 < slowMs / 3;
}

/**
 * Each doubling of the text added twice what the one before added, two times in a row, so that one pause does not hide
 * a square: `\w{1,64}@`, which would be slow on the longest text and is no finding. What is added counts, because
 * each match begins with the same tenths of a millisecond.
 */
function isInProportion(times: readonly number[]): boolean {
  if (times.length < 4) return false;
  const [a, b, c, d] = times.slice(-4) as [number, number, number, number];
  return b > a && c - b < 2.8 * (b - a) && d - c < 2.8 * (c - b) && d - c > 0.25;
}

/** Twice as long a text took nearly four times as long, two times in a row, or until it was ended. */
function isSquare(times: readonly number[]): boolean {
  const [first = 0, second = 0, third = 0] = times.slice(-3);
  return first > 0.1 && second > 2.8 * first && third > Math.min(2.8 * second, 0.9 * limitsMs[0]!);
}

/** Twice as long a text added nearly four times what the doubling before added. */
function addsSquares(times: readonly number[]): boolean {
  if (times.length < 3) return false;
  const [a, b, c] = times.slice(-3) as [number, number, number];
  return b - a > 0.05 && c - b > 2.6 * (b - a);
}

/**
 * `\s{0,256}=`: so many steps a place, and yet no more than in proportion to the text. A text a quarter as long
 * takes a quarter of the time then, and a sixteenth where the time is quadratic.
 */
function grows(run: Runner, attack: Attack, n: number, ms: number): boolean {
  const part = Math.ceil(n / 4);
  const quarter = quickest(run, textOf(attack, part), 3);
  // Steeper than can be timed up here: shorter texts say more, and cost less.
  if (quarter > pauseMs && part > shortest) return grows(run, attack, part, quarter);
  const least = 7 * quarter;
  // That was one time, or less than one: what it is not enough for is timed with patience.
  if (ms >= least) return true;
  const long = quickest(run, textOf(attack, n), 2);
  // What V8 ended took a little less than the limit, by the processor's time.
  return long >= 0.9 * longestMs || long >= least;
}

/** Of some times, as one pause of the machine is longer than most matches; what takes longer than pauses do, once. */
function quickest(run: Runner, text: string, times: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < times; tries++) {
    least = Math.min(least, run.time(text, longestMs).ms);
    if (least > pauseMs) break;
  }
  return least;
}

/** Ends that make a match fail: the one worked out, none, and characters that few patterns allow. */
function variants(attack: Attack, wide: string): Attack[] {
  const ends = new Set([attack.suffix, '', '!', '\n', '\u0000', ...(wide && [wide])]);
  return [...ends].map((suffix) => ({ ...attack, suffix }));
}

/**
 * A character beyond Latin-1 where the pattern asks for one: V8 keeps texts without any in one byte a character,
 * and gives up at once on those.
 */
function wideIn(pattern: string): string {
  return /[\u0100-\uffff]|\\u(?!00)|\\p/i.test(pattern) ? '\u4e00' : '';
}

function textOf(attack: Attack, n: number): string {
  return attack.prefix + attack.pump.repeat(n) + attack.suffix;
}

function slowOn(attack: Attack, n: number, exponential: boolean): PatternTime {
  const { length } = textOf(attack, n);
  return { length, exponential, text: words(attack, `${n}`), example: words(attack, 'many') };
}

function words(attack: Attack, count: string): string {
  const quoted = (s: string): string => JSON.stringify(s.length > 40 ? `${s.slice(0, 40)}…` : s);
  return [
    attack.prefix && `${quoted(attack.prefix)}, then `,
    `${quoted(attack.pump)} ${count} times`,
    attack.suffix && `, then ${quoted(attack.suffix)}`,
  ]
    .filter(Boolean)
    .join('');
}

interface Took {
  readonly ms: number;
  /** V8 ended it at the limit. */
  readonly ended: boolean;
}

/**
 * Milliseconds that one search takes, of the clock or of the processor, whichever is less: on a busy machine
 * the clock goes on while the thread waits for its turn.
 */
function runner(regex: RegExp): Runner {
  shared ??= sandboxed();
  const { sandbox, context, script } = shared;
  const within = (text: string, limit: number): Took => {
    sandbox.regex = regex;
    sandbox.text = text;
    let ended = false;
    const cpu = process.cpuUsage();
    const start = performance.now();
    try {
      script.runInContext(context, { timeout: limit });
    } catch {
      // Ended, or out of the engine's own stack: the time until then says enough.
      ended = true;
    }
    const { user, system } = process.cpuUsage(cpu);
    const ms = Math.min(performance.now() - start, (user + system) / 1000);
    self.spentMs += ms;
    return { ms, ended };
  };
  const self = {
    spentMs: 0,
    time(text: string, least = 0): Took {
      let took: Took = { ms: 0, ended: false };
      for (const limit of limitsMs) {
        if (limit < least) continue;
        took = within(text, limit);
        if (!took.ended || took.ms >= slowMs) break;
      }
      return took;
    },
  };
  return self;
}

interface Runner {
  /** All times together. */
  readonly spentMs: number;
  /** With a limit of at least `least` ms before the match is ended. */
  time(text: string, least?: number): Took;
}

interface Sandboxed {
  readonly sandbox: { regex: RegExp; text: string };
  readonly context: vm.Context;
  readonly script: vm.Script;
}

/** One for all patterns: a context takes longer to make than most patterns take to match. */
let shared: Sandboxed | undefined;

function sandboxed(): Sandboxed {
  const sandbox = { regex: /./, text: '' };
  const script = new vm.Script(
    "regex.lastIndex = 0; regex.global ? text.replace(regex, '') : regex.exec(text)",
  );
  return { sandbox, context: vm.createContext(sandbox), script };
}

/**
 * Milliseconds; what looks slow is timed twice, so that neither a pause of the machine nor another thread of ours
 * counts. Once is enough on the main thread, where nothing else of ours is busy, for what V8 had to end and what was
 * on its way there, `before`, on a shorter text: a second time would cost as much as all the rest of a review.
 */
function slowness(run: Runner, text: string, before = 0): number {
  const first = run.time(text);
  const isExpected = first.ended && isMainThread && before > slowMs / 4;
  return first.ms < slowMs || isExpected ? first.ms : Math.min(first.ms, run.time(text).ms);
}
