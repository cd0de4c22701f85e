import * as path from 'node:path';
import * as vscode from 'vscode';
import type { FunctionKey } from '../../node/profile-service.ts';
import { type FlameContext, FlameView, flameWebviewOptions } from '../services/flame-view.ts';
import { command } from '../services/log.ts';
import type { Opening, OpenSet } from '../session.ts';

const viewType = 'perfloop.flame';
/** What the panel showed; a reload of the window opens it again. */
const sourceKey = 'perfloop.flame.source';

/** One panel, which follows what is current. */
export function flamePanel(context: FlameContext): vscode.Disposable {
  const { session, log, memory } = context;
  let panel: Panel | undefined;

  const attach = (webview: vscode.WebviewPanel) => {
    panel = new Panel(webview, context);
    webview.onDidDispose(() => {
      panel = undefined;
      void memory.update(sourceKey, undefined);
    });
    return panel;
  };
  const ensure = (beside: boolean) => {
    if (panel) return panel;
    const column = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    return attach(
      vscode.window.createWebviewPanel(
        viewType,
        'Flame Graph',
        { viewColumn: column, preserveFocus: true },
        // Drawing a large profile anew costs seconds; hidden, the page holds its buffers and no timer.
        { ...flameWebviewOptions(context), retainContextWhenHidden: true },
      ),
    );
  };
  const show = () => {
    const set = session.current;
    if (!set) return vscode.commands.executeCommand('perfloop.openProfile');
    const open = ensure(vscode.window.activeTextEditor !== undefined);
    open.show(set);
    open.webview.reveal(undefined, true);
    return undefined;
  };

  // The page starts while the profile is read, and asks for it before other surfaces ask for their sums.
  const showWhenRead = ({ source, onRead }: Opening) => {
    const fresh = panel === undefined;
    const opened = ensure(vscode.window.activeTextEditor !== undefined);
    opened.view.loading(path.basename(source), 'Reading the profile…');
    onRead((set) => {
      if (panel !== opened) return;
      if (set) opened.show(set);
      else if (fresh) opened.webview.dispose();
      else opened.restoreView();
    });
  };

  return vscode.Disposable.from(
    command(log, 'perfloop.showFlame', show),
    session.onWillShow(showWhenRead),
    command(log, 'perfloop.revealInFlame', (key?: FunctionKey) => {
      if (key) session.reveal(key);
    }),
    session.onDidChange((set) => {
      if (set) panel?.show(set);
    }),
    session.onDidReveal((key) => {
      // A custom editor that shows the same profile answers as well as the panel would.
      if (!panel && profileEditorActive()) return;
      show();
      panel?.view.reveal(key);
    }),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(webview) {
        webview.webview.options = flameWebviewOptions(context);
        const source = memory.get<string>(sourceKey);
        const restored = attach(webview);
        if (source) await restored.restore(source);
        else webview.dispose();
      },
    }),
    { dispose: () => panel?.webview.dispose() },
  );
}

function profileEditorActive(): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType.startsWith('perfloop.profile');
}

class Panel {
  readonly view: FlameView;
  private release: (() => void) | undefined;
  private held: OpenSet | undefined;

  constructor(
    readonly webview: vscode.WebviewPanel,
    private readonly context: FlameContext,
  ) {
    webview.iconPath = {
      light: vscode.Uri.joinPath(context.extensionUri, 'media/flame-light.svg'),
      dark: vscode.Uri.joinPath(context.extensionUri, 'media/flame-dark.svg'),
    };
    this.view = new FlameView(webview.webview, context, () => webview.viewColumn);
    webview.onDidDispose(() => {
      this.view.dispose();
      this.release?.();
    });
  }

  show(set: OpenSet): void {
    if (this.view.set === set) return;
    const before = this.release;
    this.release = this.context.session.hold(set);
    before?.();
    this.held = set;
    this.webview.title = set.title;
    this.view.show(set);
    void this.context.memory.update(sourceKey, set.source);
  }

  /** What it showed before something else was to be read. */
  restoreView(): void {
    if (this.held) this.view.show(this.held);
  }

  /** After a reload of the window. */
  async restore(source: string): Promise<void> {
    const { session } = this.context;
    this.view.loading('Flame Graph', source);
    try {
      const { set, release } = await session.open(source);
      this.show(set);
      if (!session.current) session.show(set);
      release();
    } catch (error) {
      this.view.fail(error);
    }
  }
}
