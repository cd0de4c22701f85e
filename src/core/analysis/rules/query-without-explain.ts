import { bare, keyName, type Node } from '../ast.ts';
import { callsLike } from '../called.ts';
import type { Scope } from '../index-types.ts';
import type { Rule } from '../rule.ts';
import { find } from '../scopes.ts';
import { statementIn } from './conditions.ts';

const asking = callsLike(/^(query|execute|raw|all|any|many|\$queryRawUnsafe)$/);

export const queryWithoutExplain: Rule = {
  slug: 'query-without-explain',
  title: 'Large query that nobody explained',
  family: 'io-bound',
  severity: 'info',
  what: 'SQL with joins, groups or sorting without a note of its plan (a comment that names EXPLAIN near it).',
  why: 'Whether an index serves it cannot be read from the code; the plan says so.',
  fix: 'Run EXPLAIN (ANALYZE) on real data and leave the outcome in a comment: -- explain: index scan on orders_customer.',
  bad: [
    {
      file: 'src/report.js',
      code: `export const report = (db, since) => db.query('SELECT c.name, sum(o.total) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.at > $1 GROUP BY c.name LIMIT 100', [since]);`,
    },
  ],
  good: [
    {
      file: 'src/report.js',
      code: `// explain: index scan on orders_at, 12 ms on 1 M rows
export const report = (db, since) => db.query('SELECT c.name, sum(o.total) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.at > $1 GROUP BY c.name LIMIT 100', [since]);`,
    },
  ],
  outOfScope: ['Look-ups by key.'],
  knownFalsePositives: ['Plans kept elsewhere.'],
  optIn: true,
  check(file, report) {
    for (const site of asking(file.index)) {
      if (!site.method) continue;
      const first = site.node.arguments[0];
      const written = first && statementOf(first, site.scope);
      const sql = (written && statementIn(written)) ?? '';
      if (!/^\s*(with|select)\b[\s\S]*\b(join|group\s+by|order\s+by|distinct)\b/i.test(sql)) continue;
      const at = site.node.start ?? 0;
      const from = Math.min(at, written?.start ?? at);
      if (/explain/i.test(file.index.text.slice(Math.max(0, from - 400), site.node.end ?? at))) continue;
      report({
        node: site.node,
        fn: site.fn,
        message: `${site.name} joins, groups or sorts, and its plan is nowhere noted`,
      });
    }
  },
};

/** `query(sql)`, `query({ text: sql, values })`: the statement, also where it was given a name first. */
function statementOf(n: Node, scope: Scope, depth = 0): Node | undefined {
  const given = bare(n);
  if (depth > 2) return undefined;
  if (given.type === 'Identifier') {
    const b = find(scope, given.name);
    return b?.init && b.path.length === 0 && b.kind !== 'param'
      ? statementOf(b.init, b.scope, depth + 1)
      : undefined;
  }
  if (given.type !== 'ObjectExpression') return given;
  const text = given.properties.find((p) => p.type === 'ObjectProperty' && /^(text|sql)$/.test(keyName(p)));
  return text?.type === 'ObjectProperty' ? statementOf(text.value, scope, depth + 1) : undefined;
}
