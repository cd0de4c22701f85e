/** Everything known about one benchmark: verdict, figures, plots, each with its table. */
import { distribution } from '../../src/core/bench/distribution.ts';
import type { Growth } from '../../src/core/bench/nouns.ts';
import type { ResultRow, ResultSide } from '../../src/core/bench/results.ts';
import type { FromResults } from '../../src/core/protocol.ts';
import { budgetText, counterText } from '../../src/core/report/budget-words.ts';
import {
  formatBytes,
  formatChange,
  formatCount,
  formatNs,
  formatRate,
  formatShare,
} from '../../src/core/report/numbers.ts';
import { h, put } from '../common/dom.ts';
import { distributionPlan, draw, forksPlan, growthPlan, historyPlan } from './charts.ts';
import { verdictClass } from './words.ts';

type Side = { readonly side: ResultSide; readonly role: 'base' | 'candidate' };

const clocks = {
  'thread-cpu': 'CPU time of the thread',
  'process-cpu': 'CPU time of the process',
  'wall-unqueued': 'elapsed time without waiting for a CPU',
  wall: 'elapsed time',
} as const;

export class Details {
  readonly element = h('section', { class: 'details', aria: { label: 'Details' }, tabIndex: 0 });
  readonly #post: (message: FromResults) => void;
  #undraw: (() => void)[] = [];
  #shown: { readonly row: ResultRow | undefined; readonly growth: readonly Growth[] } | undefined;
  /** Tables that were opened stay open from row to row. */
  readonly #open = new Set<string>();

  constructor(post: (message: FromResults) => void) {
    this.#post = post;
  }

  draw(row: ResultRow | undefined, growth: readonly Growth[]): void {
    // Typing in the filter may not redraw what has not changed.
    if (this.#shown?.row === row && JSON.stringify(this.#shown?.growth) === JSON.stringify(growth)) return;
    this.#shown = { row, growth };
    this.repaint();
  }

  /** Scrolls to a plot and opens its table, so that every reader has the figures. */
  reveal(title: string): void {
    this.#open.add(title);
    this.repaint();
    const found = [...this.element.querySelectorAll('figure')].find(
      (f) => f.querySelector('h3')?.textContent === title,
    );
    if (!found) return;
    // With the name above it where both have room.
    const below = found.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
    (below < innerHeight / 2 ? this.element : found).scrollIntoView({ block: 'start' });
  }

  repaint(): void {
    for (const undraw of this.#undraw) undraw();
    this.#undraw = [];
    const { row, growth = [] } = this.#shown ?? {};
    this.element.hidden = !row;
    if (row) put(this.element, this.#heading(row), ...this.#facts(row), this.#plots(row, growth));
  }

  #heading(row: ResultRow): HTMLElement {
    const button = (text: string, message: FromResults) =>
      h('button', { class: 'button', on: { click: () => this.#post(message) } }, text);
    const open = { type: 'open', key: row.key } as const;
    return h(
      'div',
      { class: 'heading' },
      h('h2', {}, row.id),
      h(
        'button',
        { class: 'link', on: { click: () => this.#post(open) } },
        row.line > 0 ? `${row.file}:${row.line}` : row.file,
      ),
      h(
        'div',
        { class: 'actions' },
        button('Run', { type: 'run', keys: [row.key] }),
        button('Profile', { type: 'profile', key: row.key }),
        button('Compare with base', { type: 'compare', keys: [row.key] }),
      ),
    );
  }

  #facts(row: ResultRow): HTMLElement[] {
    const { change, failure } = row;
    const made: HTMLElement[] = [];
    if (change)
      made.push(
        h('p', { class: `verdict ${verdictClass(row)}` }, h('strong', {}, change.reason)),
        h('p', { class: 'muted' }, `Measured by ${change.method}.`),
      );
    const last = row.status === 'past' ? row.history.at(-1) : undefined;
    if (last)
      made.push(
        h(
          'p',
          { class: 'muted' },
          `Not measured in this window. The last run of the history: ${formatNs(last.medianNs)} on ${new Date(last.at).toLocaleString()}${last.commit ? `, commit ${last.commit}` : ''}.`,
        ),
      );
    if (failure) made.push(h('pre', { class: 'failure', role: 'alert' }, failure.join('\n')));
    if (row.notes.length > 0) made.push(h('ul', { class: 'notes' }, ...row.notes.map((n) => h('li', {}, n))));
    if (row.budgets.length + row.counters.length > 0)
      made.push(
        h(
          'ul',
          { class: 'budgets' },
          ...row.budgets.map((b) => h('li', { class: b.met ? 'met' : 'missed' }, budgetText(b))),
          ...row.counters.map((c) =>
            h('li', { class: c.verdict === 'worse' ? 'missed' : 'met' }, counterText(c)),
          ),
        ),
      );
    const sides = sidesOf(row);
    if (sides.length > 0) made.push(figures(sides));
    return made;
  }

  #plots(row: ResultRow, growth: readonly Growth[]): HTMLElement {
    const plots = h('div', { class: 'plots' });
    const add = (
      title: string,
      note: string,
      plan: Parameters<typeof draw>[1],
      head: readonly string[],
      rows: readonly (readonly string[])[],
    ) => {
      const host = h('div', { class: 'plot', aria: { hidden: true } });
      plots.append(
        h(
          'figure',
          {},
          h('figcaption', {}, h('h3', {}, title), h('span', { class: 'muted' }, note)),
          host,
          this.#table(title, head, rows),
        ),
      );
      queueMicrotask(() => host.isConnected && this.#undraw.push(draw(host, plan)));
    };
    const sides = sidesOf(row).filter(({ side }) => side.samplesNs.length > 1);
    if (sides.length > 0) {
      const found = distribution(sides.map((s) => s.side.samplesNs));
      add(
        'Distribution',
        legend(sides, found?.above ?? []),
        () => distributionPlan(sides),
        ['From', 'To', ...sides.map((s) => s.side.label)],
        (found?.edges.slice(0, -1) ?? []).map((edge, i) => [
          formatNs(edge),
          formatNs(found?.edges[i + 1] ?? 0),
          ...(found?.shares ?? []).map((s) => formatShare(s[i] ?? 0)),
        ]),
      );
    }
    const { change } = row;
    if (change && change.perForkShares.length > 1)
      add(
        'Change in each process',
        `shaded: the interval; dashed: the limit, ${formatChange(change.limitShare)}`,
        () => forksPlan(change),
        ['Process', 'Change'],
        change.perForkShares.map((s, i) => [String(i + 1), formatChange(s)]),
      );
    for (const g of growth)
      add(
        `Growth with ${g.param}`,
        `${g.label}${g.margin > 0 ? `, exponent ${g.exponent.toFixed(2)} ± ${g.margin.toFixed(2)}` : ''}`,
        () => growthPlan(g),
        [g.param, 'Median', 'Bytes'],
        g.points.map((p) => [
          formatCount(p.value),
          formatNs(p.medianNs),
          p.bytes === undefined ? '' : formatBytes(p.bytes),
        ]),
      );
    const withBytes = row.history.some((p) => p.bytes !== undefined);
    if (row.history.length > 1)
      add(
        'History',
        `${row.history.length} runs; ${row.history.some((p) => p.change) ? 'dashed: a lasting change begins, with its commit' : 'no lasting change found'}`,
        () => historyPlan(row.history),
        ['When', 'Commit', 'Median', ...(withBytes ? ['Bytes'] : []), ''],
        // The latest first: that is what is looked for.
        row.history
          .toReversed()
          .map((p) => [
            new Date(p.at).toLocaleString(),
            p.dirty ? `${p.commit} with changes` : p.commit,
            formatNs(p.medianNs),
            ...(withBytes ? [p.bytes === undefined ? '' : formatBytes(p.bytes)] : []),
            p.change ? 'change point' : '',
          ]),
      );
    return plots;
  }

  #table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
    const details = h(
      'details',
      { on: { toggle: () => this.#open[details.open ? 'add' : 'delete'](title) } },
      h('summary', {}, 'As a table'),
      h(
        'table',
        { aria: { label: title } },
        h('thead', {}, h('tr', {}, ...head.map((text) => h('th', {}, text)))),
        h(
          'tbody',
          {},
          ...rows.map((cells) => h('tr', {}, ...cells.map((c) => h('td', { class: 'number' }, c)))),
        ),
      ),
    );
    details.open = this.#open.has(title);
    return details;
  }
}

function sidesOf(row: ResultRow): readonly Side[] {
  return [
    ...(row.base ? [{ side: row.base, role: 'base' } as const] : []),
    ...(row.candidate ? [{ side: row.candidate, role: 'candidate' } as const] : []),
  ];
}

function legend(sides: readonly Side[], above: readonly number[]): string {
  const names = sides.map(({ side, role }) => (role === 'base' ? `purple: ${side.label}` : side.label));
  const beyond = above.reduce((a, b) => a + b, 0);
  return [
    sides.length > 1 ? `${names[0]}, blue: ${names[1]}` : names.join(''),
    'dashed: median',
    beyond > 0 ? `${formatCount(beyond)} slower samples lie beyond` : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/** The figures of one or both versions. */
function figures(sides: readonly Side[]): HTMLElement {
  const line = (name: string, text: (side: ResultSide) => string) =>
    h('tr', {}, h('th', {}, name), ...sides.map(({ side }) => h('td', { class: 'number' }, text(side))));
  /** Nothing where no side has it. */
  const figure = (name: string, of: (side: ResultSide) => number | undefined, text: (v: number) => string) =>
    sides.some(({ side }) => of(side) !== undefined)
      ? [
          line(name, (s) => {
            const value = of(s);
            return value === undefined ? '' : text(value);
          }),
        ]
      : [];
  const margin = (side: ResultSide) => (side.marginShare > 0 ? ` ± ${formatShare(side.marginShare)}` : '');
  return h(
    'table',
    { class: 'figures', aria: { label: 'Figures' } },
    h(
      'thead',
      {},
      h('tr', {}, h('td'), ...sides.map(({ side }) => h('th', { class: 'number' }, side.label))),
    ),
    h(
      'tbody',
      {},
      line('Median', (s) => `${formatNs(s.time.p50Ns)}${margin(s)}`),
      ...figure('p75', ({ time }) => time.p75Ns, formatNs),
      line('p95', (s) => formatNs(s.time.p95Ns)),
      ...figure('p99', ({ time }) => time.p99Ns, formatNs),
      ...figure('Fastest', ({ time }) => time.minNs, formatNs),
      ...figure('Slowest', ({ time }) => time.maxNs, formatNs),
      line('Rate', (s) => formatRate(s.opsPerSecond)),
      ...figure('Bytes', (s) => s.bytes, formatBytes),
      line('Clock', (s) => clocks[s.clock]),
      ...figure('Iterations', (s) => s.iterations, formatCount),
      ...figure('Processes', (s) => s.forks, formatCount),
    ),
  );
}
