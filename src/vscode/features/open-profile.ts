import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { command, type Log } from '../services/log.ts';
import { openSource, type Place } from '../services/open-source.ts';
import { workspaceRoots } from '../services/roots.ts';
import type { Session } from '../session.ts';

/** Opening what was recorded before, and what can be done with what is open. */
export function openProfile(session: Session, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    command(log, 'perfloop.openProfile', async (uri?: vscode.Uri) => {
      const source = uri instanceof vscode.Uri ? uri.fsPath : await pickSource();
      if (source !== undefined) await open(session, source);
    }),
    command(log, 'perfloop.closeProfile', () => session.show(undefined)),
    command(log, 'perfloop.openPlace', (place: Place) => openSource(place)),
    command(log, 'perfloop.revealRecording', () =>
      vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(session.opened.source)),
    ),
  );
}

async function open(session: Session, source: string): Promise<void> {
  await session.openAndShow(source);
  await vscode.commands.executeCommand('perfloop.showFlame');
}

interface Choice extends vscode.QuickPickItem {
  readonly source?: string;
}

/** Recordings of the workspace, newest first, or any file. */
async function pickSource(): Promise<string | undefined> {
  const recordings = await findRecordings();
  if (recordings.length === 0) return browse();
  const items: Choice[] = [
    ...recordings.map((r) => ({
      label: `$(graph) ${path.basename(r.folder)}`,
      description: new Date(r.at).toLocaleString(),
      source: r.folder,
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(folder-opened) Profile file…', alwaysShow: true },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Perfloop: Open Profile',
    placeHolder: 'A recording of this workspace, or a file',
  });
  return picked && (picked.source ?? browse());
}

async function browse(): Promise<string | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: 'Open Profile',
    openLabel: 'Open',
    filters: {
      Profiles: ['cpuprofile', 'heapprofile', 'json', 'pprof', 'pb', 'gz', 'txt', 'collapsed'],
      'All files': ['*'],
    },
  });
  return files?.[0]?.fsPath;
}

async function findRecordings(): Promise<{ folder: string; at: number }[]> {
  const found = await Promise.all(
    workspaceRoots().map(async (root) => {
      const store = path.join(root, '.perfloop', 'recordings');
      const names = await readdir(store).catch(() => []);
      return Promise.all(
        names.map(async (name) => {
          const folder = path.join(store, name);
          const at = await stat(path.join(folder, 'recording.json')).then(
            (s) => s.mtimeMs,
            () => 0,
          );
          return { folder, at };
        }),
      );
    }),
  );
  return found
    .flat()
    .filter((r) => r.at > 0)
    .sort((a, b) => b.at - a.at)
    .slice(0, 30);
}
