/** Typed arrays that grow by doubling: columns of tables whose length is not known beforehand. */

/** A growing column of 32-bit integers. Read `data` only up to `length`. */
export class GrowInts {
  data: Int32Array;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Int32Array(Math.max(capacity, 1));
  }

  push(value: number): void {
    if (this.length === this.data.length) this.grow();
    this.data[this.length++] = value;
  }

  /** Appends every element of `values`. */
  append(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) this.push(values[i]!);
  }

  /** A copy of exactly the used part: its buffer may be transferred. */
  toUint32(): Uint32Array {
    return new Uint32Array(this.data.buffer.slice(0, this.length * 4));
  }

  toInt32(): Int32Array {
    return this.data.slice(0, this.length);
  }

  private grow(): void {
    const bigger = new Int32Array(this.data.length * 2);
    bigger.set(this.data);
    this.data = bigger;
  }
}

/** A growing column of doubles. */
export class GrowFloats {
  data: Float64Array;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Float64Array(Math.max(capacity, 1));
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const bigger = new Float64Array(this.data.length * 2);
      bigger.set(this.data);
      this.data = bigger;
    }
    this.data[this.length++] = value;
  }

  toFloat64(): Float64Array {
    return this.data.slice(0, this.length);
  }
}
