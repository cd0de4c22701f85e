/** The line above the graph: what is on show, the way out, and the range that counts. */
import type { FlameRange } from '../../src/core/profile/flame.ts';
import { h, icon } from '../common/dom.ts';

export interface CrumbsData {
  /** Boxes from the top down to the one that was zoomed to. */
  readonly path: readonly { readonly text: string; readonly go: () => void }[];
  readonly whole: number;
  readonly start: number;
  readonly span: number;
  readonly timed: boolean;
  readonly range: FlameRange | undefined;
  readonly weight: (value: number) => string;
  readonly reset: () => void;
  readonly clear: () => void;
  /** To left-heavy of the range, where that is not on show. */
  readonly heavy: (() => void) | undefined;
}

export function crumbs(data: CrumbsData): HTMLElement[] {
  const zoomed = data.span < data.whole * 0.9999;
  const all = h(
    'button',
    { type: 'button', class: 'crumb', title: 'Show everything (0)', on: { click: data.reset } },
    'All',
  );
  all.disabled = !zoomed;
  const path = data.path
    .slice(-3)
    .map(({ text, go }) =>
      h('button', { type: 'button', class: 'crumb', title: text, on: { click: go } }, text),
    );
  const dots = data.path.length > 3 ? [h('span', { class: 'dots' }, '…')] : [];
  const from =
    data.timed && zoomed ? `${data.weight(data.start)} – ${data.weight(data.start + data.span)} · ` : '';
  const shown = zoomed
    ? `${from}${data.weight(data.span)} of ${data.weight(data.whole)}`
    : data.weight(data.whole);
  return [all, ...dots, ...path, h('span', { class: 'span' }, shown), ...rangeChip(data)];
}

function rangeChip({ range, weight, clear, heavy }: CrumbsData): HTMLElement[] {
  if (!range) return [];
  const text = `Range ${weight(range.from)} – ${weight(range.to)}`;
  return [
    h(
      'span',
      { class: 'chip' },
      h('span', { title: 'Totals, left heavy and sandwich count this range only' }, text),
      ...(heavy
        ? [
            h(
              'button',
              { type: 'button', class: 'crumb', title: 'Left heavy of this range (2)', on: { click: heavy } },
              'Left heavy',
            ),
          ]
        : []),
      h(
        'button',
        {
          type: 'button',
          class: 'crumb',
          title: 'Clear the range (R)',
          aria: { label: 'Clear the range' },
          on: { click: clear },
        },
        icon('close'),
      ),
    ),
  ];
}
