/** What the operating system says a thread or a process has used. */
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { ProcessUsage } from '../core/model.ts';

interface Cpu {
  /** µs. */
  readonly user: number;
  readonly system: number;
}

/** Newer Nodes only. */
interface MaybeThreadUsage {
  readonly threadCpuUsage?: () => Cpu;
}

/**
 * CPU used so far: a main thread answers for its whole process (garbage collector and pool threads too), a
 * worker for itself, where the system can tell.
 */
export function cpuNow(): Cpu {
  if (isMainThread) return process.cpuUsage();
  const own = (process as MaybeThreadUsage).threadCpuUsage;
  if (own) return own.call(process);
  try {
    // Fields 14 and 15 are user and system time in ticks of 10 ms; the name before them may hold anything.
    const stat = readFileSync('/proc/thread-self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { user: Number(fields[11]) * 10_000, system: Number(fields[12]) * 10_000 };
  } catch {
    return { user: 0, system: 0 };
  }
}

export function processUsage(): ProcessUsage {
  const usage = process.resourceUsage();
  return {
    maxRssBytes: usage.maxRSS * 1024,
    voluntaryContextSwitches: usage.voluntaryContextSwitches,
    involuntaryContextSwitches: usage.involuntaryContextSwitches,
    fsReads: usage.fsRead,
    fsWrites: usage.fsWrite,
  };
}
