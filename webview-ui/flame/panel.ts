/** The flame panel: state, what follows from it, and what a person does to it. */
import type { Profile } from '../../src/core/model.ts';
import type { FlameRange } from '../../src/core/profile/flame.ts';
import type { FromFlame } from '../../src/core/protocol.ts';
import { onThemeChange } from '../common/theme-change.ts';
import { bind } from './bindings.ts';
import { FlameChart } from './chart.ts';
import { listen } from './chart-input.ts';
import { dimmed, paletteFor } from './colours.ts';
import { crumbs } from './crumbs.ts';
import { Cursor, type Kept } from './cursor.ts';
import { Details } from './details.ts';
import type { Layouts, Scope } from './engine.ts';
import type { EngineClient } from './engine-client.ts';
import { Help } from './help.ts';
import { Overview } from './overview.ts';
import { PanelView } from './panel-view.ts';
import { Ruler } from './ruler.ts';
import { type ProfileMessage, Session } from './session.ts';
import { FIRST_STATE, type PanelState } from './state.ts';
import { FunctionTable } from './table.ts';
import { readTheme } from './theme.ts';
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
  readonly #cursor: Cursor;
  /** Answers to older questions are thrown away. */
  readonly #turn = { load: 0, layout: 0, stats: 0, search: 0 };
  #receivedAt: number | undefined;
  #loading = true;
  /** The profile of which only a preview is there. */
  #preview: string | undefined;
  /** A function to reveal once there is a graph. */
  #pending: { readonly name: string; readonly file: string; readonly line: number } | undefined;

  constructor(root: HTMLElement, host: Host) {
    this.#host = host;
    this.#toolbar = new Toolbar({
      set: (change) => this.set(change),
      step: (direction) => this.#cursor.step(direction),
      choose: (id) => host.post({ type: 'choose', id }),
      speedscope: () => host.post({ type: 'speedscope' }),
      help: () => this.#help.toggle(),
      leave: () => this.#cursor.active.canvas.focus(),
    });
    this.#main = this.#chart(
      'Flame graph: arrow keys move from box to box, Enter opens the source, question mark lists all keys',
      false,
    );
    this.#callers = this.#chart('Callers, growing upwards', true);
    this.#overview = new Overview(this.#main);
    this.#ruler = new Ruler(this.#main, (range, done) => this.#mark(range, done));
    this.#table = new FunctionTable({
      select: (frame) => this.#cursor.go(frame),
      open: (frame, beside) => this.#open(frame, beside),
      swatch: (frame) => this.#main.swatch(frame),
      weight: (value) => this.#session?.weight(value) ?? '',
      share: (frame, value) => this.#session?.frameShare(frame, value) ?? '',
    });
    this.#details = new Details({
      open: (frame, beside) => this.#open(frame, beside),
      go: (frame) => this.#cursor.go(frame),
      zoom: () => this.#cursor.zoomToSelected(),
      sandwich: (frame) => this.set({ mode: 'sandwich', focus: frame }),
      copyName: () => this.#cursor.copy(this.#cursor.name()),
      copyStack: () => this.#cursor.copy(this.#cursor.stack()),
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
    this.#cursor = new Cursor({
      main: this.#main,
      callers: this.#callers,
      view: this.#view,
      details: this.#details,
      table: this.#table,
      session: () => this.#session,
      inSandwich: () => this.#state.mode === 'sandwich',
      focus: (frame) => this.set({ focus: frame }),
      edges: (frame) => host.engine('edges', { ...this.#scope(), frame }),
      open: (frame, beside) => this.#open(frame, beside),
      moved: () => this.#moved(),
      cleared: () => this.#summary(),
    });
    this.#bind();
  }

  loading(title: string, detail: string): void {
    this.#view.loading(title || 'Loading…', detail);
  }

  failed(message: string, next: string): void {
    this.#view.failed(message, next);
  }

  /** Draws as soon as the layout is there; sums, colours by heat and the overview follow. */
  async load(message: ProfileMessage, state: PanelState): Promise<void> {
    const receivedAt = performance.now();
    performance.mark('perfloop:profile');
    const refines = this.#preview === message.chosen && !message.preview;
    this.#preview = message.preview ? message.chosen : undefined;
    this.#loading = true;
    this.#turn.load += 1;
    const turn = this.#turn.load;
    const mode = !message.profile.timeOrdered && state.mode === 'time-order' ? 'left-heavy' : state.mode;
    // What the person chose since the preview was drawn stays.
    if (!refines) this.#state = { ...state, mode };
    const profile = { ...message.profile, lines: NO_LINES };
    const loaded = this.#host.engine('load', { profile, roots: message.roots }, columnsOf(profile));
    const first = this.#host.engine('layout', this.#state);
    const session = new Session(message, await loaded);
    if (turn !== this.#turn.load) return;
    this.#session = session;
    if (refines) return await this.#refine(first, turn, message, receivedAt);
    this.#cursor.frame = -1;
    // The old boxes mean nothing by the new profile's names.
    for (const chart of [this.#main, this.#callers]) chart.show(undefined);
    this.#toolbar.choices(message.choices, message.chosen, (value) => session.weight(value));
    this.#arrange();
    this.#paint();
    await this.#layout(first, undefined, receivedAt);
    if (turn !== this.#turn.load) return;
    this.#view.ready();
    if (!message.preview) await this.#loaded(turn, message);
  }

  /** The whole in place of its preview: the same boxes and more, so what is on show and selected stays. */
  async #refine(
    first: Promise<Layouts>,
    turn: number,
    message: ProfileMessage,
    receivedAt: number,
  ): Promise<void> {
    this.#toolbar.choices(message.choices, message.chosen, (value) => this.#session!.weight(value));
    this.#arrange();
    const layouts = await first;
    if (turn !== this.#turn.load) return;
    const { view, total } = this.#main;
    const kept = this.#state.mode === 'sandwich' ? undefined : this.#keep();
    await this.#layout(Promise.resolve(layouts), kept, receivedAt);
    if (view.span < total || view.top > 0) this.#main.move(view);
    await this.#loaded(turn, message);
  }

  /** The whole is on show: sums, what hangs on them, and the overview. */
  async #loaded(turn: number, message: ProfileMessage): Promise<void> {
    this.#loading = false;
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
      this.#cursor.frame >= 0
    )
      this.#state = { ...next, focus: this.#cursor.frame };
    else this.#state = next;
    const now = this.#state;
    this.#arrange();
    const changed = (...names: readonly (keyof PanelState)[]) =>
      names.some((name) => now[name] !== before[name]);
    const scope = changed('onlyMine', 'range');
    if (changed('mode', 'onlyMine', 'idle', 'focus') || (scope && now.mode !== 'time-order'))
      void this.#layout(
        this.#host.engine('layout', now),
        before.mode === 'sandwich' ? undefined : this.#keep(),
      );
    if (scope) void this.#refresh();
    else if (changed('search')) void this.#search();
    else if (changed('colour')) this.#paint();
    if (changed('range')) this.#showRange();
    this.#host.changed(now);
  }

  /** Shows a function wherever it weighs most. */
  reveal(name: string, file: string, line: number): void {
    if (this.#loading || !this.#session) {
      this.#pending = { name, file, line };
      return;
    }
    const frame = this.#session.names.find(name, file, line);
    if (frame >= 0) this.#cursor.go(frame);
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

  /** The selected path as it will be in the next layout, where only my code may be left of it. */
  #keep(): Kept | undefined {
    const { onlyMine } = this.#state;
    return this.#cursor.keep((frame) => !onlyMine || this.#session?.frames.pkg[frame] === 0);
  }

  /** Shows a layout when it is there, with what was selected before still selected. */
  async #layout(asked: Promise<Layouts>, kept: Kept | undefined, receivedAt?: number): Promise<void> {
    this.#turn.layout += 1;
    const turn = this.#turn.layout;
    const layouts = await asked;
    if (turn !== this.#turn.layout) return;
    const { mode, focus } = this.#state;
    this.#cursor.zoomed = undefined;
    this.#receivedAt = receivedAt ?? this.#receivedAt;
    this.#main.show(layouts.main);
    this.#callers.show(layouts.callers);
    this.#callers.element.style.flexBasis = `${this.#callers.contentHeight}px`;
    this.#main.range = mode === 'time-order' ? this.#state.range : undefined;
    const none = (layouts.main?.columns ?? 0) === 0;
    if (mode === 'sandwich' && focus < 0)
      this.#view.empty('Choose a function in the table to see its callers above and its callees below.');
    else this.#view.empty(none ? 'Nothing was recorded in this part.' : '');
    this.#cursor.restore(kept);
    this.#moved();
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
    if (this.#cursor.frame < 0) this.#summary();
    else this.#cursor.show(this.#cursor.frame);
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
      hover: (box, x, y) => this.#cursor.hover(chart, box, x, y),
      select: (box) => this.#cursor.select(chart, box, false),
      open: (box, beside) => this.#open(chart.layout!.tree.frame[box.node]!, beside),
      zoom: (box) => this.#cursor.zoom(chart, box),
      mark: this.#state.mode === 'time-order' ? (range, done) => this.#mark(range, done) : undefined,
    }));
    chart.canvas.addEventListener('focus', () => {
      this.#cursor.active = chart;
    });
    return chart;
  }

  #drawn(chart: FlameChart, boxes: number): void {
    if (chart === this.#main) {
      this.#ruler.follow();
      this.#overview.follow();
      if (this.#receivedAt === undefined || !chart.layout) return;
      performance.mark('perfloop:drawn');
      document.body.dataset.perfloopDrawn = this.#state.mode;
      this.#host.post({ type: 'drawn', boxes, ms: performance.now() - this.#receivedAt });
      this.#receivedAt = undefined;
    }
  }

  #moved(): void {
    const { total, view, layout } = this.#main;
    const session = this.#session;
    if (!session) return;
    if (view.span >= total) this.#cursor.zoomed = undefined;
    this.#view.crumbs(
      ...crumbs({
        path: this.#cursor.zoomedPath().map((box) => ({
          text: session.names.label(layout!.tree.frame[box.node]!),
          go: () => this.#cursor.zoom(this.#main, box),
        })),
        whole: total,
        span: view.span,
        start: view.start,
        timed: this.#state.mode === 'time-order',
        range: this.#state.range,
        weight: (value) => session.weight(value),
        reset: () => this.#cursor.reset(),
        clear: () => this.set({ range: undefined }),
        heavy: this.#state.mode === 'time-order' ? () => this.set({ mode: 'left-heavy' }) : undefined,
      }),
    );
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

  #bind(): void {
    onThemeChange(() => this.#paint());
    bind({
      cursor: this.#cursor,
      state: () => this.#state,
      set: (change) => this.set(change),
      search: () => {
        this.#toolbar.search.focus();
        this.#toolbar.search.select();
      },
      markView: () => this.#markView(),
      table: () => {
        const open = !this.#state.table;
        this.set({ table: open });
        if (open) this.#table.focus();
        else this.#cursor.active.canvas.focus();
      },
      speedscope: () => this.#host.post({ type: 'speedscope' }),
      help: () => this.#help.toggle(),
    });
  }
}

/** The engine's own from then on: the page draws what the engine makes of them. */
function columnsOf({ stacks, samples }: Profile): ArrayBuffer[] {
  const columns = [stacks.frame, stacks.parent, samples.stack, samples.weight];
  const own = columns.filter((column) => column.byteLength === column.buffer.byteLength);
  return own.map((column) => column.buffer as ArrayBuffer);
}

/** The panel draws functions: lines stay behind. */
const NO_LINES = {
  length: 0,
  stack: new Uint32Array(0),
  line: new Uint32Array(0),
  weight: new Float64Array(0),
};
