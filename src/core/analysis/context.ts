/** From which kinds of entry each function is reached: what is only ever run once is not worth a warning. */

import type { Target } from './by-name.ts';
import type { EffectsOf } from './effects.ts';
import type { Finder } from './finder.ts';
import { cold, isJobFile, isStartedAgain } from './paths.ts';
import { Places } from './places.ts';
import { finish } from './steps.ts';
import { type EntryKind, type FileSummary, hotEntries } from './summary.ts';
import type { Values } from './values.ts';

export interface Reached {
  readonly kind: EntryKind;
  readonly why: string;
}

/** How a kind of entry first reached a function, and the file that it started in. */
export interface Way extends Reached {
  readonly from: FileSummary;
}

interface Step extends Way {
  readonly file: FileSummary;
  readonly fn: number;
}

/** `backfillPrices` that a job calls is run again and again: named like what is done once, it is not. */
function isBackfill({ file, id }: Target): boolean {
  const { entry, name } = file.functions[id]!;
  return entry === 'seed' && file.fileKind === '' && /backfill/i.test(name);
}

/** Classes whose methods others call in ways that no reader of names can follow. */
const servesOthers = /(Service|Controller|Store|Repository|Resolver|Handler|Gateway|Manager|UseCase)$/;

/** `FolderSyncService.initialize`: named after what it is for. */
const startsUp = /(^|\.)(init|initiali[sz]e|bootstrap|boot|warmUp|setup)([A-Z]\w*)?$/;

/** `AreasManager.loadAreas`, which fills the memory of a program that starts: no request calls for that unseen. */
const fills = /(^|\.)(load|preload|restore|hydrate)([A-Z]\w*)?$/;

/** A step takes a few ms. */
const filesAStep = 64;
const functionsAStep = 512;

/** Ways to the functions of a file, by function. */
export type Ways = readonly (readonly Way[] | undefined)[];

export class Contexts {
  /** By function, in the order of arrival. There are a few kinds at most: a list takes a third of a map's room. */
  private readonly reached = new Map<FileSummary, (Way[] | undefined)[]>();
  /** Ways that are known from before, of files that nobody has asked about yet. */
  private earlier: ((file: FileSummary) => Ways) | undefined;

  constructor(
    private readonly files: ReadonlyMap<string, FileSummary>,
    private readonly values: Values,
    private readonly effects: EffectsOf,
    private readonly finder?: Finder,
  ) {}

  /** Hottest way a function is reached; undefined where no way is known. */
  of(file: FileSummary, fn: number): Reached | undefined {
    const ways = this.ways(file)?.[fn];
    return ways?.find((way) => hotEntries.has(way.kind)) ?? ways?.[0];
  }

  /** The first way that entries of a kind reach a function. */
  private way(file: FileSummary, fn: number, kind: EntryKind): Way | undefined {
    return this.ways(file)?.[fn]?.find((way) => way.kind === kind);
  }

  /** All that reach the functions of a file. */
  ways(file: FileSummary): Ways | undefined {
    return this.list(file);
  }

  private list(file: FileSummary): (Way[] | undefined)[] | undefined {
    let list = this.reached.get(file);
    if (!list && this.earlier) {
      list = this.earlier(file).map((ways) => ways && [...ways]);
      this.reached.set(file, list);
    }
    return list;
  }

  /** Instead of `propagate`, where all is as it was. @param of ways to a file's functions */
  restore(of: (file: FileSummary) => Ways): void {
    this.earlier = of;
  }

  /** Whether a function runs as the program starts, whatever else reaches it. */
  atStart(file: FileSummary, fn: number): boolean {
    return this.way(file, fn, 'start-up') !== undefined;
  }

  /** Whether a job runs it, whatever else does. */
  inJob(file: FileSummary, fn: number): boolean {
    return this.way(file, fn, 'job') !== undefined;
  }

  isCold(file: FileSummary, fn: number): Reached | undefined {
    const r = this.of(file, fn);
    // What is set going again and again from a file that is read at start-up is no start-up.
    if (
      file.fileKind !== '' &&
      cold.has(file.fileKind) &&
      !(file.fileKind === 'start-up' && r?.kind === 'job')
    )
      return { kind: file.fileKind, why: file.fileWhy };
    if (!r || !cold.has(r.kind)) return undefined;
    const starts = r.kind === 'start-up' && startsUp.test(file.functions[fn]!.name);
    if (!starts && this.calledByName(file, fn)) return undefined;
    if (r.kind !== 'start-up' && this.calledUnseen(file, fn)) return undefined;
    return r.kind === 'start-up' && this.alsoServes(file, fn) ? undefined : r;
  }

  /** A service's method that another file calls at start-up is there for requests as well. */
  private alsoServes(file: FileSummary, fn: number): boolean {
    const way = this.way(file, fn, 'start-up');
    const { name } = file.functions[fn]!;
    if (startsUp.test(name) || fills.test(name)) return false;
    for (let id = fn; id > 0; id = file.functions[id]!.parent) {
      const cls = file.functions[id]!.cls;
      if (cls >= 0) return way?.from !== file && servesOthers.test(file.classes[cls]!.name);
    }
    return false;
  }

  private unseen: Map<FileSummary, Set<number>> | undefined;
  /**
   * Called as well by code that no known entry reaches: a script may be the only caller that is understood, and
   * the job or handler beside it the one that counts.
   */
  private calledUnseen(file: FileSummary, fn: number): boolean {
    this.unseen ??= this.collectUnseen();
    const called = this.unseen.get(file);
    for (let id = fn; called && id > 0; id = file.functions[id]!.parent) if (called.has(id)) return true;
    return false;
  }

  private collectUnseen(): Map<FileSummary, Set<number>> {
    const called = new Map<FileSummary, Set<number>>();
    const queue: (readonly [FileSummary, number])[] = [];
    for (const file of this.files.values()) {
      if (cold.has(file.fileKind)) continue;
      const reached = this.ways(file);
      for (let fn = 1; fn < file.functions.length; fn++)
        if (!reached?.[fn] && file.functions[fn]!.invocation === 'named') queue.push([file, fn]);
    }
    for (let i = 0; i < queue.length; i++) {
      const [file, fn] = queue[i]!;
      for (const id of this.inside(file, fn)) queue.push([file, id]);
      for (const t of this.calledIn(file, fn)) {
        const known = called.get(t.file) ?? new Set();
        if (known.has(t.id) || cold.has(t.file.fileKind)) continue;
        called.set(t.file, known.add(t.id));
        queue.push([t.file, t.id]);
      }
    }
    return called;
  }

  /** Somebody calls a function of this name without our knowing which: it may well be this one. */
  private calledByName(file: FileSummary, fn: number): boolean {
    const row = file.functions[fn]!;
    if (fn === 0 || row.entry) return false;
    // A function of a file that gives nothing to others is called there or nowhere; instances may be handed on.
    if (row.cls < 0 && row.parent === 0 && givesNothing(file)) return false;
    if (row.invocation !== 'named') return row.parent >= 0 && this.calledByName(file, row.parent);
    return this.calledUnknown(row.name.split('.').at(-1)!);
  }

  /** Calls outside of cold code by the last name of what they call, and names that were asked about. */
  private callsNamed: Map<string, (readonly [FileSummary, number])[]> | undefined;
  readonly unknown = new Map<string, boolean>();
  private calledUnknown(name: string): boolean {
    let known = this.unknown.get(name);
    if (known === undefined) {
      known = this.callsOf(name).some(([file, call]) => {
        const v = this.values.of(file, file.calls[call]!.ref);
        return (v === undefined || v.t === 'names') && this.effects.leads.targets(file, call).length === 0;
      });
      this.unknown.set(name, known);
    }
    return known;
  }

  private callsOf(name: string): readonly (readonly [FileSummary, number])[] {
    if (this.finder) return this.collectNamed(this.finder.naming(name)).get(name) ?? [];
    this.callsNamed ??= this.collectNamed(this.files.values());
    return this.callsNamed.get(name) ?? [];
  }

  private collectNamed(files: Iterable<FileSummary>): Map<string, (readonly [FileSummary, number])[]> {
    const named = new Map<string, (readonly [FileSummary, number])[]>();
    for (const file of files) {
      if (cold.has(file.fileKind)) continue;
      for (const [call, row] of file.calls.entries()) {
        const ref = file.refs[row.ref];
        if (!ref?.name || (ref.op !== 'member' && ref.op !== 'unknown')) continue;
        const list = named.get(ref.name);
        if (list) list.push([file, call]);
        else named.set(ref.name, [[file, call]]);
      }
    }
    return named;
  }

  /** To be run to its end before anything is asked; in steps, because it takes a while in a large workspace. */
  *propagate(): Generator<undefined, void> {
    const queue: Step[] = [];
    let seeded = 0;
    for (const file of this.files.values()) {
      this.seed(file, queue);
      if (++seeded % filesAStep === 0) yield;
    }
    yield* this.spread(queue);
  }

  /**
   * A file's new text takes the place of its old one: its functions are reached as those of the same name were,
   * and from its own entries. What it newly leads to in other files is left for the next whole propagation.
   */
  adopt(before: FileSummary | undefined, after: FileSummary, same = byName(before, after)): void {
    const old = before ? this.ways(before) : undefined;
    const queue: Step[] = [];
    for (const [from, fn] of same)
      for (const way of old?.[from] ?? [])
        queue.push({ ...way, file: after, fn, from: way.from === before ? after : way.from });
    this.reached.set(after, []);
    this.seed(after, queue);
    finish(this.spread(queue, after));
  }

  private *spread(queue: Step[], only?: FileSummary): Generator<undefined, void> {
    for (let i = 0; i < queue.length; i++) {
      if (i % functionsAStep === functionsAStep - 1) yield;
      const step = queue[i]!;
      const { file, fn, kind, why, from } = step;
      if ((only && file !== only) || !this.mark(step)) continue;
      // What is written inside runs in the same context, unless it is an entry of its own.
      for (const id of this.inside(file, fn))
        if (fn === 0 ? runsAtOnce(file, id) : kind !== 'start-up' || !isListener(file, id))
          queue.push({ file, fn: id, kind, why, from });
      for (const t of this.calledIn(file, fn)) {
        if (only && t.file !== only) continue;
        const entry = t.file.functions[t.id]!.entry;
        // A start-up or script that mounts a handler does not make it cold.
        if (entry && entry !== kind && !(kind === 'job' && isBackfill(t))) continue;
        if (!this.way(t.file, t.id, kind)) queue.push({ file: t.file, fn: t.id, kind, why, from });
      }
    }
  }

  private readonly called = new Places<readonly Target[]>();
  /** Functions that a function calls, each once, in order. */
  private calledIn(file: FileSummary, fn: number): readonly Target[] {
    return this.called.of(file, fn, () =>
      eachOnce(
        this.effects.leads
          .callsIn(file, fn)
          .flatMap((call) => [
            ...this.effects.leads.targets(file, call),
            ...this.effects.leads.inTable(file, call),
          ]),
      ),
    );
  }

  private readonly insides = new Map<FileSummary, (number[] | undefined)[]>();
  /** Callbacks written in a function, those that are entries left out. */
  private inside(file: FileSummary, fn: number): readonly number[] {
    let lists = this.insides.get(file);
    if (!lists) {
      lists = [];
      for (const [id, f] of file.functions.entries()) {
        if (f.parent < 0 || f.parent === id || f.invocation === 'named' || f.entry) continue;
        const list = lists[f.parent];
        if (list) list.push(id);
        else lists[f.parent] = [id];
      }
      this.insides.set(file, lists);
    }
    return lists[fn] ?? [];
  }

  private seed(file: FileSummary, queue: Step[]): void {
    const fileKind = file.fileKind;
    for (const [fn, f] of file.functions.entries()) {
      if (f.entry && (fileKind === '' || (fileKind === 'start-up' && f.entry === 'job')))
        queue.push({ file, fn, kind: f.entry, why: f.entryWhy, from: file });
      else if (f.entry) queue.push({ file, fn, kind: fileKind as EntryKind, why: file.fileWhy, from: file });
    }
    if (file.functions.length > 0) queue.push({ file, fn: 0, ...loaded(file), from: file });
    for (const e of file.entries) {
      const v = this.values.of(file, e.ref);
      if (v?.t === 'fn' && v.file.fileKind === '')
        queue.push({ file: v.file, fn: v.id, kind: e.kind, why: e.why, from: v.file });
    }
  }

  /** Whether it is the first of its kind that comes by. */
  private mark(step: Step): boolean {
    let list = this.list(step.file);
    if (!list) {
      list = [];
      this.reached.set(step.file, list);
    }
    const ways = list[step.fn];
    if (!ways) list[step.fn] = [step];
    else if (ways.some((way) => way.kind === step.kind)) return false;
    else ways.push(step);
    return true;
  }
}

/**
 * What runs when a file is loaded. One that lies among jobs and gives nothing to others is started by itself, again
 * and again, and is no part of a program's start.
 */
function loaded(file: FileSummary): Reached {
  if (file.fileKind !== '') return { kind: file.fileKind, why: file.fileWhy };
  if (isJobFile(file.path) && (givesNothing(file) || endsProcess(file)))
    return { kind: 'job', why: 'is started by itself, among jobs' };
  if (isThread(file)) return { kind: 'job', why: 'a thread of its own' };
  return { kind: 'start-up', why: 'runs when the module is loaded' };
}

/** `process.exit()` when it is done: no other program could do without the rest of itself, whatever it exports. */
function endsProcess({ calls }: FileSummary): boolean {
  return calls.some((c) => c.text === 'process.exit');
}

/** `task-worker.ts`, which `new Worker(…)` runs for each task. Who starts threads imports the same module, and is called otherwise. */
function isThread(file: FileSummary): boolean {
  return (
    /(^|[/._-])(worker|thread)s?\.[cm]?[jt]s$|[a-z](Worker|Thread)\.[cm]?[jt]s$/.test(file.path) &&
    file.modules.some((m) => /^(node:)?worker_threads$/.test(m)) &&
    givesNothing(file)
  );
}

function givesNothing({ exports, stars }: FileSummary): boolean {
  if (stars.length > 0) return false;
  for (const name in exports) if (Object.hasOwn(exports, name)) return false;
  return true;
}

/** Functions of two texts of a file, first by first. @returns of the one by those of the other */
function byName(before: FileSummary | undefined, after: FileSummary): ReadonlyMap<number, number> {
  const named = new Map<string, number[]>();
  for (const [id, f] of before?.functions.entries() ?? [])
    named.set(f.name, [...(named.get(f.name) ?? []), id]);
  const same = new Map<number, number>();
  for (const [fn, f] of after.functions.entries()) {
    const id = named.get(f.name)?.shift();
    if (id !== undefined) same.set(id, fn);
  }
  return same;
}

/** `(async () => { … })();` of a file, unless its folder says that it is started again and again. */
function runsAtOnce(file: FileSummary, id: number): boolean {
  return file.functions[id]!.invocation === 'once' && !isStartedAgain(file.path);
}

/** Handed on to be called whenever: `button.addEventListener('click', () => save())` in what is called at start-up. */
function isListener(file: FileSummary, id: number): boolean {
  return file.functions[id]!.invocation === 'deferred';
}

function eachOnce(targets: readonly Target[]): readonly Target[] {
  if (targets.length < 2) return targets;
  const seen = new Map<FileSummary, Set<number>>();
  return targets.filter((t) => {
    const ids = seen.get(t.file) ?? new Set();
    if (ids.has(t.id)) return false;
    seen.set(t.file, ids.add(t.id));
    return true;
  });
}
