/** How the file is written, so that what is added looks like the rest. */
import { type Node, visit } from '../../ast.ts';
import type { FileIndex } from '../../index-types.ts';
import type { FixSite } from '../fix.ts';

export interface Style {
  readonly eol: '\n' | '\r\n';
  /** One step. */
  readonly indent: string;
  readonly quote: "'" | '"';
  /** `;` or ''. */
  readonly semi: ';' | '';
  /** `import`, or `require`. */
  readonly modules: 'esm' | 'cjs';
  readonly typescript: boolean;
  /** Columns that a line may have. */
  readonly width: number;
  /** What stands behind the last of several lines of an object or a list: `,` or ''. */
  readonly comma: ',' | '';
  /** The same of a call's arguments, which some write without. */
  readonly argumentsComma: ',' | '';
}

export function styleOf(index: FileIndex): Style {
  const { text } = index;
  const commas = commasOf(index);
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indentStep(text),
    quote: count(text, /'[^'\n]*'/g) >= count(text, /"[^"\n]*"/g) ? "'" : '"',
    semi: endsInSemicolons(index) ? ';' : '',
    modules: index.imports.length > 0 || /\.m[jt]s$/.test(index.path) ? 'esm' : 'cjs',
    typescript: /\.[cm]?tsx?$/.test(index.path),
    width: lineWidth(text),
    ...commas,
  };
}

/** As wide as lines get that are not rare: formatters fill 80, 100 or 120 columns. */
function lineWidth(text: string): number {
  const lines = text.slice(0, 60_000).split('\n');
  const wider = (than: number): number => lines.filter((l) => l.trimEnd().length > than).length;
  const few = Math.max(1, lines.length / 50);
  if (wider(80) <= few) return 80;
  return wider(100) <= few ? 100 : 120;
}

/** By the objects and calls that are written over several lines; where there are none of one, by the other. */
function commasOf(index: FileIndex): Pick<Style, 'comma' | 'argumentsComma'> {
  const vote = (last: Node | null | undefined, end: number | null | undefined): number => {
    const rest = last ? index.text.slice(last.end ?? 0, end ?? 0) : '';
    if (!rest.includes('\n')) return 0;
    return /^\s*,/.test(rest) ? 1 : -1;
  };
  let [objects, calls] = [0, 0];
  for (const { node } of index.objects.slice(0, 200)) objects += vote(node.properties.at(-1), node.end);
  for (const { node } of index.calls.slice(0, 200)) calls += vote(node.arguments.at(-1), node.end);
  return {
    comma: (objects || calls) >= 0 ? ',' : '',
    argumentsComma: (calls || objects) >= 0 ? ',' : '',
  };
}

/** The smallest step by which a line is deeper than the one before. */
function indentStep(text: string): string {
  if (/^\t/m.test(text)) return '\t';
  const votes = new Map<number, number>();
  let before = 0;
  for (const line of text.slice(0, 60_000).split('\n')) {
    if (line.trim() === '' || /^\s*\*/.test(line)) continue;
    const depth = /^ */.exec(line)![0].length;
    const step = depth - before;
    if (step === 2 || step === 4 || step === 3 || step === 8) votes.set(step, (votes.get(step) ?? 0) + 1);
    before = depth;
  }
  const best = [...votes].sort((a, b) => b[1] - a[1])[0];
  return ' '.repeat(best?.[0] ?? 2);
}

function endsInSemicolons(index: FileIndex): boolean {
  let with_ = 0;
  let without = 0;
  const look = (n: Node): void => {
    if (
      n.type !== 'ExpressionStatement' &&
      n.type !== 'VariableDeclaration' &&
      n.type !== 'ImportDeclaration' &&
      n.type !== 'ReturnStatement'
    )
      return;
    if (index.text[(n.end ?? 0) - 1] === ';') with_++;
    else without++;
  };
  for (const n of index.program.body) look(n);
  for (const site of index.calls.slice(0, 400)) {
    let n: Node | undefined = site.node;
    while (n && n.type !== 'ExpressionStatement' && n.type !== 'VariableDeclaration')
      n = (n as { parent?: Node }).parent;
    // The head of a for loop has none of its own.
    if (n && !/^For/.test((n as { parent?: Node }).parent?.type ?? '')) look(n);
  }
  return with_ >= without;
}

function count(text: string, pattern: RegExp): number {
  return text.slice(0, 60_000).match(pattern)?.length ?? 0;
}

/** Blanks at the start of the line that holds an offset. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))![0];
}

/** Whether only blanks stand before it on its line. */
export function startsLine(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return text.slice(start, offset).trim() === '';
}

/** What parts something from the next of its kind: a line of its own where it has one. */
export function betweenLike({ index, style }: Pick<FixSite, 'index' | 'style'>, n: Node): string {
  const start = n.start ?? 0;
  return startsLine(index.text, start) ? style.eol + indentAt(index.text, start) : ' ';
}

/**
 * A node's source text moved to another depth: its further lines keep their depth against the line it began on.
 * What a template or a text goes on with stays as it is: it would say something else.
 */
export function movedTo({ text }: FileIndex, node: Node, to: string): string {
  const [start, end] = [node.start ?? 0, node.end ?? 0];
  const slice = text.slice(start, end);
  const from = indentAt(text, start);
  if (from === to || !slice.includes('\n')) return slice;
  const inText = textsOver(node);
  return slice.replace(/\n([ \t]*)(?=\S)/g, (all, blank: string, offset: number) =>
    blank.startsWith(from) && !inText(start + offset) ? `\n${to}${blank.slice(from.length)}` : all,
  );
}

/** Whether an offset is in a text that goes over several lines. */
export function textsOver(node: Node): (offset: number) => boolean {
  const ranges: (readonly [number, number])[] = [];
  const add = (n: Node): void => {
    if (n.loc?.start.line !== n.loc?.end.line) ranges.push([n.start ?? 0, n.end ?? 0]);
  };
  visit(node, (n) => {
    if (n.type === 'TemplateLiteral') n.quasis.forEach(add);
    else if (n.type === 'StringLiteral') add(n);
    return true;
  });
  return (offset) => ranges.some(([a, b]) => a <= offset && offset < b);
}

/**
 * `const [a, b] = await Promise.all([` on one line, and as it is written where that is too wide: what is waited for
 * below the names, or each name on a line.
 */
export function beginningOf(
  style: Style,
  indent: string,
  word: string,
  names: readonly string[],
  types: string,
): { readonly line: string; readonly head: string; readonly depth: string } {
  const { eol, width } = style;
  const deeper = indent + style.indent;
  const left = `${word}[${names.join(', ')}]${types} =`;
  const line = `${left} await Promise.all([`;
  if (line.includes('\n') || indent.length + line.length <= width) return { line, head: line, depth: indent };
  if (indent.length + left.length <= width)
    return { line, head: `${left}${eol}${deeper}await Promise.all([`, depth: deeper };
  const lines = names.join(`,${eol}${deeper}`);
  const head = `${word}[${eol}${deeper}${lines}${style.comma}${eol}${indent}]${types} = await Promise.all([`;
  return { line, head, depth: indent };
}
