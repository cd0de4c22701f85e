import * as vscode from 'vscode';
import { functionLabel } from '../../core/heat/annotate.ts';
import { formatShare, formatWeight } from '../../core/heat/format.ts';
import type { CallEdge, HotFunction, HotLine, ProfileUnit } from '../../core/model.ts';
import type { DocumentHeat, HeatStore } from '../services/heat.ts';
import { escaped, link } from '../services/markdown.ts';
import { candidates } from '../services/roots.ts';
import type { Session } from '../session.ts';

const mostEdges = 5;

/** On a measured line: self, total, and who calls and is called, as links. */
export function heatHover(store: HeatStore, session: Session): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { scheme: 'file' },
    {
      async provideHover(document, position) {
        const heat = store.of(document);
        const row = heat?.annotations.find((a) => a.line === position.line + 1);
        if (!heat || !row) return undefined;
        const text = markdown();
        const unit = heat.set.profiles[0]?.unit ?? 'us';
        if (row.heat) text.appendMarkdown(lineText(row.heat, unit));
        for (const f of row.functions.slice(0, 3)) await appendFunction(text, f, heat, unit, session);
        appendNotes(text, row.stale, heat);
        return new vscode.Hover(text, document.lineAt(position.line).range);
      },
    },
  );
}

function markdown(): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.isTrusted = { enabledCommands: ['perfloop.openPlace', 'perfloop.revealInFlame'] };
  return text;
}

function lineText(line: HotLine, unit: ProfileUnit): string {
  const calls =
    line.totalFrom === 'calls' ? `, ${figures(line.totalShare, line.totalMs, unit)} with its calls` : '';
  return `$(flame) **This line** ${figures(line.selfShare, line.selfMs, unit)} self${calls}\n\n`;
}

async function appendFunction(
  text: vscode.MarkdownString,
  f: HotFunction,
  heat: DocumentHeat,
  unit: ProfileUnit,
  session: Session,
): Promise<void> {
  const key = { name: f.name, file: f.file, line: f.line };
  const name = functionLabel(f);
  text.appendMarkdown(
    `$(symbol-function) **${escaped(name)}** ${link('perfloop.revealInFlame', [key], '$(flame) in flame graph')}\n\n` +
      `| | share | ${unit === 'bytes' ? 'size' : 'time'} |\n|:--|--:|--:|\n` +
      `| self | ${formatShare(f.selfShare)} | ${formatWeight(f.selfMs, unit)} |\n` +
      `| total | ${formatShare(f.totalShare)} | ${formatWeight(f.totalMs, unit)} |\n\n`,
  );
  const { callers, callees } = await session.profiles.edges(session.ids(heat.set), key);
  appendEdges(text, 'Called by', callers, unit);
  appendEdges(text, 'Calls', callees, unit);
}

function appendEdges(
  text: vscode.MarkdownString,
  title: string,
  edges: readonly CallEdge[],
  unit: ProfileUnit,
): void {
  if (edges.length === 0) return;
  const rows = edges.slice(0, mostEdges).map((e) => {
    const name = escaped(edgeLabel(e));
    const shown = candidates(e.file).length > 0 ? link('perfloop.openPlace', [place(e)], name) : name;
    return `- ${shown} · ${figures(e.share, e.totalMs, unit)}`;
  });
  if (edges.length > mostEdges) rows.push(`- and ${edges.length - mostEdges} more`);
  text.appendMarkdown(`${title}\n\n${rows.join('\n')}\n\n`);
}

function appendNotes(text: vscode.MarkdownString, stale: boolean, heat: DocumentHeat): void {
  if (stale) text.appendMarkdown('$(history) *Stale: this code changed since it was measured.*\n\n');
  else if (heat.uncertain) {
    text.appendMarkdown('$(history) *The file is newer than the recording: lines may have moved.*\n\n');
  }
}

/** A function without a name goes by its place. */
function edgeLabel(e: CallEdge): string {
  if (e.name !== '' && e.name !== '(anonymous)') return e.name;
  return e.file === '' ? '(anonymous)' : `(anonymous) ${e.file.slice(e.file.lastIndexOf('/') + 1)}:${e.line}`;
}

function place(e: CallEdge) {
  return { file: e.file, line: e.line, column: 0, beside: false };
}

function figures(share: number, value: number, unit: ProfileUnit): string {
  return `${formatShare(share)} · ${formatWeight(value, unit)}`;
}
