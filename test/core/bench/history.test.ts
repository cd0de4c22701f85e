import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type HistoryMetric,
  type HistoryRun,
  type HistorySeries,
  historyLine,
  parseHistory,
  seriesOf,
} from '../../../src/core/bench/history.ts';
import { alertsOf, changesOf, historyInsights, mannKendall } from '../../../src/core/bench/trends.ts';
import { normal, uniform } from './random.ts';

const DAY = 86_400_000;
const start = Date.UTC(2026, 0, 5, 9);
const environment = { nodeVersion: 'v20.20.2', platform: 'linux', arch: 'x64', cpuModel: 'Xeon', cpus: 2 };

function run(i: number, value: number, metric: HistoryMetric = 'timeNs', step = DAY): HistoryRun {
  return {
    version: 1,
    at: start + i * step,
    commit: `c${String(i).padStart(39, '0')}`,
    branch: 'main',
    dirty: false,
    command: 'bench',
    environment,
    measures: [{ file: 'a.bench.js', id: 'parse', metric, value }],
  };
}

const series = (values: readonly number[], metric: HistoryMetric = 'timeNs', step = DAY): HistorySeries =>
  seriesOf(values.map((v, i) => run(i, v, metric, step)))[0]!;

test('history: what is written is read; torn, foreign and later lines are passed over and counted', () => {
  const [a, b] = [run(0, 5), run(1, 6)];
  const text = `${historyLine(a)}{"version":1,"at":17\n\n${historyLine(b)}{"version":9}\nnull\n`;
  const parsed = parseHistory(text);
  assert.deepEqual(parsed.runs, [a, b]);
  assert.equal(parsed.unreadable, 3);
});

test('history: machines and Node versions are not mixed in one series', () => {
  const other = { ...run(1, 9), environment: { ...environment, nodeVersion: 'v24.1.0' } };
  const patched = { ...run(2, 5), environment: { ...environment, nodeVersion: 'v20.21.0' } };
  const all = seriesOf([run(0, 5), other, patched]);
  assert.deepEqual(
    all.map((s) => s.points.length),
    [2, 1],
  );
});

test('history: a change names the commit that brought it', () => {
  const noise = normal(uniform(8));
  const values = Array.from({ length: 40 }, (_, i) => (i < 25 ? 1000 : 1080) * (1 + 0.01 * noise()));
  const [change, ...more] = changesOf(series(values, 'timeNs', DAY / 4), 1);
  assert.equal(more.length, 0);
  assert.equal(change!.commit, run(25, 0).commit);
  assert.equal(change!.previousCommit, run(24, 0).commit);
  assert.ok(Math.abs(change!.share - 0.08) < 0.02);
  assert.match(
    change!.message,
    /^parse: time \+\d\.\d% \(1\.0\d µs → 1\.\d\d µs\) since commit c0{9} \(before it c0{9}\)$/,
  );
});

const kinds = (s: HistorySeries) => alertsOf(s).map((a) => a.kind);

test('trends: latency growing 5 % a day for 3 days', () => {
  assert.deepEqual(kinds(series([100, 105, 110.25, 115.76])), ['latency-growing']);
  assert.deepEqual(kinds(series([100, 101, 99, 100, 105, 110.3, 116], 'latencyMs')), ['latency-growing']);
  assert.match(
    alertsOf(series([100, 106, 112.4, 119.1]))[0]!.message,
    /grown by 6\.0% a day over 4 days, to 119 ns/,
  );
});

test('trends: slower growth, a single jump, a recovery and noise do not alert', () => {
  assert.deepEqual(kinds(series([100, 102, 104, 106])), []);
  assert.deepEqual(kinds(series([100, 130, 130, 130])), []);
  assert.deepEqual(kinds(series([100, 106, 112, 104])), []);
  assert.deepEqual(kinds(series([100, 105])), []);
  // It moves by 20 % a day anyway.
  assert.deepEqual(kinds(series([100, 120, 98, 121, 99, 119, 100, 106, 113, 120])), []);
});

test('trends: a day is judged by the median of its runs', () => {
  const values = [100, 100, 160, 105, 105, 50, 110.5, 110.5, 110.5, 116, 116, 300];
  assert.deepEqual(kinds(series(values, 'timeNs', DAY / 3)), ['latency-growing']);
});

test('trends: memory growing steadily, not by one step', () => {
  assert.deepEqual(kinds(series([100, 104, 108, 113, 117, 122], 'rssBytes')), ['memory-growing']);
  assert.deepEqual(kinds(series([100, 100.1, 100.2, 130, 130.1, 130.2], 'rssBytes')), []);
  assert.deepEqual(kinds(series([100, 101, 100, 101, 100, 101], 'rssBytes')), []);
});

test('trends: errors creeping up', () => {
  assert.deepEqual(kinds(series([0.001, 0.0012, 0.0014, 0.002, 0.0026, 0.003], 'errorShare')), [
    'errors-creeping',
  ]);
  assert.deepEqual(kinds(series([0, 0, 0, 0, 0, 0], 'errorShare')), []);
  assert.deepEqual(kinds(series([0.002, 0.001, 0.002, 0.001, 0.002], 'errorShare')), []);
});

test('trends: Mann-Kendall is exact', () => {
  // One order in 5! rises throughout; 1 + 4 have at most one inversion.
  assert.ok(Math.abs(mannKendall([1, 2, 3, 4, 5]) - 1 / 120) < 1e-12);
  assert.ok(Math.abs(mannKendall([1, 3, 2, 4, 5]) - 5 / 120) < 1e-12);
  assert.ok(Math.abs(mannKendall([5, 4, 3, 2, 1]) - 1) < 1e-12);
});

test('history: insights of nothing are nothing', () => {
  assert.deepEqual(historyInsights([], 1), { changes: [], alerts: [] });
});
