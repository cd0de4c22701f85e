/**
 * Finds the line of each call in a profile that does not know it, from the sources: so that the total of a
 * line holds what the line calls.
 */
import type { HotLine, Profile } from '../model.ts';
import { type CallSites, callSites, type SourceFunction } from './call-sites.ts';
import { fileHeat } from './hotspots.ts';

/**
 * The profile with `stacks.callLine` filled in wherever the source leaves one line only; other calls stay
 * unknown (0). Lines that the format knew already are kept.
 * @param sitesOf call sites of a file (as FrameTable has it), undefined where its source is not at hand.
 */
export function withCallLines(profile: Profile, sitesOf: (file: string) => CallSites | undefined): Profile {
  const { frames, stacks, strings } = profile;
  const sites = new Map<number, CallSites | undefined>();
  const resolvers: (FrameResolver | undefined)[] = [];
  for (let f = 0; f < frames.length; f++) {
    const file = frames.file[f]!;
    if (!sites.has(file)) sites.set(file, strings[file] === '' ? undefined : sitesOf(strings[file]!));
    const found = sites.get(file);
    resolvers.push(found === undefined ? undefined : resolverOf(profile, f, found));
  }
  const callLine = new Uint32Array(stacks.length);
  const cache = new Map<number, number>();
  let any = false;
  for (let row = 0; row < stacks.length; row++) {
    const known = stacks.callLine?.[row] ?? 0;
    const up = stacks.parent[row]!;
    if (known > 0 || up < 0) callLine[row] = known;
    else {
      const caller = stacks.frame[up]!;
      const callee = stacks.frame[row]!;
      if (resolvers[caller] === undefined) continue;
      const key = caller * frames.length + callee;
      let line = cache.get(key);
      if (line === undefined) {
        line = resolve(profile, resolvers[caller]!, resolvers[callee], caller, callee);
        cache.set(key, line);
      }
      callLine[row] = line;
    }
    any ||= callLine[row]! > 0;
  }
  return any ? { ...profile, stacks: { ...stacks, callLine } } : profile;
}

/**
 * Lines of one file with their calls' cost, highest self weight first.
 * @param file absolute, as FrameTable has it.
 */
export function lineTotals(
  profiles: readonly Profile[],
  file: string,
  source: string,
  roots: readonly string[],
): readonly HotLine[] {
  const sites = callSites(file, source);
  const resolved = profiles.map((p) => withCallLines(p, (f) => (f === file ? sites : undefined)));
  return fileHeat(resolved, file, roots).lines;
}

/** A frame's function in its source. */
interface FrameResolver {
  readonly sites: CallSites;
  readonly number: number;
  readonly fn: SourceFunction;
}

function resolverOf(profile: Profile, frame: number, sites: CallSites): FrameResolver | undefined {
  const { frames, strings } = profile;
  const number = functionAt(
    sites,
    plainName(strings[frames.name[frame]!]!),
    frames.line[frame]!,
    frames.column[frame]!,
  );
  return number < 0 ? undefined : { sites, number, fn: sites.functions[number]! };
}

/** By place; else by line and name; else the only one on the line; -1 where it is not to be told. */
function functionAt(sites: CallSites, name: string, line: number, column: number): number {
  const { functions } = sites;
  const onLine: number[] = [];
  for (let i = 1; i < functions.length; i++) {
    if (functions[i]!.line !== line) continue;
    if (functions[i]!.column === column) return i;
    onLine.push(i);
  }
  const named = onLine.filter((i) => functions[i]!.name === name && name !== '');
  if (named.length === 1) return named[0]!;
  if (line <= 1 && column <= 1) return 0;
  return onLine.length === 1 ? onLine[0]! : -1;
}

/** V8 writes `Cart.total`, `get size`, `async run`, `bound f`: the source calls `total`, `run`, `f`. */
function plainName(name: string): string {
  return name
    .replace(/^(?:(?:get|set|async|bound|static) )+/, '')
    .replace(/^.*\./s, '')
    .replace(/^#/, '');
}

/** The line of `caller` that calls `callee`; 0 where more than one may, or none is known to. */
function resolve(
  profile: Profile,
  caller: FrameResolver,
  callee: FrameResolver | undefined,
  callerFrame: number,
  calleeFrame: number,
): number {
  const { frames, strings } = profile;
  // A callback written in the call that runs it; natives such as `map` often have no frame between the two.
  const sameFile = frames.file[callerFrame] === frames.file[calleeFrame];
  if (sameFile && callee !== undefined && callee.fn.parent === caller.number && callee.fn.usedOnLine > 0) {
    return callee.fn.usedOnLine;
  }
  const name = plainName(strings[frames.name[calleeFrame]!]!);
  const lines = caller.fn.calls.get(name) ?? caller.fn.passed.get(name);
  if (lines !== undefined) return lines.length === 1 ? lines[0]! : 0;
  // Called by another name (a default import, an alias): certain only where there is one line with calls.
  return caller.fn.callLines.length === 1 ? caller.fn.callLines[0]! : 0;
}
