/** The comment that suppresses a rule on a line, where and how the syntax allows it. */
import type { Node } from './ast.ts';
import type { TextEdit } from './finding.ts';
import { parse } from './parse.ts';

export interface SuppressionWish {
  readonly path: string;
  readonly text: string;
  /** 1-based line that is to be left alone. */
  readonly line: number;
  readonly rule: string;
  readonly reason: string;
}

type Place = 'code' | 'jsx' | 'none';

/** @returns undefined where no comment can stand before the line: inside of a string or a template. */
export function suppressionEdit(wish: SuppressionWish): TextEdit | undefined {
  const { path, text, rule } = wish;
  const start = offsetOfLine(text, wish.line);
  if (start < 0) return undefined;
  const reason = wish.reason.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim();
  const extended = extendedComment(text, start, rule, reason);
  if (extended) return { file: path, ...extended };
  const indent = /^[\t ]*/.exec(text.slice(start))![0];
  const place = placeAt(path, text, start + indent.length);
  if (place === 'none') return undefined;
  const said = `perfloop-ignore-next-line ${rule}${reason ? ` -- ${reason}` : ''}`;
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
    case 'JSXText':
      return 'jsx';
    case 'TemplateLiteral':
      return node.quasis.some((q) => q.start! <= offset && offset < q.end!) ? 'none' : 'code';
    case 'TemplateElement':
    case 'StringLiteral':
    case 'DirectiveLiteral':
      return 'none';
    default:
      return 'code';
  }
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
