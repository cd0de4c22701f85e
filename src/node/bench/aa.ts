/** How well this machine can compare: identical code in two versions, and what the comparison makes of it. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { logRatio } from '../../core/bench/compare.ts';
import type { BenchClock } from '../../core/bench/nouns.ts';
import { type Resolution, resolutionOf } from '../../core/bench/resolution.ts';
import { UserError } from '../../core/model.ts';
import { findNode } from '../node-finder.ts';
import { compareDefaults } from './compare.ts';
import { measureTogether, precisionFor } from './compare-one.ts';
import { newScratchFolder } from './scratch.ts';

export interface AaResult {
  readonly workload: string;
  readonly async: boolean;
  readonly clock: BenchClock;
  readonly resolution: Resolution;
  /** Of one process of a comparison, mean. */
  readonly processMs: number;
}

export interface AaOptions {
  readonly cwd: string;
  readonly nodePath?: string;
  /** Processes a workload; default 24. */
  readonly processes?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

const PROCESSES = 24;
const USUAL_LIMIT = 0.05;
const SEED = 20_260_101;

/** One a kind: compiled code, allocation, waiting for the disk. */
const workloads: readonly { readonly name: string; readonly code: string }[] = [
  {
    name: 'JSON',
    code: `const text = JSON.stringify(Array.from({ length: 200 }, (_, i) => ({ id: i, name: 'n' + i, tags: ['a', 'b'] })));
bench('JSON', () => JSON.stringify(JSON.parse(text)).length);`,
  },
  {
    name: 'allocation',
    code: `bench('allocation', () => {
  const rows = [];
  for (let i = 0; i < 2000; i++) rows.push({ i, next: [i, i + 1] });
  return rows.length;
});`,
  },
  {
    name: 'file reads',
    code: `import { readFile } from 'node:fs/promises';
bench('file reads', async () => (await readFile(new URL(import.meta.url))).length);`,
  },
];

/** @throws UserError where there is no Node to measure with, or nothing could be measured */
export async function measureAa(options: AaOptions): Promise<AaResult[]> {
  const node = await findNode(options.nodePath, options.cwd, process.env);
  const scratch = await newScratchFolder('aa');
  const results: AaResult[] = [];
  try {
    for (const workload of workloads) {
      if (options.signal?.aborted) break;
      const result = await one(workload, scratch.folder, node.path, options);
      if (result) results.push(result);
    }
  } finally {
    await scratch.remove();
  }
  return results;
}

async function one(
  { name, code }: { readonly name: string; readonly code: string },
  folder: string,
  node: string,
  options: AaOptions,
): Promise<AaResult | undefined> {
  const side = async (which: 'base' | 'candidate') => {
    const root = path.join(folder, name.replace(' ', '-'), which);
    await mkdir(root, { recursive: true });
    const file = path.join(root, 'aa.bench.mjs');
    await writeFile(file, `import { bench } from 'perfloop';\n${code}\n`);
    return { side: which, path: file, root };
  };
  const [base, candidate] = [await side('base'), await side('candidate')];
  const processes = options.processes ?? PROCESSES;
  const ratios: number[] = [];
  let last: { readonly async: boolean; readonly clock: BenchClock } | undefined;
  const started = performance.now();
  for (let i = 0; i < processes; i++) {
    options.onProgress?.(`${name}: process ${i + 1} of ${processes}`);
    const until = precisionFor(USUAL_LIMIT, compareDefaults.sampleMs);
    const request = { id: name, baseId: name, base, candidate, node, until, ...compareDefaults };
    const measured = await measureTogether(
      { ...request, ...(options.signal ? { signal: options.signal } : {}) },
      i % 2 === 0 ? 'base' : 'candidate',
    );
    if (options.signal?.aborted) return undefined;
    if ('failure' in measured) {
      throw new UserError(`the machine could not be measured: ${measured.failure}`, 'See perfloop doctor.');
    }
    last = measured.samples;
    ratios.push(logRatio(measured.samples));
  }
  const processMs = (performance.now() - started) / processes;
  return {
    workload: name,
    async: last!.async,
    clock: last!.clock,
    resolution: resolutionOf(ratios, SEED),
    processMs,
  };
}
