/** `perfloop profile`, once its arguments are understood. */
import path from 'node:path';
import { type Recording, UserError } from '../core/model.ts';
import { formatNamed } from '../core/report/formats/index.ts';
import { formatMs, plural } from '../core/report/numbers.ts';
import { endSentence } from '../core/report/words.ts';
import { loadProfiles } from '../node/load.ts';
import type { ProfileHooks, RecordingResult } from '../node/perfloop.ts';
import { attach } from '../node/record/attach.ts';
import { record } from '../node/record/record.ts';
import { buildReport, rootsFor, rootsThatFit } from './build-report.ts';
import { cancelOnSignals } from './cancel.ts';
import { exit } from './command.ts';
import type { Terminal } from './terminal.ts';

export interface ProfileRun {
  readonly command: readonly string[];
  readonly attach: { readonly host: string; readonly port: number } | undefined;
  readonly kind: 'cpu' | 'heap';
  readonly intervalUs: number;
  readonly durationMs: number;
  readonly out: string | undefined;
  readonly top: number;
  readonly leastShare: number;
  readonly onlyMine: boolean;
  readonly sampler: 'auto' | 'v8-profiler-next' | 'inspector';
  readonly nodePath: string | undefined;
  readonly cwd: string;
  readonly json: boolean;
}

/** @returns the exit code. @throws UserError */
export async function runProfile(run: ProfileRun, terminal: Terminal): Promise<number> {
  const cancel = cancelOnSignals(terminal, 'stopping; once more to leave without a report');
  let result: RecordingResult;
  try {
    result = await measure(run, terminal, cancel.signal);
  } finally {
    cancel.release();
    terminal.progress('');
  }
  await show(result, run, terminal);
  return exitCode(result.recording, cancel.signal.aborted, run, terminal);
}

async function measure(run: ProfileRun, terminal: Terminal, signal: AbortSignal): Promise<RecordingResult> {
  const { cwd, kind, intervalUs, durationMs, nodePath, sampler } = run;
  const options = {
    kind,
    intervalUs,
    durationMs,
    ...(run.out === undefined ? {} : { outDir: path.resolve(cwd, run.out) }),
    ...(nodePath === undefined ? {} : { nodePath: path.resolve(cwd, nodePath) }),
  };
  const hooks: ProfileHooks = {
    signal,
    // The target's own output is its user's; with --json our stdout holds one document and nothing else.
    onOutput: (stream, chunk) => {
      if (stream === 'stdout' && !run.json) void terminal.out(chunk);
      else terminal.err(chunk);
    },
    onProgress: ({ elapsedMs, threads, state }) =>
      terminal.progress(
        `perfloop: ${state} ${formatMs(elapsedMs)}, ${plural(threads, 'thread')} · Ctrl+C stops and reports`,
      ),
  };
  if (run.attach)
    return await attach(
      run.attach,
      { ...options, outDir: options.outDir ?? path.join(cwd, '.perfloop', 'recordings') },
      hooks,
    );
  const env = sampler === 'auto' ? {} : { env: { PERFLOOP_SAMPLER: sampler } };
  return await record({ command: run.command, cwd, ...env }, options, hooks);
}

async function show(
  { folder, recording }: RecordingResult,
  run: ProfileRun,
  terminal: Terminal,
): Promise<void> {
  const { cwd } = run;
  if (recording.threads.length === 0) throw nothingRecorded(recording);
  const first = rootsFor(cwd);
  const loaded = await loadProfiles([folder], { cwd, roots: first }).catch((error: unknown) => {
    throw error instanceof UserError && hasFailed(recording) ? nothingRecorded(recording) : error;
  });
  const shown = relative(folder, cwd);
  const data = await buildReport(loaded, {
    command: 'profile',
    title: recording.command.join(' '),
    roots: rootsThatFit(loaded, first),
    cwd,
    onlyMine: run.onlyMine,
    top: run.top,
    flame: false,
    next: [
      ['flame graph', `code ${shown}/${loaded[0]!.recording!.recording.threads[0]!.file}`],
      ['page to share', `perfloop report ${shown} --format html --output report.html`],
      ['after a change', `perfloop report NEW --base ${shown}`],
    ],
  });
  const placed = { ...data, recording: { folder: run.json ? folder : shown, data: recording } };
  const text = formatNamed(run.json ? 'json' : 'text')!.render(placed, {
    width: terminal.width,
    colour: terminal.outColour,
    top: run.top,
    leastShare: run.leastShare,
  });
  await terminal.out(run.json ? text : `\n${text}`);
}

function relative(folder: string, cwd: string): string {
  const inside = path.relative(cwd, folder);
  return inside !== '' && !inside.startsWith('..') ? inside.replaceAll('\\', '/') : folder;
}

function nothingRecorded(recording: Recording): UserError {
  const end = endSentence({ recording: { folder: '', data: recording } });
  const lines = recording.output.stderr.trim().split('\n');
  // Node ends its report of an error with its own version; the error stands above.
  const told = lines.findLast((line) => /\b\w*error\b|not found/i.test(line)) ?? lines.at(-1);
  const said = told ? `; it said: ${told.trim()}` : '';
  return new UserError(
    `nothing was recorded${end ? `: ${end}` : ''}${said}`,
    'Does the command start Node? Try it without perfloop, then see perfloop doctor.',
  );
}

function hasFailed({ end }: Recording): boolean {
  return (end.how === 'exited' && end.code !== 0) || end.how === 'signalled';
}

/** A target that failed is bad input, though what was recorded has been shown. */
function exitCode(recording: Recording, cancelled: boolean, run: ProfileRun, terminal: Terminal): number {
  const { end } = recording;
  if (cancelled || end.how === 'cancelled') return exit.cancelled;
  if (!hasFailed(recording)) return exit.fine;
  const sentence = endSentence({ recording: { folder: '', data: recording } });
  terminal.err(`perfloop: ${sentence}: ${run.command.join(' ')}\n`);
  const tail = recording.output.stderr
    .trimEnd()
    .split('\n')
    .slice(-12)
    .filter((l) => l !== '');
  if (tail.length > 0) terminal.err(`${tail.map((l) => `  | ${l}`).join('\n')}\n`);
  return exit.badUse;
}
