/**
 * Functions by self or total weight: the way in without seeing the graph, and the list of the sandwich.
 * Only the rows on show exist.
 */
import { h, put } from '../common/dom.ts';

export interface TableRow {
  readonly frame: number;
  readonly name: string;
  readonly place: string;
  readonly self: number;
  readonly total: number;
}

export interface TableActions {
  select(frame: number): void;
  open(frame: number, beside: boolean): void;
  swatch(frame: number): string;
  weight(value: number): string;
  share(frame: number, value: number): string;
}

type Column = 'self' | 'total' | 'name';

const HEIGHT = 24;

export class FunctionTable {
  readonly element: HTMLElement;
  readonly #actions: TableActions;
  readonly #grid: HTMLElement;
  readonly #body = h('div', { class: 'rows', role: 'presentation' });
  readonly #scroller: HTMLElement;
  readonly #heads: Readonly<Record<Column, HTMLElement>>;
  #rows: readonly TableRow[] = [];
  #column: Column = 'self';
  #chosen = -1;
  /** Index of the row that Tab reaches. */
  #cursor = 0;

  constructor(actions: TableActions) {
    this.#actions = actions;
    const head = (column: Column, text: string) =>
      h(
        'div',
        { role: 'columnheader', class: `cell ${column}` },
        h(
          'button',
          {
            type: 'button',
            class: 'sort',
            title: `Sort by ${text.toLowerCase()}`,
            on: { click: () => this.#sort(column) },
          },
          text,
        ),
      );
    this.#heads = {
      self: head('self', 'Self'),
      total: head('total', 'Total'),
      name: head('name', 'Function'),
    };
    this.#scroller = h(
      'div',
      { class: 'scroller', role: 'rowgroup', on: { scroll: () => this.#draw() } },
      this.#body,
    );
    this.#grid = h(
      'div',
      {
        class: 'functions',
        role: 'grid',
        aria: { label: 'Functions' },
        on: { keydown: (event) => this.#key(event) },
      },
      h(
        'div',
        { role: 'rowgroup' },
        h('div', { role: 'row', class: 'row head', aria: { rowindex: 1 } }, ...Object.values(this.#heads)),
      ),
      this.#scroller,
    );
    this.element = this.#grid;
    let height = 0;
    new ResizeObserver(() => {
      // Coming into sight: bring what was chosen meanwhile with it.
      if (height === 0) this.#goTo(this.#cursor, false);
      else this.#draw();
      height = this.#scroller.clientHeight;
    }).observe(this.#scroller);
    this.#mark();
  }

  show(rows: readonly TableRow[]): void {
    const frame = this.#rows[this.#cursor]?.frame;
    this.#rows = this.#sorted(rows);
    this.#cursor = Math.max(
      0,
      this.#rows.findIndex((row) => row.frame === frame),
    );
    this.#draw();
  }

  choose(frame: number): void {
    if (frame === this.#chosen) return;
    this.#chosen = frame;
    const index = this.#rows.findIndex((row) => row.frame === frame);
    if (index >= 0) this.#goTo(index, false);
    else this.#draw();
  }

  focus(): void {
    this.#goTo(this.#cursor, true);
  }

  #sorted(rows: readonly TableRow[]): readonly TableRow[] {
    const column = this.#column;
    if (column === 'name')
      return [...rows].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : b.total - a.total));
    return [...rows].sort((a, b) => b[column] - a[column] || b.total - a.total || a.frame - b.frame);
  }

  #sort(column: Column): void {
    this.#column = column;
    this.#mark();
    this.#scroller.scrollTop = 0;
    this.#rows = this.#sorted(this.#rows);
    this.#cursor = 0;
    this.#draw();
  }

  #mark(): void {
    for (const [column, head] of Object.entries(this.#heads)) {
      const direction = column === 'name' ? 'ascending' : 'descending';
      head.setAttribute('aria-sort', column === this.#column ? direction : 'none');
    }
  }

  #goTo(index: number, focus: boolean): void {
    if (this.#rows.length === 0) return;
    this.#cursor = Math.max(0, Math.min(index, this.#rows.length - 1));
    const top = this.#cursor * HEIGHT;
    const { scrollTop, clientHeight } = this.#scroller;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + HEIGHT > scrollTop + clientHeight) this.#scroller.scrollTop = top + HEIGHT - clientHeight;
    this.#draw();
    if (focus) this.#body.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / HEIGHT) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const row = this.#rows[this.#cursor];
    if (!(event.target instanceof HTMLElement) || event.target.getAttribute('role') !== 'row') return;
    if (steps[event.key] !== undefined) this.#goTo(Math.max(0, this.#cursor + steps[event.key]!), true);
    else if (event.key === 'Enter' && row) this.#actions.open(row.frame, event.altKey);
    else if (event.key === ' ' && row) this.#actions.select(row.frame);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #draw(): void {
    const hadFocus = this.#body.contains(document.activeElement);
    this.#grid.setAttribute('aria-rowcount', String(this.#rows.length + 1));
    this.#body.style.height = `${this.#rows.length * HEIGHT}px`;
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / HEIGHT) - 3);
    const last = Math.min(this.#rows.length, first + Math.ceil(this.#scroller.clientHeight / HEIGHT) + 6);
    const shown: HTMLElement[] = [];
    for (let i = first; i < last; i++) shown.push(this.#row(i));
    // The row that Tab reaches exists even when it is scrolled away.
    if (this.#rows.length > 0 && (this.#cursor < first || this.#cursor >= last))
      shown.push(this.#row(this.#cursor));
    if (this.#rows.length === 0) shown.push(h('p', { class: 'none' }, 'No function matches.'));
    put(this.#body, ...shown);
    if (hadFocus) this.#body.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  #row(index: number): HTMLElement {
    const row = this.#rows[index]!;
    const { weight, share, swatch } = this.#actions;
    const dot = h('span', { class: 'swatch' });
    dot.style.background = swatch(row.frame);
    const cell = (kind: string, value: number) =>
      h(
        'div',
        { role: 'gridcell', class: `cell ${kind}` },
        h('span', {}, weight(value)),
        h('span', { class: 'share' }, share(row.frame, value)),
      );
    const element = h(
      'div',
      {
        role: 'row',
        class: row.frame === this.#chosen ? 'row chosen' : 'row',
        tabIndex: index === this.#cursor ? 0 : -1,
        title: row.place ? `${row.name}\n${row.place}` : row.name,
        aria: { rowindex: index + 2, selected: row.frame === this.#chosen },
        on: {
          click: (event) => {
            this.#cursor = index;
            if (event.ctrlKey || event.metaKey) this.#actions.open(row.frame, event.altKey);
            this.#actions.select(row.frame);
          },
        },
      },
      cell('self', row.self),
      cell('total', row.total),
      h(
        'div',
        { role: 'gridcell', class: 'cell name' },
        dot,
        h('span', { class: 'function' }, row.name),
        h('span', { class: 'place' }, row.place.slice(row.place.lastIndexOf('/') + 1)),
      ),
    );
    element.style.top = `${index * HEIGHT}px`;
    return element;
  }
}
