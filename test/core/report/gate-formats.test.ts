import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchmarkComparison, Compared, ComparisonReport } from '../../../src/core/bench/comparison.ts';
import { outcomeOf } from '../../../src/core/bench/comparison.ts';
import { gateFrom, mergeComparisons } from '../../../src/core/bench/merge.ts';
import type { Benchmark } from '../../../src/core/bench/nouns.ts';
import { type GateReport, gateOutcome } from '../../../src/core/loop/gate.ts';
import { gateFormats } from '../../../src/core/report/gate/index.ts';

const benchmark = (id: string, file = 'a.bench.js'): Benchmark => ({
  id,
  file,
  name: id,
  groups: [],
  params: {},
  line: 7,
  column: 1,
  dialect: 'perfloop',
  state: 'run',
  baseline: false,
  expect: {},
});

const side = { p25Ns: 1000, medianNs: 1100, p95Ns: 2000, samplesNs: [1100] };
const compared = (verdict: Compared['verdict'], gate: Compared['gate']): Compared => ({
  verdict,
  gate,
  change: { share: 0.07, lowShare: 0.06, highShare: 0.08, confidence: 0.95 },
  reason: `${verdict} because`,
  confirmation: 'none',
  async: false,
  clock: 'thread-cpu',
  by: 'clock-pairs',
  method: 'duet',
  methodReason: '',
  base: side,
  candidate: side,
  logRatios: [0.07],
  confirmLogRatios: [],
  durationMs: 1500,
});
const result = (id: string, verdict: Compared['verdict'], gate: Compared['gate']): BenchmarkComparison => ({
  benchmark: benchmark(id),
  status: 'compared',
  compared: compared(verdict, gate),
  warnings: [],
});

/** A name with all that a format could trip over. */
const NASTY = 'a|b <img> `c` "d" %0A::error::\u0001 & 𝒳';

const report = (results: readonly BenchmarkComparison[]): ComparisonReport => ({
  version: 1,
  createdAt: 1,
  environment: {
    nodePath: '/n',
    nodeVersion: 'v20',
    platform: 'linux',
    arch: 'x64',
    cpuModel: 'x',
    cpus: 2,
    memoryBytes: 1,
    perfloopVersion: '0',
  },
  base: { label: 'main', commit: 'c1' },
  candidate: { label: 'working tree', commit: 'c2', dirty: true },
  limit: { maxSlowdown: 0.05, strict: false },
  results,
  problems: [],
  durationMs: 2000,
  cancelled: false,
});

const gate = (results: readonly BenchmarkComparison[]): GateReport => ({
  version: 1,
  createdAt: 1,
  durationMs: 2000,
  benchmarks: report(results),
  passedOver: [],
});

const as = (format: string, of: GateReport, command = 'compare') =>
  gateFormats
    .find((f) => f.name === format)!
    .render(of, { command, outcome: gateOutcome(of), colour: false, width: 110 });

const failed: BenchmarkComparison = {
  benchmark: benchmark('broken'),
  status: 'failed',
  failure: 'candidate: TypeError: oh',
  warnings: [],
};

test('outcomes: a slowdown before what failed, before what is open; later parts count as well', () => {
  const slower = result('s', 'slower', 'fail');
  const open = result('o', 'inconclusive', 'inconclusive');
  const fine = result('f', 'unchanged', 'pass');
  const outcome = (...results: BenchmarkComparison[]) => outcomeOf(report(results));
  assert.deepEqual(
    [outcome(fine), outcome(fine, open), outcome(open, failed), outcome(failed, slower), outcome()],
    ['pass', 'inconclusive', 'bad', 'fail', 'pass'],
  );
  assert.equal(outcomeOf({ ...report([slower]), cancelled: true }), 'cancelled');
  const budget = { file: 'a', id: 'b', line: 1, budget: 'p95Ms', limit: 1, actual: 2 };
  assert.equal(gateOutcome({ counters: { lines: [], budgets: [budget], problems: [] } }), 'fail');
  assert.equal(gateOutcome({}), 'pass');
});

test('github: one line each whatever the name; only what a person has to see', () => {
  const text = as(
    'github',
    gate([result(NASTY, 'slower', 'fail'), result('ok', 'unchanged', 'pass'), failed]),
  );
  const lines = text.trimEnd().split('\n');
  assert.equal(lines.length, 2);
  assert.ok(
    lines[0]!.startsWith(
      '::error file=a.bench.js,line=7,title=perfloop%3A slower%3A a|b <img> `c` "d" %250A%3A%3Aerror',
    ),
  );
  assert.match(lines[1]!, /::candidate: TypeError: oh$/);
});

test('junit: well-formed, counts right, inconclusive is skipped, what failed is an error', () => {
  const text = as(
    'junit',
    gate([result(NASTY, 'slower', 'fail'), result('o', 'inconclusive', 'inconclusive'), failed]),
  );
  assert.match(
    text,
    /<testsuites name="perfloop" tests="3" failures="1" errors="1" skipped="1" time="3\.000">/,
  );
  assert.match(text, /name="a\|b &lt;img&gt; `c` &quot;d&quot; %0A::error:: &amp; 𝒳"/);
  assert.ok(!text.includes('\u0001'));
  const tags = [...text.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)].filter((m) => m[2] !== 'xml' && m[3] === '');
  let depth = 0;
  for (const [, close] of tags) depth += close ? -1 : 1;
  assert.equal(depth, 0);
});

test('markdown: names cannot break the table or bring markup in; the worst first', () => {
  const text = as('markdown', gate([result('ok', 'unchanged', 'pass'), result(NASTY, 'slower', 'fail')]));
  const rows = text.split('\n').filter((l) => l.startsWith('| '));
  assert.match(rows[1]!, /^\| 🔴 slower \| a\\\|b \\<img\\> \\`c\\`/);
  assert.ok(!text.includes('<img>'));
  assert.match(text, /^\*\*1 slower, 1 unchanged\*\* \(main → working tree, limit 5%\)$/m);
});

test('text: a verdict, its interval and, where it matters, the reason', () => {
  const text = as('text', gate([result('s', 'slower', 'fail'), result('ok', 'unchanged', 'pass')]));
  assert.match(text, /slower +s +\+7\.0% \(\+6\.0% to \+8\.0%\) +1\.10 µs → 1\.10 µs\n +slower because/);
  assert.ok(!text.includes('unchanged because'));
  assert.match(text, /perfloop compare failed: 1 slower, 1 unchanged; 2\.00 s\n$/);
});

test('json: a comparison’s own document; read back it is the same report', () => {
  const of = gate([result('s', 'slower', 'fail')]);
  const document = JSON.parse(as('json', of)) as Record<string, unknown>;
  assert.deepEqual([document.version, document.command, document.outcome], [1, 'compare', 'fail']);
  assert.deepEqual(gateFrom(document)?.benchmarks?.results, of.benchmarks!.results);
  const whole = JSON.parse(as('json', of, 'gate')) as unknown;
  assert.deepEqual(gateFrom(whole)?.benchmarks, of.benchmarks);
  for (const other of [null, 3, {}, { version: 1 }, { version: 2, results: [] }])
    assert.equal(gateFrom(other), undefined);
});

test('merge: refuses parts of other commits and other limits', () => {
  const part = (index: number, more: Partial<ComparisonReport> = {}) => ({
    ...report([result(`b${index}`, 'unchanged', 'pass')]),
    shard: { index, of: 2 },
    ...more,
  });
  assert.deepEqual(
    mergeComparisons([part(2), part(1)]).results.map((r) => r.benchmark.id),
    ['b1', 'b2'],
  );
  assert.equal(mergeComparisons([part(1), part(2)]).shard, undefined);
  assert.throws(
    () => mergeComparisons([part(1), part(2, { base: { label: 'x', commit: 'c9' } })]),
    /different comparisons/,
  );
  assert.throws(
    () => mergeComparisons([part(1), part(2, { limit: { maxSlowdown: 0.1, strict: false } })]),
    /different limits/,
  );
  assert.throws(() => mergeComparisons([part(1)]), /Part 2 of 2 is missing/);
  assert.throws(() => mergeComparisons([]), /nothing to merge/);
});
