/** All benchmarks of one file in two versions. */
import type { BenchmarkComparison, BytesChange } from '../../core/bench/comparison.ts';
import type { Benchmark, BenchProblem } from '../../core/bench/nouns.ts';
import type { ByteSamples, FromRunner, RunnerFile, RunnerMode } from '../../core/bench/protocol.ts';
import { median } from '../../core/bench/robust.ts';
import type { Course } from '../../core/bench/sequential.ts';
import { formatChange } from '../../core/report/numbers.ts';
import type { CompareHooks } from './compare.ts';
import { compareOne, type OneRequest } from './compare-one.ts';
import { failureOf } from './failure.ts';
import { cacheFolder, distFolder, packageFolder, runFork } from './fork.ts';
import { loadFailureText } from './load-hint.ts';

export interface PairedFile {
  /** Workspace-relative; the candidate's where they differ. */
  readonly name: string;
  /** Absolute; absent where that version has no such file. */
  readonly base?: { readonly path: string; readonly root: string };
  readonly candidate?: { readonly path: string; readonly root: string };
}

export interface FileRequest {
  /** Absolute path of the user's Node. */
  readonly node: string;
  readonly course: Course;
  readonly bytes: boolean;
  readonly warmupMs: number;
  readonly sampleMs: number;
  readonly timeoutMs: number;
  /** Asked once for each benchmark of the file, in order. */
  readonly select: (id: string) => boolean;
}

export interface FileComparison {
  readonly results: readonly BenchmarkComparison[];
  readonly problems: readonly BenchProblem[];
}

/** What a version of the file declares. */
interface Listed {
  readonly benchmarks: readonly Benchmark[];
  /** Why it could not be loaded; '' where it could. */
  readonly failure: string;
  readonly problems: readonly string[];
}

/** Bytes repeat: a round of so many ms counts them as well as a longer one. */
const COUNTING_MS = 12;
const nothing: Listed = { benchmarks: [], failure: '', problems: [] };

/** @param doneBefore benchmarks of other files that are done, for the progress */
export async function compareFile(
  file: PairedFile,
  request: FileRequest,
  hooks: CompareHooks,
  doneBefore: number,
): Promise<FileComparison> {
  hooks.onProgress?.({ file: file.name, id: '', text: 'loading', done: doneBefore, total: 0 });
  const { base, candidate } = await listBoth(file, request, hooks.signal);
  const problems = problemsOf(file, base, candidate);
  const pairs = pairUp(base.benchmarks, candidate.benchmarks).filter((p) => request.select(p.id));
  const results: BenchmarkComparison[] = [];
  // Once a version for all, and beside the first comparisons: what is counted is the same whoever else is busy.
  const both = pairs.filter((p) => runs(p.base) && runs(p.candidate));
  const counting: Promise<ReadonlyMap<string, BytesChange>> = request.bytes
    ? bytesOf(file, both, request, hooks.signal)
    : Promise.resolve(new Map());
  // Heard of where it is waited for; a rejection must not count as unhandled before that.
  counting.catch(() => {});
  for (const [i, pair] of pairs.entries()) {
    if (hooks.signal?.aborted) break;
    const say = (text: string) =>
      hooks.onProgress?.({
        file: file.name,
        id: pair.id,
        text,
        done: doneBefore + i,
        total: doneBefore + pairs.length,
      });
    const alone = () => counting;
    const result = await comparePair(file, pair, { base, candidate, alone }, request, hooks.signal, say);
    if (!result) break;
    const counted = (await counting).get(pair.id);
    const done =
      result.compared && counted ? { ...result, compared: { ...result.compared, bytes: counted } } : result;
    results.push(done);
    hooks.onResult?.(done);
  }
  await counting;
  return { results, problems };
}

function runs(benchmark: Benchmark | undefined): boolean {
  return benchmark?.state === 'run';
}

function problemsOf(file: PairedFile, base: Listed, candidate: Listed): BenchProblem[] {
  const problems: BenchProblem[] = [];
  const add = (message: string, fatal: boolean) => {
    if (!problems.some((p) => p.message === message)) problems.push({ file: file.name, message, fatal });
  };
  if (!file.base) add('the base does not have this file', false);
  if (!file.candidate) add('only the base has this file', false);
  if (base.failure) add(`base: ${base.failure}`, true);
  if (candidate.failure) add(`candidate: ${candidate.failure}`, true);
  for (const problem of [...base.problems, ...candidate.problems]) add(problem, false);
  return problems;
}

interface Pair {
  readonly id: string;
  /** Of the base, where it is another one. */
  readonly baseId: string;
  readonly base?: Benchmark;
  readonly candidate?: Benchmark;
}

/** By id; but two files of one benchmark each are about the same thing, whatever they call it. */
function pairUp(base: readonly Benchmark[], candidate: readonly Benchmark[]): Pair[] {
  const [one, other] = [base[0], candidate[0]];
  if (base.length === 1 && candidate.length === 1 && one && other) {
    return [{ id: other.id, baseId: one.id, base: one, candidate: other }];
  }
  const before = new Map(base.map((b) => [b.id, b]));
  const now = new Set(candidate.map((b) => b.id));
  return [
    ...candidate.map((c): Pair => {
      const known = before.get(c.id);
      return { id: c.id, baseId: c.id, candidate: c, ...(known ? { base: known } : {}) };
    }),
    ...base.filter((b) => !now.has(b.id)).map((b): Pair => ({ id: b.id, baseId: b.id, base: b })),
  ];
}

async function comparePair(
  file: PairedFile,
  pair: Pair,
  listed: BothListed & { readonly alone: () => Promise<unknown> },
  request: FileRequest,
  signal: AbortSignal | undefined,
  say: (text: string) => void,
): Promise<BenchmarkComparison | undefined> {
  const benchmark = (pair.candidate ?? pair.base)!;
  const plain = { benchmark, warnings: [] };
  if (!pair.base) return broken(plain, 'base', listed.base) ?? { ...plain, status: 'added' };
  if (!pair.candidate) return broken(plain, 'candidate', listed.candidate) ?? { ...plain, status: 'removed' };
  if (!runs(pair.base) || !runs(pair.candidate)) return { ...plain, status: 'skipped' };
  say('measuring');
  const side = (name: 'base' | 'candidate'): RunnerFile => ({ side: name, ...file[name]! });
  const one: OneRequest = {
    id: pair.id,
    baseId: pair.baseId,
    base: side('base'),
    candidate: side('candidate'),
    course: request.course,
    node: request.node,
    warmupMs: request.warmupMs,
    sampleMs: request.sampleMs,
    timeoutMs: request.timeoutMs,
    alone: listed.alone,
    onProcess: (done, _, ratios) =>
      say(`${done} processes: ${formatChange(Math.expm1(median(ratios)))} so far`),
    ...(signal ? { signal } : {}),
  };
  const result = await compareOne(one);
  if (result.how === 'cancelled') return undefined;
  if (result.how === 'failed') return { ...plain, status: 'failed', failure: result.message };
  const warnings = result.notes.map((message) => ({ kind: 'leftover' as const, message }));
  return { benchmark, status: 'compared', compared: result.compared, warnings };
}

/** One that is missing because its file could not be loaded has not been added or removed. */
function broken(
  plain: Pick<BenchmarkComparison, 'benchmark' | 'warnings'>,
  side: string,
  { failure }: Listed,
): BenchmarkComparison | undefined {
  return failure === '' ? undefined : { ...plain, status: 'failed', failure: `${side}: ${failure}` };
}

interface BothListed {
  readonly base: Listed;
  readonly candidate: Listed;
}

/** In one process where that goes well, which is sooner; else each alone, to see whose fault it is. */
async function listBoth(
  file: PairedFile,
  request: FileRequest,
  signal: AbortSignal | undefined,
): Promise<BothListed> {
  if (file.base && file.candidate) {
    const [base, candidate] = await list([file.base, file.candidate], request, signal);
    if (!base?.failure && !candidate?.failure) return { base: base!, candidate: candidate! };
  }
  const alone = async (side: 'base' | 'candidate'): Promise<Listed> => {
    const one = file[side];
    const [listed = nothing] = one ? await list([one], request, signal) : [];
    const hint = side === 'base' ? missingHint(listed.failure) : '';
    return { ...listed, failure: listed.failure + hint };
  };
  return { base: await alone('base'), candidate: await alone('candidate') };
}

/** What each file declares, in the order given. */
async function list(
  files: readonly { readonly path: string; readonly root: string }[],
  request: FileRequest,
  signal: AbortSignal | undefined,
): Promise<Listed[]> {
  const found = files.map(() => ({
    benchmarks: new Map<string, Benchmark>(),
    problems: new Set<string>(),
    failure: '',
  }));
  const end = await forkFor(files, 'list', undefined, request, signal, (m) => {
    if (m.type === 'loaded') {
      for (const b of m.benchmarks) found[m.file]?.benchmarks.set(b.id, b);
      for (const problem of m.problems) found[m.file]?.problems.add(problem);
    } else if (m.type === 'failed' && found[m.file]) {
      found[m.file]!.failure ||= loadFailureText(m, files[m.file]!.path, files[m.file]!.root);
    }
  });
  return found.map(({ benchmarks, problems, failure }) => {
    const ended =
      end.how === 'done' || end.how === 'cancelled' ? '' : failureOf(end, request.timeoutMs).message;
    const why = failure || ended;
    return {
      benchmarks: [...benchmarks.values()],
      problems: [...problems],
      failure: why && `cannot be loaded: ${why}`,
    };
  });
}

/** The commonest reason why a checked-out version does not load. */
function missingHint(failure: string): string {
  return /has to be built|there is no such file|ENOENT/.test(failure)
    ? ' (--build "npm run build", or gate.build in perfloop.json, makes the base ready)'
    : '';
}

function forkFor(
  files: readonly { readonly path: string; readonly root: string }[],
  mode: RunnerMode,
  ids: readonly string[] | undefined,
  request: FileRequest,
  signal: AbortSignal | undefined,
  onMessage: (message: FromRunner) => void,
) {
  const { warmupMs, timeoutMs, node } = request;
  // The last is the candidate, whose folder is the user's own.
  const { path: last, root } = files.at(-1)!;
  return runFork(
    {
      version: 1,
      mode,
      files: files.map((file) => ({ side: 'only' as const, ...file })),
      ...(ids ? { ids } : {}),
      warmupMs,
      sampleMs: COUNTING_MS,
      first: 'base',
      distDir: distFolder(),
      cacheDir: cacheFolder(root),
    },
    { node, cwd: packageFolder(last, root), timeoutMs, onMessage, ...(signal ? { signal } : {}) },
  );
}

async function bytesOf(
  file: PairedFile,
  pairs: readonly Pair[],
  request: FileRequest,
  signal: AbortSignal | undefined,
): Promise<Map<string, BytesChange>> {
  const changes = new Map<string, BytesChange>();
  if (pairs.length === 0) return changes;
  const counted = { base: new Map<string, ByteSamples>(), candidate: new Map<string, ByteSamples>() };
  const count = async (side: 'base' | 'candidate'): Promise<boolean> => {
    const ids = pairs.map((p) => (side === 'base' ? p.baseId : p.id));
    const end = await forkFor([file[side]!], 'count', ids, request, signal, (m) => {
      if (m.type === 'bytes') counted[side].set(m.id, m);
    });
    return end.how !== 'done' || counted[side].size === ids.length;
  };
  const [base, candidate] = await Promise.all([count('base'), count('candidate')]);
  // Once more alone: one may have wanted a port, or file, that another had.
  const whole = { base, candidate };
  for (const side of ['base', 'candidate'] as const) if (!whole[side]) await count(side);
  for (const { id, baseId } of pairs) {
    const change = bytesChange(counted.base.get(baseId), counted.candidate.get(id));
    if (change) changes.set(id, change);
  }
  return changes;
}

function bytesChange(
  base: ByteSamples | undefined,
  candidate: ByteSamples | undefined,
): BytesChange | undefined {
  if (!base?.perIteration.length || !candidate?.perIteration.length) return undefined;
  const [a, b] = [median(base.perIteration), median(candidate.perIteration)];
  const repeats = ({ perIteration }: ByteSamples, middle: number): boolean =>
    Math.max(...perIteration) - Math.min(...perIteration) <= 0.001 * Math.max(1, middle);
  return {
    base: a,
    candidate: b,
    share: a > 0 ? b / a - 1 : 0,
    exact: repeats(base, a) && repeats(candidate, b),
  };
}
