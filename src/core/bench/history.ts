/**
 * `.perfloop/history.jsonl`: one line a run, only ever appended to. It informs (change points, trends) and never
 * gates: times of another run are no base to compare with.
 */

/** What a measure counts. Time per iteration, bytes per iteration, latency of a service, memory, share of errors. */
export type HistoryMetric = 'timeNs' | 'bytes' | 'latencyMs' | 'rssBytes' | 'errorShare';

export interface HistoryMeasure {
  /** Workspace-relative, '' where there is none. */
  readonly file: string;
  /** Of the benchmark or scenario. */
  readonly id: string;
  readonly metric: HistoryMetric;
  readonly value: number;
}

/** Series are only joined within one kind of machine and one major version of Node. */
export interface HistoryEnvironment {
  readonly nodeVersion: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpuModel: string;
  readonly cpus: number;
}

export interface HistoryRun {
  readonly version: 1;
  /** Epoch ms. */
  readonly at: number;
  /** Full hash, '' outside of git. */
  readonly commit: string;
  readonly branch: string;
  /** The work tree had changes that are in no commit. */
  readonly dirty: boolean;
  readonly command: string;
  readonly environment: HistoryEnvironment;
  readonly measures: readonly HistoryMeasure[];
}

const metrics: readonly HistoryMetric[] = ['timeNs', 'bytes', 'latencyMs', 'rssBytes', 'errorShare'];

export interface ParsedHistory {
  /** By time. */
  readonly runs: readonly HistoryRun[];
  /** Lines that are no run: torn by a crash, or of a later version. They are passed over. */
  readonly unreadable: number;
}

export function parseHistory(text: string): ParsedHistory {
  const runs: HistoryRun[] = [];
  let unreadable = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const run = parseRun(line);
    if (run) runs.push(run);
    else unreadable++;
  }
  return { runs: runs.sort((a, b) => a.at - b.at), unreadable };
}

export function historyLine(run: HistoryRun): string {
  return `${JSON.stringify(run)}\n`;
}

function parseRun(line: string): HistoryRun | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  const run = record(json);
  const environment = record(run?.environment);
  if (run?.version !== 1 || !Number.isFinite(run.at) || !environment || !Array.isArray(run.measures))
    return undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    version: 1,
    at: run.at as number,
    commit: text(run.commit),
    branch: text(run.branch),
    dirty: run.dirty === true,
    command: text(run.command),
    environment: {
      nodeVersion: text(environment.nodeVersion),
      platform: text(environment.platform),
      arch: text(environment.arch),
      cpuModel: text(environment.cpuModel),
      cpus: typeof environment.cpus === 'number' ? environment.cpus : 0,
    },
    measures: run.measures.flatMap((m) => parseMeasure(record(m))),
  };
}

function parseMeasure(measure: Record<string, unknown> | undefined): HistoryMeasure[] {
  const metric = metrics.find((m) => m === measure?.metric);
  if (!measure || !metric || typeof measure.id !== 'string' || !Number.isFinite(measure.value)) return [];
  const file = typeof measure.file === 'string' ? measure.file : '';
  return [{ file, id: measure.id, metric, value: measure.value as number }];
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** One measure over time, on one kind of machine. */
export interface HistorySeries {
  readonly file: string;
  readonly id: string;
  readonly metric: HistoryMetric;
  /** `Node 20, linux x64, 2 × Xeon`; for people. */
  readonly machine: string;
  readonly points: readonly HistoryPoint[];
}

export interface HistoryPoint {
  readonly at: number;
  readonly commit: string;
  readonly dirty: boolean;
  readonly value: number;
}

/** Sorted by file, id, metric, machine; points by time. */
export function seriesOf(runs: readonly HistoryRun[]): HistorySeries[] {
  const byKey = new Map<string, HistorySeries & { points: HistoryPoint[] }>();
  for (const run of runs) {
    const machine = machineOf(run.environment);
    for (const { file, id, metric, value } of run.measures) {
      const key = JSON.stringify([file, id, metric, machine]);
      const series = byKey.get(key) ?? { file, id, metric, machine, points: [] };
      byKey.set(key, series);
      series.points.push({ at: run.at, commit: run.commit, dirty: run.dirty, value });
    }
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
}

function machineOf(e: HistoryEnvironment): string {
  const major = /^v?(\d+)/.exec(e.nodeVersion)?.[1] ?? '?';
  return `Node ${major}, ${e.platform} ${e.arch}, ${e.cpus} × ${e.cpuModel || 'unknown CPU'}`;
}
