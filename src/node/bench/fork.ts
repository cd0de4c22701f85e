/**
 * One runner process (see core/bench/protocol.ts): started, listened to, given up when it takes too long, and ended
 * with all that it started.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { FromRunner, RunnerMode, RunnerRequest } from '../../core/bench/protocol.ts';
import { UserError } from '../../core/model.ts';
import { bundledFile } from '../bundled.ts';
import { processesOf, signalTree, type TreeRoot } from '../process-tree.ts';
import { type OutputTail, outputTail } from '../record/output-tail.ts';
import { endWithUs } from './reaper.ts';

export interface ForkOptions {
  /** Absolute path of the user's Node. */
  readonly node: string;
  /** Of the process; see `packageFolder`. */
  readonly cwd: string;
  /** For one benchmark, and for loading the file, in ms. */
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly onMessage?: (message: FromRunner) => void;
  /** What the benchmarks print, as it comes. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void;
}

export interface ForkEnd {
  /**
   * `done`: it answered all it could. `load-timeout`: the file did not come to an end. `timeout`: one benchmark did
   * not. `exited`, `signalled`: it ended by itself, with `running` under way.
   */
  readonly how: 'done' | 'timeout' | 'load-timeout' | 'exited' | 'signalled' | 'out-of-memory' | 'cancelled';
  /** Exit code, or 0. */
  readonly code: number;
  /** Signal, or ''. */
  readonly by: string;
  /** Id of the benchmark that was running, where one was. */
  readonly running: string | undefined;
  /** Last lines of the output. */
  readonly stdout: string;
  readonly stderr: string;
  readonly outputBytes: number;
  /** Processes that outlived it and were ended. */
  readonly stragglers: number;
}

/** In the environment of all that a runner starts, with the run's id: how they are found. */
const MARK = 'PERFLOOP_BENCH_RUN';
const TAIL_BYTES = 16 * 1024;
/** A process that has said `done` ends itself at once. */
const GRACE_MS = 3_000;

/** Node's options for a mode. Bytes can be counted only while nothing is collected: see recorder/bench/bytes.ts. */
export function runnerFlags(mode: RunnerMode): string[] {
  // Nothing is collected within a round, and every object begins young.
  const counting = [
    '--min-semi-space-size=128',
    '--max-semi-space-size=128',
    '--no-allocation-site-pretenuring',
  ];
  return ['--expose-gc', ...(mode === 'count' ? counting : [])];
}

/** Folder to run a file in: that of the package it belongs to, as its own scripts would. */
export function packageFolder(file: string, root: string): string {
  for (let folder = path.dirname(file); folder.startsWith(root); folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) break;
  }
  return root;
}

/** Folder of the built files that a request names. @throws UserError where Perfloop was not built */
export function distFolder(): string {
  return path.dirname(bundledFile('bench-runner.cjs'));
}

/** Compiled TypeScript, shared by all runs of a workspace. */
export function cacheFolder(root: string): string {
  return path.join(root, '.perfloop', 'cache', 'bench');
}

/** @throws UserError where Node cannot be started */
export async function runFork(request: RunnerRequest, options: ForkOptions): Promise<ForkEnd> {
  const id = randomBytes(8).toString('hex');
  const { child, letGo } = await start(request, options, id);
  const root: TreeRoot = { pid: child.pid ?? 0, marker: `${MARK}=${id}` };
  const tails = { stdout: outputTail(TAIL_BYTES), stderr: outputTail(TAIL_BYTES) };
  const output = readOutput(child, tails, options);
  const state: State = { running: undefined, done: false, restart: () => {} };
  const answers = readAnswers(child, state, options);
  // Should this process be ended itself, nobody else would end the runner.
  const endAll = (): void => signalTree(root, 'SIGKILL');
  process.once('exit', endAll);
  const listening = { stop: () => {} };
  try {
    const stopped = await Promise.race([
      exitOf(child),
      overdue(state, options),
      aborted(options.signal, listening),
    ]);
    if (stopped.how !== 'exited' && stopped.how !== 'signalled') endAll();
    const stragglers = await endStragglers(root, child);
    // A process that escaped may hold the pipes open for ever.
    await within(Promise.all([answers, output.closed]), 500);
    return ended(stopped, state, tails, output.bytes(), stragglers);
  } finally {
    listening.stop();
    state.restart = () => {};
    process.off('exit', endAll);
    letGo();
  }
}

interface State {
  running: string | undefined;
  done: boolean;
  /** The limit of time starts anew. */
  restart: (ms?: number) => void;
}

interface Stopped {
  readonly how: 'exited' | 'signalled' | 'overdue' | 'cancelled';
  readonly code: number;
  readonly by: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly letGo: () => void;
}

async function start(request: RunnerRequest, options: ForkOptions, id: string): Promise<Started> {
  const env: Record<string, string | undefined> = {
    ...process.env,
    ...options.env,
    [MARK]: id,
    PERFLOOP_BENCH: JSON.stringify(request),
  };
  // Set in an editor's extension host, where it makes the editor act as a Node.
  delete env.ELECTRON_RUN_AS_NODE;
  const watch = endWithUs(options.node);
  const child = spawn(
    options.node,
    [...runnerFlags(request.mode), path.join(request.distDir, 'bench-runner.cjs')],
    {
      cwd: options.cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // Its own process group, so that all of it can be ended, and Ctrl+C reaches us alone.
      detached: process.platform !== 'win32',
      windowsHide: true,
    },
  );
  const letGo = watch(child.pid);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      letGo();
      reject(
        new UserError(
          `${options.node} cannot be started: ${error.code ?? error.message}.`,
          'Name another Node (--node FILE).',
        ),
      );
    });
  });
  return { child, letGo };
}

function readAnswers(child: ChildProcess, state: State, { onMessage }: ForkOptions): Promise<void> {
  const pipe = child.stdio[3] as NodeJS.ReadableStream;
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const hear = (line: string): void => {
    let message: FromRunner;
    try {
      message = JSON.parse(line) as FromRunner;
    } catch {
      // Cut off by the process's end, or written by the benchmark itself.
      return;
    }
    state.restart();
    if (message.type === 'start') state.running = message.id;
    else if (message.type === 'done') state.done = true;
    else if (message.type !== 'loaded') state.running = undefined;
    onMessage?.(message);
  };
  pipe.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
  pipe.on('error', () => {});
  return new Promise((resolve) => pipe.once('close', () => resolve()));
}

function readOutput(
  child: ChildProcess,
  tails: { readonly stdout: OutputTail; readonly stderr: OutputTail },
  { onOutput }: ForkOptions,
): { readonly closed: Promise<void>; readonly bytes: () => number } {
  let bytes = 0;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      tails[name].add(chunk);
      onOutput?.(name, chunk);
    });
  }
  return { closed: new Promise((resolve) => child.once('close', () => resolve())), bytes: () => bytes };
}

function exitOf(child: ChildProcess): Promise<Stopped> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) =>
      resolve({ how: signal ? 'signalled' : 'exited', code: code ?? 0, by: signal ?? '' }),
    );
  });
}

function overdue(state: State, { timeoutMs }: ForkOptions): Promise<Stopped> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    state.restart = () => {
      clearTimeout(timer);
      timer = setTimeout(
        () => resolve({ how: 'overdue', code: 0, by: '' }),
        state.done ? GRACE_MS : timeoutMs,
      );
      timer.unref();
    };
    state.restart();
  });
}

function aborted(signal: AbortSignal | undefined, release: { stop: () => void }): Promise<Stopped> {
  return new Promise((resolve) => {
    const stop = (): void => resolve({ how: 'cancelled', code: 0, by: '' });
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    release.stop = () => signal?.removeEventListener('abort', stop);
  });
}

/** @returns how many processes had to be ended */
async function endStragglers(root: TreeRoot, child: ChildProcess): Promise<number> {
  const left = processesOf(root).filter((pid) => pid !== child.pid).length;
  for (let round = 0; round < 20; round++) {
    if (processesOf(root).length === 0 && (child.exitCode !== null || child.signalCode !== null)) break;
    signalTree(root, 'SIGKILL');
    await delay(15);
  }
  return left;
}

function ended(
  stopped: Stopped,
  state: State,
  tails: { readonly stdout: OutputTail; readonly stderr: OutputTail },
  outputBytes: number,
  stragglers: number,
): ForkEnd {
  const stderr = tails.stderr.text();
  const { code, by } = stopped;
  const facts = {
    code,
    by,
    running: state.running,
    stdout: tails.stdout.text(),
    stderr,
    outputBytes,
    stragglers,
  };
  if (stopped.how === 'cancelled') return { how: 'cancelled', ...facts };
  if (state.done) return { how: 'done', ...facts };
  if (stopped.how === 'overdue') {
    return { how: state.running === undefined ? 'load-timeout' : 'timeout', ...facts };
  }
  if (/heap out of memory|Allocation failed - JavaScript heap/.test(stderr)) {
    return { how: 'out-of-memory', ...facts };
  }
  return { how: stopped.how, ...facts };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function within(work: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
