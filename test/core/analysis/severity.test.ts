import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { severityFor } from '../../../src/core/analysis/severity.ts';

test('only what is sure is an error; what is not sure is a note; nothing gets louder', () => {
  const order = ['info', 'warning', 'error'] as const;
  for (const worth of order) {
    const told = (['high', 'medium', 'low'] as const).map((c) => severityFor(worth, c));
    assert.equal(told[0], worth);
    assert.equal(told[2], 'info');
    assert.ok(told.every((t, i) => i === 0 || order.indexOf(t) <= order.indexOf(told[i - 1]!)));
  }
  assert.equal(severityFor('error', 'medium'), 'warning');
  assert.equal(severityFor('warning', 'medium'), 'warning');
});

const files = {
  'src/a.ts': `export async function all(db: Db, ids: string[]) {
  for (const id of ids) await db.query('SELECT * FROM a WHERE id = $1', [id]);
}
export const index = (items: Item[]) => items.reduce((all, item) => ({ ...all, [item.id]: item }), {});
`,
};

test('what perfloop.json says of a rule stands, however sure the finding is', () => {
  const usual = analyse(files).findings;
  assert.ok(
    usual.some((f) => f.confidence === 'medium'),
    'one that is not quite sure',
  );
  for (const f of usual) assert.equal(f.severity, 'warning');
  const severities = Object.fromEntries(usual.map((f) => [f.rule, 'error' as const]));
  const asked = analyse(files, { severities }).findings;
  assert.equal(asked.length, usual.length);
  for (const f of asked) assert.equal(f.severity, 'error');
});
