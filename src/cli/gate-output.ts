/** Comparisons and gates on stdout or in a file, and the exit code they come to. */
import path from 'node:path';
import type { Outcome } from '../core/bench/comparison.ts';
import type { HistoryInsights } from '../core/bench/trends.ts';
import type { GateReport } from '../core/loop/gate.ts';
import { exit } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Sorted; `core/report/gate` has one of each. */
export const gateFormatNames = ['github', 'json', 'junit', 'markdown', 'text'] as const;

export interface Output {
  readonly format: string;
  /** Undefined, `-`: stdout. */
  readonly file: string | undefined;
  /** Absolute folder that the file is relative to. */
  readonly cwd: string;
}

const exits: Readonly<Record<Outcome, number>> = {
  pass: exit.fine,
  fail: exit.gateFailed,
  bad: exit.badUse,
  inconclusive: exit.inconclusive,
  cancelled: exit.cancelled,
};

export function exitOf(outcome: Outcome): number {
  return exits[outcome];
}

/** @returns the exit code. @throws UserError where the file cannot be written */
export async function showGate(
  report: GateReport,
  command: string,
  outcome: Outcome,
  output: Output,
  terminal: Terminal,
): Promise<number> {
  const { gateFormats } = await import('../core/report/gate/index.ts');
  const format = gateFormats.find((f) => f.name === output.format)!;
  const toFile = output.file !== undefined && output.file !== '-';
  const colour = !toFile && terminal.outColour;
  const width = toFile ? 120 : terminal.width;
  const text = format.render(report, { command, outcome, colour, width });
  if (!toFile) await terminal.out(text);
  else {
    const { writeFileAtomically } = await import('../node/project-files.ts');
    await writeFileAtomically(path.resolve(output.cwd, output.file!), text, output.file!);
    terminal.err(`perfloop: wrote ${output.file}\n`);
  }
  // A job's log says why it failed, whatever the format.
  if (output.format !== 'text' || toFile) terminal.err(`perfloop: ${command} ${summary(report, outcome)}\n`);
  return exits[outcome];
}

function summary(report: GateReport, outcome: Outcome): string {
  const results = report.benchmarks?.results ?? [];
  const slower = results.filter((r) => r.compared?.gate === 'fail').map((r) => r.benchmark.id);
  const failed = results.filter((r) => r.status === 'failed').map((r) => r.benchmark.id);
  const open = results.filter((r) => r.compared?.gate === 'inconclusive').map((r) => r.benchmark.id);
  const list = (word: string, ids: readonly string[]) =>
    ids.length > 0 ? `; ${word}: ${ids.join(', ')}` : '';
  return `${outcome}${list('slower', slower)}${list('could not be measured', failed)}${list('inconclusive', open)}`;
}

/** What the history shows is for people, and never part of the verdict. */
export function tellHistory({ changes, alerts }: HistoryInsights, terminal: Terminal): void {
  for (const alert of alerts) terminal.err(`perfloop: history: ${alert.message}\n`);
  const latest = [...changes].sort((a, b) => b.at - a.at).slice(0, 10);
  for (const change of latest) terminal.err(`perfloop: history: ${change.message}\n`);
}
