/**
 * `perfloop report` on a real compiler's profile of at least 190 MB: its CPU time and memory as ratios to a
 * bare `JSON.parse` of the same file, measured in turns in the same run.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const LEAST_BYTES = 190e6;
const ROUNDS = 3;
/** What the project promises. */
const MOST_CPU = 1.6;
const MOST_MEMORY = 2.5;

/** Preloaded into each measured process: its own CPU time and peak memory, to the file it is told. */
const PROBE = `process.on('exit', () => {
  const u = process.resourceUsage();
  require('node:fs').writeFileSync(process.env.PERFLOOP_BENCH_USAGE,
    JSON.stringify({ cpuMs: (u.userCPUTime + u.systemCPUTime) / 1000, rssBytes: u.maxRSS * 1024 }));
});`;

const BARE_PARSE = `JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8'));`;

export interface Usage {
  readonly cpuMs: number;
  readonly rssBytes: number;
}

export interface ReportFigures {
  readonly bytes: number;
  /** Medians of the rounds. */
  readonly parse: Usage;
  readonly report: Usage;
  readonly cpuRatio: number;
  readonly memoryRatio: number;
}

export async function run(): Promise<void> {
  const folder = path.resolve('out/bench');
  const cli = path.resolve('dist/cli.mjs');
  if (!existsSync(cli)) throw new Error('dist/cli.mjs is not there: run `npm run build` first');
  const file = await compilerProfile(folder);
  const { bytes, parse, report, cpuRatio, memoryRatio } = await measure(folder, cli, file);
  const megabytes = (n: number): string => `${Math.round(n / 1e6)} MB`;
  const row = (what: string, u: Usage): void =>
    console.log(
      `  ${what.padEnd(28)} ${`${Math.round(u.cpuMs)} ms CPU`.padStart(14)} ${megabytes(u.rssBytes).padStart(9)} peak`,
    );
  console.log(
    `report: a profile of the TypeScript compiler, ${megabytes(bytes)}, median of ${ROUNDS} rounds`,
  );
  row('JSON.parse alone', parse);
  row('perfloop report --json', report);
  verdict('CPU / JSON.parse', cpuRatio, MOST_CPU);
  verdict('peak memory / file', memoryRatio, MOST_MEMORY);
  console.log(
    '  speedscope and vscode-js-profile-core: not run, neither can be called from a package on npm',
  );
}

function verdict(what: string, ratio: number, most: number): void {
  const ok = ratio <= most;
  if (!ok) process.exitCode = 1;
  console.log(`  ${what.padEnd(28)} ${ratio.toFixed(2).padStart(8)}   ${ok ? 'within' : 'OVER'} ${most}`);
}

/** In turns, so that a busy machine is as busy for both. */
export async function measure(folder: string, cli: string, file: string): Promise<ReportFigures> {
  const probe = path.join(folder, 'usage.cjs');
  writeFileSync(probe, PROBE);
  const parses: Usage[] = [];
  const reports: Usage[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    parses.push(await usage(folder, probe, ['-e', BARE_PARSE, file]));
    reports.push(await usage(folder, probe, [cli, 'report', file, '--json']));
  }
  const bytes = statSync(file).size;
  const [parse, report] = [median(parses), median(reports)];
  return {
    bytes,
    parse,
    report,
    cpuRatio: report.cpuMs / parse.cpuMs,
    memoryRatio: report.rssBytes / bytes,
  };
}

function median(rounds: readonly Usage[]): Usage {
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  return { cpuMs: middle(rounds.map((u) => u.cpuMs)), rssBytes: middle(rounds.map((u) => u.rssBytes)) };
}

async function usage(folder: string, probe: string, args: readonly string[]): Promise<Usage> {
  const out = path.join(folder, 'usage.json');
  rmSync(out, { force: true });
  await node(['--require', probe, ...args], folder, { PERFLOOP_BENCH_USAGE: out });
  return JSON.parse(readFileSync(out, 'utf8')) as Usage;
}

/** Kept between runs: making it takes a minute and a download. */
export async function compilerProfile(folder: string): Promise<string> {
  const file = path.join(folder, 'tsc.cpuprofile');
  if (existsSync(file) && statSync(file).size >= LEAST_BYTES) return file;
  const project = path.join(folder, 'tsc');
  mkdirSync(project, { recursive: true });
  writeFileSync(path.join(project, 'package.json'), '{"private":true}\n');
  const lib = path.join(project, 'node_modules/typescript/lib');
  if (!existsSync(lib)) await npmInstall(project, 'typescript@5.9');
  // The compiler checks its own two bundles: large, real, and on every machine that has it.
  const options = { allowJs: true, checkJs: true, noEmit: true, strict: true, target: 'es2022', types: [] };
  const files = ['_tsc.js', 'typescript.js'].map((name) => path.join(lib, name));
  writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }));
  for (const interval of [100, 50, 25]) {
    const made = await profileCompiler(project, path.join(lib, 'tsc.js'), interval);
    renameSync(made, file);
    if (statSync(file).size >= LEAST_BYTES) return file;
  }
  throw new Error(`the compiler's profile is only ${statSync(file).size} bytes`);
}

async function profileCompiler(project: string, compiler: string, intervalUs: number): Promise<string> {
  const dir = path.join(project, 'profile');
  rmSync(dir, { recursive: true, force: true });
  console.log(`report: profiling the TypeScript compiler every ${intervalUs} µs (once; kept in out/bench)`);
  const flags = [
    '--max-old-space-size=6000',
    '--cpu-prof',
    `--cpu-prof-interval=${intervalUs}`,
    `--cpu-prof-dir=${dir}`,
  ];
  // It finds type errors in its own JavaScript, and says so by its exit code.
  await node([...flags, compiler, '-p', project], project, {}, true);
  const [made] = readdirSync(dir);
  if (made === undefined) throw new Error('the compiler left no profile');
  return path.join(dir, made);
}

async function npmInstall(cwd: string, name: string): Promise<void> {
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', name];
  const windows = process.platform === 'win32';
  await finished(spawn(windows ? 'npm.cmd' : 'npm', args, { cwd, stdio: 'ignore', shell: windows }), false);
}

async function node(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  mayFail = false,
): Promise<void> {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio: 'ignore' });
  await finished(child, mayFail);
}

function finished(child: ReturnType<typeof spawn>, mayFail: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal === null && (code === 0 || mayFail)) resolve();
      else reject(new Error(`${child.spawnargs.join(' ')} ended with ${signal ?? code}`));
    });
  });
}
