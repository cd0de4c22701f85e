/**
 * A file's summary without its lines: what its parts are, told in a way that two texts of the file can be compared
 * by. Rows refer to rows by number, and a line that is added gives them all other numbers; here a row is named by
 * what it says, and by what the rows say that it refers to.
 */
import { hash } from './fingerprint.ts';
import type { FileSummary, FunctionRow, Ref } from './summary.ts';

export class Outline {
  /** The function that a function is part of: itself, unless it is a callback without a name. By number. */
  readonly roots: readonly number[];
  /** All but such callbacks, by what they are called. */
  readonly functions: ReadonlyMap<string, number>;
  readonly classes: ReadonlyMap<string, number>;
  /** Calls of such a function and its callbacks, in order, by its number. */
  readonly calls: ReadonlyMap<number, readonly number[]>;
  private readonly functionKeys: readonly string[];
  private readonly classKeys: readonly string[];
  private readonly refs: string[] = [];
  private readonly extents: string[] = [];

  constructor(readonly file: FileSummary) {
    const roots: number[] = [];
    for (const [id, f] of file.functions.entries()) roots.push(isCallback(f) ? roots[f.parent]! : id);
    this.roots = roots;
    this.classKeys = numbered(file.classes.map((c) => c.name));
    const named = this.named(roots);
    this.functionKeys = numbered(roots.map((root, id) => (root === id ? '' : 'in ') + named[root]));
    this.functions = new Map(
      this.functionKeys.flatMap((key, id) => (roots[id] === id ? [[key, id] as const] : [])),
    );
    this.classes = new Map(this.classKeys.map((key, id) => [key, id]));
    const calls = new Map<number, number[]>();
    for (const [call, { fn }] of file.calls.entries()) {
      const list = calls.get(roots[fn]!);
      if (list) list.push(call);
      else calls.set(roots[fn]!, [call]);
    }
    this.calls = calls;
  }

  /** By what a function is part of, too: one more `go` inside of another function makes no other `go` a different one. */
  private named(roots: readonly number[]): string[] {
    const number = numbering();
    const named: string[] = [];
    for (const [id, f] of this.file.functions.entries()) {
      const around = f.parent < 0 ? '' : named[roots[f.parent]!]!;
      const cls = f.cls < 0 ? '' : this.classKeys[f.cls]!;
      named.push(roots[id] === id ? number(told(around, cls, f.name, f.entryWhy)) : '');
    }
    return named;
  }

  function(id: number): string {
    const f = this.file.functions[id]!;
    return told(
      f.cls < 0 ? '' : this.classKeys[f.cls],
      f.parent < 0 ? '' : this.functionKeys[this.roots[f.parent]!],
      f.invocation,
      this.ref(f.ret),
      this.extent(f.gives),
      f.entry,
      f.memo,
      f.limited,
      f.isAsync,
      f.assigned,
      f.handed,
      f.insists,
    );
  }

  /** Superclass, and what its members are by name. */
  class(id: number): { readonly base: string; readonly members: ReadonlyMap<string, string> } {
    const { base, contracts, methods, statics, fields } = this.file.classes[id]!;
    const members = new Map<string, string>();
    for (const [name, fn] of Object.entries(methods)) members.set(name, `method ${this.functionKeys[fn]}`);
    for (const [name, fn] of Object.entries(statics))
      members.set(name, `${members.get(name) ?? ''} static ${this.functionKeys[fn]}`);
    for (const [name, ref] of Object.entries(fields))
      members.set(name, `${members.get(name) ?? ''} field ${this.ref(ref)}`);
    return { base: `${this.ref(base)} ${contracts.join()}`, members };
  }

  call(id: number): string {
    const c = this.file.calls[id]!;
    const around: string[] = [];
    for (let fn = c.fn; fn !== this.roots[fn]; fn = this.file.functions[fn]!.parent) {
      const { invocation, limited, memo } = this.file.functions[fn]!;
      around.push(`${invocation} ${limited} ${memo}`);
    }
    const given = c.given.map((extent) => this.extent(extent));
    return told(this.ref(c.ref), c.arg, c.awaited, c.rare, c.text, ...around, '', ...given);
  }

  /** A row that leads back to itself says so, and no more. */
  ref(id: number): string {
    if (id < 0) return '';
    const known = this.refs[id];
    if (known !== undefined) return known;
    this.refs[id] = 'circle';
    const row = this.file.refs[id]!;
    const shape = told(row.op, row.name, this.meant(row), this.ref(row.of));
    this.refs[id] = shape;
    return shape;
  }

  private meant({ op, id }: Ref): string | number {
    switch (op) {
      case 'fn':
        return this.functionKeys[id]!;
      case 'class':
      case 'this':
      case 'super':
        return this.classKeys[id]!;
      case 'obj':
        return this.object(id);
      case 'or':
        return this.ref(id);
      default:
        return id;
    }
  }

  private object(id: number): string {
    return told(...Object.entries(this.file.objects[id]!).flatMap(([name, ref]) => [name, this.ref(ref)]));
  }

  extent(id: number): string {
    if (id < 0) return '';
    const known = this.extents[id];
    if (known !== undefined) return known;
    this.extents[id] = 'circle';
    const { op, id: of, text, of: parts } = this.file.extents[id]!;
    const meant =
      op === 'param' ? this.functionKeys[of]! : op === 'result' || op === 'value' ? this.ref(of) : of;
    const shape = told(op, text, meant, ...(op === 'param' ? parts : parts.map((p) => this.extent(p))));
    this.extents[id] = shape;
    return shape;
  }
}

/** What others may call, or enter, is more: the methods of an object that is handed to somebody are. */
function isCallback(f: FunctionRow): boolean {
  return f.parent >= 0 && f.invocation !== 'named' && f.entry === '' && /^callback( of |$)/.test(f.name);
}

function told(...parts: readonly (string | number | boolean | undefined)[]): string {
  return hash(parts.join('\0'));
}

/** The second of a name is told from the first. */
function numbered(names: readonly string[]): string[] {
  return names.map(numbering());
}

function numbering(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const n = counts.get(name) ?? 0;
    counts.set(name, n + 1);
    return `${name}\n${n}`;
  };
}
