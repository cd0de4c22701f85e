/** `.heapprofile`: V8's sampled allocations, as the inspector, `node --heap-prof` and v8-profiler-next write. */
import { type Profile, UserError } from '../../model.ts';
import { ProfileBuilder } from '../build.ts';
import { addCallFrame } from './parts/call-frame.ts';
import type { Importer, Sniff } from './parts/importer.ts';
import { array, type Json, num, object, parseJson } from './parts/json-text.ts';

const NEXT = 'Record again, for longer or while the program allocates.';
/** `samples` are used, for their order, where they account for the tree's bytes this closely. */
const SAMPLES_TOLERANCE = 0.05;

export const heapprofile: Importer = {
  name: 'heapprofile',
  extensions: ['.heapprofile'],
  accepts: ({ text, keys }: Sniff) =>
    /^\s*\{/.test(text) &&
    (/"head"\s*:/.test(text) || keys().includes('head')) &&
    /"selfSize"\s*:/.test(text),
  read: (bytes, fileName) => [readHeapProfile(bytes, fileName)],
};

interface HeapNode {
  readonly json: Json;
  readonly parent: number;
}

function readHeapProfile(bytes: Uint8Array, fileName: string): Profile {
  const file = object(parseJson(bytes, fileName));
  const head = object(file?.head) ?? object(object(file?.profile)?.head);
  if (file === undefined || head === undefined) {
    throw new UserError(
      `${fileName}: not a heap profile: it has no "head"`,
      'Record or export the profile again.',
    );
  }
  const nodes = flatten(head, fileName);
  const shift = countsFromOne(nodes) ? 0 : 1;
  const builder = new ProfileBuilder();
  const stackOf = new Int32Array(nodes.length);
  const stackOfId = new Map<number, number>();
  let bytesInTree = 0;
  for (const [i, { json, parent }] of nodes.entries()) {
    const frame = addCallFrame(builder, object(json.callFrame) ?? json, shift);
    stackOf[i] = builder.stack(parent < 0 ? -1 : stackOf[parent]!, frame);
    bytesInTree += Math.max(0, num(json.selfSize));
    if (typeof json.id === 'number') stackOfId.set(json.id, stackOf[i]!);
  }
  const ordered = addSamples(
    builder,
    array(file.samples ?? object(file.profile)?.samples),
    stackOfId,
    bytesInTree,
  );
  if (!ordered) {
    for (const [i, { json }] of nodes.entries()) {
      const size = num(json.selfSize);
      if (size > 0) builder.sample(stackOf[i]!, size);
    }
  }
  if (builder.samples === 0) throw new UserError(`${fileName}: the profile has 0 samples`, NEXT);
  return builder.finish({
    kind: 'heap',
    unit: 'bytes',
    name: fileName,
    durationUs: 0,
    startedAt: 0,
    timeOrdered: ordered,
    problems: [],
  });
}

/** All nodes, parents first, without recursion: stacks can be very deep. */
function flatten(head: Json, fileName: string): HeapNode[] {
  const nodes: HeapNode[] = [{ json: head, parent: -1 }];
  for (let i = 0; i < nodes.length; i++) {
    for (const child of array(nodes[i]!.json.children)) {
      const json = object(child);
      if (json === undefined) {
        throw new UserError(
          `${fileName}: a child of node ${i + 1} is not an object`,
          'Record the profile again.',
        );
      }
      nodes.push({ json, parent: i });
    }
  }
  return nodes;
}

/** v8-profiler-next's own JSON counts lines from 1; it has numbers for script ids, and no -1. */
function countsFromOne(nodes: readonly HeapNode[]): boolean {
  let numeric = false;
  for (const { json } of nodes) {
    const frame = object(json.callFrame);
    if (frame?.lineNumber === -1 || typeof frame?.scriptId === 'string') return false;
    if (typeof frame?.scriptId === 'number') numeric = true;
  }
  return numeric;
}

/** In order of allocation; false, with nothing added, where the samples are not the whole. */
function addSamples(
  builder: ProfileBuilder,
  samples: readonly unknown[],
  stackOfId: ReadonlyMap<number, number>,
  bytesInTree: number,
): boolean {
  const rows: { readonly stack: number; readonly size: number; readonly ordinal: number }[] = [];
  let sum = 0;
  for (const sample of samples) {
    const json = object(sample);
    const stack = stackOfId.get(num(json?.nodeId, Number.NaN));
    if (json === undefined || stack === undefined) return false;
    const size = Math.max(0, num(json.size));
    sum += size;
    rows.push({ stack, size, ordinal: num(json.ordinal) });
  }
  if (rows.length === 0 || Math.abs(sum - bytesInTree) > bytesInTree * SAMPLES_TOLERANCE) return false;
  rows.sort((a, b) => a.ordinal - b.ordinal);
  for (const { stack, size } of rows) builder.sample(stack, size);
  return true;
}
