import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { cpuProfile, runCli, tempFolder } from './run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);

const helper = `const { Pool } = require('pg');
const pool = new Pool();
exports.customerOf = async (id) => {
  const { rows } = await pool.query('SELECT * FROM customers WHERE id = $1', [id]);
  return rows[0];
};
`;
const slow = `const { customerOf } = require('./db');
exports.list = async (req, res) => {
  const orders = await req.app.locals.orders.all();
  for (const order of orders) {
    order.customer = await customerOf(order.customerId);
  }
  res.json(orders);
};
`;

interface Document {
  readonly version: number;
  readonly findings: readonly {
    rule: string;
    file: string;
    line: number;
    severity: string;
    context: string;
    fingerprint: string;
    chain: { file: string; line: number }[];
    share?: number;
  }[];
  readonly notices: readonly { file: string; message: string }[];
  readonly suppressed: readonly { reason: string }[];
  readonly stats: { readonly files: number };
}

function project(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

function gitIn(root: string, ...args: string[]): void {
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args],
    { cwd: root, stdio: 'pipe' },
  );
}

async function reviewed(root: string, ...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await runCli(['review', '--json', '--fail-on', 'never', ...args], {
    cwd: root,
  });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Document;
}

async function refused(root: string, args: readonly string[], says: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runCli(['review', ...args], { cwd: root });
  assert.equal(code, 2, `${args.join(' ')}: ${stdout}${stderr}`);
  assert.match(stderr, says);
  assert.doesNotMatch(stderr, /\n\s+at /);
}

const base = project('base', { 'src/db.js': helper, 'src/orders.js': slow });

test('a query behind a helper in another file is found in the loop, with the way there', async () => {
  const { findings } = await reviewed(base);
  const found = findings.find((f) => f.rule === 'n-plus-one');
  assert.equal(`${found?.file}:${found?.line}`, 'src/orders.js:5');
  assert.deepEqual(
    found?.chain.map((s) => `${s.file}:${s.line}`),
    ['src/orders.js:4', 'src/orders.js:5', 'src/db.js:4'],
  );
});

test('--fail-on decides the exit code', async () => {
  const failed = await runCli(['review', '--fail-on', 'warning'], { cwd: base });
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /1 finding at or above 'warning'; mend, or suppress/);
  assert.equal((await runCli(['review'], { cwd: base })).code, 0);
});

test('only what a change introduces, however lines moved', async () => {
  const root = project('change', { 'src/db.js': helper, 'src/orders.js': slow });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'one');
  writeFileSync(path.join(root, 'src/orders.js'), `// moved\n\n\n${slow}`);
  assert.deepEqual((await reviewed(root, '--base', 'main')).findings, []);
  writeFileSync(
    path.join(root, 'src/orders.js'),
    `// moved\n\n\n${slow}${slow.split('\n').slice(1).join('\n').replaceAll('list', 'other')}`,
  );
  const { findings } = await reviewed(root, '--base', 'main');
  assert.deepEqual(
    findings.map((f) => `${f.rule}:${f.line}`),
    ['n-plus-one:15'],
  );
  assert.deepEqual((await reviewed(root, '--staged')).findings, []);
  gitIn(root, 'add', '.');
  writeFileSync(path.join(root, 'src/orders.js'), '');
  assert.equal((await reviewed(root, '--staged')).findings.length, 1, 'the index counts, not the work tree');
});

test('the code that is shown is the staged one, and only what is wrong with staged files is said', async () => {
  const root = project('staged-lines', {
    'src/db.js': helper,
    'src/broken.js': 'const a = 1;\nconst a = 2;\n',
  });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'one');
  writeFileSync(path.join(root, 'src/orders.js'), slow);
  gitIn(root, 'add', '.');
  writeFileSync(path.join(root, 'src/orders.js'), `// not staged\n// not staged\n${slow}`);
  for (const format of ['text', 'markdown']) {
    const { stdout } = await runCli(['review', '--staged', '--format', format], { cwd: root });
    assert.match(stdout, /order\.customer = await customerOf/);
    assert.doesNotMatch(stdout, /not staged|broken\.js/);
  }
  const all = await runCli(['review'], { cwd: root });
  assert.match(all.stdout, /notice: src\/broken\.js: read with errors/);
});

test('what a staged file calls counts as it is staged, whatever it is by now', async () => {
  const root = project('called', { 'src/db.js': helper, 'src/orders.js': '\n' });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'one');
  writeFileSync(path.join(root, 'src/orders.js'), slow);
  gitIn(root, 'add', '.');
  const told = async () => (await reviewed(root, '--staged')).findings.map((f) => f.file);
  writeFileSync(path.join(root, 'src/db.js'), 'exports.customerOf = async (id) => id;\n');
  assert.deepEqual(await told(), ['src/orders.js'], 'the query is still what is committed');
  gitIn(root, 'add', '.');
  writeFileSync(path.join(root, 'src/db.js'), helper);
  assert.deepEqual(await told(), [], 'the query comes later');
});

test('a renamed file keeps its findings out', async () => {
  const root = project('rename', { 'src/db.js': helper, 'src/orders.js': slow });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'one');
  renameSync(path.join(root, 'src/orders.js'), path.join(root, 'src/sales.js'));
  gitIn(root, 'add', '-A');
  assert.deepEqual((await reviewed(root, '--base', 'main')).findings, []);
});

test('a helper that becomes a query makes the loop in an unchanged file a finding', async () => {
  const root = project('helper', {
    'src/db.js': 'exports.customerOf = async (id) => ({ id });\n',
    'src/orders.js': slow,
  });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'one');
  writeFileSync(path.join(root, 'src/db.js'), helper);
  assert.deepEqual(
    (await reviewed(root, '--base', 'HEAD')).findings.map((f) => f.file),
    ['src/orders.js'],
  );
});

test('refs that are none, or would be options, are refused', async () => {
  const root = project('refs', { 'src/orders.js': slow });
  await refused(root, ['--base', 'main'], /not in a git repository/);
  gitIn(root, 'init', '-q', '-b', 'main');
  await refused(root, ['--base', 'main'], /no commits/);
  assert.equal((await reviewed(root, '--staged')).findings.length, 0);
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'one');
  await refused(root, ['--base', 'nowhere'], /no commit 'nowhere'/);
  await refused(root, ['--base=--output=x'], /not a git ref/);
  await refused(root, ['--base=a b'], /not a git ref/);
  await refused(root, ['--base', 'HEAD...main'], /is a range, not a commit\.\n.*where it starts: HEAD\./);
  await refused(root, ['--base', 'main', '--staged'], /exclude each other/);
});

test('bad paths and settings are refused, odd files are notices', async () => {
  const root = project('odd', {
    'src/broken.js': 'function ( {{{ class',
    'src/half.js': `${slow}\nconst = 3;\n`,
    'src/db.js': helper,
    'src/binary.js': new Uint8Array([0, 1, 2, 3, 0, 255]),
    'src/crlf.js': `\uFEFF${slow.replaceAll('\n', '\r\n')}`,
    'src/lone.js': `const s = '\\ud800 \ud800';\n${slow}`,
    'src/min.js': `var a=1;${'a=a+1;'.repeat(3000)}`,
    'perfloop.json':
      '{ "review": { "rules": { "no-such-rule": "error", "n-plus-one": "loud" }, "ignores": 3 } }',
  });
  symlinkSync('..', path.join(root, 'src/loop'));
  const { findings, notices } = await reviewed(root);
  const told = notices.map((n) => `${n.file}: ${n.message}`).join('\n');
  for (const says of [
    /broken\.js/,
    /half\.js: read with errors/,
    /binary\.js: binary/,
    /min\.js: minified/,
    /no-such-rule is unknown/,
    /n-plus-one must be/,
    /ignores must be/,
  ]) {
    assert.match(told, says);
  }
  const files = findings.filter((f) => f.rule === 'n-plus-one').map((f) => `${f.file}:${f.line}`);
  assert.deepEqual(files, ['src/crlf.js:5', 'src/half.js:5', 'src/lone.js:6']);
  await refused(root, ['nowhere.js'], /no nowhere\.js/);
  await refused(root, ['..'], /outside of/);
  await refused(root, ['--shard', '3/2'], /--shard cannot be/);
  writeFileSync(path.join(root, 'perfloop.json'), '{ nonsense');
  await refused(root, [], /perfloop\.json is not valid JSON/);
});

test('suppressions in code and settings hold back, with their reason', async () => {
  const quiet = slow.replace(
    '    order.customer',
    '    // perfloop-ignore-next-line n-plus-one -- three orders at most\n    order.customer',
  );
  const root = project('quiet', {
    'src/db.js': helper,
    'src/orders.js': quiet,
    'src/old/orders.js': slow.replace('./db', '../db'),
    'src/gen/orders.js': slow.replace('./db', '../db'),
    'perfloop.json': JSON.stringify({
      review: {
        ignores: ['src/gen/**'],
        suppressions: [{ rule: 'n-plus-one', file: 'src/old/**', reason: 'goes away' }],
      },
    }),
  });
  const { findings, suppressed } = await reviewed(root);
  assert.deepEqual(findings, []);
  assert.deepEqual(suppressed.map((s) => s.reason).sort(), ['goes away', 'three orders at most']);
  // One glob needs no list, and a path may be written as the shell completes it.
  for (const ignores of ['src/gen/**', './src/gen/', ['./src/gen/orders.js']]) {
    const suppressions = [{ rule: 'n-plus-one', file: './src/old/orders.js', reason: 'goes away' }];
    writeFileSync(path.join(root, 'perfloop.json'), JSON.stringify({ review: { ignores, suppressions } }));
    const again = await reviewed(root);
    assert.deepEqual([again.findings, again.notices, again.suppressed.length], [[], [], 2]);
  }
  writeFileSync(path.join(root, 'perfloop.json'), '{ "review": { "ignores": "./orders.js" } }');
  assert.deepEqual(
    (await reviewed(root)).findings.map((f) => f.file),
    ['src/gen/orders.js', 'src/old/orders.js'],
  );
});

test("a package is held to what the repository's perfloop.json says, unless it has its own", async () => {
  const root = project('held', {
    'packages/api/src/db.js': helper,
    'packages/api/src/orders.js': slow,
    'packages/api/src/again.js': slow,
    'packages/api/made/c.js': slow,
    'perfloop.json': JSON.stringify({
      review: {
        rules: { nonsense: 'error' },
        ignores: ['packages/api/made/**'],
        suppressions: [{ rule: 'n-plus-one', file: 'packages/api/src/again.js', reason: 'known' }],
      },
    }),
  });
  const cwd = path.join(root, 'packages/api');
  assert.equal(
    (await reviewed(cwd)).findings.length,
    3,
    'nobody knows how far up something goes outside of git',
  );
  gitIn(root, 'init', '-q', '-b', 'main');
  const { findings, suppressed, notices } = await reviewed(cwd);
  assert.deepEqual(
    [findings.map((f) => f.file), suppressed.map((s) => s.reason), notices.map((n) => n.file)],
    [['src/orders.js'], ['known'], ['../../perfloop.json']],
  );
  const github = await runCli(['review', '--format', 'github'], { cwd });
  assert.match(github.stdout, /^::notice file=perfloop\.json::/m);
  writeFileSync(path.join(cwd, 'perfloop.json'), '{}');
  assert.equal((await reviewed(cwd)).findings.length, 3);
});

test('shards part the files', async () => {
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`src/o${i}.js`, slow]));
  const root = project('shards', { 'src/db.js': helper, ...files });
  const parts = [];
  let counted = 0;
  for (const i of [1, 2, 3]) {
    const { findings, stats } = await reviewed(root, '--shard', `${i}/3`);
    parts.push(...findings.map((f) => f.file));
    assert.ok(stats.files < 13);
    counted += stats.files;
  }
  assert.deepEqual(parts.sort(), Object.keys(files).sort());
  assert.equal(counted, 13);
  assert.equal((await reviewed(root, 'src/o1.js')).stats.files, 1);
});

test('a second run reads only what changed', async () => {
  const root = project('cache', { 'src/db.js': helper, 'src/orders.js': slow });
  const first = JSON.parse((await runCli(['review', '--json'], { cwd: root })).stdout) as {
    stats: { analysed: number };
  };
  writeFileSync(path.join(root, 'src/orders.js'), `\n${slow}`);
  const second = JSON.parse((await runCli(['review', '--json'], { cwd: root })).stdout) as {
    stats: { analysed: number };
    findings: { line: number }[];
  };
  assert.deepEqual([first.stats.analysed, second.stats.analysed, second.findings[0]?.line], [2, 1, 6]);
});

test('SARIF, Markdown, annotations and text carry the finding', async () => {
  const sarif = JSON.parse((await runCli(['review', '--format', 'sarif'], { cwd: base })).stdout) as {
    version: string;
    runs: {
      results: { ruleId: string; ruleIndex: number; codeFlows: unknown[] }[];
      tool: { driver: { rules: { id: string }[] } };
    }[];
  };
  const run = sarif.runs[0]!;
  const result = run.results.find((r) => r.ruleId === 'n-plus-one')!;
  assert.equal(sarif.version, '2.1.0');
  assert.equal(run.tool.driver.rules[result.ruleIndex]?.id, 'n-plus-one');
  assert.equal(result.codeFlows.length, 1);
  assert.match(
    (await runCli(['review', '--format', 'github'], { cwd: base })).stdout,
    /^::warning file=src\/orders\.js,line=5,.*%0A→ src\/orders\.js:\d+ loop.*%0A→ src\/db\.js:4 /m,
  );
  assert.match(
    (await runCli(['review', '--format', 'markdown'], { cwd: base })).stdout,
    /### `n-plus-one`[\s\S]*```js\n[\s\S]*\n {2}order\.customer[\s\S]*\n```\n[\s\S]*src\/db\.js:4/,
  );
  const gap = project('gap', { 'src/db.js': helper, 'src/orders.js': slow.replaceAll('{\n', '{\n\n') });
  assert.match(
    (await runCli(['review', '--format', 'markdown'], { cwd: gap })).stdout,
    /```js\n +order\.customer[\s\S]*\n```\n|```js\n\S/,
    'the code begins where there is some',
  );
  const text = (await runCli(['review'], { cwd: base })).stdout;
  assert.match(text, /src\/orders\.js:5:\d+ warning n-plus-one[\s\S]*> 5 \| {5}order\.customer/);
  await runCli(['review', '--format', 'sarif', '--output', 'out/review.sarif'], { cwd: base });
  assert.equal(
    (JSON.parse(readFileSync(path.join(base, 'out/review.sarif'), 'utf8')) as { version: string }).version,
    '2.1.0',
  );
});

test('explain says what a rule means', async () => {
  assert.match((await runCli(['explain', 'n-plus-one'], { cwd: base })).stdout, /One query per item/);
  const wrong = await runCli(['explain', 'n-plus-on'], { cwd: base });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Did you mean n-plus-one/);
});

test('annotations and SARIF name files from the top of the repository', async () => {
  const root = project('below', { 'packages/api/src/db.js': helper, 'packages/api/src/orders.js': slow });
  gitIn(root, 'init', '-q', '-b', 'main');
  const cwd = path.join(root, 'packages/api');
  const github = await runCli(['review', '--format', 'github'], { cwd });
  assert.match(github.stdout, /file=packages\/api\/src\/orders\.js,/);
  const sarif = await runCli(['review', '--format', 'sarif'], { cwd });
  const uris = [...sarif.stdout.matchAll(/"uri": "([^"]*\.js)"/g)].map((m) => m[1]!);
  assert.ok(uris.length > 2 && uris.every((u) => u.startsWith('packages/api/src/')), uris.join(' '));
  const text = await runCli(['review'], { cwd });
  assert.match(text.stdout, /^src\/orders\.js:5/m);
});

test('--fix makes what keeps behaviour, and leaves the rest and the file as they are', async () => {
  const safe = `\uFEFFexport function grep(lines) {\r\n  const hits = [];\r\n  for (const line of lines) {\r\n    if (new RegExp('^a').test(line)) hits.push(line.replace(new RegExp('b', 'i'), 'c'));\r\n  }\r\n  return hits;\r\n}\r\n`;
  const root = project('fix', { 'src/db.js': helper, 'src/orders.js': slow, 'src/grep.js': safe });
  chmodSync(path.join(root, 'src/grep.js'), 0o755);
  const { stdout, stderr, code } = await runCli(['review', '--fix', '--json'], { cwd: root });
  assert.equal(code, 0, stderr);
  const document = JSON.parse(stdout) as Document & { fixed: { rule: string; file: string }[] };
  assert.deepEqual(
    document.fixed.map((f) => `${f.rule} ${f.file}`),
    ['regex-in-loop src/grep.js', 'regex-in-loop src/grep.js'],
  );
  assert.deepEqual(
    document.findings.map((f) => f.file),
    ['src/orders.js'],
  );
  const fixed = readFileSync(path.join(root, 'src/grep.js'), 'utf8');
  assert.ok(fixed.startsWith('\uFEFFexport') && !/[^\r]\n/.test(fixed), 'mark and line ends are kept');
  assert.equal(fixed.match(/new RegExp/g)?.length, 2);
  assert.match(
    fixed,
    /const pattern = [^\n]*\n {2}const pattern2 = [^\n]*\n {2}for|const pattern2 = [^\n]*\n {2}const pattern = [^\n]*\n {2}for/,
  );
  assert.equal(statSync(path.join(root, 'src/grep.js')).mode & 0o777, 0o755);
  assert.equal(readFileSync(path.join(root, 'src/orders.js'), 'utf8'), slow);
  const again = await runCli(['review', '--fix', '--json'], { cwd: root });
  assert.deepEqual((JSON.parse(again.stdout) as { fixed: unknown[] }).fixed, []);
  writeFileSync(path.join(root, 'src/locked.js'), safe);
  chmodSync(path.join(root, 'src/locked.js'), 0o444);
  const locked = await runCli(['review', '--fix', '--json', 'src/locked.js'], { cwd: root });
  const left = JSON.parse(locked.stdout) as Document & { fixed: unknown[] };
  assert.deepEqual([left.fixed.length, left.findings.length > 0], [0, true], 'read-only is left as it is');
  await refused(root, ['--fix', '--staged'], /--staged is about what is staged/);
});

test('a package opened by itself has its own changes, and none of its neighbours', async () => {
  const root = project('package', {
    'packages/api/src/db.js': helper,
    'packages/api/src/orders.js': 'exports.list = 1;\n',
    'packages/web/src/db.js': helper,
  });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'start');
  project('package', { 'packages/api/src/orders.js': slow, 'packages/web/src/orders.js': slow });
  const cwd = path.join(root, 'packages/api');
  const files = async (...more: string[]) => {
    const { stdout } = await runCli(['review', ...more, '--json'], { cwd });
    return (JSON.parse(stdout) as Document).findings.map((f) => f.file);
  };
  assert.deepEqual(await files('--base', 'main'), ['src/orders.js']);
  assert.deepEqual(await files('--staged'), []);
  gitIn(root, 'add', '.');
  assert.deepEqual(await files('--staged'), ['src/orders.js']);
});

test('a hook that goes into a package is told of its files by their names there', async () => {
  const root = project('hooked', { 'packages/api/src/db.js': helper });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'start');
  const side = path.join(folder, 'hooked-side');
  gitIn(root, 'worktree', 'add', '-q', '-b', 'side', side);
  const own = path.join(root, '.git', 'worktrees', 'hooked-side');
  for (const [top, env, arg] of [
    // As git sets it in a linked work tree, and before a push.
    [side, { GIT_DIR: own, GIT_INDEX_FILE: path.join(own, 'index') }, ['--staged']],
    [root, { GIT_DIR: '.git' }, ['--base', 'main']],
  ] as const) {
    writeFileSync(path.join(top, 'packages/api/src/orders.js'), slow);
    gitIn(top, 'add', '.');
    const cwd = path.join(top, 'packages/api');
    const { stdout, stderr } = await runCli(['review', '--json', ...arg], { cwd, env });
    assert.deepEqual(
      (JSON.parse(stdout || '{}') as Partial<Document>).findings?.map((f) => f.file),
      ['src/orders.js'],
      stderr,
    );
  }
});

test('--benchmarks compares what the staged change reaches with HEAD, and nothing else', async () => {
  const sum = (extra: string) =>
    `exports.sum = (list) => {\n  let s = 0;\n  for (const x of list) s += x;\n${extra}  return s;\n};\n`;
  const bench = (from: string, name: string) =>
    `const { bench } = require('perfloop');\nconst { ${name} } = require('./${from}');\nconst list = Array.from({ length: 3000 }, (_, i) => i);\nbench('${name}', () => ${name}(list));\n`;
  const root = project('staged-bench', {
    'sum.js': sum(''),
    'sum.bench.js': bench('sum', 'sum'),
    'other.js': 'exports.other = (list) => list.length;\n',
    'other.bench.js': bench('other', 'other'),
  });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'start');
  const slower = sum('  for (const x of list) s += x % 3;\n  for (const x of list) s += x % 5;\n');
  writeFileSync(path.join(root, 'sum.js'), slower);
  gitIn(root, 'add', '.');
  // What is not staged is not measured.
  writeFileSync(path.join(root, 'sum.js'), 'throw new Error("not staged");\n');
  const { stdout, code, stderr } = await runCli(['review', '--staged', '--benchmarks', '--json'], {
    cwd: root,
  });
  const { benchmarks } = JSON.parse(stdout) as {
    benchmarks: {
      candidate: { label: string };
      results: { benchmark: { id: string }; compared?: { verdict: string } }[];
    };
  };
  assert.deepEqual(
    benchmarks.results.map((r) => [r.benchmark.id, r.compared?.verdict]),
    [['sum', 'slower']],
    stderr,
  );
  assert.equal(benchmarks.candidate.label, 'staged');
  assert.equal(code, 1);
  assert.equal(readFileSync(path.join(root, 'sum.js'), 'utf8'), 'throw new Error("not staged");\n');
  const nothing = await runCli(['review', '--benchmarks'], { cwd: root });
  assert.equal(nothing.code, 2);
  assert.match(nothing.stderr, /--staged, or --base REF/);
});

test('no filter that the repository configures is run', async () => {
  const root = project('filtered', { 'src/db.js': helper });
  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '.');
  gitIn(root, 'commit', '-q', '-m', 'base');
  const mark = path.join(folder, 'filter-ran');
  writeFileSync(path.join(root, '.gitattributes'), '*.js filter=odd\n');
  gitIn(root, 'config', 'filter.odd.clean', `touch ${JSON.stringify(mark)}; cat`);
  writeFileSync(path.join(root, 'src/orders.js'), slow);
  writeFileSync(path.join(root, 'src/db.js'), `${helper}// changed\n`);
  const { findings } = await reviewed(root, '--base', 'main');
  assert.deepEqual(
    findings.map((f) => `${f.file}:${f.line}`),
    ['src/orders.js:5'],
  );
  assert.equal(existsSync(mark), false, 'a filter ran');
});

test('--profile: the finding where the run spent its time comes first, one that never ran is cold', async () => {
  const quadratic = (name: string): string => `exports.${name} = function ${name}(req, res) {
  const settings = req.body.settings;
  const all = [];
  for (const id of req.body.ids) {
    const own = JSON.parse(JSON.stringify(settings));
    all.push(own);
  }
  res.json(all);
};
`;
  const root = project('heated', {
    'src/aside.js': quadratic('aside'),
    'src/busy.js': quadratic('busy'),
  });
  const list = 'Array.from({ length: 200 }, (_, i) => String(i))';
  const run = `require('./src/aside.js'); const { busy } = require('./src/busy.js');
const ids = ${list}; const until = Date.now() + 300;
while (Date.now() < until) busy({ body: { ids, settings: ids } }, { json() {} });`;
  execFileSync(process.execPath, ['--cpu-prof', '--cpu-prof-name=run.cpuprofile', '-e', run], { cwd: root });
  const { findings } = await reviewed(root, '--profile', 'run.cpuprofile');
  const found = findings.filter((f) => f.rule === 'quadratic-json');
  assert.deepEqual(
    found.map((f) => f.file),
    ['src/busy.js', 'src/aside.js'],
  );
  assert.ok(found[0]!.share! > 0.5, `share ${found[0]!.share}`);
  assert.equal(found[1]!.share, 0);
  const text = await runCli(['review', '--fail-on', 'never', '--profile', 'run.cpuprofile'], { cwd: root });
  assert.match(text.stdout, /\d %/);
  assert.ok(text.stdout.indexOf('src/busy.js') < text.stdout.indexOf('src/aside.js'), text.stdout);
});

test('--profile: what another program spent says nothing of this one', async () => {
  const loop =
    'exports.all = async (req, res) => {\n  for (const id of req.body.ids) await fetch("/a/" + id);\n};\n';
  const here = project('measured-here', { 'src/all.js': loop });
  const there = project('measured-there', { 'src/all.js': loop });
  writeFileSync(
    path.join(here, 'run.cpuprofile'),
    cpuProfile(there, [
      ['(root)', '', 0, -1, {}],
      ['all', 'src/all.js', 1, 0, { 2: 50 }],
    ]),
  );
  const ask = ['review', '--json', '--fail-on', 'never', '--profile', 'run.cpuprofile'];
  const { code, stdout, stderr } = await runCli(ask, { cwd: here });
  const { findings } = JSON.parse(stdout) as { findings: { share?: number }[] };
  assert.deepEqual([code, findings.length, findings[0]!.share], [0, 1, undefined], 'not cold either');
  assert.match(
    stderr,
    /run\.cpuprofile: no file of .*measured-here ran in it.*measured-there.*nothing is ranked by it/,
  );
});

test('--profile: what is held back because it runs once is told where the run spent its time there', async () => {
  const copies = `const report = JSON.parse(process.argv[2]);
const all = [];
for (const id of report.rows) {
  const own = JSON.parse(JSON.stringify(report));
  all.push(own, id);
}
console.log(all);
`;
  const files = ['scripts/fill.js', 'scripts/cool.js', 'test/fixtures/fill.js'];
  const root = project('cold-yet-hot', Object.fromEntries(files.map((f) => [f, copies])));
  writeFileSync(
    path.join(root, 'run.cpuprofile'),
    cpuProfile(root, [
      ['(root)', '', 0, 0, {}],
      ['', 'scripts/fill.js', 1, 0, { 4: 300 }],
      ['', 'scripts/cool.js', 1, 0, { 4: 4 }],
      ['', 'test/fixtures/fill.js', 1, 0, { 4: 200 }],
    ]),
  );
  const told = async (...args: string[]): Promise<string[]> => {
    const { findings } = await reviewed(root, ...args);
    return findings.map((f) => `${f.rule} ${f.file}:${f.line} ${f.context}`);
  };
  assert.deepEqual(await told(), []);
  const hot = 'quadratic-json scripts/fill.js:4 script (a script), yet hot in the recording';
  const profile = ['--profile', 'run.cpuprofile'];
  assert.deepEqual(await told(...profile), [hot]);
  assert.deepEqual(await told(...profile, ...files), [hot]);
  assert.deepEqual(await told(), [], 'what was decided with a recording is not kept for reviews without');

  gitIn(root, 'init', '-q', '-b', 'main');
  gitIn(root, 'add', '-A');
  gitIn(root, 'commit', '-q', '-m', 'first');
  writeFileSync(path.join(root, 'scripts/fill.js'), `${copies}// changed\n`);
  assert.deepEqual(await told('--base', 'main', ...profile), [], 'it was there before');
});
