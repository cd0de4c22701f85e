/** The review that is shown: of a branch, of what is staged, of everything. One at a time. */
import * as vscode from 'vscode';
import { UserError } from '../../../core/model.ts';
import { commitOf, emptyTree, hasCommits, mergeBase } from '../../../node/git.ts';
import { defaultBase } from '../../../node/review/default-base.ts';
import type { ReviewDesk } from '../../../node/review/desk.ts';
import type { ReviewResult } from '../../../node/review/review.ts';
import type { Placed } from './places.ts';
import type { Shares } from './shares.ts';
import type { Workspaces } from './workspaces.ts';

export type Scope =
  /** Since the branch was made from the one it will be merged into. */
  | { readonly kind: 'branch' }
  | { readonly kind: 'ref'; readonly ref: string }
  | { readonly kind: 'staged' }
  /** What is not committed. */
  | { readonly kind: 'uncommitted' }
  | { readonly kind: 'everything' };

export interface FolderRun {
  readonly root: string;
  /** Commit whose texts the findings are not in; '' for everything. */
  readonly base: string;
  /** `since main`, `staged`; for titles. */
  readonly label: string;
  readonly result: ReviewResult;
}

export interface Run {
  readonly scope: Scope;
  /** Of all folders. */
  readonly label: string;
  readonly folders: readonly FolderRun[];
  /** Hottest first where a recording is open, else gravest first. */
  readonly findings: readonly Placed[];
  /** Folders that could not be reviewed, with the reason. */
  readonly failed: readonly { readonly root: string; readonly message: string }[];
  readonly measured: boolean;
  /** Of rules, by slug. */
  readonly titles: ReadonlyMap<string, string>;
}

export interface RunHooks {
  readonly signal: AbortSignal;
  /** Nobody asked for it: what a person stopped stays so. */
  readonly quiet?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export class Runs implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Run | undefined>();
  private readonly disposables: vscode.Disposable[];
  private roots: readonly string[] = [];
  private shown: Run | undefined;
  private refreshing: AbortController | undefined;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly workspaces: Workspaces,
    private readonly shares: Shares,
    private readonly desk: ReviewDesk,
  ) {
    this.disposables = [this.changed, shares.onDidChange(() => void this.remeasure())];
  }

  get current(): Run | undefined {
    return this.shown;
  }

  /**
   * Reviews and shows.
   * @throws UserError where none of the folders could be reviewed; the reason of the first. An AbortError when cancelled.
   */
  async run(scope: Scope, roots: readonly string[], hooks: RunHooks): Promise<Run> {
    this.refreshing?.abort();
    const run = await this.review(scope, roots, hooks);
    this.roots = roots;
    this.show(run);
    return run;
  }

  /** Does the shown review again, quietly. */
  async refresh(): Promise<void> {
    const before = this.shown;
    if (!before) return;
    this.refreshing?.abort();
    const abort = new AbortController();
    this.refreshing = abort;
    const run = await this.review(before.scope, this.roots, { signal: abort.signal, quiet: true });
    if (!abort.signal.aborted && this.shown === before) this.show(run);
  }

  clear(): void {
    this.refreshing?.abort();
    this.show(undefined);
  }

  private show(run: Run | undefined): void {
    this.shown = run;
    const isOfChanges = run !== undefined && run.scope.kind !== 'everything';
    void vscode.commands.executeCommand('setContext', 'perfloop.reviewed', run !== undefined);
    void vscode.commands.executeCommand('setContext', 'perfloop.changes', isOfChanges);
    this.changed.fire(run);
  }

  private async review(scope: Scope, roots: readonly string[], hooks: RunHooks): Promise<Run> {
    const failures: { root: string; error: unknown }[] = [];
    const folders: FolderRun[] = [];
    for (const root of roots) {
      try {
        folders.push(await this.folder(scope, root, hooks));
      } catch (error) {
        hooks.signal.throwIfAborted();
        failures.push({ root, error });
      }
    }
    hooks.signal.throwIfAborted();
    if (folders.length === 0 && failures[0]) throw failures[0].error;
    const rules = await this.desk.rules();
    const findings = await this.ranked(
      folders.flatMap((f) => f.result.findings.map((finding) => ({ root: f.root, finding }))),
    );
    return {
      scope,
      label: [...new Set(folders.map((f) => f.label))].join(', '),
      folders,
      findings,
      failed: failures.map(({ root, error }) => ({
        root,
        message: error instanceof Error ? error.message : String(error),
      })),
      measured: isMeasured(findings),
      titles: new Map(rules.map((r) => [r.slug, r.title])),
    };
  }

  private async folder(scope: Scope, root: string, hooks: RunHooks): Promise<FolderRun> {
    const { base, commit, label } = await baseOf(scope, root);
    const began = !this.workspaces.running(root);
    const session = hooks.quiet ? this.workspaces.session(root) : this.workspaces.resumed(root);
    if (!session)
      throw new UserError('The index of this folder was stopped.', 'Run Perfloop: Index Workspace first.');
    const progress = this.workspaces.onDidProgress(() => {
      const { indexing } = this.workspaces;
      if (indexing) hooks.onProgress?.(indexing.done, indexing.total);
    });
    try {
      const asked = scope.kind === 'staged' ? { staged: true } : base === undefined ? {} : { base };
      const result = await session.review(asked, hooks.signal);
      return { root, base: commit, label, result };
    } catch (error) {
      // Whoever cancels wants the machine back; an index that open files needed before goes on.
      if (began && hooks.signal.aborted) this.workspaces.leave(root);
      // Somebody has everything read anew meanwhile.
      const next = this.workspaces.running(root);
      if (!next || next === session || hooks.signal.aborted) throw error;
      return this.folder(scope, root, hooks);
    } finally {
      progress.dispose();
    }
  }

  private async ranked(findings: readonly Placed[]): Promise<readonly Placed[]> {
    const roots = [...new Set(findings.map((f) => f.root))];
    const lists = await Promise.all(
      roots.map(async (root) => {
        const own = findings.filter((f) => f.root === root).map((f) => f.finding);
        return (await this.shares.apply(root, own)).map((finding) => ({ root, finding }));
      }),
    );
    const share = ({ finding }: Placed) => finding.share ?? 0;
    return lists.flat().sort((a, b) => share(b) - share(a));
  }

  private async remeasure(): Promise<void> {
    const run = this.shown;
    if (!run) return;
    const plain = run.folders.flatMap((f) => f.result.findings.map((finding) => ({ root: f.root, finding })));
    const findings = await this.ranked(plain);
    if (this.shown === run) this.show({ ...run, findings, measured: isMeasured(findings) });
  }

  dispose(): void {
    this.refreshing?.abort();
    vscode.Disposable.from(...this.disposables).dispose();
  }
}

function isMeasured(findings: readonly Placed[]): boolean {
  return findings.some((p) => p.finding.share !== undefined);
}

/** What a scope compares with in a folder. `base` is for the review, `commit` for the texts before. */
async function baseOf(
  scope: Scope,
  root: string,
): Promise<{ base: string | undefined; commit: string; label: string }> {
  switch (scope.kind) {
    case 'everything':
      return { base: undefined, commit: '', label: 'everything' };
    case 'staged':
      return { base: undefined, commit: (await hasCommits(root)) ? 'HEAD' : emptyTree, label: 'staged' };
    case 'uncommitted':
      return { base: 'HEAD', commit: await commitOf(root, 'HEAD'), label: 'not committed' };
    case 'ref':
      return { base: scope.ref, commit: await mergeBase(root, scope.ref), label: `since ${scope.ref}` };
    case 'branch': {
      if (!(await hasCommits(root))) await commitOf(root, 'HEAD');
      const found = await defaultBase(root);
      if (!found)
        throw new UserError(
          'No default branch was found.',
          'Pick what to compare with: Perfloop: Review Changes Against….',
        );
      const label = found.isCurrent ? 'not committed' : `since ${found.ref}`;
      return { base: found.ref, commit: await mergeBase(root, found.ref), label };
    }
  }
}
