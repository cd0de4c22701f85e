import * as vscode from 'vscode';
import type { Annotation, HeatStep } from '../../core/heat/annotate.ts';
import type { HeatStore } from '../services/heat.ts';
import { command, type Log } from '../services/log.ts';
import { change, settings } from '../services/settings.ts';

/** Bar colours of the gutter by step; theme colours do not reach into images. */
const bars: Readonly<Record<'light' | 'dark', Readonly<Record<HeatStep | 'stale', string>>>> = {
  light: { 1: '#e3cf9a', 2: '#e5b04b', 3: '#e08a1e', 4: '#d9581a', 5: '#c62828', stale: '#b8b8b8' },
  dark: { 1: '#6b5e3e', 2: '#a07d30', 3: '#d6952b', 4: '#ee7238', 5: '#ff5252', stale: '#6a6a6a' },
};

const steps: readonly HeatStep[] = [1, 2, 3, 4, 5];

/** Heat in the text: figures behind the line, a bar in the gutter, marks in the overview ruler. */
export function lineHeat(store: HeatStore, log: Log): vscode.Disposable {
  const types = new Map<HeatStep | 'stale', vscode.TextEditorDecorationType>();
  const painted = new WeakSet<vscode.TextEditor>();
  const typeOf = (key: HeatStep | 'stale') => {
    const type = types.get(key) ?? vscode.window.createTextEditorDecorationType(decoration(key));
    types.set(key, type);
    return type;
  };

  const paint = (editor: vscode.TextEditor) => {
    const heat = store.of(editor.document);
    if (!heat && !painted.has(editor)) return;
    painted.add(editor);
    for (const key of [...steps, 'stale' as const]) {
      const rows = (heat?.annotations ?? []).filter((a) => (a.stale ? 'stale' : a.step) === key);
      if (rows.length > 0 || types.has(key)) {
        editor.setDecorations(typeOf(key), rows.map(option(editor.document, key)));
      }
    }
  };
  const paintDocument = (document: vscode.TextDocument) => {
    for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) paint(editor);
  };

  return vscode.Disposable.from(
    store.onDidChange(paintDocument),
    vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach(paint)),
    command(log, 'perfloop.toggleHeat', () => change('heat.enabled', !settings().heat)),
    { dispose: () => types.forEach((type) => void type.dispose()) },
  );
}

function option(document: vscode.TextDocument, key: HeatStep | 'stale') {
  const color = new vscode.ThemeColor(key === 'stale' ? 'perfloop.heat.stale' : textColor(key));
  return (row: Annotation): vscode.DecorationOptions => ({
    range: document.lineAt(Math.min(row.line, document.lineCount) - 1).range,
    renderOptions: { after: { contentText: row.text, color } },
  });
}

function textColor(step: HeatStep): string {
  return step >= 4 ? `perfloop.heat.step${step}` : 'perfloop.heat.foreground';
}

function decoration(key: HeatStep | 'stale'): vscode.DecorationRenderOptions {
  const color = key === 'stale' ? 'perfloop.heat.stale' : `perfloop.heat.step${key}`;
  const hot = key !== 'stale' && key >= 3;
  return {
    after: { margin: '0 0 0 3ch', fontStyle: key === 'stale' ? 'italic' : 'normal' },
    isWholeLine: true,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
    overviewRulerLane: vscode.OverviewRulerLane.Center,
    ...(key === 'stale' || key >= 2 ? { overviewRulerColor: new vscode.ThemeColor(color) } : {}),
    ...(hot ? { backgroundColor: new vscode.ThemeColor(`perfloop.heat.background${key}`) } : {}),
    gutterIconSize: 'contain',
    light: { gutterIconPath: bar('light', key) },
    dark: { gutterIconPath: bar('dark', key) },
  };
}

/** A bar that grows with the heat, so that it tells without colour too; stale code gets an outline. */
function bar(theme: 'light' | 'dark', key: HeatStep | 'stale'): vscode.Uri {
  const width = key === 'stale' ? 4 : 1 + key * 1.8;
  const color = bars[theme][key];
  const paint = key === 'stale' ? `fill="none" stroke="${color}"` : `fill="${color}"`;
  const rect = `<rect x="${14.5 - width}" y="1.5" width="${width}" height="13" rx="1.5" ${paint}/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${rect}</svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}
