/** Chrome's trace events: the CPU profiles that a performance recording streams in chunks, one a thread. */
import { type Profile, UserError } from '../../model.ts';
import { ProfileBuilder } from '../build.ts';
import { addCallFrame } from './parts/call-frame.ts';
import { holdWeights } from './parts/hold-weights.ts';
import type { Importer } from './parts/importer.ts';
import { array, type Json, num, object, parseJson, text } from './parts/json-text.ts';

const NEXT = 'Record with JavaScript samples on (category disabled-by-default-v8.cpu_profiler).';

export const trace: Importer = {
  name: 'trace',
  extensions: ['.trace', '.trace.json'],
  accepts: ({ text, keys }) =>
    /"traceEvents"\s*:/.test(text) ||
    (/^\s*\[/.test(text) && /"ph"\s*:/.test(text)) ||
    (/^\s*\{/.test(text) && keys().includes('traceEvents')),
  read: readTrace,
};

/** One thread's profile as its chunks come in. */
interface Streamed {
  readonly key: string;
  name: string;
  start: number;
  end: number;
  readonly nodes: Json[];
  readonly samples: unknown[];
  readonly deltas: unknown[];
  readonly lines: unknown[];
}

function readTrace(bytes: Uint8Array, fileName: string): Profile[] {
  const file = parseJson(bytes, fileName);
  const events = Array.isArray(file) ? (file as unknown[]) : array(object(file)?.traceEvents);
  const threads = new Map<string, string>();
  const streams = new Map<string, Streamed>();
  for (const entry of events) {
    const event = object(entry);
    if (event === undefined) continue;
    const args = object(event.args);
    if (event.name === 'thread_name') threads.set(`${event.pid}:${event.tid}`, text(args?.name));
    else if (event.name === 'Profile') open(streams, event);
    else if (event.name === 'ProfileChunk') append(open(streams, event), object(args?.data) ?? {});
    else if (event.name === 'CpuProfile') {
      const whole = object(object(args?.data)?.cpuProfile);
      if (whole !== undefined) append(open(streams, event), { ...whole, cpuProfile: whole });
    }
  }
  const profiles: Profile[] = [];
  for (const stream of streams.values()) {
    if (stream.samples.length > 0) profiles.push(finish(stream, threads, fileName));
  }
  if (profiles.length === 0) throw new UserError(`${fileName}: the trace has no CPU profile in it`, NEXT);
  return profiles;
}

function open(streams: Map<string, Streamed>, event: Json): Streamed {
  const key = `${event.pid}:${event.id ?? event.tid}`;
  let stream = streams.get(key);
  if (stream === undefined) {
    stream = {
      key: '',
      name: '',
      start: Number.NaN,
      end: Number.NaN,
      nodes: [],
      samples: [],
      deltas: [],
      lines: [],
    };
    streams.set(key, stream);
  }
  // The announcing event is on the profiled thread; chunks come from the profiler's own.
  const data = object(object(event.args)?.data);
  if (event.name === 'Profile' || stream.name === '') stream.name = `${event.pid}:${event.tid}`;
  if (data?.startTime !== undefined) stream.start = num(data.startTime, Number.NaN);
  if (data?.endTime !== undefined) stream.end = num(data.endTime, Number.NaN);
  return stream;
}

function append(stream: Streamed, data: Json): void {
  const cpu = object(data.cpuProfile);
  for (const node of array(cpu?.nodes)) {
    const json = object(node);
    if (json !== undefined) stream.nodes.push(json);
  }
  // Not `push(...list)`: a chunk may have more elements than a call may have arguments.
  for (const sample of array(cpu?.samples)) stream.samples.push(sample);
  for (const delta of array(data.timeDeltas)) stream.deltas.push(delta);
  for (const line of array(data.lines)) stream.lines.push(line);
  if (typeof cpu?.endTime === 'number') stream.end = cpu.endTime;
}

function finish(stream: Streamed, threads: ReadonlyMap<string, string>, fileName: string): Profile {
  const fail = (what: string): never => {
    throw new UserError(`${fileName}: ${what}`, 'Record the trace again.');
  };
  const count = stream.samples.length;
  if (stream.deltas.length !== count) fail(`${count} samples but ${stream.deltas.length} timeDeltas`);
  const builder = new ProfileBuilder();
  const stackOf = addNodes(builder, stream.nodes, fail);
  const deltas = Float64Array.from(stream.deltas, (d, i) =>
    typeof d === 'number' ? d : fail(`time delta ${i} is not a number`),
  );
  const start = Number.isNaN(stream.start) ? 0 : stream.start;
  const { weight, problems } = holdWeights(
    deltas,
    start,
    Number.isNaN(stream.start) ? Number.NaN : stream.end,
  );
  for (const [i, id] of stream.samples.entries()) {
    const stack = stackOf.get(String(id));
    if (stack === undefined)
      fail(`sample ${i} names the node ${JSON.stringify(id)}, which is not in the file`);
    builder.sample(stack!, weight[i]!);
    if (stream.lines.length === count) builder.line(stack!, num(stream.lines[i]), weight[i]!);
  }
  return builder.finish({
    kind: 'cpu',
    unit: 'us',
    name: threads.get(stream.name) || fileName,
    durationUs: builder.totalWeight,
    startedAt: 0,
    timeOrdered: true,
    problems,
  });
}

/** Nodes name their parent, which came before, in this chunk or an earlier one; whole profiles list children. */
function addNodes(
  builder: ProfileBuilder,
  nodes: readonly Json[],
  fail: (what: string) => never,
): Map<string, number> {
  const byId = new Map<string, Json>();
  const parentOf = new Map<string, string>();
  for (const node of nodes) {
    const id = String(node.id);
    if (byId.has(id)) fail(`two nodes have the id ${id}`);
    byId.set(id, node);
    if (node.parent !== undefined && node.parent !== null) parentOf.set(id, String(node.parent));
    for (const child of array(node.children)) parentOf.set(String(child), id);
  }
  const stackOf = new Map<string, number>();
  for (const id of byId.keys()) {
    const path: string[] = [];
    for (let at: string | undefined = id; at !== undefined && !stackOf.has(at); at = parentOf.get(at)) {
      if (!byId.has(at))
        fail(`node ${path[path.length - 1]} names the parent ${at}, which is not in the file`);
      path.push(at);
      if (path.length > byId.size) fail(`the nodes form a cycle through node ${id}`);
    }
    while (path.length > 0) {
      const at = path.pop()!;
      const parent = parentOf.get(at);
      const frame = addCallFrame(builder, object(byId.get(at)!.callFrame) ?? {}, 1);
      stackOf.set(at, builder.stack(parent === undefined ? -1 : stackOf.get(parent)!, frame));
    }
  }
  return stackOf;
}
