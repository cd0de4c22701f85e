/** `perfloop gate`, once its arguments are understood. */
import { gateOutcome } from '../core/loop/gate.ts';
import { comparisonMeasures, recordRun } from '../node/bench/history-file.ts';
import { loadConfig } from '../node/config.ts';
import { gate } from '../node/gate.ts';
import { cancelOnSignals } from './cancel.ts';
import { type Output, showGate, tellHistory } from './gate-output.ts';
import type { Terminal } from './terminal.ts';

export interface GateRun {
  readonly root: string;
  readonly base: string | undefined;
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
export async function runGate(run: GateRun, terminal: Terminal): Promise<number> {
  const { root, base, maxSlowdown, strict, shard, build, timeoutMs, nodePath } = run;
  await refuseBrokenConfig(root);
  const cancel = cancelOnSignals(terminal, 'cancelled; ending what was started');
  try {
    const report = await gate(
      {
        root,
        strict,
        ...(base === undefined ? {} : { base }),
        ...(maxSlowdown === undefined ? {} : { maxSlowdown }),
        ...(shard ? { shard } : {}),
        ...(build === undefined ? {} : { build }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(nodePath === undefined ? {} : { nodePath }),
      },
      { signal: cancel.signal, onProgress: (text) => terminal.progress(text) },
    );
    terminal.progress('');
    const outcome = cancel.signal.aborted ? 'cancelled' : gateOutcome(report);
    const code = await showGate(report, 'gate', outcome, run.output, terminal);
    if (run.history && report.benchmarks && outcome !== 'cancelled') {
      const { createdAt: at, environment } = report.benchmarks;
      const measures = comparisonMeasures(report.benchmarks);
      tellHistory(await recordRun(root, 'gate', { at, environment, measures }), terminal);
    }
    return code;
  } finally {
    cancel.release();
  }
}

/** A gate on half a configuration would let through what it was meant to stop. @throws UserError */
async function refuseBrokenConfig(root: string): Promise<void> {
  const { refuseProblems } = await import('../core/config/config.ts');
  const { problems } = await loadConfig(root);
  refuseProblems(problems, ['benchmarks', 'gate']);
}
