import * as vscode from 'vscode';
import { formatClock, formatShare } from '../../core/heat/format.ts';
import { type HotFunction, Origin } from '../../core/model.ts';
import type { Runner } from '../services/runner.ts';
import { onSetting } from '../services/settings.ts';
import type { OpenSet, Session } from '../session.ts';

/** While recording: elapsed time, click to stop. After it: the hottest function, click for the flame graph. */
export function status(session: Session, runner: Runner): vscode.Disposable {
  let item: vscode.StatusBarItem | undefined;
  const get = () => {
    item ??= vscode.window.createStatusBarItem('perfloop.status', vscode.StatusBarAlignment.Left, 50);
    item.name = 'Perfloop';
    return item;
  };
  const update = async () => {
    const { running } = runner;
    const set = session.current;
    if (running) showRunning(get(), running.label, running.elapsedMs);
    else if (set) await showHottest(get(), session, set);
    else item?.hide();
  };
  const run = () => void update().catch(() => item?.hide());
  return vscode.Disposable.from(
    runner.onDidChange(run),
    session.onDidChange(run),
    onSetting(['onlyMyCode'], run),
    { dispose: () => item?.dispose() },
  );
}

function showRunning(item: vscode.StatusBarItem, label: string, elapsedMs: number): void {
  item.text = `$(record) ${formatClock(elapsedMs)} ${label}`;
  item.tooltip = 'Perfloop is recording. Click to stop and keep the profile.';
  item.command = 'perfloop.stop';
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.accessibilityInformation = {
    label: `Recording ${label}, ${formatClock(elapsedMs)}. Activate to stop.`,
  };
  item.show();
}

async function showHottest(item: vscode.StatusBarItem, session: Session, set: OpenSet): Promise<void> {
  const hot = await session.profiles.hot(session.ids(set), { onlyMine: true, top: 1 });
  const hottest = hot.functions.find((f) => f.origin === Origin.Mine);
  if (session.current !== set) return;
  item.text = hottest
    ? `$(flame) ${formatShare(hottest.selfShare)} ${nameOf(hottest)}`
    : `$(flame) ${set.title}`;
  const place = hottest ? ` (${hottest.file}:${hottest.line})` : '';
  item.tooltip = `Hottest own function of ${set.title}${place}. Click for the flame graph.`;
  item.command = 'perfloop.showFlame';
  item.backgroundColor = undefined;
  item.accessibilityInformation = {
    label: hottest ? `Hottest function ${nameOf(hottest)}, ${formatShare(hottest.selfShare)}` : set.title,
  };
  item.show();
}

/** An anonymous function goes by its place. */
function nameOf(f: HotFunction): string {
  const named = f.name !== '' && !f.name.startsWith('(');
  return named ? f.name : `${f.file.slice(f.file.lastIndexOf('/') + 1)}:${f.line}`;
}
