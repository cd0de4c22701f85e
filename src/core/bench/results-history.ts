/** The past of each benchmark, as the results view draws it. */
import { type HistoryRun, type HistorySeries, seriesOf } from './history.ts';
import { type HistoryPoint, rowKey } from './results.ts';
import { alertsOf, changesOf } from './trends.ts';

export interface RowHistory {
  readonly file: string;
  readonly id: string;
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
  const bytes = new Map<string, HistorySeries>();
  for (const series of seriesOf(runs)) {
    const key = rowKey(series.file, series.id);
    if (series.metric === 'bytes') bytes.set(`${key}\n${series.machine}`, series);
    if (series.metric !== 'timeNs') continue;
    const known = newest.get(key);
    if (!known || lastAt(series) > lastAt(known)) newest.set(key, series);
  }
  return new Map(
    [...newest].map(([key, series]) => [
      key,
      historyOf(series, bytes.get(`${key}\n${series.machine}`), seed),
    ]),
  );
}

function historyOf(series: HistorySeries, bytes: HistorySeries | undefined, seed: number): RowHistory {
  const changes = [...changesOf(series, seed), ...(bytes ? changesOf(bytes, seed) : [])];
  const starts = new Set(changes.map((c) => c.at));
  const bytesAt = new Map(bytes?.points.map((p) => [p.at, p.value]));
  const { file, id } = series;
  return {
    file,
    id,
    points: series.points.map((p) => ({
      at: p.at,
      commit: p.commit.slice(0, 10),
      ...(p.dirty ? { dirty: true as const } : {}),
      medianNs: p.value,
      ...(bytesAt.has(p.at) ? { bytes: bytesAt.get(p.at)! } : {}),
      ...(starts.has(p.at) ? { change: true as const } : {}),
    })),
    notes: [...changes, ...alertsOf(series), ...(bytes ? alertsOf(bytes) : [])].map((told) => told.message),
  };
}

function lastAt({ points }: HistorySeries): number {
  return points.at(-1)?.at ?? 0;
}
