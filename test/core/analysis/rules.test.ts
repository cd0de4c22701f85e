import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { rules } from '../../../src/core/analysis/rules/index.ts';

const optIn = Object.fromEntries(rules.filter((r) => r.optIn).map((r) => [r.slug, 'info' as const]));

for (const rule of rules) {
  test(`${rule.slug}: every bad example is found, by this rule`, () => {
    assert.ok(rule.bad.length > 0 && rule.good.length > 0, 'has examples');
    for (const example of rule.bad) {
      const out = analyse({ [example.file]: example.code }, { severities: optIn });
      assert.ok(
        out.findings.some((f) => f.rule === rule.slug),
        `${example.file} is found; held back: ${JSON.stringify(out.silenced.filter((s) => s.rule === rule.slug))} ${JSON.stringify(out.notices)}`,
      );
    }
  });

  test(`${rule.slug}: no good example is any rule's finding`, () => {
    for (const example of rule.good) {
      const severities = rule.optIn ? { [rule.slug]: 'info' as const } : {};
      const out = analyse({ [example.file]: example.code }, { severities });
      assert.deepEqual(
        out.findings.map((f) => `${f.rule}: ${f.message}`),
        [],
        example.code,
      );
    }
  });

  test(`${rule.slug}: says what, why, fix, limits`, () => {
    for (const text of [rule.title, rule.what, rule.why, rule.fix]) assert.ok(text.length > 10);
    assert.ok(rule.outOfScope.length > 0 && rule.knownFalsePositives.length > 0);
  });
}
