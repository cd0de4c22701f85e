import type { Finding } from '../../analysis/finding.ts';
import { counted, type FindingsFormat, percent, tally } from './types.ts';

/** To paste into a pull request. */
export const markdown: FindingsFormat = {
  name: 'markdown',
  render(report) {
    const out = [
      `## Performance review${report.scope ? ` (${text(report.scope)})` : ''}`,
      '',
      `${tally(report.findings)} in ${counted(report.stats.files, 'file')}.`,
      '',
    ];
    for (const f of report.findings) out.push(...linesOf(f));
    if (report.suppressed.length > 0)
      out.push(`${counted(report.suppressed.length, 'finding')} suppressed with a reason.`, '');
    for (const n of report.notices) out.push(`- Notice: \`${code(n.file)}\` ${text(n.message)}`);
    return `${out.join('\n').trimEnd()}\n`;
  },
};

/** One finding alone, to paste. */
export function findingMarkdown(f: Finding): string {
  return `${linesOf(f).join('\n').trimEnd()}\n`;
}

function linesOf(f: Finding): string[] {
  const share = f.share === undefined ? '' : ` · measured ${percent(f.share)}`;
  const lines = [
    `### \`${f.rule}\` ${text(f.message)}`,
    '',
    `\`${code(f.file)}:${f.line}\` · ${f.severity} · ${f.confidence} confidence${f.context ? ` · ${text(f.context)}` : ''}${share}`,
    '',
  ];
  if (f.chain.length > 1) {
    lines.push(...f.chain.map((s, i) => `${i + 1}. \`${code(s.file)}:${s.line}\` ${text(s.message)}`), '');
  }
  lines.push(`**Instead:** ${text(f.advice)}`, '');
  return lines;
}

/** What stands in the code must not turn into markup. */
function text(s: string): string {
  return s.replace(/[\\`*_{}[\]<>#|~]/g, (c) => `\\${c}`).replace(/\s+/g, ' ');
}

function code(s: string): string {
  return s.replaceAll('`', "'").replace(/\s/g, ' ');
}
