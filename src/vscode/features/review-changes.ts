import * as path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/model.ts';
import type { FindingsReport } from '../../core/report/findings/types.ts';
import { counted, tally } from '../../core/report/findings/types.ts';
import { hasStaged } from '../../node/git.ts';
import { command, tell, type WayOn } from '../services/log.ts';
import { foldersOf, pickFolder, reviewRoots } from '../services/review/folders.ts';
import { noticesOf } from '../services/review/notices.ts';
import { pickScope } from '../services/review/pick-base.ts';
import { isReviewedLanguage, uriOf } from '../services/review/places.ts';
import type { Review } from '../services/review/review.ts';
import type { Run, Scope } from '../services/review/runs.ts';

/** A change that is saved is reviewed again once no other file is being saved. */
const gatherMs = 300;

/** Reviewing a branch, what is staged, or everything, and what can be done with the result. */
export function reviewChanges(review: Review, version: string): vscode.Disposable {
  const { runs, log, workspaces } = review;
  let timer: NodeJS.Timeout | undefined;
  const leadOn = (error: unknown) =>
    void tell(log, error, foldersOf().length > 0 ? wayOn({ kind: 'staged' }, error) : undefined);
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void runs.refresh().catch((error) => log.error(error)), gatherMs);
  };
  /** What is staged stays so until Git is told otherwise. */
  const follows = () => runs.current !== undefined && runs.current.scope.kind !== 'staged';
  return vscode.Disposable.from(
    command(log, 'perfloop.reviewChanges', (control?: vscode.SourceControl) =>
      start(review, { kind: 'branch' }, rootsOf(control, 'current')),
    ),
    command(log, 'perfloop.reviewAgainst', () => against(review).catch(leadOn)),
    command(log, 'perfloop.reviewWorkspace', () => start(review, { kind: 'everything' }, allFolders())),
    command(log, 'perfloop.checkStaged', (control?: vscode.SourceControl) =>
      checkStaged(review, control).catch(leadOn),
    ),
    command(log, 'perfloop.review.refresh', () => repeat(review)),
    command(log, 'perfloop.review.clear', () => runs.clear()),
    command(log, 'perfloop.review.copyMarkdown', () => copy(review, runs.current, version)),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (follows() && isReviewedLanguage(document.languageId)) soon();
    }),
    // A file of the review that is renamed, removed or written from outside.
    workspaces.onDidTouch(({ root, files }) => {
      const of = new Set(files);
      if (follows() && runs.current?.findings.some((p) => p.root === root && of.has(p.finding.file))) soon();
    }),
    { dispose: () => clearTimeout(timer) },
  );
}

function allFolders(): string[] {
  const roots = foldersOf();
  if (roots.length === 0)
    throw new UserError('No folder is open.', 'Open the folder of the code with File: Open Folder….');
  return roots;
}

/** Of the repository whose row of the Source Control view was used, else of the workspace. */
function rootsOf(control: vscode.SourceControl | undefined, what: 'current' | 'all'): string[] {
  const repository = control?.rootUri?.fsPath;
  const roots = reviewRoots(repository === undefined ? what : { repository });
  return roots.length > 0 ? roots : allFolders();
}

/** Reviews with progress; undefined when a person cancels. */
async function reviewed(
  review: Review,
  scope: Scope,
  roots: readonly string[],
  title: string,
): Promise<Run | undefined> {
  const abort = new AbortController();
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      try {
        let before = 0;
        progress.report({ message: 'looking through the code' });
        return await review.runs.run(scope, roots, {
          signal: abort.signal,
          onProgress: (done, total) => {
            const share = total > 0 ? (100 * done) / total : 0;
            const message = total > 0 ? `reading ${done} of ${counted(total, 'file')}` : 'listing files';
            progress.report({ message, increment: Math.max(0, share - before) });
            before = Math.max(before, share);
          },
        });
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        throw error;
      }
    },
  );
}

async function start(review: Review, scope: Scope, roots: readonly string[]): Promise<void> {
  const run = await reviewed(review, scope, roots, 'Perfloop review').catch((error) => {
    void tell(review.log, error, wayOn(scope, error));
  });
  if (!run) return;
  await vscode.commands.executeCommand('perfloop.showReview');
  if (run.findings.length === 0)
    void vscode.window.showInformationMessage(
      `Perfloop: no findings ${whereNone(run)}.${noticed(run)}${older(run)}`,
    );
}

/** Where there is nothing to compare with, all of the code can be looked at; another ref can be asked for. */
function wayOn({ kind }: Scope, error: unknown): WayOn | undefined {
  if (kind === 'everything') return undefined;
  const against = kind === 'ref' || (error instanceof UserError && error.next.includes('Against'));
  return against
    ? { label: 'Review Changes Against…', command: 'perfloop.reviewAgainst' }
    : { label: 'Review Workspace', command: 'perfloop.reviewWorkspace' };
}

/** `since main`, `in what is not committed`. */
function whereNone({ folders }: Run): string {
  const said = folders.map(({ label }) => {
    if (label === 'everything') return 'in the code';
    return label.startsWith('since ') ? label : `in what is ${label}`;
  });
  return [...new Set(said)].join(' and ');
}

function older(run: Run): string {
  const n = run.folders.reduce((sum, f) => sum + f.result.stats.before, 0);
  return n === 0
    ? ''
    : ` ${n === 1 ? 'One that was' : `${n} that were`} there before ${n === 1 ? 'is' : 'are'} not shown.`;
}

/** What could not be looked at must not pass for fine. */
function noticed(run: Run): string {
  const n = noticesOf(run).length;
  return n === 0 ? '' : ` The Review view has ${counted(n, 'notice')}.`;
}

async function repeat(review: Review): Promise<void> {
  const { current } = review.runs;
  if (!current) return start(review, { kind: 'branch' }, allFolders());
  const roots = [...current.folders.map((f) => f.root), ...current.failed.map((f) => f.root)];
  await start(review, current.scope, roots);
}

async function against(review: Review): Promise<void> {
  const title = 'Perfloop: Review Changes Against';
  const folder = await pickFolder(title, rootsOf(undefined, 'all'));
  if (folder === undefined) return;
  const scope = await pickScope(folder, title);
  if (scope) await start(review, scope, [folder]);
}

/** The button of the Source Control view: what is about to be committed. */
async function checkStaged(review: Review, control?: vscode.SourceControl): Promise<void> {
  const roots = rootsOf(control, 'all');
  const staged = await stagedOf(roots);
  if (staged.length === 0) {
    const open = 'Review Working Tree';
    const choice = await vscode.window.showInformationMessage(
      'Perfloop: nothing is staged. Stage the changes that you want to commit, then check them.',
      open,
    );
    if (choice === open) await start(review, { kind: 'uncommitted' }, roots);
    return;
  }
  const run = await reviewed(review, { kind: 'staged' }, staged, 'Perfloop check of staged files');
  // The notification stays until a person answers it; the command is done before.
  if (run) void summarise(run).catch((error) => tell(review.log, error));
}

/** Those with something staged. @throws UserError where none of the folders is in a repository */
async function stagedOf(roots: readonly string[]): Promise<string[]> {
  const asked = await Promise.allSettled(roots.map(hasStaged));
  const refused = asked.find((a) => a.status === 'rejected');
  if (refused && asked.every((a) => a.status === 'rejected')) throw refused.reason;
  return roots.filter((_, i) => asked[i]?.status === 'fulfilled' && asked[i].value);
}

const benchmarks = 'Compare Benchmarks';

/** Those that the staged changes reach, with HEAD: it takes a while, so it is asked for. */
async function compareBenchmarks(run: Run): Promise<void> {
  const roots = run.folders.map((f) => f.root);
  await vscode.commands.executeCommand('perfloop.compareStagedBenchmarks', roots);
}

async function summarise(run: Run): Promise<void> {
  const findings = run.findings.map((p) => p.finding);
  if (findings.length === 0) {
    const choice = await vscode.window.showInformationMessage(
      `Perfloop: the staged changes bring no findings.${noticed(run)}${older(run)}`,
      benchmarks,
    );
    if (choice === benchmarks) await compareBenchmarks(run);
    return;
  }
  await vscode.commands.executeCommand('perfloop.showReview');
  const grave = findings.some((f) => f.severity !== 'info');
  const show = grave ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const [copyIt, first] = ['Copy as Markdown', 'Open First'] as const;
  const choice = await show(
    `Perfloop: the staged changes bring ${tally(findings)}.${noticed(run)}${older(run)}`,
    first,
    copyIt,
    benchmarks,
  );
  if (choice === benchmarks) await compareBenchmarks(run);
  if (choice === copyIt) await vscode.commands.executeCommand('perfloop.review.copyMarkdown');
  const { finding, root } = run.findings[0]!;
  if (choice === first)
    await vscode.commands.executeCommand(
      'perfloop.review.open',
      uriOf(root, finding.file).toString(),
      finding.fingerprint,
      finding.line,
    );
}

async function copy({ desk }: Review, run: Run | undefined, version: string): Promise<void> {
  if (!run) throw new UserError('There is no review to copy.', 'Run Perfloop: Review Changes first.');
  const several = run.folders.length + run.failed.length > 1;
  const written = run.folders.map(({ root, label, result }) => {
    const report: FindingsReport = {
      ...result,
      findings: run.findings.filter((p) => p.root === root).map((p) => p.finding),
      version,
      measured: run.measured,
      scope: [several ? path.basename(root) : '', run.scope.kind === 'everything' ? '' : label]
        .filter(Boolean)
        .join(', '),
    };
    return desk.markdown({ report, root, texts: result.texts });
  });
  await vscode.env.clipboard.writeText((await Promise.all(written)).join('\n'));
  void vscode.window.setStatusBarMessage('$(check) Review copied as Markdown', 3000);
}
