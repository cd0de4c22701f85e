/**
 * One file of the cache: summaries as numbers and strings (see `SummaryWriter`), behind a head that says which file
 * had which size, time and hash. The head is read at once, a summary when it is asked for.
 *
 * Bytes: four numbers of 32 bits (checksum of all that follows; lengths of numbers, head and strings), then these
 * three: numbers of 32 bits as the machine has them, head and strings as JSON.
 */
import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import { decodeSummary, SummaryWriter } from '../../core/analysis/encode.ts';
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

interface Head {
  readonly version: string;
  /** Path → size, time, hash, place among the numbers, `saying`, `earlier`. */
  readonly files: Readonly<
    Record<string, readonly [number, number, string, number, string?, Kept['earlier']?]>
  >;
}

const prefix = 16;

/** Undefined for anything that `writeShard` did not write whole, and for another version's. */
export function readShard(bytes: Buffer, version: string): Map<string, Kept> | undefined {
  if (bytes.length < prefix || bytes.readUInt32LE(0) !== crc32(bytes.subarray(4))) return undefined;
  const [ints, head, strings] = [4, 8, 12].map((at) => bytes.readUInt32LE(at)) as [number, number, number];
  const headAt = prefix + ints * 4;
  const stringsAt = headAt + head;
  if (stringsAt + strings !== bytes.length) return undefined;
  const { version: written, files } = JSON.parse(bytes.toString('utf8', headAt, stringsAt)) as Head;
  if (written !== versionHere(version)) return undefined;
  const numbers = numbersAt(bytes, prefix, headAt);
  let table: readonly string[] | undefined;
  const kept = new Map<string, Kept>();
  for (const [file, [size, mtimeMs, hash, at, saying = hash, earlier]] of Object.entries(files)) {
    kept.set(file, {
      stamp: { size, mtimeMs },
      hash,
      saying,
      ...(earlier ? { earlier } : {}),
      summary() {
        try {
          table ??= JSON.parse(bytes.toString('utf8', stringsAt)) as string[];
          return decodeSummary(numbers, table, at);
        } catch {
          return undefined;
        }
      },
    });
  }
  return kept;
}

function numbersAt(bytes: Buffer, from: number, to: number): Int32Array {
  const at = bytes.byteOffset + from;
  // Small files are read into a pool, wherever there is room.
  return at % 4 === 0
    ? new Int32Array(bytes.buffer, at, (to - from) / 4)
    : new Int32Array(bytes.buffer.slice(at, bytes.byteOffset + to));
}

export function writeShard(kept: ReadonlyMap<string, Kept>, version: string): Buffer {
  const writer = new SummaryWriter();
  const files: [string, Head['files'][string]][] = [];
  for (const [file, { stamp, hash, saying, earlier, summary }] of kept) {
    const s = summary();
    if (!s) continue;
    // What has no name of its own, as most have none, is not written.
    const names = earlier ? ([saying, earlier] as const) : saying === hash ? [] : ([saying] as const);
    files.push([file, [stamp.size, stamp.mtimeMs, hash, writer.add(s), ...names] as Head['files'][string]]);
  }
  // Not by assignment: a file may be called __proto__.
  const head = Buffer.from(
    JSON.stringify({ version: versionHere(version), files: Object.fromEntries(files) } satisfies Head),
  );
  const strings = Buffer.from(JSON.stringify(writer.strings));
  const body = Buffer.from(Int32Array.from(writer.ints).buffer);
  const bytes = Buffer.concat([Buffer.alloc(prefix), body, head, strings]);
  for (const [i, n] of [writer.ints.length, head.length, strings.length].entries())
    bytes.writeUInt32LE(n, 4 + i * 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

function versionHere(version: string): string {
  return `${version}:${endianness()}`;
}
