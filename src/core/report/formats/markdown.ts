import type { RenderOptions, ReportData, ReportDiff, ReportFormat } from '../data.ts';
import { formatShare, formatSigned, formatWeight } from '../numbers.ts';
import { functionName, lineKey, originLabel, place } from '../place.ts';
import { activeWord, endSentence, measuredWith, summaryParts } from '../words.ts';

/** For pull requests and issues (GitHub's dialect). */
export const markdown: ReportFormat = {
  name: 'markdown',
  extension: '.md',
  render(data: ReportData, options: RenderOptions): string {
    const kind = data.hot.kind === 'heap' ? 'Heap profile' : 'CPU profile';
    const head = [`## ${kind}: ${code(data.title)}`, summaryParts(data).map(plain).join(' · ')];
    const measured = measuredWith(data);
    if (measured) head.push(plain(measured));
    const end = endSentence(data);
    if (end) head.push(`**${plain(end)}**`);
    const body = data.diff
      ? diffSection(data, data.diff, options.top)
      : [...functionSection(data, options.top), ...lineSection(data, options.top), ...familySection(data)];
    const notes = data.notes.length > 0 ? [data.notes.map((n) => `- ${plain(n)}`).join('\n')] : [];
    return `${[...head, ...body, ...notes].join('\n\n')}\n`;
  },
};

/** Text that must not be read as markup, also inside a table. */
function plain(text: string): string {
  return text.replace(/\r?\n/g, ' ').replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}

/** Inline code: a fence longer than any run of backticks inside; pipes escaped for tables. */
function code(text: string): string {
  const clean = text.replace(/\s+/g, ' ').trim();
  if (clean === '') return '';
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map((m) => m[0].length));
  const fence = '`'.repeat(longest + 1);
  const space = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return `${fence}${space}${clean.replaceAll('|', '\\|')}${space}${fence}`;
}

function table(
  header: readonly string[],
  align: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(align), ...rows.map(line)].join('\n');
}

function functionSection(data: ReportData, top: number): string[] {
  const { unit, totals } = data.hot;
  const rows = data.hot.functions.slice(0, top);
  const heading = `### Hot functions\n\nShares of ${formatWeight(totals.activeMs, unit)} ${activeWord(data.hot)}.`;
  if (rows.length === 0) return [heading, 'Nothing was sampled.'];
  return [
    heading,
    table(
      ['Self', '', 'Total', '', 'Function', 'Where'],
      ['--:', '--:', '--:', '--:', ':--', ':--'],
      rows.map((f) => [
        formatShare(f.selfShare),
        formatWeight(f.selfMs, unit),
        formatShare(f.totalShare),
        formatWeight(f.totalMs, unit),
        code(functionName(f.name)),
        code(place(f.file, f.line) || originLabel(f.origin, f.pkg)),
      ]),
    ),
  ];
}

function lineSection(data: ReportData, top: number): string[] {
  const rows = data.hot.lines.slice(0, top);
  if (rows.length === 0) return [];
  return [
    '### Hot lines',
    table(
      ['Self', '', 'Where', 'Line'],
      ['--:', '--:', ':--', ':--'],
      rows.map((l) => [
        formatShare(l.selfShare),
        formatWeight(l.selfMs, data.hot.unit),
        code(place(l.file, l.line)),
        code(data.lineTexts[lineKey(l.file, l.line)] ?? ''),
      ]),
    ),
  ];
}

function familySection(data: ReportData): string[] {
  if (data.diagnosis.families.length === 0) return [];
  return [
    '### Likely bottleneck',
    data.diagnosis.families
      .map((f) => {
        const facts = f.evidence.map((e) => `  - ${plain(e)}`).join('\n');
        return `- **${f.family}** ${formatShare(f.share)} (${f.confidence} confidence)\n${facts}`;
      })
      .join('\n'),
  ];
}

function diffSection(data: ReportData, diff: ReportDiff, top: number): string[] {
  const { unit } = data.hot;
  const delta = data.hot.totals.activeMs - diff.base.activeMs;
  const heading = `### What changed\n\nCompared with ${code(diff.baseTitle)}: ${formatWeight(diff.base.activeMs, unit)} → ${formatWeight(data.hot.totals.activeMs, unit)} (${formatSigned(delta, unit)}).`;
  const rows = diff.functions.slice(0, top);
  if (rows.length === 0) return [heading, 'No function differs.'];
  return [
    heading,
    table(
      ['Change', 'Base', 'Now', 'Function', 'Where'],
      ['--:', '--:', '--:', ':--', ':--'],
      rows.map((f) => [
        formatSigned(f.selfDeltaMs, unit),
        formatWeight(f.baseSelfMs, unit),
        formatWeight(f.selfMs, unit),
        code(functionName(f.name)),
        code(place(f.file, f.line) || originLabel(f.origin, '')),
      ]),
    ),
  ];
}
