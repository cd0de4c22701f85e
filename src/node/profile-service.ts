/**
 * Profiles opened in a worker thread: parsing, source maps and hot spots never run on the caller's thread.
 * The extension uses this; the command line calls the same functions in-process.
 */
import type { CallEdge, HotFunction, HotLine, HotSpots, Profile, ProfileTotals } from '../core/model.ts';
import type { FlamePreviewWish } from '../core/profile/flame-preview.ts';

export interface OpenedProfile {
  readonly id: string;
  /** `main · node server.js (pid 12)`; for the picker. */
  readonly label: string;
  /** Absolute path of the profile file. */
  readonly path: string;
  readonly kind: Profile['kind'];
  readonly unit: Profile['unit'];
  readonly totals: ProfileTotals;
  readonly problems: readonly string[];
}

/** Everything measured in one source file. */
export interface FileHeat {
  readonly functions: readonly HotFunction[];
  readonly lines: readonly HotLine[];
}

export interface FunctionKey {
  readonly name: string;
  /** As in HotFunction. */
  readonly file: string;
  readonly line: number;
}

export interface ProfileService {
  /**
   * Profile files, recording folders or recording.json files. Hottest (most active weight) first.
   * @throws UserError naming the file, with the next step.
   */
  open(
    paths: readonly string[],
    /** Aborting rejects with the signal's reason and frees what was read. */
    context: { readonly roots: readonly string[]; readonly signal?: AbortSignal },
  ): Promise<readonly OpenedProfile[]>;
  profile(id: string): Promise<Profile>;
  /** What a screen can show of a large profile, to draw before the whole arrives; undefined for a small one. */
  preview(id: string, wish: FlamePreviewWish): Promise<Profile | undefined>;
  /** Merged over the ids. Files are named relative to the roots, or as they are. */
  hot(
    ids: readonly string[],
    options: { readonly onlyMine: boolean; readonly top: number; readonly absolute?: boolean },
  ): Promise<HotSpots>;
  /** `file` absolute. */
  fileHeat(ids: readonly string[], file: string): Promise<FileHeat>;
  edges(
    ids: readonly string[],
    key: FunctionKey,
  ): Promise<{ readonly callers: readonly CallEdge[]; readonly callees: readonly CallEdge[] }>;
  convert(id: string, format: 'speedscope' | 'cpuprofile' | 'collapsed' | 'pprof'): Promise<Uint8Array>;
  close(ids: readonly string[]): void;
  dispose(): Promise<void>;
}

export { createProfileService } from './service-worker-client.ts';
