/** What is selected and hovered, and moving on from there: by key, by click, from match to match. */
import type { FlameBox } from '../../src/core/profile/flame.ts';
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
import { h } from '../common/dom.ts';
import type { FlameChart } from './chart.ts';
import type { Details } from './details.ts';
import type { PanelView } from './panel-view.ts';
import type { Session } from './session.ts';
import type { FunctionTable } from './table.ts';

export interface CursorContext {
  readonly main: FlameChart;
  readonly callers: FlameChart;
  readonly view: PanelView;
  readonly details: Details;
  readonly table: FunctionTable;
  session(): Session | undefined;
  inSandwich(): boolean;
  /** Puts a function into the middle of the sandwich. */
  focus(frame: number): void;
  edges(frame: number): Promise<FrameEdges>;
  open(frame: number, beside: boolean): void;
  /** What is on show, or the path to it, changed. */
  moved(): void;
  /** Nothing is selected any more. */
  cleared(): void;
}

/** A path of frames, outermost first, and where it was. */
export interface Kept {
  readonly frames: readonly number[];
  readonly near: number;
}

export class Cursor {
  readonly #context: CursorContext;
  /** Where keys go: the chart used last. */
  active: FlameChart;
  /** Function on show in the details; -1: none. */
  frame = -1;
  /** The box of the main chart that was zoomed to. */
  zoomed: FlameBox | undefined;
  /** Answers to older questions are thrown away. */
  #asked = 0;

  constructor(context: CursorContext) {
    this.#context = context;
    this.active = context.main;
  }

  hover(chart: FlameChart, box: FlameBox | undefined, x: number, y: number): void {
    const same = chart.hovered?.node === box?.node && chart.hovered?.first === box?.first;
    chart.hovered = box;
    chart.canvas.style.cursor = box ? 'pointer' : '';
    if (!same) chart.place();
    const session = this.#context.session();
    if (!box || !session || !chart.layout) {
      this.#context.view.tooltip(undefined, 0, 0);
      return;
    }
    const frame = chart.layout.tree.frame[box.node]!;
    const weight = chart.weightOf(box);
    const { weights, names } = session;
    const sums = weights
      ? `function: self ${session.weight(weights.self[frame]!)}, total ${session.weight(weights.total[frame]!)}`
      : '';
    this.#context.view.tooltip(
      [
        h('b', {}, names.name(frame)),
        h('span', { class: 'place' }, names.place(frame)),
        h('span', { class: 'numbers' }, `${session.weight(weight)} · ${session.frameShare(frame, weight)}`),
        h('span', { class: 'numbers' }, sums),
      ],
      x,
      y,
    );
  }

  /** `visible`: bring it into view (a click is there already). */
  select(chart: FlameChart, box: FlameBox | undefined, visible = true): void {
    const { main, callers, table, view } = this.#context;
    const session = this.#context.session();
    this.active = chart;
    for (const other of [main, callers]) if (other !== chart) other.select(undefined);
    chart.select(box, visible);
    if (!session) return;
    if (!box) {
      this.frame = -1;
      table.choose(-1);
      this.#context.cleared();
      return;
    }
    const frame = chart.layout!.tree.frame[box.node]!;
    view.announce(session.announcement(frame, chart.weightOf(box)));
    this.show(frame);
  }

  /** A function in the details, with the figures of its selected box if there is one. */
  show(frame: number): void {
    const { details, table } = this.#context;
    const session = this.#context.session();
    if (!session) return;
    const { selected, layout } = this.active;
    const box = selected && layout && layout.tree.frame[selected.node] === frame ? selected : undefined;
    const weight = box && this.active.weightOf(box);
    const fill = (edges: FrameEdges | undefined) =>
      details.selection(session.selection(frame, weight, edges));
    if (frame !== this.frame) fill(undefined);
    this.frame = frame;
    table.choose(frame);
    this.#asked += 1;
    const asked = this.#asked;
    void this.#context.edges(frame).then((edges) => {
      if (asked === this.#asked && frame === this.frame) fill(edges);
    });
  }

  /** To a function: in the sandwich it becomes the middle, else its heaviest box is selected. */
  go(frame: number): void {
    const { main } = this.#context;
    if (this.#context.inSandwich()) {
      for (const chart of [main, this.#context.callers]) chart.select(undefined);
      this.show(frame);
      this.#context.focus(frame);
      return;
    }
    const { layout, selected } = main;
    if (!layout) return;
    const up = selected && neighbour(layout, selected, 'up');
    const box = up && layout.tree.frame[up.node] === frame ? up : largestBox(layout, frame);
    if (!box) main.select(undefined);
    if (box) this.select(main, box);
    else this.show(frame);
  }

  walk(step: FlameStep): void {
    const chart = this.active;
    if (!chart.layout || chart.layout.columns === 0) return;
    const upwards = chart === this.#context.callers;
    const way = upwards && (step === 'up' || step === 'down') ? (step === 'up' ? 'down' : 'up') : step;
    const { selected } = chart;
    const next = selected ? neighbour(chart.layout, selected, way) : firstBox(chart.layout);
    // The middle of a sandwich is drawn once, in the lower graph.
    if (next && upwards && next.level === 0) this.#cross(this.#context.main);
    else if (next) this.select(chart, next);
    else if (way === 'up' && !upwards && this.#context.inSandwich()) this.#cross(this.#context.callers);
  }

  /** Over the middle of the sandwich, into the other graph. */
  #cross(chart: FlameChart): void {
    if (!chart.layout) return;
    const middle = firstBox(chart.layout);
    const box = middle && chart === this.#context.callers ? neighbour(chart.layout, middle, 'down') : middle;
    if (box) this.select(chart, box);
  }

  /** To the next or previous match of the search. */
  step(direction: 1 | -1): void {
    const chart = this.active;
    const match = this.#context.session()?.found?.match;
    if (!chart.layout || !match) return;
    const box = nextBox(chart.layout, chart.selected, direction, (frame) => match[frame] === 1);
    if (box) this.select(chart, box);
  }

  zoom(chart: FlameChart, box: FlameBox): void {
    this.select(chart, box, false);
    chart.zoomTo(box);
    if (chart === this.#context.main) this.zoomed = box;
    this.#context.moved();
  }

  zoomToSelected(): void {
    if (this.active.selected) this.zoom(this.active, this.active.selected);
  }

  reset(): void {
    this.zoomed = undefined;
    this.#context.main.reset();
    this.#context.callers.reset();
  }

  /** Boxes from the top down to the one that was zoomed to. */
  zoomedPath(): FlameBox[] {
    const { layout } = this.#context.main;
    const path: FlameBox[] = [];
    for (let box = this.zoomed; box && layout; box = neighbour(layout, box, 'up')) path.unshift(box);
    return path;
  }

  /** The selected path, to find it again in the next layout; `accept` leaves out frames that it folds. */
  keep(
    accept: (frame: number) => boolean,
  ): { readonly frames: readonly number[]; readonly near: number } | undefined {
    const { selected, layout } = this.#context.main;
    if (!selected || !layout || this.#context.inSandwich()) return undefined;
    return { frames: framesOf(layout, selected.node).filter(accept), near: layout.edges[selected.first]! };
  }

  /** Selects the kept path in the layout that is there now. */
  restore(kept: Kept | undefined): void {
    const { main } = this.#context;
    this.active = main;
    const sandwich = this.#context.inSandwich();
    const box = kept && !sandwich && main.layout ? samePath(main.layout, kept.frames, kept.near) : undefined;
    if (box) this.select(main, box);
    else if (this.frame < 0) return;
    else if (sandwich) this.show(this.frame);
    else this.go(this.frame);
  }

  openSource(beside: boolean): void {
    if (this.frame >= 0) this.#context.open(this.frame, beside);
  }

  name(): string {
    const session = this.#context.session();
    return session && this.frame >= 0 ? session.names.name(this.frame) : '';
  }

  /** The selected path, innermost first, one frame a line. */
  stack(): string {
    const { selected, layout } = this.active;
    const names = this.#context.session()?.names;
    if (!selected || !layout || !names) return '';
    const lines = framesOf(layout, selected.node).map((f) => `${names.name(f)} ${names.place(f)}`.trimEnd());
    return (this.active === this.#context.callers ? lines : lines.reverse()).join('\n');
  }

  copy(text: string): void {
    if (text === '') return;
    const { view } = this.#context;
    navigator.clipboard.writeText(text).then(
      () => view.announce('Copied'),
      () => view.announce('The clipboard could not be reached'),
    );
  }
}
