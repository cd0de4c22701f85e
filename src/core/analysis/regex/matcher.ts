/** Runs a program on a text as a backtracking engine does, and counts: the same on every machine, however busy. */
import { oncePer } from '../once.ts';
import type { Program, Reader, Step } from './program.ts';

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

function codesOf({ unicode }: Program, text: string): Int32Array {
  if (unicode) return Int32Array.from(text, (c) => c.codePointAt(0)!);
  const out = new Int32Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

/** Steps as numbers, `size` each: what it does, where it goes on or which slot, and a second of these or a flag. */
interface Lowered {
  readonly code: Int32Array;
  readonly readers: readonly Reader[];
  /** What each reader said of a character below `small`: 1 for no, 2 for yes, 0 where it was not asked yet. */
  readonly said: Uint8Array;
}

const small = 128;

const ops = {
  read: 0,
  split: 1,
  jump: 2,
  keep: 3,
  zero: 4,
  reset: 5,
  moved: 6,
  turn: 7,
  again: 8,
  at: 9,
  look: 10,
  done: 11,
} as const satisfies Record<Step['op'], number>;

type Of<O extends Step['op']> = Extract<Step, { op: O }>;

const size = 3;

/** A hundred thousand steps are taken of the few there are: objects of so many kinds are slow to look into. */
const lowered = oncePer(({ steps }: Program): Lowered => {
  const code = new Int32Array(size * steps.length);
  const readers: Reader[] = [];
  for (const [pc, step] of steps.entries()) {
    const [a, b] = operandsOf(step, readers);
    code.set([ops[step.op], a, Number(b)], size * pc);
  }
  return { code, readers, said: new Uint8Array(small * readers.length) };
});

function operandsOf(step: Step, readers: Reader[]): [number, number | boolean] {
  switch (step.op) {
    case 'read':
      return [readers.push(step.reads) - 1, step.back];
    case 'split':
      return [step.to, step.later];
    case 'reset':
      return [step.from, step.to];
    case 'jump':
    case 'look':
      return [step.to, false];
    case 'keep':
    case 'zero':
    case 'moved':
      return [step.slot, false];
    default:
      return [0, false];
  }
}

/** Room for ways to go on; grows where that is not enough. */
const someWays = 3 * 512;

class Run {
  private readonly slots: Int32Array;
  /** Where to go on after a failure, three numbers each: step and place, or -1, slot and what was in it. */
  private ways = new Int32Array(someWays);
  private wayCount = 0;
  /** Where the last step taken ended. */
  private place = 0;
  private readonly lowered: Lowered;

  constructor(
    private readonly program: Program,
    private readonly text: Int32Array,
    public left: number,
  ) {
    this.slots = new Int32Array(program.slots).fill(-1);
    this.lowered = lowered(program);
  }

  /** End of a match that begins at a place, -1 where none does. */
  match(start: number): number {
    this.slots.fill(-1);
    this.wayCount = 0;
    return this.from(0, start);
  }

  private way(step: number, place: number, value: number): void {
    const at = this.wayCount;
    if (at + 3 > this.ways.length) {
      const more = new Int32Array(2 * this.ways.length);
      more.set(this.ways);
      this.ways = more;
    }
    this.ways[at] = step;
    this.ways[at + 1] = place;
    this.ways[at + 2] = value;
    this.wayCount = at + 3;
  }

  private set(slot: number, value: number): void {
    this.way(-1, slot, this.slots[slot]!);
    this.slots[slot] = value;
  }

  /** Takes back what was done since the last way that is left. @returns its step, -1 where none is; it begins at `place` */
  private back(base: number): number {
    while (this.wayCount > base) {
      this.wayCount -= 3;
      const step = this.ways[this.wayCount]!;
      const slot = this.ways[this.wayCount + 1]!;
      this.place = slot;
      if (step >= 0) return step;
      this.slots[slot] = this.ways[this.wayCount + 2]!;
    }
    return -1;
  }

  /** Nearly all steps are of four kinds, which need not look beyond what is at hand here. */
  private from(first: number, start: number): number {
    const { code } = this.lowered;
    const base = this.wayCount;
    let pc = first;
    let at = start;
    while (--this.left > 0) {
      const i = pc * size;
      const a = code[i + 1]!;
      const b = code[i + 2]!;
      switch (code[i]) {
        case ops.done:
          return at;
        case ops.read:
          if (this.reads(a, b ? at - 1 : at)) {
            at += b ? -1 : 1;
            pc++;
            continue;
          }
          pc = -1;
          break;
        case ops.split:
          this.way(b ? pc + 1 : a, at, 0);
          pc = b ? a : pc + 1;
          continue;
        case ops.jump:
          pc = a;
          continue;
        default:
          pc = this.take(pc, at);
      }
      if (pc < 0) pc = this.back(base);
      if (pc < 0) return -1;
      at = this.place;
    }
    return -1;
  }

  /** Whether a reader takes the character at a place. */
  private reads(reader: number, at: number): boolean {
    if (at < 0 || at >= this.text.length) return false;
    const { said, readers } = this.lowered;
    const c = this.text[at]!;
    if (c >= small) return readers[reader]!(c);
    const i = reader * small + c;
    if (said[i] === 0) said[i] = readers[reader]!(c) ? 2 : 1;
    return said[i] === 2;
  }

  /** The step to go on with, -1 where it failed. */
  private take(pc: number, at: number): number {
    const { code } = this.lowered;
    const i = pc * size;
    const a = code[i + 1]!;
    const b = code[i + 2]!;
    this.place = at;
    switch (code[i]) {
      case ops.keep:
        this.set(a, at);
        return pc + 1;
      case ops.zero:
        this.set(a, 0);
        return pc + 1;
      case ops.reset:
        for (let slot = a; slot < b; slot++) if (this.slots[slot] !== -1) this.set(slot, -1);
        return pc + 1;
      case ops.moved:
        return this.slots[a] === at ? -1 : pc + 1;
      case ops.turn:
        return this.turn(this.program.steps[pc] as Of<'turn'>, pc, at);
      case ops.again:
        return this.again(this.program.steps[pc] as Of<'again'>, at) ? pc + 1 : -1;
      case ops.at:
        return this.isAt(this.program.steps[pc] as Of<'at'>, at) ? pc + 1 : -1;
      case ops.look:
        return this.look(this.program.steps[pc] as Of<'look'>, pc, at) ? a : -1;
      default:
        return -1;
    }
  }

  private turn(step: Of<'turn'>, pc: number, at: number): number {
    const turns = this.slots[step.slot]!;
    if (turns >= step.max) return step.to;
    if (turns < step.min) {
      this.set(step.slot, turns + 1);
      return pc + 1;
    }
    if (step.lazy) {
      // Whoever comes back here has left already once: the turn is counted by then.
      this.set(step.slot, turns + 1);
      this.way(pc + 1, at, 0);
      return step.to;
    }
    this.way(step.to, at, 0);
    this.set(step.slot, turns + 1);
    return pc + 1;
  }

  private again(step: Of<'again'>, at: number): boolean {
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

  private isAt({ kind, multiline }: Of<'at'>, at: number): boolean {
    if (kind === 'start') return at === 0 || (multiline && isLineEnd(this.text[at - 1]!));
    if (kind === 'end') return at === this.text.length || (multiline && isLineEnd(this.text[at]!));
    return (isWord(this.text[at - 1]) !== isWord(this.text[at])) === (kind === 'word');
  }

  private look(step: Of<'look'>, pc: number, at: number): boolean {
    const base = this.wayCount;
    const found = this.from(pc + 1, at) >= 0;
    // What was found is not looked for another way; what it kept stays, and is taken back with all before it.
    if (found && !step.negate) this.forget(base);
    else while (this.back(base) >= 0);
    this.place = at;
    return found !== step.negate;
  }

  private forget(base: number): void {
    let to = base;
    for (let i = base; i < this.wayCount; i += 3) {
      if (this.ways[i] !== -1) continue;
      for (let k = 0; k < 3; k++) this.ways[to + k] = this.ways[i + k]!;
      to += 3;
    }
    this.wayCount = to;
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
