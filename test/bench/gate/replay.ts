/**
 * Thousands of comparisons from some hundred processes. `--record FILE` runs processes of a comparison, as a
 * comparison runs them (two at a time), of each workload as base against itself and against 5 % more work, and appends
 * what each one measured to FILE, one JSON document a line. `--replay FILE` computes each process's ratio from its samples by
 * today's code and lets today's stopping rules decide over processes drawn from those, so that a change of either can be judged
 * in seconds, and rates of 1 % be told from rates of 0.1 %.
 *
 * What it cannot know: processes are drawn independently, while those of one comparison share some seconds of the
 * machine's mood. `in order` therefore counts comparisons of processes in the order they were recorded in, one from
 * each on; there are as many of them as processes, and they overlap.
 */
import { appendFile, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { logRatio, type ProcessSamples } from '../../../src/core/bench/compare.ts';
import { drawing } from '../../../src/core/bench/draw.ts';
import { standing } from '../../../src/core/bench/sequential.ts';
import { compareDefaults } from '../../../src/node/bench/compare.ts';
import { measureTogether, precisionFor } from '../../../src/node/bench/compare-one.ts';
import { atMost } from './bounds.ts';
import { makePair, type Pair, type Truth, truths } from './pairs.ts';

const LIMIT = { maxSlowdown: 0.05, strict: false };
const AT_ONCE = 2;
const REPLAYS = 4_000;

interface Recorded {
  readonly work: string;
  readonly truth: Truth;
  /** From start to end of the process. */
  readonly ms: number;
  /** Load average of the last minute. */
  readonly load: number;
  readonly samples: ProcessSamples;
}

/** @param processes of each workload and truth */
export async function record(file: string, works: readonly string[], processes: number): Promise<void> {
  const pairs: { work: string; truth: Truth; pair: Pair }[] = [];
  try {
    for (const work of works) {
      for (const truth of truths) pairs.push({ work, truth, pair: await makePair(work, truth) });
    }
    let at = 0;
    const worker = async (): Promise<void> => {
      while (at < pairs.length * processes) {
        const round = Math.floor(at / pairs.length);
        const one = pairs[at++ % pairs.length]!;
        const recorded = await measured(
          one.work,
          one.truth,
          one.pair,
          round % 2 === 0 ? 'base' : 'candidate',
        );
        await appendFile(file, `${JSON.stringify(recorded)}\n`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    for (const { pair } of pairs) await pair.remove();
  }
}

async function measured(
  work: string,
  truth: Truth,
  { folder }: Pair,
  first: 'base' | 'candidate',
): Promise<Recorded> {
  const side = <S extends 'base' | 'candidate'>(name: S) => ({
    side: name,
    path: path.join(folder, name, 'work.bench.mjs'),
    root: path.join(folder, name),
  });
  const started = performance.now();
  const until = precisionFor(LIMIT.maxSlowdown, compareDefaults.sampleMs);
  const sides = { base: side('base'), candidate: side('candidate') };
  const ids = { id: work, baseId: work };
  const one = await measureTogether(
    { ...ids, ...sides, until, node: process.execPath, ...compareDefaults },
    first,
  );
  if ('failure' in one) throw new Error(`${work}: ${one.failure}`);
  const ms = Math.round(performance.now() - started);
  return { work, truth, ms, load: os.loadavg()[0]!, samples: one.samples };
}

interface Rates {
  runs: number;
  fail: number;
  open: number;
  processes: number;
}

export async function replay(file: string): Promise<void> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  const all = lines.map((line) => JSON.parse(line) as Recorded);
  const loads = all.map((r) => r.load);
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  console.log(`${all.length} processes, load average ${least.toFixed(1)} to ${most.toFixed(1)}`);
  const title = ['', 'scatter', 'ms each', 'false alarms', 'caught +5%', 'inconclusive', 'processes'];
  console.log(title.map((t, i) => (i === 0 ? t.padEnd(12) : t.padStart(16))).join(''));
  const totals = { drawn: truths.map(none), ordered: truths.map(none) };
  for (const work of new Set(all.map((r) => r.work))) {
    const of = truths.map((truth) => all.filter((r) => r.work === work && r.truth === truth));
    const ratios = of.map((rows) => rows.map((r) => logRatio(r.samples)));
    const drawn = ratios.map((values) => drawnFrom(values));
    const ordered = ratios.map((values) => inOrder(values));
    for (const [i] of truths.entries()) {
      add(totals.drawn[i]!, drawn[i]!);
      add(totals.ordered[i]!, ordered[i]!);
    }
    const errors = [...ratios[0]!, ...ratios[1]!.map((r) => r - Math.log1p(0.05))];
    const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    const ms = of.flat().reduce((sum, r) => sum + r.ms, 0) / of.flat().length;
    console.log(row(work, `${(100 * rms).toFixed(2)}%`, ms.toFixed(0), drawn));
  }
  console.log(row('drawn', '', '', totals.drawn));
  console.log(row('in order', '', '', totals.ordered));
  const { fail, runs } = totals.drawn[0]!;
  console.log(`false alarms at most ${(100 * atMost(fail, runs)).toFixed(2)}% (95 %, of these processes)`);
}

const none = (): Rates => ({ runs: 0, fail: 0, open: 0, processes: 0 });

function add(to: Rates, more: Rates): void {
  for (const key of ['runs', 'fail', 'open', 'processes'] as const) to[key] += more[key];
}

function row(name: string, scatter: string, ms: string, [same, slower]: readonly Rates[]): string {
  const share = (n: number, runs: number) => `${n}/${runs} ${((100 * n) / Math.max(1, runs)).toFixed(2)}%`;
  const runs = same!.runs + slower!.runs;
  const cells = [
    scatter,
    ms,
    share(same!.fail, same!.runs),
    share(slower!.fail, slower!.runs),
    share(same!.open + slower!.open, runs),
    ((same!.processes + slower!.processes) / Math.max(1, runs)).toFixed(1),
  ];
  return name.padEnd(12) + cells.map((c) => c.padStart(16)).join('');
}

function drawnFrom(ratios: readonly number[]): Rates {
  const next = drawing(20_260_101);
  const rates = none();
  if (ratios.length === 0) return rates;
  for (let run = 0; run < REPLAYS; run++) {
    add(
      rates,
      decided(() => ratios[Math.floor(next() * ratios.length)]!),
    );
  }
  return rates;
}

function inOrder(ratios: readonly number[]): Rates {
  const rates = none();
  for (let start = 0; start < ratios.length; start++) {
    let at = start;
    add(
      rates,
      decided(() => ratios[at++ % ratios.length]!),
    );
  }
  return rates;
}

function decided(next: () => number): Rates {
  const rounds: [number[], number[]] = [[], []];
  for (;;) {
    const { final, gate, round } = standing({ limit: LIMIT, confirm: true }, rounds);
    if (final) {
      const processes = rounds[0].length + rounds[1].length;
      return { runs: 1, fail: Number(gate === 'fail'), open: Number(gate === 'inconclusive'), processes };
    }
    rounds[round].push(next());
  }
}
