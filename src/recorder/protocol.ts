/**
 * All that the recording verb knows of the recorder inside the measured process: what they agree on, and the
 * few functions that both need.
 */
import type { ProfileKind, RecordedThread, SamplerName } from '../core/model.ts';

export { workerTitle } from './identity.ts';
export { withPreload } from './node-options.ts';
export {
  type AnyProfile,
  type CallFrame,
  type CpuProfile,
  type CpuProfileNode,
  type HeapProfile,
  scriptsOf,
} from './profile.ts';

/** In the environment of a child, `PERFLOOP_RECORD=0` keeps it out of the recording: a stand-in for a server, say. */
export const RECORD_VARIABLE = 'PERFLOOP_RECORD';

/** Environment variable that carries the `RecorderConfig` as JSON to every process of the tree. */
export const CONFIG_VARIABLE = 'PERFLOOP_RECORDER';

/** Forces a sampler; for tests and for measuring overhead. */
export const SAMPLER_VARIABLE = 'PERFLOOP_SAMPLER';

/** Milliseconds between segments; for tests and for measuring their cost. */
export const ROTATE_VARIABLE = 'PERFLOOP_ROTATE_MS';

/** Key of the recorder's hook on globalThis (a registered symbol, not enumerable). */
export const HOOK_KEY = 'perfloop.recorder';

export interface RecorderConfig {
  readonly version: 1;
  /** Id of the recording; also tells processes of this recording from others. */
  readonly id: string;
  /** Absolute folder that profiles are written to. */
  readonly dir: string;
  readonly kind: ProfileKind;
  readonly intervalUs: number;
  /** Unix socket or named pipe of the recording verb. */
  readonly channel: string;
  /** Absolute path of the recorder's own bundle. */
  readonly recorder: string;
  /** Folder of our own v8-profiler-next, where there is one. */
  readonly samplerFolder?: string;
  readonly sampler?: SamplerName;
  /** Save a segment at least this often, so that a killed process loses only the rest. 0 = never. */
  readonly rotateMs: number;
  /** Share of the time that saving segments may cost; where it is dear they come less often. */
  readonly rotateShare: number;
}

/** What a thread writes beside its profile, as `<base>.thread.json`. */
export interface ThreadReport extends RecordedThread {
  /** Files that hold the run's earlier parts, oldest first; `file` is the last part. */
  readonly segments: readonly string[];
  /** A package manager that merely starts the program (npm, npx, yarn, pnpm, corepack). */
  readonly wrapper: boolean;
  /** The thread saved at its end; false for a report written with a segment. */
  readonly finished: boolean;
}

/** A process that could not be recorded, as `<pid>.failure.json`. */
export interface FailureReport {
  readonly pid: number;
  readonly nodeVersion: string;
  readonly message: string;
}

/** Lines of JSON from a measured process to the recording verb. */
export type FromProcess =
  | { readonly type: 'hello'; readonly pid: number; readonly parentPid: number; readonly title: string }
  | { readonly type: 'saved'; readonly pid: number };

/** And back. */
export type ToProcess = { readonly type: 'save' };

/** One scripts' source map reference, as V8 knew it. `sourceMapURL` may be a whole `data:` URL. */
export interface CapturedMap {
  readonly url: string;
  readonly scriptId: string;
  readonly sourceMapURL: string;
}

/** `<base>.maps.json`. */
export interface MapsFile {
  readonly version: 1;
  readonly maps: readonly CapturedMap[];
}
