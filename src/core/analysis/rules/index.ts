/** Every rule, sorted by file. */
import type { Rule } from '../rule.ts';
import { nPlusOne } from './n-plus-one.ts';
import { unboundedConcurrency } from './unbounded-concurrency.ts';

export const rules: readonly Rule[] = [nPlusOne, unboundedConcurrency];
