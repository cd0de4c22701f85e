/** The table of benchmarks. One row is chosen; arrows move, Enter opens the source. */
import type { ResultRow } from '../../src/core/bench/results.ts';
import { formatBytes, formatNs, formatRate } from '../../src/core/report/numbers.ts';
import { h, put } from '../common/dom.ts';
import { intervalPlot, reachOf } from './interval.ts';
import { lastingShare, sparkline } from './sparkline.ts';
import { changeText, stateText, verdictClass } from './words.ts';

export type SortKey = 'file' | 'median' | 'p95' | 'ops' | 'bytes' | 'change' | 'history';

export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

export interface TableActions {
  select(key: string): void;
  open(key: string): void;
  sort(key: SortKey): void;
}

const columns: readonly { readonly key: SortKey; readonly title: string; readonly number: boolean }[] = [
  { key: 'file', title: 'Benchmark', number: false },
  { key: 'median', title: 'Median', number: true },
  { key: 'p95', title: 'p95', number: true },
  { key: 'ops', title: 'Rate', number: true },
  { key: 'bytes', title: 'Bytes', number: true },
  { key: 'change', title: 'Change', number: false },
  { key: 'history', title: 'History', number: false },
];

export class Table {
  readonly element: HTMLElement;
  readonly #head = h('tr');
  readonly #body = h('tbody');
  readonly #empty = h('p', { class: 'muted empty', hidden: true });
  readonly #actions: TableActions;

  constructor(actions: TableActions) {
    this.#actions = actions;
    const table = h(
      'table',
      { aria: { label: 'Benchmarks' }, on: { keydown: (event) => this.#key(event) } },
      h('thead', {}, this.#head),
      this.#body,
    );
    this.element = h('section', { class: 'list', aria: { label: 'Results' } }, table, this.#empty);
  }

  /** `none`: what is said where there is no row. */
  draw(rows: readonly ResultRow[], selected: string, sort: Sort, none: string): void {
    const shown = sorted(rows, sort);
    const hadFocus = this.#body.contains(document.activeElement);
    const reach = reachOf(rows);
    // Columns that nobody has anything in only take room.
    const used = columns.filter(
      (c) =>
        c.key === 'file' ||
        // The first figure is also where a row says that it waits, was skipped or failed.
        rows.some((r) => figureOf(r, c.key) !== undefined || (c.key === 'median' && stateText(r) !== '')),
    );
    put(this.#head, ...used.map((c) => this.#heading(c, sort)));
    put(
      this.#body,
      ...shown.map((row) => this.#row(row, row.key === selected, reach, new Set(used.map((c) => c.key)))),
    );
    this.#empty.textContent = none;
    this.#empty.hidden = shown.length > 0;
    if (hadFocus) this.#body.querySelector<HTMLElement>('[aria-current] button')?.focus();
  }

  #heading(column: (typeof columns)[number], sort: Sort): HTMLElement {
    const active = sort.key === column.key;
    const direction = !active ? 'none' : sort.descending ? 'descending' : 'ascending';
    return h(
      'th',
      { class: column.number ? `number ${column.key}` : column.key, aria: { sort: direction } },
      h(
        'button',
        { class: 'sort', on: { click: () => this.#actions.sort(column.key) } },
        column.title,
        active ? h('span', { aria: { hidden: true } }, sort.descending ? ' ▾' : ' ▴') : undefined,
      ),
    );
  }

  #row(row: ResultRow, current: boolean, reach: number, used: ReadonlySet<SortKey>): HTMLElement {
    const { candidate } = row;
    const median = figureOf(row, 'median');
    const cut = row.id.lastIndexOf(' > ');
    const name = h(
      'button',
      { class: 'name', tabIndex: current ? 0 : -1, title: `${row.file}:${row.line}\n${row.id}` },
      cut > 0 ? h('span', { class: 'group' }, `${row.id.slice(0, cut)} › `) : undefined,
      cut > 0 ? row.id.slice(cut + 3) : row.id,
    );
    const number = (key: SortKey, text: string | false | undefined) =>
      used.has(key) && h('td', { class: `number ${key}` }, text || '');
    const over = row.budgets.some((b) => !b.met) || row.counters.some((c) => c.verdict === 'worse');
    const cells = [
      h('th', { class: 'benchmark' }, name, over ? h('span', { class: 'flag' }, ' over budget') : undefined),
      number('median', median === undefined ? stateText(row) : formatNs(median)),
      number('p95', candidate && formatNs(candidate.time.p95Ns)),
      number('ops', candidate && formatRate(candidate.opsPerSecond)),
      number('bytes', candidate?.bytes !== undefined && formatBytes(candidate.bytes)),
      used.has('change') &&
        h(
          'td',
          { class: `change ${verdictClass(row)}` },
          row.change && intervalPlot(row.change, reach),
          h('span', {}, changeText(row)),
        ),
      used.has('history') && h('td', { class: 'history' }, row.history.length > 1 && sparkline(row.history)),
    ];
    const element = h(
      'tr',
      {
        class: `row ${row.status}`,
        data: { key: row.key },
        ...(current ? { aria: { current: 'true' } } : {}),
        on: {
          click: () => this.#actions.select(row.key),
          dblclick: () => this.#actions.open(row.key),
        },
      },
      ...cells,
    );
    return element;
  }

  #key(event: KeyboardEvent): void {
    const rows = [...this.#body.querySelectorAll<HTMLElement>('tr')];
    const at = rows.findIndex((r) => r.hasAttribute('aria-current'));
    const inBody = this.#body.contains(event.target as Node);
    if (!inBody) return;
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -rows.length, End: rows.length }[event.key];
    if (step !== undefined) {
      const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
      if (next?.dataset.key !== undefined) this.#actions.select(next.dataset.key);
      event.preventDefault();
    } else if (event.key === 'Enter' && rows[at]?.dataset.key !== undefined) {
      this.#actions.open(rows[at].dataset.key);
      event.preventDefault();
    }
  }
}

function sorted(rows: readonly ResultRow[], { key, descending }: Sort): readonly ResultRow[] {
  // As the files have them.
  if (key === 'file') return descending ? [...rows].reverse() : rows;
  const worth = (row: ResultRow) => figureOf(row, key) ?? Number.NEGATIVE_INFINITY;
  return [...rows].sort((a, b) => (descending ? worth(b) - worth(a) : worth(a) - worth(b)));
}

function figureOf(row: ResultRow, key: SortKey): number | undefined {
  if (key === 'change') return row.change?.share;
  const { candidate, history } = row;
  if (key === 'history') return history.length > 1 ? lastingShare(history) : undefined;
  if (key === 'median' && row.status === 'past') return history.at(-1)?.medianNs;
  if (!candidate || key === 'file') return undefined;
  if (key === 'median') return candidate.time.p50Ns;
  if (key === 'p95') return candidate.time.p95Ns;
  return key === 'ops' ? candidate.opsPerSecond : candidate.bytes;
}
