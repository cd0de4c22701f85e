/** Makes a Profile row by row, interning strings, frames and stacks: for importers of the rarer formats. */
import type { FrameTable, Profile, StackTable } from '../model.ts';
import { StringTable } from '../strings.ts';
import { GrowFloats, GrowInts } from './grow.ts';
import { IntTable } from './int-table.ts';

export interface ProfileFacts {
  readonly kind: Profile['kind'];
  readonly unit: Profile['unit'];
  readonly name: string;
  readonly durationUs: number;
  readonly startedAt: number;
  readonly timeOrdered: boolean;
  readonly problems: readonly string[];
}

export class ProfileBuilder {
  private readonly strings: StringTable;
  private readonly frames = new IntTable(256);
  private readonly stacks = new IntTable(1024);
  private readonly sampleStack = new GrowInts(1024);
  private readonly sampleWeight = new GrowFloats(1024);
  private readonly lines = new IntTable(256);
  private readonly lineWeight = new GrowFloats(256);
  private callLines = false;

  /** `strings`: those to start from, so that their numbers stay. */
  constructor(strings: readonly string[] = []) {
    this.strings = new StringTable();
    for (const text of strings) this.strings.intern(text);
  }

  string(text: string): number {
    return this.strings.intern(text);
  }

  /** `file` absolute or as in FrameTable; positions 1-based, 0 unknown. */
  frame(name: string, file: string, line: number, column: number): number {
    return this.frames.intern(this.string(name), this.string(file), position(line), position(column));
  }

  /** Below `parent` (-1: a root). `callLine`: the line of the parent's frame that calls; 0 unknown. */
  stack(parent: number, frame: number, callLine = 0): number {
    if (callLine > 0) this.callLines = true;
    return this.stacks.intern(parent, frame, position(callLine), 0);
  }

  sample(stack: number, weight: number): void {
    this.sampleStack.push(stack);
    this.sampleWeight.push(weight);
  }

  /** Self weight of `stack` on a line of its frame's file; adds up. */
  line(stack: number, line: number, weight: number): void {
    if (!(line > 0) || !(weight > 0)) return;
    const row = this.lines.intern(stack, position(line), 0, 0);
    if (row === this.lineWeight.length) this.lineWeight.push(weight);
    else this.lineWeight.data[row]! += weight;
  }

  get samples(): number {
    return this.sampleStack.length;
  }

  get totalWeight(): number {
    let sum = 0;
    for (let i = 0; i < this.sampleWeight.length; i++) sum += this.sampleWeight.data[i]!;
    return sum;
  }

  finish(facts: ProfileFacts): Profile {
    return {
      version: 1,
      ...facts,
      strings: this.strings.list,
      frames: frameTable(this.frames),
      stacks: this.stackTable(),
      samples: {
        length: this.sampleStack.length,
        stack: this.sampleStack.toUint32(),
        weight: this.sampleWeight.toFloat64(),
      },
      lines: {
        length: this.lines.length,
        stack: this.lines.a.toUint32(),
        line: this.lines.b.toUint32(),
        weight: this.lineWeight.toFloat64(),
      },
    };
  }

  private stackTable(): StackTable {
    const table = {
      length: this.stacks.length,
      frame: this.stacks.b.toUint32(),
      parent: this.stacks.a.toInt32(),
    };
    return this.callLines ? { ...table, callLine: this.stacks.c.toUint32() } : table;
  }
}

export function frameTable(table: IntTable): FrameTable {
  return {
    length: table.length,
    name: table.a.toUint32(),
    file: table.b.toUint32(),
    line: table.c.toUint32(),
    column: table.d.toUint32(),
  };
}

function position(value: number): number {
  return value > 0 && value < 2 ** 31 ? Math.floor(value) : 0;
}
