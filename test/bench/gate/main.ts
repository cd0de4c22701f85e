/**
 * `npm run bench:gate [-- --rounds N --only json,sort --load N --no-peers]`: how often `perfloop compare`
 * is wrong on this machine. Each workload is compared with itself, and with itself doing 5 % more of the same work
 * (21 rounds instead of 20). Beside it, in the same run: tinybench, mitata and vitest measuring the two versions one
 * after the other, judged by the ratio of their means. Prints counts; fails where the promise is broken.
 * `--record FILE [--processes N]` and `--replay FILE`: see replay.ts.
 */
import { execFile, spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ComparisonReport } from '../../../src/core/bench/comparison.ts';
import { atMost } from './bounds.ts';
import { makePair, type Pair, type Truth, truths, workloads } from './pairs.ts';
import { installPeers, type PeerName, type Peers, peerNames } from './peers.ts';
import { record, replay } from './replay.ts';

const cli = path.resolve('dist/cli.mjs');

/** One tool's verdicts. `missed` and `caught` are of true slowdowns of 5 %. */
interface Score {
  same: number;
  falseAlarms: number;
  slower: number;
  caught: number;
  inconclusive: number;
  seconds: number;
}

const empty = (): Score => ({ same: 0, falseAlarms: 0, slower: 0, caught: 0, inconclusive: 0, seconds: 0 });

type Verdict = 'fail' | 'pass' | 'inconclusive';

function count(score: Score, truth: Truth, verdict: Verdict, seconds: number): void {
  score[truth]++;
  if (verdict === 'inconclusive') score.inconclusive++;
  if (verdict === 'fail') {
    if (truth === 'same') score.falseAlarms++;
    else score.caught++;
  }
  score.seconds += seconds;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
      load: { type: 'string', default: '0' },
      peers: { type: 'boolean', default: true },
      record: { type: 'string' },
      processes: { type: 'string', default: '30' },
      replay: { type: 'string' },
    },
    allowNegative: true,
  });
  const works = await workloads(values.only);
  if (values.replay) {
    await replay(values.replay);
    return 0;
  }
  const peers =
    values.peers && !values.record ? await installPeers((text) => console.log(`  ${text}`)) : undefined;
  const stopLoad = otherWork(Number(values.load));
  if (values.record) {
    await record(values.record, works, Number(values.processes)).finally(stopLoad);
    return 0;
  }
  const scores = new Map<string, Score>();
  const byWork = new Map<string, Score>();
  const loads: number[] = [];
  const started = Date.now();
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const work of works) {
        for (const truth of truths) {
          loads.push(os.loadavg()[0]!);
          await one(work, truth, peers, scores, byWork);
        }
      }
    }
  } finally {
    stopLoad();
  }
  const minutes = ((Date.now() - started) / 60_000).toFixed(1);
  const mean = loads.reduce((a, b) => a + b, 0) / loads.length;
  console.log(
    `\n${works.length} workloads, ${values.rounds} rounds, ${minutes} min, ${os.cpus().length} CPUs, Node ${process.version}, ` +
      `load average ${mean.toFixed(1)} (${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)})`,
  );
  table(scores);
  console.log('\nperfloop by workload');
  table(byWork);
  return kept(scores.get('perfloop')!);
}

async function one(
  work: string,
  truth: Truth,
  peers: Peers | undefined,
  scores: Map<string, Score>,
  byWork: Map<string, Score>,
): Promise<void> {
  const pair = await makePair(work, truth);
  const scoreOf = (map: Map<string, Score>, name: string): Score => {
    const score = map.get(name) ?? empty();
    map.set(name, score);
    return score;
  };
  try {
    const ours = await perfloop(pair);
    count(scoreOf(scores, 'perfloop'), truth, ours.verdict, ours.seconds);
    count(scoreOf(byWork, work), truth, ours.verdict, ours.seconds);
    console.log(
      `  ${work.padEnd(11)} ${truth.padEnd(7)} ${ours.verdict.padEnd(12)} ${ours.seconds.toFixed(1)} s  ${ours.text}`,
    );
    for (const peer of peers ? peerNames : [])
      await peerVerdicts(peers!, peer, pair, truth, (n) => scoreOf(scores, n));
  } finally {
    await pair.remove();
  }
}

async function perfloop(pair: Pair): Promise<{ verdict: Verdict; seconds: number; text: string }> {
  const started = performance.now();
  const args = [
    cli,
    'compare',
    'base/work.bench.mjs',
    'candidate/work.bench.mjs',
    '--max-slowdown',
    '5%',
    '--json',
  ];
  const stdout = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: pair.folder, maxBuffer: 1e8 }, (_, out) => resolve(out));
  });
  const seconds = (performance.now() - started) / 1000;
  const report = JSON.parse(stdout) as ComparisonReport;
  const compared = report.results[0]?.compared;
  if (!compared) throw new Error(`no comparison: ${stdout.slice(0, 500)}`);
  return { verdict: compared.gate, seconds, text: compared.reason };
}

/** The usual rule, and the one that is fair to a slowdown of exactly 5 %. */
const rules = [
  ['> 5%', 1.05],
  ['> 2.5%', 1.025],
] as const;

async function peerVerdicts(
  peers: Peers,
  peer: PeerName,
  { folder, units }: Pair,
  truth: Truth,
  scoreOf: (name: string) => Score,
): Promise<void> {
  const started = performance.now();
  const base = await peers.mean(peer, path.join(folder, 'base/work.mjs'), units[0]);
  const candidate = await peers.mean(peer, path.join(folder, 'candidate/work.mjs'), units[1]);
  const seconds = (performance.now() - started) / 1000;
  for (const [name, limit] of rules) {
    count(scoreOf(`${peer}, mean ${name}`), truth, candidate / base > limit ? 'fail' : 'pass', seconds);
  }
}

/** Programs that keep the machine busy in bursts, as other jobs do. */
function otherWork(n: number): () => void {
  const code =
    'let s=7;const r=()=>(s=(Math.imul(s,1103515245)+12345)>>>0)/2**32;' +
    'const go=()=>{const t=Date.now()+r()*400;while(Date.now()<t)JSON.parse(JSON.stringify({a:[1,2,3]}));setTimeout(go,r()*300)};go()';
  const children = Array.from({ length: n }, () =>
    spawn(process.execPath, ['-e', code], { stdio: 'ignore' }),
  );
  return () => {
    for (const child of children) child.kill('SIGKILL');
  };
}

function table(scores: ReadonlyMap<string, Score>): void {
  const share = (n: number, of: number) =>
    `${n}/${of}`.padStart(8) + (of ? ` ${((100 * n) / of).toFixed(1)}%` : '').padStart(8);
  console.log(
    `${''.padEnd(24)}${'false alarms'.padStart(16)}${'caught +5%'.padStart(16)}${'inconclusive'.padStart(16)}${'s each'.padStart(8)}`,
  );
  for (const [name, s] of scores) {
    const n = s.same + s.slower;
    const cells = [share(s.falseAlarms, s.same), share(s.caught, s.slower), share(s.inconclusive, n)];
    console.log(`${name.padEnd(24)}${cells.join('')}${(s.seconds / n).toFixed(1).padStart(8)}`);
  }
}

/** @returns the exit code: 1 where the promise is broken. */
function kept(s: Score): number {
  const shareAtMost = (hits: number, runs: number) => `${(100 * atMost(hits, runs)).toFixed(1)}%`;
  console.log(
    `\nwith 95 %: false alarms at most ${shareAtMost(s.falseAlarms, s.same)}, missed at most ` +
      `${shareAtMost(s.slower - s.caught, s.slower)}, inconclusive at most ${shareAtMost(s.inconclusive, s.same + s.slower)}`,
  );
  const broken = [
    s.falseAlarms / Math.max(1, s.same) > 0.01 && 'more than 1% false alarms',
    s.caught / Math.max(1, s.slower) < 0.95 && 'less than 95% caught',
    s.inconclusive / Math.max(1, s.same + s.slower) > 0.05 && 'more than 5% inconclusive',
    s.seconds / Math.max(1, s.same + s.slower) > 10 && 'more than 10 s a benchmark',
  ].filter((b) => b !== false);
  console.log(
    broken.length === 0
      ? '\nperfloop keeps its promise'
      : `\nperfloop breaks its promise: ${broken.join(', ')}`,
  );
  return broken.length === 0 ? 0 : 1;
}

process.exitCode = await main();
