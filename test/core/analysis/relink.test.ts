/** After a small edit: what is said is what linking everything says, and mostly only the edited file is decided. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { definitionsIn, type Finder, hashOfName, mentionsIn } from '../../../src/core/analysis/finder.ts';
import { type LinkOptions, linkInSteps } from '../../../src/core/analysis/link.ts';
import { Modules } from '../../../src/core/analysis/modules.ts';
import { type Decision, relink } from '../../../src/core/analysis/relink.ts';
import { remember } from '../../../src/core/analysis/remembered.ts';
import { rules } from '../../../src/core/analysis/rules/index.ts';
import { Shipping } from '../../../src/core/analysis/shipping.ts';
import { finish } from '../../../src/core/analysis/steps.ts';
import { summarise } from '../../../src/core/analysis/summarise.ts';
import type { FileSummary } from '../../../src/core/analysis/summary.ts';
import { random } from '../../node/review/random.ts';

const config = {
  packages: [
    {
      folder: '',
      name: 'shop',
      mains: [],
      exports: {},
      bins: [],
      dependencies: ['express', 'pg'],
      tools: [],
      ranges: {},
      browser: false,
    },
  ],
  tsconfigs: [],
};
const options: LinkOptions = { rules, config, all: true };

type Texts = Readonly<Record<string, string>>;

const known = new Map<string, FileSummary>();
function summaries(texts: Texts): Map<string, FileSummary> {
  const all = new Map<string, FileSummary>();
  for (const file of Object.keys(texts).sort()) {
    const key = `${file}\n${texts[file]!}`;
    const summary = known.get(key) ?? summarise(file, texts[file]!, key, rules);
    known.set(key, summary);
    all.set(file, summary);
  }
  return all;
}

/** As it is kept: through JSON. */
function decideAll(files: ReadonlyMap<string, FileSummary>): Decision {
  const { linked, world } = finish(linkInSteps(files, options));
  return JSON.parse(JSON.stringify({ linked, world: remember(world) })) as Decision;
}

/** Gives only files that have the name, those that were edited left in whatever they have. */
function finderIn(files: ReadonlyMap<string, FileSummary>, edit: Texts): Finder {
  const having = (names: (file: FileSummary) => ReadonlySet<number>) => (name: string) =>
    [...files.values()].filter((f) => Object.hasOwn(edit, f.path) || names(f).has(hashOfName(name)));
  return { naming: having(mentionsIn), defining: having(definitionsIn) };
}

/** From one text to the next; undefined where everything has to be linked. */
function edited(before: Texts, edit: Texts, earlier = decideAll(summaries(before))): Decision | undefined {
  const [was, is] = [summaries(before), summaries({ ...before, ...edit })];
  const changes = Object.keys(edit).map((file) => ({ before: was.get(file)!, after: is.get(file)! }));
  const again = relink(earlier, changes, is, options, finderIn(is, edit));
  assert.deepEqual(again?.linked, relink(earlier, changes, is, options)?.linked);
  if (again) assert.deepEqual(JSON.parse(JSON.stringify(again.linked)), decideAll(is).linked);
  return again;
}

const store = `import { Pool } from 'pg';
const pool = new Pool();
export async function one(id) {
  const { rows } = await pool.query('SELECT * FROM a WHERE id = $1', [id]);
  return rows[0];
}
export function label(row) {
  return row.name;
}
`;
const all = `import { one } from './one.js';
export async function all(ids) {
  const out = [];
  for (const id of ids) out.push(await one(id));
  return out;
}
`;
const app = `import express from 'express';
import { all } from './all.js';
const app = express();
app.get('/all', async (req, res) => res.json(await all(req.query.ids)));
app.post('/kin', async (req, res) => {
  const items = req.body;
  res.json(items.length);
});
`;
const shop: Texts = { 'src/one.js': store, 'src/all.js': all, 'src/app.js': app };

function places(d: Decision | undefined): string[] | undefined {
  return d?.linked.findings.map((f) => `${f.file}:${f.line} ${f.rule}`);
}

test('lines that move in a file move in the chains that lead through it', () => {
  const again = edited(shop, { 'src/one.js': `// A store.\n\n${store}` });
  const found = again?.linked.findings.find((f) => f.file === 'src/all.js');
  assert.deepEqual(
    found?.chain.map((s) => `${s.file}:${s.line}`),
    ['src/all.js:4', 'src/all.js:4', 'src/one.js:6'],
  );
});

test('a pitfall inside of a handler is told without linking all', () => {
  const slow = app.replace('items.length', 'items.map((i) => items.filter((o) => o.of === i.id))');
  assert.deepEqual(places(edited(shop, { 'src/app.js': slow })), [
    'src/all.js:4 n-plus-one',
    'src/app.js:7 quadratic-array',
  ]);
  const fetches = app.replace('res.json(items.length);', 'for (const i of items) await fetch(i.url);\n');
  assert.ok(places(edited(shop, { 'src/app.js': fetches }))?.includes('src/app.js:7 missing-timeout'));
});

test('functions come and go where nobody asks for them', () => {
  const more = `${store}export function joined(rows) {
  return rows.map((r) => rows.find((o) => o.id === r.parent));
}
`;
  const again = edited(shop, { 'src/one.js': more });
  assert.ok(places(again)?.includes('src/one.js:11 quadratic-array'), String(places(again)));
  const gone = edited({ ...shop, 'src/one.js': more }, { 'src/one.js': store }, again);
  assert.deepEqual(places(gone), ['src/all.js:4 n-plus-one']);
  const called = `${app}function local(rows) {
  return rows.filter((r) => rows.includes(r.of));
}
app.get('/local', (req, res) => res.json(local(req.body)));
`;
  assert.ok(places(edited(shop, { 'src/app.js': called }))?.includes('src/app.js:10 quadratic-array'));
});

test('a function of a name that another has inside of a third leaves both what they are', () => {
  const before = `function before() {
  function one(row) {
    return row.id;
  }
  return one({});
}
`;
  const more = store.replace('export async function one', `${before}export async function one`);
  const again = edited(shop, { 'src/one.js': more });
  assert.deepEqual(places(again), ['src/all.js:4 n-plus-one']);
  const next = edited({ ...shop, 'src/one.js': more }, { 'src/one.js': store }, again);
  assert.deepEqual(places(next), ['src/all.js:4 n-plus-one']);
});

test('one edit follows another', () => {
  let texts = shop;
  let state = decideAll(summaries(shop));
  for (let i = 0; i < 5; i++) {
    const file = ['src/one.js', 'src/app.js', 'src/all.js'][i % 3]!;
    const edit = {
      [file]: `// ${i}\n${texts[file]!}function f${i}(a) { return a.map((x) => a.indexOf(x)); }\n`,
    };
    const next = edited(texts, edit, state);
    assert.ok(next, `edit ${i}`);
    texts = { ...texts, ...edit };
    state = next;
  }
});

test('where another file may be told something else, everything is linked', () => {
  const cases: Record<string, Texts> = {
    'a helper that others call queries no more': { 'src/one.js': store.replace(/await pool.*\n/, 'rows;\n') },
    'it queries as well now': { 'src/one.js': store.replace('return row.name', 'return pool.query(row)') },
    'its name is another': { 'src/one.js': store.replace('function one', 'function first') },
    'a function leads to another file': {
      'src/app.js': app.replace('res.json(items.length)', 'res.json(await all(items))'),
    },
    'a function leads there no more': { 'src/app.js': app.replace('await all(req.query.ids)', '1') },
    'a default export': { 'src/all.js': `${all}export default all;\n` },
    'a file that imports nothing': { 'src/app.js': app.replace(/^import.*\n/gm, '') },
  };
  for (const [name, edit] of Object.entries(cases)) {
    const withUser = {
      ...shop,
      'src/use.js': "import { label } from './one.js';\nexport const a = (r) => label(r);\n",
    };
    const again = edited(withUser, edit);
    assert.equal(again, undefined, name);
  }
  const asks = {
    ...shop,
    'src/use.js': "import { later } from './one.js';\nexport const a = (r) => later(r);\n",
  };
  assert.equal(edited(asks, { 'src/one.js': `${store}export function later(r) { return r; }\n` }), undefined);
});

test('a loop that calls what is costly there is asked for from elsewhere', () => {
  const money = `export const money = (v) => new Intl.NumberFormat('de', { style: 'percent' }).format(v);\n`;
  const use = (code: string): string => `import { money } from './money.js';\n${code}\n`;
  const once = use('export const a = (row) => money(row.x);');
  const each = use('export const a = (rows) => rows.map((row) => money(row.x));');
  const texts = { ...shop, 'src/money.js': money, 'src/use.js': once };
  assert.equal(edited(texts, { 'src/use.js': each }), undefined);
  assert.equal(edited({ ...texts, 'src/use.js': each }, { 'src/use.js': once }), undefined);
});

test('what a function does for the loops of other files is asked for from elsewhere', () => {
  const texts = {
    ...shop,
    'src/copy.js': 'export const copy = (x) => JSON.parse(JSON.stringify(x));\n',
    'src/use.js': "import { copy } from './copy.js';\nexport const a = (rows) => rows.map((r) => copy(r));\n",
  };
  assert.equal(
    edited(texts, { 'src/copy.js': 'export const copy = (x) => structuredClone(x);\n' }),
    undefined,
  );
  const reducer = {
    ...shop,
    'src/merge.js': 'export const byId = (all, row) => ({ ...all, [row.id]: row });\n',
    'src/use.js':
      "import { byId } from './merge.js';\nexport const a = (orders) => orders.reduce(byId, {});\n",
  };
  const kept = 'export const byId = (all, row) => all.set(row.id, row);\n';
  assert.equal(edited(reducer, { 'src/merge.js': kept }), undefined);
});

test('what a file imports is its own affair', () => {
  assert.ok(edited(shop, { 'src/app.js': `import './one.js';\nimport fs from 'node:fs';\n${app}` }));
  const more = `${app}app.get('/more', async (req, res) => {
  for (const id of req.query.ids) await fetch(id);
});
`;
  assert.ok(places(edited(shop, { 'src/app.js': more }))?.includes('src/app.js:10 n-plus-one'));
});

test('an import that sends another file to browsers is none of its own', () => {
  const page = "import React from 'react';\nexport const Page = () => React.createElement('p');\n";
  const list = 'export const first = (rows) => rows[0];\n';
  const without = summaries({ 'page.js': page, 'list.js': list });
  const withList = summaries({ 'page.js': `import './list.js';\n${page}`, 'list.js': list });
  const others = summaries({ 'page.js': `import './none.js';\nimport 'preact';\n${page}` });
  const shipping = new Shipping(without, new Modules(without, config), () => undefined);
  const same = (before: typeof without, after: typeof without): boolean =>
    shipping.sendsTheSame(before.get('page.js')!, after.get('page.js')!);
  assert.ok(same(without, withList), 'nobody asked');
  assert.equal(shipping.of(without.get('list.js')!), 'unknown');
  assert.ok(!same(without, withList));
  assert.ok(!same(withList, without));
  assert.ok(same(without, others));
  assert.ok(!same(without, summaries({ 'page.js': list })), 'where it runs itself');
});

test('calls of a name that callers were looked for by', () => {
  // Who calls `find` is asked: it goes through what is handed in.
  const texts: Texts = {
    ...shop,
    'src/few.js': `import { one } from './one.js';
export async function find(ids) {
  for (const id of ids) await one(id);
}
`,
    'src/use.js': "import { find } from './few.js';\nexport const few = () => find(['a', 'b']);\n",
  };
  assert.ok(decideAll(summaries(texts)).world.callersOf.includes('find'));
  const found = app.replace('items.length', 'items.find((i) => i.is)');
  assert.ok(edited(texts, { 'src/app.js': found }), 'of a list');
  const elsewhere = `import { find } from 'elsewhere';\n${app.replace('items.length', 'find(items)')}`;
  assert.equal(edited(texts, { 'src/app.js': elsewhere }), undefined);
  assert.equal(edited({ ...texts, 'src/app.js': elsewhere }, { 'src/app.js': app }), undefined);
});

test('what callers pass is where it is now', () => {
  const texts: Texts = {
    ...shop,
    'src/few.js': `import { one } from './one.js';
export async function few(ids) {
  for (const id of ids) await one(id);
}
`,
    'src/some.js': `import { few } from './few.js';
export async function some() {
  await few(['a', 'b']);
}
`,
  };
  const again = edited(texts, { 'src/some.js': `\n\n${texts['src/some.js']!}` });
  const reason = again?.linked.silenced.find((s) => s.file === 'src/few.js')?.reason;
  assert.match(reason ?? '', /src\/some\.js:5\)/);
});

const shopFolder = path.resolve('examples/orders-api/src');

/** Lines that come and go, as somebody works, in real code. */
test('a hundred edits of an example say what linking all says', () => {
  const texts: Record<string, string> = {};
  for (const f of readdirSync(shopFolder, { recursive: true, encoding: 'utf8' }))
    if (/\.[jt]s$/.test(f))
      texts[`src/${f.replaceAll('\\', '/')}`] = readFileSync(path.join(shopFolder, f), 'utf8');
  Object.assign(texts, shop);
  const draw = random(5);
  const files = Object.keys(texts).sort();
  let state = decideAll(summaries(texts));
  let again = 0;
  for (let i = 0; i < 100; i++) {
    const file = files[draw(files.length)]!;
    const lines = texts[file]!.split('\n');
    const at = draw(lines.length);
    const other = texts[files[draw(files.length)]!]!.split('\n');
    const kind = draw(4);
    if (kind === 0) lines.splice(at, 0, '');
    else if (kind === 1) lines.splice(at, 1);
    else if (kind === 2) lines.splice(at, 0, other[draw(other.length)]!);
    else lines.push(`function f${i}(a) { return a.map((x) => a.find((y) => y === x)); }`);
    const edit = { [file]: lines.join('\n') };
    const next = edited(texts, edit, state);
    Object.assign(texts, edit);
    if (next) again++;
    state = next ?? decideAll(summaries(texts));
  }
  assert.ok(again > 30, `only ${again} of 100 edits were decided by themselves`);
});
