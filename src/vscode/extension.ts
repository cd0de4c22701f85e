import * as vscode from 'vscode';
import { createProfileService, type ProfileService } from '../node/profile-service.ts';
import { type Benchmarks, benchmarkSurfaces } from './compose-benchmarks.ts';
import { flamePanel } from './features/flame-panel.ts';
import { heatHover } from './features/heat-hover.ts';
import { heatLens } from './features/heat-lens.ts';
import { type HotspotsView, hotspots } from './features/hotspots.ts';
import { initialize } from './features/initialize.ts';
import { lineHeat } from './features/line-heat.ts';
import { openProfile } from './features/open-profile.ts';
import { profile } from './features/profile.ts';
import { profileEditor } from './features/profile-editor.ts';
import { report } from './features/report.ts';
import { reviewChanges } from './features/review-changes.ts';
import { reviewComments } from './features/review-comments.ts';
import { reviewDiff } from './features/review-diff.ts';
import { reviewExplain } from './features/review-explain.ts';
import { reviewFixes } from './features/review-fixes.ts';
import { reviewHover } from './features/review-hover.ts';
import { reviewPreview } from './features/review-preview.ts';
import { reviewProblems } from './features/review-problems.ts';
import { reviewStatus } from './features/review-status.ts';
import { type ReviewTree, reviewTree } from './features/review-tree.ts';
import { speedscope } from './features/speedscope.ts';
import { openAtStart } from './features/startup.ts';
import { status } from './features/status.ts';
import { benchHost } from './services/bench/host.ts';
import type { Drawn } from './services/flame-view.ts';
import { HeatStore } from './services/heat.ts';
import { Log, tell } from './services/log.ts';
import { Output } from './services/output.ts';
import { createReview, type Review } from './services/review/review.ts';
import { Runner } from './services/runner.ts';
import { Session } from './session.ts';

/** For the tests: what the surfaces hold, without their pixels. */
export interface Exports {
  readonly session: Session;
  readonly heat: HeatStore;
  readonly hotspots: HotspotsView;
  readonly review: Review;
  readonly reviewTree: ReviewTree;
  readonly onDidDraw: vscode.Event<Drawn>;
  readonly benchmarks: Benchmarks;
}

/** Registers everything and does nothing else: workers start with the first profile or source that is opened. */
export function activate(context: vscode.ExtensionContext): Exports {
  const { extensionUri, workspaceState: memory, subscriptions } = context;
  let service: ProfileService | undefined;
  const log = new Log();
  const output = new Output();
  const session = new Session(() => {
    service ??= createProfileService(context.asAbsolutePath('dist/profile-worker.cjs'));
    return service;
  });
  const runner = new Runner(output);
  const heat = new HeatStore(session);
  const drawn = new vscode.EventEmitter<Drawn>();
  const flame = { session, log, extensionUri, memory, drawn };
  const tree = hotspots(session, log);
  const review = createReview(session, log, context.asAbsolutePath('dist/review-worker.cjs'));
  const findings = reviewTree(review);
  const benchmarks = benchmarkSurfaces(context, session, log);
  subscriptions.push(
    log,
    output,
    session,
    runner,
    heat,
    profile({ session, runner, output, log, memory }),
    openProfile(session, log),
    flamePanel(flame),
    profileEditor(flame),
    speedscope(flame),
    report(session, log),
    tree,
    drawn,
    benchmarks,
    initialize({ log, host: benchHost(context) }),
    lineHeat(heat, log),
    heatHover(heat, session),
    heatLens(heat),
    status(session, runner),
    review,
    findings,
    reviewProblems(review),
    reviewHover(review),
    reviewFixes(review),
    reviewPreview(review),
    reviewExplain(review),
    reviewComments(review),
    reviewDiff(review),
    reviewChanges(review, context.extension.packageJSON.version),
    reviewStatus(review),
    { dispose: () => void service?.dispose() },
  );
  const atStart = process.env.PERFLOOP_OPEN;
  if (atStart) void openAtStart(session, atStart).catch((error) => tell(log, error));
  return { session, heat, hotspots: tree, review, reviewTree: findings, onDidDraw: drawn.event, benchmarks };
}
