/** The results view: a table of benchmarks, and beside it everything known about the chosen one. */
import type { ResultRow, ResultsView } from '../../src/core/bench/results.ts';
import type { FromResults } from '../../src/core/protocol.ts';
import { plural } from '../../src/core/report/numbers.ts';
import { h, put } from '../common/dom.ts';
import { onThemeChange } from '../common/theme-change.ts';
import { Details } from './details.ts';
import { type Sort, type SortKey, Table } from './table.ts';

/** What survives a reload of the page. */
export interface Saved {
  readonly selected: string;
  readonly sort: Sort;
}

export interface PanelOptions {
  post(message: FromResults): void;
  save(state: Saved): void;
  readonly saved: Partial<Saved>;
}

export class ResultsPanel {
  readonly #options: PanelOptions;
  readonly #title = h('h1', {});
  readonly #subtitle = h('p', { class: 'muted' });
  readonly #summary = h('p', { class: 'summary', role: 'status' });
  readonly #problems = h('ul', { class: 'problems' });
  readonly #actions = h('div', { class: 'actions', role: 'toolbar', aria: { label: 'Benchmarks' } });
  readonly #filter: HTMLInputElement;
  readonly #table: Table;
  readonly #details: Details;
  #view: ResultsView | undefined;
  #selected: string;
  #sort: Sort;

  constructor(root: HTMLElement, options: PanelOptions) {
    this.#options = options;
    this.#selected = typeof options.saved.selected === 'string' ? options.saved.selected : '';
    this.#sort = options.saved.sort ?? { key: 'file', descending: false };
    this.#table = new Table({
      select: (key) => this.select(key),
      open: (key) => options.post({ type: 'open', key }),
      sort: (key) => this.#sortBy(key),
    });
    this.#details = new Details(options.post);
    this.#filter = h('input', {
      type: 'search',
      class: 'filter',
      aria: { label: 'Filter benchmarks by name' },
      on: { input: () => this.#draw() },
    });
    this.#filter.placeholder = 'Filter';
    put(
      root,
      h(
        'header',
        {},
        h('div', { class: 'titles' }, this.#title, this.#subtitle),
        this.#filter,
        this.#actions,
      ),
      this.#summary,
      this.#problems,
      h('div', { class: 'split' }, this.#table.element, this.#details.element),
    );
    onThemeChange(() => this.#details.repaint());
  }

  show(view: ResultsView, selected: string | undefined, part?: 'history'): void {
    this.#view = view;
    if (selected !== undefined) this.#selected = selected;
    if (!view.rows.some((r) => r.key === this.#selected)) this.#selected = mostTelling(view.rows)?.key ?? '';
    this.#draw();
    if (part === 'history') this.#details.reveal('History');
  }

  select(key: string): void {
    this.#selected = key;
    this.#save();
    this.#draw();
  }

  #sortBy(key: SortKey): void {
    const same = this.#sort.key === key;
    // Figures are looked through from the largest, names from A.
    this.#sort = { key, descending: same ? !this.#sort.descending : key !== 'file' };
    this.#save();
    this.#draw();
  }

  #save(): void {
    this.#options.save({ selected: this.#selected, sort: this.#sort });
  }

  #draw(): void {
    const view = this.#view;
    if (!view) return;
    this.#title.textContent = view.title;
    this.#subtitle.textContent = view.subtitle;
    this.#summary.textContent = summary(view);
    put(this.#problems, ...view.problems.map((text) => h('li', {}, text)));
    this.#problems.hidden = view.problems.length === 0;
    this.#drawActions(view);
    const wanted = this.#filter.value.trim().toLowerCase();
    const rows = view.rows.filter((r) => `${r.file} ${r.id}`.toLowerCase().includes(wanted));
    const none = view.rows.length > 0 ? 'No benchmark has this in its name.' : nothingYet(view);
    this.#table.draw(rows, this.#selected, this.#sort, none);
    const row = view.rows.find((r) => r.key === this.#selected);
    this.#details.draw(
      row,
      view.growth.filter((g) => row && belongs(row, g.file, g.id)),
    );
  }

  #drawActions(view: ResultsView): void {
    const { post } = this.#options;
    const keys = view.rows.map((r) => r.key);
    const button = (text: string, title: string, message: FromResults) =>
      h('button', { class: 'button', title, on: { click: () => post(message) } }, text);
    const focused = document.activeElement?.textContent;
    put(
      this.#actions,
      ...(view.running
        ? [button('Cancel', 'Stop and keep what was measured', { type: 'cancel' })]
        : [
            button('Run again', 'Measure all of them anew', { type: 'run', keys }),
            button('Compare with base', 'Measure base and working tree together', {
              type: 'compare',
              keys,
            }),
          ]),
      keys.length > 0 && button('Copy as Markdown', 'The table, for a pull request', { type: 'markdown' }),
    );
    // Of nothing, nothing can be run again.
    this.#actions.hidden = keys.length === 0 && !view.running;
    this.#filter.hidden = keys.length === 0;
    // Redrawing may not take the focus from whoever works by keyboard.
    for (const child of this.#actions.querySelectorAll('button'))
      if (focused && child.textContent === focused) child.focus();
  }
}

/** What is said where no benchmark is there. */
function nothingYet(view: ResultsView): string {
  if (view.running) return 'Measuring. The results come together, when all is measured.';
  if (view.problems.length > 0) return 'No benchmark could be measured.';
  return 'Nothing was measured yet. Run benchmarks in the Testing view, beside their lines, or by “Perfloop: Run Benchmarks”.';
}

/** Whether a growth (its id is without the parameter) is of the row. */
function belongs(row: ResultRow, file: string, id: string): boolean {
  return row.file === file && (row.id === id || row.id.startsWith(`${id} [`));
}

/** What a person wants to see first: a failure, then a change for the worse. */
function mostTelling(rows: readonly ResultRow[]): ResultRow | undefined {
  const rank = (r: ResultRow) =>
    r.status === 'failed' ? 3 : r.change?.verdict === 'slower' ? 2 : r.change?.verdict === 'faster' ? 1 : 0;
  const past = (r: ResultRow) => (r.status === 'past' && r.history.some((p) => p.change) ? 0.5 : 0);
  let best: ResultRow | undefined;
  for (const row of rows) if (!best || rank(row) + past(row) > rank(best) + past(best)) best = row;
  return best;
}

function summary(view: ResultsView): string {
  const count = (test: (row: ResultRow) => boolean) => view.rows.filter(test).length;
  const parts: string[] = [];
  const say = (n: number, text: string) => n > 0 && parts.push(`${n} ${text}`);
  say(
    count((r) => r.change?.verdict === 'slower'),
    'slower',
  );
  say(
    count((r) => r.change?.verdict === 'faster'),
    'faster',
  );
  say(
    count((r) => r.change?.verdict === 'unchanged'),
    'unchanged',
  );
  say(
    count((r) => r.change?.verdict === 'inconclusive'),
    'inconclusive',
  );
  say(
    count((r) => r.status === 'failed'),
    'failed',
  );
  say(
    count((r) => r.budgets.some((b) => !b.met) || r.counters.some((c) => c.verdict === 'worse')),
    'over budget',
  );
  const waiting = count((r) => r.status === 'waiting' || r.status === 'running');
  if (view.running)
    parts.push(waiting > 0 ? `measuring, ${plural(waiting, 'benchmark')} to go` : 'measuring');
  return [plural(view.rows.length, 'benchmark'), ...parts].join(' · ');
}
