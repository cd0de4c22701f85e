import path from 'node:path';
import * as vscode from 'vscode';
import type { BenchmarkResult } from '../../../core/bench/nouns.ts';
import { comparedRow, type ResultRow, resultRow, resultsView } from '../../../core/bench/results.ts';
import { UserError } from '../../../core/model.ts';
import type { Session } from '../../session.ts';
import { type Log, tell } from '../log.ts';
import { settings } from '../settings.ts';
import type { BenchHost } from './host.ts';
import type { BenchItems } from './items.ts';
import { declaredId, filterOf, type Selected } from './selection.ts';
import type { BenchStore } from './store.ts';
import { faultsOf, rowText } from './words.ts';

export interface RunContext {
  readonly session: Session;
  readonly store: BenchStore;
  readonly log: Log;
  readonly host: () => BenchHost;
  readonly memory: vscode.Memento;
}

/** What to measure in one folder. */
export interface BenchTarget {
  readonly root: string;
  readonly selected: readonly Selected[];
}

type Mode = 'run' | 'profile' | 'compare';

const baseKey = 'perfloop.bench.base';

/** Runs benchmarks, one run at a time: side by side they would disturb one another. */
export class BenchRuns implements vscode.Disposable {
  private current: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
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
    this.current = { abort, done };
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

  /** A saved file: what reaches it is measured; what was being measured before is not worth its time any more. */
  async saved(uri: vscode.Uri, targets: readonly BenchTarget[]): Promise<void> {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const target = targets.find((t) => t.root === folder?.uri.fsPath);
    if (!folder || !target) return;
    const file = path.relative(target.root, uri.fsPath).replaceAll('\\', '/');
    const files = target.selected.map((s) => s.file);
    const reached = new Set(await this.context.host().reaching(target.root, files, new Set([file])));
    const selected = target.selected.filter((s) => reached.has(s.file));
    if (selected.length === 0) return;
    this.cancel();
    await this.current?.done;
    await this.run('run', [{ root: target.root, selected }], undefined, undefined);
  }

  /** The Testing view's own "continuous run": the selection, after each save that reaches it. */
  follow(request: vscode.TestRunRequest, token: vscode.CancellationToken): void {
    const include = request.include;
    const follower = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      const selected: (Selected & { readonly root: string })[] = [];
      if (include) selected.push(...include.flatMap((i) => this.items.factsOf(i) ?? []));
      else this.items.each((i) => selected.push(...[this.items.factsOf(i) ?? []].flat()));
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

/** One folder's benchmarks, measured once. */
class OneRun {
  private readonly filter: RegExp;
  private readonly files: readonly string[];

  constructor(
    private readonly context: RunContext,
    private readonly items: BenchItems,
    private readonly test: vscode.TestRun,
    private readonly target: BenchTarget,
    private readonly signal: AbortSignal,
    private readonly report: (message: string) => void,
  ) {
    this.filter = filterOf(target.selected);
    this.files = [...new Set(target.selected.map((s) => s.file))];
  }

  async do(mode: Mode, base: string): Promise<void> {
    this.enqueue();
    if (mode === 'compare') await this.compare(base);
    else await this.measure(mode === 'profile');
    const { host, store } = this.context;
    store.past(this.target.root, await host().historyByRow(this.target.root));
  }

  private async measure(profile: boolean): Promise<void> {
    const { host, store } = this.context;
    const { root } = this.target;
    const { nodePath, intervalUs } = settings();
    const report = await host().bench(
      {
        root,
        paths: this.files,
        filter: this.filter,
        profile,
        // Its figures are not kept: they are those of a program that is being watched.
        ...(profile ? { forks: 1 } : {}),
        ...(nodePath ? { nodePath } : {}),
        ...(profile ? { intervalUs: Math.min(intervalUs, 500) } : {}),
      },
      {
        signal: this.signal,
        onOutput: (_, chunk) => this.print(Buffer.from(chunk).toString()),
        onProgress: (p) =>
          this.progress(p.file, p.id, `${p.doing}, process ${p.fork} of ${p.forks}`, p.share),
        onResults: (results) => profile || this.results(results),
      },
    );
    if (!profile) {
      store.tell(telling(resultsView(report, 'working tree')));
      this.results(report.results);
    } else {
      for (const result of report.results) this.judge(resultRow(result, 'working tree'), []);
      this.print(report.results.map((r) => `${r.benchmark.id}: ${r.recording ?? r.status}\n`).join(''));
    }
    for (const problem of report.problems)
      this.print(`${problem.file ? `${problem.file}: ` : ''}${problem.message}\n`);
    const recording = profile && report.results.find((r) => r.recording)?.recording;
    if (recording) await this.context.session.openAndShow(path.join(root, recording));
    else if (report.results.length > 0 && settings().showResults === 'always')
      this.ask(report.results[0]!.benchmark);
  }

  private async compare(base: string): Promise<void> {
    const { host, store } = this.context;
    const { root } = this.target;
    const { nodePath } = settings();
    const report = await host().compare(
      {
        root,
        of: {
          kind: 'refs',
          base: base || (await host().defaultBranch(root)),
          exact: base === 'HEAD',
          paths: this.files,
        },
        filter: this.filter,
        ...(nodePath ? { nodePath } : {}),
      },
      {
        signal: this.signal,
        onProgress: (p) => this.progress(p.file, p.id, p.text, p.total > 0 ? p.done / p.total : 0),
        onResult: ({ benchmark, status, compared }) =>
          this.print(`${benchmark.id}: ${compared?.reason ?? status}\n`),
      },
    );
    const rows = report.results.map((r) => comparedRow(r, report));
    store.put(root, rows);
    store.tell({ problems: report.problems.map((p) => (p.file ? `${p.file}: ${p.message}` : p.message)) });
    for (const row of rows) {
      this.judge(row, row.change?.verdict === 'slower' ? [`${rowText(row)}\n${row.change.reason}`] : []);
    }
    const first = report.results[0];
    if (first && settings().showResults !== 'never') this.ask(first.benchmark);
  }

  private enqueue(): void {
    for (const selected of this.target.selected) {
      if (selected.kind !== 'benchmark') continue;
      const item = this.items.declaring(this.target.root, selected.file, selected.path.join(' > '));
      if (item) this.test.enqueued(item);
    }
  }

  private progress(file: string, id: string, doing: string, share: number): void {
    this.report(`${id || file}: ${doing} (${Math.round(share * 100)}%)`);
    const item = this.items.declaring(this.target.root, file, declaredId(id));
    if (item) this.test.started(item);
  }

  private results(results: readonly BenchmarkResult[]): void {
    const rows = results.map((r) => resultRow(r, 'working tree'));
    this.context.store.put(this.target.root, rows);
    for (const row of rows) {
      const text = `${row.id}: ${rowText(row)}\n`;
      if (!this.printed.has(text)) this.print(text);
      this.printed.add(text);
      const faults = faultsOf(row);
      // The editor lays the message over the figures behind the line: so it begins with them.
      this.judge(row, faults.length > 0 ? [`${rowText(row)}\n${faults.join('\n')}`] : []);
    }
  }

  private readonly printed = new Set<string>();
  /** One set of parameters failed: the others do not make it good. */
  private readonly failing = new Set<vscode.TestItem>();

  private judge(row: ResultRow, faults: readonly string[]): void {
    const item = this.items.declaring(this.target.root, row.file, declaredId(row.id));
    if (!item) return;
    const duration = row.candidate && row.candidate.time.p50Ns / 1e6;
    const failed = row.status === 'failed' ? [row.failure?.join('\n') ?? 'failed'] : faults;
    const news = failed.filter((text) => !this.printed.has(`${row.key} ${text}`));
    for (const text of news) this.printed.add(`${row.key} ${text}`);
    if (failed.length > 0) {
      // Told as soon as it is known, and not again when the run is through.
      if (news.length === 0) return;
      this.failing.add(item);
      const messages = news.map((text) => {
        const message = new vscode.TestMessage(text);
        if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
        return message;
      });
      this.test.failed(item, messages, duration);
    } else if (this.failing.has(item)) return;
    else if (row.status === 'measured') this.test.passed(item, duration);
    else this.test.skipped(item);
  }

  private ask({ file, id }: { readonly file: string; readonly id: string }): void {
    this.context.store.ask(`${this.target.root}#${file}#${id}`);
  }

  /** The view's terminal wants both ends of a line. */
  private print(text: string): void {
    this.test.appendOutput(text.replaceAll(/\r?\n/g, '\r\n'));
  }
}

function telling(view: ReturnType<typeof resultsView>) {
  return { growth: view.growth, problems: view.problems, subtitle: view.subtitle };
}
