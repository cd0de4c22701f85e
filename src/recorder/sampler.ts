/** One way to start and stop sampling the current thread, whichever sampler does it. */
import type { ProfileKind, SamplerName } from '../core/model.ts';
import { startInspectorCpu, startInspectorHeap } from './inspector-sampler.ts';
import type { AnyProfile } from './profile.ts';
import type { RecorderConfig } from './protocol.ts';
import { startV8ProfilerNext } from './v8-profiler-next.ts';

export interface Sampler {
  readonly name: SamplerName;
  readonly version: string;
  /** The profile since the start or the last `rotate`; sampling ends. */
  stop(): AnyProfile;
  /** The profile so far; sampling goes on without a gap. For a heap profile it covers everything so far. */
  rotate(): AnyProfile;
}

export type SamplerConfig = Pick<RecorderConfig, 'intervalUs' | 'samplerFolder' | 'sampler'>;

/**
 * Starts the best sampler that loads: the measured project's own v8-profiler-next, ours, the built-in one.
 * @throws Error where this Node has no profiler at all (built without the inspector).
 */
export function startSampler(kind: ProfileKind, config: SamplerConfig): Sampler {
  if (kind === 'heap') return startInspectorHeap();
  if (config.sampler !== 'inspector') {
    const next = startV8ProfilerNext(config.intervalUs, config.samplerFolder);
    if (next) return next;
    if (config.sampler === 'v8-profiler-next')
      throw new Error('v8-profiler-next does not load for this Node');
  }
  return startInspectorCpu(config.intervalUs);
}
