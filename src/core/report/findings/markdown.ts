import type { Finding } from '../../analysis/finding.ts';
import { visible } from '../visible.ts';
import { excerptOf } from './excerpt.ts';
import {
  beginsAgain,
  counted,
  type FindingsContext,
  type FindingsFormat,
  noticesFor,
  percent,
  tally,
} from './types.ts';

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
    out.push(...findings(report.findings, context));
    if (report.suppressed.length > 0)
      out.push(`${counted(report.suppressed.length, 'finding')} suppressed with a reason.`, '');
    for (const n of noticesFor(report, context)) out.push(`- Notice: \`${code(n.file)}\` ${text(n.message)}`);
    return `${out.join('\n').trimEnd()}\n`;
  },
};

/** Characters of all findings told in full, and of all together: GitHub refuses a comment of more than 65,536. */
const inFull = 50_000;
const most = 62_000;

/** In full as many as fit, then a line for each; what to do is said with a rule's first. */
function findings(all: readonly Finding[], { lines }: FindingsContext): string[] {
  const out: string[] = [];
  const advised = new Set<string>();
  const again = beginsAgain();
  let length = 0;
  for (const [at, f] of all.entries()) {
    const advice = advised.has(f.rule) ? [] : adviceOf(f);
    const begun = again(f);
    const short = `- ${whereOf(f)} ${titleOf(f)}`;
    const told =
      length >= inFull
        ? [short]
        : begun
          ? [`${short} (from \`${code(begun.file)}:${begun.line}\`, as above)`, '']
          : [...linesOf(f, lines(f.file)), ...advice];
    length += told.join('\n').length + 1;
    if (length > most) return [...out, `- and ${all.length - at} more`, ''];
    out.push(...told);
    advised.add(f.rule);
  }
  if (length >= inFull) out.push('');
  return out;
}

/** One finding alone, to paste. @param source lines of its file, where there are any */
export function findingMarkdown(f: Finding, source: readonly string[] | undefined): string {
  return `${[...linesOf(f, source), ...adviceOf(f)].join('\n').trimEnd()}\n`;
}

function adviceOf(f: Finding): string[] {
  return [`**Instead:** ${text(f.advice)}`, ''];
}

function whereOf(f: Finding): string {
  return `\`${code(f.file)}:${f.line}\``;
}

function titleOf(f: Finding): string {
  return `\`${f.rule}\` ${text(f.message)}`;
}

function linesOf(f: Finding, source: readonly string[] | undefined): string[] {
  const share = f.share === undefined ? '' : ` · measured ${percent(f.share)}`;
  const lines = [
    `### ${titleOf(f)}`,
    '',
    `${whereOf(f)} · ${f.severity} · ${f.confidence} confidence${f.context ? ` · ${text(f.context)}` : ''}${share}`,
    '',
    ...fenced(f, source ?? []),
  ];
  if (f.chain.length > 1) {
    lines.push(...f.chain.map((s, i) => `${i + 1}. \`${code(s.file)}:${s.line}\` ${text(s.message)}`), '');
  }
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
