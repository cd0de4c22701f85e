/** The comment that suppresses a rule on a line, where and how the syntax allows it. */
import type { Node } from './ast.ts';
import type { TextEdit } from './finding.ts';
import { parse } from './parse.ts';

export interface SuppressionWish {
  readonly path: string;
  readonly text: string;
  /** 1-based line that is to be left alone. */
  readonly line: number;
  /** 1-based, where the finding begins; says which of several expressions in a text is meant. */
  readonly column?: number;
  readonly rule: string;
  readonly reason: string;
}

/** A node: text that a line of its own would change. */
type Place = 'code' | 'jsx' | Node;

/** @returns undefined where no comment can stand: inside of a string, or of a template's own text. */
export function suppressionEdit(wish: SuppressionWish): TextEdit | undefined {
  const { path, text, rule } = wish;
  const start = offsetOfLine(text, wish.line);
  if (start < 0) return undefined;
  const reason = wish.reason.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim();
  const extended = extendedComment(text, start, rule, reason);
  if (extended) return { file: path, ...extended };
  const indent = /^[\t ]*/.exec(text.slice(start))![0];
  const place = placeAt(path, text, start + indent.length);
  const what = `${rule}${reason ? ` -- ${reason}` : ''}`;
  if (typeof place !== 'string') {
    const at = expressionOn(place, start, lineEnd(text, start), start + (wish.column ?? 1) - 1);
    if (at === undefined) return undefined;
    return { file: path, start: at, end: at, text: `/* perfloop-ignore-line ${what} */ ` };
  }
  const said = `perfloop-ignore-next-line ${what}`;
  const comment = place === 'jsx' ? `{/* ${said} */}` : `// ${said}`;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { file: path, start, end: start, text: `${indent}${comment}${eol}` };
}

function offsetOfLine(text: string, line: number): number {
  let at = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf('\n', at);
    if (end < 0) return -1;
    at = end + 1;
  }
  return at;
}

/** A comment for another rule already stands above: it silences one line only, so it must name both. */
function extendedComment(
  text: string,
  start: number,
  rule: string,
  reason: string,
): Omit<TextEdit, 'file'> | undefined {
  const from = text.lastIndexOf('\n', start - 2) + 1;
  const above = text.slice(from, start);
  const m =
    /^(\s*(?:\/\/|\{?\s*\/\*)\s*perfloop-ignore-next-line\s+)([\w-]+(?:\s*,\s*[\w-]+)*)(?:(\s+--\s*)(.*?))?(\s*(?:\*\/\s*\}?)?\s*)$/.exec(
      above,
    );
  if (!m) return undefined;
  const [, head, rules, , old, tail] = m;
  const reasons = [old, reason].filter(Boolean).join('; ');
  const changed = `${head}${rules}, ${rule}${reasons ? ` -- ${reasons}` : ''}${tail}`;
  return { start: from, end: start, text: changed };
}

/** What a comment inserted before `offset` would be read as. */
function placeAt(path: string, text: string, offset: number): Place {
  const { program } = parse(path, text);
  if (!program) return 'code';
  const node = innermost(program as Node, offset);
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return 'jsx';
    case 'JSXText': {
      // Between two lines of text JSX puts a blank, which a comment between them takes away.
      const parent = innermost(program as Node, node.start!);
      return text.slice(node.start!, offset).trim() === '' ? 'jsx' : parent;
    }
    case 'TemplateLiteral':
      // What ends here is the blanks before an expression, and part of the text.
      return node.quasis.some((q) => q.start! <= offset && offset <= q.end!) ? node : 'code';
    case 'TemplateElement':
      return innermost(program as Node, node.start!);
    case 'StringLiteral':
    case 'DirectiveLiteral':
      return node;
    default:
      return 'code';
  }
}

/** Where the expression begins that stands in a text on this line: the one that holds the place, else the first. */
function expressionOn(of: Node, from: number, to: number, place: number): number | undefined {
  const inside =
    of.type === 'TemplateLiteral'
      ? (of.expressions as Node[])
      : childrenOf(of).flatMap((c) => (c.type === 'JSXExpressionContainer' ? [c.expression as Node] : []));
  const here = inside.filter((e) => e.start! >= from && e.start! < to);
  return (here.find((e) => e.start! <= place && place < e.end!) ?? here[0])?.start ?? undefined;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** The smallest node that begins before the offset and ends after it. */
function innermost(root: Node, offset: number): Node {
  let node = root;
  for (;;) {
    const inner = childrenOf(node).find((c) => (c.start ?? 0) < offset && offset < (c.end ?? 0));
    if (!inner) return node;
    node = inner;
  }
}

function childrenOf(node: Node): Node[] {
  const found: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key === 'parent' || key.endsWith('omments')) continue;
    for (const v of Array.isArray(value) ? (value as unknown[]) : [value as unknown]) {
      if (typeof v === 'object' && v !== null && 'type' in v && 'start' in v) found.push(v as Node);
    }
  }
  return found;
}
