import * as vscode from 'vscode';
import { command } from '../services/log.ts';
import type { Review } from '../services/review/review.ts';

/** Shorter work is over before anybody could read that it is under way. */
const quietMs = 700;

/** While a folder is being read: how far, and the way to stop it. */
export function reviewStatus({ workspaces, log }: Review): vscode.Disposable {
  let item: vscode.StatusBarItem | undefined;
  let timer: NodeJS.Timeout | undefined;
  const show = () => {
    const { indexing } = workspaces;
    if (!indexing) return;
    item ??= vscode.window.createStatusBarItem('perfloop.index', vscode.StatusBarAlignment.Left, 49);
    const { done, total } = indexing;
    item.name = 'Perfloop: Index';
    item.text = `$(sync~spin) Perfloop: ${total > 0 ? `${done} of ${total} files` : 'listing files'}`;
    item.tooltip =
      'Perfloop reads the workspace, to know what functions of other files do. Click to stop; files are then looked at one by one.';
    item.command = 'perfloop.stopIndex';
    item.accessibilityInformation = {
      label: `Perfloop reads the workspace, ${done} of ${total} files. Activate to stop.`,
    };
    item.show();
  };
  const update = () => {
    if (workspaces.indexing) {
      if (item) show();
      else timer ??= setTimeout(show, quietMs);
      return;
    }
    clearTimeout(timer);
    timer = undefined;
    item?.dispose();
    item = undefined;
  };
  return vscode.Disposable.from(
    workspaces.onDidProgress(update),
    command(log, 'perfloop.stopIndex', () => workspaces.stop()),
    command(log, 'perfloop.index', () => workspaces.restart()),
    {
      dispose: () => {
        clearTimeout(timer);
        item?.dispose();
      },
    },
  );
}
