import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ResultRow } from '../../core/bench/results.ts';
import { type BenchStore, storeKey } from '../services/bench/store.ts';
import { rowMarkdown, rowText } from '../services/bench/words.ts';
import { onSetting, settings } from '../services/settings.ts';

const tones = ['plain', 'better', 'worse', 'unsure'] as const;
type Tone = (typeof tones)[number];

const colours: Readonly<Record<Tone, string>> = {
  plain: 'perfloop.heat.foreground',
  better: 'charts.green',
  worse: 'charts.red',
  unsure: 'charts.yellow',
};

/** Results behind the line that declares the benchmark; they follow the line while the file is edited. */
export function benchInline(store: BenchStore): vscode.Disposable {
  const types = new Map(
    tones.map((tone) => [
      tone,
      vscode.window.createTextEditorDecorationType({
        after: { margin: '0 0 0 3ch', color: new vscode.ThemeColor(colours[tone]) },
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
      }),
    ]),
  );
  // Lines are those of the text that was measured: painted once, the editor moves them along with edits.
  const painted = new WeakMap<vscode.TextEditor, readonly ResultRow[]>();
  const paint = (editor: vscode.TextEditor) => {
    const rows = settings().benchInline ? rowsOf(store, editor.document.uri) : [];
    const before = painted.get(editor) ?? [];
    if (before.length === rows.length && rows.every((row, i) => row === before[i])) return;
    painted.set(editor, rows);
    const lines = byLine(rows, editor.document.lineCount);
    for (const [tone, type] of types) {
      const options = lines
        .filter((l) => l.tone === tone)
        .map((l) => ({
          range: editor.document.lineAt(l.line - 1).range,
          renderOptions: { after: { contentText: l.text } },
          hoverMessage: hover(editor.document.uri, l.rows),
        }));
      editor.setDecorations(type, options);
    }
  };
  const paintAll = () => vscode.window.visibleTextEditors.forEach(paint);
  return vscode.Disposable.from(
    ...types.values(),
    store.onDidChange(paintAll),
    vscode.window.onDidChangeVisibleTextEditors(paintAll),
    onSetting(['benchmarks.inline'], paintAll),
  );
}

function rowsOf(store: BenchStore, uri: vscode.Uri): readonly ResultRow[] {
  const folder = uri.scheme === 'file' ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  if (!folder) return [];
  const file = path.relative(folder.uri.fsPath, uri.fsPath).replaceAll('\\', '/');
  return store.rowsOf(folder.uri.fsPath, file);
}

/** Only these commands may be called from a hover. */
const commands = ['showResults', 'runBenchmarks', 'profileBenchmark', 'compareBenchmarks'];

function hover(uri: vscode.Uri, rows: readonly ResultRow[]): vscode.MarkdownString[] {
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? '';
  return rows.slice(0, mostInHover).map((row) => {
    const key = storeKey(root, row.key);
    const text = rowMarkdown(row, encodeURIComponent(JSON.stringify([[key]])));
    const markdown = new vscode.MarkdownString(text, true);
    markdown.isTrusted = { enabledCommands: commands.map((c) => `perfloop.${c}`) };
    return markdown;
  });
}

const mostInHover = 6;

interface Line {
  readonly rows: readonly ResultRow[];
  readonly line: number;
  readonly tone: Tone;
  readonly text: string;
}

/** A line that declares several (parameters) shows the first and how many more there are. */
function byLine(rows: readonly ResultRow[], lineCount: number): readonly Line[] {
  const lines = new Map<number, ResultRow[]>();
  for (const row of rows) {
    // The editor itself shows an error behind its line.
    if (row.line < 1 || row.line > lineCount || row.status === 'failed' || row.status === 'past') continue;
    lines.set(row.line, [...(lines.get(row.line) ?? []), row]);
  }
  return [...lines].map(([line, of]) => {
    const telling = of.find((r) => toneOf(r) === 'worse') ?? of[0]!;
    const params = /\[([^\]]*)\]( #\d+)?$/.exec(telling.id)?.[1];
    const more = of.length > 1 ? `${params ?? ''}: ` : '';
    const rest = of.length > 1 ? ` (and ${of.length - 1} more)` : '';
    return { rows: of, line, tone: toneOf(telling), text: `${more}${rowText(telling)}${rest}` };
  });
}

function toneOf(row: ResultRow): Tone {
  if (row.status === 'failed' || row.budgets.some((b) => !b.met)) return 'worse';
  if (row.counters.some((c) => c.verdict === 'worse')) return 'worse';
  const verdict = row.change?.verdict;
  if (verdict === 'slower') return 'worse';
  if (verdict === 'faster') return 'better';
  return verdict === 'inconclusive' ? 'unsure' : 'plain';
}
