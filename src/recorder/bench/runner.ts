/** The runner process: reads the request, loads the files, measures, answers. See core/bench/protocol.ts. */
import { writeSync } from 'node:fs';
import type { FromRunner, RunnerRequest } from '../../core/bench/protocol.ts';
import { measureBytes } from './bytes.ts';
import { type CpuClock, cpuClock } from './clock.ts';
import { dialects } from './dialects/index.ts';
import { measureDuet } from './duet.ts';
import { beforeExits, type Guard, guardWith } from './guard.ts';
import { leftovers, MANY, resources } from './leftovers.ts';
import { installLoader } from './loader.ts';
import { measureTime } from './measure.ts';
import { recordProfile } from './profile.ts';
import { close, makeReady, type Ready } from './ready.ts';
import { type Case, closeGroups, type FileState, passedOver } from './registry.ts';
import { makeSession, type Session } from './session.ts';
import { applySettings } from './settings.ts';
import { errorText } from './stack.ts';
import { statisticsOf } from './statistics.ts';

const ANSWERS = 3;
const REQUEST_VARIABLE = 'PERFLOOP_BENCH';

/** Answers at once, also when the process is about to end. */
function answer(message: FromRunner): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(ANSWERS, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** Else what a benchmark prints gathers in memory until it gives way. */
function writeAtOnce(): void {
  for (const stream of [process.stdout, process.stderr]) {
    (stream as { _handle?: { setBlocking?: (on: boolean) => void } })._handle?.setBlocking?.(true);
  }
}

interface Run {
  readonly request: RunnerRequest;
  readonly session: Session;
  readonly clock: CpuClock | null;
  readonly ids: ReadonlySet<string> | null;
  /** Rejects when an error surfaces outside of any promise, or (unless it `waits` for that) nothing can happen. */
  readonly guard: Guard;
  readonly opened: Case[];
  /** Where a file has its syntax error. */
  readonly broken: (file: string) => string | undefined;
  /** Resolves when the process is no longer fit to measure in. */
  readonly stopped: Promise<void>;
  readonly stop: () => void;
}

async function main(): Promise<void> {
  const text = process.env[REQUEST_VARIABLE];
  delete process.env[REQUEST_VARIABLE];
  const request = JSON.parse(text ?? '') as RunnerRequest;
  const exit = process.exit.bind(process);
  writeAtOnce();
  const idle = beforeExits();
  const prepared: {
    file?: (file: string) => Promise<string[]>;
    broken?: (file: string) => string | undefined;
  } = {};
  const session = makeSession(request.files, idle, async (file) => (await prepared.file?.(file)) ?? []);
  let stop = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const run: Run = {
    request,
    session,
    clock: cpuClock(),
    ids: request.ids ? new Set(request.ids) : null,
    guard: guardWith(idle),
    opened: [],
    broken: (file) => prepared.broken?.(file),
    stopped,
    stop,
  };
  process.argv = [process.argv[0]!, request.files[0]!.path];
  const modules = dialects(session);
  const loader = installLoader(request, modules);
  prepared.file = (file) => applySettings(loader.settings(file), file, modules);
  prepared.broken = (file) => loader.broken(file);
  await Promise.race([drive(run), run.stopped]);
  await closeGroups(run.opened.map((one) => one.group)).catch((error: unknown) =>
    failed(session.files[0]!, '', 'hook', error),
  );
  answer({ type: 'done', leftovers: leftovers(new Map(), 1) });
  exit(0);
}

/** Files go on from one `run()` to the next; what has come up is measured in between. */
async function drive(run: Run): Promise<void> {
  const { files } = run.session;
  const loaded: FileState[] = [];
  for (const file of files) {
    if (await step(run, file, () => run.session.load(file))) loaded.push(file);
  }
  for (;;) {
    for (const file of loaded) announce(file);
    await measureAll(run);
    const waiting = loaded.filter((file) => file.waiting.length > 0);
    if (waiting.length === 0) return;
    for (const file of waiting) await step(run, file, () => run.session.resume(file));
  }
}

async function step(run: Run, file: FileState, work: () => Promise<void>): Promise<boolean> {
  try {
    await run.guard(work(), 'waits');
    return true;
  } catch (error) {
    // It may have missed figures that were not asked for this time.
    if (file.cases.some((one) => one.finished && !one.statistics && !one.error)) return true;
    failed(file, '', 'load', error, placed(error) ? undefined : run.broken(file.path));
    // What it declared before can still be told and measured.
    return file.cases.length > 0;
  }
}

function announce(file: FileState): void {
  const aside = passedOver(file);
  const benchmarks = file.cases.map((one) =>
    aside.has(one) && one.benchmark.state === 'run'
      ? { ...one.benchmark, state: 'skip' as const }
      : one.benchmark,
  );
  answer({ type: 'loaded', file: file.index, benchmarks, problems: file.problems });
}

/** Whatever is registered and not yet measured; in a duet, what both sides have. */
async function measureAll(run: Run): Promise<void> {
  const { request, session } = run;
  const [first, second] = session.files;
  const aside = new Set(session.files.flatMap((file) => [...passedOver(file)]));
  for (const one of [...first!.cases]) {
    if (one.finished) continue;
    const { id } = one.benchmark;
    const other = second?.cases.find((c) => c.benchmark.id === (request.renamed?.[id] ?? id));
    const wanted = request.mode !== 'list' && one.benchmark.state === 'run' && !aside.has(one);
    const asked = !run.ids || run.ids.has(id);
    if (wanted && asked && (request.mode !== 'duet' || other)) {
      const before = resources();
      await measureOne(run, one, other);
      const left = request.mode === 'duet' ? [] : leftovers(before, MANY);
      if (left.length > 0) {
        answer({ type: 'leftover', id, kinds: left });
        await leave(run);
      }
    }
    one.finished = true;
    if (other) other.finished = true;
  }
  for (const one of second?.cases ?? []) one.finished = true;
}

async function measureOne(run: Run, one: Case, other: Case | undefined): Promise<void> {
  const { id } = one.benchmark;
  // A profile would show the clock being read.
  const clock = run.request.mode === 'profile' ? null : run.clock;
  const cases = other ? [one, other] : [one];
  answer({ type: 'start', id });
  const ready: (Ready | undefined)[] = [];
  let stage: 'hook' | 'run' = 'hook';
  let at = 0;
  try {
    for (; at < cases.length; at++) {
      run.opened.push(cases[at]!);
      stage = 'hook';
      const opened = (): void => {
        stage = 'run';
      };
      ready.push(await run.guard(makeReady(cases[at]!, clock, opened)));
    }
    stage = 'run';
    at = 0;
    await run.guard(measured(run, cases, ready as Ready[]));
  } catch (error) {
    for (const each of cases) each.error = error;
    failed(run.session.files[at] ?? run.session.files[0]!, id, stage, error);
    // What still goes on would disturb the next one.
    if (run.guard.busy()) await leave(run);
  }
  for (const [i, each] of cases.entries()) {
    await run.guard(close(each, ready[i])).catch((error: unknown) => {
      if (!each.error) failed(run.session.files[i]!, id, 'hook', error);
    });
  }
}

/** Another process measures the rest. */
function leave(run: Run): Promise<never> {
  run.stop();
  return new Promise(() => {});
}

async function measured(run: Run, cases: readonly Case[], ready: readonly Ready[]): Promise<void> {
  const { request, clock } = run;
  const [one, other] = cases;
  const { id } = one!.benchmark;
  // A turn of the event loop, in which promises that nobody listens to are heard of.
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const limits = {
    warmupMs: one!.warmupMs ?? request.warmupMs,
    sampleMs: one!.sampleMs ?? request.sampleMs,
  };
  if (request.mode === 'duet') {
    const [base, candidate] = [
      { one: one!, ready: ready[0]! },
      { one: other!, ready: ready[1]! },
    ];
    const result = await measureDuet(base, candidate, request.first, clock, limits, request.until);
    one!.statistics = statisticsOf(result.base.wallNs);
    other!.statistics = statisticsOf(result.candidate.wallNs);
    await turn();
    answer({ type: 'duet', id, ...result });
  } else if (request.mode === 'count') {
    const result = await measureBytes(one!, ready[0]!, limits);
    // The file may want to show figures; these are rough.
    one!.statistics = statisticsOf([Math.max(1, result.callNs)]);
    await turn();
    const { callNs: _, ...bytes } = result;
    answer({ type: 'bytes', id, ...bytes });
  } else if (request.mode === 'profile' && request.profile) {
    answer({ type: 'profiled', id, ...(await recordProfile(one!, ready[0]!, limits, request.profile)) });
  } else {
    const result = await measureTime(one!, ready[0]!, clock, limits);
    one!.statistics = statisticsOf(result.wallNs);
    await turn();
    answer({ type: 'time', id, ...result });
  }
}

function failed(
  file: FileState,
  id: string,
  stage: 'load' | 'hook' | 'run',
  error: unknown,
  place?: string,
): void {
  const { message, stack } = errorText(error);
  answer({ type: 'failed', file: file.index, id, stage, message, stack: place ? [`at ${place}`] : stack });
}

/** Only syntax errors of modules come without the file that they are in. */
function placed(error: unknown): boolean {
  return !(error instanceof SyntaxError) || /:\d+(?::|\n|$)/.test(String(error.stack).split('\n')[0]!);
}

main().catch((error: unknown) => {
  answer({ type: 'failed', file: 0, id: '', stage: 'load', ...errorText(error) });
  process.exit(1);
});
