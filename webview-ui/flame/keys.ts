/** Keys of the panel; everything the mouse can do. */
import type { FlameStep } from '../../src/core/profile/flame-walk.ts';
import type { PanelState } from './state.ts';

export interface KeyActions {
  state(): PanelState;
  set(change: Partial<PanelState>): void;
  walk(step: FlameStep): void;
  zoomBy(factor: number): void;
  zoomToSelected(): void;
  pan(share: number): void;
  reset(): void;
  open(beside: boolean): void;
  search(): void;
  step(direction: 1 | -1): void;
  markView(): void;
  table(): void;
  speedscope(): void;
  help(): void;
}

export function listenKeys(actions: KeyActions): void {
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
    if (event.ctrlKey || event.metaKey) return;
    // Enter and space belong to the button or link that has the focus.
    const onButton = target instanceof HTMLButtonElement;
    const act =
      onButton && (event.key === 'Enter' || event.key === ' ') ? undefined : keyAction(event, actions);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function keyAction(event: KeyboardEvent, actions: KeyActions): (() => void) | undefined {
  const state = actions.state();
  switch (event.key) {
    case 'ArrowUp':
      return () => actions.walk('up');
    case 'ArrowDown':
      return () => actions.walk('down');
    case 'ArrowLeft':
      return () => actions.walk('left');
    case 'ArrowRight':
      return () => actions.walk('right');
    case '+':
    case '=':
      return () => actions.zoomBy(1 / 1.6);
    case '-':
    case '_':
      return () => actions.zoomBy(1.6);
    case '0':
    case 'Escape':
      return actions.reset;
    case 'Enter':
      return () => actions.open(event.altKey);
    case '/':
      return actions.search;
    case '?':
      return actions.help;
    case '1':
      return () => actions.set({ mode: 'time-order' });
    case '2':
      return () => actions.set({ mode: 'left-heavy' });
    case '3':
      return () => actions.set({ mode: 'sandwich' });
  }
  if (event.altKey) return undefined;
  switch (event.key.toLowerCase()) {
    case 'z':
      return actions.zoomToSelected;
    case 'a':
      return () => actions.pan(-0.2);
    case 'd':
      return () => actions.pan(0.2);
    case 'm':
      return () => actions.set({ onlyMine: !state.onlyMine });
    case 'c':
      return () => actions.set({ colour: state.colour === 'heat' ? 'package' : 'heat' });
    case 'i':
      return () => actions.set({ idle: !state.idle });
    case 'n':
      return () => actions.step(event.shiftKey ? -1 : 1);
    case 'r':
      return actions.markView;
    case 't':
      return actions.table;
    case 's':
      return actions.speedscope;
  }
  return undefined;
}
