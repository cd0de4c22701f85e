/** Summarises files in the caller's thread, for as long as none takes long. */
import { setImmediate } from 'node:timers/promises';
import { createContext, Script } from 'node:vm';
import type { FileSummary } from '../../core/analysis/summary.ts';
import type { Work } from './messages.ts';
import { summariseWork } from './read.ts';

/** Of the wall clock, so that a busy machine only moves files to a thread, where their own time counts. */
const patienceMs = 1000;
/** Who waits, or wants to cancel, is heard in between. Each turn starts a thread of Node's that watches the time. */
const turnMs = 40;

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
  const turn = endable();
  for (let at = 0; at < work.length; ) {
    signal?.throwIfAborted();
    const { next, isEnded } = turn(work, at, take);
    onProgress?.(next, work.length);
    if (isEnded) return work.slice(next);
    at = next;
    if (at < work.length) await setImmediate();
  }
  return [];
}

interface Turn {
  /** Index of the first that is not done. */
  readonly next: number;
  /** That one took too long. */
  readonly isEnded: boolean;
}

type TakeTurn = (work: readonly Work[], from: number, take: (summary: FileSummary) => void) => Turn;

/** One for all: a context takes longer to make than many files to read. */
let shared: TakeTurn | undefined;

/** Does as many as fit into a turn. Of all that Node has, only this ends code that never waits. */
function endable(): TakeTurn {
  if (shared) return shared;
  let work: readonly Work[] = [];
  let next = 0;
  let done: FileSummary[] = [];
  const box = createContext({
    run: () => {
      const until = performance.now() + turnMs;
      do done.push(summariseWork(work[next++]!));
      while (next < work.length && performance.now() < until);
    },
  });
  const script = new Script('run()');
  shared = (given, from, take) => {
    [work, next, done] = [given, from, []];
    let isEnded = false;
    try {
      script.runInContext(box, { timeout: patienceMs });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      isEnded = true;
    }
    const summaries = done;
    [work, done] = [[], []];
    summaries.forEach(take);
    return { next: from + summaries.length, isEnded };
  };
  return shared;
}
