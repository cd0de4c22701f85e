import { openSync, readSync } from 'node:fs';

type Cpu = { readonly user: number; readonly system: number };

/**
 * What this thread has computed, in ms, from wherever. On Linux the scheduler's own count, which it brings up to date
 * for `cpuUsage`, else by whole ticks; elsewhere Node's, from 23.9 on; before that what the whole process has used,
 * which is never less than what the thread has.
 */
export function threadClock(): () => number {
  const scheduled = schedulerClock();
  if (scheduled) return scheduled;
  const { threadCpuUsage = process.cpuUsage } = process as { threadCpuUsage?: () => Cpu };
  return () => threadCpuUsage.call(process).user / 1000;
}

function schedulerClock(): (() => number) | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // Of the thread that opens it, and read for as long as the thread lives.
    const file = openSync('/proc/thread-self/schedstat', 'r');
    const bytes = Buffer.alloc(80);
    const read = (): number => {
      process.cpuUsage();
      return (
        Number.parseInt(bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0)), 10) / 1e6
      );
    };
    return read() > 0 ? read : undefined;
  } catch {
    return undefined;
  }
}
