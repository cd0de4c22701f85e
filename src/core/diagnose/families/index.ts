/** Every family that a profile can speak for, sorted by slug; a family is one object in its own file. */
import type { FamilyDetector } from '../input.ts';
import { allocationBound } from './allocation-bound.ts';
import { bundleBound } from './bundle-bound.ts';
import { cpuAlgorithmic } from './cpu-algorithmic.ts';
import { ioBound } from './io-bound.ts';
import { jitDeopt } from './jit-deopt.ts';
import { lockBound } from './lock-bound.ts';
import { syscallBound } from './syscall-bound.ts';

export const detectors: readonly FamilyDetector[] = [
  allocationBound,
  bundleBound,
  cpuAlgorithmic,
  ioBound,
  jitDeopt,
  lockBound,
  syscallBound,
];
