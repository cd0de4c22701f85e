/**
 * Long gaps between samples. On a busy machine the sampler's own thread waits for a processor while the program
 * runs on: one gap of 200 ms between samples of 1 ms, and whatever was sampled last would get all of it. What
 * ran in the gap is best told by what ran around it.
 */
import type { SampleTable } from '../../../model.ts';
import { median } from './hold-weights.ts';

/** Fewer samples say too little about what usually runs. */
const LEAST_SAMPLES = 200;
/** V8 keeps its interval within a factor of four on an idle machine. */
const LONG_GAPS = 8;
const LEAST_LONG_US = 5000;
/** Above this share of the time people are told. */
const WORTH_TELLING = 0.1;

export interface SharedGaps {
  readonly samples: SampleTable;
  readonly problems: readonly string[];
}

/**
 * The time of a long gap beyond a usual one, shared evenly over as many samples as the gap swallowed, half before
 * and half after it, no further than where the program rested. The sum stays the same.
 * @param resting whether the stack is of a thread that does nothing: its gaps are what they say
 */
export function shareGaps(samples: SampleTable, resting: (stack: number) => boolean): SharedGaps {
  const { length, stack, weight } = samples;
  if (length < LEAST_SAMPLES) return { samples, problems: [] };
  const usual = median(weight);
  const long = Math.max(LONG_GAPS * usual, LEAST_LONG_US);
  const out = weight.slice();
  let all = 0;
  let shared = 0;
  for (let i = 0; i < length; i++) {
    const held = weight[i]!;
    all += held;
    if (held <= long || resting(stack[i]!)) continue;
    const excess = held - usual;
    const reach = Math.max(1, Math.round(excess / usual / 2));
    let from = i;
    while (from > 0 && i - from < reach && !resting(stack[from - 1]!)) from--;
    let to = i + 1;
    while (to < length && to - i <= reach && !resting(stack[to]!)) to++;
    const each = excess / (to - from);
    out[i]! -= excess;
    for (let j = from; j < to; j++) out[j]! += each;
    shared += excess;
  }
  if (shared === 0) return { samples, problems: [] };
  const problems =
    shared < WORTH_TELLING * all
      ? []
      : [
          `${Math.round((shared / all) * 100)} % of the time lies in long gaps between samples, as on a busy machine; it was shared among the samples around them.`,
        ];
  return { samples: { length, stack, weight: out }, problems };
}
