import * as path from 'node:path';
import * as vscode from 'vscode';

/** Absolute folders of the workspace, `/`-separated: what "my code" means. */
export function workspaceRoots(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((f) => f.uri.scheme === 'file')
    .map((f) => slashed(f.uri.fsPath));
}

export function slashed(file: string): string {
  return file.replaceAll('\\', '/');
}

/** The folder a file belongs to, else its own: where things are run and recordings are kept. */
export function folderOf(file: string): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  return folder ? folder.uri.fsPath : path.dirname(file);
}

/**
 * Every place where a file of a result may be: results name files relative to a workspace folder, or absolute.
 * Empty for what is no file: `node:fs`, native code, URLs of the web.
 */
export function candidates(file: string): vscode.Uri[] {
  if (file === '' || file.startsWith('node:')) return [];
  if (file.startsWith('file:')) return [vscode.Uri.parse(file)];
  if (/^[a-z][a-z\d+.-]+:/i.test(file)) return [];
  if (path.isAbsolute(file)) return [vscode.Uri.file(file)];
  return workspaceRoots().map((root) => vscode.Uri.file(path.posix.join(root, file)));
}

/** The first of the candidates that exists. */
export async function locate(file: string): Promise<vscode.Uri | undefined> {
  for (const uri of candidates(file)) {
    const found = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (found) return uri;
  }
  return undefined;
}
