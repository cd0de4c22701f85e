/** `.perfloop/history.jsonl` on disk: appended to by one write a run, so that two writers cannot tear each other. */
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ComparisonReport } from '../../core/bench/comparison.ts';
import {
  type HistoryMeasure,
  type HistoryRun,
  historyLine,
  type ParsedHistory,
  parseHistory,
  seriesOf,
} from '../../core/bench/history.ts';
import type { BenchReport } from '../../core/bench/nouns.ts';
import { type HistoryInsights, historyInsights } from '../../core/bench/trends.ts';
import { type Environment, UserError } from '../../core/model.ts';
import { commitNamed, git } from '../git.ts';
import { reason } from '../project-files.ts';

export const historyFile = '.perfloop/history.jsonl';
/** Of the shuffles of the search for change points: the same history gives the same answer. */
export const HISTORY_SEED = 20_260_101;

/** Empty where there is none. @throws UserError where it cannot be read */
export async function readHistory(root: string): Promise<ParsedHistory> {
  try {
    return parseHistory(await readFile(path.join(root, historyFile), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { runs: [], unreadable: 0 };
    throw new UserError(`${historyFile} cannot be read: ${reason(error)}`, 'Correct it, or remove it.');
  }
}

/**
 * One `write` of the whole line to a file opened for appending: the system puts it at the end, whoever else writes.
 * Where a crash left a torn line, a line feed ends that first; a reader passes over it.
 * @throws UserError where it cannot be written
 */
export async function appendHistory(root: string, run: HistoryRun): Promise<void> {
  const file = path.join(root, historyFile);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(file, 'a+');
    try {
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      const torn = size > 0 && last[0] !== 10;
      const bytes = Buffer.from(`${torn ? '\n' : ''}${historyLine(run)}`);
      const { bytesWritten } = await handle.write(bytes);
      if (bytesWritten < bytes.length) throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new UserError(`${historyFile} cannot be written: ${reason(error)}`, 'Is the folder writable?');
  }
}

/** @throws UserError where it cannot be written */
export async function recordRun(
  root: string,
  command: string,
  measured: {
    readonly at: number;
    readonly environment: Environment;
    readonly measures: readonly HistoryMeasure[];
  },
): Promise<HistoryInsights> {
  const { at, environment, measures } = measured;
  const { nodeVersion, platform, arch, cpuModel, cpus } = environment;
  if (measures.length > 0) {
    await appendHistory(root, {
      version: 1,
      at,
      ...(await commitFacts(root)),
      command,
      environment: { nodeVersion, platform, arch, cpuModel, cpus },
      measures,
    });
  }
  return insightsOf(await readHistory(root));
}

export function insightsOf({ runs }: ParsedHistory): HistoryInsights {
  return historyInsights(seriesOf(runs), HISTORY_SEED);
}

async function commitFacts(root: string): Promise<Pick<HistoryRun, 'commit' | 'branch' | 'dirty'>> {
  const commit = (await commitNamed(root, 'HEAD')) ?? '';
  const branch = (await git(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']))?.trim() ?? '';
  const changes = await git(root, ['status', '--porcelain', '--untracked-files=no', '--', '.']);
  return { commit, branch, dirty: (changes ?? '').trim() !== '' };
}

export function benchMeasures(report: BenchReport): HistoryMeasure[] {
  return report.results.flatMap(({ benchmark: { file, id }, measured }) => {
    if (!measured) return [];
    const time: HistoryMeasure = { file, id, metric: 'timeNs', value: measured.time.p50Ns };
    const { bytes } = measured;
    return bytes ? [time, { file, id, metric: 'bytes', value: bytes.perIteration }] : [time];
  });
}

/** The candidate's figures: the base has its own run in the history. */
export function comparisonMeasures(report: ComparisonReport): HistoryMeasure[] {
  return report.results.flatMap(({ benchmark: { file, id }, compared }) => {
    if (!compared) return [];
    const time: HistoryMeasure = { file, id, metric: 'timeNs', value: compared.candidate.medianNs };
    const { bytes } = compared;
    return bytes ? [time, { file, id, metric: 'bytes', value: bytes.candidate }] : [time];
  });
}
