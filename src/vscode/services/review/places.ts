/** Findings count lines and columns from 1, the editor from 0; this is where one becomes the other. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Finding, Step } from '../../../core/analysis/finding.ts';
import { slashed } from '../roots.ts';

/** A finding with the folder that its paths are relative to. */
export interface Placed {
  /** Absolute; '' for a text that belongs to no folder. */
  readonly root: string;
  readonly finding: Finding;
}

export const reviewedLanguages = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'] as const;

const schemes = new Set(['file', 'untitled', 'vscode-vfs']);
const sourceFile = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const foreign = /(^|\/)(node_modules|\.git|\.perfloop|bower_components)\//;

/** Where a document is to the review: in a folder, or a text of its own. */
export interface DocumentPlace {
  /** '' where it is looked at alone. */
  readonly root: string;
  /** Relative to the root; for a text of its own a path that tells the language. */
  readonly file: string;
}

/** undefined for what is not reviewed: other languages, dependencies, texts that no person edits. */
export function placeOf(document: vscode.TextDocument): DocumentPlace | undefined {
  const { uri, languageId } = document;
  if (!isReviewedLanguage(languageId) || !schemes.has(uri.scheme)) return undefined;
  if (foreign.test(slashed(uri.path))) return undefined;
  const folder = uri.scheme === 'file' ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  if (folder && sourceFile.test(uri.path)) {
    const root = folder.uri.fsPath;
    return { root, file: slashed(path.relative(root, uri.fsPath)) };
  }
  const name = uri.scheme === 'file' ? uri.fsPath : uri.path.replace(/^\/+/, '');
  return { root: '', file: sourceFile.test(name) ? name : `${name}${extensionOf(languageId)}` };
}

export function isReviewedLanguage(languageId: string): boolean {
  return (reviewedLanguages as readonly string[]).includes(languageId);
}

function extensionOf(languageId: string): string {
  if (languageId === 'typescript') return '.ts';
  return languageId === 'typescriptreact' ? '.tsx' : '.jsx';
}

/** The file of a finding or of a step of its chain. */
export function uriOf(root: string, file: string): vscode.Uri {
  return vscode.Uri.file(root === '' ? file : path.join(root, file));
}

/** The finding's own range; the head of it where it covers a block, so that not half a file is underlined. */
export function rangeOf(finding: Finding, document?: vscode.TextDocument): vscode.Range {
  const line = Math.max(0, finding.line - 1);
  const start = new vscode.Position(line, Math.max(0, finding.column - 1));
  if (finding.endLine <= finding.line)
    return new vscode.Range(
      start,
      start.with({ character: Math.max(start.character, finding.endColumn - 1) }),
    );
  const text = document && line < document.lineCount ? document.lineAt(line).text.trimEnd() : '';
  return new vscode.Range(start, start.with({ character: Math.max(start.character + 1, text.length) }));
}

export function stepPosition(step: Pick<Step, 'line' | 'column'>): vscode.Position {
  return new vscode.Position(Math.max(0, step.line - 1), Math.max(0, step.column - 1));
}

/** For `perfloop.openPlace`: absolute, because folders may have files of one name. */
export function openArguments(root: string, at: Pick<Step, 'file' | 'line' | 'column'>) {
  return { file: uriOf(root, at.file).fsPath, line: at.line, column: at.column, beside: false };
}
