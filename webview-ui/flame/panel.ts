/** The flame panel: state, what follows from it, and what a person does to it. */
import { boxWeight, type FlameBox, type FlameRange } from '../../src/core/profile/flame.ts';
import type { FrameEdges } from '../../src/core/profile/flame-stats.ts';
import {
  type FlameStep,
  firstBox,
  framesOf,
  largestBox,
  neighbour,
  nextBox,
  samePath,
} from '../../src/core/profile/flame-walk.ts';
import type { FromFlame } from '../../src/core/protocol.ts';
import { FlameChart } from './chart.ts';
import { listen } from './chart-input.ts';
import { dimmed, paletteFor } from './colours.ts';
import { crumbs } from './crumbs.ts';
import { Details } from './details.ts';
import { h } from './dom.ts';
import type { Layouts, Scope } from './engine.ts';
import type { EngineClient } from './engine-client.ts';
import { Help } from './help.ts';
import { listenKeys } from './keys.ts';
import { Overview } from './overview.ts';
import { PanelView } from './panel-view.ts';
import { Ruler } from './ruler.ts';
import { type ProfileMessage, Session } from './session.ts';
import { FIRST_STATE, type PanelState } from './state.ts';
import { FunctionTable } from './table.ts';
import { onThemeChange, readTheme } from './theme.ts';
import { Toolbar } from './toolbar.ts';

export interface Host {
  readonly engine: EngineClient;
  post(message: FromFlame): void;
  /** The state changed by the person's hand. */
  changed(state: PanelState): void;
}

const SLICES = 1200;

export class Panel {
  readonly #host: Host;
  readonly #view: PanelView;
  readonly #toolbar: Toolbar;
  readonly #main: FlameChart;
  readonly #callers: FlameChart;
  readonly #overview: Overview;
  readonly #ruler: Ruler;
  readonly #table: FunctionTable;
  readonly #details: Details;
  readonly #help = new Help();
  #state: PanelState = FIRST_STATE;
  #session: Session | undefined;
  /** Where keys go: the chart used last. */
  #active: FlameChart;
  /** Function on show in the details; -1: the summary. */
  #frame = -1;
  #zoomed: FlameBox | undefined;
  /** Answers to older questions are thrown away. */
  #turn = { load: 0, layout: 0, stats: 0, search: 0, edges: 0 };
  #receivedAt: number | undefined;
  /** A function to reveal once there is a graph. */
  #pending: { readonly name: string; readonly file: string; readonly line: number } | undefined;

  constructor(root: HTMLElement, host: Host) {
    this.#host = host;
    this.#toolbar = new Toolbar({
      set: (change) => this.set(change),
      step: (direction) => this.#step(direction),
      choose: (id) => host.post({ type: 'choose', id }),
      speedscope: () => host.post({ type: 'speedscope' }),
      help: () => this.#help.toggle(),
      leave: () => this.#active.canvas.focus(),
    });
    this.#main = this.#chart(
      'Flame graph: arrow keys move from box to box, Enter opens the source, question mark lists all keys',
      false,
    );
    this.#callers = this.#chart('Callers, growing upwards', true);
    this.#active = this.#main;
    this.#overview = new Overview(this.#main);
    this.#ruler = new Ruler(this.#main, (range, done) => this.#mark(range, done));
    this.#table = new FunctionTable({
      select: (frame) => this.#go(frame),
      open: (frame, beside) => this.#open(frame, beside),
      swatch: (frame) => this.#main.swatch(frame),
      weight: (value) => this.#session?.weight(value) ?? '',
      share: (frame, value) => this.#session?.frameShare(frame, value) ?? '',
    });
    this.#details = new Details({
      open: (frame, beside) => this.#open(frame, beside),
      go: (frame) => this.#go(frame),
      zoom: () => this.#zoomToSelected(),
      sandwich: (frame) => this.set({ mode: 'sandwich', focus: frame }),
      copyName: () => this.#copy(this.#name()),
      copyStack: () => this.#copy(this.#stack()),
      swatch: (frame) => this.#main.swatch(frame),
    });
    this.#view = new PanelView(root, {
      toolbar: this.#toolbar.element,
      overview: this.#overview.element,
      ruler: this.#ruler.element,
      main: this.#main,
      callers: this.#callers,
      table: this.#table.element,
      details: this.#details.element,
      help: this.#help.element,
    });
    this.#listen();
  }

  loading(title: string, detail: string): void {
    this.#view.loading(title, detail);
  }

  failed(message: string, next: string): void {
    this.#view.failed(message, next);
  }

  /** Draws as soon as the layout is there; sums, colours by heat and the overview follow. */
  async load(message: ProfileMessage, state: PanelState): Promise<void> {
    this.#receivedAt = performance.now();
    this.#turn.load += 1;
    const turn = this.#turn.load;
    const mode = !message.profile.timeOrdered && state.mode === 'time-order' ? 'left-heavy' : state.mode;
    this.#state = { ...state, mode };
    const profile = { ...message.profile, lines: NO_LINES };
    const loaded = this.#host.engine('load', { profile, roots: message.roots });
    const first = this.#host.engine('layout', this.#state);
    const session = new Session(message, await loaded);
    if (turn !== this.#turn.load) return;
    this.#session = session;
    this.#frame = -1;
    this.#toolbar.choices(message.choices, message.chosen, (value) => session.weight(value));
    this.#arrange();
    this.#paint();
    await this.#layout(first, false);
    this.#view.ready();
    if (this.#pending) this.reveal(this.#pending.name, this.#pending.file, this.#pending.line);
    this.#pending = undefined;
    await this.#refresh();
    if (message.profile.timeOrdered && turn === this.#turn.load)
      this.#overview.show(await this.#host.engine('overview', { slices: SLICES }));
  }

  /** Changes the state and what follows from it. */
  set(change: Partial<PanelState>): void {
    const before = this.#state;
    const session = this.#session;
    const next = { ...before, ...change };
    if (!session) return;
    if (next.mode === 'time-order' && !session.profile.timeOrdered) return;
    if (
      next.mode === 'sandwich' &&
      before.mode !== 'sandwich' &&
      change.focus === undefined &&
      this.#frame >= 0
    )
      this.#state = { ...next, focus: this.#frame };
    else this.#state = next;
    const now = this.#state;
    this.#arrange();
    const changed = (...names: readonly (keyof PanelState)[]) =>
      names.some((name) => now[name] !== before[name]);
    const scope = changed('onlyMine', 'range');
    if (changed('mode', 'onlyMine', 'idle', 'focus') || (scope && now.mode !== 'time-order'))
      void this.#layout(this.#host.engine('layout', now), true);
    if (scope) void this.#refresh();
    else if (changed('search')) void this.#search();
    else if (changed('colour')) this.#paint();
    if (changed('range')) this.#showRange();
    this.#host.changed(now);
  }

  /** Shows a function wherever it weighs most. */
  reveal(name: string, file: string, line: number): void {
    if (!this.#session || !this.#main.layout) {
      this.#pending = { name, file, line };
      return;
    }
    const frame = this.#session.names.find(name, file, line);
    if (frame >= 0) this.#go(frame);
    else this.#view.announce(`${name} is not in this profile`);
  }

  get state(): PanelState {
    return this.#state;
  }

  #scope(): Scope {
    const { onlyMine, range } = this.#state;
    return range ? { onlyMine, range } : { onlyMine };
  }

  #arrange(): void {
    const session = this.#session;
    this.#toolbar.update(this.#state, session?.profile.timeOrdered ?? true);
    this.#view.arrange(this.#state, session?.profile.timeOrdered ?? false);
    this.#ruler.use(session?.unit ?? 'us', this.#state.mode === 'time-order');
    if (session && this.#state.focus >= 0) this.#view.divider(session.names.label(this.#state.focus));
  }

  async #layout(asked: Promise<Layouts>, keep: boolean): Promise<void> {
    this.#turn.layout += 1;
    const turn = this.#turn.layout;
    const kept = keep ? this.#keep() : undefined;
    const layouts = await asked;
    if (turn !== this.#turn.layout) return;
    const { mode, focus } = this.#state;
    this.#zoomed = undefined;
    this.#main.show(layouts.main);
    this.#callers.show(layouts.callers);
    this.#callers.element.style.flexBasis = `${this.#callers.contentHeight}px`;
    this.#active = this.#main;
    this.#main.range = mode === 'time-order' ? this.#state.range : undefined;
    const none = (layouts.main?.columns ?? 0) === 0;
    if (mode === 'sandwich' && focus < 0)
      this.#view.empty('Choose a function in the table to see its callers above and its callees below.');
    else this.#view.empty(none ? 'Nothing was recorded in this part.' : '');
    const box = kept && this.#main.layout ? samePath(this.#main.layout, kept.frames, kept.near) : undefined;
    if (box) this.#select(this.#main, box);
    else if (this.#frame >= 0) this.#showFrame(this.#frame, undefined);
    this.#moved();
  }

  /** The selected path, to find it again in the next layout. */
  #keep(): { readonly frames: readonly number[]; readonly near: number } | undefined {
    const { selected, layout } = this.#main;
    if (!selected || !layout || this.#state.mode === 'sandwich') return undefined;
    const mine = this.#state.onlyMine;
    const frames = framesOf(layout, selected.node).filter(
      (frame) => !mine || this.#session?.frames.pkg[frame] === 0,
    );
    return { frames, near: layout.edges[selected.first]! };
  }

  /** Sums of the scope on show, and what hangs on them. */
  async #refresh(): Promise<void> {
    this.#turn.stats += 1;
    const turn = this.#turn.stats;
    const stats = await this.#host.engine('stats', this.#scope());
    if (turn !== this.#turn.stats || !this.#session) return;
    this.#session.stats = stats;
    await this.#search();
  }

  async #search(): Promise<void> {
    this.#turn.search += 1;
    const turn = this.#turn.search;
    const pattern = this.#state.search;
    const found =
      pattern === '' ? undefined : await this.#host.engine('search', { ...this.#scope(), pattern });
    const session = this.#session;
    if (turn !== this.#turn.search || !session) return;
    // While a pattern is being typed the last good one keeps showing.
    if (found === undefined || found.error === undefined) session.found = found;
    this.#toolbar.found(found && session.searchResult(found));
    this.#paint();
    this.#table.show(session.rows());
  }

  #paint(): void {
    const session = this.#session;
    if (!session) return;
    const theme = readTheme();
    const palette = paletteFor(this.#state.colour, session.frames, session.weights?.self, theme);
    const shown = session.found ? dimmed(palette, session.found.match, theme) : palette;
    this.#main.paint(shown, theme);
    this.#callers.paint(shown, theme);
    this.#overview.paint(theme);
    this.#table.show(session.rows());
    if (this.#frame < 0) this.#summary();
    else this.#showFrame(this.#frame, this.#active.selected);
  }

  #summary(): void {
    const { range } = this.#state;
    const session = this.#session;
    if (!session?.stats) return;
    this.#details.summary(
      session.summary(range ? `Range of ${session.weight(range.to - range.from)}` : session.title),
    );
  }

  #chart(label: string, upwards: boolean): FlameChart {
    const chart: FlameChart = new FlameChart({
      label,
      upwards,
      skip: upwards ? 1 : 0,
      labelOf: (frame) => this.#session?.names.label(frame) ?? '',
      moved: () => this.#moved(),
      drawn: (boxes) => this.#drawn(chart, boxes),
    });
    listen(chart, upwards, () => ({
      hover: (box, x, y) => this.#hover(chart, box, x, y),
      select: (box) => this.#select(chart, box, false),
      open: (box, beside) => this.#open(chart.layout!.tree.frame[box.node]!, beside),
      zoom: (box) => this.#zoom(chart, box),
      mark: this.#state.mode === 'time-order' ? (range, done) => this.#mark(range, done) : undefined,
    }));
    chart.canvas.addEventListener('focus', () => {
      this.#active = chart;
    });
    return chart;
  }

  #drawn(chart: FlameChart, boxes: number): void {
    if (chart === this.#main) {
      this.#ruler.follow();
      this.#overview.follow();
      if (this.#receivedAt === undefined || !chart.layout) return;
      document.body.dataset.perfloopDrawn = this.#state.mode;
      this.#host.post({ type: 'drawn', boxes, ms: performance.now() - this.#receivedAt });
      this.#receivedAt = undefined;
    }
  }

  #moved(): void {
    const { total, view, layout } = this.#main;
    const session = this.#session;
    if (!session) return;
    if (view.span >= total) this.#zoomed = undefined;
    const path = this.#zoomed && layout ? this.#path(this.#zoomed) : [];
    this.#view.crumbs(
      ...crumbs({
        path: path.map((box) => ({
          text: session.names.label(layout!.tree.frame[box.node]!),
          go: () => this.#zoom(this.#main, box),
        })),
        whole: total,
        span: view.span,
        start: view.start,
        timed: this.#state.mode === 'time-order',
        range: this.#state.range,
        weight: (value) => session.weight(value),
        reset: () => this.#reset(),
        clear: () => this.set({ range: undefined }),
        heavy: this.#state.mode === 'time-order' ? () => this.set({ mode: 'left-heavy' }) : undefined,
      }),
    );
  }

  #path(box: FlameBox): FlameBox[] {
    const path = [box];
    for (let up = neighbour(this.#main.layout!, box, 'up'); up; up = neighbour(this.#main.layout!, up, 'up'))
      path.unshift(up);
    return path;
  }

  #hover(chart: FlameChart, box: FlameBox | undefined, x: number, y: number): void {
    const same = chart.hovered?.node === box?.node && chart.hovered?.first === box?.first;
    chart.hovered = box;
    chart.canvas.style.cursor = box ? 'pointer' : '';
    if (!same) chart.place();
    const session = this.#session;
    if (!box || !session) {
      this.#view.tooltip(undefined, 0, 0);
      return;
    }
    const frame = chart.layout!.tree.frame[box.node]!;
    const weight = boxWeight(chart.layout!, box);
    const share = `${(session.shareOf(frame, weight) * 100).toFixed(1)}%`;
    const { weights, names } = session;
    this.#view.tooltip(
      [
        h('b', {}, names.name(frame)),
        h('span', { class: 'place' }, names.place(frame)),
        h('span', { class: 'numbers' }, `${session.weight(weight)} · ${share}`),
        h(
          'span',
          { class: 'numbers' },
          weights
            ? `function: self ${session.weight(weights.self[frame]!)}, total ${session.weight(weights.total[frame]!)}`
            : '',
        ),
      ],
      x,
      y,
    );
  }

  /** `visible`: bring it into view (a click is there already). */
  #select(chart: FlameChart, box: FlameBox | undefined, visible = true): void {
    const session = this.#session;
    this.#active = chart;
    for (const other of [this.#main, this.#callers]) if (other !== chart) other.select(undefined);
    chart.select(box, visible);
    if (!session) return;
    if (!box) {
      this.#frame = -1;
      this.#table.choose(-1);
      this.#summary();
      return;
    }
    const frame = chart.layout!.tree.frame[box.node]!;
    this.#view.announce(session.announcement(frame, boxWeight(chart.layout!, box)));
    this.#showFrame(frame, box);
  }

  #showFrame(frame: number, box: FlameBox | undefined): void {
    const session = this.#session;
    if (!session) return;
    const weight = box && this.#active.layout ? boxWeight(this.#active.layout, box) : undefined;
    const show = (edges: FrameEdges | undefined) =>
      this.#details.selection(session.selection(frame, weight, edges));
    if (frame !== this.#frame) show(undefined);
    this.#frame = frame;
    this.#table.choose(frame);
    this.#turn.edges += 1;
    const turn = this.#turn.edges;
    void this.#host.engine('edges', { ...this.#scope(), frame }).then((edges) => {
      if (turn === this.#turn.edges && frame === this.#frame) show(edges);
    });
  }

  /** To a function: in the sandwich it becomes the middle, else its heaviest box is selected. */
  #go(frame: number): void {
    if (this.#state.mode === 'sandwich') {
      this.#showFrame(frame, undefined);
      this.set({ focus: frame });
      return;
    }
    const { layout, selected } = this.#main;
    if (!layout) return;
    const up = selected && neighbour(layout, selected, 'up');
    const box = up && layout.tree.frame[up.node] === frame ? up : largestBox(layout, frame);
    if (box) this.#select(this.#main, box);
    else this.#showFrame(frame, undefined);
  }

  #walk(step: FlameStep): void {
    const chart = this.#active;
    if (!chart.layout || chart.layout.columns === 0) return;
    const upwards = chart === this.#callers;
    const way = upwards && (step === 'up' || step === 'down') ? (step === 'up' ? 'down' : 'up') : step;
    const { selected } = chart;
    let next = selected ? neighbour(chart.layout, selected, way) : firstBox(chart.layout);
    // The middle of a sandwich is drawn once, in the lower graph.
    if (next && upwards && next.level === 0) next = undefined;
    if (next) this.#select(chart, next);
  }

  #step(direction: 1 | -1): void {
    const chart = this.#active;
    const match = this.#session?.found?.match;
    if (!chart.layout || !match) return;
    const box = nextBox(chart.layout, chart.selected, direction, (frame) => match[frame] === 1);
    if (box) this.#select(chart, box);
  }

  #zoom(chart: FlameChart, box: FlameBox): void {
    this.#select(chart, box, false);
    chart.zoomTo(box);
    if (chart === this.#main) this.#zoomed = box;
    this.#moved();
  }

  #zoomToSelected(): void {
    if (this.#active.selected) this.#zoom(this.#active, this.#active.selected);
  }

  #reset(): void {
    this.#zoomed = undefined;
    this.#main.reset();
    this.#callers.reset();
  }

  #open(frame: number, beside: boolean): void {
    const names = this.#session?.names;
    if (!names?.opens(frame)) return;
    this.#host.post({
      type: 'open',
      file: names.file(frame),
      line: names.line(frame),
      column: names.column(frame),
      beside,
    });
  }

  #mark(range: FlameRange | undefined, done: boolean): void {
    if (done) this.set({ range });
    else {
      this.#main.range = range;
      this.#main.schedule();
    }
  }

  #showRange(): void {
    this.#main.range = this.#state.mode === 'time-order' ? this.#state.range : undefined;
    this.#main.schedule();
    this.#moved();
  }

  #markView(): void {
    const { view, total } = this.#main;
    if (this.#state.range) this.set({ range: undefined });
    else if (this.#state.mode === 'time-order' && view.span < total)
      this.set({ range: { from: view.start, to: view.start + view.span } });
  }

  #name(): string {
    return this.#session && this.#frame >= 0 ? this.#session.names.name(this.#frame) : '';
  }

  /** The selected path, innermost first, one frame a line. */
  #stack(): string {
    const { selected, layout } = this.#active;
    const names = this.#session?.names;
    if (!selected || !layout || !names) return '';
    const lines = framesOf(layout, selected.node).map((f) => `${names.name(f)} ${names.place(f)}`.trimEnd());
    return (this.#active === this.#callers ? lines : lines.reverse()).join('\n');
  }

  #copy(text: string): void {
    if (text !== '') void navigator.clipboard.writeText(text).then(() => this.#view.announce('Copied'));
  }

  #listen(): void {
    onThemeChange(() => this.#paint());
    document.addEventListener('copy', (event) => {
      if (
        getSelection()?.isCollapsed === false ||
        this.#frame < 0 ||
        event.target instanceof HTMLInputElement
      )
        return;
      event.clipboardData?.setData('text/plain', this.#name());
      event.preventDefault();
    });
    document.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'c')
        this.#copy(this.#stack());
    });
    listenKeys({
      state: () => this.#state,
      set: (change) => this.set(change),
      walk: (step) => this.#walk(step),
      zoomBy: (factor) => this.#active.zoomBy(factor),
      zoomToSelected: () => this.#zoomToSelected(),
      pan: (share) => this.#active.glide({ start: this.#active.view.start + share * this.#active.view.span }),
      reset: () => this.#reset(),
      open: (beside) => {
        if (this.#frame >= 0) this.#open(this.#frame, beside);
      },
      search: () => {
        this.#toolbar.search.focus();
        this.#toolbar.search.select();
      },
      step: (direction) => this.#step(direction),
      markView: () => this.#markView(),
      table: () => {
        const open = !this.#state.table;
        this.set({ table: open });
        if (open) this.#table.focus();
        else this.#active.canvas.focus();
      },
      speedscope: () => this.#host.post({ type: 'speedscope' }),
      help: () => this.#help.toggle(),
    });
  }
}

/** The panel draws functions: lines stay behind. */
const NO_LINES = {
  length: 0,
  stack: new Uint32Array(0),
  line: new Uint32Array(0),
  weight: new Float64Array(0),
};
