/** The interval of a change on an axis that all rows share, as a small drawing; the words stand beside it. */
import type { ResultChange, ResultRow } from '../../src/core/bench/results.ts';

const space = 'http://www.w3.org/2000/svg';
const width = 72;
const height = 14;

/** How far the axis reaches to both sides: all intervals within, extremes cut. */
export function reachOf(rows: readonly ResultRow[]): number {
  let reach = 0.1;
  for (const { change } of rows) {
    if (!change) continue;
    reach = Math.max(reach, change.limitShare * 1.5, Math.abs(change.share) * 1.1);
  }
  return Math.min(reach, 1);
}

export function intervalPlot(change: ResultChange, reach: number): SVGSVGElement {
  const x = (share: number) => {
    const within = Math.max(-reach, Math.min(reach, share));
    return ((within / reach + 1) / 2) * (width - 6) + 3;
  };
  const svg = element('svg', { viewBox: `0 0 ${width} ${height}`, class: 'interval', 'aria-hidden': 'true' });
  const mark = (at: number, name: string) =>
    element('line', { x1: x(at), x2: x(at), y1: 1, y2: height - 1, class: name });
  svg.append(
    mark(0, 'zero'),
    mark(change.limitShare, 'limit'),
    element('line', {
      x1: x(change.lowShare),
      x2: x(change.highShare),
      y1: height / 2,
      y2: height / 2,
      class: 'range',
    }),
    element('circle', { cx: x(change.share), cy: height / 2, r: 3, class: 'estimate' }),
  );
  return svg as SVGSVGElement;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
