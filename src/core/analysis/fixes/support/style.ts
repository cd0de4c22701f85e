/** How the file is written, so that what is added looks like the rest. */
import type { Node } from '../../ast.ts';
import type { FileIndex } from '../../index-types.ts';

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
}

export function styleOf(index: FileIndex): Style {
  const { text } = index;
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indentStep(text),
    quote: count(text, /'[^'\n]*'/g) >= count(text, /"[^"\n]*"/g) ? "'" : '"',
    semi: endsInSemicolons(index) ? ';' : '',
    modules: index.imports.length > 0 || /\.m[jt]s$/.test(index.path) ? 'esm' : 'cjs',
    typescript: /\.[cm]?tsx?$/.test(index.path),
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

/** A name like `base` that the file does not use for anything. */
export function freshName(text: string, base: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}${n}`;
    if (!new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text)) return name;
  }
}

/** `customers` → `customer`, `categories` → `category`; another word where there is no plural to undo. */
export function singular(name: string, otherwise = 'item'): string {
  if (/[^aeiou]ies$/.test(name)) return `${name.slice(0, -3)}y`;
  if (/(ss|x|ch|sh)es$/.test(name)) return name.slice(0, -2);
  if (/List$/.test(name)) return name.slice(0, -4);
  return /[a-z]s$/.test(name) && !/(ss|us|is)$/.test(name) ? name.slice(0, -1) : otherwise;
}

export function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/**
 * Source text moved to another depth: its further lines keep their depth against the line it began on. A text
 * over several lines in it (a template) would change, so then all stays as it is.
 */
export function reindented(text: string, from: string, to: string): string {
  if (text.includes('`')) return text;
  return text.replace(/\n([ \t]*)(?=\S)/g, (all, blank: string) =>
    blank.startsWith(from) ? `\n${to}${blank.slice(from.length)}` : all,
  );
}
