import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';

const told = (code: string): number[] =>
  analyse({ 'src/report.js': code }, { severities: { 'query-without-explain': 'info' } })
    .findings.filter((f) => f.rule === 'query-without-explain')
    .map((f) => f.line);

const joined = 'SELECT c.name FROM orders o JOIN customers c ON c.id = o.customer_id';

test('a statement that was given a name first is seen, and its plan beside the name', () => {
  assert.deepEqual(told(`const sql = '${joined}';\nexport const report = (db) => db.query(sql);\n`), [2]);
  assert.deepEqual(
    told(`export async function report(db, id) {
  const query = { text: \`${joined} WHERE c.id = $1\`, values: [id] };
  return db.query(query);
}
`),
    [3],
  );
  assert.deepEqual(
    told(`const sql = '${joined}'; // EXPLAIN: hash join\nconst a = (db) => db.query(sql);\n`),
    [],
  );
  assert.deepEqual(told(`const sql = 'SELECT id FROM orders';\nconst a = (db) => db.query(sql);\n`), []);
});
