/** What runner processes answer about one file, put together: figures, warnings, failures, problems. */
import path from 'node:path';
import type { BenchFailure, Benchmark, BenchProblem, BenchWarning } from '../../core/bench/nouns.ts';
import type { ByteSamples, FromRunner, RunnerMode, TimeSamples } from '../../core/bench/protocol.ts';
import { failureOf } from './failure.ts';
import type { ForkEnd } from './fork.ts';
import { loadFailureText } from './load-hint.ts';
import type { FileSettings } from './run-file.ts';

/** What is being gathered of a benchmark. */
export interface Entry {
  benchmark: Benchmark;
  readonly times: TimeSamples[];
  bytes?: ByteSamples;
  failure?: BenchFailure;
  readonly warnings: BenchWarning[];
  recording?: string;
}

export interface Gathering {
  readonly settings: FileSettings;
  readonly entries: Map<string, Entry>;
  readonly problems: BenchProblem[];
  /** The file could not be loaded: nothing more to try. */
  broken: boolean;
}

/** Output beyond this is worth a word: writing it is part of what is measured. */
const MUCH_OUTPUT = 1024 * 1024;

export function hear(context: Gathering, mode: RunnerMode, message: FromRunner): void {
  const { entries, problems, settings } = context;
  switch (message.type) {
    case 'loaded':
      for (const benchmark of message.benchmarks) {
        const known = entries.get(benchmark.id);
        if (known) known.benchmark = benchmark;
        else entries.set(benchmark.id, { benchmark, times: [], warnings: [] });
      }
      // It broke off after these, which can be measured all the same.
      if (message.benchmarks.length > 0) context.broken = false;
      for (const problem of message.problems) addProblem(problems, settings.file, problem, false);
      return;
    case 'time':
      entries.get(message.id)?.times.push(message);
      return;
    case 'bytes': {
      const entry = entries.get(message.id);
      if (entry) entry.bytes = message;
      return;
    }
    case 'failed':
      if (message.id !== '') {
        const { message: text, stack, stage } = message;
        const where = stage === 'hook' ? 'in a hook: ' : '';
        giveUp(context, mode, message.id, { kind: 'threw', message: where + text, stack });
        return;
      }
      addProblem(
        problems,
        settings.file,
        loadFailureText(message, path.join(settings.root, settings.file), settings.root),
        true,
      );
      if (entries.size === 0) context.broken = true;
      return;
    case 'leftover': {
      const text = `leaves ${message.kinds.join(', ')} behind: clean up in the benchmark, or in an after hook`;
      warn(context, message.id, { kind: 'leftover', message: text });
      return;
    }
    case 'done':
      leftoverProblem(context, message.leftovers);
  }
}

function leftoverProblem({ problems, settings, entries }: Gathering, leftovers: readonly string[]): void {
  // Told of the benchmark already, whose figures it belongs to.
  const told = [...entries.values()].some((e) => e.warnings.some((w) => w.kind === 'leftover'));
  if (leftovers.length === 0 || told) return;
  addProblem(
    problems,
    settings.file,
    `leaves ${leftovers.join(', ')} behind: close them in an after hook`,
    false,
  );
}

/** The same line from every process is one, whatever it counts. */
export function addProblem(problems: BenchProblem[], file: string, message: string, fatal: boolean): void {
  const same = problems.some((p) => withoutNumbers(p.message) === withoutNumbers(message));
  if (!same) problems.push({ file, message, fatal });
}

function warn({ entries }: Gathering, id: string, warning: BenchWarning): void {
  const entry = entries.get(id);
  if (entry && !entry.warnings.some((w) => w.kind === warning.kind)) entry.warnings.push(warning);
}

/** Time that was measured stands, whatever happened while bytes were counted. */
export function giveUp(context: Gathering, mode: RunnerMode, id: string, failure: BenchFailure): void {
  if (mode !== 'count') {
    fail(context, id, failure);
    return;
  }
  warn(context, id, { kind: 'few-samples', message: `has no count of bytes: it ${failure.message}` });
}

export function fail({ entries }: Gathering, id: string, failure: BenchFailure): void {
  const entry = entries.get(id);
  if (entry) entry.failure ??= failure;
}

export function remark(context: Gathering, end: ForkEnd): void {
  const { problems, settings } = context;
  if (end.stragglers > 0) {
    addProblem(problems, settings.file, `leaves child processes running: they were ended`, false);
  }
  if (end.outputBytes < MUCH_OUTPUT) return;
  const megabytes = (end.outputBytes / 1024 / 1024).toFixed(0);
  const message = `prints ${megabytes} MB: writing it is part of what is measured`;
  if (!problems.some((p) => / MB: writing it/.test(p.message)))
    problems.push({ file: settings.file, message, fatal: false });
}

/** The process ended before any benchmark, or between two of them. */
export function fileFailure(context: Gathering, end: ForkEnd, before: number): void {
  const { settings, problems, entries } = context;
  const { message } = failureOf(end, settings.timeoutMs);
  addProblem(
    problems,
    settings.file,
    before === 0 && entries.size === 0 ? `while it was loaded: ${message}` : message,
    true,
  );
  if (entries.size === 0) context.broken = true;
}

export function markCancelled(entries: readonly Entry[]): void {
  for (const entry of entries) {
    if (entry.benchmark.state !== 'run' || entry.times.length > 0) continue;
    entry.failure ??= { kind: 'cancelled', message: 'cancelled before it was measured', stack: [] };
  }
}

function withoutNumbers(text: string): string {
  return text.replace(/\b\d+\b/g, '0');
}
