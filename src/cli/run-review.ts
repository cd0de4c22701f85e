/** What `perfloop review` does once its options are read; loaded only when needed. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Severity } from '../core/analysis/finding.ts';
import { type Heat, withHeat } from '../core/analysis/heat.ts';
import { type ComparisonReport, outcomeOf } from '../core/bench/comparison.ts';
import { Origin } from '../core/model.ts';
import { findingsFormats } from '../core/report/findings/index.ts';
import { counted, type FindingsReport } from '../core/report/findings/types.ts';
import { endGit } from '../node/git.ts';
import { perfloopVersion } from '../node/project.ts';
import { writeFileAtomically } from '../node/project-files.ts';
import type { FixedFinding } from '../node/review/fix.ts';
import { lineReader } from '../node/review/lines.ts';
import { type ReviewResult, review } from '../node/review/review.ts';
import { cancelOnSignals } from './cancel.ts';
import { exit } from './command.ts';
import { exitOf, showGate } from './gate-output.ts';
import { requireOutput } from './output-file.ts';
import type { Terminal } from './terminal.ts';

export interface RunReviewOptions {
  readonly root: string;
  readonly paths: readonly string[];
  readonly base: string | undefined;
  readonly staged: boolean;
  readonly format: string;
  readonly output: string | undefined;
  readonly failOn: 'error' | 'warning' | 'never' | undefined;
  readonly profile: string | undefined;
  readonly shard: { readonly index: number; readonly of: number } | undefined;
  readonly all: boolean;
  /** Make safe fixes first. */
  readonly fix: boolean;
  /** Compare the benchmarks that the change reaches. */
  readonly benchmarks: boolean;
  readonly verbose: boolean;
  readonly useCache: boolean;
}

/** @returns the exit code: findings at or above the limit come before what benchmarks say. @throws UserError */
export async function runReview(options: RunReviewOptions, terminal: Terminal): Promise<number> {
  const cancel = cancelOnSignals(terminal, 'cancelled; ending what was started');
  cancel.signal.addEventListener('abort', endGit, { once: true });
  try {
    return await reviewed(options, terminal, cancel.signal);
  } catch (error) {
    if (!cancel.signal.aborted) throw error;
    terminal.progress('');
    return exit.cancelled;
  } finally {
    cancel.release();
  }
}

async function reviewed(options: RunReviewOptions, terminal: Terminal, signal: AbortSignal): Promise<number> {
  if (options.output !== undefined)
    await requireOutput(path.resolve(options.root, options.output), options.output);
  const heat = options.profile ? await heatOf(options.profile, options.root, terminal) : undefined;
  const look = (): Promise<ReviewResult> =>
    review({
      root: options.root,
      paths: options.paths,
      ...(options.base === undefined ? {} : { base: options.base }),
      staged: options.staged,
      ...(options.shard ? { shard: options.shard } : {}),
      all: options.all,
      ...(heat ? { heat } : {}),
      useCache: options.useCache,
      ownsProcess: true,
      signal,
      onProgress: (done, total) => terminal.progress(`reviewing ${done} of ${total} files`),
    });
  const { result, fixed } = options.fix
    ? await fixedUp(options.root, look, signal)
    : { result: await look(), fixed: undefined };
  terminal.progress('');
  const benchmarks = options.benchmarks ? await compared(options, signal, terminal) : undefined;
  const findings = heat ? withHeat(result.findings, heat) : result.findings;
  signal.throwIfAborted();
  const report: FindingsReport = {
    ...result,
    findings,
    ...(fixed ? { fixed } : {}),
    ...(benchmarks ? { benchmarks } : {}),
    version: perfloopVersion(),
    measured: heat !== undefined,
    scope: options.base !== undefined ? `since ${options.base}` : options.staged ? 'staged' : '',
  };
  await write(report, result, options, terminal);
  if (fixed) terminal.err(`${counted(fixed.length, 'finding')} fixed\n`);
  const code = benchmarks ? await showCompared(benchmarks, options, terminal) : exit.fine;
  const failOn = options.failOn ?? result.failOn ?? 'error';
  const failing = findings.filter((f) => fails(f, failOn)).length;
  if (failing === 0) return code;
  // Whoever's commit was stopped wants to know by what, and the way on.
  if (options.format === 'text' && options.output === undefined)
    terminal.err(
      `perfloop: ${counted(failing, 'finding')} at or above '${failOn}'; mend, or suppress with a reason: // perfloop-ignore-next-line RULE -- reason\n`,
    );
  return exit.gateFailed;
}

async function compared(
  { root, base, staged }: RunReviewOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ComparisonReport | undefined> {
  const { compareAffected } = await import('../node/bench/affected-compare.ts');
  const change = staged ? ({ kind: 'staged' } as const) : ({ kind: 'base', ref: base! } as const);
  const report = await compareAffected(
    { root, change },
    { signal, onProgress: ({ id, file, text }) => terminal.progress(`${id || file}: ${text}`) },
  );
  terminal.progress('');
  if (!report) terminal.err('no benchmark reaches a changed file\n');
  return report;
}

/** After the findings; where those are a document of their own, beside them. @returns the exit code */
async function showCompared(
  benchmarks: ComparisonReport,
  options: RunReviewOptions,
  terminal: Terminal,
): Promise<number> {
  const { createdAt, durationMs } = benchmarks;
  const gate = { version: 1 as const, createdAt, durationMs, benchmarks, passedOver: [] };
  const outcome = outcomeOf(benchmarks);
  const together = options.output === undefined && ['text', 'markdown', 'github'].includes(options.format);
  if (together) {
    const output = { format: options.format, file: undefined, cwd: options.root };
    return await showGate(gate, 'compare', outcome, output, terminal);
  }
  const { text } = await import('../core/report/gate/text.ts');
  terminal.err(text.render(gate, { command: 'compare', outcome, colour: false, width: terminal.width }));
  return exitOf(outcome);
}

/** Reviews and fixes in turn: of two fixes in one place the second is made in the next pass. */
async function fixedUp(
  root: string,
  look: () => Promise<ReviewResult>,
  signal: AbortSignal,
): Promise<{ readonly result: ReviewResult; readonly fixed: readonly FixedFinding[] }> {
  const { fixOnDisk } = await import('../node/review/fix.ts');
  const fixed: FixedFinding[] = [];
  let result = await look();
  for (let pass = 0; pass < 10 && !signal.aborted; pass++) {
    const done = await fixOnDisk(root, result.findings);
    if (done.length === 0) break;
    fixed.push(...done);
    result = await look();
  }
  return { result, fixed };
}

async function heatOf(profile: string, root: string, terminal: Terminal): Promise<Heat | undefined> {
  const [{ hotSpots }, { loadProfiles }] = await Promise.all([
    import('../core/profile/hotspots.ts'),
    import('../node/load.ts'),
  ]);
  const roots = [root.replaceAll('\\', '/')];
  const loaded = await loadProfiles([profile], { cwd: root, roots });
  const folder = loaded[0]?.recording?.folder;
  // Of a folder of recordings the newest.
  if (folder?.startsWith(path.resolve(root, profile) + path.sep))
    terminal.err(`perfloop: measured in ${path.relative(root, folder)}\n`);
  const heat = hotSpots(
    loaded.filter((l) => l.profile.kind === loaded[0]!.profile.kind).map((l) => l.profile),
    { roots, onlyMine: false, top: 100_000 },
  );
  const files = new Set(heat.functions.filter((f) => f.origin === Origin.Mine).map((f) => f.file));
  if ([...files].some((file) => existsSync(path.resolve(root, file)))) return heat;
  // Of another program nothing here is hot, which does not make it cold.
  const outside = heat.functions.find((f) => f.origin === Origin.Outside && path.isAbsolute(f.file))?.file;
  const such = outside ? ` (what ran is ${outside} and the like)` : '';
  terminal.err(
    `perfloop: ${profile}: no file of ${root} ran in it${such}; nothing is ranked by it. Record the program here: perfloop profile -- COMMAND\n`,
  );
  return undefined;
}

async function write(
  report: FindingsReport,
  { texts, above }: ReviewResult,
  options: RunReviewOptions,
  terminal: Terminal,
): Promise<void> {
  const format = findingsFormats.find((f) => f.name === options.format)!;
  const text = format.render(placed(report, above, options.format), {
    lines: lineReader(options.root, texts),
    colour: options.output === undefined && terminal.outColour,
    verbose: options.verbose,
  });
  if (options.output === undefined) return terminal.out(text);
  await writeFileAtomically(path.resolve(options.root, options.output), text, options.output);
  terminal.err(`${counted(report.findings.length, 'finding')} written to ${options.output}\n`);
}

/** GitHub and what reads SARIF there know paths from the repository's top, not from the folder reviewed. */
function placed(report: FindingsReport, above: string, format: string): FindingsReport {
  if (above === '' || (format !== 'github' && format !== 'sarif')) return report;
  const moved = <T extends { readonly file: string }>(x: T): T => ({
    ...x,
    file: path.posix.join(above, x.file),
  });
  return {
    ...report,
    findings: report.findings.map((f) => ({ ...moved(f), chain: f.chain.map(moved) })),
    silenced: report.silenced.map(moved),
    suppressed: report.suppressed.map(moved),
    notices: report.notices.map(moved),
  };
}

function fails(
  { severity }: { readonly severity: Severity },
  failOn: 'error' | 'warning' | 'never',
): boolean {
  return failOn !== 'never' && (severity === 'error' || (severity === 'warning' && failOn === 'warning'));
}
