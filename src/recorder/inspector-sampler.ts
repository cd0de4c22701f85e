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

export function startInspectorCpu(intervalUs: number): Sampler {
  const begin = (): Session => {
    const session = openSession();
    ask(session, 'Profiler.enable');
    ask(session, 'Profiler.setSamplingInterval', { interval: intervalUs });
    ask(session, 'Profiler.start');
    return session;
  };
  const end = (session: Session): CpuProfile => {
    const { profile } = ask<{ profile: CpuProfile }>(session, 'Profiler.stop');
    session.disconnect();
    return profile;
  };
  let current = begin();
  return {
    name: 'inspector',
    version: process.versions.v8,
    stop: () => ({ kind: 'cpu', profile: end(current) }),
    rotate: () => {
      const previous = current;
      current = begin();
      return { kind: 'cpu', profile: end(previous) };
    },
  };
}

export function startInspectorHeap(): Sampler {
  const session = openSession();
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
