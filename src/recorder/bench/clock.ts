/** Clocks: elapsed time, and CPU time of this very thread. Captured before code of the user can replace them. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import type { BenchClock } from '../../core/bench/nouns.ts';

const now = performance.now.bind(performance);
const processCpu = process.cpuUsage.bind(process);

/** Milliseconds, with fractions down to ns. */
export function wallMs(): number {
  return now();
}

/** CPU time of the whole process, in ms: it does not pass while others have the machine. */
export function cpuMs(): number {
  const { user, system } = processCpu();
  return (user + system) / 1_000;
}

export interface CpuClock {
  readonly name: BenchClock;
  /** Nanoseconds since some start; only differences mean something. */
  readonly read: () => number;
  /** What two readings one after the other differ by, ns. */
  readonly costNs: number;
}

/**
 * The best clock there is. On Linux the kernel's own count of this thread's run time: `process.cpuUsage()` first,
 * because asking for the process's time is what makes the kernel bring the running thread's count up to date (else it
 * moves by whole ticks, 4 ms here). Elsewhere Node's `threadCpuUsage`, in µs, with the same call before it. Null
 * where there is neither: then only elapsed time remains.
 */
export function cpuClock(): CpuClock | null {
  const read = scheduler() ?? threadUsage();
  if (!read) return null;
  const costs: number[] = [];
  for (let i = 0; i < 100; i++) {
    const start = read();
    now();
    now();
    costs.push(read() - start);
  }
  costs.sort((a, b) => a - b);
  return { name: 'thread-cpu', read, costNs: costs[costs.length >> 1]! };
}

function scheduler(): (() => number) | null {
  if (process.platform !== 'linux') return null;
  try {
    // Opened here, it stays this thread's; its first field is the time on the CPU in ns.
    const file = openSync('/proc/thread-self/schedstat', 'r');
    const bytes = Buffer.alloc(64);
    const read = (): number => {
      processCpu();
      const length = readSync(file, bytes, 0, 64, 0);
      let value = 0;
      for (let i = 0; i < length; i++) {
        const digit = bytes[i]! - 48;
        if (digit < 0) break;
        value = value * 10 + digit;
      }
      return value;
    };
    // Kernels without scheduler statistics answer with zeros.
    return moves(read) ? read : null;
  } catch {
    return null;
  }
}

function threadUsage(): (() => number) | null {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => { user: number; system: number } };
  if (!threadCpuUsage) return null;
  const read = (): number => {
    processCpu();
    const { user, system } = threadCpuUsage.call(process);
    return (user + system) * 1_000;
  };
  return moves(read) ? read : null;
}

/** Whether it sees half a millisecond of work. */
function moves(read: () => number): boolean {
  const start = read();
  for (const until = now() + 1; now() < until; );
  const spent = read() - start;
  // Another process may have had the CPU meanwhile, but not most of it in a row of tries.
  return spent > 0 && (spent < 1e8 || read() - start > spent);
}

/** What all threads of the process have used, and what they have waited for, in ns since some start. */
export interface QueueClock {
  readonly read: () => QueueReading;
  readonly close: () => void;
}

export interface QueueReading {
  readonly cpuNs: number;
  /** Ready to run, while others had the CPU. */
  readonly waitNs: number;
}

/**
 * Of the threads that there are now: take it after warming up, when the thread pool has been used. Null where the
 * kernel does not count.
 */
export function queueClock(): QueueClock | null {
  if (process.platform !== 'linux') return null;
  const files: number[] = [];
  const close = (): void => {
    for (const file of files) closeSync(file);
  };
  try {
    for (const thread of readdirSync('/proc/self/task')) {
      files.push(openSync(`/proc/self/task/${thread}/schedstat`, 'r'));
    }
    const bytes = Buffer.alloc(64);
    const read = (): QueueReading => {
      processCpu();
      let [cpuNs, waitNs] = [0, 0];
      for (const file of files) {
        // `<ns on the CPU> <ns waiting> <times>`
        const [cpu, wait] = bytes.toString('latin1', 0, readSync(file, bytes, 0, 64, 0)).split(' ', 2);
        cpuNs += Number(cpu);
        waitNs += Number(wait);
      }
      return { cpuNs, waitNs };
    };
    if (read().cpuNs > 0) return { read, close };
  } catch {
    // A thread has ended meanwhile, or there is no /proc.
  }
  close();
  return null;
}
