/**
 * What suspected patterns take on texts made to slow them down. A count of steps decides, which is the same on every
 * machine; V8 then has its say on a text on which it must take long, in a match that is ended after a limit. Runs in
 * a worker thread in the editor.
 */
import vm from 'node:vm';
import { type Suspected, slowTexts, textOf } from '../../core/analysis/regex/effort.ts';
import type { Attack } from '../../core/analysis/regex/weakness.ts';
import { threadClock } from './thread-clock.ts';

export type PatternToTime = Suspected;

export interface PatternTime {
  /** Length of a text that keeps the engine busy; 0 where none does. */
  readonly length: number;
  /** That length is reached by doubling work with each repetition, not by a power of the length. */
  readonly exponential: boolean;
  /** By which power of the length it grows, 0 where it is exponential. */
  readonly power: number;
  /** The text, for people: `' ' repeated 4000 times, then '!'`. */
  readonly text: string;
  /** The same whatever the length: `' ' many times, then '!'`. */
  readonly example: string;
}

export const quick: PatternTime = { length: 0, exponential: false, power: 0, text: '', example: '' };

/** What V8 is done with sooner is quick after all. By then the slowest machine is through with a linear pattern. */
const quickMs = 1;
/** At first, and half of it computed is long enough; who had no turn until then gets twice as long. */
const limitMs = 2 * quickMs;
/** Of the limit: who computed for so much of it and was ended then was hardly collecting all the while. */
const wholeLook = 0.7;
/** A quick match is not disturbed so often in a row. */
const tries = 6;
/** V8 makes bytecode of a pattern at its first match and machine code at the second, which of a long one takes as long. */
const compilations = 2;
const compileMs = 50;
/** The longest text of many repetitions. */
const longest = 120_000;
/** Where each repetition doubles the work. */
const moreDoublings = 14;

export function timePattern(asked: Suspected): PatternTime {
  let regex: RegExp;
  try {
    regex = new RegExp(asked.pattern, asked.flags.replace('y', ''));
  } catch {
    return quick;
  }
  for (const { attack, n, exponential, more, power } of slowTexts(asked)) {
    const count = exponential ? n + moreDoublings : repetitionsFor(attack, more * n);
    const text = textOf(attack, count);
    if (!takesLong(regex, text, textOf(attack, 1))) continue;
    const { length } = text;
    return {
      length,
      exponential,
      power: power(),
      text: words(attack, `${count}`),
      example: words(attack, 'many'),
    };
  }
  return quick;
}

function repetitionsFor({ pump }: Attack, wanted: number): number {
  return Math.min(wanted, Math.floor(longest / pump.length));
}

/**
 * The clock alone is no proof of much work, but of little: it goes on while the thread waits for its turn, and while
 * the thread is made that ends the match. Nor is one look at a match that came to its end: V8 may have collected in it.
 */
function takesLong(regex: RegExp, text: string, short: string): boolean {
  shared ??= sandboxed();
  const { script, context, sandbox, watch } = shared;
  sandbox.regex = regex;
  sandbox.text = short;
  for (let i = 0; i < compilations; i++)
    try {
      script.runInContext(context, { timeout: compileMs });
    } catch {
      // Slow on so short a text: slow on the long one, too.
    }
  sandbox.text = text;
  let limit = limitMs;
  let slow = 0;
  for (let i = 0; i < tries; i++) {
    watch.begin();
    let took = Number.POSITIVE_INFINITY;
    try {
      took = script.runInContext(context, { timeout: limit }) as number;
    } catch {
      // Ended, or out of the engine's own stack.
    }
    const spent = watch.spent();
    const isEnded = took === Number.POSITIVE_INFINITY;
    if (!isEnded && Math.min(took, spent) < quickMs) return false;
    if (isEnded && spent > wholeLook * limit) return true;
    if (!isEnded || spent > limit / 2) slow++;
    else limit *= 2;
    if (slow === 2) return true;
  }
  return true;
}

interface Sandboxed {
  readonly sandbox: { regex: RegExp; text: string; begin: () => void };
  readonly context: vm.Context;
  /** Gives what the match took by the clock. */
  readonly script: vm.Script;
  readonly watch: Watch;
}

/** One for all patterns: a context takes longer to make than most patterns take to match. */
let shared: Sandboxed | undefined;

function sandboxed(): Sandboxed {
  const watch = new Watch();
  const sandbox = { regex: /./, text: '', begin: () => watch.begin(), took: () => watch.took() };
  const script = new vm.Script(
    "regex.lastIndex = 0; begin(); regex.global ? text.replace(regex, '') : regex.exec(text); took()",
  );
  return { sandbox, context: vm.createContext(sandbox), script, watch };
}

class Watch {
  private readonly clock = threadClock();
  private start = 0;
  private computed = 0;

  begin(): void {
    this.computed = this.clock();
    this.start = performance.now();
  }

  took(): number {
    return performance.now() - this.start;
  }

  /** Of this thread's own time. */
  spent(): number {
    return this.clock() - this.computed;
  }
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
