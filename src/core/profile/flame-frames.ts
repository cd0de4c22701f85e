/** What each frame of a profile is, as the flame graph needs it: whose code, which package, which engine state. */
import { type FrameTable, Origin, type Profile } from '../model.ts';

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
  const places = placesOfFiles(frames, strings, roots);
  for (let f = 0; f < frames.length; f++) {
    const place = places.get(frames.file[f]!)!;
    origin[f] = place.origin;
    pkg[f] = packages.index(place.pkg);
    if (place.file === '') state[f] = Math.max(0, STATES.get(strings[frames.name[f]!] ?? '') ?? 0);
  }
  pkg[frames.length] = packages.index('not my code');
  return { length, origin, pkg, state, packages: packages.values, other: frames.length };
}

const STATES: ReadonlyMap<string, number> = new Map(ENGINE_STATES.map((name, i) => [name, i]));

interface Place {
  readonly file: string;
  readonly origin: Origin;
  readonly pkg: string;
}

function placesOfFiles(
  frames: FrameTable,
  strings: readonly string[],
  roots: readonly string[],
): Map<number, Place> {
  const bases = roots.map((root) => (root.endsWith('/') ? root : `${root}/`));
  const places = new Map<number, Place>();
  for (let f = 0; f < frames.length; f++) {
    const file = frames.file[f]!;
    if (!places.has(file)) places.set(file, placeOf(strings[file] ?? '', bases));
  }
  return places;
}

function placeOf(path: string, bases: readonly string[]): Place {
  if (path === '') return { file: path, origin: Origin.Native, pkg: 'native' };
  if (/^(?:node:|internal\/|electron\/js2c|native )/.test(path))
    return { file: path, origin: Origin.Runtime, pkg: 'node' };
  if (/^wasm:/.test(path)) return { file: path, origin: Origin.Native, pkg: 'wasm' };
  const below = path.lastIndexOf('/node_modules/');
  if (below >= 0) {
    const parts = path.slice(below + '/node_modules/'.length).split('/');
    const pkg = parts[0]?.startsWith('@') ? `${parts[0]}/${parts[1] ?? ''}` : (parts[0] ?? '');
    return { file: path, origin: Origin.Dependency, pkg };
  }
  const mine = bases.length === 0 || bases.some((base) => path.startsWith(base));
  return mine
    ? { file: path, origin: Origin.Mine, pkg: '' }
    : { file: path, origin: Origin.Outside, pkg: 'outside' };
}

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
