import * as path from 'node:path';
import * as vscode from 'vscode';
import type { BenchmarkResult } from '../../../core/bench/nouns.ts';
import { comparedRow, type ResultRow, resultRow, resultsView, rowKey } from '../../../core/bench/results.ts';
import type { Session } from '../../session.ts';
import type { Log } from '../log.ts';
import { settings } from '../settings.ts';
import type { BenchHost } from './host.ts';
import type { BenchItems } from './items.ts';
import { declaredId, filterOf, type Selected } from './selection.ts';
import { type BenchStore, storeKey } from './store.ts';
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

export type Mode = 'run' | 'profile' | 'compare';

/** One folder's benchmarks, measured once. */
export class OneRun {
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
    this.context.store.ask(storeKey(this.target.root, rowKey(file, id)));
  }

  /** The view's terminal wants both ends of a line. */
  private print(text: string): void {
    this.test.appendOutput(text.replaceAll(/\r?\n/g, '\r\n'));
  }
}

function telling(view: ReturnType<typeof resultsView>) {
  return { growth: view.growth, problems: view.problems, subtitle: view.subtitle };
}
