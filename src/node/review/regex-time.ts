/**
 * What suspected patterns take on texts made to slow them down. A count of steps decides, which is the same on every
 * machine; V8 then has its say on a text on which it must take long, in a match that is ended after a limit. Runs in
 * a worker thread in the editor.
 */
import vm from 'node:vm';
import { type Suspected, slowTexts, textOf } from '../../core/analysis/regex/effort.ts';
import type { Attack } from '../../core/analysis/regex/weakness.ts';

export type PatternToTime = Suspected;

export interface PatternTime {
  /** Length of a text that keeps the engine busy; 0 where none does. */
  readonly length: number;
  /** That length is reached by doubling work with each repetition, not by a power of the length. */
  readonly exponential: boolean;
  /** The text, for people: `' ' repeated 4000 times, then '!'`. */
  readonly text: string;
  /** The same whatever the length: `' ' many times, then '!'`. */
  readonly example: string;
}

export const quick: PatternTime = { length: 0, exponential: false, text: '', example: '' };

/** What V8 is done with sooner is quick after all. By then the slowest machine is through with a linear pattern. */
const quickMs = 1;
const limitMs = 4;
/** Pauses of a busy machine make a quick match long, now and then. */
const tries = 5;
/** How many more repetitions V8 is given than showed the growth, and the longest text of them. */
const more = 64;
const moreIfSteep = 16;
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
  for (const { attack, n, exponential, steep } of slowTexts(asked)) {
    const count = exponential ? n + moreDoublings : repetitionsFor(attack, (steep ? moreIfSteep : more) * n);
    const text = textOf(attack, count);
    if (!takesLong(regex, text)) continue;
    const { length } = text;
    return { length, exponential, text: words(attack, `${count}`), example: words(attack, 'many') };
  }
  return quick;
}

function repetitionsFor({ pump }: Attack, wanted: number): number {
  return Math.min(wanted, Math.floor(longest / pump.length));
}

/** The clock alone is no proof of much work, but of little: it goes on while the thread waits for its turn. */
function takesLong(regex: RegExp, text: string): boolean {
  shared ??= sandboxed();
  const { script, context, sandbox } = shared;
  sandbox.regex = regex;
  sandbox.text = text;
  for (let i = 0; i < tries; i++) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    try {
      script.runInContext(context, { timeout: limitMs });
    } catch {
      // Ended, or out of the engine's own stack.
    }
    if (performance.now() - start < quickMs) return false;
    if (process.cpuUsage(cpu).user / 1000 > limitMs / 2) return true;
  }
  return true;
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
