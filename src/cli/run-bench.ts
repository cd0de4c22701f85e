/** `perfloop bench`, once its arguments are understood. */
import path from 'node:path';
import { fails } from '../core/bench/collect.ts';
import type { BenchReport } from '../core/bench/nouns.ts';
import { hotSpots } from '../core/profile/hotspots.ts';
import { benchText } from '../core/report/bench.ts';
import { formatShare, plural } from '../core/report/numbers.ts';
import { baselineFile } from '../node/bench/baseline.ts';
import { type BenchOptions, type BenchProgress, bench } from '../node/bench/bench.ts';
import { benchMeasures, recordRun } from '../node/bench/history-file.ts';
import { loadProfiles } from '../node/load.ts';
import { rootsFor } from './build-report.ts';
import { cancelOnSignals } from './cancel.ts';
import { exit } from './command.ts';
import { tellHistory } from './gate-output.ts';
import type { Terminal } from './terminal.ts';

type Optional<T> = { readonly [K in keyof T]: T[K] | undefined };
export type RunBenchOptions = Pick<BenchOptions, 'root' | 'paths'> &
  Optional<Omit<BenchOptions, 'root' | 'paths'>> & {
    readonly json: boolean;
    readonly showOutput: boolean;
    readonly history: boolean;
  };

/** @returns the exit code. @throws UserError */
export async function runBench(run: RunBenchOptions, terminal: Terminal): Promise<number> {
  const cancel = cancelOnSignals(terminal, 'stopping; once more to leave without a report');
  let report: BenchReport;
  try {
    const { json: _, showOutput, history: __, ...rest } = run;
    report = await bench(given(rest) as unknown as BenchOptions, {
      signal: cancel.signal,
      onProgress: (p) => terminal.progress(progressLine(p)),
      // Their stdout is not ours: with --json it would spoil the document.
      ...(showOutput ? { onOutput: (_, chunk) => terminal.err(chunk) } : {}),
    });
  } finally {
    cancel.release();
    terminal.progress('');
  }
  if (run.history && !cancel.signal.aborted) await remember(report, run.root, terminal);
  if (run.json) {
    await terminal.out(`${JSON.stringify({ command: 'bench', ...report }, null, 1)}\n`);
  } else {
    await terminal.out(benchText(report, { width: terminal.width, colour: terminal.outColour }));
    if (run.profile) await terminal.out(await hotText(report, run.root));
    if (run.updateBaseline && !report.cancelled) terminal.err(`Counters written to ${baselineFile}\n`);
  }
  return exitCode(report, cancel.signal.aborted);
}

/** One line in the history, and what it shows by now. */
async function remember(report: BenchReport, root: string, terminal: Terminal): Promise<void> {
  const { createdAt: at, environment } = report;
  const measures = benchMeasures(report);
  tellHistory(await recordRun(root, 'bench', { at, environment, measures }), terminal);
}

/** Without what was not given: the verb's own defaults apply. */
function given(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function progressLine({ file, id, doing, fork, forks, share }: BenchProgress): string {
  const place = doing === 'measuring' ? ` ${fork}/${forks}` : '';
  return `perfloop: ${formatShare(share).replace(/\.\d/, '')} ${doing}${place} ${file}${id ? ` > ${id}` : ''}`;
}

/** What cannot be measured is bad input; a promise broken is a failed gate. */
function exitCode(report: BenchReport, cancelled: boolean): number {
  if (cancelled) return exit.cancelled;
  if (report.results.some((r) => r.failure) || report.problems.some((p) => p.fatal)) return exit.badUse;
  return report.results.some(fails) ? exit.gateFailed : exit.fine;
}

const SHOWN_FUNCTIONS = 5;

/** The hottest functions of each profile. */
async function hotText(report: BenchReport, cwd: string): Promise<string> {
  const lines: string[] = [];
  for (const { benchmark, recording } of report.results) {
    if (!recording) continue;
    const roots = rootsFor(cwd);
    const loaded = await loadProfiles([path.join(cwd, recording)], { cwd, roots });
    const { functions } = hotSpots(
      loaded.map((l) => l.profile),
      { roots, onlyMine: false, top: SHOWN_FUNCTIONS },
    );
    lines.push(
      '',
      `${benchmark.id}  (${plural(loaded[0]?.profile.samples.length ?? 0, 'sample')}, ${recording})`,
    );
    for (const f of functions) {
      const where = f.file ? `  ${f.file}${f.line > 0 ? `:${f.line}` : ''}` : '';
      lines.push(
        `  ${formatShare(f.selfShare).padStart(6)} self  ${formatShare(f.totalShare).padStart(6)} total  ${f.name}${where}`,
      );
    }
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
