/** Runs the built command line for real, in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const cli = path.resolve('dist/cli.mjs');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Somebody else who runs it; only root may say so. */
  readonly uid?: number;
  /** Sees the process while it runs. */
  readonly during?: (child: ChildProcess, stderr: () => string) => void;
}

export function runCli(args: readonly string[], { cwd, env, uid, during }: CliOptions): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const { NO_COLOR: _, FORCE_COLOR: __, ...outer } = process.env;
    const child = spawn(process.execPath, [cli, ...args], {
      cwd,
      env: { ...outer, COLUMNS: '110', NODE_OPTIONS: '', ...env },
      ...(uid === undefined ? {} : { uid }),
    });
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const text = (stream: 'stdout' | 'stderr') => Buffer.concat(chunks[stream]).toString('utf8');
    child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: text('stdout'), stderr: text('stderr') }));
    during?.(child, () => text('stderr'));
  });
}

/** An empty folder, by its real name (V8 reports that one); removed by `remove`. */
export function tempFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'perfloop-cli-')));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A node of a call tree: `[name, file, line, parent, ticks by line]`; one tick is one sample of 1 ms. */
export type TreeNode = readonly [string, string, number, number, Readonly<Record<number, number>>];

/** A .cpuprofile as V8 writes it. Files are relative to `folder`; '' and `node:…` stay as they are. */
export function cpuProfile(folder: string, tree: readonly TreeNode[]): string {
  const url = (file: string) =>
    file === '' || file.startsWith('node:') ? file : pathToFileURL(path.join(folder, file)).href;
  const total = (ticks: Readonly<Record<number, number>>) => Object.values(ticks).reduce((a, b) => a + b, 0);
  const nodes = tree.map(([functionName, file, line, , ticks], index) => ({
    id: index + 1,
    callFrame: {
      functionName,
      scriptId: '1',
      url: url(file),
      lineNumber: line - 1,
      columnNumber: line > 0 ? 9 : -1,
    },
    hitCount: total(ticks),
    children: tree.flatMap((node, i) => (node[3] === index && i > 0 ? [i + 1] : [])),
    positionTicks: Object.entries(ticks).map(([at, count]) => ({ line: Number(at), ticks: count })),
  }));
  const samples = nodes.flatMap((n) => Array<number>(n.hitCount).fill(n.id));
  return JSON.stringify({
    nodes,
    startTime: 1_000_000,
    endTime: 1_000_000 + samples.length * 1000,
    samples,
    timeDeltas: samples.map((_, i) => (i === 0 ? 0 : 1000)),
  });
}

/** A project with a profile of it: `merge` hottest on line 3 of src/merge.js. */
export function sampleProject(folder: string): void {
  mkdirSync(path.join(folder, 'src'), { recursive: true });
  writeFileSync(
    path.join(folder, 'src/merge.js'),
    [
      'function merge(rows, out) {',
      '  for (const row of rows) {',
      '    out.find((o) => o.id === row.id);',
      '  }',
      '}',
      'module.exports = merge;',
      '',
    ].join('\n'),
  );
  const tree: TreeNode[] = [
    ['(root)', '', 0, 0, {}],
    ['main', 'src/main.js', 1, 0, { 2: 10 }],
    ['merge', 'src/merge.js', 1, 1, { 2: 20, 3: 600 }],
    ['parse', 'node_modules/lib/index.js', 4, 1, { 5: 150 }],
    ['readFileSync', 'node:fs', 100, 3, { 101: 100 }],
    ['(garbage collector)', '', 0, 0, { 1: 120 }],
    ['(idle)', '', 0, 0, { 1: 200 }],
  ];
  writeFileSync(path.join(folder, 'base.cpuprofile'), cpuProfile(folder, tree));
  const faster = tree.map(
    (n): TreeNode => (n[0] === 'merge' ? ['merge', 'src/merge.js', 1, 1, { 2: 10, 3: 90 }] : n),
  );
  writeFileSync(path.join(folder, 'after.cpuprofile'), cpuProfile(folder, faster));
}
