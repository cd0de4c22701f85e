/** One benchmark of two versions, process by process until it is clear what they say. */
import { comparedOf, logRatio, type ProcessSamples, standardError } from '../../core/bench/compare.ts';
import type { Compared } from '../../core/bench/comparison.ts';
import type { DuetSamples, FromRunner, RunnerFile, TimeSamples } from '../../core/bench/protocol.ts';
import { type Course, type Standing, standing } from '../../core/bench/sequential.ts';
import { failureOf } from './failure.ts';
import { cacheFolder, distFolder, packageFolder, runFork } from './fork.ts';

/** What a process needs to know. */
export interface ProcessRequest {
  readonly id: string;
  /** What the base calls it. */
  readonly baseId: string;
  readonly base: RunnerFile;
  readonly candidate: RunnerFile;
  /** Absolute path of the user's Node. */
  readonly node: string;
  /** Of each version in each process, in ms. */
  readonly warmupMs: number;
  readonly sampleMs: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface OneRequest extends ProcessRequest {
  readonly course: Course;
  /** Known already that the file's versions cannot share a process: why. */
  readonly apart?: string;
  readonly onProcess?: (done: number, now: Standing, logRatios: readonly number[]) => void;
}

export type OneResult =
  | { readonly how: 'compared'; readonly compared: Compared; readonly notes: readonly string[] }
  | { readonly how: 'failed'; readonly message: string }
  | { readonly how: 'cancelled' };

/** What one process, or one pair of them, gave. */
type Measured =
  | { readonly samples: ProcessSamples; readonly notes: readonly string[] }
  | { readonly failure: string; readonly side: 'base' | 'candidate' | 'unknown' };

/** Error of a process's figure, as a share of the limit, below which a longer process would tell no more. */
const GOOD_ERROR = 0.15;
const MOST_LONGER = 4;

export async function compareOne(request: OneRequest): Promise<OneResult> {
  const started = performance.now();
  const rounds: [number[], number[]] = [[], []];
  const processes: ProcessSamples[] = [];
  const notes = new Set<string>();
  let apart = request.apart ?? '';
  let sampleMs = request.sampleMs;
  for (;;) {
    const now = standing(request.course, rounds);
    if (now.final) {
      const durationMs = performance.now() - started;
      const method = apart === '' ? 'duet' : 'interleaved';
      const measurement = { course: request.course, standing: now, processes, rounds, durationMs };
      const compared = comparedOf({ ...measurement, method, methodReason: apart });
      return { how: 'compared', compared, notes: [...notes] };
    }
    const order = processes.length % 2 === 0 ? 'base' : 'candidate';
    const measured =
      apart === ''
        ? await measureTogether({ ...request, sampleMs }, order)
        : await apartFromEachOther(request, order);
    if (request.signal?.aborted) return { how: 'cancelled' };
    if ('failure' in measured) {
      if (apart !== '' || processes.length > 0) return { how: 'failed', message: sideText(measured) };
      // Does each version run where it is alone?
      const alone = await apartFromEachOther(request, order);
      if (request.signal?.aborted) return { how: 'cancelled' };
      if ('failure' in alone) return { how: 'failed', message: sideText(alone) };
      apart = `the versions cannot share a process: ${measured.failure}`;
      continue;
    }
    const ratio = logRatio(measured.samples);
    if (Number.isNaN(ratio)) {
      return { how: 'failed', message: 'takes no time that the clock can see: do more in one iteration' };
    }
    for (const note of measured.notes) notes.add(note);
    processes.push(measured.samples);
    sampleMs = longEnough(request, measured.samples);
    rounds[now.round].push(ratio);
    request.onProcess?.(processes.length, now, [...rounds[0], ...rounds[1]]);
  }
}

/**
 * How long the next process measures. Where the samples of a process scatter so much that its own figure is uncertain
 * (waiting for a disk, on a busy machine), a longer process costs less than more of them.
 */
function longEnough({ sampleMs, course }: OneRequest, samples: ProcessSamples): number {
  const wanted = Math.log1p(course.limit.maxSlowdown) * GOOD_ERROR;
  return sampleMs * Math.min(MOST_LONGER, Math.max(1, (standardError(samples) / wanted) ** 2));
}

function sideText({ side, failure }: { readonly side: string; readonly failure: string }): string {
  return side === 'unknown' ? failure : `${side}: ${failure}`;
}

/** One process that measures both versions in turns. */
export async function measureTogether(
  request: ProcessRequest,
  first: 'base' | 'candidate',
): Promise<Measured> {
  const run = await forkOf(request, 'duet', [request.base, request.candidate], first, request.baseId);
  const duet = run.messages.find((m): m is DuetSamples & FromRunner & { type: 'duet' } => m.type === 'duet');
  if (!duet) return run.failure;
  return {
    samples: {
      async: duet.async,
      clock: duet.cpuClock,
      base: duet.base,
      candidate: duet.candidate,
      paired: true,
    },
    notes: run.notes,
  };
}

async function apartFromEachOther(request: ProcessRequest, first: 'base' | 'candidate'): Promise<Measured> {
  const order = first === 'base' ? (['base', 'candidate'] as const) : (['candidate', 'base'] as const);
  const sides: { base?: TimeSamples; candidate?: TimeSamples } = {};
  const notes: string[] = [];
  for (const side of order) {
    const id = side === 'base' ? request.baseId : request.id;
    const run = await forkOf(request, 'measure', [{ ...request[side], side: 'only' }], first, id);
    const time = run.messages.find(
      (m): m is TimeSamples & FromRunner & { type: 'time' } => m.type === 'time',
    );
    if (!time) return { ...run.failure, side };
    sides[side] = time;
    notes.push(...run.notes);
  }
  const [base, candidate] = [sides.base!, sides.candidate!];
  const isAsync = base.async || candidate.async;
  const clock = isAsync || base.cpuClock !== candidate.cpuClock ? 'wall' : base.cpuClock;
  return { samples: { async: isAsync, clock, base, candidate, paired: false }, notes };
}

interface Run {
  readonly messages: readonly FromRunner[];
  /** Of use only where the wanted answer is not among the messages. */
  readonly failure: { readonly failure: string; readonly side: 'base' | 'candidate' | 'unknown' };
  readonly notes: readonly string[];
}

async function forkOf(
  request: ProcessRequest,
  mode: 'duet' | 'measure',
  files: readonly RunnerFile[],
  first: 'base' | 'candidate',
  id: string,
): Promise<Run> {
  const messages: FromRunner[] = [];
  const { path: file, root } = request.candidate;
  const end = await runFork(
    {
      version: 1,
      mode,
      files,
      ids: [id],
      renamed: { [request.baseId]: request.id },
      warmupMs: request.warmupMs,
      sampleMs: request.sampleMs,
      first,
      distDir: distFolder(),
      cacheDir: cacheFolder(root),
    },
    {
      node: request.node,
      cwd: packageFolder(file, root),
      timeoutMs: request.timeoutMs,
      ...(request.signal ? { signal: request.signal } : {}),
      onMessage: (message) => messages.push(message),
    },
  );
  const failed = messages.find((m) => m.type === 'failed' && (m.id === id || m.id === ''));
  const notes: string[] = [];
  if (end.stragglers > 0) notes.push('leaves child processes running: they were ended');
  for (const m of messages) {
    if (m.type === 'done' && m.leftovers.length > 0) notes.push(`leaves ${m.leftovers.join(', ')} behind`);
  }
  if (failed?.type === 'failed') {
    const side = files.length === 2 ? (failed.file === 0 ? 'base' : 'candidate') : 'unknown';
    const where =
      failed.stage === 'load' ? 'cannot be loaded: ' : failed.stage === 'hook' ? 'in a hook: ' : '';
    return { messages, notes, failure: { failure: where + failed.message, side } };
  }
  const failure =
    end.how === 'done' ? `there is no benchmark ${id}` : failureOf(end, request.timeoutMs).message;
  return { messages, notes, failure: { failure, side: 'unknown' } };
}
