import * as vscode from 'vscode';
import { fromResults } from '../../core/messages.ts';
import type { FromResults, Handlers, ToResults } from '../../core/protocol.ts';
import { resultsMarkdown } from '../../core/report/results-markdown.ts';
import { resultsHtml } from '../../core/webview-html.ts';
import type { BenchStore, Wanted } from '../services/bench/store.ts';
import { nonce } from '../services/flame-view.ts';
import { command, type Log } from '../services/log.ts';

export interface ResultsContext {
  readonly store: BenchStore;
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
}

const viewType = 'perfloop.results';
/** Rows come one by one while it is measured: the page is sent what they add up to. */
const settleMs = 80;

/** One panel with the results of the window. */
export function resultsView(context: ResultsContext): vscode.Disposable {
  const { store, log } = context;
  let panel: Panel | undefined;
  const show = ({ key, part }: Wanted) => {
    if (!panel) {
      const webview = vscode.window.createWebviewPanel(
        viewType,
        'Benchmark Results',
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        {
          enableScripts: true,
          enableForms: false,
          localResourceRoots: [vscode.Uri.joinPath(context.extensionUri, 'dist/webview')],
        },
      );
      const opened = new Panel(webview, context);
      panel = opened;
      webview.onDidDispose(() => {
        opened.dispose();
        panel = undefined;
      });
    }
    panel.select(key, part);
    panel.webview.reveal(undefined, true);
  };
  return vscode.Disposable.from(
    command(log, 'perfloop.showResults', (keys?: unknown) =>
      show({
        key: Array.isArray(keys) && typeof keys[0] === 'string' ? keys[0] : undefined,
        part: undefined,
      }),
    ),
    store.onDidAsk(show),
    { dispose: () => panel?.webview.dispose() },
  );
}

class Panel implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[];
  private ready = false;
  private selected: string | undefined;
  private part: Wanted['part'];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly webview: vscode.WebviewPanel,
    private readonly context: ResultsContext,
  ) {
    const page = webview.webview;
    const uri = (name: string) =>
      page.asWebviewUri(vscode.Uri.joinPath(context.extensionUri, 'dist/webview', name)).toString();
    this.disposables = [
      page.onDidReceiveMessage((raw: unknown) => this.receive(raw)),
      context.store.onDidChange(() => this.later()),
    ];
    page.html = resultsHtml({
      nonce: nonce(),
      cspSource: page.cspSource,
      scriptUri: uri('results.js'),
      styleUri: uri('results.css'),
    });
  }

  select(key: string | undefined, part: Wanted['part']): void {
    this.selected = key;
    this.part = part;
    this.later();
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.send();
    }, settleMs);
  }

  private send(): void {
    if (!this.ready) return;
    const { selected, part } = this;
    this.selected = undefined;
    this.part = undefined;
    const message: ToResults = {
      type: 'view',
      view: this.context.store.view(),
      ...(selected === undefined ? {} : { selected }),
      ...(part === undefined ? {} : { part }),
    };
    void this.webview.webview.postMessage(message);
  }

  private receive(raw: unknown): void {
    const message = fromResults(raw);
    if (!message) {
      this.context.log.error(new Error(`the results view sent what it may not: ${JSON.stringify(raw)}`));
      return;
    }
    const handlers: Handlers<FromResults> = {
      ready: () => {
        this.ready = true;
        this.send();
      },
      open: ({ key }) => this.open(key),
      run: ({ keys }) => this.ask('perfloop.runBenchmarks', keys),
      profile: ({ key }) => this.ask('perfloop.profileBenchmark', [key]),
      compare: ({ keys }) => this.ask('perfloop.compareBenchmarks', keys),
      cancel: () => void vscode.commands.executeCommand('perfloop.cancelBenchmarks'),
      markdown: () => this.copy(),
      error: ({ message: text }) => this.context.log.error(new Error(`results view: ${text}`)),
    };
    (handlers[message.type] as (m: FromResults) => void)(message);
  }

  private ask(id: string, keys: readonly string[]): void {
    void vscode.commands.executeCommand(id, keys);
  }

  private open(key: string): void {
    const found = this.context.store.find(key);
    if (!found) return;
    const uri = vscode.Uri.joinPath(vscode.Uri.file(found.root), found.row.file);
    const at = new vscode.Position(Math.max(0, found.row.line - 1), 0);
    void vscode.window.showTextDocument(uri, {
      viewColumn: vscode.ViewColumn.One,
      selection: new vscode.Selection(at, at),
    });
  }

  private copy(): void {
    void vscode.env.clipboard.writeText(resultsMarkdown(this.context.store.view()));
    vscode.window.setStatusBarMessage('Benchmark results copied as Markdown', 3000);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const d of this.disposables) d.dispose();
  }
}
