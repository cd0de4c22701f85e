import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { loadFailureText } from '../../../src/node/bench/load-hint.ts';

const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'perfloop-hint-')));
after(() => rmSync(root, { recursive: true, force: true }));
const at = (name: string): string => path.join(root, name);
for (const [name, text] of Object.entries({
  'package.json':
    '{ "name": "top", "scripts": { "build": "tsc" }, "devDependencies": { "mitata": "1", "there": "1" }, "main": "./made.js" }',
  'pnpm-lock.yaml': '',
  'bench/package.json': '{ "dependencies": { "klona": "1" } }',
  'bench/package-lock.json': '{}',
  'packages/a/package.json': '{ "name": "@x/a", "scripts": { "build": "tsc" } }',
  'node_modules/there/package.json': '{ "name": "there" }',
})) {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
}
mkdirSync(at('node_modules/@x'));
symlinkSync(at('packages/a'), at('node_modules/@x/a'), 'junction');

const text = (message: string, file = 'bench/x.bench.js'): string =>
  loadFailureText({ message, stack: ['at one', 'at two'] }, at(file), root);

test('what cannot be found is told with the command that would bring it', () => {
  const missing = (name: string, from = 'bench/x.bench.js') =>
    text(`Cannot find package '${name}' imported from ${at(from)}`);
  assert.equal(
    missing('klona'),
    "cannot find 'klona', which bench/x.bench.js imports: package.json has it, but it is not installed: cd bench && npm install",
  );
  assert.match(missing('mitata/sub', 'x.bench.js'), /not installed: pnpm install$/);
  assert.match(missing('@other/b', 'x.bench.js'), /install it: pnpm add -D @other\/b$/);
  assert.match(missing('there/no', 'x.bench.js'), /there is installed, and has no such file$/);
  assert.match(missing('virtual:x'), /plugin of Vite/);
});

test('what has to be built is told apart from what is not there', () => {
  const required = (name: string) =>
    text(`Cannot find module '${name}' Require stack: - ${at('bench/x.bench.js')}`);
  assert.equal(
    required('../dist/a'),
    "cannot find '../dist/a', which bench/x.bench.js imports: it has to be built first: pnpm run build",
  );
  assert.match(required('..'), /there is no such file|built first/);
  assert.match(required('../made.js'), /built first: pnpm run build$/);
  assert.match(required('../src/a'), /there is no such file$/);
  assert.match(
    text(`Cannot find module '${at('node_modules/@x/a/dist/i.js')}' imported from ${at('x.js')}`),
    /cannot find 'node_modules\/@x\/a\/dist\/i.js', .*: cd packages\/a && pnpm run build$/,
  );
});

test('other failures keep their words and place, with a hint where one is known', () => {
  assert.equal(text('TypeError: x is not a function'), 'TypeError: x is not a function at one');
  assert.match(text('Unknown file extension ".vue" for /a.vue'), /compiled by a plugin/);
  assert.match(text('ReferenceError: document is not defined'), /jsdom/);
});
