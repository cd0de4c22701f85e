/**
 * JSON as people write it in configuration, with comments and trailing commas, and with the place of every
 * value, so that a complaint can name the line.
 */

interface Placed {
  /** Offset of the first character. */
  readonly start: number;
}

export type JsonNode =
  | (Placed & { readonly kind: 'object'; readonly members: readonly JsonMember[] })
  | (Placed & { readonly kind: 'array'; readonly items: readonly JsonNode[] })
  | (Placed & { readonly kind: 'scalar'; readonly value: string | number | boolean | null });

export interface JsonMember {
  readonly key: string;
  /** Offset of the key's quote. */
  readonly keyStart: number;
  readonly value: JsonNode;
}

/** 1-based, UTF-16. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with the text and where; `message` holds the place already. */
export class JsoncError extends Error {
  override readonly name = 'JsoncError';
  constructor(
    what: string,
    readonly place: TextPlace,
  ) {
    super(`${what} (line ${place.line}, column ${place.column})`);
  }
}

/** Deeper than any configuration, far from the end of the stack. */
const maxDepth = 200;

/** @throws JsoncError */
export function parseJsonc(text: string): unknown {
  return plainValue(parseJsoncTree(text));
}

/** @throws JsoncError */
export function parseJsoncTree(text: string): JsonNode {
  return new Reader(text).document();
}

export function plainValue(node: JsonNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'array') return node.items.map(plainValue);
  return Object.fromEntries(node.members.map((m) => [m.key, plainValue(m.value)]));
}

export function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: offset - lastBreak };
}

const blank = /[\s\uFEFF]+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const string = /"[^"\\\n\r]*(?:\\[^\n\r][^"\\\n\r]*)*"/y;
const word = /[^\s,:[\]{}"/]+/y;

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  document(): JsonNode {
    const node = this.value(0);
    this.skip();
    if (this.at < this.text.length)
      throw this.fault(`nothing may follow the document, but ${this.shown()} does`);
    return node;
  }

  private value(depth: number): JsonNode {
    if (depth > maxDepth) throw this.fault('values are nested too deeply');
    this.skip();
    const start = this.at;
    const c = this.text[start];
    if (c === '{') return { kind: 'object', start, members: this.members(depth) };
    if (c === '[') return { kind: 'array', start, items: this.list(']', () => this.value(depth + 1)) };
    if (c === '"') return { kind: 'scalar', start, value: this.string() };
    const text = this.match(word);
    const known = text === 'true' ? true : text === 'false' ? false : text === 'null' ? null : undefined;
    if (known !== undefined) return { kind: 'scalar', start, value: known };
    if (text && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text))
      return { kind: 'scalar', start, value: Number(text) };
    this.at = start;
    throw this.fault(`expected a value, found ${text ? text.slice(0, 40) : this.shown()}`);
  }

  private members(depth: number): JsonMember[] {
    return this.list('}', () => {
      const keyStart = this.at;
      if (this.text[keyStart] !== '"')
        throw this.fault(`expected a key in double quotes or "}", found ${this.shown()}`);
      const key = this.string();
      this.skip();
      if (this.text[this.at] !== ':') throw this.fault(`expected ":" after "${key}", found ${this.shown()}`);
      this.at++;
      return { key, keyStart, value: this.value(depth + 1) };
    });
  }

  private list<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    this.at++;
    for (;;) {
      this.skip();
      if (this.text[this.at] === close) break;
      items.push(item());
      this.skip();
      if (this.text[this.at] === ',') this.at++;
      else if (this.text[this.at] !== close)
        throw this.fault(`expected "," or "${close}", found ${this.shown()}`);
    }
    this.at++;
    return items;
  }

  private string(): string {
    const start = this.at;
    const text = this.match(string);
    try {
      // A tab within a string is not JSON, and harmless.
      if (text) return JSON.parse(text.replaceAll('\t', '\\t')) as string;
    } catch {
      this.at = start;
      throw this.fault('the text has an escape that JSON does not know');
    }
    throw this.fault('the text has no closing quote');
  }

  private skip(): void {
    while (this.match(blank) !== undefined);
    if (this.text.startsWith('/*', this.at)) throw this.fault('the comment has no end');
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private shown(): string {
    return this.at >= this.text.length ? 'the end of the file' : `"${this.text[this.at]}"`;
  }

  private fault(what: string): JsoncError {
    return new JsoncError(what, placeAt(this.text, this.at));
  }
}
