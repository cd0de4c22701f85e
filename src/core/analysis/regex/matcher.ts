/** Runs a program on a text as a backtracking engine does, and counts: the same on every machine, however busy. */
import type { Program, Step } from './program.ts';

export interface Effort {
  /** Characters looked at and ways begun. */
  readonly steps: number;
  /** More than that were allowed. */
  readonly ended: boolean;
}

/** Where a match that begins at a place ends, -1 where none does. */
export function endOfMatch(program: Program, text: string, at: number): number {
  return new Run(program, codesOf(program, text), Number.MAX_SAFE_INTEGER).match(at);
}

/** All matches of a global pattern, the first of others. @param most ends after so many steps */
export function effortOf(program: Program, text: string, most: number): Effort {
  const codes = codesOf(program, text);
  const run = new Run(program, codes, most);
  for (let at = 0; at <= codes.length; ) {
    const end = run.match(at);
    if (run.left <= 0) return { steps: most, ended: true };
    if (end >= 0 && !program.global) break;
    if (program.sticky && end < 0) break;
    at = end > at ? end : at + 1;
  }
  return { steps: most - run.left, ended: false };
}

function codesOf({ unicode }: Program, text: string): number[] {
  if (unicode) return [...text].map((c) => c.codePointAt(0)!);
  const out = new Array<number>(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

class Run {
  private readonly slots: number[];
  /** Where to go on after a failure, three numbers each: step and place, or -1, slot and what was in it. */
  private readonly ways: number[] = [];
  /** Where the last step taken ended. */
  private place = 0;

  constructor(
    private readonly program: Program,
    private readonly text: readonly number[],
    public left: number,
  ) {
    this.slots = new Array<number>(program.slots).fill(-1);
  }

  /** End of a match that begins at a place, -1 where none does. */
  match(start: number): number {
    this.slots.fill(-1);
    this.ways.length = 0;
    return this.from(0, start);
  }

  private set(slot: number, value: number): void {
    this.ways.push(-1, slot, this.slots[slot]!);
    this.slots[slot] = value;
  }

  /** Takes back what was done since the last way that is left. @returns its step, -1 where none is; it begins at `place` */
  private back(base: number): number {
    while (this.ways.length > base) {
      const value = this.ways.pop()!;
      const slot = this.ways.pop()!;
      const step = this.ways.pop()!;
      this.place = slot;
      if (step >= 0) return step;
      this.slots[slot] = value;
    }
    return -1;
  }

  private from(first: number, start: number): number {
    const { steps } = this.program;
    const base = this.ways.length;
    let pc = first;
    let at = start;
    while (--this.left > 0) {
      const step = steps[pc]!;
      if (step.op === 'done') return at;
      pc = this.take(step, pc, at);
      if (pc < 0) pc = this.back(base);
      if (pc < 0) return -1;
      at = this.place;
    }
    return -1;
  }

  /** The step to go on with, -1 where it failed. */
  private take(step: Step, pc: number, at: number): number {
    this.place = at;
    switch (step.op) {
      case 'read': {
        const code = this.text[step.back ? at - 1 : at];
        if (code === undefined || !step.reads(code)) return -1;
        this.place = step.back ? at - 1 : at + 1;
        return pc + 1;
      }
      case 'split':
        this.ways.push(step.later ? pc + 1 : step.to, at, 0);
        return step.later ? step.to : pc + 1;
      case 'jump':
        return step.to;
      case 'keep':
        this.set(step.slot, at);
        return pc + 1;
      case 'zero':
        this.set(step.slot, 0);
        return pc + 1;
      case 'reset':
        for (let slot = step.from; slot < step.to; slot++) if (this.slots[slot] !== -1) this.set(slot, -1);
        return pc + 1;
      case 'moved':
        return this.slots[step.slot] === at ? -1 : pc + 1;
      case 'turn':
        return this.turn(step, pc, at);
      case 'again':
        return this.again(step, at) ? pc + 1 : -1;
      case 'at':
        return this.isAt(step, at) ? pc + 1 : -1;
      case 'look':
        return this.look(step, pc, at) ? step.to : -1;
      default:
        return -1;
    }
  }

  private turn(step: Extract<Step, { op: 'turn' }>, pc: number, at: number): number {
    const turns = this.slots[step.slot]!;
    if (turns >= step.max) return step.to;
    if (turns < step.min) {
      this.set(step.slot, turns + 1);
      return pc + 1;
    }
    if (step.lazy) {
      // Whoever comes back here has left already once: the turn is counted by then.
      this.set(step.slot, turns + 1);
      this.ways.push(pc + 1, at, 0);
      return step.to;
    }
    this.ways.push(step.to, at, 0);
    this.set(step.slot, turns + 1);
    return pc + 1;
  }

  private again(step: Extract<Step, { op: 'again' }>, at: number): boolean {
    const start = this.slots[2 * step.group]!;
    const end = this.slots[2 * step.group + 1]!;
    if (start < 0 || end < 0) return true;
    const from = step.back ? at - (end - start) : at;
    for (let i = 0; i < end - start; i++) {
      this.left--;
      if (!isSame(this.text[from + i], this.text[start + i]!, step.fold)) return false;
    }
    this.place = step.back ? from : at + (end - start);
    return true;
  }

  private isAt({ kind, multiline }: Extract<Step, { op: 'at' }>, at: number): boolean {
    if (kind === 'start') return at === 0 || (multiline && isLineEnd(this.text[at - 1]!));
    if (kind === 'end') return at === this.text.length || (multiline && isLineEnd(this.text[at]!));
    return (isWord(this.text[at - 1]) !== isWord(this.text[at])) === (kind === 'word');
  }

  private look(step: Extract<Step, { op: 'look' }>, pc: number, at: number): boolean {
    const base = this.ways.length;
    const found = this.from(pc + 1, at) >= 0;
    // What was found is not looked for another way; what it kept stays, and is taken back with all before it.
    if (found && !step.negate) this.forget(base);
    else while (this.back(base) >= 0);
    this.place = at;
    return found !== step.negate;
  }

  private forget(base: number): void {
    let to = base;
    for (let i = base; i < this.ways.length; i += 3) {
      if (this.ways[i] !== -1) continue;
      for (let k = 0; k < 3; k++) this.ways[to + k] = this.ways[i + k]!;
      to += 3;
    }
    this.ways.length = to;
  }
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

function isWord(code = -1): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  );
}

function isSame(a: number | undefined, b: number, fold: boolean): boolean {
  if (a === b || a === undefined || !fold) return a === b;
  return String.fromCodePoint(a).toUpperCase() === String.fromCodePoint(b).toUpperCase();
}
