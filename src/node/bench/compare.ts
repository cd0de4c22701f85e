/**
 * The compare verb: two versions of benchmarks, measured together. Either two files, or a git ref and the working
 * tree (or another ref). One benchmark at a time.
 */
import path from 'node:path';
import type { BenchmarkComparison, ComparedVersion, ComparisonReport } from '../../core/bench/comparison.ts';
import type { BenchProblem } from '../../core/bench/nouns.ts';
import type { Limit } from '../../core/bench/sequential.ts';
import { UserError } from '../../core/model.ts';
import { loadConfig } from '../config.ts';
import { environmentOf } from '../environment.ts';
import { findNode, type NodeFacts } from '../node-finder.ts';
import { compareFile, type PairedFile } from './compare-file.ts';
import { benchmarkFiles } from './files.ts';
import { filePair, type Version, versionsOf } from './versions.ts';

export interface CompareOptions {
  /** Absolute root of the workspace. */
  readonly root: string;
  readonly of:
    | { readonly kind: 'files'; readonly base: string; readonly candidate: string }
    | {
        readonly kind: 'refs';
        readonly base: string;
        /** The ref itself, not where the branch left it. */
        readonly exact?: boolean;
        /** Absent: the working tree as it is. */
        readonly candidate?: string;
        /** Files, folders or globs; empty: those of perfloop.json. */
        readonly paths: readonly string[];
      };
  /** Only benchmarks whose id, or `file > id`, it matches. */
  readonly filter?: RegExp;
  /** Exact ids by workspace-relative file, for one from the editor. */
  readonly ids?: Readonly<Record<string, readonly string[]>>;
  /** Default: what perfloop.json says, else 5 %. */
  readonly limit?: Partial<Limit>;
  /** Measure a difference once more before it counts; default true. */
  readonly confirm?: boolean;
  /** Bytes per iteration of both, too; default true. */
  readonly bytes?: boolean;
  /** The I-th of N parts, counted by benchmark; 1-based. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** Shell command that makes a checked-out version ready; default: what perfloop.json says. */
  readonly build?: string;
  readonly nodePath?: string;
  readonly warmupMs?: number;
  readonly sampleMs?: number;
  /** Limit for one benchmark in one process; default 60 000. */
  readonly timeoutMs?: number;
}

export interface CompareProgress {
  /** Workspace-relative, '' while versions are made ready. */
  readonly file: string;
  readonly id: string;
  /** One line: `12 processes: +0.4% so far`. */
  readonly text: string;
  /** Benchmarks done and known of. */
  readonly done: number;
  readonly total: number;
}

export interface CompareHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CompareProgress) => void;
  /** As soon as one is compared. */
  readonly onResult?: (result: BenchmarkComparison) => void;
}

/**
 * Of each version in each process, at least: a process goes on for as long as its samples scatter too much to tell
 * (`precisionFor`). On a quiet machine the scatter is between processes, and longer ones would tell no more.
 */
export const compareDefaults = { warmupMs: 70, sampleMs: 60, timeoutMs: 60_000 } as const;
const DEFAULT_SLOWDOWN = 0.05;

interface Subjects {
  readonly base: ComparedVersion;
  readonly candidate: ComparedVersion;
  readonly files: readonly PairedFile[];
  readonly notes: readonly string[];
  readonly remove: () => Promise<void>;
}

/** @throws UserError where there is nothing to compare */
export async function compare(options: CompareOptions, hooks: CompareHooks = {}): Promise<ComparisonReport> {
  const createdAt = Date.now();
  const { config } = await loadConfig(options.root);
  const node = await findNode(options.nodePath, options.root, process.env);
  const limit: Limit = {
    maxSlowdown: options.limit?.maxSlowdown ?? config.gate.maxSlowdownShare ?? DEFAULT_SLOWDOWN,
    strict: options.limit?.strict ?? config.gate.strict,
  };
  const build = options.build ?? config.gate.build;
  const subjects = await subjectsOf({ ...options, ...(build ? { build } : {}) }, config.benchmarks, hooks);
  const problems: BenchProblem[] = subjects.notes.map((message) => ({ file: '', message, fatal: false }));
  try {
    const results = await compareAll(subjects.files, options, limit, node, hooks, problems);
    const cancelled = hooks.signal?.aborted === true;
    if (!cancelled && nothingCompared(results, problems, options)) throw nothingToCompare(options);
    const { base, candidate } = subjects;
    return {
      version: 1,
      createdAt,
      environment: environmentOf(node),
      base: versionFacts(base),
      candidate: versionFacts(candidate),
      limit,
      results,
      problems,
      durationMs: Date.now() - createdAt,
      cancelled,
      ...(options.shard ? { shard: options.shard } : {}),
    };
  } finally {
    await subjects.remove();
  }
}

/** Of two refs, all may be new; two files without a name in common are a mistake. */
function nothingCompared(
  results: readonly BenchmarkComparison[],
  problems: readonly BenchProblem[],
  { of }: CompareOptions,
): boolean {
  if (problems.some((p) => p.fatal)) return false;
  if (of.kind === 'refs') return results.length === 0;
  return results.every((r) => r.status === 'added' || r.status === 'removed');
}

function versionFacts({ label, commit, dirty }: ComparedVersion): ComparedVersion {
  return { label, ...(commit ? { commit } : {}), ...(dirty === undefined ? {} : { dirty }) };
}

async function subjectsOf(
  options: CompareOptions,
  globs: readonly string[],
  hooks: CompareHooks,
): Promise<Subjects> {
  const { root, of, build } = options;
  if (of.kind === 'files') {
    const pair = await filePair(root, of.base, of.candidate);
    const name = (file: string) => path.relative(root, file).replaceAll('\\', '/');
    const [base, candidate] = [name(pair.base), name(pair.candidate)];
    const side = (file: string, from: string) => ({
      path: file,
      root: from.startsWith('..') ? path.dirname(file) : root,
    });
    const file = { name: candidate, base: side(pair.base, base), candidate: side(pair.candidate, candidate) };
    return {
      base: { label: base },
      candidate: { label: candidate },
      files: [file],
      notes: [],
      remove: async () => {},
    };
  }
  const { signal } = hooks;
  const say = (text: string) => hooks.onProgress?.({ file: '', id: '', text, done: 0, total: 0 });
  const versions = await versionsOf({
    root,
    base: of.base,
    exact: of.exact === true,
    onProgress: say,
    ...(of.candidate === undefined ? {} : { candidate: of.candidate }),
    ...(build ? { build } : {}),
    ...(signal ? { signal } : {}),
  });
  try {
    return {
      ...versions,
      files: await pairedFiles(versions.base, versions.candidate, of.paths, globs, signal),
    };
  } catch (error) {
    await versions.remove();
    throw error;
  }
}

/** Files of both versions by their names; where one lacks a file, that is told. */
async function pairedFiles(
  base: Version,
  candidate: Version,
  paths: readonly string[],
  globs: readonly string[],
  signal: AbortSignal | undefined,
): Promise<PairedFile[]> {
  const now = await benchmarkFiles(candidate.root, paths, globs, signal);
  // What is named may be gone from one version; that it is in neither is said for the candidate.
  const before = await benchmarkFiles(base.root, paths, globs, signal).catch((error: unknown) => {
    if (error instanceof UserError) return [];
    throw error;
  });
  const [inBase, inCandidate] = [new Set(before), new Set(now)];
  return [...new Set([...now, ...(paths.length > 0 ? [] : before)])].sort().map((name) => ({
    name,
    ...(inBase.has(name) ? { base: { path: path.join(base.root, name), root: base.root } } : {}),
    ...(inCandidate.has(name)
      ? { candidate: { path: path.join(candidate.root, name), root: candidate.root } }
      : {}),
  }));
}

async function compareAll(
  files: readonly PairedFile[],
  options: CompareOptions,
  limit: Limit,
  node: NodeFacts,
  hooks: CompareHooks,
  problems: BenchProblem[],
): Promise<BenchmarkComparison[]> {
  const results: BenchmarkComparison[] = [];
  const select = selector(options);
  for (const file of files) {
    if (hooks.signal?.aborted) break;
    const run = await compareFile(
      file,
      {
        node: node.path,
        course: { limit, confirm: options.confirm ?? true },
        bytes: options.bytes ?? true,
        warmupMs: options.warmupMs ?? compareDefaults.warmupMs,
        sampleMs: options.sampleMs ?? compareDefaults.sampleMs,
        timeoutMs: options.timeoutMs ?? compareDefaults.timeoutMs,
        select: (id) => select(file.name, id),
      },
      hooks,
      results.length,
    );
    results.push(...run.results);
    problems.push(...run.problems);
  }
  return results;
}

/** Asked once for each benchmark, in order: parts are dealt out in turns, so that they take about as long. */
function selector({ filter, ids, shard }: CompareOptions): (file: string, id: string) => boolean {
  let count = -1;
  return (file, id) => {
    if (ids && !ids[file]?.includes(id)) return false;
    if (filter && !filter.test(id) && !filter.test(`${file} > ${id}`)) return false;
    count++;
    return !shard || count % shard.of === shard.index - 1;
  };
}

function nothingToCompare({ filter, shard, of }: CompareOptions): UserError {
  if (shard)
    return new UserError(`Part ${shard.index} of ${shard.of} has no benchmarks.`, 'Split into fewer parts.');
  if (filter)
    return new UserError(`No benchmark matches ${filter.source}.`, 'perfloop bench shows what there is.');
  return of.kind === 'files'
    ? new UserError('The two files have no benchmarks to compare.', 'Give both versions the same names.')
    : new UserError(
        'There are no benchmark files.',
        'They are called NAME.bench.js or .ts; see perfloop.json.',
      );
}
