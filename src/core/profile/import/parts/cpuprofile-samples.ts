/** Samples and their weights of a `.cpuprofile`, from whichever of its fields are there. */
import type { SampleTable } from '../../../model.ts';
import { GrowFloats, GrowInts } from '../../grow.ts';
import type { NodeScan } from './cpuprofile-scan.ts';
import type { NodeTree } from './cpuprofile-tree.ts';
import { holdWeights, median } from './hold-weights.ts';

const DEFAULT_INTERVAL_US = 1000;
export const NEXT_EMPTY = 'Record again, for longer or while the program works.';

/** The profile's own fields beside its nodes. */
export interface Outer {
  readonly scan: NodeScan;
  hasNodes: boolean;
  samples: GrowInts | undefined;
  deltas: GrowFloats | undefined;
  timestamps: GrowFloats | undefined;
  start: number;
  end: number;
}

export interface Timed {
  readonly samples: SampleTable;
  readonly durationUs: number;
  readonly timeOrdered: boolean;
  readonly problems: readonly string[];
}

export function sampleTable(outer: Outer, tree: NodeTree, stackOf: Int32Array | undefined): Timed {
  const { scan, samples } = outer;
  const timestamps = outer.timestamps?.toFloat64();
  const [start, end] = span(outer, timestamps);
  const span0 = end > start ? end - start : 0;
  if (samples === undefined) return fromHits(scan, stackOf, outer.deltas, span0);
  const count = samples.length;
  if (count === 0) scan.json.fail('the profile has 0 samples', NEXT_EMPTY, 0);
  const stack = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const row = tree.rowOf(samples.data[i]!);
    if (row < 0) {
      scan.json.fail(
        `sample ${i} names the node ${scan.idText(samples.data[i]!)}, which is not in the file`,
        undefined,
        0,
      );
    }
    stack[i] = stackOf === undefined ? row : stackOf[row]!;
  }
  const problems: string[] = [];
  const deltas =
    outer.deltas?.toFloat64() ?? differences(timestamps, start) ?? evenDeltas(count, span0, problems);
  if (deltas.length !== count) {
    scan.json.fail(
      `${count} samples but ${deltas.length} ${outer.deltas === undefined ? 'timestamps' : 'timeDeltas'}`,
      undefined,
      0,
    );
  }
  const held = holdWeights(deltas, Number.isNaN(start) ? 0 : start, end);
  let sum = 0;
  for (const w of held.weight) sum += w;
  return {
    samples: { length: count, stack, weight: held.weight },
    durationUs: span0 > 0 ? span0 : sum,
    timeOrdered: true,
    problems: [...problems, ...held.problems],
  };
}

/** Start and end in µs. Old files have them in seconds beside timestamps in µs. */
function span(outer: Outer, timestamps: Float64Array | undefined): readonly [number, number] {
  const { start, end } = outer;
  // Without a start the deltas begin nowhere, and the end says nothing about the last sample.
  if (timestamps === undefined || timestamps.length === 0)
    return [start, Number.isNaN(start) ? Number.NaN : end];
  const first = timestamps[0]!;
  if (Number.isNaN(start)) return [first, end];
  // Whole seconds are too coarse to be an end: use them only where they are exact enough.
  if (end * 1000 < first)
    return [Number.isInteger(start) ? first : start * 1e6, Number.isInteger(end) ? Number.NaN : end * 1e6];
  return [start, end];
}

function differences(timestamps: Float64Array | undefined, start: number): Float64Array | undefined {
  if (timestamps === undefined) return undefined;
  let before = Number.isNaN(start) ? (timestamps[0] ?? 0) : start;
  return timestamps.map((time) => {
    const delta = time - before;
    before = time;
    return delta;
  });
}

function evenDeltas(count: number, spanUs: number, problems: string[]): Float64Array {
  problems.push('The file has no times; all samples were given the same weight.');
  return new Float64Array(count).fill(spanUs > 0 ? spanUs / count : DEFAULT_INTERVAL_US);
}

/** Without samples: the nodes' hit counts, at the interval that the recording's length gives. */
function fromHits(
  scan: NodeScan,
  stackOf: Int32Array | undefined,
  deltas: GrowFloats | undefined,
  spanUs: number,
): Timed {
  let hits = 0;
  for (let row = 0; row < scan.id.length; row++) hits += scan.hits.data[row]!;
  if (!(hits > 0)) scan.json.fail('the profile has 0 samples', NEXT_EMPTY, 0);
  const middle = deltas === undefined ? 0 : median(deltas.toFloat64());
  const interval = middle > 0 ? middle : spanUs > 0 ? spanUs / hits : DEFAULT_INTERVAL_US;
  const stack = new GrowInts();
  const weight = new GrowFloats();
  for (let row = 0; row < scan.id.length; row++) {
    if (scan.hits.data[row] === 0) continue;
    stack.push(stackOf === undefined ? row : stackOf[row]!);
    weight.push(scan.hits.data[row]! * interval);
  }
  return {
    samples: { length: stack.length, stack: stack.toUint32(), weight: weight.toFloat64() },
    durationUs: spanUs > 0 ? spanUs : hits * interval,
    timeOrdered: false,
    problems: ['The file has no samples; weights come from hit counts, and there is no order in time.'],
  };
}
