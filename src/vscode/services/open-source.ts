import * as vscode from 'vscode';
import { candidates, locate } from './roots.ts';

/** A place in a source file, 1-based; 0 = unknown. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly beside: boolean;
}

/** Opens the place, or says why it cannot. `from` is the column of the view that asks: it is not covered. */
export async function openSource(place: Place, from?: vscode.ViewColumn): Promise<void> {
  const uri = await locate(place.file);
  if (!uri) {
    await vscode.window.showInformationMessage(whyNot(place.file));
    return;
  }
  const at = new vscode.Position(Math.max(0, place.line - 1), Math.max(0, place.column - 1));
  const editor = await vscode.window.showTextDocument(uri, {
    viewColumn: columnFor(uri, place.beside, from),
    selection: new vscode.Range(at, at),
    preview: true,
  });
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function columnFor(uri: vscode.Uri, beside: boolean, from?: vscode.ViewColumn): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.find((e) => e.document.uri.toString() === uri.toString());
  if (shown?.viewColumn !== undefined) return shown.viewColumn;
  if (from === undefined) return beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  const other = vscode.window.tabGroups.all.find((g) => g.viewColumn !== from);
  if (other) return other.viewColumn;
  return beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}

function whyNot(file: string): string {
  if (file === '') return 'This is native code or a state of the engine: there is no source to open.';
  if (file.startsWith('node:')) return `${file} is part of Node.js: there is no file to open.`;
  if (candidates(file).length === 0) return `${file} is not a file on this machine.`;
  return `${file} does not exist here: it was moved, or recorded elsewhere.`;
}
