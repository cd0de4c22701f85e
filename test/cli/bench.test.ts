import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { BenchmarkResult, BenchReport } from '../../src/core/bench/nouns.ts';
import { runCli, tempFolder } from './run-cli.ts';

let folder = '';
let remove = (): void => {};
beforeEach(() => {
  ({ folder, remove } = tempFolder());
  write({ 'package.json': '{"name":"project"}' });
});
afterEach(() => remove());

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

const quick = ['--forks', '2', '--time', '20', '--warmup', '10'];

async function bench(
  ...args: string[]
): Promise<{ code: number | null; report: BenchReport; stderr: string }> {
  const { code, stdout, stderr } = await runCli(['bench', '--json', ...quick, ...args], { cwd: folder });
  return { code, report: JSON.parse(stdout) as BenchReport, stderr };
}

const byId = (report: BenchReport): Record<string, BenchmarkResult> =>
  Object.fromEntries(report.results.map((r) => [r.benchmark.id, r]));
const statuses = (report: BenchReport): Record<string, string> =>
  Object.fromEntries(report.results.map((r) => [r.benchmark.id, r.status]));

test('the perfloop API in TypeScript: parameters, hooks, inputs, async, growth, lines', async () => {
  write({
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
    'lib/sum.ts':
      'export interface N { n: number }\nexport const sum = (a: number[]): number => { let s = 0; for (const v of a) s += v; return s; };\n',
    'a.bench.ts': `import { afterEach, before, beforeEach, bench, group } from 'perfloop';
import { type N, sum } from '@lib/sum';
import { size } from './data.json';
let ready = 0;
before(() => { ready = size; });
beforeEach(async () => { ready += 1; });
afterEach(() => { ready -= 1; });
group('arrays', () => {
  bench('sum', (a: number[]) => sum(a), { for: { n: [100, 1000, 10000] }, setup: ({ n }: N) => Array.from({ length: n }, (_, i) => i) });
  bench('sort', (a: number[]) => a.sort(), { input: () => { if (ready !== 8) throw new Error('hooks'); return [3, 1, 2]; } });
});
bench.skip('skipped', () => {});
bench.todo('later');
bench('waits', async () => { await new Promise((r) => setTimeout(r, 1)); });
`,
    'data.json': '{ "size": 7 }',
  });
  const { code, report } = await bench();
  assert.equal(code, 0, JSON.stringify(report.problems));
  assert.deepEqual(statuses(report), {
    'arrays > sum [n=100]': 'measured',
    'arrays > sum [n=1000]': 'measured',
    'arrays > sum [n=10000]': 'measured',
    'arrays > sort': 'measured',
    skipped: 'skipped',
    later: 'todo',
    waits: 'measured',
  });
  const results = byId(report);
  assert.equal(results['arrays > sum [n=100]']!.benchmark.line, 9);
  assert.equal(results.waits!.measured!.async, true);
  assert.equal(results.waits!.measured!.clock, 'wall');
  assert.ok(results.waits!.measured!.time.p50Ns > 0.9e6);
  assert.equal(results['arrays > sum [n=10000]']!.measured!.forks, 2);
  assert.equal(report.growth[0]!.id, 'arrays > sum');
  assert.ok(report.growth[0]!.exponent > 0.5 && report.growth[0]!.exponent < 1.5);
});

test('files of vitest, mitata, tinybench, benny and benchmark.js run with none of them installed', async () => {
  write({
    'v.bench.ts': `import { beforeAll, bench, describe, expect, test } from 'vitest';
let ready = false;
describe('outer', () => {
  beforeAll(() => { ready = true; });
  describe.each([{ n: 1 }, { n: 2 }])('each $n', ({ n }) => { bench('b', () => { if (!ready) throw new Error('hook'); return n; }, { time: 10 }); });
  bench.skip('skipped', () => {});
});
test('five', async ({ bench }) => {
  const found = await bench.compare(bench('x', () => JSON.parse('{}')), bench('y', () => JSON.parse('[]')));
  expect(found.get('x').latency.mean).toBeGreaterThan(0);
});`,
    'm.bench.mjs': `import { bench, boxplot, do_not_optimize, group, run, summary } from 'mitata';
boxplot(() => summary(() => { bench('from($size)', function* (state) { const n = state.get('size'); yield () => Array.from({ length: n }); }).range('size', 1, 64); }));
bench('loop', (state) => { let i = 0; for (const _ of state) i += 1; do_not_optimize(i); });
group('g', () => { bench('given', function* () { yield { [0]() { return [2, 1]; }, bench(a) { return a.sort(); } }; }).baseline(); });
const { benchmarks } = await run();
console.log(benchmarks.length);`,
    't.bench.cjs': `const { Bench } = require('tinybench');
const bench = new Bench({ name: 'tiny' });
bench.add('fast', () => [1, 2].map(String)).add('slow', async () => { await null; }, { beforeEach() {} });
bench.run().then(() => { if (!(bench.getTask('fast').result.latency.mean > 0)) throw new Error('no result'); console.table(bench.table()); });`,
    'b.bench.js': `const b = require('benny');
const { Suite } = require('benchmark');
b.suite('benny', b.add('x', () => { const a = [1]; return () => a.map((v) => v); }), b.cycle(), b.complete());
new Suite('classic').add('test', function () { return /o/.test('hello'); }).add('deferred', { defer: true, fn(d) { setTimeout(() => d.resolve(), 1); } }).on('complete', function () { this.filter('fastest').map('name'); }).run({ async: true });`,
  });
  const { code, report } = await bench();
  assert.equal(code, 0, JSON.stringify([report.problems, report.results.map((r) => r.failure)]));
  assert.deepEqual(statuses(report), {
    'benny > x': 'measured',
    'classic > test': 'measured',
    'classic > deferred': 'measured',
    'from(1) [size=1]': 'measured',
    'from(8) [size=8]': 'measured',
    'from(64) [size=64]': 'measured',
    loop: 'measured',
    'g > given': 'measured',
    'tiny > fast': 'measured',
    'tiny > slow': 'measured',
    'outer > skipped': 'skipped',
    'outer > each 1 > b': 'measured',
    'outer > each 2 > b': 'measured',
    'five > x': 'measured',
    'five > y': 'measured',
  });
  assert.equal(byId(report)['g > given']!.benchmark.baseline, true);
});

test('every way to go wrong has its line, and the rest is measured', async () => {
  write({
    'bad.bench.js': `const { bench } = require('perfloop');
const { spawn } = require('node:child_process');
bench('first', () => JSON.stringify([1, 2, 3]));
bench('throws', () => { throw new TypeError('no such thing'); });
bench('rejects', async () => { throw new Error('rejected'); });
bench('rejects unheard', () => { Promise.reject(new Error('nobody listens')); });
bench('throws later', () => new Promise(() => setTimeout(() => { throw new Error('later'); }, 2)));
bench('spins', () => { for (;;); });
bench('never settles', () => new Promise(() => {}));
bench('exits', () => { process.exit(0); });
bench('is killed', () => { process.kill(process.pid, 'SIGKILL'); });
bench('prints', () => { process.stdout.write('x'.repeat(200_000)); });
bench('leaves timers', () => { setInterval(() => {}, 1000); });
bench('leaves a child', () => { globalThis.child ??= spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }); globalThis.child.unref(); return JSON.stringify([1]); });
bench('twice', () => JSON.parse('[1]'));
bench('twice', () => JSON.parse('[2]'));
bench('nothing', () => {});
bench('last', () => JSON.stringify([1, 2, 3]));
`,
  });
  const { code, report } = await bench('--timeout', '4', '--time', '60');
  assert.equal(code, 2);
  const results = byId(report);
  const failure = (id: string): string => `${results[id]?.failure?.kind}: ${results[id]?.failure?.message}`;
  assert.equal(failure('throws'), 'threw: TypeError: no such thing');
  assert.equal(failure('rejects'), 'threw: rejected');
  assert.equal(failure('rejects unheard'), 'threw: nobody listens');
  assert.equal(failure('throws later'), 'threw: later');
  assert.equal(failure('spins'), 'timeout: did not end within 4 s');
  assert.match(failure('never settles'), /^threw: it never ends/);
  assert.match(failure('exits'), /^exited: .*exit code 0/);
  assert.match(failure('is killed'), /^exited: .*SIGKILL/);
  for (const id of ['first', 'leaves timers', 'leaves a child', 'twice', 'twice #2', 'nothing', 'last']) {
    assert.equal(results[id]?.status, 'measured', `${id}: ${failure(id)}`);
  }
  const warned = (id: string): string[] => results[id]!.warnings.map((w) => w.kind);
  assert.ok(warned('nothing').includes('nothing'));
  assert.ok(warned('twice #2').includes('duplicate'));
  assert.ok(warned('leaves timers').includes('leftover'));
  assert.ok(report.problems.some((p) => /child processes/.test(p.message)));
  assert.ok(report.problems.some((p) => /prints \d+ MB/.test(p.message)));
});

test('the limit of the heap ends one benchmark, not the run', async () => {
  write({
    'heap.bench.js': `const { bench } = require('perfloop');
const keep = [];
bench('fills it', () => { keep.push(new Array(1e6).fill(keep.length)); });
bench('fine', () => JSON.stringify([1]));`,
  });
  const { stdout, code } = await runCli(['bench', '--json', ...quick, '--time', '3000', '--timeout', '60'], {
    cwd: folder,
    env: { NODE_OPTIONS: '--max-old-space-size=64' },
  });
  const results = byId(JSON.parse(stdout) as BenchReport);
  assert.equal(code, 2);
  assert.equal(results['fills it']!.failure?.kind, 'out-of-memory');
  assert.notEqual(results.fine!.failure?.kind, 'out-of-memory');
});

test('budgets fail the run; counters are stored, compared, and kept by Node version', async () => {
  const file = (size: number): string =>
    `import { bench } from 'perfloop';\nbench('alloc', () => new Array(${size}).fill(1), { expect: { bytes: 1000 } });\n`;
  write({ 'a.bench.mjs': file(50) });
  const first = await bench('--update-baseline');
  assert.equal(first.code, 0);
  const stored = readFileSync(path.join(folder, '.perfloop/baseline.json'), 'utf8');
  assert.match(stored, /"node\d+-\w+": \{\n {6}"a\.bench\.mjs": \{\n {8}"alloc": \{"bytes":\d/);
  assert.equal((await bench()).code, 0);
  write({ 'a.bench.mjs': file(60) });
  const worse = await bench();
  assert.equal(worse.code, 1);
  assert.equal(byId(worse.report).alloc!.counters[0]!.verdict, 'worse');
  write({ 'a.bench.mjs': file(500) });
  const over = await bench('--update-baseline');
  assert.equal(over.code, 1);
  assert.deepEqual(
    byId(over.report).alloc!.budgets.map((b) => [b.budget, b.met]),
    [['bytes', false]],
  );
  writeFileSync(path.join(folder, '.perfloop/baseline.json'), 'no baseline');
  const broken = await runCli(['bench'], { cwd: folder });
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /baseline\.json is not a baseline/);
});

test('some of them: filter, shards, changed files', async () => {
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  write({
    'a.bench.js': `const { bench } = require('perfloop'); const { f } = require('./lib/a');\nfor (const n of [1, 2, 3]) bench('a' + n, () => f(n));\n`,
    'b.bench.mjs': `import { bench } from 'perfloop'; import { g } from './lib/b.js';\nbench('b1', () => g(1));\n`,
    'lib/a.js': "const { h } = require('./deep'); exports.f = (n) => h(n);\n",
    'lib/deep.js': 'exports.h = (n) => JSON.stringify([n]);\n',
    'lib/b.js': 'exports.g = (n) => JSON.stringify({ n });\n',
    '.gitignore': '.perfloop\n',
  });
  const filtered = await bench('--filter', 'a[23]$');
  assert.deepEqual(Object.keys(byId(filtered.report)), ['a2', 'a3']);
  const one = await bench('--shard', '1/2');
  const two = await bench('--shard', '2/2');
  const both = [...Object.keys(byId(one.report)), ...Object.keys(byId(two.report))].sort();
  assert.deepEqual(both, ['a1', 'a2', 'a3', 'b1']);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'one');
  const none = await bench('--changed', '--base', 'HEAD');
  assert.equal(none.code, 0);
  assert.deepEqual(none.report.results, []);
  write({ 'lib/deep.js': 'exports.h = (n) => JSON.stringify([n, n]);\n' });
  const changed = await bench('--changed', '--base', 'HEAD');
  assert.deepEqual(Object.keys(byId(changed.report)), ['a1', 'a2', 'a3']);
  const unknown = await runCli(['bench', '--changed', '--base', 'nowhere'], { cwd: folder });
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /git knows no commit 'nowhere'/);
});

test('--profile records each benchmark alone, without the harness', async () => {
  write({
    'p.bench.js': `const { bench } = require('perfloop');
function hot() { let s = 0; for (let i = 0; i < 20000; i++) s += Math.sqrt(i); return s; }
bench('spin', () => hot());`,
  });
  const { report } = await bench('--profile');
  const recording = byId(report).spin!.recording!;
  assert.ok(existsSync(path.join(folder, recording, 'recording.json')));
  const { stdout, code } = await runCli(['report', recording, '--format', 'json'], { cwd: folder });
  assert.equal(code, 0);
  const { hot } = JSON.parse(stdout) as {
    hot: { functions: { name: string; selfShare: number; file: string }[] };
  };
  // The compiler may put one function into the other.
  const own = hot.functions.filter((f) => f.file === 'p.bench.js');
  assert.ok(own.reduce((sum, f) => sum + f.selfShare, 0) > 0.6);
  assert.equal(hot.functions[0]!.file, 'p.bench.js');
  assert.ok(!hot.functions.some((f) => /perfloopBatch|bench-runner/.test(f.name + f.file)));
});

test('two runs at once in one workspace', async () => {
  write({
    'a.bench.ts': "import { bench } from 'perfloop';\nbench('x', (): string => JSON.stringify([1]));\n",
  });
  const runs = await Promise.all([bench('--update-baseline'), bench('--update-baseline')]);
  assert.deepEqual(
    runs.map((r) => r.code),
    [0, 0],
  );
  JSON.parse(readFileSync(path.join(folder, '.perfloop/baseline.json'), 'utf8'));
  assert.deepEqual(
    readdirSync(path.join(folder, '.perfloop')).filter((f) => f.endsWith('.tmp')),
    [],
  );
});

test('Ctrl+C ends the runner too and says what was measured', async () => {
  write({
    'a.bench.js': "const { bench } = require('perfloop');\nbench('long', () => JSON.stringify([1]));\n",
  });
  const { code, stdout } = await runCli(['bench', '--json', '--time', '60000'], {
    cwd: folder,
    during: (child) => setTimeout(() => child.kill('SIGINT'), 1500),
  });
  assert.equal(code, 130);
  assert.equal((JSON.parse(stdout) as BenchReport).cancelled, true);
});

test('bad use: one line and what to do', async () => {
  write({
    'broken.bench.ts': 'import { bench } from "perfloop";\nbench("x", () => { const = 1 });\n',
    'option.bench.js': "require('perfloop').bench('x', () => {}, { tim: 3 });\n",
    'missing.bench.mjs': "import './nowhere.js';\n",
    'plain.txt': '',
  });
  const said = async (args: string[], wanted: RegExp): Promise<void> => {
    const { code, stderr } = await runCli(['bench', ...args], { cwd: folder });
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, wanted);
    assert.doesNotMatch(stderr, /\n\s+at /);
  };
  await said(['nothing.bench.js'], /nothing\.bench\.js does not exist/);
  await said(['plain.txt'], /is not a JavaScript or TypeScript file/);
  await said(['--filter', '('], /no regular expression/);
  await said(['--shard', '3/2'], /--shard cannot be 3\/2/);
  await said(['--base', 'main'], /--changed/);
  await said(['--forks', '0'], /--forks cannot be 0/);
  await said(['../outside.bench.js'], /does not exist|outside/);
  const { code, report } = await bench();
  assert.equal(code, 2);
  const problem = (file: string): string => report.problems.find((p) => p.file === file)?.message ?? '';
  assert.match(problem('broken.bench.ts'), /SyntaxError: .*broken\.bench\.ts:2:/);
  assert.match(problem('option.bench.js'), /unknown option tim/);
  assert.match(problem('missing.bench.mjs'), /nowhere\.js/);
});
