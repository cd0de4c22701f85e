/** The past of a benchmark as a small drawing in its row; the table beside the large one says the same in words. */
import type { HistoryPoint } from '../../src/core/bench/results.ts';
import { formatChange } from '../../src/core/report/numbers.ts';

const space = 'http://www.w3.org/2000/svg';
const width = 88;
const height = 18;
const margin = 3;
/** Below it a line is flat, whatever it shows: noise is not drawn as large as a change. */
const leastSpan = 0.1;

export function sparkline(history: readonly HistoryPoint[]): SVGSVGElement {
  const values = history.map((p) => p.medianNs);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const middle = (low + high) / 2;
  const half = Math.max((high - low) / 2, (middle * leastSpan) / 2, Number.MIN_VALUE);
  const x = (i: number) => margin + (i / Math.max(1, values.length - 1)) * (width - 2 * margin);
  const y = (v: number) => height / 2 - ((v - middle) / half) * (height / 2 - margin);
  const svg = element('svg', { viewBox: `0 0 ${width} ${height}`, class: 'sparkline', role: 'img' });
  const points = values.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`).join(' ');
  svg.append(element('polyline', { points, class: 'line' }));
  for (const [i, p] of history.entries())
    if (p.change) svg.append(element('circle', { cx: x(i), cy: y(p.medianNs), r: 2.5, class: 'turn' }));
  const title = element('title', {});
  title.textContent = words(history);
  svg.prepend(title);
  svg.setAttribute('aria-label', words(history));
  return svg as SVGSVGElement;
}

/** From the first level to the last: 0 where nothing lasting changed. */
export function lastingShare(history: readonly HistoryPoint[]): number {
  const turns = history.flatMap((p, i) => (p.change ? [i] : []));
  if (turns.length === 0) return 0;
  const level = (from: number, to: number) => {
    const sorted = history.slice(from, to).map((p) => p.medianNs);
    sorted.sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  };
  const first = level(0, turns[0]!);
  return first === 0 ? 0 : level(turns.at(-1)!, history.length) / first - 1;
}

function words(history: readonly HistoryPoint[]): string {
  const last = history.findLast((p) => p.change);
  if (!last) return `${history.length} runs, no lasting change`;
  const at = last.commit ? `, last at commit ${last.commit.slice(0, 7)}` : '';
  return `${history.length} runs, ${formatChange(lastingShare(history))} in all${at}`;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
