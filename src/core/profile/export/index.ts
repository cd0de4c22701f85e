/** Every format that can be written. A new one is a file beside this and a line here. */
import type { Profile } from '../../model.ts';
import { toCollapsed } from './collapsed.ts';
import { toCpuProfile } from './cpuprofile.ts';
import { toPprof } from './pprof.ts';
import { toSpeedscope } from './speedscope.ts';

/** Sorted by name. pprof's bytes are to be gzipped before they are stored. */
export const exporters = {
  collapsed: toCollapsed,
  cpuprofile: toCpuProfile,
  pprof: toPprof,
  speedscope: (profile: Profile) => toSpeedscope(profile),
} as const satisfies Readonly<Record<string, (profile: Profile) => Uint8Array>>;

export type ExportFormat = keyof typeof exporters;
