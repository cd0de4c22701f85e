/** Weights, shares and places as the panel writes them. */

import type { Profile, ProfileUnit } from '../../src/core/model.ts';
import { formatCount, formatShare, formatWeight } from '../../src/core/report/numbers.ts';

/** `value` in the profile's unit. */
export function weightText(value: number, unit: ProfileUnit): string {
  if (unit !== 'us') return formatWeight(value, unit);
  if (value > 0 && value < 99.5) return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} µs`;
  return formatWeight(value / 1000, unit);
}

export function shareText(part: number, whole: number): string {
  return whole > 0 ? formatShare(part / whole) : '0.0%';
}

export { formatCount as countText };

/** Round steps for a ruler: the distance between ticks and how to write them. */
export function ticks(
  perPixel: number,
  unit: ProfileUnit,
): { readonly step: number; text(at: number): string } {
  const least = perPixel * 90;
  const base =
    unit === 'bytes' ? 1024 ** Math.max(0, Math.floor(Math.log(Math.max(1, least)) / Math.log(1024))) : 1;
  let step = base * 10 ** Math.floor(Math.log10(Math.max(least / base, 1e-9)));
  for (const factor of [1, 2, 5, 10]) {
    if (step * factor >= least) {
      step *= factor;
      break;
    }
  }
  if (unit === 'us') {
    const [size, name] = step >= 1e6 ? [1e6, 's'] : step >= 1e3 ? [1e3, 'ms'] : [1, 'µs'];
    // Seconds with fractions read better than thousands of milliseconds.
    const inSeconds = size === 1e3 && step >= 1e5;
    const digits = inSeconds ? 1 : step < 1 ? 1 : 0;
    return {
      step,
      text: (at) => (inSeconds ? `${(at / 1e6).toFixed(digits)} s` : `${grouped(at / size, digits)} ${name}`),
    };
  }
  return { step, text: (at) => weightText(at, unit) };
}

function grouped(value: number, digits: number): string {
  return digits > 0 ? value.toFixed(digits) : formatCount(value);
}

/** What a frame is called and where it is. */
export class FrameNames {
  readonly #profile: Profile;
  readonly #roots: readonly string[];
  /** Row beyond the table: code that is not the user's own. */
  readonly #other: number;
  readonly #labels: (string | undefined)[] = [];

  constructor(profile: Profile, roots: readonly string[], other: number) {
    this.#profile = profile;
    this.#roots = roots.map((root) => (root.endsWith('/') ? root : `${root}/`));
    this.#other = other;
  }

  name(frame: number): string {
    if (frame === this.#other) return '(not my code)';
    return this.#string(this.#profile.frames.name[frame]) || '(anonymous)';
  }

  file(frame: number): string {
    return this.#string(this.#profile.frames.file[frame]);
  }

  line(frame: number): number {
    return this.#profile.frames.line[frame] ?? 0;
  }

  column(frame: number): number {
    return this.#profile.frames.column[frame] ?? 0;
  }

  /** `src/a.ts:12`: relative to the workspace, or from the package's name on. */
  place(frame: number): string {
    const file = this.file(frame);
    if (file === '') return '';
    const root = this.#roots.find((r) => file.startsWith(r));
    const below = file.lastIndexOf('/node_modules/');
    const short =
      below >= 0 ? file.slice(below + '/node_modules/'.length) : root ? file.slice(root.length) : file;
    const line = this.line(frame);
    return line > 0 ? `${short}:${line}` : short;
  }

  /** What stands in a box: anonymous functions are told apart by their place. */
  label(frame: number): string {
    let label = this.#labels[frame];
    if (label === undefined) {
      label = this.name(frame);
      if (label === '(anonymous)') {
        const place = this.place(frame);
        if (place) label = `(anonymous) ${place.slice(place.lastIndexOf('/') + 1)}`;
      }
      this.#labels[frame] = label;
    }
    return label;
  }

  /** Whether there is a source to open: engine states and natives have none. */
  opens(frame: number): boolean {
    return this.file(frame) !== '';
  }

  /** @returns the frame, or -1. `file` absolute or relative to a workspace folder. */
  find(name: string, file: string, line: number): number {
    let near = -1;
    for (let f = 0; f < this.#profile.frames.length; f++) {
      if (this.name(f) !== (name || '(anonymous)')) continue;
      const own = this.file(f);
      if (own !== file && !(file !== '' && own.endsWith(`/${file}`))) continue;
      if (this.line(f) === line) return f;
      if (near < 0) near = f;
    }
    return near;
  }

  #string(index: number | undefined): string {
    return this.#profile.strings[index ?? 0] ?? '';
  }
}
