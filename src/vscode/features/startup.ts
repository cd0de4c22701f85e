import * as vscode from 'vscode';
import { Origin } from '../../core/model.ts';
import { locate } from '../services/roots.ts';
import { idsOf, type OpenSet, type Session } from '../session.ts';

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
  const hot = await session.profiles.hot(idsOf(set), { onlyMine: true, top: 50 });
  for (const place of [...hot.lines, ...hot.functions]) {
    const uri = place.origin === Origin.Mine ? await locate(place.file) : undefined;
    if (!uri) continue;
    const editor = await vscode.window.showTextDocument(uri, {
      preview: false,
      viewColumn: vscode.ViewColumn.One,
    });
    const at = new vscode.Position(Math.max(0, place.line - 1), 0);
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
    return;
  }
}
