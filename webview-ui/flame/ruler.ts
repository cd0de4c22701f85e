/** Ticks above the boxes; dragging over them marks a range of time. */

import type { ProfileUnit } from '../../src/core/model.ts';
import type { FlameRange } from '../../src/core/profile/flame.ts';
import { h, put } from '../common/dom.ts';
import type { FlameChart } from './chart.ts';
import { ticks } from './format.ts';

export class Ruler {
  readonly element: HTMLElement;
  readonly #chart: FlameChart;
  #unit: ProfileUnit = 'us';
  #shown = '';

  constructor(chart: FlameChart, mark: (range: FlameRange | undefined, done: boolean) => void) {
    this.#chart = chart;
    this.element = h('div', { class: 'ruler', aria: { hidden: true } });
    let from: number | undefined;
    const at = (event: PointerEvent) => chart.at(event.clientX - this.element.getBoundingClientRect().left);
    const range = (event: PointerEvent): FlameRange | undefined => {
      const to = Math.max(0, Math.min(at(event), chart.total));
      const begun = from ?? to;
      const wide = Math.abs(to - begun) / chart.view.span > 4 / Math.max(1, chart.width);
      return wide ? { from: Math.min(begun, to), to: Math.max(begun, to) } : undefined;
    };
    this.element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || !this.element.classList.contains('markable')) return;
      this.element.setPointerCapture(event.pointerId);
      from = Math.max(0, Math.min(at(event), chart.total));
    });
    this.element.addEventListener('pointermove', (event) => {
      if (from !== undefined) mark(range(event), false);
    });
    this.element.addEventListener('pointerup', (event) => {
      if (from !== undefined) mark(range(event), true);
      from = undefined;
    });
  }

  use(unit: ProfileUnit, markable: boolean): void {
    this.#unit = unit;
    this.element.classList.toggle('markable', markable);
    this.element.title = markable ? 'Drag to select a range of time (R selects what is on show)' : '';
  }

  follow(): void {
    const { view, width } = this.#chart;
    const state = `${view.start} ${view.span} ${width} ${this.#unit}`;
    if (state === this.#shown || width === 0) return;
    this.#shown = state;
    const perPixel = view.span / width;
    const { step, text } = ticks(perPixel, this.#unit);
    const marks: HTMLElement[] = [];
    if (this.#chart.total > 0) {
      for (
        let n = Math.ceil(view.start / step);
        n * step < view.start + view.span && marks.length < 100;
        n++
      ) {
        const x = Math.round((n * step - view.start) / perPixel);
        // A number cut off at the edge would be another number.
        const tick = h('span', { class: 'tick' }, x + 64 <= width || n === 0 ? text(n * step) : '');
        tick.style.transform = `translateX(${x}px)`;
        marks.push(tick);
      }
    }
    put(this.element, ...marks);
  }
}
