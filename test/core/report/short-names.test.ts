import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortNames } from '../../../src/core/report/short-names.ts';

test('a file is called by its last name, and by as much more as tells it from the others', () => {
  const files = ['src/a.js', 'src/b/index.js', 'src/c/index.js', 'lib/b/index.js', 'index.js'].map(
    (file) => ({
      root: '/w/shop',
      file,
    }),
  );
  const nameOf = shortNames(files, false);
  assert.deepEqual(files.map(nameOf), ['a.js', 'src/b/index.js', 'c/index.js', 'lib/b/index.js', 'index.js']);
  assert.equal(nameOf({ root: '/w/shop', file: 'other/x.js' }), 'other/x.js');
});

test('of several folders the folder itself may tell', () => {
  const files = ['/w/one', '/w/two', '/v/two'].map((root) => ({ root, file: 'src/a.js' }));
  assert.deepEqual(files.map(shortNames(files, true)), ['one/src/a.js', 'two/src/a.js', 'two/src/a.js']);
});
