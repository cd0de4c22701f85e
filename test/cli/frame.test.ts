import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { cli, runCli, sampleProject, tempFolder } from './run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);
sampleProject(folder);
const run = (...args: string[]) => runCli(args, { cwd: folder });

test('--help lists every command and the exit codes', async () => {
  for (const args of [['--help'], ['-h'], ['help']]) {
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    for (const name of ['convert', 'doctor', 'profile', 'report'])
      assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
    assert.match(stdout, /Exit codes: 0 fine, 1 .*, 2 .*, 3 .*, 130/);
  }
});

test('help of a command shows its usage, options and examples', async () => {
  const byOption = await run('report', '--help');
  const byName = await run('help', 'report');
  assert.equal(byOption.code, 0);
  assert.equal(byName.stdout, byOption.stdout);
  assert.match(byOption.stdout, /^Usage: perfloop report FILE…/m);
  assert.match(byOption.stdout, /--base FILE/);
  assert.match(byOption.stdout, /^Examples:/m);
});

test('--version prints the version of package.json', async () => {
  const { version } = JSON.parse(
    await import('node:fs').then((fs) => fs.readFileSync('package.json', 'utf8')),
  ) as { version: string };
  assert.equal((await run('--version')).stdout, `${version}\n`);
  assert.equal(JSON.parse((await run('--version', '--json')).stdout).perfloop, version);
});

/** Arguments, what the message says, what the next step says. */
const badUse: readonly (readonly [readonly string[], RegExp, RegExp])[] = [
  [[], /^perfloop: no command given$/m, /--help/],
  [['reprot'], /unknown command reprot/, /Did you mean report\?.*--help/],
  [['frobnicate'], /unknown command frobnicate/, /See perfloop --help/],
  [['--bogus'], /unknown option --bogus/, /--help/],
  [['report', '--fromat', 'json', 'x'], /unknown option --fromat/, /Did you mean --format\?/],
  [['report', 'base.cpuprofile', '--format', 'jsn'], /--format cannot be jsn/, /Did you mean json\?/],
  [['report', 'base.cpuprofile', '--top', '0'], /--top cannot be 0/, /whole number/],
  [['report', 'base.cpuprofile', '--top'], /--top needs a value/, /--help/],
  [['report', 'base.cpuprofile', '--only-mine=yes'], /--only-mine takes no value/, /--help/],
  [['report'], /report needs a profile file/, /perfloop report FILE/],
  [['report', 'x', '--cwd', 'nowhere'], /nowhere is not a folder/, /exists/],
  [['profile'], /needs a command after --/, /perfloop profile -- node/],
  [['profile', 'node', 'a.js'], /put -- before the command: perfloop profile -- node a\.js/, /as it stands/],
  [['profile', '--interval', '7', '--', 'node', 'a.js'], /--interval cannot be 7/, /from 50 to/],
  [['profile', '--duration', '-3', '--', 'node', 'a.js'], /--duration cannot be -3/, /number/],
  [['profile', '--attach', 'localhost', '--', 'x'], /--attach records a running process/, /one of them/],
  [['profile', '--attach', 'localhost:99999'], /--attach cannot be localhost:99999/, /HOST:PORT/],
  [['profile', '--kind', 'wall', '--', 'node', 'a.js'], /--kind cannot be wall/, /cpu, heap/],
  [['profile', '--', 'no-such-program-at-all'], /no-such-program-at-all/, /./],
  [['convert', 'base.cpuprofile'], /convert needs --to/, /For example/],
  [['convert', 'base.cpuprofile', '--to', 'pprof'], /convert needs --out/, /For example/],
];

for (const [args, message, next] of badUse) {
  test(`perfloop ${args.join(' ')}: one line, the next step, exit 2`, async () => {
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    const [first = '', second = '', ...more] = stderr.trimEnd().split('\n');
    assert.match(first, /^perfloop: /);
    assert.match(first, message);
    assert.match(second, next);
    assert.deepEqual(more, [], 'no stack trace');
  });
}

test('with --json a mistake is a JSON document too', async () => {
  const { code, stdout, stderr } = await run('report', 'missing.cpuprofile', '--json');
  assert.equal(code, 2);
  assert.deepEqual(JSON.parse(stdout), {
    version: 1,
    command: 'report',
    error: { message: 'missing.cpuprofile: no such file', next: 'Check the path.' },
  });
  assert.match(stderr, /^perfloop: missing\.cpuprofile: no such file\n {2}Check the path\.\n$/);
});

test('common options may come first, and --cwd moves', async () => {
  const { code, stdout } = await runCli(['--json', 'report', '--cwd', folder, 'base.cpuprofile'], {
    cwd: path.dirname(folder),
  });
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).command, 'report');
});

test('a reader that goes away is no error', async () => {
  writeFileSync(path.join(folder, 'copy.cpuprofile'), '');
  const child = spawn(process.execPath, [cli, 'report', 'base.cpuprofile', '--json', '--top', '1000'], {
    cwd: folder,
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 0);
  assert.equal(stderr, '');
});
