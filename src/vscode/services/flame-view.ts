import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { defaultFlameView, flameView, fromFlame } from '../../core/messages.ts';
import { type Profile, UserError } from '../../core/model.ts';
import type { FlameViewState, FromFlame, Handlers, ToFlame } from '../../core/protocol.ts';
import { flameHtml } from '../../core/webview-html.ts';
import type { FunctionKey, OpenedProfile } from '../../node/profile-service.ts';
import type { OpenSet, Session } from '../session.ts';
import type { Log } from './log.ts';
import { openSource } from './open-source.ts';
import { workspaceRoots } from './roots.ts';

export interface FlameContext {
  readonly session: Session;
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
  /** Where the view's settings are kept. */
  readonly memory: vscode.Memento;
  /** Told when a page has drawn its first frame of a profile. */
  readonly drawn: vscode.EventEmitter<Drawn>;
}

export interface Drawn {
  readonly set: OpenSet | undefined;
  readonly boxes: number;
  /** From the message to the frame, in the page. */
  readonly ms: number;
}

export const flameWebviewOptions = (context: {
  readonly extensionUri: vscode.Uri;
}): vscode.WebviewOptions => ({
  enableScripts: true,
  enableForms: false,
  localResourceRoots: [
    vscode.Uri.joinPath(context.extensionUri, 'dist/webview'),
    vscode.Uri.joinPath(context.extensionUri, 'dist/speedscope'),
  ],
});

export function nonce(): string {
  return randomBytes(18).toString('base64url');
}

/** Active weight in the profile's own unit: totals count in ms, samples of a CPU profile in µs. */
function activeWeight(profile: OpenedProfile): number {
  return profile.unit === 'us' ? profile.totals.activeMs * 1000 : profile.totals.activeMs;
}

/** What the flame view is to show. */
type Shown =
  | { readonly type: 'loading'; readonly title: string; readonly detail: string }
  | { readonly type: 'failed'; readonly message: string; readonly next: string }
  | { readonly type: 'set'; readonly set: OpenSet; readonly chosen: string };

/** The profile on its way from the worker. */
interface Fetched {
  readonly of: Shown;
  readonly preview: Promise<Profile | undefined>;
  readonly whole: Promise<Profile>;
}

/** The whole of a large profile waits for the picture of its preview, but not for ever. */
const longestPreviewMs = 1500;

const viewKey = 'perfloop.flame.view';

/** The flame page in a panel or an editor: sends it what to show and does what it asks for. */
export class FlameView implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[];
  private shown: Shown = { type: 'loading', title: '', detail: 'Opening…' };
  private pending: FunctionKey | undefined;
  private ready = false;
  private fetched: Fetched | undefined;
  private previewDrawn: (() => void) | undefined;

  constructor(
    private readonly webview: vscode.Webview,
    private readonly context: FlameContext,
    private readonly column: () => vscode.ViewColumn | undefined,
  ) {
    this.disposables = [webview.onDidReceiveMessage((raw: unknown) => this.receive(raw))];
    const uri = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(context.extensionUri, 'dist/webview', name)).toString();
    webview.html = flameHtml({
      nonce: nonce(),
      cspSource: webview.cspSource,
      scriptUri: uri('flame.js'),
      workerUri: uri('flame-worker.js'),
      styleUri: uri('flame.css'),
    });
  }

  get set(): OpenSet | undefined {
    return this.shown.type === 'set' ? this.shown.set : undefined;
  }

  show(set: OpenSet): void {
    this.update({ type: 'set', set, chosen: this.context.session.chosen(set).id });
  }

  loading(title: string, detail: string): void {
    this.update({ type: 'loading', title, detail });
  }

  fail(error: unknown): void {
    if (!(error instanceof UserError)) this.context.log.error(error);
    const message = error instanceof Error ? error.message : String(error);
    this.update({ type: 'failed', message, next: error instanceof UserError ? error.next : '' });
  }

  /** Selects a function, as soon as there is a profile to select it in. */
  reveal(key: FunctionKey): void {
    this.pending = key;
    if (this.ready && this.shown.type === 'set') this.sendPending();
  }

  private update(shown: Shown): void {
    this.shown = shown;
    // Asked for before the page is there, and before the sums that other surfaces want.
    this.fetched = this.fetch(shown);
    if (this.ready) void this.send();
  }

  private fetch(shown: Shown): Fetched | undefined {
    if (shown.type !== 'set') return undefined;
    const { profiles } = this.context.session;
    const preview = profiles.preview(shown.chosen, this.view);
    const whole = profiles.profile(shown.chosen);
    // Told where they are awaited.
    for (const answer of [preview, whole]) answer.catch(() => undefined);
    return { of: shown, preview, whole };
  }

  private async send(): Promise<void> {
    const { shown } = this;
    if (shown.type !== 'set') {
      await this.post(shown);
      return;
    }
    const fetched = this.fetched?.of === shown ? this.fetched : this.fetch(shown);
    // Once sent, the page holds the profile and nobody here does.
    this.fetched = undefined;
    try {
      const preview = await fetched?.preview;
      if (this.shown !== shown) return;
      if (preview) {
        const drawn = new Promise<void>((resolve) => {
          this.previewDrawn = resolve;
          setTimeout(resolve, longestPreviewMs);
        });
        await this.sendProfile(shown, preview, true);
        await drawn;
      }
      const whole = await fetched?.whole;
      if (this.shown !== shown || !whole) return;
      await this.sendProfile(shown, whole, false);
      this.sendPending();
    } catch (error) {
      this.fail(error);
    }
  }

  private async sendProfile(
    { set, chosen }: Extract<Shown, { type: 'set' }>,
    profile: Profile,
    preview: boolean,
  ): Promise<void> {
    await this.post({
      type: 'profile',
      title: set.title,
      profile,
      unit: profile.unit,
      roots: workspaceRoots(),
      choices: set.profiles.map((p) => ({ id: p.id, label: p.label, active: activeWeight(p) })),
      chosen,
      view: this.view,
      ...(preview ? { preview: true } : {}),
    });
  }

  private sendPending(): void {
    if (this.pending) void this.post({ type: 'reveal', ...this.pending });
    this.pending = undefined;
  }

  private async post(message: ToFlame): Promise<void> {
    await this.webview.postMessage(message);
  }

  private get view(): FlameViewState {
    return flameView(this.context.memory.get(viewKey)) ?? defaultFlameView;
  }

  private receive(raw: unknown): void {
    const message = fromFlame(raw);
    if (!message) {
      this.context.log.info(`The flame view sent something that is no message: ${String(raw).slice(0, 100)}`);
      return;
    }
    const handle = this.handlers[message.type] as (m: FromFlame) => void;
    handle(message);
  }

  private readonly handlers: Handlers<FromFlame> = {
    ready: () => {
      this.ready = true;
      void this.send();
    },
    open: (place) => void openSource(place, this.column()).catch((e) => this.context.log.error(e)),
    choose: ({ id }) => {
      const { set } = this;
      if (!set) return;
      this.context.session.choose(set, id);
      this.show(set);
    },
    view: ({ view }) => void this.context.memory.update(viewKey, view),
    speedscope: () => {
      if (this.shown.type !== 'set') return;
      void vscode.commands.executeCommand('perfloop.openInSpeedscope', this.shown.chosen);
    },
    drawn: ({ boxes, ms }) => {
      this.previewDrawn?.();
      this.context.drawn.fire({ set: this.set, boxes, ms });
    },
    error: ({ message }) => this.context.log.error(`flame view: ${message}`),
  };

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
