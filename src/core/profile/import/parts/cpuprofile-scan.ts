/**
 * Nodes of a `.cpuprofile`, from bytes into columns. Any order of keys, any white space; nodes in a flat list
 * (ids in `children`, or `parent`) or nested in `children` (the format before 2016, and v8-profiler-next).
 */
import { GrowFloats, GrowInts } from '../../grow.ts';
import { IntTable } from '../../int-table.ts';
import { ByteInterner } from './byte-interner.ts';
import { FastNodes } from './cpuprofile-fast.ts';
import { Byte, type JsonBytes } from './json-bytes.ts';

/** Larger ids, and ids that are no whole numbers, are interned as negative numbers. */
const MAX_PLAIN_ID = 2 ** 30;
export const NO_ID = -0x80000000;

/** A node whose object has begun; its call frame so far. */
interface OpenNode {
  readonly row: number;
  name: number;
  url: number;
  line: number;
  column: number;
}

export class NodeScan {
  /** Distinct call frames as written: name and url (of `strings`), line, column. */
  readonly frames = new IntTable(4096);
  readonly strings: ByteInterner;
  readonly frame: GrowInts;
  readonly id: GrowInts;
  readonly hits: GrowFloats;
  /** Row of the parent where nested, else -1. */
  readonly nestedIn: GrowInts;
  /** `parent` ids as given; empty unless any node has one. */
  readonly parentRow = new GrowInts();
  readonly parentId = new GrowInts();
  /** `children` ids as given. */
  readonly edgeParent: GrowInts;
  readonly edgeChild: GrowInts;
  readonly tickRow = new GrowInts(1024);
  readonly tickLine = new GrowInts(1024);
  readonly ticks = new GrowFloats(1024);
  /** What tells raw v8-profiler-next output and old formats (lines from 1) from the inspector's (from 0). */
  readonly seen = {
    lineTicks: false,
    positionTicks: false,
    numericScriptId: false,
    minusOne: false,
    flat: false,
  };
  private readonly oddIds = new Map<string, number>();
  private readonly empty: number;
  private readonly fast: FastNodes;

  constructor(readonly json: JsonBytes) {
    // A node of the kind V8 writes takes 200 to 300 bytes.
    const guess = Math.min(1 << 22, (json.bytes.length >>> 8) + 64);
    this.strings = new ByteInterner(json.bytes);
    this.empty = this.strings.intern(0, 0, 0);
    this.frame = new GrowInts(guess);
    this.id = new GrowInts(guess);
    this.hits = new GrowFloats(guess);
    this.nestedIn = new GrowInts(guess);
    this.edgeParent = new GrowInts(guess);
    this.edgeChild = new GrowInts(guess);
    this.fast = new FastNodes(this);
  }

  /** The `nodes` array. */
  list(): void {
    this.json.place = 'the nodes';
    if (this.json.enter(Byte.OPEN_BRACKET, Byte.CLOSE_BRACKET)) this.elements(false);
  }

  /** The `head` object, children nested. */
  head(): void {
    this.json.place = 'the nodes';
    this.elements(true);
  }

  /** A node's id, a number or a string, as a small integer. */
  readId(): number {
    const json = this.json;
    if (json.peek() === Byte.QUOTE) {
      json.string();
      return this.oddId(json.text());
    }
    const value = json.number();
    return Number.isInteger(value) && value >= 0 && value < MAX_PLAIN_ID ? value : this.oddId(String(value));
  }

  /** The id as the file has it, for messages. */
  idText(id: number): string {
    if (id >= 0) return String(id);
    for (const [text, number] of this.oddIds) if (number === id) return JSON.stringify(text);
    return '?';
  }

  private oddId(text: string): number {
    if (/^(0|[1-9]\d{0,8})$/.test(text)) return Number(text);
    let id = this.oddIds.get(text);
    if (id === undefined) {
      id = -1 - this.oddIds.size;
      this.oddIds.set(text, id);
    }
    return id;
  }

  addRow(nestedIn: number): number {
    const row = this.id.length;
    this.id.push(NO_ID);
    this.frame.push(0);
    this.hits.push(0);
    this.nestedIn.push(nestedIn);
    return row;
  }

  /** Elements up to the closing bracket, or (`single`) one object; nested lists by an explicit stack. */
  private elements(single: boolean): void {
    const json = this.json;
    const open: OpenNode[] = [];
    for (;;) {
      const parent = open.length === 0 ? -1 : open[open.length - 1]!.row;
      if (json.peek() === Byte.OPEN_BRACE) {
        if (single || !this.fast.read(parent)) {
          const node = this.begin(parent);
          if (json.enter(Byte.OPEN_BRACE, Byte.CLOSE_BRACE) && !this.keys(node)) {
            open.push(node);
            continue;
          }
          this.end(node);
        }
      } else if (parent >= 0) this.edge(parent, this.readId());
      else json.failHere('a node ("{")');
      if (this.afterElement(open, single)) return;
    }
  }

  /** Consumes what follows an element, closing lists and their nodes; true when the outermost is done. */
  private afterElement(open: OpenNode[], single: boolean): boolean {
    const json = this.json;
    for (;;) {
      if (single && open.length === 0) return true;
      if (json.more(Byte.CLOSE_BRACKET)) return false;
      const node = open.pop();
      if (node === undefined) return true;
      if (json.more(Byte.CLOSE_BRACE) && !this.keys(node)) {
        open.push(node);
        return false;
      }
      this.end(node);
    }
  }

  private begin(parent: number): OpenNode {
    return { row: this.addRow(parent), name: this.empty, url: this.empty, line: -1, column: -1 };
  }

  private end(node: OpenNode): void {
    this.frame.data[node.row] = this.frames.intern(node.name, node.url, node.line, node.column);
  }

  edge(parent: number, child: number): void {
    this.edgeParent.push(parent);
    this.edgeChild.push(child);
  }

  /** Keys of a node up to its closing brace; false where a list of nested nodes begins. */
  private keys(node: OpenNode): boolean {
    const json = this.json;
    do {
      const key = json.key();
      if (key === 'id') this.id.data[node.row] = this.readId();
      else if (key === 'hitCount') this.hits.data[node.row] = Math.max(0, json.number());
      else if (key === 'parent') this.parentKey(node.row);
      else if (key === 'callFrame') this.callFrame(node);
      else if (key === 'positionTicks') this.lineTicks(node.row, 'positionTicks');
      else if (key === 'children') {
        if (!this.children(node.row)) return false;
      } else this.frameKey(node, key, true);
    } while (json.more(Byte.CLOSE_BRACE));
    return true;
  }

  private parentKey(row: number): void {
    if (this.json.peek() === 0x6e) {
      // null: a root.
      this.json.skip();
      return;
    }
    this.parentRow.push(row);
    this.parentId.push(this.readId());
  }

  private callFrame(node: OpenNode): void {
    const json = this.json;
    if (!json.enter(Byte.OPEN_BRACE, Byte.CLOSE_BRACE)) return;
    do this.frameKey(node, json.key(), false);
    while (json.more(Byte.CLOSE_BRACE));
  }

  private frameKey(node: OpenNode, key: string, flat: boolean): void {
    const json = this.json;
    if (key === 'functionName') {
      if (flat) this.seen.flat = true;
      node.name = this.string();
    } else if (key === 'url') node.url = this.string();
    else if (key === 'lineNumber') node.line = this.position();
    else if (key === 'columnNumber') node.column = this.position();
    else if (key === 'lineTicks') this.lineTicks(node.row, 'lineTicks');
    else {
      if (key === 'scriptId' && json.peek() !== Byte.QUOTE) this.seen.numericScriptId = true;
      json.skip();
    }
  }

  private string(): number {
    const json = this.json;
    if (json.peek() !== Byte.QUOTE) {
      // null or a number where a name belongs: as good as none.
      json.skip();
      return this.empty;
    }
    json.string();
    return this.strings.intern(json.spanHash, json.spanStart, json.spanEnd - json.spanStart);
  }

  private position(): number {
    if (this.json.peek() === 0x6e) {
      this.json.skip();
      return -1;
    }
    const value = this.json.number();
    if (value === -1) this.seen.minusOne = true;
    return value >= -1 && value < MAX_PLAIN_ID ? Math.floor(value) : -1;
  }

  /** False, positioned at the first nested node, where the children are objects. */
  private children(row: number): boolean {
    const json = this.json;
    if (json.peek() === 0x6e) {
      json.skip();
      return true;
    }
    if (!json.enter(Byte.OPEN_BRACKET, Byte.CLOSE_BRACKET)) return true;
    do {
      if (json.peek() === Byte.OPEN_BRACE) return false;
      this.edge(row, this.readId());
    } while (json.more(Byte.CLOSE_BRACKET));
    return true;
  }

  private lineTicks(row: number, kind: 'positionTicks' | 'lineTicks'): void {
    const json = this.json;
    if (json.peek() === 0x6e) {
      json.skip();
      return;
    }
    if (!json.enter(Byte.OPEN_BRACKET, Byte.CLOSE_BRACKET)) return;
    this.seen[kind] = true;
    do {
      if (!json.enter(Byte.OPEN_BRACE, Byte.CLOSE_BRACE)) continue;
      let line = 0;
      let ticks = 0;
      do {
        const key = json.key();
        if (key === 'line') line = json.number();
        else if (key === 'ticks' || key === 'hitCount') ticks = json.number();
        else json.skip();
      } while (json.more(Byte.CLOSE_BRACE));
      this.tick(row, line, ticks);
    } while (json.more(Byte.CLOSE_BRACKET));
  }

  tick(row: number, line: number, ticks: number): void {
    if (!(line >= 1 && line < MAX_PLAIN_ID && ticks > 0)) return;
    this.tickRow.push(row);
    this.tickLine.push(Math.floor(line));
    this.ticks.push(ticks);
  }
}
