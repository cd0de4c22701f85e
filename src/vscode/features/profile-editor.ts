import * as vscode from 'vscode';
import { type FlameContext, FlameView, flameWebviewOptions } from '../services/flame-view.ts';
import type { OpenSet } from '../session.ts';

/** A writer may still be at it when the first change is seen. */
const settleMs = 300;

/** Profile files open in the flame view; their heat and hotspots follow the active editor. */
export function profileEditor(context: FlameContext): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider<ProfileDocument> = {
    openCustomDocument: (uri) => new ProfileDocument(uri, context),
    resolveCustomEditor: (document, panel) => resolve(document, panel, context),
  };
  const options = {
    supportsMultipleEditorsPerDocument: true,
    webviewOptions: { retainContextWhenHidden: true },
  };
  return vscode.Disposable.from(
    vscode.window.registerCustomEditorProvider('perfloop.profile', provider, options),
    vscode.window.registerCustomEditorProvider('perfloop.profileOption', provider, options),
  );
}

type State = { readonly set: OpenSet } | { readonly error: unknown } | 'loading';

class ProfileDocument implements vscode.CustomDocument {
  private readonly changed = new vscode.EventEmitter<State>();
  private readonly watcher: vscode.FileSystemWatcher;
  private release: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private turn = 0;
  state: State = 'loading';

  readonly onDidChange = this.changed.event;

  constructor(
    readonly uri: vscode.Uri,
    private readonly context: FlameContext,
  ) {
    const folder = vscode.Uri.joinPath(uri, '..');
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/[[\]{}*?]/g, '?');
    this.watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name));
    const later = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.load(), settleMs);
    };
    this.watcher.onDidChange(later);
    this.watcher.onDidCreate(later);
    void this.load();
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    const next = await this.context.session.open(this.uri.fsPath).then(
      (opened) => opened,
      (error: unknown) => ({ error }),
    );
    if (turn !== this.turn) {
      if ('set' in next) next.release();
      return;
    }
    const { session } = this.context;
    const before = this.release;
    const wasCurrent = session.current !== undefined && this.shows(session.current);
    this.state = 'set' in next ? { set: next.set } : next;
    this.release = 'set' in next ? next.release : undefined;
    if (wasCurrent && 'set' in next) session.show(next.set);
    this.changed.fire(this.state);
    before?.();
  }

  private shows(set: OpenSet): boolean {
    return this.state !== 'loading' && 'set' in this.state && this.state.set === set;
  }

  dispose(): void {
    // Whatever is still being read is let go when it arrives.
    this.turn++;
    clearTimeout(this.timer);
    this.watcher.dispose();
    this.changed.dispose();
    this.release?.();
  }
}

function resolve(document: ProfileDocument, panel: vscode.WebviewPanel, context: FlameContext): void {
  const { session } = context;
  panel.webview.options = flameWebviewOptions(context);
  const view = new FlameView(panel.webview, context, () => panel.viewColumn);
  const show = (state: State) => {
    if (state === 'loading') view.loading(document.uri.path.split('/').at(-1) ?? '', 'Reading the profile…');
    else if ('error' in state) view.fail(state.error);
    else {
      view.show(state.set);
      if (panel.active) session.show(state.set);
    }
  };
  show(document.state);
  const listeners = vscode.Disposable.from(
    view,
    document.onDidChange(show),
    panel.onDidChangeViewState(() => {
      const { state } = document;
      if (panel.active && state !== 'loading' && 'set' in state) session.show(state.set);
    }),
    session.onDidReveal((key) => {
      if (panel.visible && view.set === session.current) view.reveal(key);
    }),
  );
  panel.onDidDispose(() => listeners.dispose());
}
