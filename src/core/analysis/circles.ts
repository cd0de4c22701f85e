/**
 * Answers about functions that call one another in circles. An empty answer found inside a circle may be empty
 * only because the circle is not through: it stands until the outermost function that it leans on is decided
 * (Tarjan's low-link, 1972). Without that it would have to be worked out again from each place that leads into
 * the circle, and parsers and compilers are circles of thousands of functions.
 */
interface Open {
  /** Depth of the outermost function in progress that the answer leans on; its own while it is in progress. */
  readonly low: number;
  /** Something deeper was not looked into. */
  readonly cut: boolean;
}

type Slot<T> = T | Open | undefined;

export class Circles<T extends { readonly size: number }> {
  private readonly answers = new Map<object, Slot<T>[]>();
  private readonly left: { readonly slots: Slot<T>[]; readonly id: number }[] = [];
  private depth = 0;
  private low = Number.POSITIVE_INFINITY;
  private cut = false;

  /**
   * @param none the empty answer
   * @param deepest how many functions may be in progress, one called by the other
   * @param reach how many calls away a function's effects still count
   */
  constructor(
    private readonly none: T,
    private readonly deepest: number,
    private readonly reach: number,
  ) {}

  /** The answer for function `id` of `home`, worked out by `work` where it is not known. */
  of(home: object, id: number, work: () => T): T {
    const slots = this.answers.get(home) ?? [];
    if (slots.length === 0) this.answers.set(home, slots);
    const known = slots[id];
    if (known) return isOpen(known) ? this.lean(known) : known;
    if (this.depth > this.deepest) return this.lean({ low: Math.max(0, this.depth - this.reach), cut: true });
    const { low, cut } = this;
    const depth = this.depth++;
    const first = this.left.length;
    [this.low, this.cut] = [Number.POSITIVE_INFINITY, false];
    slots[id] = { low: depth, cut: false };
    const answer = work();
    this.depth--;
    const whole = this.low >= depth;
    if (answer.size > 0 || whole) {
      slots[id] = answer;
      this.settle(first, answer.size > 0 || this.cut);
    } else {
      slots[id] = { low: this.low, cut: this.cut };
      this.left.push({ slots, id });
    }
    this.low = whole ? low : Math.min(low, this.low);
    this.cut = whole ? cut : cut || this.cut;
    return answer;
  }

  /** What `work` gives, and whether nothing in progress could still change it. */
  settled<R>(work: () => R): { readonly value: R; readonly settled: boolean } {
    const { low } = this;
    this.low = Number.POSITIVE_INFINITY;
    const value = work();
    const settled = this.low === Number.POSITIVE_INFINITY;
    this.low = Math.min(low, this.low);
    return { value, settled };
  }

  private lean(on: Open): T {
    this.low = Math.min(this.low, on.low);
    this.cut ||= on.cut;
    return this.none;
  }

  /** Empty answers of the circle are true where the circle's own is empty, else they are to be looked at again. */
  private settle(first: number, again: boolean): void {
    for (const { slots, id } of this.left.splice(first)) {
      const slot = slots[id];
      if (slot && isOpen(slot)) slots[id] = again ? undefined : this.none;
    }
  }
}

function isOpen<T extends object>(slot: T | Open): slot is Open {
  return 'low' in slot;
}
