import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { defaultFlameView, flameView, fromSpeedscope } from '../../core/messages.ts';
import { UserError } from '../../core/model.ts';
import type { FromSpeedscope, Handlers, ToSpeedscope } from '../../core/protocol.ts';
import { speedscopeFiles, speedscopeHtml } from '../../core/webview-html.ts';
import { type FlameContext, flameWebviewOptions, nonce } from '../services/flame-view.ts';
import { command, tell } from '../services/log.ts';
import { openSource } from '../services/open-source.ts';
import type { OpenSet } from '../session.ts';

/** The same profile in the unmodified speedscope, in a document of its own. */
export function speedscope(context: FlameContext): vscode.Disposable {
  const { session, log } = context;
  const panels = new Map<string, vscode.WebviewPanel>();
  const open = (id?: string) => {
    const set = session.opened;
    const chosen = typeof id === 'string' && id !== '' ? id : session.chosen(set).id;
    const shown = panels.get(chosen);
    if (shown) return shown.reveal();
    const panel = create(context, set, chosen);
    panels.set(chosen, panel);
    panel.onDidDispose(() => panels.delete(chosen));
  };
  return vscode.Disposable.from(command(log, 'perfloop.openInSpeedscope', open), {
    dispose: () => {
      for (const panel of panels.values()) panel.dispose();
    },
  });
}

function create(context: FlameContext, set: OpenSet, id: string): vscode.WebviewPanel {
  const { session, log, extensionUri } = context;
  const panel = vscode.window.createWebviewPanel(
    'perfloop.speedscope',
    `speedscope: ${set.title}`,
    vscode.ViewColumn.Active,
    { ...flameWebviewOptions(context), retainContextWhenHidden: true },
  );
  const release = session.hold(set);
  panel.onDidDispose(release);
  const { webview } = panel;
  const send = async () => {
    const bytes = await session.profiles.convert(id, 'speedscope');
    const mode = (flameView(context.memory.get('perfloop.flame.view')) ?? defaultFlameView).mode;
    const message: ToSpeedscope = { type: 'file', name: `${set.title}.speedscope.json`, bytes, mode };
    await webview.postMessage(message);
  };
  const handlers: Handlers<FromSpeedscope> = {
    ready: () => void send().catch((error) => tell(log, error)),
    open: (place) => void openSource(place, panel.viewColumn).catch((e) => log.error(e)),
    error: ({ message }) => log.error(`speedscope: ${message}`),
  };
  webview.onDidReceiveMessage((raw: unknown) => {
    const message = fromSpeedscope(raw);
    if (message) (handlers[message.type] as (m: FromSpeedscope) => void)(message);
  });
  void page(webview, extensionUri).then(
    (html) => {
      webview.html = html;
    },
    (error) => tell(log, error),
  );
  return panel;
}

/** The names of speedscope's own files hold a hash. */
async function page(webview: vscode.Webview, extensionUri: vscode.Uri): Promise<string> {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist/speedscope');
  const files = speedscopeFiles(await readdir(folder.fsPath));
  if (!files) throw new UserError('speedscope is not part of this installation.', 'Install Perfloop again.');
  const uri = (...path: string[]) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', ...path)).toString();
  return speedscopeHtml({
    nonce: nonce(),
    cspSource: webview.cspSource,
    scriptUri: uri('webview', 'speedscope.js'),
    speedscopeScriptUri: uri('speedscope', files.script),
    speedscopeStyleUri: uri('speedscope', files.style),
  });
}
