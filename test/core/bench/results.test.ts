import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryRun } from '../../../src/core/bench/history.ts';
import { rowHistories } from '../../../src/core/bench/results-history.ts';
import { resultsMarkdown } from '../../../src/core/report/results-markdown.ts';
import { VIEW_OF_RESULTS } from '../../support/bench-view.ts';

function run(day: number, value: number, cpuModel = 'one'): HistoryRun {
  return {
    version: 1,
    at: Date.UTC(2026, 0, day),
    commit: `${day}`.padStart(40, 'c'),
    branch: 'main',
    dirty: false,
    command: 'bench',
    environment: { nodeVersion: 'v20.1.0', platform: 'linux', arch: 'x64', cpuModel, cpus: 2 },
    measures: [
      { file: 'a.bench.js', id: 'x', metric: 'timeNs', value },
      { file: 'a.bench.js', id: 'x', metric: 'bytes', value: 10 },
    ],
  };
}

test('history: one machine, its change point marked and told', () => {
  const level = (day: number) => (day < 12 ? 1000 : 1400) + ((day * 7) % 5);
  const runs = Array.from({ length: 24 }, (_, i) => run(i + 1, level(i + 1)));
  const past = rowHistories([run(1, 5, 'another'), ...runs], 1).get('a.bench.js#x')!;
  assert.equal(past.points.length, 24);
  assert.deepEqual(
    past.points.filter((p) => p.change).map((p) => p.at),
    [Date.UTC(2026, 0, 12)],
  );
  assert.equal(past.notes.length, 1);
  assert.match(past.notes[0]!, /\+(39|40)\./);
  assert.deepEqual([past.file, past.id], ['a.bench.js', 'x']);
  assert.ok(past.points.every((p) => p.bytes === 10));
});

test('Markdown: a table whose cells no name can break', () => {
  const text = resultsMarkdown({
    ...VIEW_OF_RESULTS,
    rows: VIEW_OF_RESULTS.rows.map((r) => ({ ...r, id: `${r.id} a|b <i>` })),
  });
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  assert.equal(rows.length, 2 + VIEW_OF_RESULTS.rows.length);
  for (const row of rows) assert.equal(row.replaceAll('\\|', '').split('|').length, 9, row);
  assert.match(text, /\| \+7\.4% \(\+6\.1% … \+8\.8%\) \| slower \|/);
  assert.match(text, /grows with n as O\(n\^1\.9\)/);
  assert.ok(!text.includes('<i>'));
});
