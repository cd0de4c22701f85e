/** The flame panel's script: messages in, messages out. */
import type { FromFlame, Handlers, ToFlame } from '../../src/core/protocol.ts';
import { startEngine } from './engine-client.ts';
import { Panel } from './panel.ts';
import { FIRST_STATE, readSaved, type SavedState, viewOf } from './state.ts';

interface Api {
  postMessage(message: FromFlame): void;
  getState(): unknown;
  setState(state: SavedState): void;
}

declare function acquireVsCodeApi(): Api;

/** Keystrokes in the search box come one by one: what they add up to is kept, not each. */
const SETTLE_MS = 200;

async function start(api: Api, root: HTMLElement, workerUri: string): Promise<void> {
  // For the benchmark and for whoever profiles the view.
  performance.mark('perfloop:start');
  let settle: ReturnType<typeof setTimeout> | undefined;
  let saved = readSaved(api.getState());
  const engine = await startEngine(workerUri);
  const panel = new Panel(root, {
    engine,
    post: (message) => api.postMessage(message),
    changed: (state) => {
      const { idle, table } = state;
      saved = { idle, table };
      api.setState({ view: viewOf(state), idle, table });
      clearTimeout(settle);
      settle = setTimeout(() => api.postMessage({ type: 'view', view: viewOf(state) }), SETTLE_MS);
    },
  });
  panel.loading('Loading…', '');
  const handlers: Handlers<ToFlame> = {
    loading: (message) => panel.loading(message.title, message.detail),
    failed: (message) => panel.failed(message.message, message.next),
    profile: (message) => {
      // What the extension says wins: it keeps the view too, and a window's own memory may be older.
      const state = { ...FIRST_STATE, ...saved, ...message.view };
      panel.load(message, state).catch((error: unknown) => {
        panel.failed('This profile could not be drawn.', String(error));
        api.postMessage({ type: 'error', message: String(error) });
      });
    },
    reveal: (message) => panel.reveal(message.name, message.file, message.line),
  };
  addEventListener('message', (event: MessageEvent<ToFlame>) => {
    const handler = handlers[event.data?.type] as ((message: ToFlame) => void) | undefined;
    handler?.(event.data);
  });
  addEventListener('error', (event) => api.postMessage({ type: 'error', message: event.message }));
  addEventListener('unhandledrejection', (event) =>
    api.postMessage({ type: 'error', message: String(event.reason) }),
  );
  performance.mark('perfloop:ready');
  api.postMessage({ type: 'ready' });
}

const script = document.currentScript as HTMLScriptElement | null;
const root = document.querySelector<HTMLElement>('#perfloop');
if (root) void start(acquireVsCodeApi(), root, script?.dataset.worker ?? '');
