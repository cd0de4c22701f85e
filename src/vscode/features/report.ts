import * as vscode from 'vscode';
import type { ReportData } from '../../core/report/data.ts';
import { markdown } from '../../core/report/formats/markdown.ts';
import { command, type Log } from '../services/log.ts';
import { locate } from '../services/roots.ts';
import { settings } from '../services/settings.ts';
import type { OpenSet, Session } from '../session.ts';

const top = 20;

/** What is open, as Markdown for a pull request or an issue. */
export function report(session: Session, log: Log): vscode.Disposable {
  return command(log, 'perfloop.copyReport', async () => {
    const set = session.opened;
    const data = await reportData(session, set);
    await vscode.env.clipboard.writeText(
      markdown.render(data, { width: 100, colour: false, top, leastShare: 0.001 }),
    );
    void vscode.window.setStatusBarMessage('$(check) Report copied as Markdown', 3000);
  });
}

async function reportData(session: Session, set: OpenSet): Promise<ReportData> {
  const { onlyMine } = settings();
  const ids = session.ids(set);
  const hot = await session.profiles.hot(ids, { onlyMine, top });
  const { recording } = set;
  return {
    title: set.title,
    command: recording?.command.join(' ') ?? '',
    hot,
    diagnosis: { families: [] },
    sources: set.profiles.map((p) => ({
      path: vscode.workspace.asRelativePath(p.path),
      label: p.label,
      activeMs: p.totals.activeMs,
    })),
    durationMs: recording?.durationMs ?? 0,
    onlyMine,
    ...(recording ? { recording: { folder: set.source, data: recording } } : {}),
    lineTexts: await lineTexts(hot.lines),
    notes: set.profiles.flatMap((p) => p.problems),
    next: [],
  };
}

async function lineTexts(lines: ReportData['hot']['lines']): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { file, line } of lines) {
    const uri = await locate(file);
    const document =
      uri &&
      (await vscode.workspace.openTextDocument(uri).then(
        (d) => d,
        () => undefined,
      ));
    if (document && line <= document.lineCount)
      texts[`${file}:${line}`] = document.lineAt(line - 1).text.trim();
  }
  return texts;
}
