/**
 * `[a-z]{2,256}\\.`: what it costs grows with the square of the text only up to the count. The same pattern with fewer
 * turns says so in a hundredth of the steps: in proportion to the text, and to the turns.
 */
import type { Program, Step } from './program.ts';
import type { Attack } from './weakness.ts';

/** Steps on a text so long, of the program or of another. */
export type Steps = (length: number, program?: Program) => number;

/** Repetitions up to this many end within the shortest text. */
const few = 40;
/** Characters by which they are over before a text is long enough to be told. */
const soonOver = 400;
/** Steps of each character from there on that keep an engine busy for a second on some ten thousand of them. */
const slowEach = 10_000;
/** Up to this many it is told only if it has enough steps by then: on a text that is twice as long it grows no more. */
const over = 2_000;
/** Turns that are left of them, and half as many; more of long words, for a loop to go beyond one. */
const leftTurns = 16;
const leftWords = 4;
/** What a doubling of the text, or of the turns, adds where it grows in proportion. */
const proportion = 2.3;
/** Steps a character that are too many for what grows in proportion. */
const tooMany = 500;

interface Fewer {
  readonly turns: number;
  readonly program: Program;
  readonly half: Program;
  /** Characters after which these are over. */
  readonly length: number;
}

export class Counted {
  private readonly known = new Map<number, Fewer>();

  private constructor(
    private readonly program: Program,
    private readonly turns: number,
    private readonly reach: number,
    private readonly enough: number,
  ) {}

  /**
   * Undefined where nothing is counted that may also end sooner.
   * @param enough steps that are told where they grew with the square
   */
  static of(program: Program, enough: number): Counted | undefined {
    const turns = Math.max(0, ...turnsOf(program, true));
    if (turns < few) return undefined;
    return new Counted(program, turns, reachOf(program.steps, 0, program.steps.length, true), enough);
  }

  private fewer({ pump }: Attack): Fewer {
    const turns = Math.max(leftTurns, leftWords * pump.length);
    let known = this.known.get(turns);
    if (!known) {
      const program = withTurns(this.program, turns);
      const length = 4 * Math.max(turns, ...turnsOf(program));
      known = { turns, program, half: withTurns(this.program, turns / 2), length };
      this.known.set(turns, known);
    }
    return known;
  }

  /** Steps on a short text. */
  first(attack: Attack, steps: Steps): number {
    const { program, length } = this.fewer(attack);
    return steps(length, program);
  }

  /** @param first steps on a short text */
  isHarmless(attack: Attack, first: number, steps: Steps): boolean {
    const { turns, program, half, length } = this.fewer(attack);
    if (this.reach > over || 2 * turns > this.turns || first > tooMany * length) return false;
    const second = steps(2 * length, program);
    if (second > (proportion + 1) * first) return false;
    const adds = steps(4 * length, program) - second;
    if (adds > proportion * (second - first)) return false;
    if (adds > proportion * (steps(4 * length, half) - steps(2 * length, half))) return false;
    const each = ((adds / (2 * length)) * this.turns) / turns;
    // Until the count is reached it is half of that.
    const upTo = (text: number): number => each * (text - this.reach / 2);
    return this.reach <= soonOver ? each < slowEach : upTo(2.1 * this.reach) < this.enough;
  }
}

type Turn = Extract<Step, { op: 'turn' }>;
type Jump = Extract<Step, { op: 'jump' | 'split' }>;

function counts(s: Step): s is Turn {
  return s.op === 'turn' && s.max < Number.POSITIVE_INFINITY;
}

/** @param open leaves out what comes so often, no more and no less */
function turnsOf({ steps }: Program, open = false): number[] {
  return steps.flatMap((s) => (counts(s) && (!open || s.max > s.min) ? [s.max] : []));
}

/** Whether something is counted so far; by default further than the shortest texts go. */
export function countsFar(program: Program, far = few): boolean {
  return turnsOf(program).some((turns) => turns >= far);
}

/** Characters that counted parts read together; infinite where one holds what is not counted. */
function reachOf(steps: readonly Step[], from: number, to: number, outside: boolean): number {
  let reach = 0;
  for (let pc = from; pc < to; pc++) {
    const s = steps[pc]!;
    if (s.op === 'turn' && s.max < Number.POSITIVE_INFINITY) {
      // Its last step leads back to the count.
      reach += s.max * reachOf(steps, pc + 1, s.to - 1, false);
      pc = s.to - 1;
    } else if (s.op === 'split' && isChoice(steps, s)) {
      const end = (steps[s.to - 1] as Jump).to;
      reach += Math.max(reachOf(steps, pc + 1, s.to - 1, outside), reachOf(steps, s.to, end, outside));
      pc = end - 1;
    } else if (outside) continue;
    else if (s.op === 'look') pc = s.to - 1;
    else if (s.op === 'read') reach++;
    else if (s.op === 'again' || s.op === 'turn' || (s.op === 'jump' && s.to <= pc))
      return Number.POSITIVE_INFINITY;
  }
  return reach;
}

/** Its last step leads over the next alternatives. */
function isChoice(steps: readonly Step[], { to }: Jump): boolean {
  const last = steps[to - 1];
  return last?.op === 'jump' && last.to >= to;
}

function withTurns(program: Program, most: number): Program {
  const { slots, unicode, global, sticky } = program;
  const steps = program.steps.map((s) =>
    counts(s) ? { ...s, max: Math.max(s.min, Math.min(s.max, most)) } : s,
  );
  return { steps, slots, unicode, global, sticky };
}
