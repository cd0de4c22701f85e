/** Changes to a text that leave every line where it is. */

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export class Edits {
  private readonly list: Edit[] = [];
  /** 1 where a character becomes a blank. */
  private readonly blanks: Uint8Array;

  constructor(private readonly text: string) {
    this.blanks = new Uint8Array(text.length);
  }

  /** Characters become spaces, line breaks stay. */
  blank(start: number, end: number): void {
    this.blanks.fill(1, start, end);
  }

  isBlank(at: number): boolean {
    return this.blanks[at] === 1;
  }

  /** A semicolon stands for it, so that the lines around it do not become one statement. */
  blankStatement(start: number, end: number): void {
    this.blank(start, end);
    this.list.push({ start, end: start + 1, text: ';' });
  }

  /** With the comma after it, or, for the last one, none. */
  blankListItem(start: number, end: number): void {
    const comma = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*,/.exec(this.text.slice(end))?.[0].length ?? 0;
    this.blank(start, end + comma);
  }

  blankWords(start: number, end: number, words: RegExp): void {
    for (const match of this.text.slice(start, end).matchAll(words)) {
      this.blank(start + match.index, start + match.index + match[0].length);
    }
  }

  replace(start: number, end: number, text: string): void {
    this.list.push({ start, end, text });
  }

  insert(at: number, text: string): void {
    this.list.push({ start: at, end: at, text });
  }

  apply(): string {
    const sorted = this.list
      .map((edit, order) => ({ ...edit, order }))
      .sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
    let out = '';
    let at = 0;
    for (const { start, end, text } of sorted) {
      if (start < at) continue;
      out += this.kept(at, start) + text;
      at = end;
    }
    return out + this.kept(at, this.text.length);
  }

  private kept(start: number, end: number): string {
    const { text, blanks } = this;
    let out = '';
    for (let at = start; at < end; ) {
      const blank = blanks[at] === 1;
      let to = at + 1;
      while (to < end && (blanks[to] === 1) === blank) to++;
      const part = text.slice(at, to);
      out += blank ? part.replace(/[^\r\n\u2028\u2029]/g, ' ') : part;
      at = to;
    }
    return out;
  }
}
