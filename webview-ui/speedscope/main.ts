/**
 * The seam to the unmodified speedscope on the same page. It offers no interface: a file goes in as if it
 * had been dropped, a mode is switched by its key, and a selected function is read from its detail panel.
 */
import type { FlameMode, FromSpeedscope, ToSpeedscope } from '../../src/core/protocol.ts';
import { readPlace } from './place.ts';
import { followEditorTheme } from './theme.ts';

interface Api {
  postMessage(message: FromSpeedscope): void;
}

declare function acquireVsCodeApi(): Api;

const KEYS: Readonly<Record<FlameMode, string>> = { 'time-order': '1', 'left-heavy': '2', sandwich: '3' };

/** Waits for an element; speedscope draws itself when it likes. */
async function found<T extends Element>(find: () => T | null | undefined, timeoutMs = 15_000): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const element = find();
    if (element) return element;
    if (performance.now() > end) throw new Error('speedscope did not start');
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

async function drop(file: File): Promise<void> {
  const canvas = await found(() => document.querySelector('canvas'));
  const target = canvas.parentElement?.parentElement;
  if (!target) throw new Error('speedscope has changed: no place to drop a file');
  const transfer = new DataTransfer();
  transfer.items.add(file);
  target.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
}

function press(key: string): void {
  dispatchEvent(new KeyboardEvent('keypress', { key, bubbles: true }));
}

/** What is selected: the detail panel lists its path, the function itself first, each with its place in a span. */
function selected(): string | undefined {
  for (const span of document.querySelectorAll('span')) {
    const text = span.textContent ?? '';
    if (span.childElementCount === 0 && readPlace(text)) return text;
  }
  return undefined;
}

/** Long enough for speedscope to show what was clicked. */
const CLICK_MS = 1000;

function start(api: Api): void {
  // Only a click of the person opens a file: the panel changes too when a profile is loaded.
  let clicked = Number.NEGATIVE_INFINITY;
  let last: string | undefined;
  document.addEventListener(
    'pointerdown',
    () => {
      clicked = performance.now();
    },
    true,
  );
  new MutationObserver(() => {
    const text = selected();
    if (text === last) return;
    last = text;
    const place = text === undefined ? undefined : readPlace(text);
    if (place && performance.now() - clicked < CLICK_MS)
      api.postMessage({ type: 'open', ...place, beside: true });
  }).observe(document.body, { childList: true, characterData: true, subtree: true });

  addEventListener('message', (event: MessageEvent<ToSpeedscope>) => {
    if (event.data?.type !== 'file') return;
    const { bytes, name, mode } = event.data;
    drop(new File([bytes as Uint8Array<ArrayBuffer>], name, { type: 'application/json' }))
      .then(() => shown())
      .then(() => press(KEYS[mode]))
      .catch((error: unknown) => api.postMessage({ type: 'error', message: String(error) }));
  });
  api.postMessage({ type: 'ready' });
}

/** Speedscope has taken the file in when it names its views. */
async function shown(): Promise<void> {
  await found(
    () =>
      [...document.querySelectorAll('div')].find(
        (div) => div.textContent?.endsWith('Time Order') && div.childElementCount <= 1,
      ),
    120_000,
  );
}

followEditorTheme();
start(acquireVsCodeApi());
