/**
 * The same node as `cpuprofile-scan.ts` reads, when it is spelt byte for byte the way V8 and JSON.stringify
 * spell it: keys are compared a word at a time, and a url is recognised from the script's last one. Whatever
 * differs is left, untouched, to the general reader.
 */
import type { NodeScan } from './cpuprofile-scan.ts';

/** Fixed text as 32-bit words; the last word may overlap the one before. */
interface Pattern {
  readonly length: number;
  readonly words: Int32Array;
}

function pattern(text: string): Pattern {
  const words = new Int32Array(Math.ceil(text.length / 4));
  for (let i = 0; i < words.length; i++) {
    const at = Math.min(i * 4, text.length - 4);
    let word = 0;
    for (let k = 3; k >= 0; k--) word = (word << 8) | text.charCodeAt(at + k);
    words[i] = word;
  }
  return { length: text.length, words };
}

const ID = pattern('{"id":');
const NAME = pattern(',"callFrame":{"functionName":"');
const SCRIPT = pattern('","scriptId":"');
const URL_KEY = pattern('","url":"');
const LINE = pattern('","lineNumber":');
const COLUMN = pattern(',"columnNumber":');
const HITS = pattern('},"hitCount":');
const CHILDREN = pattern(',"children":[');
const TICKS = pattern(',"positionTicks":[');
const TICK_LINE = pattern('{"line":');
const TICK_COUNT = pattern(',"ticks":');

/** Room that a node may take before bounds matter; nearer the end the general reader takes over. */
const MARGIN = 1 << 12;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;
const CACHE = 1024;

export class FastNodes {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly limit: number;
  /** Last url of each script (by the number's low bits): number in `strings`, or -1. */
  private readonly cachedUrl = new Int32Array(CACHE).fill(-1);
  private p = 0;

  constructor(private readonly scan: NodeScan) {
    const bytes = scan.json.bytes;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.limit = bytes.length - MARGIN;
  }

  /** Reads the node at the cursor; false, with nothing changed, if it is not spelt as expected. */
  read(parent: number): boolean {
    const scan = this.scan;
    const start = scan.json.p;
    if (start >= this.limit) return false;
    this.p = start;
    if (!this.matches(ID)) return false;
    const id = this.int();
    if (id < 0 || !this.matches(NAME)) return false;
    const frame = this.frame();
    if (frame < 0 || !this.matches(HITS)) return false;
    const hits = this.int();
    if (hits < 0) return false;
    const edges = scan.edgeParent.length;
    const ticks = scan.tickRow.length;
    const row = scan.addRow(parent);
    scan.id.data[row] = id;
    scan.frame.data[row] = frame;
    scan.hits.data[row] = hits;
    if (this.rest(row)) {
      scan.json.p = this.p;
      return true;
    }
    for (const column of [scan.id, scan.frame, scan.hits, scan.nestedIn]) column.length = row;
    scan.edgeParent.length = scan.edgeChild.length = edges;
    scan.tickRow.length = scan.tickLine.length = scan.ticks.length = ticks;
    return false;
  }

  /** Children, line ticks, closing brace. */
  private rest(row: number): boolean {
    if (this.matches(CHILDREN) && !this.children(row)) return false;
    if (this.matches(TICKS) && !this.ticks(row)) return false;
    return this.bytes[this.p++] === CLOSE_BRACE;
  }

  private children(row: number): boolean {
    const scan = this.scan;
    const bytes = this.bytes;
    if (bytes[this.p] === CLOSE_BRACKET) {
      this.p++;
      return true;
    }
    for (;;) {
      const child = this.int();
      if (child < 0) return false;
      scan.edgeParent.push(row);
      scan.edgeChild.push(child);
      const c = bytes[this.p++];
      if (c === CLOSE_BRACKET) return true;
      if (c !== COMMA) return false;
    }
  }

  private ticks(row: number): boolean {
    const scan = this.scan;
    for (;;) {
      if (!this.matches(TICK_LINE)) return false;
      const line = this.int();
      if (line < 0 || !this.matches(TICK_COUNT)) return false;
      const count = this.int();
      if (count < 0 || this.bytes[this.p++] !== CLOSE_BRACE) return false;
      scan.tick(row, line, count);
      const c = this.bytes[this.p++];
      if (c === CLOSE_BRACKET) {
        scan.seen.positionTicks = true;
        return true;
      }
      if (c !== COMMA) return false;
    }
  }

  /** From the function's name to before the call frame's closing brace; -1 if spelt otherwise. */
  private frame(): number {
    const name = this.string();
    if (name < 0 || !this.matches(SCRIPT)) return -1;
    const script = this.int();
    if (script < 0 || !this.matches(URL_KEY)) return -1;
    const url = this.url(script & (CACHE - 1));
    if (url < 0 || !this.matches(LINE)) return -1;
    const line = this.position();
    if (line < -1 || !this.matches(COLUMN)) return -1;
    const column = this.position();
    return column < -1 ? -1 : this.scan.frames.intern(name, url, line, column);
  }

  /** Interns the string at `p`, leaving `p` at its closing quote; -1 if it comes too near the end. */
  private string(): number {
    const bytes = this.bytes;
    const start = this.p;
    let p = start;
    let hash = 0;
    for (;;) {
      const c = bytes[p]!;
      if (c === QUOTE) break;
      hash = (Math.imul(hash, 31) + c) | 0;
      p++;
      if (c === BACKSLASH) {
        hash = (Math.imul(hash, 31) + bytes[p]!) | 0;
        p++;
      }
      if (p >= this.limit) return -1;
    }
    this.p = p;
    return this.scan.strings.intern(hash, start, p - start);
  }

  private url(slot: number): number {
    const strings = this.scan.strings;
    const known = this.cachedUrl[slot]!;
    if (known >= 0) {
      const length = strings.size(known);
      if (
        this.p + length < this.limit &&
        this.bytes[this.p + length] === QUOTE &&
        this.same(strings.start(known), length)
      ) {
        this.p += length;
        return known;
      }
    }
    const url = this.string();
    if (url >= 0) this.cachedUrl[slot] = url;
    return url;
  }

  /** Are the `length` bytes at `p` those at `other`? */
  private same(other: number, length: number): boolean {
    const view = this.view;
    const p = this.p;
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      if (view.getInt32(p + i, true) !== view.getInt32(other + i, true)) return false;
    }
    for (; i < length; i++) if (this.bytes[p + i] !== this.bytes[other + i]) return false;
    return true;
  }

  /** Consumes the fixed text if it is next. */
  private matches(text: Pattern): boolean {
    const words = text.words;
    const p = this.p;
    if (p + text.length > this.limit + MARGIN) return false;
    const last = words.length - 1;
    for (let i = 0; i < last; i++) if (this.view.getInt32(p + i * 4, true) !== words[i]) return false;
    if (this.view.getInt32(p + text.length - 4, true) !== words[last]) return false;
    this.p = p + text.length;
    return true;
  }

  /** A plain whole number below 2^30; -1 for any other. */
  private int(): number {
    const bytes = this.bytes;
    const start = this.p;
    let p = start;
    let value = 0;
    for (;;) {
      const digit = bytes[p]! - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      p++;
    }
    this.p = p;
    return p === start || p - start > 9 ? -1 : value;
  }

  /** A line or column: a whole number or -1; -2 for any other. */
  private position(): number {
    if (this.bytes[this.p] !== 0x2d) {
      const value = this.int();
      return value < 0 ? -2 : value;
    }
    this.p++;
    if (this.int() !== 1) return -2;
    this.scan.seen.minusOne = true;
    return -1;
  }
}
