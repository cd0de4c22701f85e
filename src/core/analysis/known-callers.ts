/** Who calls a function, from all files of the workspace: known only where nobody else can. */
import { commonNames, ownerKey, type Target } from './by-name.ts';
import type { EffectsOf } from './effects.ts';
import { byDefault, type Finder, nameIn } from './finder.ts';
import { cold } from './paths.ts';
import type { CallRow, FileSummary } from './summary.ts';
import type { Values } from './values.ts';

export interface Caller {
  readonly file: FileSummary;
  /** Its row among the file's calls. */
  readonly call: number;
}

/** Who is called from more places is not followed. */
const mostCallers = 40;

export class KnownCallers {
  private readonly known = new Map<FileSummary, (readonly Caller[] | null | undefined)[]>();

  constructor(
    private readonly files: ReadonlyMap<string, FileSummary>,
    private readonly values: Values,
    private readonly effects: EffectsOf,
    /** Whether nobody but the workspace calls what a file exports. */
    private readonly serves: (file: FileSummary) => boolean,
    private readonly finder?: Finder,
  ) {}

  /** Calls of a function, those of files that run once left out; undefined where others may call it as well. */
  of(target: Target): readonly Caller[] | undefined {
    let memo = this.known.get(target.file);
    if (!memo) {
      memo = [];
      this.known.set(target.file, memo);
    }
    let known = memo[target.id];
    if (known === undefined) {
      known = this.collect(target) ?? null;
      memo[target.id] = known;
    }
    return known ?? undefined;
  }

  /** A call of another file, in what a loop does for each item. */
  perItemElsewhere(target: Target): Caller | undefined {
    const { file } = target;
    for (const n of this.namesOf(target))
      for (const c of this.callsOf(n)) {
        if (c.file.path === file.path || !isPerItem(c)) continue;
        if (this.effects.leads.targets(c.file, c.call).some((t) => isSame(t, target))) return c;
      }
    return undefined;
  }

  /** A call that is certainly one of a function, whoever else may call it; of others' than candidates', in their file. */
  someCall(target: Target, isSuch: (caller: Caller) => boolean): Caller | undefined {
    const { file, id } = target;
    const names = [...this.namesOf(target)];
    for (const n of names.length > 0 ? names : [lastName(file, id)]) {
      const others = names.length > 0 ? this.callsOf(n).filter((c) => c.file.path !== file.path) : [];
      for (const c of [...others, ...callsIn(file, id, n)])
        if (this.effects.leads.targets(c.file, c.call).some((t) => isSame(t, target)) && isSuch(c)) return c;
    }
    return undefined;
  }

  private readonly exported = new Map<FileSummary, ReadonlySet<number>>();
  /** Whether others than those of the workspace may call it. */
  private isExported({ file, id }: Target): boolean {
    if (file.functions[id]!.cls >= 0) return true;
    let known = this.exported.get(file);
    if (!known) {
      known = exportedOf(file);
      this.exported.set(file, known);
    }
    return known.has(id);
  }

  private collect(target: Target): readonly Caller[] | undefined {
    const { file, id } = target;
    const row = file.functions[id]!;
    const name = lastName(file, id);
    if (row.entry || row.invocation !== 'named' || !/^[\w$#]+$/.test(name) || name === 'constructor')
      return undefined;
    this.handed ??= this.collectHanded();
    if (this.handed.get(file.path)?.has(row.name)) return undefined;
    if (this.isExported(target) && !this.serves(file)) return undefined;
    const found = new Map<CallRow, Caller>();
    for (const n of this.namesOf(target)) {
      const others = this.callsOf(n).filter((c) => c.file.path !== file.path);
      for (const c of [...others, ...callsIn(file, id, n)]) {
        const meant = this.means(c, target, n);
        if (meant === undefined) return undefined;
        if (meant && found.set(c.file.calls[c.call]!, c).size > mostCallers) return undefined;
      }
    }
    return found.size > 0 ? [...found.values()] : undefined;
  }

  /** Whether a call is one of a function; undefined where it may be. */
  private means(c: Caller, target: Target, name: string): boolean | undefined {
    const targets = this.effects.leads.targets(c.file, c.call);
    if (targets.some((t) => isSame(t, target))) return true;
    return this.mayMean(c, name, c.file.path === target.file.path) ? undefined : false;
  }

  /** Whether a call that leads to none of the workspace may be one of a function of that name. */
  mayMean(c: Caller, name: string, inItsFile: boolean): boolean {
    if (name === byDefault || this.effects.leads.targets(c.file, c.call).length > 0) return false;
    const { ref } = c.file.calls[c.call]!;
    const v = this.values.of(c.file, ref);
    // Of a package that is not to be seen: it may be this one under another name.
    if (v?.t === 'package') return v.path.length === 1 && v.path[0] === name;
    if (v && v.t !== 'names') return false;
    if (!v || v.names.length < 2) return inItsFile || c.file.refs[ref]?.op === 'import';
    return ownerKey(v.names.at(-2)!) === '' && !commonNames.test(name);
  }

  /** Calls outside of code that runs once, by the last name of what they call. */
  private named: ReadonlyMap<string, readonly Caller[]> | undefined;
  /** Names that callers were looked for by. */
  readonly askedFor = new Set<string>();

  private callsOf(name: string): readonly Caller[] {
    this.askedFor.add(name);
    if (this.finder) return collectNamed(new Map([[name, []]]), this.finder.naming(name)).get(name)!;
    this.named ??= this.collectNamed();
    return this.named.get(name) ?? [];
  }

  private collectNamed(): ReadonlyMap<string, readonly Caller[]> {
    const named = new Map<string, Caller[]>();
    for (const file of this.files.values())
      for (const names of this.namesIn(file).values()) for (const name of names) named.set(name, []);
    return collectNamed(named, this.files.values());
  }

  private readonly names = new Map<FileSummary, ReadonlyMap<number, ReadonlySet<string>>>();
  private namesIn(file: FileSummary): ReadonlyMap<number, ReadonlySet<string>> {
    let names = this.names.get(file);
    if (!names) {
      names = namesIn(file);
      this.names.set(file, names);
    }
    return names;
  }

  private namesOf({ file, id }: Target): Iterable<string> {
    return this.namesIn(file).get(id) ?? [];
  }

  /**
   * Names of the functions of a file that are handed to somebody, or called from outside; undefined until somebody
   * asks. Whatever version of the file is meant: while somebody types there are two.
   */
  handed: Pick<ReadonlyMap<string, ReadonlySet<string>>, 'get'> | undefined;
  private collectHanded(): ReadonlyMap<string, ReadonlySet<string>> {
    const handed = new Map<string, Set<string>>();
    for (const file of this.files.values()) {
      if (cold.has(file.fileKind)) continue;
      for (const ref of [...file.passed, ...file.entries.map((e) => e.ref)]) {
        const v = this.values.of(file, ref);
        if (v?.t !== 'fn') continue;
        const { name } = v.file.functions[v.id]!;
        const known = handed.get(v.file.path);
        if (known) known.add(name);
        else handed.set(v.file.path, new Set([name]));
      }
    }
    return handed;
  }
}

/** @param named lists to be filled, by name */
function collectNamed(
  named: ReadonlyMap<string, Caller[]>,
  files: Iterable<FileSummary>,
): ReadonlyMap<string, readonly Caller[]> {
  for (const file of files) {
    if (cold.has(file.fileKind)) continue;
    const { calls, refs } = file;
    for (let call = 0; call < calls.length; call++) {
      const ref = refs[calls[call]!.ref];
      const name = ref ? nameIn(ref) : '';
      if (name) named.get(name)?.push({ file, call });
    }
  }
  return named;
}

/** Whatever versions of their file they are of. */
function isSame(a: Target, b: Target): boolean {
  if (a.file === b.file) return a.id === b.id;
  return a.file.path === b.file.path && a.file.functions[a.id]!.name === b.file.functions[b.id]!.name;
}

/** In the callback of an array method. */
function isPerItem({ file, call }: Caller): boolean {
  let fn = file.functions[file.calls[call]!.fn];
  while (fn?.invocation === 'once') fn = file.functions[fn.parent];
  return fn?.invocation === 'loop';
}

/** Calls in the file itself, whatever they name it. */
function callsIn(file: FileSummary, id: number, name: string): Caller[] {
  const found: Caller[] = [];
  for (const [call, { ref }] of file.calls.entries()) {
    const row = file.refs[ref];
    if (row && (row.op === 'fn' ? row.id === id : nameIn(row) === name)) found.push({ file, call });
  }
  return found;
}

/** What a rule says of a function that costs something in a loop, wherever that is. */
export const inLoopsElsewhere = 'elsewhere';
/** What a rule says of a function that leaves something behind each time it is called. */
export const byCallers = 'by-callers';

/**
 * All names that the functions of a file may be called by, by id: of those that loops go through parameters of, and
 * those whose loops other files have.
 */
function namesIn(file: FileSummary): ReadonlyMap<number, ReadonlySet<string>> {
  const names = new Map<number, Set<string>>();
  for (const e of file.extents)
    if (e.op === 'param' && !names.has(e.id)) names.set(e.id, new Set([lastName(file, e.id)]));
  for (const { tag, fn } of file.candidates)
    if ((tag === inLoopsElsewhere || tag.startsWith(byCallers)) && !names.has(fn))
      names.set(fn, new Set([lastName(file, fn)]));
  if (names.size === 0) return names;
  const put = (ref: number, name: string): void => {
    const { op, id } = file.refs[ref]!;
    if (op === 'fn') names.get(id)?.add(name);
  };
  for (const [as, ref] of Object.entries(file.exports))
    put(ref, as === 'default' || as === '=' ? byDefault : as);
  for (const o of file.objects) for (const [as, ref] of Object.entries(o)) put(ref, as);
  return names;
}

function lastName(file: FileSummary, id: number): string {
  return file.functions[id]!.name.split('.').at(-1)!;
}

function exportedOf(file: FileSummary): ReadonlySet<number> {
  const refs = Object.values(file.exports).map((ref) => file.refs[ref]!);
  return new Set(refs.filter((ref) => ref.op === 'fn').map((ref) => ref.id));
}
