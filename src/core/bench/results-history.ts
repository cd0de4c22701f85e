/** The past of each benchmark, as the results view draws it. */
import { type HistoryRun, type HistorySeries, seriesOf } from './history.ts';
import { type HistoryPoint, rowKey } from './results.ts';
import { alertsOf, changesOf } from './trends.ts';

export interface RowHistory {
  readonly points: readonly HistoryPoint[];
  /** Lasting changes and what creeps, a line each. */
  readonly notes: readonly string[];
}

/**
 * By row key. Times of different machines are no series: of each benchmark the one that was measured last is shown.
 * `seed`: of the search for change points.
 */
export function rowHistories(runs: readonly HistoryRun[], seed: number): ReadonlyMap<string, RowHistory> {
  const newest = new Map<string, HistorySeries>();
  for (const series of seriesOf(runs)) {
    if (series.metric !== 'timeNs') continue;
    const key = rowKey(series.file, series.id);
    const known = newest.get(key);
    if (!known || lastAt(series) > lastAt(known)) newest.set(key, series);
  }
  return new Map([...newest].map(([key, series]) => [key, historyOf(series, seed)]));
}

function historyOf(series: HistorySeries, seed: number): RowHistory {
  const changes = changesOf(series, seed);
  const starts = new Set(changes.map((c) => c.at));
  return {
    points: series.points.map((p) => ({
      at: p.at,
      commit: p.commit.slice(0, 10),
      medianNs: p.value,
      ...(starts.has(p.at) ? { change: true as const } : {}),
    })),
    notes: [...changes.map((c) => c.message), ...alertsOf(series).map((a) => a.message)],
  };
}

function lastAt({ points }: HistorySeries): number {
  return points.at(-1)?.at ?? 0;
}
