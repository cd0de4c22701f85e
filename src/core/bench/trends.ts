/** What a history shows: where a measure changed and by which commit, and what creeps upwards. */
import { formatBytes, formatChange, formatNs, formatShare } from '../report/numbers.ts';
import { changePoints } from './change-points.ts';
import type { HistoryMetric, HistoryPoint, HistorySeries } from './history.ts';
import { median, theilSenSlope } from './robust.ts';

export interface HistoryChange {
  readonly series: Omit<HistorySeries, 'points'>;
  /** First run with the new level, and the run before it: the change came between them. */
  readonly commit: string;
  readonly previousCommit: string;
  readonly at: number;
  readonly before: number;
  readonly after: number;
  /** (after - before) / before. */
  readonly share: number;
  readonly p: number;
  readonly message: string;
}

export interface TrendAlert {
  readonly kind: 'latency-growing' | 'memory-growing' | 'errors-creeping';
  readonly series: Omit<HistorySeries, 'points'>;
  readonly message: string;
}

export interface HistoryInsights {
  readonly changes: readonly HistoryChange[];
  readonly alerts: readonly TrendAlert[];
}

/** Smaller changes are left out, however certain. */
const WORTH_TELLING = 0.02;
const DAY_MS = 86_400_000;

export function historyInsights(all: readonly HistorySeries[], seed: number): HistoryInsights {
  return { changes: all.flatMap((s) => changesOf(s, seed)), alerts: all.flatMap(alertsOf) };
}

export function changesOf(series: HistorySeries, seed: number): HistoryChange[] {
  const { points, ...about } = series;
  const found = changePoints(
    points.map((p) => p.value),
    { seed, significance: 0.01 },
  );
  return found.flatMap(({ index, p, before, after }) => {
    const share = before === 0 ? 0 : (after - before) / before;
    if (Math.abs(share) < WORTH_TELLING) return [];
    const [first, previous] = [points[index]!, points[index - 1]!];
    return [
      {
        series: about,
        commit: first.commit,
        previousCommit: previous.commit,
        at: first.at,
        before,
        after,
        share,
        p,
        message: `${about.id}: ${nameOf(about.metric)} ${formatChange(share)} (${valueText(about.metric, before)} → ${valueText(about.metric, after)}) ${since(first, previous)}`,
      },
    ];
  });
}

function since(first: HistoryPoint, previous: HistoryPoint): string {
  const short = (p: HistoryPoint) => `${p.commit.slice(0, 10)}${p.dirty ? ' with changes' : ''}`;
  if (first.commit === '') return 'since a run outside of git';
  if (first.commit === previous.commit)
    return `at commit ${short(first)}, within which the machine or the data changed`;
  return `since commit ${short(first)} (before it ${short(previous)})`;
}

export function alertsOf(series: HistorySeries): TrendAlert[] {
  const { points, ...about } = series;
  const message = messageFor(series);
  if (!message || points.length < 3) return [];
  return [{ ...message, series: about }];
}

function messageFor(series: HistorySeries): Pick<TrendAlert, 'kind' | 'message'> | undefined {
  switch (series.metric) {
    case 'timeNs':
    case 'latencyMs':
      return latency(series);
    case 'bytes':
    case 'rssBytes':
      return memory(series);
    case 'errorShare':
      return errors(series);
  }
}

/** Per day, for three days in a row; a day's figure is the median of its runs. */
const GROWTH_A_DAY = 0.05;
const DAYS = 3;

function latency(series: HistorySeries): Pick<TrendAlert, 'kind' | 'message'> | undefined {
  const days = byDay(series.points);
  const recent = days.slice(-DAYS - 1);
  if (recent.length < DAYS) return undefined;
  const logs = recent.map((d) => Math.log(d.value));
  // A little less than the mark, so that rounding does not decide.
  const needed = Math.log1p(GROWTH_A_DAY) * 0.96;
  const steady = logs.every(
    (v, i) => i === 0 || v - logs[i - 1]! >= needed * (recent[i]!.day - recent[i - 1]!.day),
  );
  if (!steady || aboveNoise(days.slice(0, -recent.length), logs) === false) return undefined;
  const slope = theilSenSlope(
    recent.map((d) => d.day),
    logs,
  );
  const span = recent.at(-1)!.day - recent[0]!.day + 1;
  return {
    kind: 'latency-growing',
    message: `${series.id}: ${nameOf(series.metric)} has grown by ${formatShare(Math.expm1(slope))} a day over ${span} days, to ${valueText(series.metric, recent.at(-1)!.value)}`,
  };
}

/** Where earlier days show how much it moves anyway, the rise must exceed that; undefined where they do not. */
function aboveNoise(
  earlier: readonly { readonly value: number }[],
  logs: readonly number[],
): boolean | undefined {
  if (earlier.length < 5) return undefined;
  const steps = earlier.slice(1).map((d, i) => Math.abs(Math.log(d.value / earlier[i]!.value)));
  return logs.at(-1)! - logs[0]! > 2 * median(steps);
}

function byDay(points: readonly HistoryPoint[]): { day: number; value: number }[] {
  const days = new Map<number, number[]>();
  for (const { at, value } of points) {
    const day = Math.floor(at / DAY_MS);
    const values = days.get(day) ?? [];
    days.set(day, values);
    if (value > 0) values.push(value);
  }
  return [...days].filter(([, v]) => v.length > 0).map(([day, values]) => ({ day, value: median(values) }));
}

const LEAST_POINTS = 5;

/** The last ten runs rise (Mann-Kendall, 1 %), by at least 5 % from end to end, and step by step rather than once. */
function memory(series: HistorySeries): Pick<TrendAlert, 'kind' | 'message'> | undefined {
  const values = series.points.slice(-10).map((p) => p.value);
  if (values.length < LEAST_POINTS || mannKendall(values) > 0.01) return undefined;
  const growth = values.at(-1)! / values[0]! - 1;
  const largest = Math.max(...values.slice(1).map((v, i) => v - values[i]!));
  if (!(growth >= 0.05) || largest > 0.6 * (values.at(-1)! - values[0]!)) return undefined;
  return {
    kind: 'memory-growing',
    message: `${series.id}: ${nameOf(series.metric)} has grown steadily over ${values.length} runs, ${formatChange(growth)} to ${valueText(series.metric, values.at(-1)!)}`,
  };
}

/** The last ten runs rise (Mann-Kendall, 5 %), to at least half as many again. */
function errors(series: HistorySeries): Pick<TrendAlert, 'kind' | 'message'> | undefined {
  const values = series.points.slice(-10).map((p) => p.value);
  if (values.length < LEAST_POINTS || mannKendall(values) > 0.05) return undefined;
  const half = values.length >> 1;
  const [before, after] = [median(values.slice(0, half)), median(values.slice(-half))];
  if (after < before * 1.5 || after === 0) return undefined;
  return {
    kind: 'errors-creeping',
    message: `${series.id}: errors creep up over ${values.length} runs, ${percentText(before)} → ${percentText(values.at(-1)!)}`,
  };
}

/**
 * One-sided p of a rising trend: Mann (1945), Kendall (1975), exact: the number of orders of n values with as few
 * inversions. Equal neighbours count as inversions, which errs on the quiet side.
 */
export function mannKendall(values: readonly number[]): number {
  const n = values.length;
  let falling = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) if (values[j]! <= values[i]!) falling++;
  // Chances of k inversions among n, grown from those among n - 1.
  let chances = [1];
  for (let size = 2; size <= n; size++) {
    const next = new Array<number>(chances.length + size - 1).fill(0);
    for (const [k, c] of chances.entries()) for (let add = 0; add < size; add++) next[k + add]! += c / size;
    chances = next;
  }
  return chances.slice(0, falling + 1).reduce((sum, c) => sum + c, 0);
}

function nameOf(metric: HistoryMetric): string {
  const names: Readonly<Record<HistoryMetric, string>> = {
    timeNs: 'time',
    bytes: 'bytes per iteration',
    latencyMs: 'latency',
    rssBytes: 'memory',
    errorShare: 'errors',
  };
  return names[metric];
}

function valueText(metric: HistoryMetric, value: number): string {
  if (metric === 'timeNs') return formatNs(value);
  if (metric === 'latencyMs') return formatNs(value * 1e6);
  return metric === 'errorShare' ? percentText(value) : formatBytes(value);
}

function percentText(share: number): string {
  return share > 0 && share < 0.001 ? `${(share * 100).toPrecision(2)}%` : formatShare(share);
}
