/**
 * What a review costs, in ratios within one run: the whole command, cold, against a bare parse of the files that it
 * reads and against ESLint with one rule; a second run after one file changed; memory; and what is staged.
 *
 * `PERFLOOP_BENCH_SOURCES=DIR[:DIR…]` chooses sources (checkouts), by default the packages installed here;
 * `PERFLOOP_BENCH_ROUNDS` how often each is measured, in turns; `PERFLOOP_BENCH_FILES` how many files at most.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Contenders, type Measured } from './contenders.ts';
import { type Corpus, changeOne, composed, forgetCache } from './corpus.ts';

const bigRepository = 5_000;
const hugeRepository = 10_000;

export async function run(): Promise<void> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'perfloop-bench-'));
  try {
    const from = (process.env.PERFLOOP_BENCH_SOURCES ?? 'node_modules').split(path.delimiter);
    const rounds = Number(process.env.PERFLOOP_BENCH_ROUNDS ?? 3);
    const files = Number(process.env.PERFLOOP_BENCH_FILES ?? 1_500);
    const contenders = new Contenders(scratch);
    await cold(contenders, await composed(path.join(scratch, 'cold'), from, files, false), rounds);
    await staged(contenders, await composed(path.join(scratch, 'big'), from, bigRepository, true), rounds);
    await memory(contenders, await composed(path.join(scratch, 'huge'), from, hugeRepository, true));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

type Row = 'bare' | 'uncached' | 'cold' | 'changed' | 'eslint';

async function cold(contenders: Contenders, corpus: Corpus, rounds: number): Promise<void> {
  const { folder, files } = corpus;
  console.log(
    `${files.length} files, all of which each contender reads; CPU of all threads, median of ${rounds}`,
  );
  const rows: Record<Row, Measured[]> = { bare: [], uncached: [], cold: [], changed: [], eslint: [] };
  let without = '';
  for (let i = 0; i < rounds; i++) {
    rows.bare.push(await contenders.bare(folder, files));
    rows.uncached.push(await contenders.review(folder, '--no-cache'));
    forgetCache(corpus);
    rows.cold.push(await contenders.review(folder));
    changeOne(corpus, false);
    rows.changed.push(await contenders.review(folder));
    if (without) continue;
    try {
      rows.eslint.push(await contenders.eslint(folder, files));
    } catch (error) {
      without = error instanceof Error ? error.message.split('\n', 1)[0]! : String(error);
    }
  }
  tell('bare parse', rows.bare, rows.bare, 'a bare parse');
  tell('review, no cache', rows.uncached, rows.bare, 'a bare parse', 1.6);
  tell('review, cold, writes its cache', rows.cold, rows.bare, 'a bare parse', 1.6);
  tell('review after one file changed', rows.changed, rows.cold, 'the cold run', 0.1);
  if (without) console.log(`ESLint could not be measured: ${without}`);
  else tell('review, cold', rows.cold, rows.eslint, 'ESLint', 1 / 3);
  const busy = median(rows.uncached.map((m) => m.cpuMs / m.wallMs));
  console.log(`cores that a cold review keeps busy: ${busy.toFixed(2)} of ${os.availableParallelism()}`);
}

async function staged(contenders: Contenders, corpus: Corpus, rounds: number): Promise<void> {
  const bare = [await contenders.bare(corpus.folder, corpus.files)];
  const first = [await contenders.review(corpus.folder)];
  const rows: Record<'staged' | 'again', Measured[]> = { staged: [], again: [] };
  for (let i = 0; i <= rounds; i++) {
    // Something else each time: what was decided of the same texts is remembered.
    changeOne(corpus, true);
    const one = await contenders.review(corpus.folder, '--staged');
    // The first also looks at what was there before the change, which it remembers.
    if (i > 0) rows.staged.push(one);
    rows.again.push(await contenders.review(corpus.folder, '--staged'));
  }
  console.log(`\n${corpus.files.length} files; then one of them changed and staged`);
  // What V8 compiles for a parse weighs less the more there is to parse, so this is the harder of the two.
  tell('review, cold, writes its cache', first, bare, 'a bare parse', 1.6);
  tell('review --staged, warm', rows.staged, first, 'the cold run of all');
  tell('the same once more', rows.again, first, 'the cold run of all');
  for (const [name, runs] of Object.entries(rows)) {
    const [cpu, wall] = [median(runs.map((m) => m.cpuMs)), median(runs.map((m) => m.wallMs))];
    console.log(`${name}: ${seconds(cpu)} s of CPU, ${seconds(wall)} s (bar: 1 s, quiet machine)`);
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

async function memory(contenders: Contenders, corpus: Corpus): Promise<void> {
  const cold = await contenders.review(corpus.folder);
  const warm = await contenders.review(corpus.folder);
  console.log(
    `\n${corpus.files.length} files: ${(cold.cpuMs / cold.wallMs).toFixed(2)} cores busy, at most ${cold.rssMb.toFixed(0)} MB, warm ${warm.rssMb.toFixed(0)} MB (bar: 1536 MB)`,
  );
}

function tell(
  name: string,
  of: readonly Measured[],
  to: readonly Measured[],
  what: string,
  bar?: number,
): void {
  const [a, b] = [median(of.map((m) => m.cpuMs)), median(to.map((m) => m.cpuMs))];
  const limit = bar === undefined ? '' : `  (bar: ${bar.toFixed(2)})`;
  console.log(`${name.padEnd(34)}${(a / b).toFixed(2).padStart(6)} × ${what}${limit}`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
