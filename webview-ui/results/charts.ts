/** Plots by uPlot in the theme's colours. Each has a table beside it that holds the same figures. */
import uPlot from 'uplot';
import { distribution } from '../../src/core/bench/distribution.ts';
import type { Growth } from '../../src/core/bench/nouns.ts';
import type { HistoryPoint, ResultChange, ResultSide } from '../../src/core/bench/results.ts';
import { formatChange, formatNs, formatShare } from '../../src/core/report/numbers.ts';
import { colour } from './theme-colours.ts';

/** A plot's data and look without its size. */
type Plan = Omit<uPlot.Options, 'width' | 'height'> & { readonly data: uPlot.AlignedData };

const height = 170;

/** Draws into `host` and follows its width. @returns what takes the plot away. */
export function draw(host: HTMLElement, make: () => Plan): () => void {
  const { data, ...options } = make();
  const size = () => ({ width: Math.max(160, host.clientWidth), height });
  const plot = new uPlot({ ...options, ...size() }, data, host);
  const observer = new ResizeObserver(() => plot.setSize(size()));
  observer.observe(host);
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}

const steps = uPlot.paths.stepped!({ align: 1 });
const points = uPlot.paths.points!();

export const sideColours = { base: 'charts-purple', candidate: 'charts-blue' } as const;

/** Shares of the samples by time of an iteration; base and candidate over each other. */
export function distributionPlan(
  sides: readonly { readonly side: ResultSide; readonly role: keyof typeof sideColours }[],
): Plan {
  const found = distribution(sides.map((s) => s.side.samplesNs));
  const edges = found?.edges ?? [];
  return {
    ...basics(),
    axes: [
      axis((v) => formatNs(v)),
      { ...upright(axis((v) => formatShare(v).replace('.0%', '%'))), size: 52 },
    ],
    scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(0.05, max * 1.1)] } },
    series: [
      {},
      ...sides.map(({ side, role }) => ({
        label: side.label,
        stroke: colour(sideColours[role]),
        fill: colour(sideColours[role], 0.22),
        width: 1.5,
        paths: steps,
        points: { show: false },
      })),
    ],
    hooks: {
      draw: [
        (plot) => {
          for (const { side, role } of sides)
            vertical(plot, side.time.p50Ns, colour(sideColours[role]), [4, 3]);
        },
      ],
    },
    data: [edges as number[], ...(found?.shares ?? []).map((s) => [...s, 0])] as uPlot.AlignedData,
  };
}

/** The change in each process, with the interval of the whole behind it. */
export function forksPlan(change: ResultChange): Plan {
  const shares = change.perForkShares;
  const extent = [...shares, change.lowShare, change.highShare, change.limitShare, 0];
  const low = Math.min(...extent);
  const high = Math.max(...extent);
  const room = (high - low) * 0.15 || 0.01;
  return {
    ...basics(),
    axes: [
      { ...axis((v) => (Number.isInteger(v) ? String(v) : '')), incrs: [1, 2, 5, 10] },
      { ...upright(axis(formatChange)), size: 60 },
    ],
    scales: {
      x: { time: false, range: [0.5, Math.max(shares.length, 1) + 0.5] },
      y: { range: [low - room, high + room] },
    },
    series: [
      {},
      {
        label: 'change',
        stroke: colour('charts-blue'),
        paths: points,
        points: { show: true, size: 7, fill: colour('charts-blue') },
      },
    ],
    hooks: {
      drawClear: [(plot) => band(plot, change.lowShare, change.highShare, colour('charts-blue', 0.16))],
      draw: [
        (plot) => {
          horizontal(plot, 0, colour('foreground', 0.6), []);
          horizontal(plot, change.limitShare, colour('charts-red'), [4, 3]);
        },
      ],
    },
    data: [shares.map((_, i) => i + 1), [...shares]],
  };
}

/** Time over a parameter, both logarithmic, with the fitted power beside the points. */
export function growthPlan(growth: Growth): Plan {
  const sorted = growth.points.filter((p) => p.value > 0 && p.medianNs > 0).sort((a, b) => a.value - b.value);
  const xs = sorted.map((p) => p.value);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  const offset = mean(sorted.map((p) => Math.log(p.medianNs) - growth.exponent * Math.log(p.value)));
  const fitted = xs.map((x) => Math.exp(offset + growth.exponent * Math.log(x)));
  const wide = { distr: 3, time: false } as const;
  return {
    ...basics(),
    axes: [logarithmic(axis((v) => String(v))), logarithmic({ ...upright(axis(formatNs)), size: 64 })],
    scales: { x: wide, y: { distr: 3 } },
    series: [
      {},
      {
        label: 'median',
        stroke: colour('charts-blue'),
        paths: points,
        points: { show: true, size: 7, fill: colour('charts-blue') },
      },
      {
        label: growth.label,
        stroke: colour('foreground', 0.6),
        dash: [5, 4],
        width: 1,
        points: { show: false },
      },
    ],
    data: [xs, sorted.map((p) => p.medianNs), fitted],
  };
}

/** The median over commits; change points as lines. */
export function historyPlan(history: readonly HistoryPoint[]): Plan {
  return {
    ...basics(),
    axes: [axis(undefined), { ...upright(axis(formatNs)), size: 64 }],
    scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(low * 0.95, low), high * 1.05] } },
    series: [
      {},
      {
        label: 'median',
        stroke: colour('charts-blue'),
        width: 1.5,
        points: { show: true, size: 5, fill: colour('charts-blue') },
      },
    ],
    hooks: {
      draw: [
        (plot) => {
          for (const p of history) {
            if (!p.change) continue;
            vertical(plot, p.at / 1000, colour('charts-orange'), [4, 3]);
            if (p.commit) label(plot, p.at / 1000, p.commit.slice(0, 7));
          }
        },
      ],
    },
    data: [history.map((p) => p.at / 1000), history.map((p) => p.medianNs)],
  };
}

function basics(): Pick<uPlot.Options, 'legend' | 'cursor' | 'padding'> {
  return { legend: { show: false }, cursor: { show: false }, padding: [8, 24, 0, 0] };
}

function axis(text: ((value: number) => string) | undefined): uPlot.Axis {
  const line = { stroke: colour('foreground', 0.14), width: 1 };
  return {
    stroke: colour('foreground', 0.85),
    font: '11px system-ui, sans-serif',
    grid: line,
    ticks: { ...line, size: 4 },
    space: 64,
    ...(text ? { values: (_: uPlot, at: number[]) => at.map((v) => (v === null ? '' : text(v))) } : {}),
  };
}

/** Marks at the side stand closer than those below. */
function upright(made: uPlot.Axis): uPlot.Axis {
  return { ...made, space: 32 };
}

/** Logarithmic axes come with marks between the powers of ten: too many to read. */
function logarithmic(made: uPlot.Axis): uPlot.Axis {
  const powers = (_: uPlot, at: number[]) =>
    at.map((v) => (Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-6 ? v : null));
  return {
    ...made,
    filter: powers,
    grid: { ...made.grid, filter: powers },
    ticks: { ...made.ticks, filter: powers },
  };
}

function vertical(plot: uPlot, at: number, stroke: string, dash: readonly number[]): void {
  const x = plot.valToPos(at, 'x', true);
  line(plot, x, plot.bbox.top, x, plot.bbox.top + plot.bbox.height, stroke, dash);
}

/** Beside a vertical line, on the side that has room. */
function label(plot: uPlot, at: number, text: string): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(at, 'x', true);
  const gap = 4 * devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.fillStyle = colour('foreground', 0.85);
  ctx.textBaseline = 'top';
  const fits = x + gap + ctx.measureText(text).width < bbox.left + bbox.width;
  ctx.textAlign = fits ? 'left' : 'right';
  ctx.fillText(text, fits ? x + gap : x - gap, bbox.top + gap / 2);
  ctx.restore();
}

function horizontal(plot: uPlot, at: number, stroke: string, dash: readonly number[]): void {
  const y = plot.valToPos(at, 'y', true);
  line(plot, plot.bbox.left, y, plot.bbox.left + plot.bbox.width, y, stroke, dash);
}

function line(
  { ctx, bbox }: uPlot,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  stroke: string,
  dash: readonly number[],
): void {
  const right = bbox.left + bbox.width;
  if (x1 < bbox.left || x2 > right) return;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(dash.map((d) => d * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
  ctx.restore();
}

function band({ ctx, bbox, valToPos }: uPlot, low: number, high: number, fill: string): void {
  const top = valToPos(high, 'y', true);
  const bottom = valToPos(low, 'y', true);
  ctx.save();
  ctx.fillStyle = fill;
  ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
  ctx.restore();
}
