/** `perfloop doctor --aa`: the error rates of comparisons on this machine. */
import { percent } from '../core/bench/verdict.ts';
import { formatChange, formatMs, formatShare } from '../core/report/numbers.ts';
import { styleFor } from '../core/report/style.ts';
import { type AaResult, measureAa } from '../node/bench/aa.ts';
import { cancelOnSignals } from './cancel.ts';
import { exit } from './command.ts';
import type { Terminal } from './terminal.ts';

export interface AaRun {
  readonly cwd: string;
  readonly nodePath: string | undefined;
  readonly processes: number | undefined;
  readonly json: boolean;
}

/** @returns the exit code: 1 where not even the largest limit would keep the promise. @throws UserError */
export async function runAa(run: AaRun, terminal: Terminal): Promise<number> {
  const cancel = cancelOnSignals(terminal, 'cancelled; ending what was started');
  try {
    if (!run.json) terminal.err('perfloop: comparing identical code; this takes a minute or three\n');
    const results = await measureAa({
      cwd: run.cwd,
      ...(run.nodePath ? { nodePath: run.nodePath } : {}),
      ...(run.processes === undefined ? {} : { processes: run.processes }),
      signal: cancel.signal,
      onProgress: (text) => terminal.progress(text),
    });
    terminal.progress('');
    if (cancel.signal.aborted) return exit.cancelled;
    const advised = adviceOf(results);
    if (run.json) {
      const document = {
        version: 1,
        command: 'doctor',
        ok: advised.worst !== undefined,
        aa: { ...advised, results },
      };
      await terminal.out(`${JSON.stringify(document, null, 2)}\n`);
    } else await terminal.out(aaText(results, terminal.outColour));
    return advised.worst === undefined ? exit.gateFailed : exit.fine;
  } finally {
    cancel.release();
  }
}

interface Advice {
  /** Limits that keep the promise: for synchronous and for asynchronous benchmarks, and for both. */
  readonly sync: number | undefined;
  readonly async: number | undefined;
  readonly worst: number | undefined;
}

function adviceOf(results: readonly AaResult[]): Advice {
  const worst = (of: readonly AaResult[]): number | undefined => {
    const limits = of.map((r) => r.resolution.advised);
    return limits.some((l) => l === undefined) ? undefined : Math.max(...limits.map((l) => l!));
  };
  return {
    sync: worst(results.filter((r) => !r.async)),
    async: worst(results.filter((r) => r.async)),
    worst: worst(results),
  };
}

function aaText(results: readonly AaResult[], colour: boolean): string {
  const style = styleFor(colour);
  const lines: string[] = [];
  for (const { workload, clock, resolution, processMs } of results) {
    const { scatterShare, biasShare, processes, rates } = resolution;
    lines.push(
      style.bold(`${workload} (${clock} time, ${processes} processes of ${formatMs(processMs)})`),
      `  identical code differs by ${formatChange(biasShare)}; processes scatter by ${formatShare(scatterShare)}`,
      style.dim(
        `  ${'limit'.padEnd(8)}${'false alarms'.padStart(14)}${'caught'.padStart(10)}${'inconclusive'.padStart(14)}${'a comparison'.padStart(14)}`,
      ),
    );
    for (const r of rates) {
      const cells = [
        percent(r.limit).padEnd(8),
        formatShare(r.falseAlarms).padStart(14),
        formatShare(r.caught).padStart(10),
        formatShare(r.inconclusive).padStart(14),
        formatMs(r.processes * processMs).padStart(14),
      ];
      lines.push(`  ${r.kept ? cells.join('') : style.yellow(cells.join(''))}`);
    }
    lines.push('');
  }
  const { sync, async: waiting } = adviceOf(results);
  const word = (limit: number | undefined) =>
    limit === undefined ? 'none of these limits' : `a limit of ${percent(limit)}`;
  lines.push(
    `Caught at least 95% of the time, with at most 1% false alarms and 5% inconclusive, on this machine as it is now:`,
    `  synchronous benchmarks   ${style.green(word(sync))}`,
    `  asynchronous benchmarks  ${style.green(word(waiting))}`,
    style.dim('  perfloop.json: "gate": { "maxSlowdown": "…" }'),
  );
  return `${lines.join('\n')}\n`;
}
