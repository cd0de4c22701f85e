/**
 * What ends the runners when this process is killed outright and can end nothing itself: a small process that learns
 * of them through a pipe, and finds the pipe closed. One for all runners; it goes some seconds after the last.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** Runs by `-e`. Lines `+ PID` and `- PID`; a pid leads a process group. */
const program = `
const pids = new Set();
let rest = '';
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n');
  rest = lines.pop();
  for (const line of lines) pids[line[0] === '+' ? 'add' : 'delete'](Number(line.slice(2)));
});
process.stdin.on('close', () => {
  for (const pid of pids) {
    try {
      if (process.platform === 'win32') require('node:child_process').execFileSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
      else process.kill(-pid, 'SIGKILL');
    } catch {}
  }
  process.exit();
});`;

const lingerMs = 5_000;

let reaper: ChildProcess | undefined;
let watched = 0;
let leaving: NodeJS.Timeout | undefined;

/**
 * To be called before a runner is started, so that it cannot run a moment unwatched; what it returns takes the pid,
 * and the group that it leads ends with this process, however that ends.
 * @returns what lets go of it. A reaper that cannot be started is done without.
 */
export function endWithUs(node: string): (pid: number | undefined) => () => void {
  clearTimeout(leaving);
  reaper ??= start(node);
  watched++;
  return (pid) => {
    // 0 would be this process's own group.
    if (pid) tell(`+ ${pid}\n`);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (pid) tell(`- ${pid}\n`);
      if (--watched > 0) return;
      leaving = setTimeout(() => {
        reaper?.stdin?.end();
        reaper = undefined;
      }, lingerMs);
      leaving.unref();
    };
  };
}

function tell(line: string): void {
  reaper?.stdin?.write(line);
}

function start(node: string): ChildProcess {
  // A group of its own: Ctrl+C in a terminal reaches the whole group of the command.
  const child = spawn(node, ['-e', program], {
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  child.on('error', () => {});
  child.on('exit', () => {
    if (reaper === child) reaper = undefined;
  });
  child.stdin?.on('error', () => {});
  // Neither keeps the command alive.
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return child;
}
