/**
 * One pass over the stacks of a profile that asks what each sample was spent on, where a function's own name
 * does not say: loading modules, synchronous calls into the system, writing to the console.
 */
import { Origin, type Profile } from '../model.ts';
import { ownerOf } from '../profile/origin.ts';
import { displayPath } from '../profile/paths.ts';
import { selfWeights } from '../profile/stack-walk.ts';

/** The user's function on whose behalf something was done. */
export interface Site {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** What it called: `readFileSync`; '' where that says nothing. */
  readonly via: string;
  /** File of what it called: the module that was evaluated. */
  readonly viaFile: string;
  readonly ms: number;
}

export interface Category {
  readonly ms: number;
  /** Most first, at most 5. */
  readonly sites: readonly Site[];
}

export interface ProfileSummary {
  readonly activeMs: number;
  /** Idle part of the wall time of the busiest thread, 0..1. */
  readonly idleShare: number;
  /** Wall time of the busiest thread. */
  readonly wallMs: number;
  /** Finding, reading and compiling modules, and evaluating those of dependencies. */
  readonly moduleLoad: Category;
  /** `fs.*Sync`, `execSync` and the like. */
  readonly syncCalls: Category;
  readonly console: Category;
}

/** What happened since the last frame that is not Node's own. */
enum Since {
  Loader = 1,
  Sync = 2,
  Console = 4,
  /** Sticks: everything under the top level of a dependency that is being loaded. */
  Evaluating = 8,
}

const loaderFile =
  /^node:internal\/(modules\/|bootstrap\/realm|process\/esm_loader|vm\/module|vm$|source_map\/)/;
const syncFile = /^node:(fs|internal\/fs\/|child_process|internal\/child_process)/;
const consoleFile = /^node:internal\/console\//;

interface Tally {
  ms: number;
  readonly sites: Map<
    string,
    { name: string; file: string; line: number; via: string; viaFile: string; ms: number }
  >;
}

const emptyTally = (): Tally => ({ ms: 0, sites: new Map() });

/** CPU profiles only; others give an empty summary. @param roots what own code is; see ownerOf. */
export function summarise(profiles: readonly Profile[], roots: readonly string[]): ProfileSummary {
  const tallies = { load: emptyTally(), sync: emptyTally(), console: emptyTally() };
  let activeMs = 0;
  let busiest = { activeMs: -1, idleMs: 0 };
  for (const profile of profiles) {
    if (profile.unit !== 'us') continue;
    const times = tallyProfile(profile, roots, tallies);
    activeMs += times.activeMs;
    if (times.activeMs > busiest.activeMs) busiest = times;
  }
  const wallMs = Math.max(0, busiest.activeMs) + busiest.idleMs;
  return {
    activeMs,
    idleShare: wallMs > 0 ? busiest.idleMs / wallMs : 0,
    wallMs,
    moduleLoad: category(tallies.load),
    syncCalls: category(tallies.sync),
    console: category(tallies.console),
  };
}

function category(tally: Tally): Category {
  const sites = [...tally.sites.values()].sort((a, b) => b.ms - a.ms).slice(0, 5);
  return { ms: tally.ms, sites };
}

function frameOrigins(profile: Profile, roots: readonly string[]): Uint8Array {
  const { frames, strings } = profile;
  const origins = new Uint8Array(frames.length);
  const known = new Map<number, Origin>();
  for (let f = 0; f < frames.length; f++) {
    const file = frames.file[f]!;
    let origin = known.get(file);
    if (origin === undefined) {
      origin = ownerOf(strings[file]!, roots).origin;
      known.set(file, origin);
    }
    origins[f] = origin;
  }
  return origins;
}

/** What a frame of Node's own does, as bits of `Since`. */
function frameActs(profile: Profile, origins: Uint8Array): Uint8Array {
  const { frames, strings } = profile;
  const acts = new Uint8Array(frames.length);
  for (let f = 0; f < frames.length; f++) {
    if (origins[f] !== Origin.Runtime) continue;
    const file = strings[frames.file[f]!]!;
    if (loaderFile.test(file)) acts[f] = Since.Loader;
    else if (consoleFile.test(file)) acts[f] = Since.Console;
    else if (syncFile.test(file) && strings[frames.name[f]!]!.endsWith('Sync')) acts[f] = Since.Sync;
  }
  return acts;
}

/** Per stack: the state, the nearest frame that is the user's (else a dependency's), and the act's frame. */
interface Walk {
  readonly state: Uint8Array;
  readonly owner: Int32Array;
  readonly via: Int32Array;
}

function walkStacks(profile: Profile, origins: Uint8Array): Walk {
  const { stacks, frames } = profile;
  const acts = frameActs(profile, origins);
  const hasMine = origins.includes(Origin.Mine);
  const walk: Walk = {
    state: new Uint8Array(stacks.length),
    owner: new Int32Array(stacks.length).fill(-1),
    via: new Int32Array(stacks.length).fill(-1),
  };
  const { state, owner, via } = walk;
  for (let s = 0; s < stacks.length; s++) {
    const frame = stacks.frame[s]!;
    const parent = stacks.parent[s]!;
    const before = parent >= 0 ? state[parent]! : 0;
    if (parent >= 0) {
      owner[s] = owner[parent]!;
      via[s] = via[parent]!;
    }
    const origin = origins[frame]!;
    if (origin === Origin.Runtime || origin === Origin.Native) {
      const act = acts[frame]!;
      state[s] = before | act;
      if (act !== 0 && before === 0) via[s] = frame;
      continue;
    }
    // A module's top level is the function at the very start of its file.
    const topLevel = frames.line[frame] === 1 && frames.column[frame]! <= 1;
    const loading = (before & Since.Loader) !== 0;
    const dependency = origin === Origin.Dependency;
    const hook = dependency && loading && !topLevel;
    const calledByMine = owner[s]! >= 0 && origins[owner[s]!] === Origin.Mine;
    const evaluating = dependency && loading && topLevel && hasMine && calledByMine;
    state[s] = (before & Since.Evaluating) | (hook ? Since.Loader : 0) | (evaluating ? Since.Evaluating : 0);
    // While a dependency is evaluated, the outermost module is what was loaded.
    if (!hook && !(before & Since.Evaluating)) via[s] = evaluating ? frame : -1;
    if (origin === Origin.Mine || !calledByMine) owner[s] = frame;
  }
  return walk;
}

function tallyProfile(
  profile: Profile,
  roots: readonly string[],
  tallies: { readonly load: Tally; readonly sync: Tally; readonly console: Tally },
): { activeMs: number; idleMs: number } {
  const { stacks, frames, strings } = profile;
  const { state, owner, via } = walkStacks(profile, frameOrigins(profile, roots));
  const self = selfWeights(profile);
  let activeUs = 0;
  let idleUs = 0;
  for (let s = 0; s < stacks.length; s++) {
    const weight = self[s]!;
    if (weight === 0) continue;
    if (strings[frames.name[stacks.frame[s]!]!] === '(idle)') {
      idleUs += weight;
      continue;
    }
    activeUs += weight;
    const now = state[s]!;
    if (now === 0) continue;
    const tally =
      now & (Since.Loader | Since.Evaluating)
        ? tallies.load
        : now & Since.Sync
          ? tallies.sync
          : tallies.console;
    add(tally, profile, roots, owner[s]!, via[s]!, weight / 1000);
  }
  return { activeMs: activeUs / 1000, idleMs: idleUs / 1000 };
}

function add(
  tally: Tally,
  profile: Profile,
  roots: readonly string[],
  owner: number,
  via: number,
  ms: number,
): void {
  tally.ms += ms;
  if (owner < 0) return;
  const { frames, strings } = profile;
  const viaName = via >= 0 ? strings[frames.name[via]!]! : '';
  const file = strings[frames.file[owner]!]!;
  const line = frames.line[owner]!;
  const name = strings[frames.name[owner]!]!;
  const viaFile = via >= 0 ? strings[frames.file[via]!]! : '';
  const key = `${name}\n${file}\n${line}\n${viaName}\n${viaFile}`;
  const site = tally.sites.get(key);
  if (site) site.ms += ms;
  else
    tally.sites.set(key, {
      name,
      file: displayPath(file, roots),
      line,
      via: viaName,
      viaFile: displayPath(viaFile, roots),
      ms,
    });
}
