import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { packageFrom } from '../../../src/node/review/manifests.ts';

const isManifest = (file: string): boolean => /(^|\/)package\.json$/.test(file);

/** A package.json among the files counts. `// !rule` at the end of a line: there is a finding on it. No other finding of the rules named may be. */
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
    const sources = Object.entries(files).filter(([file]) => !isManifest(file));
    const packages = Object.entries(files)
      .filter(([file]) => isManifest(file))
      .map(([file, text]) => packageFrom(JSON.parse(text), path.posix.dirname(`/${file}`).slice(1)));
    const out = analyse(Object.fromEntries(sources), { config: { packages, tsconfigs: [] } });
    const asked = new Set(rules.length > 0 ? rules : ['n-plus-one']);
    const told = out.findings.filter((f) => asked.has(f.rule));
    // Several patterns of a line that are still to be timed are one finding by then.
    const found = new Map(told.map((f) => [f.fingerprint, `${f.file}:${f.line} ${f.rule}`]));
    assert.deepEqual(
      [...found.values()].sort(),
      expected.sort(),
      JSON.stringify(out.silenced.map((s) => `${s.line} ${s.rule} ${s.reason}`)),
    );
  });
}
