/** How many items a list has at most, where its callers, or functions of other files, say so (see `Extent`). */
import type { KnownCallers } from './known-callers.ts';
import { capIn } from './schema-caps.ts';
import type { Extent, FileSummary } from './summary.ts';
import type { Values } from './values.ts';

/** The longest of all the lists that something may be. */
export interface Longest {
  readonly kind: 'constant' | 'capped' | 'chunk';
  /** -1 where only that it is few. */
  readonly size: number;
  /** For people: what keeps it short, and where. */
  readonly why: string;
}

/** An extent, and the line where it was met. */
interface At {
  readonly file: FileSummary;
  readonly extent: number;
  readonly line: number;
  /** Who said so, for people; '' where it was the file itself. */
  readonly by: string;
}

/** What is given in a place of a function's parameters, or a property of it. */
interface Place {
  readonly fn: number;
  readonly at: number;
  readonly property: string;
}

/** What leads to more is not followed. */
const mostSteps = 200;

const byCallers = 'every caller passes few';

const rank: Readonly<Record<Longest['kind'], number>> = { constant: 0, capped: 1, chunk: 2 };

export class BoundedElsewhere {
  private readonly known = new Map<FileSummary, (Longest | null)[]>();

  constructor(
    private readonly values: Values,
    private readonly callers: KnownCallers,
    private readonly constantOf: (file: FileSummary, module: string, name: string) => string | undefined,
  ) {}

  /** The longest list that an extent of a file may be; undefined where one of them may be of any length. */
  of(file: FileSummary, extent: number): Longest | undefined {
    if (extent < 0) return undefined;
    let memo = this.known.get(file);
    if (!memo) {
      memo = [];
      this.known.set(file, memo);
    }
    const known = memo[extent];
    if (known !== undefined) return known ?? undefined;
    const found = this.longest({ file, extent, line: 0, by: '' });
    memo[extent] = found ?? null;
    return found;
  }

  /** Goes from what is asked to all that it may be. What leads back to itself adds nothing. */
  private longest(start: At): Longest | undefined {
    const waiting: At[] = [start];
    const seen = new Set<string>();
    let longest: (Longest & { readonly at: At }) | undefined;
    for (let i = 0; i < waiting.length; i++) {
      if (i >= mostSteps) return undefined;
      const at = waiting[i]!;
      const row = at.extent < 0 ? undefined : at.file.extents[at.extent];
      if (!row) return undefined;
      const here = this.leaf(row, at);
      if (here) {
        if (!longest || isLonger(here, longest)) longest = { ...here, at };
        continue;
      }
      const key = `${at.file.path} ${at.extent}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const next = this.next(row, at, seen);
      if (!next) return undefined;
      waiting.push(...next);
    }
    return longest && { kind: longest.kind, size: longest.size, why: reason(longest, longest.at) };
  }

  private leaf(row: Extent, at: At): Longest | undefined {
    if (row.op === 'value') {
      const size = this.values.sizeOf(this.values.of(at.file, row.id));
      // A list that starts empty is filled elsewhere.
      if (size !== undefined && size > 0) return { kind: 'constant', size, why: `a list of ${size}` };
      const most = this.letThrough(at.file, row.id);
      return most === undefined
        ? undefined
        : { kind: 'capped', size: most, why: `checked to be ${most} at most` };
    }
    return row.op === 'constant' || row.op === 'capped' || row.op === 'chunk'
      ? { kind: row.op, size: row.id, why: row.text }
      : undefined;
  }

  /** `createOrder.items` of another file: as many as that lets through. */
  private letThrough(file: FileSummary, ref: number): number | undefined {
    const names: string[] = [];
    let r = file.refs[ref];
    for (; r?.op === 'member'; r = file.refs[r.of]) names.unshift(r.name);
    if (r?.op !== 'import' || names.length === 0) return undefined;
    const [module, name] = r.name.split('\n') as [string, string];
    return capIn(this.constantOf(file, module, (/^[*=]$/.test(name) ? names : [name, ...names]).join('.')));
  }

  /** What a row stands for; undefined where that is not all to be seen. */
  private next(row: Extent, at: At, seen: Set<string>): At[] | undefined {
    if (row.op === 'all' || (row.op === 'value' && row.of.length > 0))
      return row.of.map((extent) => ({ ...at, extent }));
    if (row.op === 'param')
      return this.given({ fn: row.id, at: row.of[0]!, property: row.text }, at.file, seen);
    return row.op === 'result' ? this.gives(row, at) : undefined;
  }

  /** What all callers give in a place. */
  private given(place: Place, file: FileSummary, seen: Set<string>): At[] | undefined {
    const key = `${file.path} ${place.fn} ${place.at} ${place.property}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const callers = this.callers.of({ file, id: place.fn });
    if (!callers) return undefined;
    const found: At[] = [];
    for (const c of callers) {
      const { given, line } = c.file.calls[c.call]!;
      const extent = given[place.at] ?? -1;
      if (!place.property) {
        found.push({ file: c.file, extent, line, by: byCallers });
        continue;
      }
      const row = extent < 0 ? undefined : c.file.extents[extent]!;
      // The options of one function handed on to the next.
      if (row?.op === 'param' && row.text === '') {
        const further = this.given({ fn: row.id, at: row.of[0]!, property: place.property }, c.file, seen);
        if (!further) return undefined;
        found.push(...further);
        continue;
      }
      const property = row?.op === 'object' ? row.text.split(',').indexOf(place.property) : -1;
      if (property < 0) return undefined;
      found.push({ file: c.file, extent: row!.of[property]!, line, by: byCallers });
    }
    return found;
  }

  /** What a called function returns; its own parameters are what this call gives. */
  private gives(row: Extent, at: At): At[] | undefined {
    const v = this.values.of(at.file, row.id);
    if (v?.t !== 'fn') return undefined;
    const fn = v.file.functions[v.id]!;
    const found: At[] = [];
    const waiting = [fn.gives];
    for (let i = 0; i < waiting.length; i++) {
      const extent = waiting[i]!;
      const of = extent < 0 ? undefined : v.file.extents[extent]!;
      if (!of || i >= mostSteps) return undefined;
      if (of.op === 'all') waiting.push(...of.of);
      else if (of.op === 'param' && of.id === v.id && of.text === '')
        found.push({ ...at, extent: row.of[of.of[0]!] ?? -1 });
      else found.push({ file: v.file, extent, line: fn.line, by: `${fn.name}() gives few` });
    }
    return found;
  }
}

/** The kind that says least counts, then the larger number; what has none is larger than what has. */
function isLonger(a: Longest, b: Longest): boolean {
  if (rank[a.kind] !== rank[b.kind]) return rank[a.kind] > rank[b.kind];
  return b.size >= 0 && (a.size < 0 || a.size > b.size);
}

function reason({ why }: Longest, { file, line, by }: At): string {
  return by ? `${by}: ${why} (${file.path}:${line})` : why;
}
