/** Which key does what in the panel, and copying. */
import type { Cursor } from './cursor.ts';
import { listenKeys } from './keys.ts';
import type { PanelState } from './state.ts';

export interface BindingContext {
  readonly cursor: Cursor;
  state(): PanelState;
  set(change: Partial<PanelState>): void;
  /** Into the search box. */
  search(): void;
  markView(): void;
  table(): void;
  speedscope(): void;
  help(): void;
}

export function bind({ cursor, ...context }: BindingContext): void {
  listenKeys({
    ...context,
    walk: (step) => cursor.walk(step),
    zoomBy: (factor) => cursor.active.zoomBy(factor),
    zoomToSelected: () => cursor.zoomToSelected(),
    pan: (share) => {
      const { view } = cursor.active;
      cursor.active.glide({ start: view.start + share * view.span });
    },
    reset: () => cursor.reset(),
    open: (beside) => cursor.openSource(beside),
    step: (direction) => cursor.step(direction),
  });
  document.addEventListener('copy', (event) => {
    const ownText = getSelection()?.isCollapsed === false || event.target instanceof HTMLInputElement;
    if (ownText || cursor.frame < 0) return;
    event.clipboardData?.setData('text/plain', cursor.name());
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'c')
      cursor.copy(cursor.stack());
  });
}
