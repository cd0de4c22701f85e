/** `perfloop compare`, once its arguments are understood. */
import { outcomeOf } from '../core/bench/comparison.ts';
import { type CompareOptions, compare } from '../node/bench/compare.ts';
import { comparisonMeasures, recordRun } from '../node/bench/history-file.ts';
import { cancelOnSignals } from './cancel.ts';
import { type Output, showGate, tellHistory } from './gate-output.ts';
import type { Terminal } from './terminal.ts';

export interface CompareRun {
  readonly root: string;
  readonly of: CompareOptions['of'];
  readonly filter: RegExp | undefined;
  readonly maxSlowdown: number | undefined;
  readonly strict: boolean;
  readonly shard: { readonly index: number; readonly of: number } | undefined;
  readonly build: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly nodePath: string | undefined;
  readonly history: boolean;
  readonly output: Output;
}

/** @returns the exit code. @throws UserError */
export async function runCompare(run: CompareRun, terminal: Terminal): Promise<number> {
  const cancel = cancelOnSignals(terminal, 'cancelled; ending what was started');
  try {
    const report = await compare(compareOptions(run), {
      signal: cancel.signal,
      onProgress: ({ file, id, text, done, total }) => {
        const place = id || file;
        terminal.progress(`${total > 1 ? `${done + 1}/${total} ` : ''}${place ? `${place}: ` : ''}${text}`);
      },
    });
    terminal.progress('');
    const outcome = outcomeOf(report);
    const { createdAt, durationMs } = report;
    const gate = { version: 1 as const, createdAt, durationMs, benchmarks: report, passedOver: [] };
    const code = await showGate(gate, 'compare', outcome, run.output, terminal);
    if (run.history && outcome !== 'cancelled') {
      const measures = comparisonMeasures(report);
      tellHistory(
        await recordRun(run.root, 'compare', { at: createdAt, environment: report.environment, measures }),
        terminal,
      );
    }
    return code;
  } finally {
    cancel.release();
  }
}

export function compareOptions(run: Omit<CompareRun, 'history' | 'output'>): CompareOptions {
  const { root, of, filter, maxSlowdown, strict, shard, build, timeoutMs, nodePath } = run;
  return {
    root,
    of,
    ...(filter ? { filter } : {}),
    limit: { ...(maxSlowdown === undefined ? {} : { maxSlowdown }), ...(strict ? { strict } : {}) },
    ...(shard ? { shard } : {}),
    ...(build === undefined ? {} : { build }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(nodePath === undefined ? {} : { nodePath }),
  };
}
