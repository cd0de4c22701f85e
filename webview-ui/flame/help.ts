/** The keys, on a sheet over the panel. */
import { h } from '../common/dom.ts';

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['↑ ↓ ← →', 'Caller, heaviest callee, neighbours'],
  ['Enter', 'Open the source (Alt: beside)'],
  ['Z, double click', 'Zoom to the selected box'],
  ['+ −', 'Zoom in and out (or Ctrl + wheel)'],
  ['0, Escape', 'Show everything'],
  ['A D, drag', 'Pan (or Shift + wheel)'],
  ['1 2 3', 'Time order, left heavy, sandwich'],
  ['/', 'Search by regular expression'],
  ['N, Shift + N', 'Next, previous match'],
  ['M', 'Only my code'],
  ['C', 'Colour by package or heat'],
  ['I', 'Idle in left heavy'],
  ['R', 'Range: only what is on show counts; again: everything'],
  ['T', 'Table of functions'],
  ['S', 'Same profile in speedscope'],
  ['Ctrl + C', 'Copy the name (Shift: the stack)'],
];

export class Help {
  readonly element: HTMLDialogElement;

  constructor() {
    const rows = KEYS.flatMap(([keys, does]) => [h('dt', {}, keys), h('dd', {}, does)]);
    this.element = h(
      'dialog',
      { class: 'help', aria: { label: 'Keys' } },
      h('h2', {}, 'Keys'),
      h('dl', {}, ...rows),
      h('p', {}, 'Shift + drag (or drag the ruler) selects a range of time. Ctrl + click opens the source.'),
      h(
        'button',
        { type: 'button', class: 'button primary', on: { click: () => this.element.close() } },
        'Close',
      ),
    );
    this.element.addEventListener('click', (event) => {
      if (event.target === this.element) this.element.close();
    });
    this.element.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === '?') this.element.close();
    });
  }

  toggle(): void {
    if (this.element.open) this.element.close();
    else {
      this.element.showModal();
      // The focus goes to the button below; in a low panel that would begin with the last keys.
      this.element.scrollTop = 0;
    }
  }
}
