import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  baselineText,
  emptyBaseline,
  environmentKey,
  parseBaseline,
  storedBytes,
  updatedBaseline,
} from '../../../src/core/bench/baseline.ts';
import {
  allocated,
  completed,
  fails,
  type Gathered,
  growthOf,
  resultOf,
} from '../../../src/core/bench/collect.ts';
import type { Benchmark, BenchmarkResult } from '../../../src/core/bench/nouns.ts';
import type { TimeSamples } from '../../../src/core/bench/protocol.ts';

function benchmark(id: string, more: Partial<Benchmark> = {}): Benchmark {
  return {
    id,
    file: 'a.bench.js',
    name: id,
    groups: [],
    params: {},
    line: 1,
    column: 1,
    dialect: 'perfloop',
    state: 'run',
    baseline: false,
    expect: {},
    ...more,
  };
}

function times(ns: number, more: Partial<TimeSamples> = {}): TimeSamples {
  const samples = Array.from({ length: 40 }, (_, i) => ns * (1 + (i % 5) / 1000));
  return {
    async: false,
    cpuClock: 'thread-cpu',
    batch: 10,
    iterations: 400,
    wallNs: samples.map((v) => v * 2),
    cpuNs: samples,
    emptyNs: 1,
    ...more,
  };
}

function gathered(id: string, ns: number, more: Partial<Gathered> = {}): Gathered {
  return { benchmark: benchmark(id), times: [times(ns), times(ns * 1.02)], warnings: [], ...more };
}

const bytes = (n: number) => ({ async: false, iterations: 9, perIteration: Array<number>(9).fill(n) });

test('time is that of the thread where work is synchronous, elapsed where it waits', () => {
  const sync = resultOf(gathered('a', 1000)).measured!;
  assert.equal(sync.clock, 'thread-cpu');
  assert.ok(Math.abs(sync.time.p50Ns - 1012) < 12);
  assert.ok(Math.abs(sync.wall.p50Ns / sync.time.p50Ns - 2) < 0.01);
  assert.equal(sync.iterations, 800);
  assert.equal(sync.forkMediansNs.length, 2);
  const waiting = resultOf(gathered('b', 1000, { times: [times(1000, { async: true })] })).measured!;
  assert.equal(waiting.clock, 'wall');
  const mixed = resultOf(
    gathered('c', 1000, { times: [times(1000), times(1000, { cpuClock: 'wall', cpuNs: [] })] }),
  );
  assert.equal(mixed.measured!.clock, 'wall');
});

test('a failure has no figures, a skipped one no failure', () => {
  const failure = { kind: 'threw' as const, message: 'no', stack: [] };
  const failed = resultOf(gathered('a', 1000, { failure }));
  assert.equal(failed.status, 'failed');
  assert.equal(failed.measured, undefined);
  assert.equal(
    resultOf({ ...gathered('a', 1), benchmark: benchmark('a', { state: 'todo' }) }).status,
    'todo',
  );
  assert.equal(resultOf(gathered('a', 1, { times: [] })).status, 'skipped');
});

test('budgets: each in its unit, the exponent once', () => {
  const expect = { p95Ms: 0.001, medianMs: 1, opsPerSecond: 2e6, bytes: 100, exponent: 1.2 };
  const rows = [100, 200, 400].map((n) =>
    resultOf({
      ...gathered(`s [n=${n}]`, n * n),
      benchmark: benchmark(`s [n=${n}]`, { name: 's', params: { n }, expect }),
      bytes: bytes(n),
    }),
  );
  const growth = growthOf(rows);
  assert.equal(growth.length, 1);
  assert.equal(growth[0]!.id, 's');
  assert.equal(growth[0]!.label, 'O(n^2)');
  const all = completed(rows, growth, () => undefined, 0.01);
  const met = (r: BenchmarkResult) => Object.fromEntries(r.budgets.map((b) => [b.budget, b.met]));
  assert.deepEqual(met(all[0]!), { p95Ms: false, medianMs: true, opsPerSecond: false, bytes: true });
  assert.deepEqual(met(all[2]!), {
    p95Ms: false,
    medianMs: true,
    opsPerSecond: false,
    bytes: false,
    exponent: false,
  });
  assert.equal(fails(all[0]!), true);
});

test('growth: a name that holds the size is one series', () => {
  const rows = [8, 64].map((n) =>
    resultOf({
      ...gathered('x', n),
      benchmark: benchmark(`from(${n})`, { name: `from(${n})`, params: { n, mode: 'a' } }),
    }),
  );
  assert.deepEqual(
    growthOf(rows).map((g) => [g.id, g.points.length]),
    [['from($n) [mode=a]', 2]],
  );
});

test('counters against the baseline: 1 % and a byte are let pass', () => {
  const result = resultOf(gathered('a', 1000, { bytes: bytes(1000) }));
  const verdict = (stored: number) => completed([result], [], () => stored, 0.01)[0]!.counters[0]!.verdict;
  assert.equal(verdict(1000), 'same');
  assert.equal(verdict(991), 'same');
  assert.equal(verdict(985), 'worse');
  assert.equal(verdict(1020), 'better');
  const none = resultOf(gathered('a', 1000, { bytes: bytes(0.4) }));
  assert.equal(completed([none], [], () => 0, 0.01)[0]!.counters[0]!.verdict, 'same');
});

test('bytes: the middle round, exact where most agree', () => {
  const of = (...perIteration: number[]) => allocated({ async: false, iterations: 1, perIteration });
  assert.deepEqual(of(100, 100, 100, 150, 90), { perIteration: 100, spreadShare: 0, exact: true });
  assert.equal(of(100, 110, 120, 130, 140).exact, false);
  assert.equal(of(0, 0, 0).exact, true);
});

test('the baseline: sorted, by environment, merged, files measured whole replaced', () => {
  const key = environmentKey('v20.20.2', 'x64');
  assert.equal(key, 'node20-x64');
  const measured = (id: string, n: number) => resultOf(gathered(id, 1000, { bytes: bytes(n) }));
  const first = updatedBaseline(
    emptyBaseline,
    key,
    [measured('b', 2), measured('a', 1)],
    new Set(['a.bench.js']),
  );
  const text = baselineText(first);
  assert.deepEqual(parseBaseline(text), first);
  assert.ok(text.indexOf('"a"') < text.indexOf('"b"'));
  assert.equal(text, baselineText(parseBaseline(text)!));
  const part = updatedBaseline(first, key, [measured('a', 9)], new Set());
  assert.equal(storedBytes(part, key, 'a.bench.js', 'a'), 9);
  assert.equal(storedBytes(part, key, 'a.bench.js', 'b'), 2);
  const whole = updatedBaseline(first, key, [measured('a', 9)], new Set(['a.bench.js']));
  assert.equal(storedBytes(whole, key, 'a.bench.js', 'b'), undefined);
  const other = updatedBaseline(first, 'node24-arm64', [measured('a', 7)], new Set(['a.bench.js']));
  assert.equal(storedBytes(other, key, 'a.bench.js', 'b'), 2);
  for (const broken of ['', '{', '[]', '{"version":2,"counters":{}}', '{"version":1}']) {
    assert.equal(parseBaseline(broken), undefined, broken);
  }
});

test('a benchmark that is mostly garbage collection says so', () => {
  const kinds = (gcShare: number) =>
    resultOf({
      ...gathered('a', 1000),
      times: [times(1000, { gcShare }), times(1000, { gcShare })],
    }).warnings.map((w) => w.kind);
  assert.deepEqual(kinds(0.1), []);
  assert.deepEqual(kinds(0.5), ['gc']);
});
