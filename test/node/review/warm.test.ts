import assert from 'node:assert/strict';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { Origin } from '../../../src/core/model.ts';
import { openCache } from '../../../src/node/review/cache.ts';
import { hashOf } from '../../../src/node/review/read.ts';
import { type ReviewOptions, type ReviewResult, review } from '../../../src/node/review/review.ts';
import { currentSummaries } from '../../../src/node/review/summaries.ts';
import { tempFolder } from '../../cli/run-cli.ts';
import { random } from './random.ts';
import { commit, git, put } from './repository.ts';

const { folder, remove } = tempFolder();
after(remove);

const helperQueries = `import { Pool } from 'pg';
const pool = new Pool();
export async function one(id) {
  const { rows } = await pool.query('SELECT * FROM a WHERE id = $1', [id]);
  return rows[0];
}
`;
const helperRemembers = `const known = new Map();
export async function one(id) {
  return known.get(id);
}
`;
const callers = `import { one } from './one.js';
export async function all(ids) {
  const out = [];
  for (const id of ids) out.push(await one(id));
  return out;
}
`;
const files: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "type": "module", "dependencies": { "pg": "8", "express": "5" } }',
  'src/one.js': helperRemembers,
  'src/all.js': callers,
  'src/app.js': `import express from 'express';
import { all } from './all.js';
const app = express();
app.get('/all', async (req, res) => res.json(await all(req.query.ids)));
app.get('/kin', async (req, res) => res.json(req.body.map((a) => req.body.filter((b) => b.id === a.of))));
`,
};

function repository(name: string): string {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) put(root, file, text);
  git(root, 'init', '-q');
  commit(root);
  return root;
}

type Ask = Pick<ReviewOptions, 'staged' | 'base' | 'paths' | 'all' | 'heat'>;

/** What a reader gets: all but how it came about. */
function told({ stats, ...rest }: ReviewResult): unknown {
  return { ...rest, files: stats.files, before: stats.before };
}

async function sameAsCold(root: string, ask: Ask, message: string): Promise<ReviewResult> {
  const warm = await review({ root, ...ask });
  const cold = await review({ root, ...ask, useCache: false });
  assert.deepEqual(told(warm), told(cold), message);
  return warm;
}

function cacheOf(root: string): string {
  return path.join(root, '.perfloop', 'cache', 'review');
}

test('what is staged is told the same warm and cold, where it changes what other files do', async () => {
  const root = repository('effects');
  const first = await review({ root });
  assert.deepEqual(
    first.findings.map((f) => f.file),
    ['src/app.js'],
  );
  put(root, 'src/one.js', helperQueries);
  git(root, 'add', '-A');
  const staged = await sameAsCold(root, { staged: true }, 'a helper that queries now');
  assert.deepEqual(
    staged.findings.map((f) => [f.file, f.rule]),
    [['src/all.js', 'n-plus-one']],
    'told where it hurts, and what was there before is not',
  );
  const again = await review({ root, staged: true });
  assert.deepEqual(told(again), told(staged), 'a hook that runs again');
  assert.equal(again.stats.analysed, 0);

  commit(root);
  put(root, 'src/new.js', callers);
  git(root, 'add', '-A');
  const next = await sameAsCold(root, { staged: true }, 'after the commit');
  assert.deepEqual(
    next.findings.map((f) => f.file),
    ['src/new.js'],
  );
  assert.equal(next.stats.analysed, 1);

  put(root, 'src/one.js', helperRemembers);
  const unstaged = await sameAsCold(root, { staged: true }, 'with an edit that is not staged');
  assert.deepEqual(
    unstaged.findings.map((f) => f.file),
    ['src/new.js'],
    'what is called counts as it would be committed',
  );
});

test('an edit that no other file can tell has only its own file decided again', async () => {
  const root = repository('own');
  put(root, 'src/one.js', helperQueries);
  await review({ root });
  // A mark on what is known of another file: who links everything loses it.
  const file = path.join(cacheOf(root), 'linked.json');
  const [key, , json] = readFileSync(file, 'utf8').split('\n') as [string, string, string];
  const marked = json.replaceAll('One query per item', 'Seen before');
  assert.notEqual(marked, json);
  writeFileSync(file, `${key}\n${crc32(marked)}\n${marked}`);
  const told = async (): Promise<string[]> => {
    const { findings } = await review({ root });
    return findings.map((f) => `${f.file}:${f.line} ${f.message.slice(0, 11)}`).sort();
  };
  const app = files['src/app.js']!;
  put(
    root,
    'src/app.js',
    `\n${app}function twins(rows) { return rows.filter((r) => rows.includes(r.twin)); }\n`,
  );
  assert.deepEqual(await told(), [
    'src/all.js:4 Seen before',
    'src/app.js:6 req.body.fi',
    'src/app.js:7 rows.includ',
  ]);
  put(root, 'src/app.js', `import './one.js';\n${app}`);
  assert.deepEqual(
    await told(),
    ['src/all.js:4 Seen before', 'src/app.js:6 req.body.fi'],
    'an import that leads nowhere else',
  );
  put(root, 'src/one.js', `${helperQueries}\nexport const two = one;\n`);
  put(
    root,
    'src/app.js',
    `import { two } from './one.js';\n${app}app.post('/two', async (req) => two(req.body.id));\n`,
  );
  assert.deepEqual(
    await told(),
    ['src/all.js:4 One query p', 'src/app.js:6 req.body.fi'],
    'a way to what others call counts',
  );
});

const seed = `import { one } from './one.js';
async function seed(ids) {
  for (const id of ids) await one(id);
}
seed(process.argv.slice(2));
`;

function heatOf(file: string): NonNullable<ReviewOptions['heat']> {
  const shares = { selfMs: 4, totalMs: 6, selfShare: 0.4, totalShare: 0.6, totalFrom: 'calls' } as const;
  return { functions: [], lines: [{ file, line: 3, function: 'seed', origin: Origin.Mine, ...shares }] };
}

test('with a recording, an edit has only its own file decided again, and what was decided without one stays', async () => {
  const root = repository('recorded');
  put(root, 'src/one.js', helperQueries);
  put(root, 'src/seed.js', seed);
  commit(root);
  const heat = heatOf('src/seed.js');
  const told = async (more: Ask): Promise<string[]> => {
    const { findings } = await sameAsCold(root, more, 'as it is cold');
    return findings.map((f) => `${f.file} ${f.rule}`).sort();
  };
  const cold = ['src/all.js n-plus-one', 'src/app.js quadratic-array'];
  assert.deepEqual(await told({}), cold);
  const hot = [...cold, 'src/seed.js n-plus-one'];
  assert.deepEqual(await told({ heat }), hot);
  // A mark on what is known of another file: who links everything loses it.
  for (const name of ['linked.json', 'hot-linked.json']) {
    const file = path.join(cacheOf(root), name);
    const [key, , json] = readFileSync(file, 'utf8').split('\n') as [string, string, string];
    const marked = json.replaceAll('One query per item', 'Seen before');
    writeFileSync(file, `${key}\n${crc32(marked)}\n${marked}`);
  }
  put(root, 'src/app.js', `\n${files['src/app.js']!}function twins(rows) { return rows.length; }\n`);
  const again = await review({ root, heat });
  assert.ok(again.findings.some((f) => f.message.startsWith('Seen before')));
  put(root, 'src/app.js', files['src/app.js']!);
  const without = await review({ root });
  assert.ok(without.findings.some((f) => f.message.startsWith('Seen before')));
  const other = await review({ root, heat: heatOf('src/one.js') });
  assert.ok(!other.findings.some((f) => f.message.startsWith('Seen before')), 'of another recording');
});

test('moved, deleted and new files, settings and paths are told the same warm and cold', async () => {
  const root = repository('moves');
  put(root, 'src/one.js', helperQueries);
  commit(root);
  await review({ root });
  put(root, 'src/every.js', callers);
  unlinkSync(path.join(root, 'src/all.js'));
  git(root, 'add', '-A');
  assert.deepEqual((await sameAsCold(root, { staged: true }, 'moved')).findings, []);
  await sameAsCold(root, {}, 'all, after the move');
  renameSync(path.join(root, 'src/one.js'), path.join(root, 'src/uno.js'));
  await sameAsCold(root, {}, 'the helper is gone');
  await sameAsCold(root, { staged: true }, 'the staged one is there still');
  git(root, 'add', '-A');
  await sameAsCold(root, { staged: true }, 'staged, it is gone');
  put(
    root,
    'perfloop.json',
    '{ "review": { "ignores": ["src/every.*"], "rules": { "quadratic-array": "off" } } }',
  );
  for (const ask of [{}, { all: true }, { staged: true }, { base: 'HEAD' }, { paths: ['src/every.js'] }]) {
    await sameAsCold(root, ask, JSON.stringify(ask));
    await sameAsCold(root, ask, `again ${JSON.stringify(ask)}`);
  }
  assert.deepEqual((await review({ root })).findings, []);
  unlinkSync(path.join(root, 'perfloop.json'));
  assert.notDeepEqual((await review({ root })).findings, [], 'settings count when they are gone, too');
});

test('any row of edits, commits and reviews is told the same warm and cold', async () => {
  const draw = random(11);
  const root = repository('any');
  const texts = [
    helperQueries,
    helperRemembers,
    callers,
    seed,
    files['src/app.js']!,
    'export const x = (;\n',
    '',
  ];
  const names = ['src/one.js', 'src/all.js', 'src/app.js', 'src/seed.js', 'src/a.js', 'src/b.ts'];
  const heat = heatOf('src/seed.js');
  const asks: readonly Ask[] = [
    {},
    { staged: true },
    { staged: true },
    { base: 'HEAD' },
    { heat },
    { heat, base: 'HEAD' },
    { heat: heatOf('src/one.js') },
  ];
  put(root, 'src/seed.js', seed);
  for (let step = 0; step < 28; step++) {
    const file = names[draw(names.length)]!;
    if (draw(5) === 0) rmSync(path.join(root, file), { force: true });
    else put(root, file, texts[draw(texts.length)]! + '// \n'.repeat(draw(3)));
    if (draw(4) !== 0) git(root, 'add', '-A');
    await sameAsCold(root, asks[draw(asks.length)]!, `step ${step}`);
    if (draw(3) === 0) commit(root);
  }
});

test('a text that says nothing new to the rules is read anew, and nothing is decided again for it', async () => {
  const root = repository('comments');
  const named = async (): Promise<string | undefined> => {
    const { current } = await currentSummaries(['src/all.js'], { root, cache: openCache(root) });
    return current.get('src/all.js')?.saying;
  };
  const first = await named();
  put(root, 'src/all.js', `${callers}// one query each\n`);
  assert.equal(await named(), first, 'a comment behind the code');
  assert.equal(await named(), first, 'and as it is kept');
  commit(root);
  put(root, 'src/all.js', `// one query each\n${callers}`);
  const moved = await named();
  assert.notEqual(moved, first, 'other lines');
  const cache = openCache(root);
  assert.equal(cache.saying('src/all.js', hashOf(`${callers}// one query each\n`)), first, 'as committed');
  assert.equal(cache.saying('src/all.js', 'another'), 'another');
  await sameAsCold(root, { staged: true }, 'nothing staged');
  git(root, 'add', '-A');
  await sameAsCold(root, { staged: true }, 'staged');
});

test("a broken cache, or another version's, costs time and changes nothing", async () => {
  const root = repository('broken');
  put(root, 'src/one.js', helperQueries);
  git(root, 'add', '-A');
  const cold = told(await review({ root, staged: true, useCache: false }));
  const damages: readonly ((bytes: Buffer, file: string) => Buffer)[] = [
    () => Buffer.alloc(0),
    (bytes) => bytes.subarray(0, bytes.length >> 1),
    (bytes) => Buffer.concat([bytes, bytes]),
    (bytes) => Buffer.from(bytes.map((b, i) => (i % 97 === 31 ? b ^ 1 : b))),
    (bytes) => Buffer.from(bytes.toString('latin1').replace(/\d+\.\d+\.\d+:/g, '0.0.0:'), 'latin1'),
    () => Buffer.from('[]'),
    () => Buffer.from([0xff, 0xfe, 0, 0]),
  ];
  await review({ root });
  await review({ root, staged: true });
  const kept = readdirSync(cacheOf(root)).filter((f) => /\.(bin|json)$/.test(f));
  assert.ok(kept.includes('linked.json') && kept.includes('states.json'), kept.join());
  assert.ok(kept.filter((f) => f.endsWith('.bin')).length > 0);
  for (const [i, damage] of damages.entries()) {
    for (const file of kept) {
      const name = path.join(cacheOf(root), file);
      if (existsSync(name)) writeFileSync(name, damage(readFileSync(name), file));
    }
    assert.deepEqual(told(await review({ root, staged: true })), cold, `damage ${i}`);
    assert.deepEqual(told(await review({ root, staged: true })), cold, `after damage ${i}`);
  }
});

test('a cache that cannot be written or read leaves the review as it is', async () => {
  const root = repository('unwritable');
  put(root, '.gitignore', '.perfloop');
  put(root, '.perfloop', 'a file where the folder would be');
  const { findings } = await sameAsCold(root, {}, 'no folder');
  assert.deepEqual(
    findings.map((f) => f.file),
    ['src/app.js'],
  );
});

test('what callers in other files pass counts as soon as they change, warm and cold', async () => {
  const root = repository('callers');
  const put1 = (file: string, text: string): void => put(root, file, text);
  const server = (given: string): string => `import express from 'express';
import { all } from './all.js';
const app = express();
app.get('/all', async (req, res) => res.json(await all(${given})));
`;
  const pages = (to: string): string => `export const pick = (ids) => ids.slice(0, ${to});\n`;
  put1('src/one.js', helperQueries);
  const told = async (given: string, more = ''): Promise<readonly string[]> => {
    put1('src/app.js', more + server(given));
    const { findings } = await sameAsCold(root, {}, given);
    return findings.filter((f) => f.rule === 'n-plus-one').map((f) => `${f.file}:${f.line}`);
  };
  const loop = ['src/all.js:4'];
  assert.deepEqual(await told('req.query.ids'), loop);
  assert.deepEqual(await told('[req.query.id]'), []);
  assert.deepEqual(await told('req.query.ids'), loop);
  put1('src/pick.js', pages('5'));
  const picks = "import { pick } from './pick.js';\n";
  assert.deepEqual(await told('pick(req.query.ids)', picks), []);
  put1('src/pick.js', pages('500'));
  assert.deepEqual(await told('pick(req.query.ids)', picks), loop);
  put1('src/pick.js', pages('5'));
  put1('src/more.js', "import { all } from './all.js';\nexport const every = (ids) => all(ids);\n");
  assert.deepEqual(await told('pick(req.query.ids)', picks), loop, 'a caller that nobody calls');
  unlinkSync(path.join(root, 'src/more.js'));
  assert.deepEqual(await told('pick(req.query.ids)', picks), []);
});

test('a few files or many that change at once are told as they are, and put back as they were', async () => {
  const root = repository('many');
  const names = Array.from({ length: 70 }, (_, i) => `src/more${i}.js`);
  for (const [i, name] of names.entries())
    put(root, name, `export function f${i}(rows) {\n  return rows.length;\n}\n`);
  commit(root);
  await sameAsCold(root, {}, 'all');
  const slow = (i: number): string =>
    `export function f${i}(rows) {\n  return rows.map((r) => rows.find((o) => o.id === r.of));\n}\n`;
  for (const count of [1, 3, 70, 2]) {
    for (const [i, name] of names.slice(0, count).entries()) put(root, name, slow(i));
    const { findings } = await sameAsCold(root, {}, `${count} files`);
    assert.equal(findings.filter((f) => f.rule === 'quadratic-array').length, count + 1);
    git(root, 'checkout', '-q', '.');
    await sameAsCold(root, {}, `${count} files put back`);
  }
});
