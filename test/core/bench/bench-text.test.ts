import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchmarkResult, BenchReport } from '../../../src/core/bench/nouns.ts';
import { benchText } from '../../../src/core/report/bench.ts';
import { budgetText } from '../../../src/core/report/budget-words.ts';

const time = { minNs: 1, p25Ns: 1, p50Ns: 1500, p75Ns: 1, p95Ns: 2500, p99Ns: 1, maxNs: 1, meanNs: 1 };

function result(id: string, more: Partial<BenchmarkResult> = {}): BenchmarkResult {
  return {
    benchmark: {
      id,
      file: 'a.bench.js',
      name: id,
      groups: [],
      params: {},
      line: 7,
      column: 1,
      dialect: 'perfloop',
      state: 'run',
      baseline: false,
      expect: {},
    },
    status: 'measured',
    measured: {
      async: false,
      clock: 'thread-cpu',
      time,
      wall: time,
      opsPerSecond: 666_667,
      marginShare: 0.012,
      forks: 5,
      iterations: 10,
      batch: 1,
      samplesNs: [],
      forkMediansNs: [],
      bytes: { perIteration: 112, spreadShare: 0, exact: true },
    },
    warnings: [],
    budgets: [],
    counters: [],
    ...more,
  };
}

function report(results: readonly BenchmarkResult[], more: Partial<BenchReport> = {}): BenchReport {
  const environment = {
    nodePath: '',
    nodeVersion: 'v20.1.0',
    platform: '',
    arch: 'x64',
    cpuModel: 'CPU',
    cpus: 2,
  };
  return {
    version: 1,
    createdAt: 0,
    environment: { ...environment, memoryBytes: 1, perfloopVersion: '1' },
    results,
    growth: [],
    problems: [],
    durationMs: 2000,
    cancelled: false,
    ...more,
  };
}

test('a table a file, failures and broken promises beneath it', () => {
  const { measured: _, ...unmeasured } = result('throws');
  const text = benchText(
    report(
      [
        result('parse'),
        {
          ...unmeasured,
          status: 'failed',
          failure: { kind: 'threw', message: 'TypeError: x', stack: ['at f (a.js:1:2)'] },
        },
        result('list', {
          budgets: [{ budget: 'p95Ms', limit: 0.001, actual: 0.0025, met: false }],
          counters: [{ counter: 'bytes', baseline: 100, actual: 112, marginShare: 0.01, verdict: 'worse' }],
          warnings: [{ kind: 'drift', message: 'becomes slower as it runs' }],
        }),
      ],
      { problems: [{ file: 'b.bench.js', message: 'SyntaxError: no', fatal: true }] },
    ),
    { width: 100, colour: false },
  );
  assert.match(text, /parse +1\.50 µs +1\.2% +2\.50 µs +667k\/s +112 B/);
  assert.match(text, /✗ throws {2}TypeError: x {2}\(a\.bench\.js:7\)\n +at f/);
  assert.match(text, /✗ list: allocates 112 B per iteration, 12\.0% more than the baseline's 100 B/);
  assert.match(text, /! list becomes slower/);
  assert.match(text, /b\.bench\.js\n {2}✗ SyntaxError: no/);
  assert.match(text, /2 benchmarks · 1 failed · 2\.00 s/);
  assert.ok(text.split('\n').every((line) => line.length <= 110));
});

test('budgets are told in their unit', () => {
  const of = (
    budget: 'bytes' | 'opsPerSecond' | 'exponent' | 'medianMs',
    limit: number,
    actual: number,
  ): string => budgetText({ budget, limit, actual, met: false });
  assert.equal(of('bytes', 1024, 2048), 'Bytes 2.0 KB: over its budget of 1.0 KB');
  assert.equal(of('opsPerSecond', 1000, 10), 'Rate 10.0/s: below its budget of 1.00k/s');
  assert.equal(of('exponent', 1.2, 1.93), 'Growth exponent 1.93: over its budget of 1.20');
  assert.equal(of('medianMs', 1, 2), 'Median 2.00 ms: over its budget of 1.00 ms');
});
