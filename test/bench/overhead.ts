/**
 * What recording costs the measured program, beside `node --cpu-prof`: CPU of the whole process with start,
 * sampling and saving, as a ratio to the same program unrecorded. And the same of `perfloop profile` as a whole,
 * with its own start and its report. Kinds alternate, so that what else the machine does hits all of them.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundledFile, ownSamplerFolder } from '../../src/node/bundled.ts';
import { openChannel } from '../../src/node/record/channel.ts';
import { CONFIG_VARIABLE, type RecorderConfig, withPreload } from '../../src/recorder/protocol.ts';

const ROUNDS = 7;
const INTERVAL_US = 1000;
const UNRECORDED = 'unrecorded';

/** CPU-bound as programs are: calls, objects, strings, collections; the same work each time. */
const PROGRAM = `
function parse(i) { return JSON.parse('{"id":' + i + ',"tags":["a","b",' + (i % 7) + '],"name":"n' + (i % 100) + '"}'); }
function score(o) { let s = 0; for (const t of o.tags) s += typeof t === 'number' ? t : t.length; return s + o.name.length; }
function bucket(map, o) { const k = o.name; const list = map.get(k); if (list) list.push(score(o)); else map.set(k, [score(o)]); }
function mix(n) { let x = 1; for (let i = 0; i < n; i++) x = (x * 31 + i) % 1000003; return x; }
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
let sum = 0;
for (let round = 0; round < WORK; round++) {
  const map = new Map();
  for (let i = 0; i < 20000; i++) bucket(map, parse(i));
  for (const list of map.values()) sum += list.sort((a, b) => a - b)[0];
  sum += mix(3e6) + fib(24);
}
globalThis.kept = sum;
`;

interface Kind {
  readonly name: string;
  /** Between Node and the program's file. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

export async function run(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'perfloop-overhead-'));
  const channel = await openChannel(randomBytes(4).toString('hex'));
  try {
    const all = kinds(folder, channel.address);
    const commandLine: Kind = {
      name: 'perfloop profile, whole',
      command: [bundledFile('cli.mjs'), 'profile', '--', process.execPath],
      env: {},
    };
    for (const [title, name, work] of [
      ['start and end of an empty program', 'empty.cjs', 0],
      ['a CPU-bound program, CommonJS', 'work.cjs', 60],
      ['a CPU-bound program, ES module', 'work.mjs', 60],
    ] as const) {
      const file = path.join(folder, name);
      const header = name.endsWith('.mjs') ? "import 'node:path';\n" : '';
      writeFileSync(file, header + PROGRAM.replace('WORK', String(work)));
      // Of an empty program there is nothing to report.
      const measured = work > 0 ? [...all, commandLine] : all;
      const load = os.loadavg()[0]?.toFixed(1);
      print(
        `${title}, ${INTERVAL_US / 1000} ms interval, ${ROUNDS} rounds, ${os.cpus().length} processors at load ${load}`,
        await alternate(measured, file, folder, ROUNDS),
      );
    }
  } finally {
    await channel.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function kinds(dir: string, channel: string): Kind[] {
  const recorded = (sampler: 'inspector' | 'v8-profiler-next'): Kind => {
    const samplerFolder = ownSamplerFolder();
    const config: RecorderConfig = {
      version: 1,
      id: 'overhead',
      dir,
      kind: 'cpu',
      intervalUs: INTERVAL_US,
      channel,
      recorder: bundledFile('recorder.cjs'),
      sampler,
      rotateMs: 5_000,
      rotateShare: 0.01,
      ...(samplerFolder ? { samplerFolder } : {}),
    };
    const env = { [CONFIG_VARIABLE]: JSON.stringify(config), NODE_OPTIONS: withPreload('', config.recorder) };
    return { name: `perfloop, ${sampler}`, command: [], env };
  };
  const list: Kind[] = [
    { name: UNRECORDED, command: [], env: {} },
    {
      name: 'node --cpu-prof',
      command: ['--cpu-prof', `--cpu-prof-interval=${INTERVAL_US}`, `--cpu-prof-dir=${dir}`],
      env: {},
    },
    recorded('inspector'),
  ];
  if (ownSamplerFolder()) list.push(recorded('v8-profiler-next'));
  return list;
}

async function alternate(
  all: readonly Kind[],
  file: string,
  cwd: string,
  rounds: number,
): Promise<ReadonlyMap<string, readonly Cost[]>> {
  const costs = new Map<string, Cost[]>(all.map((kind) => [kind.name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let k = 0; k < all.length; k += 1) {
      const kind = all[(k + round) % all.length];
      if (kind) costs.get(kind.name)?.push(await cost(kind, file, cwd));
    }
  }
  return costs;
}

async function cost({ command, env }: Kind, file: string, cwd: string): Promise<Cost> {
  const cpu = childrenCpuMs();
  const started = performance.now();
  const child = spawn(process.execPath, [...command, file], {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`the measured program exited with ${String(code)}`);
  return { cpuMs: childrenCpuMs() - cpu, wallMs: performance.now() - started };
}

/** CPU of the children that have ended, in ticks of 10 ms; NaN where there is no /proc. */
function childrenCpuMs(): number {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** Two ratios each: of the medians, and the median of the rounds' own, for the machine's mood is a round's. */
function print(title: string, costs: ReadonlyMap<string, readonly Cost[]>): void {
  console.log(`\n${title}`);
  console.log('                            CPU ms   ratio  paired    wall ms   ratio  paired');
  const base = costs.get(UNRECORDED) ?? [];
  for (const [name, list] of costs) {
    const cells = (['cpuMs', 'wallMs'] as const).map((key) => {
      const middle = median(list.map((one) => one[key]));
      const ratio = middle / median(base.map((one) => one[key]));
      const paired = median(list.map((one, at) => one[key] / (base[at]?.[key] ?? Number.NaN)));
      return middle.toFixed(0).padStart(9) + ratio.toFixed(3).padStart(8) + paired.toFixed(3).padStart(8);
    });
    console.log(`${name.padEnd(25)}${cells.join('  ')}`);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
