import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Origin } from '../../../src/core/model.ts';
import { ownerOf, packageOf } from '../../../src/core/profile/origin.ts';
import { displayPath, fileFromUrl, urlFromFile } from '../../../src/core/profile/paths.ts';

const roots = ['/home/me/app', 'C:/work/app'];

const cases: readonly (readonly [string, Origin, string])[] = [
  ['/home/me/app/src/a.ts', Origin.Mine, ''],
  ['/home/me/app2/src/a.ts', Origin.Outside, '(outside)'],
  ['c:/Work/App/src/a.ts', Origin.Mine, ''],
  ['D:/work/app/src/a.ts', Origin.Outside, '(outside)'],
  ['/home/me/app/node_modules/pg/lib/client.js', Origin.Dependency, 'pg'],
  ['/home/me/app/node_modules/a/node_modules/@s/b/x.js', Origin.Dependency, '@s/b'],
  ['/home/me/app/node_modules/.pnpm/pg@8.1.0/node_modules/pg/lib/x.js', Origin.Dependency, 'pg'],
  ['/home/me/app/node_modules/.pnpm/@s+b@1.0.0_x@2/index.js', Origin.Dependency, '@s/b'],
  [
    '/home/me/app/.yarn/cache/lodash-npm-4.17.21-6382.zip/node_modules/lodash/map.js',
    Origin.Dependency,
    'lodash',
  ],
  [
    '/home/me/app/.yarn/__virtual__/x-virtual-1/0/cache/x-npm-1.zip/node_modules/@y/x/i.js',
    Origin.Dependency,
    '@y/x',
  ],
  ['/usr/lib/node_modules/npm/lib/npm.js', Origin.Dependency, 'npm'],
  ['node:internal/timers', Origin.Runtime, 'node'],
  ['internal/timers.js', Origin.Runtime, 'node'],
  ['events.js', Origin.Runtime, 'node'],
  ['app.js', Origin.Mine, ''],
  ['', Origin.Native, '(native)'],
  ['wasm://wasm/0a1b', Origin.Native, '(native)'],
  ['evalmachine.<anonymous>', Origin.Outside, '(outside)'],
  ['[eval]', Origin.Outside, '(outside)'],
  ['webpack:///./src/a.ts', Origin.Mine, ''],
  ['webpack://app/./src/a.ts?1f2e', Origin.Mine, ''],
  ['webpack:///./node_modules/react-dom/cjs/react-dom.js', Origin.Dependency, 'react-dom'],
  ['webpack:///(webpack)/bootstrap', Origin.Mine, ''],
  ['http://localhost:5173/src/main.ts?t=1', Origin.Mine, ''],
  ['http://localhost:5173/node_modules/.vite/deps/react.js?v=2', Origin.Dependency, 'react'],
  ['chrome-extension://abc/content.js', Origin.Outside, '(outside)'],
];

for (const [file, origin, pkg] of cases) {
  test(`owner of ${file === '' ? 'no file' : file}`, () => {
    assert.deepEqual(ownerOf(file, roots), { origin, pkg });
  });
}

test('a workspace below node_modules is own code all the same', () => {
  const root = ['/x/node_modules/lib'];
  assert.equal(ownerOf('/x/node_modules/lib/src/a.js', root).origin, Origin.Mine);
  assert.deepEqual(ownerOf('/x/node_modules/lib/node_modules/d/a.js', root), {
    origin: Origin.Dependency,
    pkg: 'd',
  });
  assert.deepEqual(ownerOf('/x/node_modules/other/a.js', root), { origin: Origin.Dependency, pkg: 'other' });
});

test('without roots, all but dependencies and Node is own code', () => {
  assert.equal(ownerOf('/any/where.js', []).origin, Origin.Mine);
  assert.equal(packageOf('/any/where.js'), undefined);
});

test('files are shown relative to the innermost root', () => {
  assert.equal(displayPath('/a/b/c/d.js', ['/a', '/a/b/']), 'c/d.js');
  assert.equal(displayPath('/ab/c.js', ['/a']), '/ab/c.js');
  assert.equal(displayPath('c:/X/y.js', ['C:/x']), 'y.js');
});

test('file URLs there and back', () => {
  for (const file of ['/a b/ü#1?.js', 'C:/x y/z.js', '//server/share/a.js', 'node:fs', '/100%/a.js']) {
    assert.equal(fileFromUrl(urlFromFile(file)), file);
  }
});
