import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../src/vscode/extension.ts';
import type { TestContext } from './harness.ts';

export const extensionId = 'perfloop.perfloop';

export function extension(): vscode.Extension<Exports> {
  const found = vscode.extensions.getExtension<Exports>(extensionId);
  if (!found) throw new Error(`${extensionId} is not installed`);
  return found;
}

/** Absolute path of a file of the workspace. */
export function inWorkspace(file: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  return path.join(folder.uri.fsPath, file);
}

export async function write(file: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.file(inWorkspace(file));
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return uri;
}

export async function show(file: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(vscode.Uri.file(inWorkspace(file)), {
    viewColumn: vscode.ViewColumn.One,
  });
}

/** Sets a setting for the time of the test. */
export async function set(t: TestContext, key: string, value: unknown): Promise<void> {
  const update = (v: unknown) =>
    vscode.workspace.getConfiguration('perfloop').update(key, v, vscode.ConfigurationTarget.Global);
  await update(value);
  t.after(() => update(undefined));
}

export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter((d) => d.isDirty)) {
    await vscode.window.showTextDocument(document);
    // One whose file is gone cannot be reverted; without its text it is at least not dirty in the next test.
    await vscode.commands.executeCommand('workbench.action.files.revert').then(undefined, () => {});
    if (document.isDirty) await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('perfloop.closeProfile');
}

/** Files and folders that go with the test, whose editors are closed first. */
export async function removed(t: TestContext, ...files: string[]): Promise<void> {
  t.after(async () => {
    for (const file of files) await rm(inWorkspace(file), { recursive: true, force: true });
  });
  t.after(closeAll);
}

export function ours(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((d) => d.source === 'perfloop');
}

export async function actions(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

/** Failures that commands tell. */
export function told(t: TestContext): string[] {
  const said: string[] = [];
  const original = vscode.window.showErrorMessage;
  Object.assign(vscode.window, {
    showErrorMessage: async (text: string) => {
      said.push(text);
    },
  });
  t.after(() => Object.assign(vscode.window, { showErrorMessage: original }));
  return said;
}
