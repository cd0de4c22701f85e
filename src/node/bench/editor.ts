/**
 * What the editor needs of benchmarks, and to set a project up, in one bundle (dist/bench.cjs) that is loaded when the
 * first of it is asked for.
 */
import { type RowHistory, rowHistories } from '../../core/bench/results-history.ts';
import { loadConfig } from '../config.ts';
import { HISTORY_SEED, readHistory } from './history-file.ts';

export { discover } from '../../core/bench/discover.ts';
export { applyStep, planInit } from '../init/init.ts';
export { affectedFiles, reaching } from './affected.ts';
export { compareAffected } from './affected-compare.ts';
export { bench } from './bench.ts';
export { compare } from './compare.ts';

/** Globs of benchmark files; those of perfloop.json, where it can be read. */
export async function benchmarkGlobs(root: string): Promise<readonly string[]> {
  return (await loadConfig(root)).config.benchmarks;
}
export { defaultBranch } from '../git.ts';

/** By row key. @throws UserError where the history cannot be read */
export async function historyByRow(root: string): Promise<ReadonlyMap<string, RowHistory>> {
  return rowHistories((await readHistory(root)).runs, HISTORY_SEED);
}
