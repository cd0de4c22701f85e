/** The results view's script: messages in, messages out. */
import type { FromResults, Handlers, ToResults } from '../../src/core/protocol.ts';
import { ResultsPanel, type Saved } from './panel.ts';

interface Api {
  postMessage(message: FromResults): void;
  getState(): unknown;
  setState(state: Saved): void;
}

declare function acquireVsCodeApi(): Api;

function start(api: Api, root: HTMLElement): void {
  const saved = api.getState();
  const panel = new ResultsPanel(root, {
    post: (message) => api.postMessage(message),
    save: (state) => api.setState(state),
    saved: typeof saved === 'object' && saved !== null ? (saved as Partial<Saved>) : {},
  });
  const handlers: Handlers<ToResults> = {
    view: (message) => panel.show(message.view, message.selected, message.part),
    select: (message) => panel.select(message.key),
  };
  addEventListener('message', (event: MessageEvent<ToResults>) => {
    const handler = handlers[event.data?.type] as ((message: ToResults) => void) | undefined;
    handler?.(event.data);
  });
  addEventListener('error', (event) => api.postMessage({ type: 'error', message: event.message }));
  addEventListener('unhandledrejection', (event) =>
    api.postMessage({ type: 'error', message: String(event.reason) }),
  );
  api.postMessage({ type: 'ready' });
}

const root = document.querySelector<HTMLElement>('#perfloop');
if (root) start(acquireVsCodeApi(), root);
