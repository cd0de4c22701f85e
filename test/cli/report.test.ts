import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { cpuProfile, runCli, sampleProject, tempFolder } from './run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);
sampleProject(folder);
const run = (...args: string[]) => runCli(args, { cwd: folder });
const put = (name: string, content: string | Uint8Array) => writeFileSync(path.join(folder, name), content);

interface Row {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly selfMs: number;
  readonly totalMs: number;
  readonly selfShare: number;
  readonly totalShare: number;
  readonly text: string;
}
interface Document {
  readonly version: number;
  readonly hot: {
    readonly unit: string;
    readonly totals: { readonly activeMs: number; readonly idleMs: number };
    readonly functions: readonly Row[];
    readonly lines: readonly Row[];
  };
  readonly diagnosis: {
    readonly families: readonly { family: string; share: number; confidence: string; evidence: string[] }[];
  };
  readonly diff: {
    readonly functions: readonly { name: string; selfDeltaMs: number; baseSelfMs: number; selfMs: number }[];
  };
  readonly problems: readonly string[];
  readonly profiles: readonly { path: string }[];
}

async function document(...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await run('report', ...args, '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Document;
}

const near = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected} ± ${within}`);

test('JSON: hot functions and lines with true figures, positions 1-based, idle outside of shares', async () => {
  const d = await document('base.cpuprofile');
  assert.equal(d.version, 1);
  assert.equal(d.hot.unit, 'ms');
  near(d.hot.totals.activeMs, 1000, 2);
  near(d.hot.totals.idleMs, 200, 2);
  const [merge] = d.hot.functions;
  assert.equal(merge!.name, 'merge');
  assert.equal(merge!.file, 'src/merge.js');
  assert.equal(merge!.line, 1);
  near(merge!.selfShare, 0.62, 0.005);
  const main = d.hot.functions.find((f) => f.name === 'main')!;
  near(main.totalShare, 0.88, 0.005);
  const [line] = d.hot.lines;
  assert.deepEqual(
    [line!.file, line!.line, line!.text],
    ['src/merge.js', 3, 'out.find((o) => o.id === row.id);'],
  );
  near(line!.selfShare, 0.6, 0.005);
});

test('the diagnosis ranks families with shares and says why', async () => {
  const { families } = (await document('base.cpuprofile')).diagnosis;
  const named = new Map(families.map((f) => [f.family, f]));
  assert.equal(families[0]!.family, 'cpu-algorithmic');
  assert.match(families[0]!.evidence.join('\n'), /merge \(src\/merge\.js:1\).*62\.0%/);
  assert.match(families[0]!.evidence.join('\n'), /src\/merge\.js:3.*linear search/);
  near(named.get('allocation-bound')!.share, 0.12, 0.005);
  near(named.get('syscall-bound')!.share, 0.1, 0.005);
  assert.match(
    named.get('syscall-bound')!.evidence.join('\n'),
    /readFileSync on behalf of main \(src\/main\.js:1\): 100 ms/,
  );
  assert.equal(named.has('io-bound'), false);
});

test('text: aligned, no wider than asked, no colour in a pipe', async () => {
  const { stdout, stderr } = await run('report', 'base.cpuprofile');
  assert.equal(stderr, '');
  assert.match(stdout, /^CPU profile · base\.cpuprofile$/m);
  assert.match(stdout, /^ {2}██████▎ +62\.0% +6\d\d ms +62\.0% +6\d\d ms {2}merge +src\/merge\.js:1$/m);
  assert.match(stdout, /^ {2}60\.0% .*src\/merge\.js:3 +out\.find/m);
  assert.ok(stdout.split('\n').every((line) => [...line].length <= 110));
  assert.ok(!stdout.includes('\u001b'));
});

test('colours where forced, and never with NO_COLOR', async () => {
  const forced = await runCli(['report', 'base.cpuprofile'], { cwd: folder, env: { FORCE_COLOR: '1' } });
  assert.ok(forced.stdout.includes('\u001b[31m'));
  const none = await runCli(['report', 'base.cpuprofile'], {
    cwd: folder,
    env: { FORCE_COLOR: '1', NO_COLOR: '1' },
  });
  assert.ok(!none.stdout.includes('\u001b'));
});

test('only my code: the rest counts for its caller', async () => {
  const { hot } = await document('base.cpuprofile', '--only-mine');
  assert.deepEqual(
    hot.functions.map((f) => f.name),
    ['merge', 'main'],
  );
  near(hot.functions[1]!.selfMs, 260, 2);
});

test('a comparison lists the largest change first', async () => {
  const d = await document('after.cpuprofile', '--base', 'base.cpuprofile');
  const [first, ...others] = d.diff.functions;
  assert.equal(first!.name, 'merge');
  near(first!.selfDeltaMs, -520, 2);
  assert.ok(others.every((o) => Math.abs(o.selfDeltaMs) <= 2));
  const text = await run('report', 'after.cpuprofile', '--base', 'base.cpuprofile');
  assert.match(text.stdout, /^ +-5\d\d ms +6\d\d ms +\S+ ms .*merge +src\/merge\.js:1$/m);
});

test('several files are merged; gzip and folders are read', async () => {
  put('zipped.cpuprofile.gz', gzipSync(readFileSync(path.join(folder, 'base.cpuprofile'))));
  const two = await document('base.cpuprofile', 'zipped.cpuprofile.gz');
  near(two.hot.totals.activeMs, 2000, 4);
  assert.equal(two.profiles.length, 2);
  mkdirSync(path.join(folder, 'many'), { recursive: true });
  put('many/a.cpuprofile', readFileSync(path.join(folder, 'base.cpuprofile')));
  near((await document('many')).hot.totals.activeMs, 1000, 2);
});

test('markdown keeps names from becoming markup', async () => {
  put(
    'odd.cpuprofile',
    cpuProfile(folder, [
      ['(root)', '', 0, 0, {}],
      ['a|b`<i>', 'src/x.js', 3, 0, { 4: 50 }],
    ]),
  );
  const { stdout, code } = await run('report', 'odd.cpuprofile', '--format', 'markdown');
  assert.equal(code, 0);
  assert.match(stdout, /^## CPU profile: `odd\.cpuprofile`$/m);
  assert.ok(stdout.includes('``a\\|b`<i>``'));
});

test('html is one file without scripts, escaped', async () => {
  const nasty = '</style><script>alert(1)</script>';
  put(
    'nasty.cpuprofile',
    cpuProfile(folder, [
      ['(root)', '', 0, 0, {}],
      [nasty, 'src/x.js', 3, 0, { 4: 50 }],
    ]),
  );
  const { code, stdout, stderr } = await run(
    'report',
    'nasty.cpuprofile',
    '--format',
    'html',
    '--output',
    'r.html',
  );
  assert.equal(code, 0, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /wrote r\.html/);
  const html = readFileSync(path.join(folder, 'r.html'), 'utf8');
  assert.match(html, /^<!doctype html>/);
  assert.doesNotMatch(html, /<script|(?:src|href)=/);
  assert.match(html, /&lt;script&gt;alert/);
  assert.match(html, /prefers-color-scheme: dark/);
  assert.match(html, /class="flame"/);
});

const good = readFileSync(path.join(folder, 'base.cpuprofile'), 'utf8');
const broken: readonly (readonly [string, string | Uint8Array])[] = [
  ['empty.cpuprofile', ''],
  ['text.cpuprofile', 'this is not a profile\n'],
  ['array.cpuprofile', '[]'],
  ['truncated.cpuprofile', good.slice(0, good.length / 2)],
  [
    'nosamples.cpuprofile',
    '{"nodes":[{"id":1,"callFrame":{"functionName":"(root)","scriptId":"0","url":"","lineNumber":-1,"columnNumber":-1}}],"startTime":0,"endTime":0,"samples":[],"timeDeltas":[]}',
  ],
  ['nan.cpuprofile', good.replace('"timeDeltas":[0,1000', '"timeDeltas":[0,NaN')],
  ['missingchild.cpuprofile', good.replace('"children":[3,4]', '"children":[3,444]')],
  ['cyclic.cpuprofile', good.replace('"children":[3,4]', '"children":[3,4,1]')],
  ['half.cpuprofile.gz', gzipSync(good).subarray(0, 200)],
  ['recording.json', '{"version":1}'],
  ['recording.json', '{"version":1,"threads":[{"file":"base.cpuprofile"}]}'],
  ['binary.bin', Uint8Array.from([0, 1, 2, 3, 255, 254])],
];

for (const [name, content] of broken) {
  test(`${name} that is no whole profile: named, with the next step, exit 2`, async () => {
    put(name, content);
    const { code, stdout, stderr } = await run('report', name);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    const lines = stderr.trimEnd().split('\n');
    assert.equal(lines.length, 2, stderr);
    assert.ok(lines[0]!.startsWith('perfloop: ') && lines[0]!.includes(name.replace(/\.gz$/, '')), stderr);
  });
}

test('a folder without profiles is named', async () => {
  mkdirSync(path.join(folder, 'nothing'), { recursive: true });
  const { code, stderr } = await run('report', 'nothing');
  assert.equal(code, 2);
  assert.match(stderr, /^perfloop: nothing holds no recording\.json/);
});

test('of a folder of recordings the newest is taken, by report and by review; a broken one is named', async () => {
  const recordings = path.join('newest', '.perfloop', 'recordings');
  const recording = (name: string, json: string): void => {
    mkdirSync(path.join(folder, recordings, name), { recursive: true });
    put(path.join(recordings, name, 'recording.json'), json);
    put(path.join(recordings, name, '1-0.cpuprofile'), good);
  };
  const made = (createdAt: number, word: string): string =>
    JSON.stringify({
      version: 1,
      createdAt,
      command: ['node', word],
      cwd: folder,
      durationMs: 1,
      problems: [],
      threads: [{ file: '1-0.cpuprofile', nodeVersion: 'v20.0.0', sampler: 'inspector', intervalUs: 1000 }],
    });
  recording('a-second', made(2, 'second'));
  recording('b-first', made(1, 'first'));
  for (const typed of ['newest', path.join('newest', '.perfloop'), recordings]) {
    const { code, stdout, stderr } = await run('report', typed);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /node second/);
  }
  put('newest/a.js', 'export const a = 1;\n');
  const reviewed = await run('review', 'newest', '--no-cache', '--format', 'json', '--profile', recordings);
  assert.equal(reviewed.code, 0, reviewed.stderr);
  assert.match(reviewed.stderr, /^perfloop: measured in newest\/\.perfloop\/recordings\/a-second\n/);
  recording('c-third', made(3, 'third').replace('"version":1', '"version":9'));
  const broken = await run('report', recordings);
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /^perfloop: newest\/\.perfloop\/recordings\/c-third: .* version 9/);
});

test('an output that cannot be written leaves nothing behind', async () => {
  const { code, stderr } = await run(
    'report',
    'base.cpuprofile',
    '--format',
    'html',
    '--output',
    'src/merge.js/r.html',
  );
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^perfloop: src\/merge\.js\/r\.html cannot be written: part of its path is a file\n {2}\S/,
  );
  assert.deepEqual(readdirSync(path.join(folder, 'src')), ['merge.js']);
});

test('convert writes what the other tools read, and report reads it again', async () => {
  for (const [to, out] of [
    ['speedscope', 's.json'],
    ['cpuprofile', 'c.cpuprofile'],
    ['collapsed', 'c.txt'],
    ['pprof', 'p.pb.gz'],
  ] as const) {
    const { code, stderr } = await run('convert', 'base.cpuprofile', '--to', to, '--out', out);
    assert.equal(code, 0, stderr);
    assert.equal((await document(out)).hot.functions[0]!.name, 'merge', to);
  }
  const piped = await run('convert', 'base.cpuprofile', '--to', 'collapsed', '--out', '-');
  assert.match(piped.stdout, /main.*;merge.* \d+$/m);
});

test('convert never overwrites what it reads', async () => {
  const { code, stderr } = await run(
    'convert',
    'base.cpuprofile',
    '--to',
    'cpuprofile',
    '--out',
    './base.cpuprofile',
  );
  assert.equal(code, 2);
  assert.match(stderr, /is the file to convert/);
  assert.equal(readFileSync(path.join(folder, 'base.cpuprofile'), 'utf8'), good);
  assert.equal(existsSync(path.join(folder, 's2.json')), false);
});
