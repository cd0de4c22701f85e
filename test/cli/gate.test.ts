import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { GateReport } from '../../src/core/loop/gate.ts';
import { runCli, tempFolder } from './run-cli.ts';

interface Project {
  readonly folder: string;
  readonly write: (name: string, text: string) => void;
  readonly git: (...args: string[]) => void;
}

/** A service's code, a benchmark of it and a commit of both on `main`. */
async function inProject(work: (p: Project) => Promise<void>): Promise<void> {
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
    write('.gitignore', '.perfloop/cache\n');
    write(
      'src/work.js',
      'export const work = () => { const a = []; for (let i = 0; i < 500; i++) a.push({ i }); return a; };\n',
    );
    write(
      'work.bench.js',
      `import { bench } from 'perfloop';\nimport { work } from './src/work.js';\nbench('work', work);\n`,
    );
    write('perfloop.json', '{ "gate": { "base": "main", "maxSlowdown": "60%" } }');
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-qm', 'base');
    await work({ folder, write, git });
  } finally {
    remove();
  }
}

const reportOf = (stdout: string) => JSON.parse(stdout) as GateReport & { readonly outcome: string };

test('gate: the base itself passes without measuring; outside of git, a broken file and files are refused', () =>
  inProject(async ({ folder, write }) => {
    const same = await runCli(['gate', '--json'], { cwd: folder });
    assert.equal(same.code, 0, same.stderr);
    const report = reportOf(same.stdout);
    assert.equal(report.benchmarks, null);
    assert.match(report.passedOver.join('\n'), /the working tree is the base \(main\)/);
    const file = await runCli(['gate', 'work.bench.js'], { cwd: folder });
    assert.deepEqual([file.code, /gate takes no files/.test(file.stderr)], [2, true]);
    write('perfloop.json', '{ "gate": { "maxSlowdwn": "5%" } }');
    const broken = await runCli(['gate'], { cwd: folder });
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /perfloop\.json:1: gate\.maxSlowdwn is unknown/);
    const { folder: outside, remove } = tempFolder();
    const { code, stderr } = await runCli(['gate'], { cwd: outside });
    remove();
    assert.deepEqual([code, /not in a git repository/.test(stderr)], [2, true]);
  }));

test('gate: a slowdown, more bytes than the stored baseline and a new finding fail, each told in every format', () =>
  inProject(async ({ folder, write, git }) => {
    const stored = await runCli(['bench', '--update-baseline', '--forks', '1', '--time', '30'], {
      cwd: folder,
    });
    assert.equal(stored.code, 0, stored.stderr);
    assert.ok(existsSync(path.join(folder, '.perfloop/baseline.json')));
    git('add', '-A');
    git('commit', '-qm', 'baseline');
    write(
      'src/work.js',
      `import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
export const work = () => { const a = []; for (let i = 0; i < 2000; i++) a.push({ i }); return a; };
export const server = () => createServer((request, response) => response.end(readFileSync('./package.json')));\n`,
    );
    const failed = await runCli(['gate', '--json', '--history'], { cwd: folder });
    assert.equal(failed.code, 1, failed.stderr);
    const report = reportOf(failed.stdout);
    assert.equal(report.outcome, 'fail');
    assert.equal(report.benchmarks!.results[0]!.compared!.verdict, 'slower');
    const [counter] = report.counters!.lines;
    assert.equal(counter!.verdict, 'worse');
    assert.ok(counter!.share > 2.5 && counter!.share < 4.5, `${counter!.share}`);
    assert.ok(report.findings!.findings.some((f) => f.rule === 'sync-io-hot-path'));
    const [line] = readFileSync(path.join(folder, '.perfloop/history.jsonl'), 'utf8').split('\n');
    assert.deepEqual(
      (JSON.parse(line!) as { measures: { metric: string }[] }).measures.map((m) => m.metric),
      ['timeNs', 'bytes'],
    );
    writeFileSync(path.join(folder, 'gate.json'), failed.stdout);
    const as = async (format: string) =>
      (await runCli(['merge', 'gate.json', '--format', format], { cwd: folder })).stdout;
    const annotations = await as('github');
    assert.match(
      annotations,
      /^::error file=work\.bench\.js,line=3,title=perfloop%3A slower%3A work::slower: ×\d/m,
    );
    assert.match(
      annotations,
      /^::error file=work\.bench\.js,line=3,title=perfloop%3A counter%3A work::bytes per iteration/m,
    );
    assert.match(
      await as('junit'),
      /<testcase classname="counters" name="work\.bench\.js &gt; work: bytes"[^>]*><failure /,
    );
    const markdown = await as('markdown');
    assert.match(markdown, /^## Performance: failed$/m);
    assert.match(markdown, /\| 🔴 slower \| work<br>/);
    assert.match(await as('text'), /perfloop gate failed: 1 slower/);
  }));
