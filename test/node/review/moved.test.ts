import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { review } from '../../../src/node/review/review.ts';
import { commit, git, put } from './repository.ts';
import { edit, files, move, repository, told } from './shop.ts';

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
