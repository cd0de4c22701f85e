import type { HotSpots } from '../../model.ts';
import { type Column, renderColumns, shortenMiddle } from '../columns.ts';
import type { RenderOptions, ReportData, ReportDiff, ReportFormat } from '../data.ts';
import { formatCount, formatMs, formatShare, formatSigned, formatWeight, plural } from '../numbers.ts';
import { functionName, lineKey, originLabel, place } from '../place.ts';
import { bar, type Style, styleFor } from '../style.ts';
import { activeWord, endSentence, measuredWith, summaryParts } from '../words.ts';

interface Pen {
  readonly style: Style;
  readonly width: number;
  readonly top: number;
  readonly leastShare: number;
}

/** Shown however small they are. */
const leastRows = 5;
const indent = '  ';
/** Below this a bar would take the room of the names. */
const roomForBars = 96;

/** For the terminal: aligned, coloured where asked, never wider than the window. */
export const text: ReportFormat = {
  name: 'text',
  extension: '.txt',
  render(data: ReportData, options: RenderOptions): string {
    const pen: Pen = {
      style: styleFor(options.colour),
      width: Math.max(60, options.width),
      top: options.top,
      leastShare: options.leastShare,
    };
    const sections = [
      header(data, pen),
      data.diff ? diffTable(data, data.diff, pen) : functionTable(data, pen),
      data.diff ? [] : lineTable(data, pen),
      data.diff ? [] : packageTable(data.hot, pen),
      sourceTable(data, pen),
      diagnosis(data, pen),
      notes(data, pen),
      footer(data, pen),
    ];
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  },
};

function header(data: ReportData, pen: Pen): string[] {
  const { style } = pen;
  const kind = data.hot.kind === 'heap' ? 'Heap profile' : 'CPU profile';
  const lines = [
    `${style.bold(kind)} ${style.dim('·')} ${style.bold(shortenMiddle(data.title, pen.width - kind.length - 3))}`,
    style.dim(summaryParts(data).join(' · ')),
  ];
  const measured = measuredWith(data);
  if (measured) lines.push(style.dim(measured));
  if (data.diff)
    lines.push(style.dim(`compared with ${data.diff.baseTitle} · ${baseSummary(data, data.diff)}`));
  const end = endSentence(data);
  if (end) lines.push(style.yellow(end));
  return lines;
}

function baseSummary(data: ReportData, diff: ReportDiff): string {
  const delta = data.hot.totals.activeMs - diff.base.activeMs;
  const share =
    diff.base.activeMs > 0 ? ` (${delta >= 0 ? '+' : ''}${formatShare(delta / diff.base.activeMs)})` : '';
  return `${formatWeight(diff.base.activeMs, data.hot.unit)} ${activeWord(data.hot)}, now ${formatSigned(delta, data.hot.unit)}${share}`;
}

function title(text: string, detail: string, pen: Pen): string {
  return `${pen.style.bold(text)}${detail ? pen.style.dim(`  ${detail}`) : ''}`;
}

function worthShowing<T extends { readonly selfShare: number }>(rows: readonly T[], pen: Pen): T[] {
  return rows.slice(0, pen.top).filter((r, i) => i < leastRows || r.selfShare >= pen.leastShare);
}

function functionTable(data: ReportData, pen: Pen): string[] {
  const rows = worthShowing(data.hot.functions, pen);
  const { unit } = data.hot;
  const heading = title(
    data.onlyMine ? 'Hot functions of your code' : 'Hot functions',
    `share of ${formatWeight(data.hot.totals.activeMs, unit)} ${activeWord(data.hot)}`,
    pen,
  );
  if (rows.length === 0) return [heading, `${indent}${pen.style.dim(nothingHot(data))}`];
  const bars = pen.width >= roomForBars;
  const heat = (cell: string, row: number) => pen.style.heat(cell, rows[row]?.selfShare ?? 0);
  const columns: Column[] = [
    ...(bars ? [{ align: 'left', style: heat } as const] : []),
    { align: 'right', header: 'self', style: heat },
    { align: 'right' },
    { align: 'right', header: 'total' },
    { align: 'right' },
    { align: 'left', shrink: 'end', header: 'function', least: 18, style: (cell) => pen.style.bold(cell) },
    { align: 'left', shrink: 'path', header: 'where', least: 18, style: (cell) => pen.style.cyan(cell) },
  ];
  const cells = rows.map((f) => [
    ...(bars ? [bar(f.selfShare, 10)] : []),
    formatShare(f.selfShare),
    formatWeight(f.selfMs, unit),
    formatShare(f.totalShare),
    formatWeight(f.totalMs, unit),
    functionName(f.name),
    place(f.file, f.line) || originLabel(f.origin, f.pkg),
  ]);
  return [heading, ...renderColumns(columns, cells, { width: pen.width, indent, dim: pen.style.dim })];
}

function nothingHot(data: ReportData): string {
  if (data.hot.totals.samples === 0) return 'no samples';
  return data.onlyMine
    ? 'none of your own code was on the stack; leave out --only-mine'
    : 'nothing but idle time';
}

function lineTable(data: ReportData, pen: Pen): string[] {
  const rows = worthShowing(data.hot.lines, pen);
  if (rows.length === 0) return [];
  const { unit } = data.hot;
  const calls = rows.some((l) => l.totalFrom === 'calls');
  const columns: Column[] = [
    { align: 'right', header: 'self', style: (cell, row) => pen.style.heat(cell, rows[row]?.selfShare ?? 0) },
    { align: 'right' },
    ...(calls ? [{ align: 'right', header: 'total' } as const] : []),
    { align: 'left', shrink: 'path', header: 'where', least: 18, style: (cell) => pen.style.cyan(cell) },
    { align: 'left', shrink: 'end', least: 16, style: (cell, row) => sourceStyle(data, row, cell, pen) },
  ];
  const cells = rows.map((l) => [
    formatShare(l.selfShare),
    formatWeight(l.selfMs, unit),
    ...(calls ? [formatShare(l.totalShare)] : []),
    place(l.file, l.line),
    data.lineTexts[lineKey(l.file, l.line)] || `in ${functionName(l.function)}`,
  ]);
  return [
    title('Hot lines', '', pen),
    ...renderColumns(columns, cells, { width: pen.width, indent, dim: pen.style.dim }),
  ];
}

/** Source text stands out; the substitute for a missing one does not. */
function sourceStyle(data: ReportData, row: number, cell: string, pen: Pen): string {
  const line = data.hot.lines[row];
  return line && data.lineTexts[lineKey(line.file, line.line)] ? cell : pen.style.dim(cell);
}

function packageTable(hot: HotSpots, pen: Pen): string[] {
  const rows = hot.packages.filter((p) => p.selfShare >= 0.01).slice(0, 6);
  if (rows.length < 2) return [];
  const columns: Column[] = [
    { align: 'right', header: 'self' },
    { align: 'right' },
    { align: 'right', header: 'total' },
    { align: 'left', shrink: 'end', header: 'package' },
  ];
  const cells = rows.map((p) => [
    formatShare(p.selfShare),
    formatWeight(p.selfMs, hot.unit),
    formatShare(p.totalShare),
    p.pkg || 'your code',
  ]);
  return [
    title('Packages', '', pen),
    ...renderColumns(columns, cells, { width: pen.width, indent, dim: pen.style.dim }),
  ];
}

/** Which process or thread the time went to; only where there are several. */
function sourceTable(data: ReportData, pen: Pen): string[] {
  const all = data.sources.reduce((sum, s) => sum + s.activeMs, 0);
  const rows = [...data.sources].sort((a, b) => b.activeMs - a.activeMs).slice(0, 8);
  if (rows.length < 2 || all <= 0 || data.diff) return [];
  const columns: Column[] = [
    { align: 'right', header: 'active' },
    { align: 'right' },
    { align: 'left', shrink: 'end', header: 'recorded' },
  ];
  const cells = rows.map((s) => [
    formatShare(s.activeMs / all),
    formatWeight(s.activeMs, data.hot.unit),
    s.label,
  ]);
  const more = data.sources.length - rows.length;
  return [
    title('Threads', more > 0 ? `the busiest ${rows.length} of ${data.sources.length}` : '', pen),
    ...renderColumns(columns, cells, { width: pen.width, indent, dim: pen.style.dim }),
  ];
}

function diffTable(data: ReportData, diff: ReportDiff, pen: Pen): string[] {
  const rows = diff.functions.slice(0, pen.top);
  const { unit } = data.hot;
  const heading = title('What changed', 'self time, largest change first', pen);
  if (rows.length === 0) return [heading, `${indent}${pen.style.dim('no function differs')}`];
  const tint = (cell: string, row: number) =>
    (rows[row]?.selfDeltaMs ?? 0) > 0 ? pen.style.red(cell) : pen.style.green(cell);
  const columns: Column[] = [
    { align: 'right', header: 'change', style: tint },
    { align: 'right', header: 'base' },
    { align: 'right', header: 'now' },
    { align: 'right', header: 'share', style: tint },
    { align: 'left', shrink: 'end', header: 'function', least: 18, style: (cell) => pen.style.bold(cell) },
    { align: 'left', shrink: 'path', header: 'where', least: 18, style: (cell) => pen.style.cyan(cell) },
  ];
  const cells = rows.map((f) => [
    formatSigned(f.selfDeltaMs, unit),
    f.baseSelfMs === 0 && f.baseTotalMs === 0 ? 'new' : formatWeight(f.baseSelfMs, unit),
    f.selfMs === 0 && f.totalMs === 0 ? 'gone' : formatWeight(f.selfMs, unit),
    `${f.selfDeltaShare > 0 ? '+' : ''}${formatShare(f.selfDeltaShare)}`,
    functionName(f.name),
    place(f.file, f.line) || originLabel(f.origin, ''),
  ]);
  return [heading, ...renderColumns(columns, cells, { width: pen.width, indent, dim: pen.style.dim })];
}

function diagnosis(data: ReportData, pen: Pen): string[] {
  const { families } = data.diagnosis;
  if (families.length === 0 || data.diff) return [];
  const name = Math.max(...families.map((f) => f.family.length));
  const lines = [title('Likely bottleneck', 'from the profile alone', pen)];
  for (const f of families) {
    const share = formatShare(f.share).padStart(6);
    const row = `${indent}${pen.style.heat(share, f.share)}  ${pen.style.bold(f.family.padEnd(name))}  ${pen.style.dim(`${f.confidence} confidence`)}`;
    lines.push(row);
    for (const fact of f.evidence) lines.push(...wrap(fact, pen.width, `${indent}        `));
  }
  return lines;
}

/** Words wrapped to the width, continuation lines indented alike. */
function wrap(sentence: string, width: number, lead: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line !== '' && lead.length + line.length + 1 + word.length > width) {
      lines.push(lead + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(lead + line);
  return lines;
}

function notes(data: ReportData, pen: Pen): string[] {
  if (data.notes.length === 0) return [];
  const shown = data.notes.slice(0, 8).flatMap((n) => wrap(`note: ${n}`, pen.width, indent));
  const more = data.notes.length > 8 ? [`${indent}and ${formatCount(data.notes.length - 8)} more notes`] : [];
  return [...shown, ...more].map(pen.style.dim);
}

function footer(data: ReportData, pen: Pen): string[] {
  const lines: string[] = [];
  if (data.recording) {
    const { threads, durationMs } = data.recording.data;
    lines.push(
      `${pen.style.bold('Recording')}  ${data.recording.folder} ${pen.style.dim(`(${plural(threads.length, 'thread')}, ${formatMs(durationMs)})`)}`,
    );
  }
  const name = Math.max(0, ...data.next.map(([what]) => what.length));
  for (const [what, command] of data.next) {
    lines.push(`${indent}${pen.style.dim(what.padEnd(name))}  ${command}`);
  }
  return lines;
}
