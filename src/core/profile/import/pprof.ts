/** pprof's protobuf, already gunzipped. It knows the line of every call, so lines get exact totals. */
import { Profile as Proto } from 'pprof-format';
import { type Profile, type ProfileUnit, UserError } from '../../model.ts';
import { ProfileBuilder } from '../build.ts';
import { fileFromUrl } from '../paths.ts';
import type { Importer } from './parts/importer.ts';

const NEXT = 'Record or export the profile again.';

const UNITS: Readonly<Record<string, readonly [ProfileUnit, number]>> = {
  nanoseconds: ['us', 1e-3],
  ns: ['us', 1e-3],
  microseconds: ['us', 1],
  us: ['us', 1],
  milliseconds: ['us', 1e3],
  ms: ['us', 1e3],
  seconds: ['us', 1e6],
  s: ['us', 1e6],
  bytes: ['bytes', 1],
  kilobytes: ['bytes', 1024],
  megabytes: ['bytes', 1024 ** 2],
};

export const pprof: Importer = {
  name: 'pprof',
  extensions: ['.pprof', '.pb', '.pprof.gz', '.pb.gz', '.prof'],
  // Field 1 (a sample type of a few bytes, itself beginning with a varint field) comes first in all writers.
  accepts: ({ head }) => head[0] === 0x0a && head[1]! < 16 && (head[2] === 0x08 || head[2] === 0x10),
  read: (bytes, fileName) => [readPprof(bytes, fileName)],
};

/** One call of a location: innermost inlined function first. */
interface Call {
  readonly frame: number;
  readonly line: number;
}

function readPprof(bytes: Uint8Array, fileName: string): Profile {
  const proto = decode(bytes, fileName);
  const builder = new ProfileBuilder();
  const { column, unit, scale } = valueColumn(proto, fileName);
  const calls = locationCalls(proto, builder);
  let missing = 0;
  for (const sample of proto.sample) {
    const weight = Number(sample.value[column] ?? 0) * scale;
    if (!(weight > 0)) continue;
    let stack = -1;
    let line = 0;
    for (let i = sample.locationId.length - 1; i >= 0; i--) {
      const location = calls.get(Number(sample.locationId[i]));
      if (location === undefined) {
        missing++;
        continue;
      }
      for (let k = location.length - 1; k >= 0; k--) {
        stack = builder.stack(stack, location[k]!.frame, stack < 0 ? 0 : line);
        line = location[k]!.line;
      }
    }
    if (stack < 0) stack = builder.stack(-1, builder.frame('(program)', '', 0, 0));
    builder.sample(stack, weight);
    builder.line(stack, line, weight);
  }
  if (builder.samples === 0) {
    throw new UserError(
      `${fileName}: the profile has 0 samples`,
      'Record again, for longer or while the program works.',
    );
  }
  const problems =
    missing > 0 ? [`${missing} frames name a location that is not in the file; they were left out.`] : [];
  return builder.finish({
    kind: unit === 'bytes' ? 'heap' : 'cpu',
    unit,
    name: fileName,
    durationUs: Number(proto.durationNanos) / 1e3,
    startedAt: Math.round(Number(proto.timeNanos) / 1e6),
    // Samples are summed up by stack.
    timeOrdered: false,
    problems,
  });
}

function decode(bytes: Uint8Array, fileName: string): Proto {
  let proto: Proto;
  try {
    proto = Proto.decode(bytes);
  } catch {
    throw new UserError(`${fileName}: not a pprof profile, or damaged`, NEXT);
  }
  if (proto.sampleType.length === 0)
    throw new UserError(`${fileName}: not a pprof profile: it names no values`, NEXT);
  return proto;
}

/** Which of the values of a sample counts: the file's default, else time, else bytes, else the last. */
function valueColumn(proto: Proto, fileName: string) {
  const strings = proto.stringTable.strings;
  const types = proto.sampleType.map((t) => ({
    type: strings[Number(t.type)] ?? '',
    unit: (strings[Number(t.unit)] ?? '').toLowerCase(),
  }));
  const wanted = strings[Number(proto.defaultSampleType)] ?? '';
  let column = wanted === '' ? -1 : types.findIndex((t) => t.type === wanted);
  const preferred = (unit: ProfileUnit): number => types.findLastIndex((t) => UNITS[t.unit]?.[0] === unit);
  if (column < 0) column = preferred('us');
  if (column < 0) column = preferred('bytes');
  if (column < 0) column = types.length - 1;
  const [unit, scale] = UNITS[types[column]?.unit ?? ''] ?? (['count', 1] as const);
  if (column < 0) throw new UserError(`${fileName}: the profile names no values`, NEXT);
  return { column, unit, scale };
}

function locationCalls(proto: Proto, builder: ProfileBuilder): Map<number, readonly Call[]> {
  const strings = proto.stringTable.strings;
  const frames = new Map<number, number>();
  for (const fn of proto.function) {
    const name = strings[Number(fn.name)] || strings[Number(fn.systemName)] || '';
    const file = fileFromUrl(strings[Number(fn.filename)] ?? '');
    frames.set(
      Number(fn.id),
      builder.frame(name === '(anonymous)' ? '' : name, file, Number(fn.startLine), 0),
    );
  }
  const calls = new Map<number, readonly Call[]>();
  for (const location of proto.location) {
    const list: Call[] = [];
    for (const line of location.line) {
      const frame = frames.get(Number(line.functionId));
      if (frame !== undefined) list.push({ frame, line: Number(line.line) });
    }
    // Native code without symbols: its address is all there is to tell it by.
    if (list.length === 0) {
      list.push({ frame: builder.frame(`0x${BigInt(location.address).toString(16)}`, '', 0, 0), line: 0 });
    }
    calls.set(Number(location.id), list);
  }
  return calls;
}
