/** Sampling with the profiler that every Node has built in. */
import type { Session } from 'node:inspector';
import type { CpuProfile, HeapProfile } from './profile.ts';
import type { Sampler } from './sampler.ts';

/** Bytes between two allocation samples: V8's own default, fine enough for short runs. */
const HEAP_INTERVAL_BYTES = 32_768;

/** A connected session, loaded only when asked for: a Node without inspector has no such module. */
export function openSession(): Session {
  const { Session: Inspector } = require('node:inspector') as typeof import('node:inspector');
  const session = new Inspector();
  session.connect();
  return session;
}

/** A call whose answer comes before it returns, as it does on a session to the thread's own inspector. */
export function ask<T>(session: Session, method: string, params: object = {}): T {
  let failure: Error | null = new Error(`${method} gave no answer`);
  let answer: unknown;
  session.post(method, params, (error: Error | null, result?: object) => {
    failure = error ? new Error(`${method}: ${error.message}`) : null;
    answer = result;
  });
  if (failure) throw failure;
  return answer as T;
}

/**
 * Segments are begun and ended by title, as `console.profile` does it: they share one profiler. Every further
 * session would bring its own, whose start walks the whole heap: 0.2-2 s in a large program, against 0.1 ms.
 */
export function startInspectorCpu(intervalUs: number): Sampler {
  const session = openSession();
  ask(session, 'Profiler.enable');
  ask(session, 'Profiler.setSamplingInterval', { interval: intervalUs });
  ask(session, 'Profiler.start');
  let segment = 0;

  const endSegment = (): CpuProfile => {
    if (segment === 0) return ask<{ profile: CpuProfile }>(session, 'Profiler.stop').profile;
    let ended: CpuProfile | undefined;
    const hear = ({ params }: { params: { title?: string; profile: object } }): void => {
      if (params.title === title(segment)) ended = params.profile as CpuProfile;
    };
    session.on('Profiler.consoleProfileFinished', hear);
    titled().profileEnd(title(segment));
    session.off('Profiler.consoleProfileFinished', hear);
    if (!ended) throw new Error('the segment did not end');
    return ended;
  };
  return {
    name: 'inspector',
    version: process.versions.v8,
    stop: () => {
      const profile = endSegment();
      session.disconnect();
      return { kind: 'cpu', profile };
    },
    rotate: () => {
      titled().profile(title(segment + 1));
      const profile = endSegment();
      segment += 1;
      return { kind: 'cpu', profile };
    },
  };
}

const title = (segment: number): string => `perfloop-${segment}`;

/** Reaches the inspector only; the program's own console stays out of it. */
function titled(): { profile(label: string): void; profileEnd(label: string): void } {
  return (require('node:inspector') as typeof import('node:inspector')).console;
}

export function startInspectorHeap(): Sampler {
  const session = openSession();
  // V8 looks up names and lines when asked for the profile, and collects garbage before: a script whose code has
  // run to its end would be nameless by then. Coverage keeps what has run.
  ask(session, 'Profiler.enable');
  ask(session, 'Profiler.startPreciseCoverage', { callCount: false, detailed: false });
  ask(session, 'HeapProfiler.startSampling', {
    samplingInterval: HEAP_INTERVAL_BYTES,
    // What was allocated and collected again is the cost that people look for.
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  const take = (method: string) => {
    const { profile } = ask<{ profile: HeapProfile }>(session, method);
    return { kind: 'heap', profile } as const;
  };
  return {
    name: 'inspector',
    version: process.versions.v8,
    stop: () => {
      const result = take('HeapProfiler.stopSampling');
      session.disconnect();
      return result;
    },
    rotate: () => take('HeapProfiler.getSamplingProfile'),
  };
}
