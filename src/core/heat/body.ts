import { type Baseline, lineHashes } from './anchor.ts';

/** Where a measured function starts, as a profile says; 1-based. */
export interface FunctionStart {
  readonly line: number;
  readonly column: number;
}

export function baselineOf(text: string, functions: readonly FunctionStart[]): Baseline {
  const lines = text.split(/\r\n|\r|\n/);
  const bodies = new Map<string, readonly [number, number]>();
  for (const f of functions) {
    if (f.line < 1 || f.line > lines.length) continue;
    const end = f.line === 1 && f.column <= 1 ? 1 : bodyEnd(lines, f);
    bodies.set(`${f.line}:${f.column}`, [f.line, end]);
  }
  return { version: 1, hashes: lineHashes(text), bodies: [...bodies.values()] };
}

const opening = '([{';
const closing = ')]}';

/**
 * Last line of the function that starts there: brackets are counted, strings, templates, comments and regular
 * expressions skipped. Cheaper than a parser, and it does not mind code that does not parse. 1-based.
 */
export function bodyEnd(lines: readonly string[], start: FunctionStart): number {
  const scan = new Scanner(lines, start.line - 1, Math.max(0, start.column - 1));
  let depth = 0;
  let braceDepth = -1;
  for (let token = scan.next(); token !== ''; token = scan.next()) {
    if (token === '=>' && depth === 0) {
      if (scan.peek() !== '{') return expressionEnd(scan, lines);
    } else if (opening.includes(token)) {
      if (token === '{' && depth === 0 && braceDepth < 0) braceDepth = depth;
      depth++;
    } else if (closing.includes(token)) {
      depth--;
      // A brace right after one that closed is the body; the first was a return type.
      if (token === '}' && depth === braceDepth && scan.peek() !== '{') return scan.line + 1;
      if (depth < 0) return scan.line + 1;
    }
  }
  return lines.length;
}

/** The body of an arrow function without braces ends with the expression. */
function expressionEnd(scan: Scanner, lines: readonly string[]): number {
  let depth = 0;
  let last = scan.line;
  for (let token = scan.next(); token !== ''; token = scan.next()) {
    if (depth === 0 && (token === ',' || token === ';' || closing.includes(token))) return last + 1;
    if (opening.includes(token)) depth++;
    else if (closing.includes(token)) depth--;
    last = scan.line;
  }
  return Math.min(last + 1, lines.length);
}

/** Brackets, `=>`, `,`, `;` and 'x' for anything else. */
class Scanner {
  line: number;
  private at: number;
  /** The last character that was code decides whether a slash divides. */
  private last = '';
  /** Bracket depth inside each open template's `${`. */
  private readonly templates: number[] = [];

  constructor(
    private readonly lines: readonly string[],
    line: number,
    column: number,
  ) {
    this.line = line;
    this.at = column;
  }

  /** '' at the end. */
  next(): string {
    while (this.line < this.lines.length) {
      const text = this.lines[this.line]!;
      const c = text[this.at];
      if (c === undefined) {
        this.line++;
        this.at = 0;
      } else if (c === ' ' || c === '\t') this.at++;
      else if (c === '/' && text[this.at + 1] === '/') this.at = text.length;
      else if (c === '/' && text[this.at + 1] === '*') this.skipComment();
      else return this.token(text, c);
    }
    return '';
  }

  /** First character of the next token, without taking it. */
  peek(): string {
    const { line, at, last } = this;
    const depth = this.templates.length;
    const token = this.next();
    this.line = line;
    this.at = at;
    this.last = last;
    this.templates.length = depth;
    return token;
  }

  private token(text: string, c: string): string {
    const before = this.last;
    this.last = c;
    this.at++;
    if (c === '"' || c === "'") return this.skipString(text, c);
    if (c === '`') return this.skipTemplate();
    if (c === '/' && divides(before)) return 'x';
    if (c === '/') return this.skipRegExp(text);
    if (c === '=' && text[this.at] === '>') {
      this.at++;
      return '=>';
    }
    if (c === '{' && this.templates.length > 0) this.templates[this.templates.length - 1]!++;
    if (c === '}' && this.templates.length > 0 && --this.templates[this.templates.length - 1]! === 0) {
      this.templates.pop();
      return this.skipTemplate();
    }
    return '()[]{},;'.includes(c) ? c : 'x';
  }

  /** A string ends with its line, so that an apostrophe in JSX text does no harm beyond it. */
  private skipString(text: string, quote: string): string {
    while (this.at < text.length) {
      const c = text[this.at++];
      if (c === '\\') this.at++;
      else if (c === quote) break;
    }
    return 'x';
  }

  private skipTemplate(): string {
    for (; this.line < this.lines.length; this.line++, this.at = 0) {
      const text = this.lines[this.line]!;
      while (this.at < text.length) {
        const c = text[this.at++];
        if (c === '\\') this.at++;
        else if (c === '`') return 'x';
        else if (c === '$' && text[this.at] === '{') {
          this.at++;
          this.templates.push(1);
          return 'x';
        }
      }
    }
    return 'x';
  }

  private skipRegExp(text: string): string {
    let inClass = false;
    while (this.at < text.length) {
      const c = text[this.at++];
      if (c === '\\') this.at++;
      else if (c === '[') inClass = true;
      else if (c === ']') inClass = false;
      else if (c === '/' && !inClass) break;
    }
    this.last = 'x';
    return 'x';
  }

  private skipComment(): void {
    this.at += 2;
    for (; this.line < this.lines.length; this.line++, this.at = 0) {
      const end = this.lines[this.line]!.indexOf('*/', this.at);
      if (end >= 0) {
        this.at = end + 2;
        return;
      }
    }
  }
}

/** After a value a slash divides; after an operator or a bracket that opens it starts a regular expression. */
function divides(before: string): boolean {
  return /[\w$)\]}'"`]/.test(before);
}
