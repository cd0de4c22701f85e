import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { type ReviewOptions, review } from '../../../src/node/review/review.ts';
import { tempFolder } from '../../cli/run-cli.ts';
import { commit, git, put } from './repository.ts';

const { folder, remove } = tempFolder();
after(remove);

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "type": "module", "dependencies": { "pg": "8", "express": "5" } }',
  'src/db/customers.js': `import { Pool } from 'pg';
const pool = new Pool();
export async function customerOf(id) {
  const { rows } = await pool.query('SELECT * FROM customers WHERE id = $1', [id]);
  return rows[0];
}
`,
  'src/orders/list.js': `import { customerOf } from '../db/customers.js';
import { present } from './present.js';
export async function listOrders(req, res) {
  const orders = await req.app.locals.orders.all();
  for (const order of orders) {
    order.customer = await customerOf(order.customerId);
  }
  res.json(present(orders));
}
`,
  'src/orders/present.js': `export const present = (orders) => orders.map((o) => ({ id: o.id, customer: o.customer }));
`,
  'src/app.js': `import express from 'express';
import { listOrders } from './orders/list.js';
express().get('/orders', listOrders);
`,
};

function repository(name: string): string {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) put(root, file, text);
  git(root, 'init', '-q', '-b', 'main');
  commit(root);
  return root;
}

function move(root: string, from: string, to: string): void {
  mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
  renameSync(path.join(root, from), path.join(root, to));
}

function edit(root: string, file: string, from: string, to: string): void {
  const text = readFileSync(path.join(root, file), 'utf8');
  assert.ok(text.includes(from), `${file} has ${from}`);
  put(root, file, text.replaceAll(from, to));
}

/** What is told as new against the first commit: in the work tree, then staged; warm, then cold. */
async function told(root: string, base = 'main'): Promise<string[]> {
  const all: string[][] = [];
  const ask = async (what: Pick<ReviewOptions, 'base' | 'staged'>): Promise<void> => {
    for (const useCache of [true, false]) {
      const { findings } = await review({ root, useCache, ...what });
      all.push(findings.map((f) => `${f.rule} ${f.file}:${f.line}`));
    }
  };
  await ask({ base });
  git(root, 'add', '-A');
  await ask(base === 'main' ? { staged: true } : { base });
  for (const one of all) assert.deepEqual(one, all[0]);
  return all[0]!;
}

test('there is something to keep out', async () => {
  const root = repository('first');
  const { findings } = await review({ root });
  assert.deepEqual(
    findings.map((f) => `${f.rule} ${f.file}:${f.line}`),
    ['n-plus-one src/orders/list.js:6'],
  );
});

test('a file that moves to another folder keeps its findings out, whatever its imports are called now', async () => {
  const root = repository('deeper');
  move(root, 'src/orders/list.js', 'src/http/routes/orders/list.js');
  edit(root, 'src/http/routes/orders/list.js', '../db/customers.js', '../../../db/customers.js');
  edit(root, 'src/http/routes/orders/list.js', './present.js', '../../../orders/present.js');
  edit(root, 'src/app.js', './orders/list.js', './http/routes/orders/list.js');
  assert.deepEqual(await told(root), []);
});

test('so do the files that import one that moved, and a whole folder, or package, with its manifest', async () => {
  const helper = repository('helper');
  move(helper, 'src/db/customers.js', 'src/data/sql/customer.js');
  edit(helper, 'src/orders/list.js', '../db/customers.js', '../data/sql/customer.js');
  assert.deepEqual(await told(helper), []);

  const whole = repository('whole');
  move(whole, 'src', 'packages/shop/src');
  move(whole, 'package.json', 'packages/shop/package.json');
  assert.deepEqual(await told(whole), []);

  const mapped = repository('mapped');
  put(mapped, 'app/tsconfig.json', '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }');
  move(mapped, 'src', 'app/src');
  edit(mapped, 'app/src/orders/list.js', '../db/', '@/db/');
  commit(mapped);
  git(mapped, 'branch', 'before');
  move(mapped, 'app', 'server/app');
  assert.deepEqual(await told(mapped, 'before'), []);
});

test('a file that moves and is edited tells what the edit brings, and nothing else', async () => {
  const root = repository('edited');
  move(root, 'src/orders/list.js', 'src/http/list.js');
  const text = readFileSync(path.join(root, 'src/http/list.js'), 'utf8').replace(
    './present.js',
    '../orders/present.js',
  );
  const more = text
    .slice(text.indexOf('export'))
    .replace('listOrders', 'other')
    .replaceAll('orders', 'bills');
  put(root, 'src/http/list.js', `// a line more\n${text}${more}`);
  edit(root, 'src/app.js', './orders/list.js', './http/list.js');
  assert.deepEqual(await told(root), ['n-plus-one src/http/list.js:14']);
});

test('a file that moves is known by what it says, however it was edited and before git is told', async () => {
  const names = repository('renamed');
  const to = 'src/http/routes/list.js';
  move(names, 'src/orders/list.js', to);
  edit(names, to, '../db/customers.js', '../../db/customers.js');
  edit(names, to, './present.js', '../../orders/present.js');
  edit(names, to, 'listOrders', 'allOrders');
  edit(names, 'src/app.js', './orders/list.js', './http/routes/list.js');
  edit(names, 'src/app.js', 'listOrders', 'allOrders');
  assert.deepEqual(await told(names), [], 'the function has another name');

  const lines = repository('rewritten');
  move(lines, 'src/orders/list.js', to);
  edit(lines, to, '../db/customers.js', '../../db/customers.js');
  edit(lines, to, './present.js', '../../orders/present.js');
  edit(lines, to, 'order.customer = await', 'order.buyer = await');
  edit(lines, to, '  res.json', `  // ${'one line more\n  // '.repeat(12)}\n  res.json`);
  edit(lines, 'src/app.js', './orders/list.js', './http/routes/list.js');
  assert.deepEqual(await told(lines), [], 'the line says something else, and half of the file is new');
});

test('a new file beside one that is gone is no moved one, and a file moves to one place only', async () => {
  const root = repository('another');
  rmSync(path.join(root, 'src/orders/present.js'));
  edit(root, 'src/orders/list.js', 'present(orders)', 'orders');
  edit(root, 'src/orders/list.js', "import { present } from './present.js';\n", '');
  const list = readFileSync(path.join(root, 'src/orders/list.js'), 'utf8');
  put(root, 'src/bills/list.js', list.replaceAll('orders', 'bills').replaceAll('rders', 'ills'));
  assert.deepEqual(await told(root), ['n-plus-one src/bills/list.js:5']);

  const twice = repository('twice');
  const text = files['src/orders/list.js']!;
  rmSync(path.join(twice, 'src/orders/list.js'));
  put(twice, 'src/orders/a/list.js', text.replaceAll("'./", "'../").replace('../db', '../../db'));
  put(twice, 'src/orders/b/list.js', text.replaceAll("'./", "'../").replace('../db', '../../db'));
  assert.equal((await told(twice)).length, 1);
});

test('a function that moves to another file, or is called otherwise, is no new one; a copy is', async () => {
  const root = repository('function');
  const list = readFileSync(path.join(root, 'src/orders/list.js'), 'utf8');
  put(
    root,
    'src/orders/routes.js',
    `// All of them.\nimport './nothing.js';\n\nexport const version = 3;\n\n${list}`,
  );
  assert.deepEqual(await told(root), ['n-plus-one src/orders/routes.js:11'], 'a copy');
  rmSync(path.join(root, 'src/orders/list.js'));
  edit(root, 'src/app.js', './orders/list.js', './orders/routes.js');
  assert.deepEqual(await told(root), [], 'moved');
  edit(root, 'src/orders/routes.js', 'listOrders', 'allOrders');
  git(root, 'commit', '-qam', 'moved');
  git(root, 'branch', 'before');
  edit(root, 'src/orders/routes.js', 'allOrders', 'everyOrder');
  assert.deepEqual(await told(root, 'before'), [], 'called otherwise');
});

test('what is mended in one file does not hide the same in a file that is not reviewed with it', async () => {
  const root = repository('paths');
  put(
    root,
    'lib/list.js',
    files['src/orders/list.js']!.replace('../db', '../src/db').replace('./p', '../src/orders/p'),
  );
  const ask = { root, base: 'main', useCache: false };
  assert.equal((await review({ ...ask, paths: ['lib'] })).findings.length, 1);
});

test('code that is broken into lines otherwise is the same, and a second call of the kind is not', async () => {
  const root = repository('lines');
  const broken = files['src/orders/list.js']!.replace(
    'await customerOf(order.customerId)',
    'await customerOf(\n      order.customerId,\n    )',
  ).replace('order.customer =', 'order.customer =\n     ');
  put(root, 'src/orders/list.js', broken);
  assert.deepEqual(await told(root), []);
  put(
    root,
    'src/orders/list.js',
    broken.replace('  }\n', '    order.payer = await customerOf(order.payerId);\n  }\n'),
  );
  const more = (await told(root)).filter((f) => f.startsWith('n-plus-one'));
  assert.deepEqual(more, ['n-plus-one src/orders/list.js:10']);
});

test('code that is laid out with other quotes and without semicolons is the same', async () => {
  const root = repository('quotes');
  put(
    root,
    'src/orders/list.js',
    files['src/orders/list.js']!.replaceAll("'", '"').replaceAll(';', '').replaceAll('  ', '\t'),
  );
  assert.deepEqual(await told(root), []);
});

const listed = 'src/orders/list.js';
const line = 'order.customer = await customerOf(order.customerId);';

test('a call whose arguments change, of something that does its work by other means, is the same', async () => {
  const root = repository('otherwise');
  put(
    root,
    'src/db/customers.js',
    `import mongoose from 'mongoose';
const Customer = mongoose.model('Customer', new mongoose.Schema({ name: String }));
export async function customerOf(tenant, id) {
  return await Customer.findOne({ tenant, id });
}
`,
  );
  edit(root, listed, line, 'order.buyer = await customerOf(req.tenant, order.customerId);');
  assert.deepEqual(await told(root), []);
  edit(root, listed, 'await customerOf', 'await buyerOf');
  edit(root, listed, 'customerOf }', 'customerOf, buyerOf }');
  put(
    root,
    'src/db/customers.js',
    `${readFileSync(path.join(root, 'src/db/customers.js'), 'utf8')}
export async function buyerOf(tenant, id) {
  return await Customer.findOne({ tenant, id, buys: true });
}
`,
  );
  assert.deepEqual(await told(root), ['n-plus-one src/orders/list.js:6'], 'something else is called');
});

test('a loop that goes to another file, and into a function of another name, is the same', async () => {
  const root = repository('taken-out');
  put(
    root,
    'src/orders/fill.js',
    `import { customerOf } from '../db/customers.js';
export async function fill(orders) {
  for (const order of orders) {
    order.customer = (await customerOf(order.customerId)) ?? null;
  }
}
`,
  );
  edit(root, listed, `for (const order of orders) {\n    ${line}\n  }`, 'await fill(orders);');
  edit(root, listed, '../db/customers.js', './fill.js');
  edit(root, listed, '{ customerOf }', '{ fill }');
  assert.deepEqual(await told(root), []);
  edit(root, 'src/orders/fill.js', 'of orders', 'of orders.concat(orders.later)');
  assert.deepEqual(await told(root), ['n-plus-one src/orders/fill.js:4'], 'another loop');
});

test('what was required and is imported now is the same', async () => {
  const root = repository('modules');
  const handler = (line: string): string =>
    `${line}\nexport const handler = async () => new AWS.S3().listBuckets();\n`;
  put(root, 'serverless.yml', 'service: shop\nfunctions:\n  list:\n    handler: src/list.handler\n');
  put(root, 'src/list.js', handler("const AWS = require('aws-sdk');"));
  commit(root);
  git(root, 'branch', 'before');
  const { findings } = await review({ root, useCache: false });
  assert.ok(findings.some((f) => f.rule === 'whole-import'));
  put(root, 'src/list.js', handler("import * as AWS from 'aws-sdk';"));
  assert.deepEqual(await told(root, 'before'), []);
  put(root, 'src/list.js', handler("import AWS from 'aws-sdk';\nimport _ from 'lodash';"));
  assert.deepEqual(await told(root, 'before'), ['whole-import src/list.js:2']);
});

test('what is done for each item of a list that is made otherwise is the same', async () => {
  const root = repository('lists');
  const handler = (lines: string): string => `export async function totals(req, res) {
  const orders = await req.app.locals.orders.all();
${lines}
  res.json(sums);
}
`;
  const route = "import { totals } from './orders/totals.js';\nexpress().get('/totals', totals);\n";
  put(root, 'src/app.js', `${files['src/app.js']}${route}`);
  put(
    root,
    'src/orders/totals.js',
    handler('  const sums = orders.map((o) => o.lines).reduce((acc, lines) => [...acc, ...lines], []);'),
  );
  commit(root);
  git(root, 'branch', 'before');
  const { findings } = await review({ root, useCache: false });
  assert.ok(findings.some((f) => f.rule === 'accumulating-spread'));
  put(
    root,
    'src/orders/totals.js',
    handler(
      '  const sums = orders.reduce((acc, order) => {\n    return [...acc, ...order.lines];\n  }, []);',
    ),
  );
  assert.deepEqual(await told(root, 'before'), []);
});
