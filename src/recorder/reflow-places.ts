/**
 * Where a line break may stand in JavaScript without changing what it means: in code (not in a string, template
 * text, regular expression or comment), and not where automatic semicolons would come in.
 * Sources: ECMA-262 §12.10 (automatic semicolon insertion), §12.9 (literals).
 */

export interface CodePlaces {
  /** May a line break be put before the character at this offset? */
  mayBreak(offset: number): boolean;
}

/** After these a statement or an expression cannot have ended, or a break means nothing. */
const OPEN_ENDED = ';{},([:?=&|*%<>!~^.+-';
const CLOSING = ')}]';
/** Words that need something after them and are not restricted by the grammar. */
const WORDS =
  /(?:^|[^\w$.])(?:else|const|var|new|typeof|instanceof|in|of|do|case|delete|void|extends|default)\s$/;
/** After these words a slash begins a regular expression. */
const BEFORE_REGEXP =
  /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|do|else|instanceof|yield|await)$/;

/** null where the text cannot be told apart for certain. */
export function placesInCode(text: string): CodePlaces | null {
  const opaque = opaqueRanges(text);
  if (!opaque) return null;
  return { mayBreak: (offset) => !inside(opaque, offset) && harmless(text, offset) };
}

function harmless(text: string, offset: number): boolean {
  const next = text[offset] ?? '';
  const before = text[offset - 1] ?? '';
  if (next === '=' && text[offset + 1] === '>') return false;
  // `a++ b`, `a-- b` do not exist, but what follows a postfix operator may begin a statement of its own.
  if ((next === '+' || next === '-') && text[offset + 1] === next)
    return OPEN_ENDED.includes(before) && before !== '.';
  if (CLOSING.includes(next) && before !== '') return true;
  if (OPEN_ENDED.includes(before)) return true;
  if (before === ')' && next !== '=') return true;
  return before === ' ' && WORDS.test(text.slice(Math.max(0, offset - 14), offset));
}

/** Pairs [from, to): a break before `to` is in code again. */
type Ranges = readonly (readonly [from: number, to: number])[];

function inside(ranges: Ranges, offset: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from, to] = ranges[middle] ?? [0, 0];
    if (offset <= from) high = middle - 1;
    else if (offset >= to) low = middle + 1;
    else return true;
  }
  return false;
}

/** Strings, template texts, regular expressions and comments. */
function opaqueRanges(text: string): Ranges | null {
  const ranges: [number, number][] = [];
  /** Open braces; true where the brace is the `${` of a template. */
  const braces: boolean[] = [];
  let at = 0;
  while (at < text.length) {
    const end = literalEnd(text, at, braces);
    if (end < 0) return null;
    if (end > at) {
      ranges.push([at, end]);
      at = end;
      continue;
    }
    const char = text[at];
    if (char === '{') braces.push(false);
    else if (char === '}' && braces.length === 0) return null;
    else if (char === '}') braces.pop();
    at++;
  }
  return braces.length === 0 ? ranges : null;
}

/** End of the literal or comment that begins here; `at` where none does; -1 where it never ends. */
function literalEnd(text: string, at: number, braces: boolean[]): number {
  const char = text[at];
  if (char === '"' || char === "'") return quotedEnd(text, at, char);
  if (char === '`') return templateEnd(text, at + 1, braces);
  if (char === '}' && braces.at(-1) === true) {
    braces.pop();
    return templateEnd(text, at + 1, braces);
  }
  if (char !== '/') return at;
  if (text[at + 1] === '/') return endOr(text.indexOf('\n', at), text.length);
  if (text[at + 1] === '*') {
    const end = text.indexOf('*/', at + 2);
    return end < 0 ? -1 : end + 2;
  }
  return beginsRegExp(text, at) ? regExpEnd(text, at) : at;
}

function endOr(index: number, otherwise: number): number {
  return index < 0 ? otherwise : index;
}

function quotedEnd(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i + 1;
    else if (text[i] === '\n') return -1;
  }
  return -1;
}

/** From inside a template's text to behind its closing backtick, or behind the `${` that opens code again. */
function templateEnd(text: string, from: number, braces: boolean[]): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '`') return i + 1;
    else if (text[i] === '$' && text[i + 1] === '{') {
      braces.push(true);
      return i + 2;
    }
  }
  return -1;
}

function beginsRegExp(text: string, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && ' \t\n\r'.includes(text[i] ?? '')) i--;
  if (i < 0) return true;
  const before = text[i] ?? '';
  if (/[\w$]/.test(before)) return BEFORE_REGEXP.test(text.slice(Math.max(0, i - 11), i + 1));
  // Behind a bracket it is a division, but for the rare `if (x) /re/.test(y)`: then the slashes pair up alike.
  return !`)]}"'\``.includes(before);
}

function regExpEnd(text: string, at: number): number {
  let inClass = false;
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '\n') return -1;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return i + 1;
  }
  return -1;
}
