/** What the surfaces of the review share. */
import * as vscode from 'vscode';
import { ReviewDesk } from '../../../node/review/desk.ts';
import type { Session } from '../../session.ts';
import type { Log } from '../log.ts';
import { Fixes } from './edits.ts';
import { LiveReview } from './live.ts';
import { Moved } from './moved.ts';
import { Proposals } from './proposals.ts';
import { Runs } from './runs.ts';
import { Shares } from './shares.ts';
import { Targets } from './targets.ts';
import { tellHeat } from './warmth.ts';
import { Workspaces } from './workspaces.ts';

export interface Review extends vscode.Disposable {
  readonly log: Log;
  readonly desk: ReviewDesk;
  readonly workspaces: Workspaces;
  readonly live: LiveReview;
  readonly shares: Shares;
  readonly runs: Runs;
  readonly targets: Targets;
  readonly moved: Moved;
  readonly fixes: Fixes;
  readonly proposals: Proposals;
}

/** Starts no thread: the first document or review does. */
export function createReview(session: Session, log: Log, workerPath: string): Review {
  const desk = new ReviewDesk(workerPath);
  const workspaces = new Workspaces(log);
  const live = new LiveReview(workspaces, desk, log);
  const shares = new Shares(session, log);
  const runs = new Runs(workspaces, shares, desk);
  const targets = new Targets(live, runs);
  const moved = new Moved(runs, live, targets, log);
  const proposals = new Proposals(desk, targets, log);
  const owned = vscode.Disposable.from(
    proposals,
    moved,
    tellHeat(workspaces, shares, runs, log),
    runs,
    shares,
    live,
    workspaces,
    {
      dispose: () => void desk.dispose(),
    },
  );
  const fixes = new Fixes(desk);
  return {
    log,
    desk,
    fixes,
    proposals,
    workspaces,
    live,
    shares,
    runs,
    targets,
    moved,
    dispose: () => owned.dispose(),
  };
}
