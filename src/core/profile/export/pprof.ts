/** pprof's protobuf, not yet gzipped. One sample a (stack, line); lines of calls where they are known. */
import {
  Location,
  Function as PFunction,
  Profile as Proto,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import type { Profile } from '../../model.ts';
import { IntTable } from '../int-table.ts';
import { selfWeights } from '../stack-walk.ts';
import { frameText, markFrames } from './frame-names.ts';

export function toPprof(profile: Profile): Uint8Array {
  const stringTable = new StringTable();
  const text = (s: string): number => stringTable.dedup(s);
  const locations = new Locations(profile);
  const sample = samples(profile, locations);
  const value = {
    us: ['cpu', 'nanoseconds'],
    bytes: ['space', 'bytes'],
    count: ['samples', 'count'],
  } as const;
  const [type, unit] = value[profile.unit];
  const fn = [];
  for (let f = 0; f < profile.frames.length; f++) {
    const { name, file, line } = frameText(profile, f);
    const id = text(name === '' ? '(anonymous)' : name);
    fn.push(new PFunction({ id: f + 1, name: id, systemName: id, filename: text(file), startLine: line }));
  }
  const proto = new Proto({
    sampleType: [new ValueType({ type: text(type), unit: text(unit) })],
    sample,
    location: locations.list(),
    function: fn,
    stringTable,
    timeNanos: BigInt(Math.round(profile.startedAt)) * 1_000_000n,
    durationNanos: Math.round(profile.durationUs * 1000),
    periodType: new ValueType({ type: text(type), unit: text(unit) }),
    period: 1,
  });
  return proto.encode();
}

/** One location a (frame, line). Line 0: not known which. */
class Locations {
  private readonly table = new IntTable(1024);
  readonly root: Uint8Array;

  constructor(readonly profile: Profile) {
    this.root = markFrames(profile, '(root)');
  }

  id(frame: number, line: number): number {
    return this.table.intern(frame, line, 0, 0) + 1;
  }

  list(): Location[] {
    const list: Location[] = [];
    for (let i = 0; i < this.table.length; i++) {
      const line = { functionId: this.table.a.data[i]! + 1, line: this.table.b.data[i]! };
      list.push(new Location({ id: i + 1, line: [line] }));
    }
    return list;
  }

  /** Leaf first. */
  path(stack: number, leafLine: number): number[] {
    const { frame, parent, callLine } = this.profile.stacks;
    const ids: number[] = [];
    let line = leafLine;
    for (let at = stack; at >= 0; at = parent[at]!) {
      // The root is on every stack and says nothing, but where it is all there is.
      const skip = this.root[frame[at]!] === 1 && parent[at]! < 0 && ids.length > 0;
      if (!skip) ids.push(this.id(frame[at]!, line));
      line = callLine?.[at] ?? 0;
    }
    return ids;
  }
}

function samples(profile: Profile, locations: Locations): Sample[] {
  const scale = profile.unit === 'us' ? 1000 : 1;
  const rest = selfWeights(profile);
  const list: Sample[] = [];
  const add = (stack: number, line: number, weight: number): void => {
    const value = Math.round(weight * scale);
    if (value > 0) list.push(new Sample({ locationId: locations.path(stack, line), value: [value] }));
  };
  const { stack, line, weight, length } = profile.lines;
  for (let i = 0; i < length; i++) {
    add(stack[i]!, line[i]!, weight[i]!);
    rest[stack[i]!]! -= weight[i]!;
  }
  for (let row = 0; row < rest.length; row++) add(row, 0, rest[row]!);
  return list;
}
