/** Code that runs once (scripts, start-up) is not told, unless the recording that is open shows it to be hot. */
import * as vscode from 'vscode';
import type { ReviewSession } from '../../../node/review/session.ts';
import type { Log } from '../log.ts';
import type { Runs } from './runs.ts';
import type { Shares } from './shares.ts';
import type { Workspaces } from './workspaces.ts';

/** Tells the sessions of all folders what is hot, and does the shown review again where that may matter. */
export function tellHeat(workspaces: Workspaces, shares: Shares, runs: Runs, log: Log): vscode.Disposable {
  const warm = new WeakSet<ReviewSession>();
  /** @returns whether anything is hot there, or was before */
  const tell = async ({ root, session }: { root: string; session: ReviewSession }): Promise<boolean> => {
    const heat = await shares.hottest(root);
    if (!heat && !warm.has(session)) return false;
    if (heat) warm.add(session);
    else warm.delete(session);
    await session.heat(heat);
    return true;
  };
  const changed = async (): Promise<void> => {
    const matters = await Promise.all(workspaces.all().map(tell));
    if (matters.includes(true)) await runs.refresh();
  };
  const safely = (done: Promise<unknown>) => void done.catch((error) => log.error(error));
  return vscode.Disposable.from(
    shares.onDidChange(() => safely(changed())),
    workspaces.onDidBegin((one) => safely(tell(one))),
  );
}
