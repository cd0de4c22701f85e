/** The two versions of a workload: the same, or the candidate doing 5 % more of the same work. */
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newScratchFolder } from '../../../src/node/bench/scratch.ts';

export type Truth = 'same' | 'slower';
export const truths = ['same', 'slower'] as const;

/** Rounds of a workload in the base; one more is 5 % more. */
const UNITS = 20;
const WORK = path.resolve('test/bench/gate/work');

export interface Pair {
  readonly folder: string;
  readonly remove: () => Promise<void>;
  /** Rounds in the base and in the candidate. */
  readonly units: readonly [number, number];
}

/** @param only names, comma-separated; all where undefined */
export async function workloads(only: string | undefined): Promise<string[]> {
  const names = (await readdir(WORK)).map((f) => f.replace(/\.mjs$/, '')).sort();
  const wanted = only?.split(',');
  return names.filter((n) => !wanted || wanted.includes(n));
}

/** In folders of their own, `base` and `candidate`, as two versions are. */
export async function makePair(work: string, truth: Truth): Promise<Pair> {
  const { folder, remove } = await newScratchFolder('gate');
  const units = [UNITS, truth === 'same' ? UNITS : UNITS + 1] as const;
  for (const [side, n] of [
    ['base', units[0]],
    ['candidate', units[1]],
  ] as const) {
    const into = path.join(folder, side);
    await mkdir(into);
    await writeFile(path.join(into, 'package.json'), '{"type":"module"}');
    await cp(path.join(WORK, `${work}.mjs`), path.join(into, 'work.mjs'));
    const text = `import { bench } from 'perfloop';\nimport { work } from './work.mjs';\nbench('${work}', () => work(${n}));\n`;
    await writeFile(path.join(into, 'work.bench.mjs'), text);
  }
  return { folder, remove, units };
}
