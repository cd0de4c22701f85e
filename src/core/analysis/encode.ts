/**
 * Summaries as numbers and a table of strings that many share: a quarter of their JSON, and read in a fraction of
 * its time. Fields come in one order, written and read side by side below; `summaryVersion` tells old from new.
 */
import { StringTable } from '../strings.ts';
import type { Step } from './finding.ts';
import type {
  ArgShape,
  CallRow,
  Candidate,
  EntryKind,
  Extent,
  FileSummary,
  FunctionRow,
  Ref,
} from './summary.ts';
import { table } from './tables.ts';

type Counts = Readonly<Record<string, number>>;

/** Summaries one after the other, which share their strings. */
export class SummaryWriter {
  readonly ints: number[] = [];
  private readonly table = new StringTable();

  get strings(): readonly string[] {
    return this.table.list;
  }

  /** @returns where among the numbers it begins */
  add(summary: FileSummary): number {
    const at = this.ints.length;
    writeSummary(this, summary);
    return at;
  }

  int(value: number): void {
    this.ints.push(value);
  }

  text(value: string): void {
    this.ints.push(this.table.intern(value));
  }

  rows<T>(list: readonly T[], row: (value: T) => void): void {
    this.ints.push(list.length);
    for (const value of list) row(value);
  }

  numbers(list: readonly number[]): void {
    this.ints.push(list.length, ...list);
  }

  counts(record: Counts): void {
    const names = Object.keys(record);
    this.ints.push(names.length);
    for (const name of names) {
      this.text(name);
      this.ints.push(record[name]!);
    }
  }

  steps(steps: readonly Step[]): void {
    this.rows(steps, (s) => {
      this.text(s.file);
      this.ints.push(s.line, s.column);
      this.text(s.message);
    });
  }
}

class Reader {
  constructor(
    private readonly ints: Int32Array,
    private readonly strings: readonly string[],
    private at: number,
  ) {}

  int(): number {
    return this.ints[this.at++]!;
  }

  /** @throws RangeError for a number that no string has */
  text(): string {
    const text = this.strings[this.ints[this.at++]!];
    if (text === undefined) throw new RangeError('not a summary');
    return text;
  }

  /** One of a closed set of words, as they were written. */
  word<T extends string>(): T {
    return this.text() as T;
  }

  rows<T>(row: () => T): T[] {
    const n = this.count();
    // Of its whole length at once: a list that grows leaves room for 17 behind, and most have one or two.
    const list = new Array<T>(n);
    for (let i = 0; i < n; i++) list[i] = row();
    return list;
  }

  /** @throws RangeError for more rows than there are numbers left */
  private count(): number {
    const n = this.int();
    if (!(n >= 0 && n <= this.ints.length - this.at)) throw new RangeError('not a summary');
    return n;
  }

  numbers(): number[] {
    const n = this.count();
    if (n === 0) return [];
    const list = new Array<number>(n);
    for (let i = 0; i < n; i++) list[i] = this.int();
    return list;
  }

  counts(): Record<string, number> {
    const record = table();
    for (let n = this.int(); n > 0; n--) {
      const name = this.text();
      const value = this.int();
      // A name such as __proto__ is data here.
      if (name === '__proto__')
        Object.defineProperty(record, name, {
          value,
          enumerable: true,
          writable: true,
          configurable: true,
        });
      else record[name] = value;
    }
    return record;
  }

  steps(): Step[] {
    return this.rows(() => ({
      file: this.text(),
      line: this.int(),
      column: this.int(),
      message: this.text(),
    }));
  }
}

/** Some summaries on their way from one thread to another: half of what copying them as objects costs. */
export interface Packed {
  readonly ints: Int32Array;
  /** As JSON: one long string is handed over in a third of the time of many short ones. */
  readonly strings: string;
  /** Where each begins. */
  readonly starts: readonly number[];
}

export function pack(summaries: readonly FileSummary[]): Packed {
  const writer = new SummaryWriter();
  const starts = summaries.map((s) => writer.add(s));
  return { ints: Int32Array.from(writer.ints), strings: JSON.stringify(writer.strings), starts };
}

export function unpack({ ints, strings, starts }: Packed): FileSummary[] {
  const table = JSON.parse(strings) as string[];
  return starts.map((at) => decodeSummary(ints, table, at));
}

function writeSummary(w: SummaryWriter, s: FileSummary): void {
  w.int(s.version);
  for (const text of [s.path, s.hash, s.fileKind, s.fileWhy, s.problem]) w.text(text);
  w.rows(s.refs, (r) => writeRef(w, r));
  w.rows(s.objects, (o) => w.counts(o));
  w.rows(s.extents, (e) => writeExtent(w, e));
  w.rows(s.calls, (c) => writeCall(w, c));
  w.rows(s.functions, (f) => writeFunction(w, f));
  w.rows(s.classes, (c) => {
    w.text(c.name);
    w.int(c.base);
    w.rows(c.contracts, (name) => w.text(name));
    w.counts(c.methods);
    w.counts(c.statics);
    w.counts(c.fields);
  });
  w.counts(s.exports);
  w.rows(s.stars, (m) => w.text(m));
  w.rows(Object.entries(s.patterns), ([name, text]) => {
    w.text(name);
    w.text(text);
  });
  w.rows(s.modules, (m) => w.text(m));
  w.numbers(s.passed);
  w.rows(s.entries, (e) => {
    w.int(e.ref);
    w.text(e.kind);
    w.text(e.why);
  });
  w.rows(s.candidates, (c) => writeCandidate(w, c));
  w.rows(s.suppressions, (x) => {
    w.text(x.rule);
    w.text(x.reason);
    w.ints.push(x.line, x.at);
  });
  w.rows(Object.entries(s.lineTexts), ([line, text]) => {
    w.int(Number(line));
    w.text(text);
  });
}

/** @throws RangeError where the numbers are no summary */
export function decodeSummary(ints: Int32Array, strings: readonly string[], at: number): FileSummary {
  const r = new Reader(ints, strings, at);
  const version = r.int();
  const path = r.text();
  const hash = r.text();
  const fileKind = r.word<EntryKind | ''>();
  const fileWhy = r.text();
  const problem = r.text();
  const refs = r.rows(() => readRef(r));
  const objects = r.rows(() => r.counts());
  const extents = r.rows(() => readExtent(r));
  const calls = r.rows(() => readCall(r));
  const functions = r.rows(() => readFunction(r));
  const classes = r.rows(() => ({
    name: r.text(),
    base: r.int(),
    contracts: r.rows(() => r.text()),
    methods: r.counts(),
    statics: r.counts(),
    fields: r.counts(),
  }));
  const exports = r.counts();
  const stars = r.rows(() => r.text());
  const patterns = Object.fromEntries(r.rows(() => [r.text(), r.text()] as const));
  const modules = r.rows(() => r.text());
  const passed = r.numbers();
  const entries = r.rows(() => ({ ref: r.int(), kind: r.word<EntryKind>(), why: r.text() }));
  const candidates = r.rows(() => readCandidate(r));
  const suppressions = r.rows(() => {
    const rule = r.text();
    const reason = r.text();
    return { rule, line: r.int(), reason, at: r.int() };
  });
  const lineTexts: Record<number, string> = {};
  for (let n = r.int(); n > 0; n--) {
    const line = r.int();
    lineTexts[line] = r.text();
  }
  return {
    version,
    path,
    hash,
    refs,
    objects,
    extents,
    calls,
    functions,
    classes,
    exports,
    stars,
    patterns,
    modules,
    passed,
    entries,
    candidates,
    suppressions,
    lineTexts,
    fileKind,
    fileWhy,
    problem,
  };
}

function writeRef(w: SummaryWriter, r: Ref): void {
  w.text(r.op);
  w.text(r.name);
  w.ints.push(r.of, r.id);
}

function readRef(r: Reader): Ref {
  const op = r.word<Ref['op']>();
  const name = r.text();
  return { op, of: r.int(), name, id: r.int() };
}

function writeExtent(w: SummaryWriter, e: Extent): void {
  w.text(e.op);
  w.text(e.text);
  w.int(e.id);
  w.numbers(e.of);
}

function readExtent(r: Reader): Extent {
  const op = r.word<Extent['op']>();
  const text = r.text();
  return { op, id: r.int(), text, of: r.numbers() };
}

function writeCall(w: SummaryWriter, c: CallRow): void {
  const flags = (c.awaited ? 1 : 0) + (c.rare ? 2 : 0) + (c.given.length > 0 ? 4 : 0);
  w.ints.push(c.ref, c.line, c.column, c.endLine, c.endColumn, c.fn, flags);
  w.text(c.arg);
  w.text(c.text);
  if (c.given.length > 0) w.numbers(c.given);
}

function readCall(r: Reader): CallRow {
  const ref = r.int();
  const line = r.int();
  const column = r.int();
  const endLine = r.int();
  const endColumn = r.int();
  const fn = r.int();
  const flags = r.int();
  const arg = r.word<ArgShape>();
  const [awaited, rare] = [(flags & 1) !== 0, (flags & 2) !== 0];
  return {
    ref,
    line,
    column,
    endLine,
    endColumn,
    fn,
    arg,
    awaited,
    rare,
    text: r.text(),
    given: (flags & 4) !== 0 ? r.numbers() : [],
  };
}

function writeFunction(w: SummaryWriter, f: FunctionRow): void {
  for (const text of [f.name, f.invocation, f.entry, f.entryWhy]) w.text(text);
  const flags =
    (f.memo ? 1 : 0) +
    (f.isAsync ? 2 : 0) +
    (f.assigned ? 4 : 0) +
    (f.limited ? 8 : 0) +
    (f.handed ? 16 : 0) +
    (f.insists ? 32 : 0);
  w.ints.push(f.line, f.cls, f.parent, f.ret, f.gives, flags);
}

function readFunction(r: Reader): FunctionRow {
  const name = r.text();
  const invocation = r.word<FunctionRow['invocation']>();
  const entry = r.word<EntryKind | ''>();
  const entryWhy = r.text();
  const line = r.int();
  const cls = r.int();
  const parent = r.int();
  const ret = r.int();
  const gives = r.int();
  const flags = r.int();
  return {
    name,
    line,
    cls,
    parent,
    invocation,
    ret,
    gives,
    entry,
    entryWhy,
    memo: (flags & 1) !== 0,
    limited: (flags & 8) !== 0,
    isAsync: (flags & 2) !== 0,
    assigned: (flags & 4) !== 0,
    handed: (flags & 16) !== 0,
    insists: (flags & 32) !== 0,
  };
}

function writeCandidate(w: SummaryWriter, c: Candidate): void {
  for (const text of [c.rule, c.message, c.confidence, c.silenced, c.tag]) w.text(text);
  w.ints.push(c.line, c.column, c.endLine, c.endColumn, c.fn, c.iter, c.extent);
  w.steps(c.steps);
  w.numbers(c.calls);
  w.numbers(c.bodies);
}

function readCandidate(r: Reader): Candidate {
  const rule = r.text();
  const message = r.text();
  const confidence = r.word<Candidate['confidence']>();
  const silenced = r.text();
  const tag = r.text();
  const line = r.int();
  const column = r.int();
  const endLine = r.int();
  const endColumn = r.int();
  const fn = r.int();
  const iter = r.int();
  const extent = r.int();
  const steps = r.steps();
  const calls = r.numbers();
  const bodies = r.numbers();
  return {
    rule,
    line,
    column,
    endLine,
    endColumn,
    fn,
    message,
    confidence,
    silenced,
    steps,
    calls,
    bodies,
    iter,
    extent,
    tag,
  };
}
