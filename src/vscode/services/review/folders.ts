/** Which folders of the workspace a review is of. */
import * as path from 'node:path';
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

/** What is used of the built-in extension for Git. */
interface GitExtension {
  getAPI(version: 1): { readonly repositories: readonly { readonly rootUri: vscode.Uri }[] };
}

/** Of the repositories that the editor knows; none where its Git is off, or has not looked yet. */
function repositories(): string[] {
  const git = vscode.extensions.getExtension<GitExtension>('vscode.git');
  try {
    return git?.isActive ? git.exports.getAPI(1).repositories.map((r) => r.rootUri.fsPath) : [];
  } catch {
    return [];
  }
}

/**
 * What a review of changes is of: folders of the workspace, and repositories within them (submodules, clones side by
 * side in a folder), of which a review of the folder knows nothing.
 * @param of one repository; or with a folder in a repository of its own those within it that matter now, or all
 */
export function reviewRoots(of: { readonly repository: string } | 'current' | 'all'): string[] {
  if (typeof of === 'object') {
    const folders = foldersOf(of.repository);
    const inside = folders.filter((folder) => within(of.repository, folder));
    return inside.length > 0 || folders.length === 0 ? inside : [of.repository];
  }
  const known = repositories();
  const shown = vscode.window.activeTextEditor?.document.uri;
  const here = shown?.scheme === 'file' ? shown.fsPath : undefined;
  return foldersOf().flatMap((folder) => {
    const inner = known.filter((r) => within(folder, r) && !within(r, folder));
    if (!known.some((r) => within(r, folder))) return inner.length > 0 ? inner : [folder];
    return [folder, ...inner.filter((r) => of === 'all' || (here !== undefined && within(r, here)))];
  });
}

export function within(outer: string, inner: string): boolean {
  const relative = slashed(path.relative(outer, inner));
  return relative === '' || !(relative === '..' || relative.startsWith('../') || path.isAbsolute(relative));
}

/** The only folder, or the one that a person picks; that of the open file is the first. */
export async function pickFolder(title: string, roots = foldersOf()): Promise<string | undefined> {
  if (roots.length === 0)
    throw new UserError('No folder is open.', 'Open the folder of the code with File: Open Folder….');
  if (roots.length === 1) return roots[0];
  const active = vscode.window.activeTextEditor?.document.uri.fsPath;
  const holds = (root: string): number => (active !== undefined && within(root, active) ? root.length : 0);
  const sorted = [...roots].sort((a, b) => holds(b) - holds(a));
  const picked = await vscode.window.showQuickPick(
    sorted.map((root) => ({ label: path.basename(root), description: root, root })),
    { title, placeHolder: 'Folder' },
  );
  return picked?.root;
}
