import * as vscode from 'vscode';
import { Origin } from '../../core/model.ts';
import { locate } from '../services/roots.ts';
import type { OpenSet, Session } from '../session.ts';

/**
 * The first screen of `npm start`: the recording that PERFLOOP_OPEN names, with the hottest own file, its heat,
 * the flame graph beside it and the hotspots in the side bar.
 */
export async function openAtStart(session: Session, source: string): Promise<void> {
  const { set, release } = await session.open(source);
  session.show(set);
  release();
  await showHottestFile(session, set);
  await vscode.commands.executeCommand('perfloop.hotspots.focus');
  await vscode.commands.executeCommand('perfloop.showFlame');
}

async function showHottestFile(session: Session, set: OpenSet): Promise<void> {
  const hot = await session.profiles.hot(session.ids(set), { onlyMine: true, top: 200 });
  const perFile = new Map<string, { share: number; line: number; most: number }>();
  for (const l of hot.lines.filter((line) => line.origin === Origin.Mine)) {
    const sum = perFile.get(l.file) ?? { share: 0, line: l.line, most: 0 };
    sum.share += l.selfShare;
    if (l.selfShare > sum.most) Object.assign(sum, { line: l.line, most: l.selfShare });
    perFile.set(l.file, sum);
  }
  for (const [file, { line }] of [...perFile].sort(([, a], [, b]) => b.share - a.share)) {
    const uri = await locate(file);
    if (!uri) continue;
    const editor = await vscode.window.showTextDocument(uri, {
      preview: false,
      viewColumn: vscode.ViewColumn.One,
    });
    const at = new vscode.Position(line - 1, 0);
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
    return;
  }
}
