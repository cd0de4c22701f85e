import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';

/** `// !rule` at the end of a line: there is a finding on it. No other finding of the rules named may be. */
export function check(
  name: string,
  files: Readonly<Record<string, string>>,
  ...rules: readonly string[]
): void {
  test(name, () => {
    const expected: string[] = [];
    for (const [file, code] of Object.entries(files)) {
      for (const [i, line] of code.split('\n').entries()) {
        for (const m of line.matchAll(/\/\/ !([\w-]+)/g)) expected.push(`${file}:${i + 1} ${m[1]}`);
      }
    }
    const out = analyse(files);
    const asked = new Set(rules.length > 0 ? rules : ['n-plus-one']);
    const found = out.findings.filter((f) => asked.has(f.rule)).map((f) => `${f.file}:${f.line} ${f.rule}`);
    assert.deepEqual(
      found.sort(),
      expected.sort(),
      JSON.stringify(out.silenced.map((s) => `${s.line} ${s.rule} ${s.reason}`)),
    );
  });
}
