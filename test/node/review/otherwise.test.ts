/** What stands as it stood, though it is written, called or placed otherwise, is no news of a change. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { review } from '../../../src/node/review/review.ts';
import { commit, git, put } from './repository.ts';
import { edit, files, repository, told } from './shop.ts';

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

test('a query of another model is another one, though it is asked by the same method', async () => {
  const root = repository('models');
  const handler = (model: string): string => `import mongoose from 'mongoose';
const Customer = mongoose.model('Customer', new mongoose.Schema({ name: String }));
const Product = mongoose.model('Product', new mongoose.Schema({ name: String }));
export async function filled(req, res) {
  const orders = await req.app.locals.orders.all();
  for (const order of orders) {
    order.about = await ${model}.findOne({ order: order.id });
  }
  res.json(orders);
}
`;
  const route = "import { filled } from './orders/filled.js';\nexpress().get('/filled', filled);\n";
  put(root, 'src/app.js', `${files['src/app.js']}${route}`);
  put(root, 'src/orders/filled.js', handler('Customer'));
  commit(root);
  git(root, 'branch', 'before');
  put(root, 'src/orders/filled.js', handler('Product'));
  assert.deepEqual(await told(root, 'before'), ['n-plus-one src/orders/filled.js:7']);
});
