/**
 * Folders that are gone when we are: removed when done with, at the end of the process, and, after a crash, by
 * the next run. A folder's name says which process it belongs to.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface Scratch {
  /** Absolute, by its real name: modules are known by that one. */
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

const live = new Set<string>();
const removeAll = (): void => {
  for (const folder of live) rmSync(folder, { recursive: true, force: true });
};

export function scratchHome(): string {
  const user = process.getuid?.() ?? os.userInfo().username;
  return path.join(os.tmpdir(), `perfloop-${user}`);
}

/** @param use part of its name: `tree`, `deps` */
export async function newScratchFolder(use: string): Promise<Scratch> {
  const home = scratchHome();
  await mkdir(home, { recursive: true, mode: 0o700 });
  sweep(home);
  const name = `${use}-${process.pid}-${startOf(process.pid) ?? 0}-${randomUUID().slice(0, 8)}`;
  const made = path.join(home, name);
  await mkdir(made);
  const folder = await realpath(made);
  if (live.size === 0) process.once('exit', removeAll);
  live.add(folder);
  return {
    folder,
    remove: async () => {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      live.delete(folder);
      if (live.size === 0) process.removeListener('exit', removeAll);
    },
  };
}

/** Removes what processes left behind that are no more. */
export function sweep(home = scratchHome()): void {
  let names: string[];
  try {
    names = readdirSync(home);
  } catch {
    return;
  }
  for (const name of names) {
    const match = /^\w+-(\d+)-(\d+)-[0-9a-f]{8}$/.exec(name);
    if (!match || isAlive(Number(match[1]), Number(match[2]))) continue;
    try {
      rmSync(path.join(home, name), { recursive: true, force: true });
    } catch {
      // Another run is at it, or it is not ours to remove.
    }
  }
}

function isAlive(pid: number, start: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // Numbers are given out anew: the same number with another start is another process.
  return start === 0 || startOf(pid) === start;
}

/** When a process started, in clock ticks since boot; undefined where the system does not say. */
function startOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}
