/** Where the findings of a review are by now: lines move while somebody types, or after something was staged. */
import * as vscode from 'vscode';
import type { Finding } from '../../../core/analysis/finding.ts';
import type { Log } from '../log.ts';
import type { LiveReview } from './live.ts';
import { uriOf } from './places.ts';
import type { Run, Runs } from './runs.ts';
import { findingNow } from './staged-lines.ts';
import type { Targets } from './targets.ts';

export class Moved implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ReadonlySet<Finding>>();
  private readonly listener: vscode.Disposable;
  /** By the finding as the review told it. */
  private readonly places = new WeakMap<Finding, Finding>();

  /** These are elsewhere than before. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly runs: Runs,
    live: LiveReview,
    private readonly targets: Targets,
    log: Log,
  ) {
    const safely = (done: Promise<void>) => void done.catch((error) => log.error(error));
    this.listener = vscode.Disposable.from(
      runs.onDidChange((run) => {
        if (run?.scope.kind === 'staged') safely(this.staged(run));
      }),
      live.onDidChange((document) => {
        const run = runs.current;
        if (run && run.scope.kind !== 'staged') safely(this.edited(run, document));
      }),
    );
  }

  /** The finding as the review told it, with the lines and the chain of now. */
  now(finding: Finding): Finding {
    return this.places.get(finding) ?? finding;
  }

  private async staged(run: Run): Promise<void> {
    const found = await Promise.all(
      run.findings.map(
        async ({ root, finding }) => [finding, (await findingNow(root, finding))?.finding] as const,
      ),
    );
    this.keep(run, found);
  }

  private async edited(run: Run, document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    const here = run.findings.filter((p) => uriOf(p.root, p.finding.file).toString() === key);
    if (here.length === 0 || document.isClosed) return;
    const found = await Promise.all(
      here.map(async (placed) => {
        const last = { ...placed, finding: this.now(placed.finding), uri: document.uri };
        return [placed.finding, (await this.targets.current(last)).finding] as const;
      }),
    );
    this.keep(run, found);
  }

  private keep(run: Run, found: readonly (readonly [Finding, Finding | undefined])[]): void {
    if (this.runs.current !== run) return;
    const moved = new Set<Finding>();
    for (const [told, now] of found) {
      const before = this.now(told);
      if (!now || (now.line === before.line && now.column === before.column)) continue;
      const { line, column, endLine, endColumn, chain } = now;
      this.places.set(told, { ...told, line, column, endLine, endColumn, chain });
      moved.add(told);
    }
    if (moved.size > 0) this.changed.fire(moved);
  }

  dispose(): void {
    this.changed.dispose();
    this.listener.dispose();
  }
}
