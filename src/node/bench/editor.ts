/** What the editor needs of benchmarks, in one bundle (dist/bench.cjs) that is loaded with the first of them. */
import { loadConfig } from '../config.ts';

export { discover } from '../../core/bench/discover.ts';
export { affectedFiles, reaching } from './affected.ts';
export { bench } from './bench.ts';
export { compare } from './compare.ts';

/** Globs of benchmark files; those of perfloop.json, where it can be read. */
export async function benchmarkGlobs(root: string): Promise<readonly string[]> {
  return (await loadConfig(root)).config.benchmarks;
}
export { defaultBranch } from '../git.ts';
