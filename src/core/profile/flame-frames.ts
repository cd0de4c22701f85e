/** What each frame of a profile is, as the flame graph needs it: whose code, which package, which engine state. */
import { Origin, type Profile } from '../model.ts';
import { type Owner, ownerOf } from './origin.ts';

/** Engine states that V8 reports as frames. */
export const ENGINE_STATES = ['', '(root)', '(idle)', '(garbage collector)', '(program)'] as const;
export const STATE_NONE = 0;
export const STATE_ROOT = 1;
export const STATE_IDLE = 2;
export const STATE_GC = 3;
export const STATE_PROGRAM = 4;

/** Columns of equal length, one row a frame, and one more row at the end: see `FlameFrames.other`. */
export interface FlameFrames {
  readonly length: number;
  readonly origin: Uint8Array;
  /** Index into `packages`; 0 = own code. */
  readonly pkg: Uint32Array;
  /** Index into `ENGINE_STATES`. */
  readonly state: Uint8Array;
  readonly packages: readonly string[];
  /** Row that stands for code outside the user's own where "only my code" finds no caller to fold it into. */
  readonly other: number;
}

/** `roots`: absolute workspace folders; without one, every file that is no dependency counts as own. */
export function flameFrames(profile: Profile, roots: readonly string[]): FlameFrames {
  const { frames, strings } = profile;
  const length = frames.length + 1;
  const origin = new Uint8Array(length).fill(Origin.Native);
  const pkg = new Uint32Array(length);
  const state = new Uint8Array(length);
  const packages = new Interner();
  const owners = new Map<number, Owner>();
  for (let f = 0; f < frames.length; f++) {
    const file = frames.file[f]!;
    let owner = owners.get(file);
    if (!owner) {
      owner = ownerOf(strings[file] ?? '', roots);
      owners.set(file, owner);
    }
    origin[f] = owner.origin;
    pkg[f] = packages.index(owner.pkg);
    if (strings[file] === '') state[f] = STATES.get(strings[frames.name[f]!] ?? '') ?? STATE_NONE;
  }
  pkg[frames.length] = packages.index('(not my code)');
  return { length, origin, pkg, state, packages: packages.values, other: frames.length };
}

const STATES: ReadonlyMap<string, number> = new Map(ENGINE_STATES.map((name, i) => [name, i]));

/** Distinct strings in order of appearance; index 0 is ''. */
class Interner {
  readonly values: string[] = [''];
  readonly #indices = new Map<string, number>([['', 0]]);

  index(value: string): number {
    let index = this.#indices.get(value);
    if (index === undefined) {
      index = this.values.length;
      this.#indices.set(value, index);
      this.values.push(value);
    }
    return index;
  }
}
