/** Every rule, sorted by file. */
import type { Rule } from '../rule.ts';
import { accumulatingSpread } from './accumulating-spread.ts';
import { allocInLoop } from './alloc-in-loop.ts';
import { deopt } from './deopt.ts';
import { endpointWithoutSlo } from './endpoint-without-slo.ts';
import { listenerLeak } from './listener-leak.ts';
import { missingCache } from './missing-cache.ts';
import { missingLimit } from './missing-limit.ts';
import { missingTimeout } from './missing-timeout.ts';
import { nPlusOne } from './n-plus-one.ts';
import { quadraticArray } from './quadratic-array.ts';
import { quadraticJson } from './quadratic-json.ts';
import { queryWithoutExplain } from './query-without-explain.ts';
import { redos } from './redos.ts';
import { regexInLoop } from './regex-in-loop.ts';
import { retryWithoutBackoff } from './retry-without-backoff.ts';
import { sequentialAwaits } from './sequential-awaits.ts';
import { syncIoHotPath } from './sync-io-hot-path.ts';
import { unboundedConcurrency } from './unbounded-concurrency.ts';
import { wholeImport } from './whole-import.ts';

export const rules: readonly Rule[] = [
  accumulatingSpread,
  allocInLoop,
  deopt,
  endpointWithoutSlo,
  listenerLeak,
  missingCache,
  missingLimit,
  missingTimeout,
  nPlusOne,
  quadraticArray,
  quadraticJson,
  queryWithoutExplain,
  redos,
  regexInLoop,
  retryWithoutBackoff,
  sequentialAwaits,
  syncIoHotPath,
  unboundedConcurrency,
  wholeImport,
];
