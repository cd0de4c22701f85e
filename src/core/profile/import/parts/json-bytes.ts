/**
 * A cursor over the bytes of a JSON text: reads what is wanted and skips the rest without decoding it.
 * Never recursive, so depth costs nothing but memory.
 */
import { UserError } from '../../../model.ts';
import { makeDecoder } from '../../utf8.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

export class JsonBytes {
  /** Offset of the next byte. */
  p = 0;
  /** Where we are, for messages: `the nodes`. */
  place = 'the file';
  /** The string read last: its raw bytes are `spanStart … spanEnd`. */
  spanStart = 0;
  spanEnd = 0;
  spanHash = 0;
  private readonly decode = makeDecoder();

  constructor(
    readonly bytes: Uint8Array,
    readonly label: string,
  ) {
    // A byte order mark is not JSON, but editors write it.
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.p = 3;
  }

  /** @throws UserError that says what is wrong and at which byte. */
  fail(what: string, next = 'Record or export the profile again.', at = this.p): never {
    throw new UserError(`${this.label}: ${what} (byte ${at})`, next);
  }

  failHere(wanted: string): never {
    const byte = this.bytes[this.p];
    if (byte === undefined) {
      this.fail(`ends in the middle of ${this.place}`, 'The file is cut off: copy or record it again.');
    }
    const end = Math.min(this.p + 12, this.bytes.length);
    const found = this.decode(this.bytes.subarray(this.p, end)).split(/\s/)[0];
    this.fail(`not valid JSON in ${this.place}: expected ${wanted}, found ${JSON.stringify(found)}`);
  }

  /** The next byte that is not white space, not consumed; -1 at the end. */
  peek(): number {
    const bytes = this.bytes;
    let p = this.p;
    while (p < bytes.length) {
      const c = bytes[p]!;
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) {
        this.p = p;
        return c;
      }
      p++;
    }
    this.p = p;
    return -1;
  }

  expect(byte: number): void {
    if (this.peek() !== byte) this.failHere(`"${String.fromCharCode(byte)}"`);
    this.p++;
  }

  /** After a value: true if another follows, false once `close` is consumed. */
  more(close: number): boolean {
    const c = this.peek();
    if (c === COMMA) {
      this.p++;
      return true;
    }
    if (c !== close) this.failHere(`"," or "${String.fromCharCode(close)}"`);
    this.p++;
    return false;
  }

  /** Consumes `open`; false, with `close` consumed, if there is nothing inside. */
  enter(open: number, close: number): boolean {
    this.expect(open);
    if (this.peek() !== close) return true;
    this.p++;
    return false;
  }

  /** Reads a string's extent and hash; the cursor ends after the closing quote. */
  string(): void {
    this.expect(QUOTE);
    const bytes = this.bytes;
    const length = bytes.length;
    let p = this.p;
    let hash = 0;
    this.spanStart = p;
    while (p < length) {
      const c = bytes[p]!;
      if (c === QUOTE) {
        this.spanEnd = p;
        this.spanHash = hash;
        this.p = p + 1;
        return;
      }
      hash = Math.imul(hash, 31) + c;
      hash |= 0;
      p += 1;
      if (c === BACKSLASH && p < length) {
        hash = (Math.imul(hash, 31) + bytes[p]!) | 0;
        p += 1;
      }
    }
    this.p = length;
    this.failHere('"');
  }

  /** The string read last. */
  text(): string {
    return this.textOf(this.spanStart, this.spanEnd);
  }

  /** Bytes of a JSON string (without its quotes) as text. */
  textOf(start: number, end: number): string {
    const raw = this.decode(this.bytes.subarray(start, end));
    return raw.includes('\\') ? unescapeJson(raw) : raw;
  }

  /** An object's key and its colon. */
  key(): string {
    this.string();
    const text = this.text();
    this.expect(COLON);
    return text;
  }

  /** Any JSON number. */
  number(): number {
    const first = this.peek();
    const bytes = this.bytes;
    let p = this.p;
    const negative = first === 0x2d;
    if (negative) p++;
    let value = 0;
    const start = p;
    for (;;) {
      const digit = bytes[p]! - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      p++;
    }
    if (p === start) this.failHere('a number');
    const c = bytes[p];
    // A fraction, an exponent, or more digits than a double holds exactly.
    if (c === 0x2e || c === 0x65 || c === 0x45 || p - start > 15) return this.longNumber();
    this.p = p;
    return negative ? -value : value;
  }

  private longNumber(): number {
    const start = this.p;
    let p = start;
    while (p < this.bytes.length && isNumberByte(this.bytes[p]!)) p++;
    const text = this.decode(this.bytes.subarray(start, p));
    const value = Number(text);
    if (!Number.isFinite(value)) this.fail(`${text.slice(0, 40)} is not a number that can be used`);
    this.p = p;
    return value;
  }

  /** Skips one value of any kind; brackets must balance, what is inside is not judged. */
  skip(): void {
    let depth = 0;
    do {
      const c = this.peek();
      if (c === QUOTE) this.string();
      else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
        depth++;
        this.p++;
      } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
        depth--;
        if (depth < 0) this.failHere('a value');
        this.p++;
      } else if (c === COMMA || c === COLON) {
        if (depth === 0) this.failHere('a value');
        this.p++;
      } else this.skipWord();
    } while (depth > 0);
  }

  private skipWord(): void {
    const bytes = this.bytes;
    const start = this.p;
    let p = start;
    while (p < bytes.length && isWordByte(bytes[p]!)) p++;
    if (p === start) this.failHere('a value');
    this.p = p;
  }
}

function isNumberByte(c: number): boolean {
  return (c >= 48 && c <= 57) || c === 0x2b || c === 0x2d || c === 0x2e || c === 0x45 || c === 0x65;
}

/** Of numbers, true, false and null. */
function isWordByte(c: number): boolean {
  return isNumberByte(c) || (c >= 0x61 && c <= 0x7a);
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Undoes JSON's escapes; what is no escape stays as it is. */
function unescapeJson(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

export const Byte = { QUOTE, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COMMA, COLON } as const;
