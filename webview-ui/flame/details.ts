/** The strip below the graph: the selected function with its neighbours, or a summary of what is on show. */
import { h, type IconName, icon, put } from '../common/dom.ts';

export interface Neighbour {
  readonly frame: number;
  readonly name: string;
  readonly place: string;
  readonly weight: string;
  /** Of the selected function's total, 0..1. */
  readonly share: number;
}

export interface Selection {
  readonly frame: number;
  readonly name: string;
  readonly place: string;
  readonly opens: boolean;
  readonly pkg: string;
  /** Name, figure and share of active, 0..1. */
  readonly figures: readonly { readonly name: string; readonly weight: string; readonly share: number }[];
  /** Undefined while they are counted. */
  readonly callers: readonly Neighbour[] | undefined;
  readonly callees: readonly Neighbour[] | undefined;
  /** Whether a box is selected, or only its function. */
  readonly boxed: boolean;
}

export interface Summary {
  readonly title: string;
  readonly figures: readonly { readonly name: string; readonly text: string; readonly title?: string }[];
  readonly packages: readonly {
    readonly name: string;
    readonly frame: number;
    readonly text: string;
    readonly share: number;
  }[];
  readonly problems: readonly string[];
}

export interface DetailsActions {
  open(frame: number, beside: boolean): void;
  go(frame: number): void;
  zoom(): void;
  sandwich(frame: number): void;
  copyName(): void;
  copyStack(): void;
  swatch(frame: number): string;
}

export class Details {
  readonly element = h('section', { class: 'details', aria: { label: 'Details' } });
  readonly #actions: DetailsActions;

  constructor(actions: DetailsActions) {
    this.#actions = actions;
  }

  summary(summary: Summary): void {
    const figures = summary.figures.map(({ name, text, title }) =>
      h('div', { class: 'figure', title: title ?? '' }, h('span', { class: 'name' }, name), h('b', {}, text)),
    );
    const packages = summary.packages.map((pkg) =>
      h(
        'li',
        { class: 'package', title: `${pkg.name}: ${pkg.text}` },
        this.#swatch(pkg.frame),
        h('span', { class: 'function' }, pkg.name),
        h('span', { class: 'share' }, pkg.text),
      ),
    );
    put(
      this.element,
      h(
        'div',
        { class: 'column about' },
        h('h2', {}, summary.title),
        h('div', { class: 'figures' }, ...figures),
        ...summary.problems.map((text) => h('p', { class: 'problem' }, text)),
      ),
      h(
        'div',
        { class: 'column wide' },
        h('h3', {}, 'Self by package'),
        h('ul', { class: 'packages' }, ...packages),
      ),
    );
  }

  selection(selection: Selection): void {
    const { frame } = selection;
    const link = selection.opens
      ? h(
          'button',
          {
            type: 'button',
            class: 'link',
            title: 'Open the source (Enter; with Alt beside)',
            on: { click: (event) => this.#actions.open(frame, event.altKey) },
          },
          selection.place,
        )
      : h('span', { class: 'place' }, selection.place || 'no source');
    const tool = (name: IconName, label: string, title: string, act: () => void) =>
      h(
        'button',
        { type: 'button', class: 'button plain', title, aria: { label }, on: { click: act } },
        icon(name),
      );
    const figures = selection.figures.map(({ name, weight, share }) =>
      h(
        'div',
        { class: 'figure' },
        h('span', { class: 'name' }, name),
        h('b', {}, weight),
        h('span', { class: 'share' }, percent(share)),
        bar(share),
      ),
    );
    put(
      this.element,
      h(
        'div',
        { class: 'column about' },
        h(
          'h2',
          { title: selection.name },
          this.#swatch(frame),
          h('span', { class: 'function' }, selection.name),
        ),
        h(
          'div',
          { class: 'where' },
          link,
          selection.pkg !== '' && h('span', { class: 'pkg' }, selection.pkg),
        ),
        h('div', { class: 'figures' }, ...figures),
        h(
          'div',
          { class: 'tools' },
          selection.boxed && tool('zoom', 'Zoom to it', 'Zoom to it (double click, Z)', this.#actions.zoom),
          tool('sandwich', 'Callers and callees', 'All callers and callees (3)', () =>
            this.#actions.sandwich(frame),
          ),
          tool('copy', 'Copy name', 'Copy the name (Ctrl+C)', this.#actions.copyName),
          selection.boxed &&
            tool('stack', 'Copy stack', 'Copy the stack (Ctrl+Shift+C)', this.#actions.copyStack),
        ),
      ),
      this.#list('Callers', selection.callers, 'Nothing calls it: it is at the top.'),
      this.#list('Callees', selection.callees, 'It calls nothing.'),
    );
  }

  #list(title: string, neighbours: readonly Neighbour[] | undefined, none: string): HTMLElement {
    const rows = (neighbours ?? []).map((neighbour) =>
      h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            class: 'neighbour',
            title: neighbour.place ? `${neighbour.name}\n${neighbour.place}` : neighbour.name,
            on: {
              click: (event) => {
                if (event.ctrlKey || event.metaKey) this.#actions.open(neighbour.frame, event.altKey);
                else this.#actions.go(neighbour.frame);
              },
            },
          },
          this.#swatch(neighbour.frame),
          h('span', { class: 'function' }, neighbour.name),
          h('span', { class: 'weight' }, neighbour.weight),
          h('span', { class: 'share' }, percent(neighbour.share)),
        ),
      ),
    );
    return h(
      'div',
      { class: 'column' },
      h(
        'h3',
        {},
        title,
        neighbours !== undefined &&
          neighbours.length > 0 &&
          h('span', { class: 'count' }, String(neighbours.length)),
      ),
      neighbours === undefined
        ? h('p', { class: 'none' }, '…')
        : neighbours.length === 0
          ? h('p', { class: 'none' }, none)
          : h('ul', { class: 'neighbours', aria: { label: title } }, ...rows),
    );
  }

  #swatch(frame: number): HTMLElement {
    const swatch = h('span', { class: 'swatch' });
    swatch.style.background = this.#actions.swatch(frame);
    return swatch;
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function bar(share: number): HTMLElement {
  const fill = h('span', {});
  fill.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return h('span', { class: 'bar', aria: { hidden: true } }, fill);
}
