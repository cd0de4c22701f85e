/** The profiles that a service holds open, and what it computes from them. Lives in the worker. */
import { type HotSpots, type Profile, UserError } from '../core/model.ts';
import { callEdges } from '../core/profile/call-edges.ts';
import { flameFrames } from '../core/profile/flame-frames.ts';
import { flamePreview } from '../core/profile/flame-preview.ts';
import { hotSpots, totals } from '../core/profile/hotspots.ts';
import { displayPath, isSameFile } from '../core/profile/paths.ts';
import { exportProfile } from './convert.ts';
import { loadProfiles } from './load.ts';
import { withCallTotals } from './load-call-lines.ts';
import type { LoadedProfile } from './perfloop.ts';
import type { FileHeat, OpenedProfile, ProfileService } from './profile-service.ts';

type Arguments<M extends keyof ProfileService> = Parameters<ProfileService[M]>;

interface Held {
  readonly loaded: LoadedProfile;
  readonly roots: readonly string[];
  /** How often it was opened and not closed. */
  readers: number;
}

export class OpenProfiles {
  readonly #held = new Map<string, Held>();
  /** The last full tables: heat is asked for file by file. */
  #tables: { readonly key: string; readonly hot: HotSpots } | undefined;

  async open(...[paths, { roots }]: Arguments<'open'>): Promise<OpenedProfile[]> {
    const loaded = await loadProfiles(paths, { cwd: roots[0] ?? process.cwd(), roots });
    this.#tables = undefined;
    return loaded.map((one) => {
      const readers = (this.#held.get(one.id)?.readers ?? 0) + 1;
      this.#held.set(one.id, { loaded: one, roots, readers });
      const { profile } = one;
      return {
        id: one.id,
        label: one.label,
        path: one.path,
        kind: profile.kind,
        unit: profile.unit,
        totals: totals(profile),
        problems: profile.problems,
      };
    });
  }

  close(ids: readonly string[]): void {
    for (const id of ids) {
      const held = this.#held.get(id);
      if (!held) continue;
      held.readers -= 1;
      if (held.readers <= 0) this.#held.delete(id);
    }
    this.#tables = undefined;
  }

  /** A copy whose buffers can be given away. */
  copy(id: string): { value: Profile; transfer: ArrayBuffer[] } {
    const { profile } = this.#one(id).loaded;
    const transfer: ArrayBuffer[] = [];
    const columns = <T extends object>(table: T): T =>
      Object.fromEntries(
        Object.entries(table).map(([key, column]) => {
          if (!ArrayBuffer.isView(column)) return [key, column];
          const own = (column as Uint32Array<ArrayBuffer>).slice();
          transfer.push(own.buffer);
          return [key, own];
        }),
      ) as T;
    const value = {
      ...profile,
      frames: columns(profile.frames),
      stacks: columns(profile.stacks),
      samples: columns(profile.samples),
      lines: columns(profile.lines),
    };
    return { value, transfer };
  }

  preview(...[id, wish]: Arguments<'preview'>): Profile | undefined {
    const { loaded, roots } = this.#one(id);
    return flamePreview(loaded.profile, flameFrames(loaded.profile, roots), wish);
  }

  async hot(...[ids, { onlyMine, top, absolute }]: Arguments<'hot'>): Promise<HotSpots> {
    const hot = await this.#all(ids, onlyMine);
    const { roots } = this.#several(ids);
    const first = <T extends { readonly file: string }>(all: readonly T[]): T[] => {
      const rows = all.slice(0, top);
      return absolute ? rows : rows.map((row) => ({ ...row, file: displayPath(row.file, roots) }));
    };
    return {
      ...hot,
      functions: first(hot.functions),
      lines: first(hot.lines),
      packages: hot.packages.slice(0, top),
    };
  }

  async fileHeat(...[ids, file]: Arguments<'fileHeat'>): Promise<FileHeat> {
    const hot = await this.#all(ids, false);
    const wanted = file.replaceAll('\\', '/');
    // Some profiles name files as somebody's folder does, wherever that was.
    const shown = displayPath(wanted, this.#several(ids).roots);
    const own = <T extends { readonly file: string }>(rows: readonly T[]): T[] =>
      rows.flatMap((row) =>
        row.file === shown || isSameFile(row.file, wanted) ? [{ ...row, file: shown }] : [],
      );
    return { functions: own(hot.functions), lines: own(hot.lines) };
  }

  edges(...[ids, key]: Arguments<'edges'>): Awaited<ReturnType<ProfileService['edges']>> {
    const { profiles, roots } = this.#several(ids);
    return callEdges(profiles, key, roots);
  }

  async convert(...[id, format]: Arguments<'convert'>): Promise<Uint8Array> {
    return await exportProfile(this.#one(id).loaded.profile, format);
  }

  async #all(ids: readonly string[], onlyMine: boolean): Promise<HotSpots> {
    const key = `${onlyMine}\n${ids.join('\n')}`;
    if (this.#tables?.key === key) return this.#tables.hot;
    const { profiles, roots } = this.#several(ids);
    const lined = await withCallTotals(profiles, roots);
    const hot = hotSpots(lined, { roots, onlyMine, top: Number.MAX_SAFE_INTEGER, absolute: true });
    this.#tables = { key, hot };
    return hot;
  }

  #one(id: string): Held {
    const held = this.#held.get(id);
    if (!held) throw new UserError(`the profile ${id} is not open`, 'Open the file again.');
    return held;
  }

  #several(ids: readonly string[]): { profiles: readonly Profile[]; roots: readonly string[] } {
    const held = ids.map((id) => this.#one(id));
    return { profiles: held.map((h) => h.loaded.profile), roots: held[0]?.roots ?? [] };
  }
}
