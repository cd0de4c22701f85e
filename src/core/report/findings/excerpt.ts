import type { Finding } from '../../analysis/finding.ts';

export interface ExcerptLine {
  /** From 1. */
  readonly number: number;
  /** Two spaces for a tab, cut where nobody would read on. */
  readonly text: string;
  /** One that the finding is about. */
  readonly marked: boolean;
}

const longest = 160;

/** Two lines before a finding, its own (at most six), one after. */
export function excerptOf(f: Finding, lines: readonly string[]): readonly ExcerptLine[] {
  const from = Math.max(1, f.line - 2);
  const to = Math.min(lines.length, Math.min(f.endLine, f.line + 5) + 1);
  const out: ExcerptLine[] = [];
  for (let number = from; number <= to; number++) {
    const text = cut((lines[number - 1] ?? '').replaceAll('\t', '  ').replace(/\r$/, ''));
    out.push({ number, text, marked: number >= f.line && number <= f.endLine });
  }
  return out;
}

/** Not through the middle of a character. */
function cut(text: string): string {
  return text.length > longest ? text.slice(0, longest).replace(/[\ud800-\udbff]$/, '') : text;
}
