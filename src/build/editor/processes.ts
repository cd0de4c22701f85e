/**
 * Child processes that cannot outlive us: each starts its own process group, and the group is killed when
 * we stop it, when we exit, when we are interrupted, and even when we are killed without warning.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Runs a command and kills its whole group as soon as standard input closes. The kernel closes it for a
 * parent that was killed, which no handler in the parent could notice.
 */
const WATCHED = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- & main=$!',
  '(read -r _ <&3; kill -KILL 0) & watcher=$!',
  'wait $main; code=$?',
  'kill -KILL $watcher',
  'exit $code',
].join('\n');

const running = new Set<ChildProcess>();
const cleanups = new Set<() => Promise<void>>();
const folders = new Set<string>();
let watchingExit = false;

export interface Group {
  readonly process: ChildProcess;
  /** Resolves with the exit code, or 128 + n style codes after a signal (137 when killed). */
  readonly ended: Promise<number>;
  /** Kills every process of the group and waits for the end. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts `command` in a group of its own, with standard output and error as pipes. */
export function startGroup(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Group {
  watchExit();
  const windows = process.platform === 'win32';
  const child = windows
    ? spawn(command, args, {
        ...options,
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
        shell: command.endsWith('.cmd'),
      })
    : spawn('/bin/sh', ['-c', WATCHED, 'sh', command, ...args], {
        ...options,
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true,
      });
  running.add(child);
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 137));
  });
  void ended.then(() => running.delete(child));
  return {
    process: child,
    ended,
    stop: async () => {
      killNow(child);
      await ended;
    },
  };
}

function killNow(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      if (child.exitCode === null)
        execFileSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    } else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/** Runs `clean` when the process is interrupted (Ctrl+C, a terminal that closes). Returns how to take it back. */
export function onInterrupt(clean: () => Promise<void>): () => void {
  watchExit();
  cleanups.add(clean);
  return () => cleanups.delete(clean);
}

/** A folder that is removed on exit, however that comes about, where nobody has removed it before. */
export async function temporaryFolder(
  prefix: string,
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  watchExit();
  const folder = await mkdtemp(path.join(tmpdir(), prefix));
  folders.add(folder);
  return {
    path: folder,
    remove: async () => {
      await rm(folder, REMOVE);
      folders.delete(folder);
    },
  };
}

/** Processes that have just been killed may still be writing. */
const REMOVE = { recursive: true, force: true, maxRetries: 5 } as const;

function watchExit(): void {
  if (watchingExit) return;
  watchingExit = true;
  process.on('exit', () => {
    for (const child of running) killNow(child);
    for (const folder of folders) rmSync(folder, REMOVE);
  });
  let interrupted = false;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      // A second Ctrl+C does not wait for the cleaning.
      if (interrupted) process.exit(code);
      interrupted = true;
      const done = Promise.allSettled([...cleanups].map((clean) => clean()));
      const late = new Promise((resolve) => setTimeout(resolve, 5000));
      void Promise.race([done, late]).then(() => process.exit(code));
    });
  }
}
