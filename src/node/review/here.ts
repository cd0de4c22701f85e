/** Summarises files in the caller's thread, for as long as none takes long. */
import { setImmediate } from 'node:timers/promises';
import { createContext, Script } from 'node:vm';
import type { FileSummary } from '../../core/analysis/summary.ts';
import type { Work } from './messages.ts';
import { summariseWork } from './read.ts';

/** Of the wall clock, so that a busy machine only moves files to a thread, where their own time counts. */
const patienceMs = 1000;
/** Some ten milliseconds of work: who waits, or wants to cancel, is heard in between. */
const sliceSize = 8;

export interface Hooks {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** @returns what is not done: from a file on that takes long, because only a thread can tell why and be ended. */
export async function summariseHere(
  work: readonly Work[],
  { onProgress, signal }: Hooks,
  take: (summary: FileSummary) => void,
): Promise<readonly Work[]> {
  const run = endable();
  for (let at = 0; at < work.length; at += sliceSize) {
    signal?.throwIfAborted();
    const slice = work.slice(at, at + sliceSize);
    const done = run(slice);
    done.forEach(take);
    onProgress?.(at + done.length, work.length);
    if (done.length < slice.length) return work.slice(at + done.length);
    if (at + sliceSize < work.length) await setImmediate();
  }
  return [];
}

/** Gives as many summaries as are done in time. Of all that Node has, only this ends code that never waits. */
function endable(): (slice: readonly Work[]) => FileSummary[] {
  let slice: readonly Work[] = [];
  let done: FileSummary[] = [];
  const box = createContext({
    run: () => {
      for (const w of slice) done.push(summariseWork(w));
    },
  });
  const script = new Script('run()');
  return (given) => {
    [slice, done] = [given, []];
    try {
      script.runInContext(box, { timeout: patienceMs });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    }
    return done;
  };
}
