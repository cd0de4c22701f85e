import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { BenchReport } from '../../src/core/bench/nouns.ts';
import { runCli, tempFolder } from './run-cli.ts';

async function bench(
  files: Readonly<Record<string, string>>,
): Promise<{ code: number | null; report: BenchReport }> {
  const { folder, remove } = tempFolder();
  for (const [name, text] of Object.entries({ 'package.json': '{"name":"project"}', ...files })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const args = ['bench', '--json', '--forks', '1', '--time', '5', '--warmup', '1'];
  const { code, stdout } = await runCli(args, { cwd: folder });
  remove();
  return { code, report: JSON.parse(stdout) as BenchReport };
}

const states = (report: BenchReport) =>
  Object.fromEntries(report.results.map((r) => [r.benchmark.id, r.failure?.message ?? r.status]));

test("a project of vitest runs by its configuration: aliases, defines, set-up, globals, JSX, globs, vite's imports", async () => {
  const { code, report } = await bench({
    'vitest.config.ts': `import { defineConfig } from 'vitest/config';
import path from 'node:path';
export default defineConfig({ plugins: [], define: { __DEV__: 'true', __V__: JSON.stringify('1') },
  test: { globals: true, setupFiles: ['./setup.ts'], alias: { '@lib': path.resolve(__dirname, 'src/lib') } } });`,
    'setup.ts': `import { expect } from 'vitest';
expect.extend({ toBeOdd: (v: number) => ({ pass: v % 2 === 1, message: () => v + ' is not odd' }) });
(globalThis as { ready?: boolean }).ready = true;`,
    'src/lib/sum.ts': `export const sum = (a: number[]): number => a.reduce((x, y) => x + y, 0);`,
    'src/lib/parts/a.ts': 'export default 7;',
    'src/view.tsx': `/** @jsx h */
const h = (tag: string, props: object | null, ...children: unknown[]) => ({ tag, props, children });
export const View = ({ n }: { n: number }) => <ul class="a">{[n, n].map((i) => <li>{i}</li>)}</ul>;`,
    'text.txt': 'text',
    'a.bench.ts': `import { bench, vi } from 'vitest';
import { sum } from '@lib/sum';
import { View } from './src/view';
import text from './text.txt?raw';
const parts = import.meta.glob<{ default: number }>('./src/lib/parts/*.ts', { eager: true });
const spy = vi.fn((x: number) => x);
describe('all', () => {
  bench('one', () => { spy(1); return sum([1, 2, Number(__DEV__), Number(__V__)]) + View({ n: 1 }).children.length; });
  bench('two', () => {
    if (!(globalThis as { ready?: boolean }).ready) throw new Error('set-up');
    expect(parts['./src/lib/parts/a.ts']!.default).toBeOdd();
    expect(2).not.toBeOdd();
    expect(spy).toHaveBeenCalled();
    if (text !== 'text') throw new Error('raw');
  });
});`,
  });
  assert.deepEqual(states(report), { 'all > one': 'measured', 'all > two': 'measured' });
  assert.equal(code, 0, JSON.stringify(report.problems));
});

test('a set-up file that fails is told, and the benchmarks run', async () => {
  const { code, report } = await bench({
    'vitest.config.js': `export default { test: { setupFiles: 'setup.js', environment: 'jsdom' } }`,
    'setup.js': `throw new Error('no server')`,
    'a.bench.mjs': `import { bench } from 'vitest'; bench('a', () => JSON.parse('[1]'));`,
  });
  assert.equal(code, 0);
  assert.deepEqual(states(report), { a: 'measured' });
  assert.match(
    report.problems.map((p) => p.message).join('\n'),
    /jsdom .*install it[\s\S]*setup\.js failed: no server/,
  );
});

test("tinybench's runSync gives its file figures at once, and the tasks are measured", async () => {
  const { code, report } = await bench({
    't.bench.mjs': `import { Bench } from 'tinybench';
const bench = new Bench({ time: 10 }).add('a', () => JSON.stringify([1]));
const [task] = bench.runSync();
if (!(task.result.latency.mean > 0 && bench.table().length === 1)) throw new Error('no figures');`,
  });
  assert.equal(code, 0, JSON.stringify(report.problems));
  assert.deepEqual(states(report), { a: 'measured' });
});

test('what has no benchmarks, is no JavaScript or has to be built says so', async () => {
  const { code, report } = await bench({
    'package.json': '{"scripts":{"build":"tsc"}}',
    'empty.bench.js': 'module.exports = () => {};',
    'broken.bench.mjs': `import './other.mjs';`,
    'other.mjs': 'export const a = 1;\nconst b = ;',
    'build.bench.cjs': `require('./dist/x');`,
  });
  assert.equal(code, 2);
  const line = (file: string) => report.problems.find((p) => p.file === file)?.message;
  assert.match(line('empty.bench.js')!, /^declares no benchmarks/);
  assert.match(line('broken.bench.mjs')!, /^SyntaxError: .*other\.mjs:2:11$/);
  assert.match(line('build.bench.cjs')!, /cannot find '\.\/dist\/x'.*npm run build$/);
});
