/** One benchmark of two versions, process by process until it is clear what they say. */
import os from 'node:os';
import { comparedOf, logRatio, type ProcessSamples } from '../../core/bench/compare.ts';
import type { Compared } from '../../core/bench/comparison.ts';
import type {
  DuetSamples,
  FromRunner,
  Precision,
  RunnerFile,
  TimeSamples,
} from '../../core/bench/protocol.ts';
import { type Course, nextLook, type Standing, standing } from '../../core/bench/sequential.ts';
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
  /** Where both share a process: measure on until then. */
  readonly until?: Precision;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface OneRequest extends ProcessRequest {
  readonly course: Course;
  /** Known already that the file's versions cannot share a process: why. */
  readonly apart?: string;
  /** Resolves when nothing else of ours runs that could want the same port, or file. */
  readonly alone?: () => Promise<unknown>;
  readonly onProcess?: (done: number, now: Standing, logRatios: readonly number[]) => void;
}

export type OneResult =
  | { readonly how: 'compared'; readonly compared: Compared; readonly notes: readonly string[] }
  | { readonly how: 'failed'; readonly message: string }
  | { readonly how: 'cancelled' };

/** What one process, or one pair of them, gave. */
type Measured = { readonly samples: ProcessSamples; readonly notes: readonly string[] } | Failed;

interface Failed {
  readonly failure: string;
  readonly side: 'base' | 'candidate' | 'unknown';
}

/** Error of a process's figure, as a share of the limit, below which measuring longer in it would tell no more. */
const GOOD_ERROR = 0.3;
const MOST_LONGER = 8;
/** A failure that has come so soon is worth a second look. */
const SOON_MS = 10_000;
/** Samples of two processes are no neighbours: it takes more of them. */
const APART_LONGER = 2.5;
/**
 * Processes at once, where there are CPUs for them. Both versions are in each, so that they disturb both alike; starting
 * takes as long as measuring, and meanwhile the other one measures.
 */
const AT_ONCE = 2;

/** How long a process measures: on a quiet machine `sampleMs`, on a busy one, or what waits for a disk, longer. */
export function precisionFor(maxSlowdown: number, sampleMs: number): Precision {
  return { error: Math.log1p(maxSlowdown) * GOOD_ERROR, mostMs: sampleMs * MOST_LONGER };
}

export async function compareOne(request: OneRequest): Promise<OneResult> {
  const ending = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, ending.signal]) : ending.signal;
  const until = precisionFor(request.course.limit.maxSlowdown, request.sampleMs);
  const course = new OneCourse({ until, ...request, signal });
  try {
    return await course.run();
  } finally {
    ending.abort();
    await course.stopped();
  }
}

/** The course of one comparison: which processes are under way, and what those that are through have said. */
class OneCourse {
  private readonly started = performance.now();
  private readonly rounds: [number[], number[]] = [[], []];
  private readonly processes: ProcessSamples[] = [];
  private readonly notes = new Set<string>();
  private readonly running = new Set<Promise<void>>();
  /** Through, and not yet looked at. */
  private readonly through: Measured[] = [];
  private atOnce = Math.min(AT_ONCE, os.availableParallelism());
  private launched = 0;
  private apart: string;

  constructor(private readonly request: OneRequest & { readonly signal: AbortSignal }) {
    this.apart = request.apart ?? '';
    if (this.apart !== '') this.atOnce = 1;
  }

  async run(): Promise<OneResult> {
    for (;;) {
      const now = standing(this.request.course, this.rounds);
      if (now.final) return this.compared(now);
      this.launch(now.round);
      if (this.through.length === 0) await Promise.race(this.running);
      if (this.request.signal.aborted) return { how: 'cancelled' };
      const measured = this.through.shift()!;
      const failure = 'failure' in measured ? await this.failed(measured) : this.take(measured, now);
      if (failure) return failure;
    }
  }

  /** When all that was started has ended. */
  async stopped(): Promise<void> {
    await Promise.all(this.running);
  }

  /** No more than the next look needs: what it says may be enough. */
  private launch(round: 0 | 1): void {
    const measured = this.rounds[round].length;
    const wanted = nextLook(round, measured) - measured - this.through.length;
    while (this.running.size < Math.min(this.atOnce, wanted)) {
      const order = this.launched++ % 2 === 0 ? 'base' : 'candidate';
      const work =
        this.apart === '' ? measureTogether(this.request, order) : apartFromEachOther(this.request, order);
      const one: Promise<void> = work.then((measured) => {
        this.running.delete(one);
        this.through.push(measured);
      });
      this.running.add(one);
    }
  }

  private take(measured: Exclude<Measured, Failed>, now: Standing): OneResult | undefined {
    const ratio = logRatio(measured.samples);
    if (Number.isNaN(ratio)) {
      return { how: 'failed', message: 'takes no time that the clock can see: do more in one iteration' };
    }
    // Elapsed time would count what the one process takes from the other.
    if (measured.samples.clock === 'wall') this.atOnce = 1;
    for (const note of measured.notes) this.notes.add(note);
    this.processes.push(measured.samples);
    this.rounds[now.round].push(ratio);
    this.request.onProcess?.(this.processes.length, now, [...this.rounds[0], ...this.rounds[1]]);
    return undefined;
  }

  /** Undefined where there is another way to go on. */
  private async failed(measured: Failed): Promise<OneResult | undefined> {
    if (this.atOnce > 1) {
      await this.stopped();
      this.atOnce = 1;
      const others = this.through.splice(0);
      const worked = this.processes.length > 0 || others.some((other) => !('failure' in other));
      // It may have wanted a port, or file, that another had. What never ends is not waited for once more.
      if (worked || performance.now() - this.started < SOON_MS) {
        await this.request.alone?.();
        return undefined;
      }
    }
    if (this.apart !== '' || this.processes.length > 0) return { how: 'failed', message: sideText(measured) };
    await this.request.alone?.();
    // Does each version run where it is alone?
    const alone = await apartFromEachOther(this.request, 'base');
    if (this.request.signal.aborted) return { how: 'cancelled' };
    if ('failure' in alone) return { how: 'failed', message: sideText(alone) };
    this.apart = `the versions cannot share a process: ${measured.failure}`;
    return undefined;
  }

  private compared(now: Standing): OneResult {
    const { rounds, processes } = this;
    const compared = comparedOf({
      course: this.request.course,
      standing: now,
      processes,
      rounds,
      method: this.apart === '' ? 'duet' : 'interleaved',
      methodReason: this.apart,
      durationMs: performance.now() - this.started,
    });
    return { how: 'compared', compared, notes: [...this.notes] };
  }
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
    const longer = { ...request, sampleMs: request.sampleMs * APART_LONGER };
    const run = await forkOf(longer, 'measure', [{ ...request[side], side: 'only' }], first, id);
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
      ...(request.until ? { until: request.until } : {}),
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
