/** Interning of small integer tuples: equal tuples get equal row numbers. Open addressing, no objects. */
import { GrowInts } from './grow.ts';

export class IntTable {
  readonly a: GrowInts;
  readonly b: GrowInts;
  readonly c: GrowInts;
  readonly d: GrowInts;
  private slots: Int32Array;
  private mask: number;

  constructor(capacity = 256) {
    let size = 16;
    while (size < capacity * 2) size *= 2;
    this.slots = new Int32Array(size);
    this.mask = size - 1;
    this.a = new GrowInts(capacity);
    this.b = new GrowInts(capacity);
    this.c = new GrowInts(capacity);
    this.d = new GrowInts(capacity);
  }

  get length(): number {
    return this.a.length;
  }

  /** Row of the tuple; a new one (the former `length`) where it was not there. */
  intern(a: number, b: number, c: number, d: number): number {
    let slot = hash4(a, b, c, d) & this.mask;
    for (;;) {
      const row = this.slots[slot]! - 1;
      if (row < 0) break;
      if (this.equal(row, a, b, c, d)) return row;
      slot = (slot + 1) & this.mask;
    }
    const row = this.a.length;
    this.slots[slot] = row + 1;
    this.a.push(a);
    this.b.push(b);
    this.c.push(c);
    this.d.push(d);
    if (this.a.length * 2 > this.mask) this.rehash();
    return row;
  }

  private equal(row: number, a: number, b: number, c: number, d: number): boolean {
    return (
      this.a.data[row] === a && this.b.data[row] === b && this.c.data[row] === c && this.d.data[row] === d
    );
  }

  private rehash(): void {
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array(this.mask + 1);
    for (let row = 0; row < this.a.length; row++) {
      let slot =
        hash4(this.a.data[row]!, this.b.data[row]!, this.c.data[row]!, this.d.data[row]!) & this.mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = row + 1;
    }
  }
}

function hash4(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul((h ^ (h >>> 15)) + b, 0xc2b2ae35);
  h = Math.imul((h ^ (h >>> 13)) + c, 0x27d4eb2f);
  h = Math.imul((h ^ (h >>> 16)) + d, 0x165667b1);
  return h ^ (h >>> 15);
}
