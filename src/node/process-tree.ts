/** Ending everything that a command started, also what left its process group. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { taskkillArguments } from './windows-command.ts';

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

export interface TreeRoot {
  /** Leader of its own process group. */
  readonly pid: number;
  /** Text in the environment of all that the command started, and of nothing else. */
  readonly marker: string;
}

/** Processes of the tree that are still there; not on Windows, where the system itself ends a tree. */
export function processesOf(root: TreeRoot): number[] {
  if (process.platform === 'win32') return [];
  const rows = process.platform === 'linux' ? linuxRows() : psRows();
  const found = new Set(descendants(rows, root.pid));
  for (const row of rows) {
    if (row.group === root.pid) found.add(row.pid);
    else if (process.platform === 'linux' && !found.has(row.pid) && hasMarker(row.pid, root.marker)) {
      found.add(row.pid);
    }
  }
  found.delete(process.pid);
  return [...found];
}

/** Those of `pids` that have no child among them: a shell waits for what it started. */
export function leavesOf(pids: readonly number[]): number[] {
  const rows = process.platform === 'linux' ? linuxRows() : psRows();
  const parents = new Set(rows.filter((row) => pids.includes(row.pid)).map((row) => row.parent));
  return pids.filter((pid) => !parents.has(pid));
}

/** The root and all below it, by parent. */
export function descendants(rows: readonly ProcessRow[], root: number): number[] {
  const children = new Map<number, number[]>();
  for (const row of rows) {
    const list = children.get(row.parent);
    if (list) list.push(row.pid);
    else children.set(row.parent, [row.pid]);
  }
  const found = new Set<number>(rows.some((row) => row.pid === root) ? [root] : []);
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    for (const child of children.get(pid) ?? []) {
      if (found.has(child)) continue;
      found.add(child);
      open.push(child);
    }
  }
  return [...found];
}

/** Sends the signal to the group and to each process; those that are gone already are no error. */
export function signalTree(root: TreeRoot, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    try {
      execFileSync('taskkill', taskkillArguments(root.pid), { stdio: 'ignore', windowsHide: true });
    } catch {
      // Gone already.
    }
    return;
  }
  const pids = processesOf(root);
  send(-root.pid, signal);
  for (const pid of pids) send(pid, signal);
}

export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

function linuxRows(): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const row = parseStat(readFileSync(`/proc/${name}/stat`, 'utf8'));
      if (row) rows.push(row);
    } catch {
      // Ended meanwhile.
    }
  }
  return rows;
}

/** A line of /proc/PID/stat; null for a zombie, which only waits for its parent. */
export function parseStat(line: string): ProcessRow | null {
  // The name, in brackets, may itself hold brackets and spaces.
  const [state, parent, group] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return null;
  return { pid: Number.parseInt(line, 10), parent: Number(parent), group: Number(group) };
}

function psRows(): ProcessRow[] {
  try {
    const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,state='], { encoding: 'utf8' });
    return parsePs(text);
  } catch {
    return [];
  }
}

export function parsePs(text: string): ProcessRow[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length >= 4 && !fields[3]?.startsWith('Z'))
    .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group) }));
}

function hasMarker(pid: number, marker: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(marker);
  } catch {
    return false;
  }
}
