/** The bench verb: benchmark files are run in processes of their own, several times, and made into one report. */
import os from 'node:os';
import { emptyBaseline, environmentKey, storedBytes, updatedBaseline } from '../../core/bench/baseline.ts';
import { completed, growthOf, resultOf } from '../../core/bench/collect.ts';
import type { BenchmarkResult, BenchProblem, BenchReport } from '../../core/bench/nouns.ts';
import { UserError } from '../../core/model.ts';
import { loadConfig } from '../config.ts';
import { environmentOf } from '../environment.ts';
import { findNode, type NodeFacts } from '../node-finder.ts';
import { affectedFiles } from './affected.ts';
import { readBaseline, writeBaseline } from './baseline.ts';
import { benchmarkFiles } from './files.ts';
import { type FileRun, type FileSettings, runFile } from './run-file.ts';

export interface BenchOptions {
  /** Absolute root of the workspace. */
  readonly root: string;
  /** Files, folders or globs, relative to the root; empty: those of perfloop.json. */
  readonly paths: readonly string[];
  /** Only benchmarks whose id, or `file > id`, it matches. */
  readonly filter?: RegExp;
  /** Exact ids by workspace-relative file, for one from the editor; they count before `filter`. */
  readonly ids?: Readonly<Record<string, readonly string[]>>;
  /** Only benchmarks whose module graph reaches a file changed since this ref ('' = where the branch left the default). */
  readonly changedSince?: string;
  /** The I-th of N parts, counted by benchmark; 1-based. */
  readonly shard?: { readonly index: number; readonly of: number };
  readonly profile?: boolean;
  readonly updateBaseline?: boolean;
  /** Processes; default 5. */
  readonly forks?: number;
  /** Of each benchmark in each process, in ms; default 150 and 250. */
  readonly warmupMs?: number;
  readonly sampleMs?: number;
  /** Limit for one benchmark in one process; default 60 000. */
  readonly timeoutMs?: number;
  readonly nodePath?: string;
  readonly intervalUs?: number;
}

export interface BenchProgress {
  /** Workspace-relative. */
  readonly file: string;
  readonly id: string;
  readonly doing: 'loading' | 'measuring' | 'counting bytes' | 'profiling';
  /** 1-based. */
  readonly fork: number;
  readonly forks: number;
  /** Of all work, 0..1. */
  readonly share: number;
}

export interface BenchHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BenchProgress) => void;
  /** What the benchmarks print. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void;
  /** A file is through; growth and baselines are not yet known. */
  readonly onResults?: (results: readonly BenchmarkResult[]) => void;
}

export const benchDefaults = { forks: 5, warmupMs: 150, sampleMs: 250, timeoutMs: 60_000 } as const;
/** Growth of a counter that is let pass, unless perfloop.json says otherwise. */
const COUNTER_MARGIN = 0.01;

/**
 * Runs them one file and one process at a time: side by side they would disturb one another.
 * @throws UserError where there is nothing to run, or no Node to run it with
 */
export async function bench(options: BenchOptions, hooks: BenchHooks = {}): Promise<BenchReport> {
  const startedAt = Date.now();
  const { root } = options;
  const { config } = await loadConfig(root);
  const problems: BenchProblem[] = [];
  const files = await chosenFiles(options, config.benchmarks, problems, hooks.signal);
  const node = await findNode(options.nodePath, root, process.env);
  // Before anything runs: a broken file is told at once.
  const baseline = await readBaseline(root);
  const runs = await runAll(files, options, node, hooks);
  problems.push(...runs.flatMap((run) => run.problems));
  const plain = runs.flatMap((run) => run.benchmarks.map(resultOf));
  if (runs.length > 0 && runs.every((run) => run.empty)) {
    problems.push({
      file: '',
      message: 'there is nothing to measure: no file declares a benchmark',
      fatal: true,
    });
  }
  const growth = growthOf(plain);
  const key = environmentKey(node.version, os.arch());
  const margin = config.gate.counters.bytes;
  const results = completed(
    plain,
    growth,
    ({ benchmark: { file, id } }) =>
      options.updateBaseline || margin === undefined
        ? undefined
        : storedBytes(baseline ?? emptyBaseline, key, file, id),
    margin ?? COUNTER_MARGIN,
  );
  const cancelled = hooks.signal?.aborted === true;
  if (options.updateBaseline && !cancelled) {
    const whole = new Set(runs.filter((run) => run.whole).map((run) => run.file));
    await writeBaseline(root, updatedBaseline(baseline ?? emptyBaseline, key, results, whole));
  }
  return {
    version: 1,
    createdAt: startedAt,
    environment: environmentOf(node),
    results,
    growth,
    problems,
    durationMs: Date.now() - startedAt,
    cancelled,
  };
}

async function chosenFiles(
  options: BenchOptions,
  globs: readonly string[],
  problems: BenchProblem[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const files = await benchmarkFiles(options.root, options.paths, globs, signal);
  if (files.length === 0) {
    throw new UserError(
      'There are no benchmark files.',
      `They are called NAME.bench.js or .ts; perfloop.json can name others: "benchmarks": ["bench/**/*.js"].`,
    );
  }
  if (options.changedSince === undefined) return files;
  const affected = await affectedFiles(options.root, files, options.changedSince, signal);
  if (affected.length === 0) {
    problems.push({ file: '', message: 'no benchmark reaches a changed file: nothing to run', fatal: false });
  }
  return affected;
}

async function runAll(
  files: readonly string[],
  options: BenchOptions,
  node: NodeFacts,
  hooks: BenchHooks,
): Promise<FileRun[]> {
  const runs: FileRun[] = [];
  const counted = { benchmarks: 0 };
  for (const [index, file] of files.entries()) {
    if (hooks.signal?.aborted) break;
    const settings: FileSettings = {
      root: options.root,
      file,
      node,
      forks: options.forks ?? benchDefaults.forks,
      warmupMs: options.warmupMs ?? benchDefaults.warmupMs,
      sampleMs: options.sampleMs ?? benchDefaults.sampleMs,
      timeoutMs: options.timeoutMs ?? benchDefaults.timeoutMs,
      intervalUs: options.intervalUs ?? 500,
      profile: options.profile === true,
      ...selection(options, file, counted),
    };
    const run = await runFile(settings, {
      ...hooks,
      onProgress: (p) => hooks.onProgress?.({ ...p, share: (index + p.share) / files.length }),
    });
    runs.push(run);
    hooks.onResults?.(run.benchmarks.map(resultOf));
  }
  return runs;
}

/** Which of a file's benchmarks to run; nothing where all of them. */
function selection(
  { ids, filter, shard }: BenchOptions,
  file: string,
  counted: { benchmarks: number },
): Pick<FileSettings, 'select'> {
  const asked = ids?.[file];
  if (ids && !asked) return { select: () => false };
  if (!asked && !filter && !shard) return {};
  return {
    select: (id) => {
      if (asked && !asked.includes(id)) return false;
      if (!asked && filter && !filter.test(id) && !filter.test(`${file} > ${id}`)) return false;
      return !shard || counted.benchmarks++ % shard.of === shard.index - 1;
    },
  };
}
