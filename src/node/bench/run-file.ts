/** All that is measured of one benchmark file: processes for time, one for bytes, one a benchmark for profiles. */
import path from 'node:path';
import type { Gathered } from '../../core/bench/collect.ts';
import type { BenchProblem } from '../../core/bench/nouns.ts';
import type { RunnerMode, RunnerRequest } from '../../core/bench/protocol.ts';
import type { NodeFacts } from '../node-finder.ts';
import type { BenchHooks, BenchProgress } from './bench.ts';
import { failureOf } from './failure.ts';
import { cacheFolder, distFolder, type ForkEnd, packageFolder, runFork } from './fork.ts';
import { addProblem, fileFailure, type Gathering, giveUp, hear, markCancelled, remark } from './gathering.ts';
import { profileBenchmark } from './profile.ts';

export interface FileSettings {
  readonly root: string;
  /** Workspace-relative. */
  readonly file: string;
  readonly node: NodeFacts;
  readonly forks: number;
  readonly warmupMs: number;
  readonly sampleMs: number;
  readonly timeoutMs: number;
  readonly intervalUs: number;
  readonly profile: boolean;
  /** Absent: all. Asked once for each benchmark that can run, in order. */
  readonly select?: (id: string) => boolean;
}

export interface FileRun {
  readonly file: string;
  readonly benchmarks: readonly Gathered[];
  readonly problems: readonly BenchProblem[];
  /** Every benchmark of the file was run, and none failed. */
  readonly whole: boolean;
  /** It was loaded, and declares none. */
  readonly empty: boolean;
}

interface Context extends Gathering {
  readonly hooks: BenchHooks;
  readonly steps: number;
  step: number;
}

export async function runFile(settings: FileSettings, hooks: BenchHooks): Promise<FileRun> {
  const context: Context = {
    settings,
    hooks,
    entries: new Map(),
    problems: [],
    steps: settings.forks + 1 + (settings.profile ? 1 : 0),
    step: 0,
    broken: false,
  };
  const ids = await chosen(context);
  for (let fork = 0; fork < settings.forks && goesOn(context); fork++) {
    context.step = fork;
    await runMode(context, 'measure', left(context, ids));
  }
  if (goesOn(context) && measuredIds(context).length > 0) {
    context.step = settings.forks;
    await runMode(context, 'count', measuredIds(context));
  }
  if (settings.profile) await profileAll(context);
  const all = [...context.entries.values()];
  const chosenOnes = ids ? all.filter((e) => ids.includes(e.benchmark.id) || e.failure) : all;
  if (hooks.signal?.aborted) markCancelled(chosenOnes);
  return {
    file: settings.file,
    benchmarks: chosenOnes,
    problems: context.problems,
    empty: remarkEmpty(context),
    whole: !ids && !context.broken && all.every((e) => !e.failure),
  };
}

/** Nothing would be said of such a file, and its author would look for the figures. */
function remarkEmpty(context: Context): boolean {
  const { entries, problems, settings } = context;
  const empty = entries.size === 0 && goesOn(context) && problems.every((p) => !p.fatal);
  const message =
    'declares no benchmarks: does it export them for another file, or start a process or worker that has them?';
  if (empty) addProblem(problems, settings.file, message, false);
  return empty;
}

function goesOn({ broken, hooks }: Context): boolean {
  return !broken && hooks.signal?.aborted !== true;
}

/** Undefined: all. Where some are chosen, the file is loaded first to see what there is. */
async function chosen(context: Context): Promise<string[] | undefined> {
  const { select } = context.settings;
  if (!select) return undefined;
  await runMode(context, 'list', undefined);
  const runnable = [...context.entries.values()].filter((e) => e.benchmark.state === 'run');
  return runnable.filter((e) => select(e.benchmark.id)).map((e) => e.benchmark.id);
}

function left({ entries }: Context, ids: readonly string[] | undefined): readonly string[] | undefined {
  const failed = new Set([...entries.values()].filter((e) => e.failure).map((e) => e.benchmark.id));
  if (ids) return ids.filter((id) => !failed.has(id));
  if (failed.size === 0) return undefined;
  const runnable = [...entries.values()].filter((e) => e.benchmark.state === 'run');
  return runnable.map((e) => e.benchmark.id).filter((id) => !failed.has(id));
}

function measuredIds({ entries }: Context): string[] {
  return [...entries.values()].filter((e) => e.times.length > 0 && !e.failure).map((e) => e.benchmark.id);
}

/**
 * One mode over the file's benchmarks. Where one of them takes the process down, it is given up, and another process
 * goes on behind it.
 */
async function runMode(
  context: Context,
  mode: RunnerMode,
  ids: readonly string[] | undefined,
): Promise<void> {
  if (ids?.length === 0) return;
  let asked = ids;
  for (;;) {
    const answered = new Set<string>();
    const before = context.entries.size;
    const end = await forkOf(context, mode, asked, answered);
    remark(context, end);
    if (end.how === 'cancelled') return;
    if (end.how !== 'done') {
      if (end.running === undefined) {
        fileFailure(context, end, before);
        return;
      }
      giveUp(context, mode, end.running, failureOf(end, context.settings.timeoutMs));
      answered.add(end.running);
    }
    // Ended by itself, because of what one left behind: another process goes on.
    if (answered.size === 0 || mode === 'list') return;
    const rest = (asked ?? runnableIds(context)).filter(
      (id) => !answered.has(id) && !context.entries.get(id)?.failure,
    );
    if (rest.length === 0 || !goesOn(context)) return;
    asked = rest;
  }
}

function runnableIds({ entries }: Context): string[] {
  return [...entries.values()].filter((e) => e.benchmark.state === 'run').map((e) => e.benchmark.id);
}

async function forkOf(
  context: Context,
  mode: RunnerMode,
  ids: readonly string[] | undefined,
  answered: Set<string>,
): Promise<ForkEnd> {
  const { settings, hooks } = context;
  const absolute = path.join(settings.root, settings.file);
  progress(context, mode, '');
  return await runFork(requestOf(settings, mode, ids), {
    node: settings.node.path,
    cwd: packageFolder(absolute, settings.root),
    timeoutMs: settings.timeoutMs,
    ...(hooks.signal ? { signal: hooks.signal } : {}),
    ...(hooks.onOutput ? { onOutput: hooks.onOutput } : {}),
    onMessage: (message) => {
      if ('id' in message && message.type !== 'start') answered.add(message.id);
      if (message.type === 'start') progress(context, mode, message.id);
      else hear(context, mode, message);
    },
  });
}

export function requestOf(
  settings: Pick<FileSettings, 'root' | 'file' | 'warmupMs' | 'sampleMs'>,
  mode: RunnerMode,
  ids: readonly string[] | undefined,
): RunnerRequest {
  const { root, file, warmupMs, sampleMs } = settings;
  return {
    version: 1,
    mode,
    files: [{ side: 'only', path: path.join(root, file), root }],
    ...(ids ? { ids } : {}),
    warmupMs,
    sampleMs,
    first: 'base',
    distDir: distFolder(),
    cacheDir: cacheFolder(root),
  };
}

async function profileAll(context: Context): Promise<void> {
  context.step = context.settings.forks + 1;
  for (const id of measuredIds(context)) {
    if (!goesOn(context)) return;
    progress(context, 'profile', id);
    const entry = context.entries.get(id)!;
    const made = await profileBenchmark(context.settings, entry.benchmark, context.hooks);
    if (typeof made === 'string') entry.recording = made;
    else addProblem(context.problems, context.settings.file, `${id}: no profile: ${made.message}`, false);
  }
}

const doing: Readonly<Record<RunnerMode, BenchProgress['doing']>> = {
  list: 'loading',
  measure: 'measuring',
  count: 'counting bytes',
  profile: 'profiling',
  duet: 'measuring',
};

function progress(context: Context, mode: RunnerMode, id: string): void {
  const { settings, hooks, entries, steps, step } = context;
  const ids = [...entries.keys()];
  const within = ids.length === 0 ? 0 : Math.max(0, ids.indexOf(id)) / ids.length;
  hooks.onProgress?.({
    file: settings.file,
    id,
    doing: id === '' ? 'loading' : doing[mode],
    fork: Math.min(step, settings.forks - 1) + 1,
    forks: settings.forks,
    share: (step + within) / steps,
  });
}
