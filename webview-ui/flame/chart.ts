/** One flame graph on a canvas: what part of a layout is on show, and which box is where. */
import { boxWeight, type FlameBox, type FlameLayout, type FlameRange } from '../../src/core/profile/flame.ts';
import { boxAtPoint } from '../../src/core/profile/flame-walk.ts';
import { h } from '../common/dom.ts';
import { ChartPainter, type ChartView, ROW } from './chart-paint.ts';
import { css, type Palette, type Theme, unpack } from './colours.ts';

export interface ChartOptions {
  readonly label: string;
  /** Callers grow upwards, from the bottom. */
  readonly upwards: boolean;
  /** Levels left out at the root. */
  readonly skip: number;
  readonly labelOf: (frame: number) => string;
  /** After the view moved. */
  readonly moved: () => void;
  readonly drawn: (boxes: number) => void;
}

export class FlameChart {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  layout: FlameLayout | undefined;
  selected: FlameBox | undefined;
  hovered: FlameBox | undefined;
  range: FlameRange | undefined;
  view: ChartView = { start: 0, span: 1, top: 0 };
  readonly #options: ChartOptions;
  readonly #painter: ChartPainter;
  readonly #marks: Readonly<Record<'selected' | 'hovered' | 'before' | 'after' | 'thumb', HTMLElement>>;
  #palette: Palette = { fill: new Uint32Array(0), ink: new Uint8Array(0), inks: [] };
  #theme: Theme | undefined;
  #scheduled = false;
  #animation = 0;
  width = 0;
  height = 0;

  constructor(options: ChartOptions) {
    this.#options = options;
    this.canvas = h('canvas', {
      tabIndex: 0,
      role: 'application',
      aria: { label: options.label, roledescription: 'flame graph' },
    });
    this.#painter = new ChartPainter(this.canvas);
    const mark = (name: string) => h('div', { class: `mark ${name}`, hidden: true });
    this.#marks = {
      before: mark('outside'),
      after: mark('outside'),
      hovered: mark('hovered'),
      selected: mark('selected'),
      thumb: mark('thumb'),
    };
    this.element = h(
      'div',
      { class: 'chart' },
      this.canvas,
      h('div', { class: 'marks' }, ...Object.values(this.#marks)),
    );
    new ResizeObserver(() => this.schedule()).observe(this.element);
  }

  get total(): number {
    return this.layout ? this.layout.edges[this.layout.columns]! : 0;
  }

  /** A new layout, shown whole. */
  show(layout: FlameLayout | undefined): void {
    this.layout = layout;
    this.selected = undefined;
    this.hovered = undefined;
    this.stop();
    this.view = { start: 0, span: Math.max(this.total, Number.MIN_VALUE), top: 0 };
    this.schedule();
  }

  paint(palette: Palette, theme: Theme): void {
    this.#palette = palette;
    this.#theme = theme;
    this.#painter.forgetFont();
    this.schedule();
  }

  /** Moves the view, kept inside the layout. */
  move(view: Partial<ChartView>): void {
    const span = Math.min(this.total, Math.max(view.span ?? this.view.span, this.total / 1e8, 1e-3));
    const start = Math.max(0, Math.min(view.start ?? this.view.start, this.total - span));
    const deepest = Math.max(0, this.contentHeight - this.height);
    this.view = { span, start, top: Math.max(0, Math.min(view.top ?? this.view.top, deepest)) };
    this.schedule();
    this.#options.moved();
  }

  /** Glides there, unless the person asked for less motion. */
  glide(view: Partial<ChartView>): void {
    this.stop();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.move(view);
      return;
    }
    const from = this.view;
    const to = { ...from, ...view };
    const began = performance.now();
    const step = (now: number) => {
      const t = Math.min(1, Math.max(0, (now - began) / 140));
      const eased = 1 - (1 - t) ** 3;
      const blend = (a: number, b: number) => (t === 1 ? b : a + (b - a) * eased);
      this.move({
        start: blend(from.start, to.start),
        span: blend(from.span, to.span),
        top: blend(from.top, to.top),
      });
      this.#animation = t < 1 ? requestAnimationFrame(step) : 0;
    };
    this.#animation = requestAnimationFrame(step);
  }

  /** Ends a glide where it is. */
  stop(): void {
    if (this.#animation) cancelAnimationFrame(this.#animation);
    this.#animation = 0;
  }

  /** What a box weighs; of it only the part in the marked range, where there is one. */
  weightOf(box: FlameBox): number {
    const { layout, range } = this;
    if (!layout) return 0;
    if (!range) return boxWeight(layout, box);
    const from = Math.max(range.from, layout.edges[box.first]!);
    return Math.max(0, Math.min(range.to, layout.edges[box.end]!) - from);
  }

  zoomTo(box: FlameBox): void {
    const { edges } = this.layout!;
    this.glide({
      start: edges[box.first]!,
      span: boxWeight(this.layout!, box),
      top: this.#topFor(box.level, 2),
    });
  }

  /** `factor` > 1 zooms out; `at`: CSS pixels from the left, which stay where they are. */
  zoomBy(factor: number, at = this.width / 2): void {
    this.stop();
    const anchor = this.view.start + (at / Math.max(1, this.width)) * this.view.span;
    const span = Math.min(this.total, Math.max(this.view.span * factor, this.total / 1e8, 1e-3));
    this.move({ span, start: anchor - (at / Math.max(1, this.width)) * span });
  }

  reset(): void {
    this.glide({ start: 0, span: this.total, top: 0 });
  }

  select(box: FlameBox | undefined, visible = true): void {
    this.selected = box;
    if (box && visible && this.layout) this.#reveal(box);
    this.schedule();
  }

  /** Scrolls and pans just enough. */
  #reveal(box: FlameBox): void {
    const { edges } = this.layout!;
    const { start, span, top } = this.view;
    const from = edges[box.first]!;
    const to = edges[box.end]!;
    const y = (box.level - this.#options.skip) * ROW;
    const newTop = y < top ? y - ROW : y + 2 * ROW > top + this.height ? y + 2 * ROW - this.height : top;
    const off = to <= start || from >= start + span;
    const tiny = ((to - from) / span) * this.width < 3;
    if (off || tiny) {
      const wider = tiny ? Math.max((to - from) * 8, Number.MIN_VALUE) : span;
      this.glide({ span: wider, start: (from + to) / 2 - wider / 2, top: newTop });
    } else if (newTop !== top) this.move({ top: newTop });
  }

  #topFor(level: number, above: number): number {
    const y = (level - this.#options.skip - above) * ROW;
    return Math.max(0, Math.min(y, this.contentHeight - this.height));
  }

  get contentHeight(): number {
    return this.layout ? (this.layout.levels - this.#options.skip) * ROW + 4 : 0;
  }

  /** The box at a point of the canvas, CSS pixels. */
  hit(x: number, y: number): FlameBox | undefined {
    if (!this.layout || this.width === 0) return undefined;
    const { start, span, top } = this.view;
    const row = Math.floor(((this.#options.upwards ? this.height - y : y) + top) / ROW);
    const perPixel = span / this.width;
    // A box narrower than a pixel is hit where it is drawn: at the pixel's middle.
    return boxAtPoint(this.layout, start + (Math.floor(x) + 0.5) * perPixel, row + this.#options.skip);
  }

  /** Where a box is drawn, CSS pixels; may lie outside of the canvas. */
  rectangle(box: FlameBox): { readonly x: number; readonly y: number; readonly width: number } {
    const { edges } = this.layout!;
    const scale = this.width / this.view.span;
    const x = Math.round((edges[box.first]! - this.view.start) * scale);
    const right = Math.round((edges[box.end]! - this.view.start) * scale);
    const row = (box.level - this.#options.skip) * ROW - this.view.top;
    return { x, y: this.#options.upwards ? this.height - row - ROW : row, width: Math.max(1, right - x) };
  }

  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #measure(): void {
    const { clientWidth, clientHeight } = this.element;
    if (this.height === clientHeight && this.width === clientWidth) return;
    this.width = clientWidth;
    this.height = clientHeight;
    const deepest = Math.max(0, this.contentHeight - clientHeight);
    if (this.view.top > deepest) this.view = { ...this.view, top: deepest };
  }

  #draw(): void {
    const theme = this.#theme;
    if (!theme) return;
    this.#measure();
    if (this.width === 0 || this.height === 0) return;
    this.#painter.resize(this.width, this.height);
    const { layout, view } = this;
    const { upwards, skip, labelOf } = this.#options;
    const picture = layout && { layout, view, upwards, skip, palette: this.#palette, labelOf };
    const boxes = this.#painter.paint(picture, theme);
    this.place();
    this.#options.drawn(boxes);
  }

  /** Selection, hover, range and scroll thumb: elements over the canvas, so that they move without a redraw. */
  place(): void {
    this.#outline(this.#marks.selected, this.selected);
    this.#outline(this.#marks.hovered, this.hovered);
    const { before, after, thumb } = this.#marks;
    const scale = this.width / this.view.span;
    before.hidden = after.hidden = !this.range;
    if (this.range) {
      before.style.width = `${Math.max(0, (this.range.from - this.view.start) * scale)}px`;
      after.style.left = `${Math.max(0, (this.range.to - this.view.start) * scale)}px`;
    }
    const content = this.contentHeight;
    thumb.hidden = content <= this.height;
    if (thumb.hidden) return;
    const size = Math.max(24, (this.height / content) * this.height);
    const at = (this.view.top / (content - this.height)) * (this.height - size);
    thumb.style.height = `${size}px`;
    thumb.style.top = `${this.#options.upwards ? this.height - size - at : at}px`;
  }

  #outline(mark: HTMLElement, box: FlameBox | undefined): void {
    mark.hidden = !box || !this.layout;
    if (!box || !this.layout) return;
    const { x, y, width } = this.rectangle(box);
    const left = Math.max(-4, x);
    mark.style.transform = `translate(${left}px, ${y}px)`;
    mark.style.width = `${Math.min(this.width + 4, x + width) - left}px`;
    mark.style.height = `${ROW}px`;
    mark.hidden = x > this.width || x + width < 0;
  }

  /** The layout's unit at a CSS pixel from the left. */
  at(x: number): number {
    return this.view.start + (x / Math.max(1, this.width)) * this.view.span;
  }

  /** Colour of a frame, for swatches. */
  swatch(frame: number): string {
    return css(unpack(this.#palette.fill[frame] ?? 0));
  }
}
