import * as path from 'node:path';
import * as vscode from 'vscode';
import { comparedRow } from '../../../core/bench/results.ts';
import { UserError } from '../../../core/model.ts';
import { tell } from '../log.ts';
import type { BenchItems } from './items.ts';
import { type BenchTarget, type Mode, OneRun, type RunContext } from './one-run.ts';
import type { Selected } from './selection.ts';
import { storeKey } from './store.ts';

export type { BenchTarget, RunContext };

const baseKey = 'perfloop.bench.base';

interface Current {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  /** What a save set going; undefined where a person did. */
  readonly bySave: readonly BenchTarget[] | undefined;
}

/** Each folder once, each of its benchmarks once. */
function merged(one: readonly BenchTarget[], other: readonly BenchTarget[]): readonly BenchTarget[] {
  const byRoot = new Map<string, Map<string, Selected>>();
  for (const { root, selected } of [...one, ...other]) {
    const known = byRoot.get(root) ?? new Map<string, Selected>();
    byRoot.set(root, known);
    for (const s of selected) known.set(JSON.stringify([s.file, s.kind, s.path]), s);
  }
  return [...byRoot].map(([root, known]) => ({ root, selected: [...known.values()] }));
}

/** Runs benchmarks, one run at a time: side by side they would disturb one another. */
export class BenchRuns implements vscode.Disposable {
  private current: Current | undefined;
  /** Saved since, and not measured yet. */
  private pending: readonly BenchTarget[] = [];
  private saves = 0;
  private following: vscode.Disposable[] = [];

  constructor(
    private readonly context: RunContext,
    private readonly controller: vscode.TestController,
    private readonly items: BenchItems,
  ) {}

  cancel(): void {
    this.current?.abort.abort();
  }

  /** @returns when it is through; failures are told in the run's output and as a message. */
  async run(
    mode: Mode,
    targets: readonly BenchTarget[],
    token: vscode.CancellationToken | undefined,
    request: vscode.TestRunRequest | undefined,
    bySave = false,
  ): Promise<void> {
    if (this.current && !(await this.makeRoom())) return;
    const abort = new AbortController();
    const test = this.controller.createTestRun(request ?? new vscode.TestRunRequest());
    const stops = [token, test.token].map((t) => t?.onCancellationRequested(() => abort.abort()));
    const end = this.context.store.begin();
    const work = vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Benchmarks' },
      async (progress) => {
        for (const target of targets) {
          if (abort.signal.aborted) break;
          const run = new OneRun(this.context, this.items, test, target, abort.signal, (text) =>
            progress.report({ message: text }),
          );
          await run.do(mode, this.base);
        }
      },
    );
    const done = Promise.resolve(work).then(
      () => undefined,
      (error: unknown) => {
        const message = error instanceof UserError ? `${error.message} ${error.next}` : String(error);
        test.appendOutput(`${message}\r\n`);
        void tell(this.context.log, error);
      },
    );
    this.current = { abort, done, bySave: bySave ? targets : undefined };
    await done;
    this.current = undefined;
    for (const stop of stops) stop?.dispose();
    for (const { root } of targets) this.context.store.settle(root);
    end();
    test.end();
  }

  private async makeRoom(): Promise<boolean> {
    const stop = 'Stop It';
    const choice = await vscode.window.showWarningMessage('Benchmarks are still being measured.', stop);
    if (choice !== stop) return false;
    this.cancel();
    await this.current?.done;
    return true;
  }

  /** Runs what reaches a changed file: against the branch's start and the working tree. */
  async runAffected(targets: readonly BenchTarget[]): Promise<void> {
    const chosen: BenchTarget[] = [];
    for (const target of targets) {
      const files = target.selected.map((s) => s.file);
      const affected = new Set(await this.context.host().affectedFiles(target.root, files, ''));
      const selected = target.selected.filter((s) => affected.has(s.file));
      if (selected.length > 0) chosen.push({ root: target.root, selected });
    }
    if (chosen.length === 0) {
      void vscode.window.showInformationMessage('No benchmark reaches a changed file.');
      return;
    }
    await this.run('run', chosen, undefined, undefined);
  }

  /** Before a commit: what the staged changes can reach, against HEAD. */
  async compareStaged(roots: readonly string[]): Promise<void> {
    if (this.current && !(await this.makeRoom())) return;
    const { host, store, log } = this.context;
    const abort = new AbortController();
    const end = store.begin();
    const work = vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Benchmarks', cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(() => abort.abort());
        let first: string | undefined;
        for (const root of roots) {
          const report = await host().compareAffected(
            { root, change: { kind: 'staged' } },
            {
              signal: abort.signal,
              onProgress: ({ id, file, text }) => progress.report({ message: `${id || file}: ${text}` }),
            },
          );
          if (!report) continue;
          const rows = report.results.map((r) => comparedRow(r, report));
          store.put(root, rows);
          store.tell({
            problems: report.problems.map((p) => (p.file ? `${p.file}: ${p.message}` : p.message)),
          });
          first ??= rows[0] && storeKey(root, rows[0].key);
        }
        return first;
      },
    );
    const done = Promise.resolve(work).then(
      (first) => {
        if (first !== undefined) store.ask(first);
        else if (!abort.signal.aborted)
          void vscode.window.showInformationMessage('Perfloop: no benchmark reaches a staged file.');
      },
      (error: unknown) => void tell(log, error),
    );
    this.current = { abort, done, bySave: undefined };
    await done;
    this.current = undefined;
    end();
  }

  /**
   * Measures what a save made worth measuring. What an earlier save began starts anew with it, because the code is
   * another; what a person began is let end first.
   */
  async afterSave(targets: readonly BenchTarget[]): Promise<void> {
    const turn = ++this.saves;
    this.pending = merged(this.pending, targets);
    if (this.current?.bySave) {
      this.pending = merged(this.current.bySave, this.pending);
      this.cancel();
    }
    while (this.current) await this.current.done;
    // A later save takes all that waits with it.
    if (turn !== this.saves) return;
    const waiting = this.pending;
    this.pending = [];
    await this.run('run', waiting, undefined, undefined, true);
  }

  /** A saved file: what reaches it is measured. */
  async saved(uri: vscode.Uri, targets: readonly BenchTarget[]): Promise<void> {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const target = targets.find((t) => t.root === folder?.uri.fsPath);
    if (!folder || !target) return;
    const file = path.relative(target.root, uri.fsPath).replaceAll('\\', '/');
    const files = target.selected.map((s) => s.file);
    const reached = new Set(await this.context.host().reaching(target.root, files, new Set([file])));
    const selected = target.selected.filter((s) => reached.has(s.file));
    if (selected.length > 0) await this.afterSave([{ root: target.root, selected }]);
  }

  /** The Testing view's own "continuous run": the selection, after each save that reaches it. */
  follow(request: vscode.TestRunRequest, token: vscode.CancellationToken): void {
    const { include, exclude = [] } = request;
    const follower = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      const selected: (Selected & { readonly root: string })[] = [];
      const take = (item: vscode.TestItem) => {
        const facts = exclude.includes(item) ? undefined : this.items.factsOf(item);
        if (facts) selected.push(facts);
      };
      if (include) include.forEach(take);
      else this.items.each(take);
      const roots = [...new Set(selected.map((s) => s.root))];
      const targets = roots.map((root) => ({ root, selected: selected.filter((s) => s.root === root) }));
      void this.saved(uri, targets).catch((error) => tell(this.context.log, error));
    });
    this.following.push(follower);
    token.onCancellationRequested(() => follower.dispose());
  }

  /** '' = where the branch left the default branch. */
  get base(): string {
    return this.context.memory.get<string>(baseKey, '');
  }

  async chooseBase(): Promise<void> {
    const picks = [
      { label: 'Where this branch began', description: 'merge-base with the default branch', ref: '' },
      { label: 'HEAD', description: 'the last commit: compares what is not committed yet', ref: 'HEAD' },
      { label: 'Another commit, branch or tag…', description: '', ref: undefined },
    ];
    const picked = await vscode.window.showQuickPick(picks, {
      title: 'Compare benchmarks with',
      placeHolder: this.base === '' ? 'Now: where this branch began' : `Now: ${this.base}`,
    });
    if (!picked) return;
    const ref =
      picked.ref ??
      (await vscode.window.showInputBox({
        title: 'Compare benchmarks with',
        prompt: 'A commit, branch or tag',
        value: this.base,
      }));
    if (ref !== undefined) await this.context.memory.update(baseKey, ref.trim());
  }

  dispose(): void {
    this.cancel();
    for (const f of this.following) f.dispose();
  }
}
