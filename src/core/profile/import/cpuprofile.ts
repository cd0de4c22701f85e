/**
 * `.cpuprofile`: what V8's inspector, `node --cpu-prof`, Chrome DevTools, js-debug and v8-profiler-next write.
 */
import type { FrameTable, LineTable, Profile, SampleTable } from '../../model.ts';
import { StringTable } from '../../strings.ts';
import { frameTable } from '../build.ts';
import { GrowFloats, GrowInts } from '../grow.ts';
import { IntTable } from '../int-table.ts';
import { fileFromUrl } from '../paths.ts';
import { NEXT_EMPTY, type Outer, sampleTable } from './parts/cpuprofile-samples.ts';
import { NodeScan } from './parts/cpuprofile-scan.ts';
import { resolveTree } from './parts/cpuprofile-tree.ts';
import type { Importer, Sniff } from './parts/importer.ts';
import { Byte, JsonBytes } from './parts/json-bytes.ts';
import { shareGaps } from './parts/share-gaps.ts';

/** Where some tools wrap the profile. */
const WRAPPERS = new Set(['cpuProfile', 'profile', 'result', 'params']);

export const cpuprofile: Importer = {
  name: 'cpuprofile',
  extensions: ['.cpuprofile', '.cpuprofile.json'],
  accepts,
  read: (bytes, fileName) => [readCpuProfile(bytes, fileName)],
};

function accepts({ text, keys }: Sniff): boolean {
  if (!/^\s*\{/.test(text) || text.includes('"traceEvents"')) return false;
  if (/"(selfSize|\$schema)"\s*:/.test(text)) return false;
  if (/"(nodes|head)"\s*:/.test(text) && /"functionName"\s*:/.test(text)) return true;
  const all = keys();
  return ['nodes', 'head', 'cpuProfile', 'profile'].some((key) => all.includes(key));
}

/** @throws UserError saying what is wrong with the file and at which byte. */
export function readCpuProfile(bytes: Uint8Array, fileName: string): Profile {
  const json = new JsonBytes(bytes, fileName);
  const outer: Outer = {
    scan: new NodeScan(json),
    hasNodes: false,
    samples: undefined,
    deltas: undefined,
    timestamps: undefined,
    start: Number.NaN,
    end: Number.NaN,
  };
  readOuter(json, outer);
  if (!outer.hasNodes) json.fail('not a CPU profile: it has neither "nodes" nor "head"', NEXT_FORMATS, 0);
  if (outer.scan.id.length === 0) json.fail('the profile has no nodes', NEXT_EMPTY, 0);
  return assemble(outer, fileName);
}

const NEXT_FORMATS =
  'Perfloop reads .cpuprofile, .heapprofile, speedscope, pprof, Chrome trace and collapsed stack files.';

function readOuter(json: JsonBytes, outer: Outer): void {
  let depth = 0;
  const first = json.peek();
  if (first === -1) json.fail('the file is empty', NEXT_EMPTY);
  if (first === Byte.OPEN_BRACKET)
    json.fail('not a CPU profile: a list where an object belongs', NEXT_FORMATS);
  if (first !== Byte.OPEN_BRACE) json.fail('not JSON: it does not begin with "{"', NEXT_FORMATS);
  let inside = json.enter(Byte.OPEN_BRACE, Byte.CLOSE_BRACE);
  for (;;) {
    if (inside) {
      json.place = 'the profile';
      const key = json.key();
      if (WRAPPERS.has(key) && !outer.hasNodes && json.peek() === Byte.OPEN_BRACE) {
        depth++;
        inside = json.enter(Byte.OPEN_BRACE, Byte.CLOSE_BRACE);
        continue;
      }
      readKey(json, outer, key);
      inside = json.more(Byte.CLOSE_BRACE);
    } else {
      if (depth-- === 0) break;
      inside = json.more(Byte.CLOSE_BRACE);
    }
  }
  if (json.peek() !== -1) json.failHere('the end of the file');
}

function readKey(json: JsonBytes, outer: Outer, key: string): void {
  switch (key) {
    case 'nodes':
    case 'head':
      readNodes(json, outer, key);
      return;
    case 'samples':
      outer.samples = readSamples(json, outer.scan);
      return;
    case 'timeDeltas':
      outer.deltas = readNumbers(json, 'timeDeltas');
      return;
    case 'timestamps':
      outer.timestamps = readNumbers(json, 'timestamps');
      return;
    case 'startTime':
      outer.start = readTime(json);
      return;
    case 'endTime':
      outer.end = readTime(json);
      return;
    default:
      json.place = `"${key.slice(0, 40)}"`;
      json.skip();
  }
}

function readNodes(json: JsonBytes, outer: Outer, key: 'nodes' | 'head'): void {
  if (json.peek() !== (key === 'nodes' ? Byte.OPEN_BRACKET : Byte.OPEN_BRACE)) {
    json.skip();
    return;
  }
  outer.hasNodes = true;
  if (key === 'nodes') outer.scan.list();
  else outer.scan.head();
}

/** NaN for null: some tools have no time. */
function readTime(json: JsonBytes): number {
  json.place = 'the times';
  if (json.peek() !== 0x6e) return json.number();
  json.skip();
  return Number.NaN;
}

function readSamples(json: JsonBytes, scan: NodeScan): GrowInts | undefined {
  json.place = 'the samples';
  if (json.peek() === 0x6e) {
    json.skip();
    return undefined;
  }
  const out = new GrowInts(1024);
  if (json.enter(Byte.OPEN_BRACKET, Byte.CLOSE_BRACKET)) {
    do out.push(scan.readId());
    while (json.more(Byte.CLOSE_BRACKET));
  }
  return out;
}

function readNumbers(json: JsonBytes, name: string): GrowFloats | undefined {
  json.place = `the ${name}`;
  if (json.peek() === 0x6e) {
    json.skip();
    return undefined;
  }
  const out = new GrowFloats(1024);
  if (json.enter(Byte.OPEN_BRACKET, Byte.CLOSE_BRACKET)) {
    do {
      const c = json.peek();
      if (c !== 0x2d && !(c >= 48 && c <= 57)) json.failHere(`a number as element ${out.length} of ${name}`);
      out.push(json.number());
    } while (json.more(Byte.CLOSE_BRACKET));
  }
  return out;
}

function assemble(outer: Outer, fileName: string): Profile {
  const { scan } = outer;
  const tree = resolveTree(scan);
  const { strings, frames, frameOf } = finishFrames(scan);
  const count = scan.id.length;
  const rowAt = tree.order;
  const stackOf = inverse(rowAt);
  const frame = new Uint32Array(count);
  const parent = new Int32Array(count);
  for (let stack = 0; stack < count; stack++) {
    const row = rowAt === undefined ? stack : rowAt[stack]!;
    const up = tree.parent[row]!;
    frame[stack] = frameOf[scan.frame.data[row]!]!;
    parent[stack] = up < 0 || stackOf === undefined ? up : stackOf[up]!;
  }
  const timed = sampleTable(outer, tree, stackOf);
  const isRest = restingFrames(strings, frames);
  const shared = timed.timeOrdered
    ? shareGaps(timed.samples, (stack) => isRest.has(frame[stack]!))
    : { samples: timed.samples, problems: [] };
  return {
    version: 1,
    kind: 'cpu',
    unit: 'us',
    name: fileName,
    strings,
    frames,
    stacks: { length: count, frame, parent },
    samples: shared.samples,
    lines: lineTable(scan, shared.samples, stackOf, frame, frames),
    durationUs: timed.durationUs,
    startedAt: 0,
    timeOrdered: timed.timeOrdered,
    problems: [...timed.problems, ...shared.problems],
  };
}

/** States in which the thread runs no code that could have gone on unseen. */
function restingFrames(strings: readonly string[], frames: FrameTable): ReadonlySet<number> {
  const resting = new Set<number>();
  for (let frame = 0; frame < frames.length; frame++) {
    const name = strings[frames.name[frame]!];
    if (frames.file[frame] === 0 && (name === '(idle)' || name === '(program)')) resting.add(frame);
  }
  return resting;
}

/** Stack number of each scan row. */
function inverse(order: Int32Array | undefined): Int32Array | undefined {
  if (order === undefined) return undefined;
  const out = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) out[order[i]!] = i;
  return out;
}

/** Call frames as written → distinct frames with 1-based positions and absolute paths. */
function finishFrames(scan: NodeScan) {
  const raw = scan.frames;
  const fileUrls = new Map<number, number>();
  const names = new Map<number, number>();
  const strings = new StringTable();
  let anyFileUrl = false;
  const intern = (cache: Map<number, number>, id: number, convert: (text: string) => string) => {
    let known = cache.get(id);
    if (known === undefined) {
      const start = scan.strings.start(id);
      const text = scan.json.textOf(start, start + scan.strings.size(id));
      if (text.startsWith('file:')) anyFileUrl = true;
      known = strings.intern(convert(text));
      cache.set(id, known);
    }
    return known;
  };
  for (let i = 0; i < raw.length; i++) intern(fileUrls, raw.b.data[i]!, fileFromUrl);
  const shift = linesFromOne(scan, anyFileUrl) ? 0 : 1;
  const table = new IntTable(raw.length);
  const frameOf = new Int32Array(raw.length);
  for (let i = 0; i < raw.length; i++) {
    const name = intern(names, raw.a.data[i]!, (text) => text);
    const line = Math.max(0, raw.c.data[i]! + shift);
    // A line without a column is known in old files; a column without a line means nothing.
    const column = line === 0 ? 0 : Math.max(0, raw.d.data[i]! + shift);
    frameOf[i] = table.intern(name, fileUrls.get(raw.b.data[i]!)!, line, column);
  }
  return { strings: strings.list, frames: frameTable(table), frameOf };
}

/**
 * The inspector counts from 0 and gives -1 where there is no position. Old nested files count from 1, and so
 * does v8-profiler-next's own JSON, told by its line ticks' name and place, or by numbers for script ids with
 * no -1 anywhere.
 */
function linesFromOne(scan: NodeScan, anyFileUrl: boolean): boolean {
  const { seen } = scan;
  if (seen.lineTicks || seen.flat) return true;
  return seen.numericScriptId && !seen.minusOne && !seen.positionTicks && !anyFileUrl;
}

/**
 * Splits each stack's self weight over its line ticks. V8 sometimes reports a line of a function that was
 * inlined, from whatever file: a line above the function's own beginning cannot be its, and is left out.
 */
function lineTable(
  scan: NodeScan,
  samples: SampleTable,
  stackOf: Int32Array | undefined,
  frame: Uint32Array,
  frames: FrameTable,
): LineTable {
  const self = new Float64Array(scan.id.length);
  for (let i = 0; i < samples.length; i++) self[samples.stack[i]!]! += samples.weight[i]!;
  const length = scan.tickRow.length;
  const sum = new Float64Array(scan.id.length);
  for (let i = 0; i < length; i++) sum[scan.tickRow.data[i]!]! += scan.ticks.data[i]!;
  const stack = new GrowInts(length);
  const line = new GrowInts(length);
  const weight = new GrowFloats(length);
  for (let i = 0; i < length; i++) {
    const row = scan.tickRow.data[i]!;
    const at = stackOf === undefined ? row : stackOf[row]!;
    if (scan.tickLine.data[i]! < frames.line[frame[at]!]!) continue;
    stack.push(at);
    line.push(scan.tickLine.data[i]!);
    // Hits without a tick have no known line: their share of the weight stays with the function only.
    weight.push((self[at]! * scan.ticks.data[i]!) / Math.max(sum[row]!, scan.hits.data[row]!));
  }
  return {
    length: stack.length,
    stack: stack.toUint32(),
    line: line.toUint32(),
    weight: weight.toFloat64(),
  };
}
