/**
 * Every noun of Perfloop, with its unit. Read this file first.
 *
 * Conventions, everywhere but in importers and the VS Code converter:
 * lines and columns are 1-based (0 = unknown), UTF-16; time is in microseconds inside a Profile (`Us`) and
 * in milliseconds in results shown to people (`Ms`); `share` is 0..1; paths of the user's own files are
 * relative to the workspace, with `/`.
 */

/** What the weights of a profile count. */
export type ProfileUnit = 'us' | 'bytes' | 'count';

export type ProfileKind = 'cpu' | 'heap';

/** Where a frame's code comes from; decides "only my code", colours and packages. */
export enum Origin {
  /** The user's own source: inside the workspace and not below node_modules. */
  Mine = 0,
  /** A dependency: below node_modules. */
  Dependency = 1,
  /** Node's own JavaScript (`node:…`). */
  Runtime = 2,
  /** Native code and engine states: (program), (garbage collector), (idle), (root), builtins. */
  Native = 3,
  /** A file outside the workspace. */
  Outside = 4,
}

/**
 * One row a distinct function (same name, file, line and column). Columns of equal length.
 * `name`, `file` and `pkg` index into `strings` of the profile.
 */
export interface FrameTable {
  readonly length: number;
  readonly name: Uint32Array;
  /** Absolute path, `node:…`, URL, or '' where V8 gives none. Backslashes are kept out: always `/`. */
  readonly file: Uint32Array;
  /** Line of the function's definition, 1-based; 0 unknown. */
  readonly line: Uint32Array;
  /** Column of the function's definition, 1-based; 0 unknown. */
  readonly column: Uint32Array;
}

/** A tree of stacks: row = one call path. Parents come before children; the parent of a root is -1. */
export interface StackTable {
  readonly length: number;
  readonly frame: Uint32Array;
  readonly parent: Int32Array;
  /**
   * Line of the parent's frame from which the row was called, 1-based, 0 unknown. Only where the format knows
   * it (pprof); then rows of one path that differ in it are separate rows.
   */
  readonly callLine?: Uint32Array;
}

/** Samples in order of time. `weight` in the profile's unit: for a CPU profile, how long the stack was held. */
export interface SampleTable {
  readonly length: number;
  readonly stack: Uint32Array;
  readonly weight: Float64Array;
}

/**
 * Self weight per (stack, source line): the stack's self weight split over its line ticks.
 * The sum over a stack is at most its self weight. `line` is 1-based, in the file of the stack's frame.
 */
export interface LineTable {
  readonly length: number;
  readonly stack: Uint32Array;
  readonly line: Uint32Array;
  readonly weight: Float64Array;
}

/**
 * A profile as struct of arrays: crosses to workers and webviews as transferred buffers.
 * No Maps, no classes, no functions inside.
 */
export interface Profile {
  readonly version: 1;
  readonly kind: ProfileKind;
  readonly unit: ProfileUnit;
  /** What a person would call it: file name, or `main`, `worker 3`. */
  readonly name: string;
  /** Interned strings; index 0 is ''. */
  readonly strings: readonly string[];
  readonly frames: FrameTable;
  readonly stacks: StackTable;
  readonly samples: SampleTable;
  readonly lines: LineTable;
  /** Length of the recording in µs (wall), 0 where the format does not know. */
  readonly durationUs: number;
  /** Epoch ms at the first sample, 0 unknown. */
  readonly startedAt: number;
  /** False where samples carry no order in time (merged, aggregated formats): time order is not offered. */
  readonly timeOrdered: boolean;
  /** What the importer had to repair or leave out; for people. */
  readonly problems: readonly string[];
}

/** A hot function. `file` is workspace-relative, or absolute when outside, `node:…`, or ''. */
export interface HotFunction {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly origin: Origin;
  /** Package name for dependencies, 'node' for the runtime, '' for own code. */
  readonly pkg: string;
  /** In ms for CPU, in bytes for heap (field names follow the common case). */
  readonly selfMs: number;
  readonly totalMs: number;
  /** Share of active weight (everything but idle), 0..1. Recursion counted once. */
  readonly selfShare: number;
  readonly totalShare: number;
}

/** A hot line. `totalMs` adds what the calls on the line cost where that is known (see `totalFrom`). */
export interface HotLine {
  readonly file: string;
  readonly line: number;
  /** The function that the line's samples fell in most. */
  readonly function: string;
  readonly origin: Origin;
  readonly selfMs: number;
  readonly totalMs: number;
  readonly selfShare: number;
  readonly totalShare: number;
  /** 'self': only the line's own samples; 'calls': calls on this line attributed too. */
  readonly totalFrom: 'self' | 'calls';
}

export interface HotPackage {
  readonly pkg: string;
  readonly selfMs: number;
  readonly totalMs: number;
  readonly selfShare: number;
  readonly totalShare: number;
}

/** Caller or callee edge of one function, by weight of the samples in which the edge occurs. */
export interface CallEdge {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly totalMs: number;
  /** Share of the function's own total, 0..1. */
  readonly share: number;
}

/** Whole-profile sums, in ms (bytes for heap). */
export interface ProfileTotals {
  readonly totalMs: number;
  /** Everything but (idle): the denominator of every share. */
  readonly activeMs: number;
  readonly idleMs: number;
  readonly gcMs: number;
  /** (program): native code that V8 gives no frame. */
  readonly programMs: number;
  readonly samples: number;
}

export interface HotSpots {
  readonly kind: ProfileKind;
  readonly unit: ProfileUnit;
  readonly totals: ProfileTotals;
  /** By self weight, highest first. */
  readonly functions: readonly HotFunction[];
  readonly lines: readonly HotLine[];
  readonly packages: readonly HotPackage[];
}

/** Which sampler recorded a thread. */
export type SamplerName = 'v8-profiler-next' | 'inspector';

/** One recorded thread: the main thread of a process, or one of its worker threads. */
export interface RecordedThread {
  readonly pid: number;
  readonly parentPid: number;
  /** 0 for the main thread. */
  readonly threadId: number;
  /** `node server.js`, `worker resize.js`. */
  readonly title: string;
  /** File of the profile, relative to the recording's folder. */
  readonly file: string;
  readonly kind: ProfileKind;
  readonly sampler: SamplerName;
  readonly samplerVersion: string;
  readonly intervalUs: number;
  readonly nodeVersion: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  readonly samples: number;
  /** Why it has less than the whole run, where so. */
  readonly incomplete?: string;
  /** Of the whole process; main threads only. */
  readonly usage?: ProcessUsage;
  /** Sidecar with the source maps that existed only in memory, relative to the recording's folder. */
  readonly maps?: string;
}

/** What the operating system counted for a process, from its start to the end of the recording. */
export interface ProcessUsage {
  readonly maxRssBytes: number;
  readonly voluntaryContextSwitches: number;
  readonly involuntaryContextSwitches: number;
  /** Reads and writes that reached a disk. */
  readonly fsReads: number;
  readonly fsWrites: number;
}

export type TargetEnd =
  | { readonly how: 'exited'; readonly code: number }
  | { readonly how: 'signalled'; readonly signal: string }
  | { readonly how: 'cancelled' }
  | { readonly how: 'duration-reached' }
  | { readonly how: 'detached' };

/** One measurement on disk: `recording.json` beside the profile files it names. */
export interface Recording {
  readonly version: 1;
  readonly id: string;
  readonly createdAt: number;
  /** The command as typed, for people. */
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly kind: ProfileKind;
  readonly durationMs: number;
  readonly end: TargetEnd;
  readonly threads: readonly RecordedThread[];
  readonly environment: Environment;
  /** Last lines of what the target wrote, at most 64 KiB each. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  readonly problems: readonly string[];
}

export interface Environment {
  readonly nodePath: string;
  readonly nodeVersion: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpuModel: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly perfloopVersion: string;
}

/** The bottleneck families; slugs are fixed. */
export type Family =
  | 'cpu-algorithmic'
  | 'allocation-bound'
  | 'cache-bound'
  | 'lock-bound'
  | 'io-n-plus-one'
  | 'io-bound'
  | 'syscall-bound'
  | 'jit-deopt'
  | 'bundle-bound'
  | 'network-bound';

export interface FamilyVerdict {
  readonly family: Family;
  /** Share of the run that the family explains, 0..1: of active time, or of wall time for waiting families. */
  readonly share: number;
  readonly confidence: 'high' | 'medium' | 'low';
  /** Facts with figures, most telling first. */
  readonly evidence: readonly string[];
}

/** Best first. */
export interface Diagnosis {
  readonly families: readonly FamilyVerdict[];
}

/**
 * A mistake of the user or of the input: shown as one line, exit code 2, never a stack trace.
 * `message` says what was wrong and where; `next` what to do about it.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    message: string,
    readonly next = '',
  ) {
    super(message);
  }
}
