/** Repositories as they should not be: what can be said is said, the rest is reviewed. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type CliOptions, cli, runCli, tempFolder } from './run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);
const isWindows = process.platform === 'win32';

const slow = `const { Pool } = require('pg');
const pool = new Pool();
exports.list = async (req, res) => {
  for (const id of req.body.ids) await pool.query('SELECT 1 WHERE id = $1', [id]);
};
`;

function project(name: string, files: Readonly<Record<string, string>>): string {
  const root = path.join(folder, name);
  mkdirSync(root, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

function gitIn(root: string, ...args: string[]): void {
  const own = [
    'user.name=t',
    'user.email=t@example.org',
    'commit.gpgsign=false',
    'protocol.file.allow=always',
  ];
  execFileSync('git', [...own.flatMap((c) => ['-c', c]), ...args], { cwd: root, stdio: 'pipe' });
}

interface Told {
  readonly findings: readonly string[];
  readonly notices: readonly string[];
}

async function told(
  cwd: string,
  args: readonly string[] = [],
  more: Partial<CliOptions> = {},
): Promise<Told> {
  const { code, stdout, stderr } = await runCli(['review', '--json', ...args], { cwd, ...more });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  const document = JSON.parse(stdout) as {
    findings: { file: string; line: number }[];
    notices: { file: string; message: string }[];
  };
  return {
    findings: document.findings.map((f) => `${f.file}:${f.line}`).sort(),
    notices: document.notices.map((n) => `${n.file}: ${n.message}`).sort(),
  };
}

async function refused(cwd: string, args: readonly string[], says: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runCli(['review', ...args], { cwd });
  assert.deepEqual([code, stdout], [2, ''], stderr);
  assert.match(stderr, says);
  assert.ok(stderr.trim().split('\n').length <= 2, stderr);
}

test('megabytes on a line, megabytes of lines and thousands of levels are notices', async () => {
  const root = project('large', {
    'a.js': slow,
    'line.js': 'a=a+1;function b(x){return x*2}'.repeat(340_000),
    'lines.js': 'function f(x) {\n  return x * 2;\n}\n'.repeat(290_000),
    'levels.js': `x = a${'.b()\n'.repeat(250_000)}`,
    'then.js': `${slow}p${'.then((x) => x + 1)\n'.repeat(3000)};\n`,
    'else.js': `${slow}function f(x) {\n${'if (x) return 1; else\n'.repeat(5000)}return 0;\n}\n`,
    'parens.js': `x = ${'(\n'.repeat(5000)}1${')\n'.repeat(5000)}`,
    'blocks.js': `${'if (a) {\n'.repeat(9000)}${'}\n'.repeat(9000)}`,
    'empty.js': '',
  });
  const wide = Buffer.from(`\uFEFF${slow}`, 'utf16le');
  writeFileSync(path.join(root, 'wide.mjs'), wide);
  writeFileSync(path.join(root, 'big-endian.ts'), Buffer.from(wide).swap16());
  const { findings, notices } = await told(root);
  assert.deepEqual(findings, ['a.js:4', 'else.js:4', 'then.js:4']);
  for (const says of [
    /^line\.js: too large/,
    /^lines\.js: too large/,
    /^levels\.js: (nested too deeply|takes over 2 s)/,
    /^wide\.mjs: UTF-16; save/,
    /^big-endian\.ts: UTF-16; save/,
  ])
    assert.ok(
      notices.some((n) => says.test(n)),
      `${says} in\n${notices.join('\n')}`,
    );
  assert.ok(!notices.some((n) => /^(then|else)\.js/.test(n)), notices.join('\n'));
  assert.ok(!notices.some((n) => /could not be analysed/.test(n)), notices.join('\n'));
});

test('a pattern names the files that it matches, as a shell without patterns leaves it', async () => {
  const root = project('patterns', {
    'a.js': slow,
    'src/b.js': slow,
    'src/deep/c.js': slow,
    'src/deep/c.test.js': slow,
    'app/[id]/d.ts': slow,
  });
  assert.deepEqual((await told(root, ['*.js'])).findings, ['a.js:4']);
  assert.deepEqual((await told(root, ['src/**/*.js'])).findings, ['src/b.js:4', 'src/deep/c.js:4']);
  assert.deepEqual((await told(root, ['./{app,src}/*/*.{js,ts}'])).findings, [
    'app/[id]/d.ts:4',
    'src/deep/c.js:4',
  ]);
  assert.deepEqual((await told(root, ['app/[id]/d.ts'])).findings, ['app/[id]/d.ts:4']);
  if (isWindows) assert.deepEqual((await told(root, ['src\\*.js'])).findings, ['src/b.js:4']);
  assert.match((await told(root, ['src/deep/*.test.js'])).notices.join(), /only tests/);
  await refused(root, ['lib/*.js'], /lib\/\*\.js matches no JavaScript/);
  await refused(root, ['../*/*.js'], /outside of/);
});

test('a file that is neither, and links, are not followed', { skip: isWindows }, async () => {
  const root = project('links', { 'src/a.js': slow });
  writeFileSync(path.join(folder, 'outside.js'), slow);
  for (const [to, name] of [
    ['a.js', 'src/b.js'],
    ['d.js', 'src/c.js'],
    ['c.js', 'src/d.js'],
    ['nowhere.js', 'src/e.js'],
    ['../../outside.js', 'src/f.js'],
    ['..', 'src/up'],
    ['self', 'self'],
  ])
    symlinkSync(to!, path.join(root, name!));
  execFileSync('mkfifo', [path.join(root, 'pipe.js')]);
  mkdirSync(path.join(root, 'folder.js'));
  const expected = { findings: ['src/a.js:4'], notices: [] };
  assert.deepEqual(await told(root), expected);
  gitIn(root, 'init', '-q');
  gitIn(root, 'add', '.');
  assert.deepEqual(await told(root), expected, 'as git lists them');
  assert.deepEqual((await told(root, ['--staged'])).findings, ['src/a.js:4']);
  assert.deepEqual(
    (await told(root, ['src/b.js'])).findings,
    ['src/a.js:4'],
    'a link named is what it leads to',
  );
  assert.deepEqual((await told(root, ['src/up'])).findings, ['src/a.js:4']);
  await refused(root, ['src/c.js'], /no src\/c\.js/);
  await refused(root, ['src/e.js'], /no src\/e\.js/);
  await refused(root, ['src/f.js'], /outside of/);
  await refused(root, ['pipe.js'], /pipe\.js is no JavaScript/);
  const some = await told(root, ['src/a.js', 'pipe.js', 'src/gone.js']);
  assert.deepEqual(some.findings, ['src/a.js:4'], 'what can be reviewed is');
  assert.match(
    some.notices.join(),
    /pipe\.js: is no JavaScript.*left out.*src\/gone\.js: is not there; left out/,
  );
});

/** Root reads everything: then it is somebody else who runs the command. */
function asSomebody(): Partial<CliOptions> | undefined {
  if (isWindows) return undefined;
  if (process.getuid!() !== 0) return {};
  const uid = 65_534;
  const can = spawnSync(process.execPath, [cli, '--version'], { uid, cwd: '/' });
  return can.status === 0 ? { uid } : undefined;
}

test('what may not be read is a notice, with git and without', async (t) => {
  const somebody = asSomebody();
  if (!somebody) return t.skip('this user may read everything');
  const root = project('denied', { 'a.js': slow, 'file.js': slow, 'shut/b.js': slow, 'deep/er/c.js': slow });
  for (const f of [folder, root]) chmodSync(f, 0o755);
  gitIn(root, 'init', '-q');
  gitIn(root, 'add', 'a.js', 'file.js', 'deep');
  const shut: readonly string[] = ['file.js', 'shut', 'deep/er'];
  for (const f of shut) chmodSync(path.join(root, f), 0);
  const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
  try {
    const here = await told(root, [], { ...somebody, env });
    assert.deepEqual(here.findings, ['a.js:4']);
    assert.equal(here.notices.length, 4, 'the folder and what is tracked in it');
    for (const f of ['deep/er', 'deep/er/c.js', 'file.js', 'shut'])
      assert.match(here.notices.join('\n'), new RegExp(`^${f}: cannot be read: permission denied$`, 'im'));
    const walked = await told(root, [], { ...somebody, env: { GIT_DIR: '/nowhere' } });
    assert.deepEqual(walked.findings, ['a.js:4']);
    for (const f of ['deep/er', 'file.js', 'shut'])
      assert.match(walked.notices.join('\n'), new RegExp(`^${f}: cannot be read: permission denied$`, 'im'));
  } finally {
    for (const f of shut) chmodSync(path.join(root, f), 0o755);
  }
});

test('submodules are repositories of their own, and a merge that stopped is reviewed as far as it can be', async () => {
  const inner = project('inner', { 'lib.js': slow });
  gitIn(inner, 'init', '-q', '-b', 'main');
  gitIn(inner, 'add', '.');
  gitIn(inner, 'commit', '-q', '-m', 'inner');
  const root = project('outer', { 'a.js': 'exports.a = 1;\n', 'b.js': 'exports.b = 1;\n' });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'one');
  gitIn(root, 'submodule', '--quiet', 'add', inner, 'sub');
  cpSync(inner, path.join(root, 'nested'), { recursive: true });
  writeFileSync(path.join(root, 'a.js'), slow);
  assert.deepEqual(await told(root), {
    findings: ['a.js:4'],
    notices: ['nested: repositories of their own (nested, sub), not reviewed: review each with --cwd'],
  });
  const moved = ['sub: a repository of its own, not reviewed: review it with --cwd'];
  assert.deepEqual(await told(root, ['--base', 'main']), { findings: ['a.js:4'], notices: moved });
  assert.deepEqual(await told(root, ['--staged']), { findings: [], notices: moved });
  assert.deepEqual((await told(root, ['.'])).notices, []);
  gitIn(root, 'commit', '-q', '-m', 'sub', 'sub', '.gitmodules');
  writeFileSync(path.join(root, 'sub/lib.js'), 'edited, not committed;\n');
  assert.deepEqual(await told(root, ['--base', 'main']), { findings: ['a.js:4'], notices: [] });
  gitIn(path.join(root, 'sub'), 'commit', '-q', '-a', '-m', 'more');
  assert.deepEqual((await told(root, ['--base', 'main'])).notices, moved, 'another commit of it');
  gitIn(path.join(root, 'sub'), 'reset', '-q', '--hard', 'HEAD~1');
  gitIn(root, 'submodule', '--quiet', 'add', inner, 'packages/in/sub');
  assert.deepEqual(
    (await told(path.join(root, 'packages'))).notices,
    [
      '.: no JavaScript or TypeScript files to review',
      'in/sub: a repository of its own, not reviewed: review it with --cwd',
    ],
    'from a folder below',
  );
  assert.deepEqual(
    (await told(path.join(root, 'packages'), ['--staged'])).notices.at(-1),
    'in/sub: a repository of its own, not reviewed: review it with --cwd',
    'a change from a folder below',
  );
  assert.deepEqual((await told(path.join(root, 'sub'))).findings, ['lib.js:4'], 'opened by itself');
  gitIn(root, 'commit', '-q', '-a', '-m', 'ours');
  gitIn(root, 'checkout', '-q', '-b', 'theirs', 'main~1');
  writeFileSync(path.join(root, 'a.js'), 'exports.a = 2;\n');
  writeFileSync(path.join(root, 'b.js'), slow);
  gitIn(root, 'commit', '-q', '-a', '-m', 'theirs');
  assert.throws(() => gitIn(root, 'merge', 'main'));
  const { findings, notices } = await told(root, ['--staged']);
  assert.deepEqual([findings, notices.length], [[], 1]);
  assert.match(notices[0]!, /^a\.js: has conflicts of a merge/);
});

test('a folder of nothing but tests says so, and a test that is named is reviewed', async () => {
  const root = project('only-tests', { 'test/a.test.js': slow, 'test/help.js': slow });
  const only = 'only tests, which are reviewed where they are named one by one';
  assert.deepEqual(await told(root), { findings: [], notices: [`.: ${only}`] });
  assert.deepEqual(await told(root, ['test']), { findings: [], notices: [`test: ${only}`] });
  assert.deepEqual((await told(root, ['test/help.js'])).notices, []);
  writeFileSync(path.join(root, 'a.js'), slow);
  assert.deepEqual(await told(root), { findings: ['a.js:4'], notices: [] });
});

test('where git is missing, or does not trust the folder, that is what is said', {
  skip: isWindows,
}, async () => {
  const root = project('foreign', { 'a.js': slow });
  gitIn(root, 'init', '-q', '-b', 'main');
  const asked = async (env: Record<string, string>): Promise<string> =>
    (await runCli(['review', '--staged'], { cwd: root, env })).stderr;
  assert.match(await asked({ GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }), /somebody else.\n.*safe\.directory /);
  const bare = path.join(folder, 'bare-path');
  mkdirSync(bare);
  symlinkSync(process.execPath, path.join(bare, 'node'));
  assert.match(await asked({ PATH: bare }), /git was not found/);
});

test('while a merge is under way, what it brings in from elsewhere is no news', async () => {
  const root = project('merging', { 'a.js': 'exports.a = 1;\n', 'b.js': 'exports.b = 1;\n' });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'one');
  gitIn(root, 'checkout', '-q', '-b', 'topic');
  writeFileSync(path.join(root, 'a.js'), 'exports.a = 2;\n');
  gitIn(root, 'commit', '-q', '-a', '-m', 'ours');
  gitIn(root, 'checkout', '-q', 'main');
  writeFileSync(path.join(root, 'a.js'), 'exports.a = 3;\n');
  writeFileSync(path.join(root, 'b.js'), slow);
  gitIn(root, 'commit', '-q', '-a', '-m', 'theirs');
  gitIn(root, 'checkout', '-q', 'topic');
  assert.throws(() => gitIn(root, 'merge', 'main'));
  assert.match((await told(root)).notices.join(), /a\.js: .*: conflicts of a merge are in it/);
  writeFileSync(path.join(root, 'a.js'), slow);
  gitIn(root, 'add', '.');
  for (const args of [['--staged'], ['--base', 'main']])
    assert.deepEqual((await told(root, args)).findings, ['a.js:4'], args.join(' '));
});

test('a ref that reads as an option does nothing, and repositories that are broken say so', async () => {
  const root = project('refs', { 'a.js': slow });
  gitIn(root, 'init', '-q', '-b', 'main');
  await refused(root, ['--base', 'HEAD'], /no commits yet/);
  assert.deepEqual((await told(root, ['--staged'])).findings, []);
  gitIn(root, 'add', '.');
  assert.deepEqual((await told(root, ['--staged'])).findings, ['a.js:4'], 'before the first commit');
  gitIn(root, 'commit', '-q', '-m', 'one');
  for (const ref of ['--output=x', '-x', 'a b', 'main\n', '^main'])
    await refused(root, [`--base=${ref}`], /is not a git ref/);
  for (const ref of ['HEAD~50', 'main:a.js', 'HEAD^{tree}', '@{-1}', ':/nothing'])
    await refused(root, ['--base', ref], /git knows no commit/);
  assert.deepEqual(
    readdirSync(root)
      .filter((name) => name !== '.perfloop')
      .sort(),
    ['.git', 'a.js'],
  );
  assert.equal(existsSync(path.join(root, 'x')), false);
  writeFileSync(path.join(root, '.git/HEAD'), 'nonsense');
  await refused(root, ['--staged'], /not in a git repository/);
  assert.deepEqual((await told(root)).findings, ['a.js:4']);
});

test('where nobody knows where a branch left the base, the base as it is counts, and that is said', async () => {
  const root = project('long', { 'old.js': slow, 'package.json': '{"name":"long"}' });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'one');
  gitIn(root, 'checkout', '-q', '-b', 'feature');
  project('long', { 'new.js': slow });
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'two');
  gitIn(root, 'checkout', '-q', 'main');
  gitIn(root, 'rm', '-q', 'old.js');
  gitIn(root, 'commit', '-q', '-m', 'three');
  gitIn(root, 'checkout', '-q', 'feature');
  assert.deepEqual(await told(root, ['--base', 'main']), { findings: ['new.js:4'], notices: [] });
  const from = pathToFileURL(root).href;
  gitIn(folder, 'clone', '-q', '--depth', '1', '--branch', 'feature', from, 'shallow');
  const shallow = path.join(folder, 'shallow');
  const missing = await runCli(['review', '--base', 'origin/main'], { cwd: shallow });
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /no commit 'origin\/main'\.\n +This clone is shallow: .*fetch-depth: 0/);
  // A clone of one branch fetches no other, however deep it gets: what is said has to bring it.
  const [, said] = /: git (fetch --unshallow .+?) brings/.exec(missing.stderr) ?? [];
  gitIn(folder, 'clone', '-q', '--depth', '1', '--branch', 'feature', from, 'fetched');
  const fetched = path.join(folder, 'fetched');
  gitIn(fetched, ...said!.split(' '));
  assert.deepEqual((await told(fetched, ['--base', 'origin/main'])).findings, ['new.js:4']);
  const nowhere = await runCli(['review', '--base', 'origin/nowhere'], { cwd: fetched });
  assert.match(nowhere.stderr, /Fetch it \(git fetch origin \+refs\/heads\/nowhere:/);
  gitIn(shallow, 'fetch', '-q', '--depth', '1', 'origin', 'main:refs/remotes/origin/main');
  const there = await told(shallow, ['--base', 'origin/main']);
  assert.deepEqual(there.findings, ['new.js:4', 'old.js:4']);
  assert.match(there.notices.join('\n'), /too shallow .* left origin\/main: .* git fetch --unshallow/);
  gitIn(root, 'checkout', '-q', '--orphan', 'other');
  gitIn(root, 'commit', '-q', '-m', 'other');
  assert.match((await told(root, ['--base', 'main'])).notices.join('\n'), /shares no commit with main/);
});

test('settings and manifests that make no sense', async () => {
  const root = project('settings', {
    'a.js': slow,
    'package.json': '{',
    'tsconfig.json': 'nope',
    // Broken on purpose: no notice.
    'core/test/fixtures/package.json': '{',
  });
  assert.deepEqual(await told(root), {
    findings: ['a.js:4'],
    notices: [
      'package.json: is not valid JSON; its settings are not used',
      'tsconfig.json: is not valid JSON; its settings are not used',
    ],
  });
  const file = path.join(root, 'perfloop.json');
  for (const text of ['', '{', '\uFFFD\u0000']) {
    writeFileSync(file, text);
    await refused(root, [], /perfloop\.json is not valid JSON/);
  }
  writeFileSync(file, '[]');
  assert.match((await told(root)).notices.join('\n'), /perfloop\.json: .*must be an object/);
});

for (const [signal, ends] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  test(`${signal} ends a review with ${ends}, and nothing of it goes on`, { skip: isWindows }, async () => {
    // Seconds for the parser, however fast the machine: each level doubles what it has to try.
    const hanging = `export const x = ${'a < (b = '.repeat(40)}1${') > (c)'.repeat(40)};\n`;
    const root = project(`cancelled-${signal}`, { 'a.js': slow });
    for (let i = 0; i < 40; i++) writeFileSync(path.join(root, `f${i}.ts`), hanging);
    const bin = project(`bin-${signal}`, {});
    const mark = path.join(bin, 'began');
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(path.join(bin, 'git'), `#!/bin/sh\ntouch '${mark}'\nexec '${real}' "$@"\n`, {
      mode: 0o755,
    });
    // `runCli` waits for the end of all that could still write there.
    const { code, stdout, stderr } = await runCli(['review', '--json'], {
      cwd: root,
      env: { PATH: `${bin}:${process.env['PATH']}` },
      during: (child) => {
        const watch = setInterval(() => {
          if (existsSync(mark)) child.kill(signal);
          if (existsSync(mark) || child.exitCode !== null) clearInterval(watch);
        }, 20);
      },
    });
    assert.deepEqual([code, stdout], [ends, ''], stderr);
    assert.equal(stderr, '\nperfloop: cancelled; ending what was started\n');
  });

test('a git that does not answer is ended with the review', { skip: isWindows }, async () => {
  const root = project('hanging-git', { 'a.js': slow });
  const bin = project('hanging-bin', {});
  const began = path.join(bin, 'began');
  writeFileSync(path.join(bin, 'git'), `#!/bin/sh\necho $$ >>'${began}'\nexec sleep 60\n`, { mode: 0o755 });
  const pids = (): number[] =>
    existsSync(began) ? readFileSync(began, 'utf8').split('\n').filter(Boolean).map(Number) : [];
  const { code } = await runCli(['review', '--base', 'main'], {
    cwd: root,
    env: { PATH: `${bin}:${process.env.PATH}` },
    during: (child) => {
      const watch = setInterval(() => {
        // One lists, one looks for the base.
        if (pids().length > 1) child.kill('SIGTERM');
        if (pids().length > 1 || child.exitCode !== null) clearInterval(watch);
      }, 20);
    },
  });
  assert.equal(code, 143);
  const left = (): number[] => pids().filter((pid) => existsSync(`/proc/${pid}`));
  for (let i = 0; i < 100 && left().length > 0; i++) await setTimeout(20);
  assert.deepEqual(left(), []);
});

test('where the output cannot be written, that is said', { skip: process.platform !== 'linux' }, () => {
  const root = project('full', { 'a.js': slow });
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [cli, 'review'], {
    cwd: root,
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  assert.equal(status, 2);
  assert.match(stderr, /^perfloop: the output cannot be written: ENOSPC.*\n {2}Choose .*\n$/);
});

test('the code shown is that of the line told, whatever ends lines', async () => {
  const root = project('line-ends', {});
  for (const [name, end] of Object.entries({ cr: '\r', crlf: '\r\n' })) {
    writeFileSync(path.join(root, `${name}.js`), slow.replaceAll('\n', end));
    const { stdout } = await runCli(['review', `${name}.js`], { cwd: root });
    assert.match(stdout, /\n {2}> 4 \| {3}for \(const id of/, name);
  }
  // The language ends a line at these two as well; editors and git do not.
  const odd = `const [a, b] = ['\u2028', '\u2029']; // \u2028 /* two more lines to the parser */\n`;
  writeFileSync(path.join(root, 'odd.js'), `${odd}${slow}`);
  const told = await runCli(['review', 'odd.js'], { cwd: root });
  assert.match(told.stdout, /^odd\.js:5:\d+ [\s\S]*\n {2}> 5 \| {3}for \(const id of/);
  writeFileSync(
    path.join(root, 'odd.js'),
    `${odd}${slow.replace('  for', '  // perfloop-ignore-next-line n-plus-one -- few\n  for')}`,
  );
  assert.match((await runCli(['review', 'odd.js'], { cwd: root })).stdout, /no findings/);
});

test('what is there already is not written over, unless it is a report', async () => {
  const root = project('output', {
    'a.js': slow,
    'notes.txt': 'only copy',
    'empty.txt': '',
    'data.json': '{"version": 1}',
  });
  for (const file of ['a.js', 'notes.txt', 'data.json'])
    await refused(root, ['-o', file], /is there already, and is no report/);
  const written = async (args: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await runCli(['review', ...args], { cwd: root });
    assert.deepEqual([code, stdout], [0, ''], stderr);
  };
  for (const format of ['text', 'json', 'sarif', 'markdown', 'github']) {
    // Of no findings there is less to know it by.
    for (const paths of [['a.js'], ['none'], ['a.js']]) {
      mkdirSync(path.join(root, 'none'), { recursive: true });
      await written(['--format', format, '-o', `report.${format}`, ...paths]);
    }
  }
  await written(['-o', 'empty.txt']);
  assert.match(readFileSync(path.join(root, 'empty.txt'), 'utf8'), /1 warning, 1 file/);
  assert.equal(readFileSync(path.join(root, 'notes.txt'), 'utf8'), 'only copy');
  const { stdout } = await runCli(['review', '-o', '-'], { cwd: root });
  assert.match(stdout, /1 warning, 1 file/);
  if (isWindows) return;
  await written(['-o', '/dev/null']);
  assert.ok(statSync('/dev/null').isCharacterDevice());
  symlinkSync('report.sarif', path.join(root, 'link.sarif'));
  await written(['--format', 'sarif', '-o', 'link.sarif']);
  assert.ok(lstatSync(path.join(root, 'link.sarif')).isSymbolicLink());
});

test('the exit code is that of the findings, also where nobody reads on', { skip: isWindows }, () => {
  const root = project('unread', {});
  for (let i = 0; i < 60; i++) writeFileSync(path.join(root, `f${i}.js`), slow);
  const script = `'${process.execPath}' '${cli}' review --fail-on warning "$@" 2>err; echo $? >code`;
  for (const format of ['text', 'json']) {
    execFileSync('sh', ['-c', `(${script}) | head -c 1`, 'sh', '--format', format], {
      cwd: root,
      stdio: 'pipe',
    });
    assert.equal(readFileSync(path.join(root, 'code'), 'utf8'), '1\n');
    assert.doesNotMatch(readFileSync(path.join(root, 'err'), 'utf8'), /Error|EPIPE/);
  }
});

test('names that a line or a terminal would take otherwise', { skip: isWindows }, async () => {
  const odd = 'src/a\nb\u001b[31m.js';
  const root = project('odd-names', { [odd]: slow, 'src/-x [y].js': slow });
  gitIn(root, 'init', '-q');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'one');
  writeFileSync(Buffer.from(path.join(root, 'src/c\xe9.js'), 'latin1'), slow);
  const first = await told(root);
  assert.deepEqual(first.findings, ['src/-x [y].js:4', `${odd}:4`]);
  assert.match(first.notices.join(), /its name is not UTF-8/);
  writeFileSync(path.join(root, odd), `// moved\n${slow}`);
  gitIn(root, 'add', '-u');
  assert.deepEqual((await told(root, ['--staged'])).findings, [], 'what was there before is known');
  const { stdout } = await runCli(['review'], { cwd: root });
  assert.ok(stdout.includes('src/a\\nb\\u001b[31m.js:5'), stdout);
  assert.ok(!stdout.includes('\u001b[31m'), 'nothing that a terminal obeys');
  const turning = 'b\u202esj.js';
  writeFileSync(path.join(root, turning), slow.replace('[id])', '[id /* \u2066\u009b2J */])'));
  for (const format of ['text', 'json', 'sarif', 'markdown', 'github']) {
    const shown = (await runCli(['review', '--format', format], { cwd: root })).stdout;
    assert.match(shown, /\\u202esj\.js|%E2%80%AEsj\.js/, format);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    assert.doesNotMatch(shown, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/, format);
  }
  assert.ok((await told(root)).findings.includes(`${turning}:4`), 'and means what it did');
});

test('a hook may name what is staged, what is deleted by it too', async () => {
  const root = project('named', { 'src/a.js': slow, 'src/b.js': slow, 'notes.md': 'a' });
  gitIn(root, 'init', '-q');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-qm', 'first');
  writeFileSync(
    path.join(root, 'src/a.js'),
    `${slow}export const twins = (rows) => rows.filter((r) => rows.includes(r.twin));\n`,
  );
  writeFileSync(path.join(root, 'notes.md'), 'b');
  gitIn(root, 'rm', '-q', 'src/b.js');
  gitIn(root, 'add', '.');
  const named = ['notes.md', 'src/a.js', 'src/b.js'];
  const { findings, notices } = await told(root, ['--staged', ...named]);
  assert.deepEqual(findings, ['src/a.js:6']);
  assert.deepEqual(notices, ['notes.md: is no JavaScript or TypeScript file; left out']);
  assert.deepEqual((await told(root, ['--staged', 'src/b.js'])).findings, []);
  await refused(root, ['--staged', 'src/c.js'], /no src\/c\.js/);
});

test('a file that was ended while a part of the review was being loaded does not spoil the next', async () => {
  const root = project('half', { 'src/a.js': 'export const slow = (s) => /^([a-z]+)+$/.test(s);\n' });
  const half = path.join(root, 'half.cjs');
  // As the time limit of a file leaves it: in the list of what is loaded, and nothing in it.
  const sets = path.resolve('dist/regex-sets.cjs');
  writeFileSync(half, `require.cache[${JSON.stringify(sets)}] = { exports: {}, loaded: true };\n`);
  const env = { NODE_OPTIONS: `--require ${JSON.stringify(half)}` };
  const { stdout, stderr } = await runCli(['review', '--all', '--no-cache'], { cwd: root, env });
  assert.match(stdout, /redos/, stderr);
});

test('a folder without anything to review, a repository within, a git folder and one that is gone', async () => {
  const root = project('inner', { 'src/a.js': slow, 'sub/a.js': slow, 'docs/readme.md': '# a' });
  gitIn(path.join(root, 'sub'), 'init', '-q');
  gitIn(root, 'init', '-q');
  assert.match((await told(root, ['sub'])).notices.join(), /sub: a repository of its own: .*--cwd/);
  assert.match((await told(root, ['docs'])).notices.join(), /docs: no JavaScript/);
  assert.match((await told(path.join(root, 'docs'))).notices.join(), /no JavaScript/);
  await refused(path.join(root, '.git'), ['--staged'], /in no work tree/);
  await refused(path.join(root, '.git'), ['--base', 'HEAD'], /in no work tree|no commits yet/);
  const bare = path.join(root, 'bare.git');
  gitIn(root, 'init', '-q', '--bare', bare);
  gitIn(root, '-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-q', '--allow-empty', '-m', 'a');
  gitIn(root, 'push', '-q', bare, 'HEAD:refs/heads/main');
  await refused(bare, ['--base', 'refs/heads/main'], /in no work tree/);
  if (isWindows) return;
  const gone = spawnSync(
    'sh',
    ['-c', `mkdir gone && cd gone && rmdir ../gone && "$0" "$1" review`, process.execPath, cli],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  assert.deepEqual([gone.status, gone.stdout], [2, ''], gone.stderr);
  assert.match(gone.stderr, /the current folder is gone/);
});
