/**
 * One file of the cache: summaries as numbers and strings (see `SummaryWriter`), behind a head that says which file
 * had which size, time and hash. The head is read at once, a summary when it is asked for. Hashes of the names that
 * each file mentions, and of those that it defines, stand by themselves: most files need not be looked into.
 *
 * Bytes: six numbers of 32 bits (checksum of all that follows; lengths of the parts), then the parts: hashes of
 * mentions, hashes of definitions and summaries, numbers of 32 bits as the machine has them; head and strings, JSON.
 */
import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import { decodeSummary, SummaryWriter } from '../../core/analysis/encode.ts';
import { definitionsIn, mentionsIn } from '../../core/analysis/finder.ts';
import type { FileSummary } from '../../core/analysis/summary.ts';

export interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/** What is known of a file; the rest of it when `summary` is called. */
export interface Kept {
  readonly stamp: Stamp;
  readonly hash: string;
  /** Names what its summary says: the hash of the first text that was summarised so. */
  readonly saying: string;
  /** An earlier text's hash, where it was no name itself, and what that text said: the last commit's, perhaps. */
  readonly earlier?: readonly [hash: string, saying: string];
  /** Undefined where what was kept is no summary after all. */
  summary(): FileSummary | undefined;
}

export interface Shard {
  readonly files: Map<string, Kept>;
  readonly mentions: Names;
  readonly definitions: Names;
}

type Row = readonly [
  size: number,
  mtimeMs: number,
  hash: string,
  at: number,
  mentions: number,
  definitions: number,
  saying?: string,
  earlier?: readonly [string, string],
];

interface Head {
  readonly version: string;
  /** By path: of `Kept`, where the summary begins, and how many names there are. */
  readonly files: Readonly<Record<string, Row>>;
}

const prefix = 24;

/** Hashes of names, file by file. */
export class Names {
  private readonly files: string[] = [];
  private readonly ends: number[] = [];

  constructor(private readonly hashes: Int32Array) {}

  /** The next file has so many of the hashes. */
  push(file: string, count: number): void {
    this.files.push(file);
    this.ends.push((this.ends.at(-1) ?? 0) + count);
  }

  *filesWith(hash: number): Generator<string> {
    let i = 0;
    for (let at = this.hashes.indexOf(hash); at >= 0; at = this.hashes.indexOf(hash, this.ends[i])) {
      while (this.ends[i]! <= at) i++;
      yield this.files[i]!;
    }
  }
}

/** Undefined for anything that `writeShard` did not write whole, and for another version's. */
export function readShard(bytes: Buffer, version: string): Shard | undefined {
  if (bytes.length < prefix || bytes.readUInt32LE(0) !== crc32(bytes.subarray(4))) return undefined;
  let at = prefix;
  const [mentioned, defined, body, head, strings] = [4, 8, 12, 16, 20].map((place) => {
    const part = bytes.subarray(at, at + bytes.readUInt32LE(place));
    at += part.length;
    return part;
  }) as [Buffer, Buffer, Buffer, Buffer, Buffer];
  if (at !== bytes.length) return undefined;
  const { version: written, files } = JSON.parse(head.toString()) as Head;
  if (written !== versionHere(version)) return undefined;
  const [mentions, definitions] = [new Names(numbersIn(mentioned)), new Names(numbersIn(defined))];
  const summaryAt = decoder(numbersIn(body), strings);
  const kept = new Map<string, Kept>();
  for (const [file, row] of Object.entries(files)) {
    const [size, mtimeMs, hash, begin, mentionCount, definitionCount, saying = hash, earlier] = row;
    mentions.push(file, mentionCount);
    definitions.push(file, definitionCount);
    kept.set(file, {
      stamp: { size, mtimeMs },
      hash,
      saying,
      ...(earlier ? { earlier } : {}),
      summary: () => summaryAt(begin),
    });
  }
  return { files: kept, mentions, definitions };
}

function decoder(numbers: Int32Array, strings: Buffer): (at: number) => FileSummary | undefined {
  let table: readonly string[] | undefined;
  return (at) => {
    try {
      table ??= JSON.parse(strings.toString()) as string[];
      return decodeSummary(numbers, table, at);
    } catch {
      return undefined;
    }
  };
}

function numbersIn(part: Buffer): Int32Array {
  const { buffer, byteOffset: at, length } = part;
  // Small files are read into a pool, wherever there is room.
  return at % 4 === 0
    ? new Int32Array(buffer, at, length / 4)
    : new Int32Array(buffer.slice(at, at + length));
}

export function writeShard(kept: ReadonlyMap<string, Kept>, version: string): Buffer {
  const writer = new SummaryWriter();
  const files: [string, Row][] = [];
  const [mentions, definitions]: [number[], number[]] = [[], []];
  for (const [file, { stamp, hash, saying, earlier, summary }] of kept) {
    const s = summary();
    if (!s) continue;
    const [mentioned, defined] = [mentionsIn(s), definitionsIn(s)];
    for (const name of mentioned) mentions.push(name);
    for (const name of defined) definitions.push(name);
    const row = [stamp.size, stamp.mtimeMs, hash, writer.add(s), mentioned.size, defined.size] as const;
    // What has no name of its own, as most have none, is not written.
    const named: Row = earlier ? [...row, saying, earlier] : saying === hash ? row : [...row, saying];
    files.push([file, named]);
  }
  // Not by assignment: a file may be called __proto__.
  const head = { version: versionHere(version), files: Object.fromEntries(files) } satisfies Head;
  const parts = [
    ...[mentions, definitions, writer.ints].map((ints) => Buffer.from(Int32Array.from(ints).buffer)),
    ...[head, writer.strings].map((json) => Buffer.from(JSON.stringify(json))),
  ];
  const bytes = Buffer.concat([Buffer.alloc(prefix), ...parts]);
  for (const [i, part] of parts.entries()) bytes.writeUInt32LE(part.length, 4 + i * 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

function versionHere(version: string): string {
  return `${version}:${endianness()}`;
}
