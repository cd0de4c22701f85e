/** Which folders of the workspace a review is of. */
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../../core/model.ts';
import { slashed } from '../roots.ts';

/** Folders on a disk; with a repository's root only those in it, or around it. */
export function foldersOf(repository?: string): string[] {
  const all = (vscode.workspace.workspaceFolders ?? [])
    .filter((f) => f.uri.scheme === 'file')
    .map((f) => f.uri.fsPath);
  if (repository === undefined) return all;
  return all.filter((folder) => within(repository, folder) || within(folder, repository));
}

function within(outer: string, inner: string): boolean {
  const relative = slashed(path.relative(outer, inner));
  return relative === '' || !(relative === '..' || relative.startsWith('../') || path.isAbsolute(relative));
}

/** The only folder, or the one that a person picks. */
export async function pickFolder(title: string): Promise<string | undefined> {
  const roots = foldersOf();
  if (roots.length === 0)
    throw new UserError('No folder is open.', 'Open the folder of the code with File: Open Folder….');
  if (roots.length === 1) return roots[0];
  const active = vscode.window.activeTextEditor?.document.uri;
  const current = active && vscode.workspace.getWorkspaceFolder(active)?.uri.fsPath;
  const sorted = [...roots].sort((a, b) => Number(b === current) - Number(a === current));
  const picked = await vscode.window.showQuickPick(
    sorted.map((root) => ({ label: path.basename(root), description: root, root })),
    { title, placeHolder: 'Folder' },
  );
  return picked?.root;
}
