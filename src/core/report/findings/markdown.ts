import type { Finding } from '../../analysis/finding.ts';
import { visible } from '../visible.ts';
import { excerptOf } from './excerpt.ts';
import { counted, type FindingsFormat, noticesFor, percent, tally } from './types.ts';

/** To paste into a pull request. */
export const markdown: FindingsFormat = {
  name: 'markdown',
  render(report, context) {
    const out = [
      `## Performance review${report.scope ? ` (${text(report.scope)})` : ''}`,
      '',
      `${tally(report.findings)} in ${counted(report.stats.files, 'file')}.`,
      '',
    ];
    for (const f of report.findings) out.push(...linesOf(f, context.lines(f.file)));
    if (report.suppressed.length > 0)
      out.push(`${counted(report.suppressed.length, 'finding')} suppressed with a reason.`, '');
    for (const n of noticesFor(report, context)) out.push(`- Notice: \`${code(n.file)}\` ${text(n.message)}`);
    return `${out.join('\n').trimEnd()}\n`;
  },
};

/** One finding alone, to paste. @param source lines of its file, where there are any */
export function findingMarkdown(f: Finding, source: readonly string[] | undefined): string {
  return `${linesOf(f, source).join('\n').trimEnd()}\n`;
}

function linesOf(f: Finding, source: readonly string[] | undefined): string[] {
  const share = f.share === undefined ? '' : ` · measured ${percent(f.share)}`;
  const lines = [
    `### \`${f.rule}\` ${text(f.message)}`,
    '',
    `\`${code(f.file)}:${f.line}\` · ${f.severity} · ${f.confidence} confidence${f.context ? ` · ${text(f.context)}` : ''}${share}`,
    '',
    ...fenced(f, source ?? []),
  ];
  if (f.chain.length > 1) {
    lines.push(...f.chain.map((s, i) => `${i + 1}. \`${code(s.file)}:${s.line}\` ${text(s.message)}`), '');
  }
  lines.push(`**Instead:** ${text(f.advice)}`, '');
  return lines;
}

/** The code, moved to the left, in a fence that nothing in it ends. */
function fenced(f: Finding, source: readonly string[]): string[] {
  const excerpt = excerptOf(f, source).map((l) => l.text);
  const isCode = (l: string): boolean => l.trim() !== '';
  const lines = excerpt.slice(excerpt.findIndex(isCode), excerpt.findLastIndex(isCode) + 1).map(visible);
  if (lines.length === 0) return [];
  const indents = lines.filter(isCode).map((l) => l.search(/\S/));
  const indent = Math.min(...indents, 200);
  const ticks = lines.join('\n').match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(2, ...ticks.map((t) => t.length)) + 1);
  const language = /\.[cm]?(jsx?|tsx?)$/.exec(f.file)?.[1] ?? '';
  return [`${fence}${language}`, ...lines.map((l) => l.slice(indent).trimEnd()), fence, ''];
}

/** What stands in the code must not turn into markup. */
function text(s: string): string {
  return visible(s.replace(/\s+/g, ' ')).replace(/[\\`*_{}[\]<>#|~]/g, (c) => `\\${c}`);
}

function code(s: string): string {
  return visible(s.replaceAll('`', "'").replace(/\s/g, ' '));
}
