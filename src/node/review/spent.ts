import type { Worker } from 'node:worker_threads';

/**
 * CPU that a thread has used since the last `reset`, in ms, about: no more than it was active, and no more than its
 * part of what its whole process used. On a busy machine a thread is active for seconds and has run for a tenth
 * of them, which is no reason to end it.
 */
export class Spent {
  private active!: number;
  private process!: NodeJS.CpuUsage;

  /** @param busy how many threads like it, with it, are at work now: the machine's time is shared among them */
  constructor(
    private readonly worker: Pick<Worker, 'performance'>,
    private readonly busy: () => number = () => 1,
  ) {
    this.reset();
  }

  reset(): void {
    this.active = this.worker.performance.eventLoopUtilization().active;
    this.process = process.cpuUsage();
  }

  get ms(): number {
    const { user, system } = process.cpuUsage(this.process);
    return Math.min(
      this.worker.performance.eventLoopUtilization().active - this.active,
      (user + system) / 1000 / Math.max(1, this.busy()),
    );
  }
}
