/**
 * Strings of a JSON text as small numbers, told apart by their raw bytes, without making a JavaScript string
 * for each of a million occurrences.
 */
import { GrowFloats, GrowInts } from '../../grow.ts';

export class ByteInterner {
  private slots = new Int32Array(4096);
  private mask = 4095;
  private readonly hashes = new GrowInts(1024);
  /** Offsets are doubles: a file may be larger than 2 GB. */
  private readonly starts = new GrowFloats(1024);
  private readonly lengths = new GrowInts(1024);

  constructor(private readonly bytes: Uint8Array) {}

  get count(): number {
    return this.lengths.length;
  }

  start(id: number): number {
    return this.starts.data[id]!;
  }

  size(id: number): number {
    return this.lengths.data[id]!;
  }

  /** Number of the bytes `start … start + length`, whose `hash` the caller made while finding their end. */
  intern(hash: number, start: number, length: number): number {
    let slot = (hash ^ (hash >>> 15)) & this.mask;
    for (;;) {
      const id = this.slots[slot]! - 1;
      if (id < 0) break;
      if (this.hashes.data[id] === hash && this.lengths.data[id] === length && this.same(id, start, length))
        return id;
      slot = (slot + 1) & this.mask;
    }
    const id = this.lengths.length;
    this.slots[slot] = id + 1;
    this.hashes.push(hash);
    this.starts.push(start);
    this.lengths.push(length);
    if (id * 2 > this.mask) this.rehash();
    return id;
  }

  private same(id: number, start: number, length: number): boolean {
    const bytes = this.bytes;
    const other = this.starts.data[id]!;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== bytes[other + i]) return false;
    return true;
  }

  private rehash(): void {
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array(this.mask + 1);
    for (let id = 0; id < this.hashes.length; id++) {
      const hash = this.hashes.data[id]!;
      let slot = (hash ^ (hash >>> 15)) & this.mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = id + 1;
    }
  }
}
