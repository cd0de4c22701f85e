/**
 * The verbs. The command line and the extension call these and nothing deeper.
 * Every verb takes plain data and gives plain data; a mistake of the user is a `UserError`.
 */
import type { Profile, Recording } from '../core/model.ts';

/** What to measure. */
export interface ProfileTarget {
  /** Program and arguments, not yet split by a shell: `['node', 'app.js']`, `['npm', 'run', 'x']`. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: passed on from a terminal, nothing from an editor. */
  readonly stdin?: 'inherit' | 'ignore';
}

export interface ProfileOptions {
  readonly kind: 'cpu' | 'heap';
  /** Sampling interval in µs; default 1000. */
  readonly intervalUs: number;
  /** Stop after this long, in ms; 0 = until the target ends. */
  readonly durationMs: number;
  /** Folder of recordings; a new folder is made in it for each. Default `<cwd>/.perfloop/recordings`. */
  readonly outDir?: string;
  /** The user's own Node; default: the first on PATH. */
  readonly nodePath?: string;
}

export interface ProfileHooks {
  /** At most twice a second. */
  readonly onProgress?: (p: {
    readonly elapsedMs: number;
    readonly threads: number;
    readonly state: string;
  }) => void;
  /** The target's own output, as it comes. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void;
  /** Aborting keeps what was recorded. */
  readonly signal?: AbortSignal;
}

export interface RecordingResult {
  /** Absolute folder that holds recording.json. */
  readonly folder: string;
  readonly recording: Recording;
}

/** A profile read from disk, positions mapped through source maps, with the file it came from. */
export interface LoadedProfile {
  readonly id: string;
  readonly path: string;
  /** `main · node server.js (pid 12)` in a recording, else the file; for people. */
  readonly label: string;
  readonly profile: Profile;
  /** The recording it belongs to. */
  readonly recording?: RecordingResult;
}

export { loadProfiles } from './load.ts';
export { type AttachTarget, attach } from './record/attach.ts';
export { record } from './record/record.ts';
// The review verb is `./review/review.ts`: imported on its own, because it brings a parser with it.
export type { ReviewOptions, ReviewResult } from './review/review.ts';
