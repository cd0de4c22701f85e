import * as vscode from 'vscode';

/** Running a program is for trusted workspaces only; true where it may run, else a person is told why not. */
export async function mayRun(
  trusted = vscode.workspace.isTrusted,
  ask: typeof vscode.window.showWarningMessage = vscode.window.showWarningMessage,
): Promise<boolean> {
  if (trusted) return true;
  const manage = 'Manage Workspace Trust';
  const choice = await ask(
    'Perfloop runs no program in Restricted Mode, because a program of this workspace could do harm. ' +
      'Trust the workspace to profile it; opening profiles works without.',
    manage,
  );
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
