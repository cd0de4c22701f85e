/**
 * A few files changed, and all else is as it was when everything was linked: where no other file can tell the
 * difference but by lines, only the changed files are decided anew. Whoever is not sure of that says so, and
 * everything is linked.
 */

import type { Ways } from './context.ts';
import { type Difference, differenceOf } from './difference.ts';
import { type Finder, nameIn } from './finder.ts';
import type { Finding, Silenced, Step } from './finding.ts';
import { buildWorld, type Linked, type LinkOptions, linkFile, type World } from './link.ts';
import { calledByOthers, handedIn, type Remembered, remember, waysIn } from './remembered.ts';
import type { FileSummary } from './summary.ts';

/** What was decided of a state of the code. */
export interface Decision {
  readonly linked: Linked;
  readonly world: Remembered;
}

export interface Change {
  readonly before: FileSummary;
  readonly after: FileSummary;
}

/** @param files as they are now @returns undefined where all has to be linked anew */
export function relink(
  earlier: Decision,
  changes: readonly Change[],
  files: ReadonlyMap<string, FileSummary>,
  options: LinkOptions,
  finder?: Finder,
): Decision | undefined {
  const differences: Difference[] = [];
  for (const { before, after } of changes) {
    const d = differenceOf(before, after);
    if (!d || !callsNobodyAskedFor(d, earlier.world)) return undefined;
    differences.push(d);
  }
  if (isAskedFor(differences, files, finder)) return undefined;
  const { serving, bundled, commands } = earlier.world;
  const ways = (f: FileSummary): Ways => waysIn(earlier.world, f.path, (path) => files.get(path)!);
  const world = buildWorld(files, options.config, options.modules, {
    ways,
    serving,
    bundled,
    commands,
    finder,
  });
  for (const d of differences) world.contexts.adopt(d.before, d.after, d.functions);
  // No function is handed to somebody that was not: see `staysInside`.
  if (earlier.world.knowsHanded) world.callers.handed = { get: (path) => handedIn(earlier.world, path) };
  if (!differences.every((d) => staysInside(d, world, earlier.world))) return undefined;
  const linked = spliced(earlier.linked, differences, world, options);
  if (!linked) return undefined;
  const after = differences.map((d) => d.after);
  return { linked, world: remember(world, after, renumbered(earlier.world, differences)) };
}

/** Rules ask who calls a function by its name, wherever that is: no call of such a name may come or go. */
function callsNobodyAskedFor({ before, after, gone, added }: Difference, known: Remembered): boolean {
  const unclear = (file: FileSummary, calls: readonly number[], asked: ReadonlySet<string>): boolean =>
    calls.some((call) => {
      const { ref, text } = file.calls[call]!;
      const row = file.refs[ref];
      const name = row ? nameIn(row) : '';
      // What is registered for all of a program is looked for by its text.
      return asked.has(name) || text.startsWith('HttpModule.');
    });
  return (
    !unclear(after, added, new Set(known.uncalled)) && !unclear(before, gone, new Set(known.calledUnknown))
  );
}

/** Whether a file, or the rest of a changed one, names what is new or gone. */
function isAskedFor(
  differences: readonly Difference[],
  files: ReadonlyMap<string, FileSummary>,
  finder: Finder | undefined,
): boolean {
  const names = new Set(differences.flatMap((d) => [...d.names]));
  if (names.size === 0) return false;
  const after = new Set(differences.map((d) => d.after));
  // A bare name is a file's own.
  const asks = (file: FileSummary): boolean =>
    file.refs.some((ref) => (ref.op === 'import' || ref.op === 'member') && names.has(nameIn(ref)));
  const asking = finder ? [...names].map((name) => finder.naming(name)) : [files.values()];
  for (const some of asking) for (const file of some) if (!after.has(file) && asks(file)) return true;
  return differences.some((d) => asks(d.before));
}

/** Whether what changed leads nowhere, and nobody else leads to what changed. */
function staysInside(d: Difference, world: World, known: Remembered): boolean {
  const { before, after } = d;
  if (!runsAsBefore(d, world)) return false;
  const isHanded = d.handed.some(([file, ref]) => world.values.of(file, ref)?.t === 'fn');
  if (isHanded) return false;
  const kept = new Set(d.functions.values());
  const leads = (file: FileSummary, calls: readonly number[], isOwn: (id: number) => boolean): boolean =>
    calls.some((call) =>
      world.effects.leads.targets(file, call).some((t) => t.file !== file || !isOwn(t.id)),
    );
  if (leads(after, d.added, (id) => !kept.has(d.roots[id]!))) return false;
  if (leads(before, d.gone, (id) => !d.functions.has(d.rootsBefore[id]!))) return false;
  if (mayCallOthers(d, world, known)) return false;
  const affected = affectedBy(d, world);
  return calledByOthers(known, before.path).every((id) => {
    const now = d.functions.get(d.rootsBefore[id]!);
    return now !== undefined && !affected.has(now) && id === d.rootsBefore[id];
  });
}

/** Whether a call that came or went may be one of a function of another file, whose callers somebody looked for. */
function mayCallOthers({ before, after, gone, added }: Difference, world: World, known: Remembered): boolean {
  const asked = new Set(known.callersOf);
  const may = (file: FileSummary, calls: readonly number[]): boolean =>
    calls.some((call) => {
      const row = file.refs[file.calls[call]!.ref];
      const name = row ? nameIn(row) : '';
      return asked.has(name) && world.callers.mayMean({ file, call }, name, false);
    });
  return may(after, added) || may(before, gone);
}

/** Whether what it imports now makes no other package serve, and sends no other file to browsers. */
function runsAsBefore({ before, after }: Difference, { serving, shipping }: World): boolean {
  return serving.tellsTheSame(before, after) && shipping.sendsTheSame(before, after);
}

/** Functions of the file that do something else now, or call one that does. */
function affectedBy({ touched, after, roots }: Difference, world: World): ReadonlySet<number> {
  const affected = new Set(touched);
  for (let size = -1; size < affected.size; ) {
    size = affected.size;
    // What is run where it is written is part of what is around it.
    for (const id of affected) {
      const { parent, invocation } = after.functions[id]!;
      if (invocation !== 'named' && parent >= 0) affected.add(roots[parent]!);
    }
    for (const [call, { fn }] of after.calls.entries())
      if (
        world.effects.leads.targets(after, call).some((t) => t.file === after && affected.has(roots[t.id]!))
      )
        affected.add(roots[fn]!);
  }
  return affected;
}

function renumbered(known: Remembered, differences: readonly Difference[]): Remembered {
  const files = { ...known.files };
  for (const { before, functions } of differences) {
    const called = calledByOthers(known, before.path).flatMap((id) => functions.get(id) ?? []);
    files[before.path] = ['', called.join(' '), files[before.path]?.[2] ?? ''];
  }
  return { ...known, files };
}

/** Findings of the changed files anew among those of all others, whose chains may lead through changed ones. */
function spliced(
  earlier: Linked,
  differences: readonly Difference[],
  world: World,
  options: LinkOptions,
): Linked | undefined {
  const changed = new Map(differences.map((d) => [d.before.path, d]));
  const places = new Relocated(changed);
  const others = <T extends { readonly file: string }>(list: readonly T[]): T[] =>
    list.filter((f) => !changed.has(f.file));
  const out = {
    findings: others(earlier.findings).map((f) => places.inFinding(f)),
    silenced: others(earlier.silenced).map((s) => places.inSilenced(s)),
    suppressed: others(earlier.suppressed).map((s) => places.inSilenced(s)),
    notices: others(earlier.notices),
  };
  if (places.lost) return undefined;
  for (const { after } of differences) {
    if (options.only && !options.only(after.path)) continue;
    const here = linkFile(after, world, options);
    for (const name of ['findings', 'silenced', 'suppressed', 'notices'] as const)
      (out[name] as unknown[]).push(...here[name]);
  }
  return {
    findings: inOrder(out.findings),
    silenced: inOrder(out.silenced),
    suppressed: inOrder(out.suppressed),
    notices: inOrder(out.notices),
  };
}

/** As files are linked: by their paths, and in a file as it was decided. */
function inOrder<T extends { readonly file: string }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/** Puts places in changed files where they are now. */
class Relocated {
  /** A place that is nowhere for sure was met. */
  lost = false;

  constructor(private readonly changed: ReadonlyMap<string, Difference>) {}

  inFinding(f: Finding): Finding {
    this.text(f.message);
    return f.chain.some((s) => this.changed.has(s.file))
      ? { ...f, chain: f.chain.map((s) => this.step(s)) }
      : f;
  }

  inSilenced<T extends Silenced>(s: T): T {
    const reason = this.text(s.reason);
    return reason === s.reason ? s : { ...s, reason };
  }

  private step(s: Step): Step {
    const d = this.changed.get(s.file);
    if (!d) return s;
    const exact = d.moved.get(`${s.line}:${s.column}`);
    const [line, column] = (exact || `${d.moved.get(`${s.line}`) ?? ''}:${s.column}`).split(':').map(Number);
    if (!line) this.lost = true;
    return { ...s, line: line!, column: column! };
  }

  /** `every caller passes few: … (src/list.ts:12)` */
  private text(text: string): string {
    return text.replace(/\(([^()\s]+):(\d+)\)/g, (whole, path: string, line: string) => {
      const d = this.changed.get(path);
      if (!d) return whole;
      const now = d.moved.get(line);
      if (!now) this.lost = true;
      return `(${path}:${now})`;
    });
  }
}
