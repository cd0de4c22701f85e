import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { ComparisonReport } from '../../src/core/bench/comparison.ts';
import { scratchHome } from '../../src/node/bench/scratch.ts';
import { runCli, tempFolder } from './run-cli.ts';

/** Wide limits: what is tested here is what is told, not how well this machine measures (see npm run bench:gate). */
const WIDE = ['--max-slowdown', '60%'];

const spin = (rounds: number) =>
  `let s = 0; for (let i = 0; i < ${rounds}; i++) s += Math.sqrt(i); return s;`;
const bench = (name: string, body: string) =>
  `import { bench } from 'perfloop';\nbench(${JSON.stringify(name)}, () => { ${body} });\n`;

interface Project {
  readonly folder: string;
  readonly write: (name: string, text: string) => void;
  readonly git: (...args: string[]) => void;
}

async function inProject(
  files: Readonly<Record<string, string>>,
  work: (p: Project) => Promise<void>,
): Promise<void> {
  const { folder, remove } = tempFolder();
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  const git = (...args: string[]) =>
    void execFileSync('git', ['-c', 'user.email=a@b.c', '-c', 'user.name=a', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  try {
    write('package.json', '{"type":"module"}');
    for (const [name, text] of Object.entries(files)) write(name, text);
    await work({ folder, write, git });
  } finally {
    remove();
  }
}

const reportOf = (stdout: string) => JSON.parse(stdout) as ComparisonReport & { outcome: string };
const states = (r: ComparisonReport) =>
  Object.fromEntries(r.results.map((x) => [x.benchmark.id, x.compared?.verdict ?? x.status]));

test('compare: two files; a slowdown fails with exit code 1, and says by how much and why', () =>
  inProject(
    { 'old.bench.js': bench('spin', spin(20_000)), 'new.bench.js': bench('spin', spin(60_000)) },
    async ({ folder }) => {
      const slower = await runCli(['compare', 'old.bench.js', 'new.bench.js', '--json'], { cwd: folder });
      assert.equal(slower.code, 1, slower.stderr);
      const report = reportOf(slower.stdout);
      const [result] = report.results;
      assert.deepEqual(
        [report.outcome, result?.compared?.verdict, result?.compared?.gate],
        ['fail', 'slower', 'fail'],
      );
      const { share, lowShare, highShare } = result!.compared!.change;
      assert.ok(share > 1.4 && share < 3 && lowShare <= share && share <= highShare, `${share}`);
      assert.equal(result!.compared!.method, 'duet');
      assert.match(result!.compared!.reason, /^slower: ×\d/);
      assert.match(slower.stderr, /slower: spin/);
      const faster = await runCli(['compare', 'new.bench.js', 'old.bench.js'], { cwd: folder });
      assert.equal(faster.code, 0);
      assert.match(faster.stdout, /faster +spin +-\d\d/);
    },
  ));

test('compare: bad input is one line and exit code 2', () =>
  inProject(
    {
      'a.bench.js': bench('a', 'return 1'),
      'b.bench.js': `${bench('b', 'return 1')}bench('c', () => 2);\n`,
      d: '',
    },
    async ({ folder }) => {
      const cases: readonly (readonly [readonly string[], RegExp])[] = [
        [[], /compare needs two benchmark files/],
        [['a.bench.js'], /compare needs two benchmark files/],
        [['a.bench.js', 'b.bench.js', 'd'], /takes two files, not also d/],
        [['a.bench.js', 'gone.bench.js'], /gone\.bench\.js does not exist/],
        [['a.bench.js', 'b.bench.js'], /no benchmarks to compare/],
        [['a.bench.js', 'b.bench.js', '--max-slowdown', 'much'], /--max-slowdown cannot be much/],
        [['a.bench.js', 'b.bench.js', '--shard', '3/2'], /--shard cannot be 3\/2/],
        [['a.bench.js', 'b.bench.js', '--filter', '('], /--filter is no regular expression/],
        [['--base', 'main'], /not in a git repository/],
        [['--candidate', 'x', 'a.bench.js', 'a.bench.js'], /--candidate needs --base/],
      ];
      for (const [args, message] of cases) {
        const { code, stderr } = await runCli(['compare', ...args], { cwd: folder });
        assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
        assert.match(stderr, message);
        assert.ok(!/\n\s+at /.test(stderr), 'no stack trace');
      }
    },
  ));

test('compare: one that throws, exits or never ends is told with its side; the others are compared; exit code 2', () =>
  inProject(
    {
      'old.bench.js': `import { bench } from 'perfloop';
bench('throws', () => 1);
bench('exits', () => 1);
bench('never', async () => 1);
bench('fine', () => { ${spin(5000)} });
bench('gone', () => 1);\n`,
      'new.bench.js': `import { bench } from 'perfloop';
bench('throws', () => { throw new TypeError('oh no'); });
bench('exits', () => process.exit(7));
bench('never', async () => { for (;;); });
bench('fine', () => { ${spin(5000)} });
bench('fresh', () => 1);\n`,
    },
    async ({ folder }) => {
      const { code, stdout, stderr } = await runCli(
        ['compare', 'old.bench.js', 'new.bench.js', '--json', '--timeout', '2', ...WIDE],
        { cwd: folder },
      );
      assert.equal(code, 2, stderr);
      const report = reportOf(stdout);
      const failures = Object.fromEntries(report.results.map((r) => [r.benchmark.id, r.failure ?? r.status]));
      assert.match(failures.throws!, /^candidate: TypeError: oh no/);
      assert.match(failures.exits!, /^candidate: ended its process with exit code 7/);
      assert.match(failures.never!, /^candidate: did not end within 2 s/);
      assert.deepEqual([failures.fine, failures.gone, failures.fresh], ['compared', 'removed', 'added']);
      assert.equal(report.outcome, 'bad');
    },
  ));

test('compare: versions that both want the same port are measured in processes of their own, which is named', () => {
  const server = (rounds: number) => `import { bench } from 'perfloop';
import { createServer } from 'node:net';
const server = createServer();
await new Promise((resolve, reject) => { server.once('error', reject); server.listen(47_391, '127.0.0.1', resolve); });
bench('served', () => { ${spin(rounds)} });\n`;
  return inProject({ 'old.bench.js': server(20_000), 'new.bench.js': server(60_000) }, async ({ folder }) => {
    const { code, stdout, stderr } = await runCli(['compare', 'old.bench.js', 'new.bench.js', '--json'], {
      cwd: folder,
    });
    assert.equal(code, 1, stderr);
    const [result] = reportOf(stdout).results;
    assert.deepEqual([result?.compared?.method, result?.compared?.verdict], ['interleaved', 'slower']);
    assert.match(result!.compared!.methodReason, /cannot share a process: .*EADDRINUSE/);
  });
});

test('compare: a ref and a dirty work tree; what the base lacks is new; the work tree stays as it is', () =>
  inProject(
    { 'src/work.js': `export const work = () => { ${spin(20_000)} };\n` },
    async ({ folder, write, git }) => {
      write(
        'b/one.bench.js',
        `import { bench } from 'perfloop';\nimport { work } from '../src/work.js';\nbench('one', work);\n`,
      );
      write('b/broken.bench.js', `import './missing.js';\n`);
      git('init', '-q', '-b', 'main');
      git('add', '-A');
      git('commit', '-qm', 'base');
      write('src/work.js', `export const work = () => { ${spin(60_000)} };\n`);
      write('b/broken.bench.js', bench('mended', 'return 1'));
      write('b/two.bench.js', bench('two', 'return 1'));
      const { code, stdout, stderr } = await runCli(['compare', '--base', 'main', '--json'], { cwd: folder });
      const report = reportOf(stdout);
      assert.equal(code, 1, stderr);
      assert.deepEqual(states(report), { mended: 'failed', one: 'slower', two: 'added' });
      assert.deepEqual([report.candidate.label, report.candidate.dirty], ['working tree', true]);
      assert.match(
        report.problems.find((p) => p.fatal)!.message,
        /^base: cannot be loaded: .*missing\.js.*--build/,
      );
      assert.equal(report.results[0]?.benchmark.file, 'b/broken.bench.js');
      assert.match(readFileSync(path.join(folder, 'src/work.js'), 'utf8'), /60000/);
      const missing = await runCli(['compare', '--base', 'nowhere'], { cwd: folder });
      assert.deepEqual([missing.code, /knows no commit 'nowhere'/.test(missing.stderr)], [2, true]);
    },
  ));

test('compare: two runs at once in one workspace, and a cancelled one, leave nothing behind', () =>
  inProject({ 'a.bench.js': bench('a', spin(5000)) }, async ({ folder, git }) => {
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-qm', 'base');
    const args = ['compare', '--base', 'main', '--json', ...WIDE];
    const both = await Promise.all([runCli(args, { cwd: folder }), runCli(args, { cwd: folder })]);
    for (const { code, stdout, stderr } of both) {
      assert.ok(code === 0 || code === 3, stderr);
      assert.equal(reportOf(stdout).results.length, 1);
    }
    let pid = 0;
    const cancelled = await runCli(args, {
      cwd: folder,
      during: (child) => {
        pid = child.pid!;
        setTimeout(() => child.kill('SIGINT'), 1500);
      },
    });
    assert.equal(cancelled.code, 130, cancelled.stderr);
    assert.equal(reportOf(cancelled.stdout).cancelled, true);
    const left = existsSync(scratchHome()) ? readdirSync(scratchHome()) : [];
    assert.deepEqual(
      left.filter((name) => name.includes(`-${pid}-`)),
      [],
    );
  }));

test('merge: parts of a split comparison are judged as one; a missing or doubled part is refused', () =>
  inProject(
    {
      'old.bench.js': `import { bench } from 'perfloop';\nfor (const n of ['a', 'b', 'c']) bench(n, () => { ${spin(5000)} });\n`,
      'new.bench.js': `import { bench } from 'perfloop';\nfor (const n of ['a', 'b', 'c']) bench(n, () => { ${spin(20_000)} });\n`,
    },
    async ({ folder }) => {
      for (const part of ['1', '2']) {
        const args = [
          'compare',
          'old.bench.js',
          'new.bench.js',
          '--shard',
          `${part}/2`,
          '--json',
          '--output',
        ];
        const { code, stderr } = await runCli([...args, `part-${part}.json`], { cwd: folder });
        assert.equal(code, 1, stderr);
      }
      const merged = await runCli(['merge', 'part-2.json', 'part-1.json', '--json'], { cwd: folder });
      assert.equal(merged.code, 1, merged.stderr);
      assert.deepEqual(states(reportOf(merged.stdout)), { a: 'slower', b: 'slower', c: 'slower' });
      const junit = await runCli(['merge', 'part-1.json', 'part-2.json', '--format', 'junit'], {
        cwd: folder,
      });
      assert.match(junit.stdout, /<testsuites name="perfloop" tests="3" failures="3" errors="0" skipped="0"/);
      writeFileSync(path.join(folder, 'x.json'), '{}');
      for (const [args, message] of [
        [['part-1.json'], /Part 2 of 2 is missing/],
        [['part-1.json', 'part-1.json', 'part-2.json'], /is in two of the parts/],
        [['x.json'], /x\.json is no report of perfloop compare/],
        [['gone.json'], /gone\.json does not exist/],
        [[], /merge needs the JSON files/],
      ] as const) {
        const { code, stderr } = await runCli(['merge', ...args], { cwd: folder });
        assert.equal(code, 2);
        assert.match(stderr, message);
      }
    },
  ));
