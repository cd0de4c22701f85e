/** The panel's elements and how they lie; no behaviour. */

import { h, icon, put } from '../common/dom.ts';
import type { FlameChart } from './chart.ts';
import type { PanelState } from './state.ts';

export interface Parts {
  readonly toolbar: HTMLElement;
  readonly overview: HTMLElement;
  readonly ruler: HTMLElement;
  readonly main: FlameChart;
  readonly callers: FlameChart;
  readonly table: HTMLElement;
  readonly details: HTMLElement;
  readonly help: HTMLElement;
}

export class PanelView {
  readonly #body: HTMLElement;
  readonly #notice = h('div', { class: 'notice', hidden: true });
  readonly #tooltip = h('div', { class: 'tooltip', hidden: true, role: 'tooltip' });
  readonly #live = h('div', { class: 'sr-only', aria: { live: 'polite' } });
  readonly #crumbs = h('nav', { class: 'crumbs', aria: { label: 'On show' } });
  readonly #divider = h('div', { class: 'divider' });
  readonly #empty = h('p', { class: 'empty', hidden: true });
  readonly #parts: Parts;

  constructor(root: HTMLElement, parts: Parts) {
    this.#parts = parts;
    parts.main.element.append(this.#empty);
    parts.callers.element.classList.add('callers');
    this.#body = h(
      'div',
      { class: 'body' },
      parts.table,
      h(
        'div',
        { class: 'graph' },
        this.#crumbs,
        parts.overview,
        parts.ruler,
        parts.callers.element,
        this.#divider,
        parts.main.element,
      ),
    );
    put(root, parts.toolbar, this.#body, parts.details, this.#notice, this.#live, this.#tooltip, parts.help);
  }

  arrange(state: PanelState, overview: boolean): void {
    const sandwich = state.mode === 'sandwich';
    this.#parts.callers.element.hidden = !sandwich || state.focus < 0;
    this.#divider.hidden = !sandwich || state.focus < 0;
    this.#parts.overview.hidden = !overview || state.mode !== 'time-order';
    this.#parts.ruler.hidden = sandwich;
    this.#parts.table.hidden = !state.table && !sandwich;
    this.#body.classList.toggle('with-table', !this.#parts.table.hidden);
  }

  divider(text: string): void {
    put(this.#divider, h('span', {}, '↑ callers of'), h('b', {}, text), h('span', {}, 'callees ↓'));
  }

  /** What stands in place of boxes where there are none. */
  empty(text: string): void {
    this.#empty.hidden = text === '';
    this.#empty.textContent = text;
  }

  crumbs(...children: readonly (Node | string)[]): void {
    put(this.#crumbs, ...children);
  }

  announce(text: string): void {
    this.#live.textContent = text;
  }

  loading(title: string, detail: string): void {
    this.#show(
      'loading',
      h('div', { class: 'spinner', aria: { hidden: true } }),
      h('h2', {}, title),
      h('p', {}, detail),
    );
  }

  failed(message: string, next: string): void {
    this.#show('failed', icon('flame'), h('h2', {}, message), h('p', {}, next));
  }

  ready(): void {
    this.#notice.hidden = true;
    this.#behind(false);
  }

  #show(kind: string, ...children: readonly Node[]): void {
    put(this.#notice, ...children);
    this.#notice.className = `notice ${kind}`;
    this.#notice.setAttribute('role', kind === 'failed' ? 'alert' : 'status');
    this.#notice.hidden = false;
    this.#behind(true);
  }

  /** What lies behind a notice is out of reach for Tab and screen readers too. */
  #behind(notice: boolean): void {
    for (const element of [this.#parts.toolbar, this.#body, this.#parts.details]) element.inert = notice;
  }

  tooltip(content: readonly Node[] | undefined, x: number, y: number): void {
    this.#tooltip.hidden = !content;
    if (!content) return;
    put(this.#tooltip, ...content);
    const { offsetWidth: width, offsetHeight: height } = this.#tooltip;
    const left = Math.max(4, Math.min(x + 14, innerWidth - width - 4));
    const below = y + 20 + height <= innerHeight - 4;
    this.#tooltip.style.transform = `translate(${left}px, ${below ? y + 20 : Math.max(4, y - height - 10)}px)`;
  }
}
