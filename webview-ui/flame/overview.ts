/** The strip above time order: what kind of work ran when; drag over it to look there. */
import { OVERVIEW_KINDS } from '../../src/core/profile/flame-stats.ts';
import { h } from '../common/dom.ts';
import type { FlameChart } from './chart.ts';
import { css, oklch, type Rgb, type Theme } from './colours.ts';

const HEIGHT = 34;

/** Colours of the kinds, in their order. */
export function overviewColours(theme: Theme): readonly Rgb[] {
  const dark = theme.kind === 'dark' || theme.kind === 'hc-dark';
  const l = dark ? 0.66 : 0.68;
  return [oklch(l, 0.14, 62), oklch(l, 0.1, 250), oklch(l, 0.07, 150), oklch(l - 0.06, 0.18, 22)];
}

export class Overview {
  readonly element: HTMLElement;
  readonly #canvas = h('canvas', {});
  readonly #window = h('div', { class: 'window' });
  readonly #chart: FlameChart;
  #slices: Float32Array = new Float32Array(0);
  #theme: Theme | undefined;
  #drag: { readonly x: number; readonly grab: number | undefined } | undefined;

  constructor(chart: FlameChart) {
    this.#chart = chart;
    this.element = h(
      'div',
      { class: 'overview', hidden: true, aria: { hidden: true } },
      this.#canvas,
      this.#window,
    );
    this.element.title = `Bottom to top: ${OVERVIEW_KINDS.join(', ')}. Drag to look at a part.`;
    this.element.addEventListener('pointerdown', (event) => this.#down(event));
    this.element.addEventListener('pointermove', (event) => this.#moved(event));
    this.element.addEventListener('pointerup', (event) => this.#up(event));
    this.element.addEventListener('dblclick', () => chart.reset());
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  show(slices: Float32Array): void {
    this.#slices = slices;
    this.#draw();
  }

  paint(theme: Theme): void {
    this.#theme = theme;
    this.#draw();
  }

  /** Follows the chart's view. */
  follow(): void {
    const { total, view } = this.#chart;
    if (total <= 0) return;
    this.#window.style.left = `${(100 * view.start) / total}%`;
    this.#window.style.width = `${(100 * view.span) / total}%`;
    this.#window.hidden = view.span >= total * 0.9999;
  }

  #draw(): void {
    const ratio = devicePixelRatio || 1;
    const width = Math.round(this.element.clientWidth * ratio);
    const height = Math.round(HEIGHT * ratio);
    if (!this.#theme || width === 0) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    const context = this.#canvas.getContext('2d')!;
    const kinds = OVERVIEW_KINDS.length;
    const slices = this.#slices.length / kinds;
    const colours = overviewColours(this.#theme).map(css);
    for (let x = 0; x < width && slices > 0; x++) {
      const slice = Math.min(slices - 1, Math.floor(((x + 0.5) / width) * slices));
      let y = height;
      for (let kind = 0; kind < kinds; kind++) {
        const tall = this.#slices[slice * kinds + kind]! * (height - 2 * ratio);
        context.fillStyle = colours[kind]!;
        context.fillRect(x, y - tall, 1, tall);
        y -= tall;
      }
    }
    this.follow();
  }

  #unit(x: number): number {
    return (
      (Math.max(0, Math.min(x, this.element.clientWidth)) / this.element.clientWidth) * this.#chart.total
    );
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    const x = event.clientX - this.element.getBoundingClientRect().left;
    const { start, span } = this.#chart.view;
    const at = this.#unit(x);
    const inside = at >= start && at <= start + span && !this.#window.hidden;
    this.#drag = { x, grab: inside ? at - start : undefined };
  }

  #moved(event: PointerEvent): void {
    if (!this.#drag) return;
    const x = event.clientX - this.element.getBoundingClientRect().left;
    if (this.#drag.grab !== undefined) {
      this.#chart.move({ start: this.#unit(x) - this.#drag.grab });
      return;
    }
    if (Math.abs(x - this.#drag.x) < 3) return;
    const from = this.#unit(Math.min(x, this.#drag.x));
    this.#chart.move({ start: from, span: this.#unit(Math.max(x, this.#drag.x)) - from });
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag;
    this.#drag = undefined;
    if (!drag || drag.grab !== undefined) return;
    const x = event.clientX - this.element.getBoundingClientRect().left;
    // A click outside of the window brings the window there.
    const { span } = this.#chart.view;
    if (Math.abs(x - drag.x) < 3 && !this.#window.hidden)
      this.#chart.glide({ start: this.#unit(x) - span / 2 });
  }
}
