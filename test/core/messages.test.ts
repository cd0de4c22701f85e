import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromFlame, fromResults, fromSpeedscope } from '../../src/core/messages.ts';

const open = { type: 'open', file: '/a/b.js', line: 3, column: 1, beside: false };

test('what the protocol knows passes, without what it does not know', () => {
  assert.deepEqual(fromFlame({ ...open, command: 'rm' }), open);
  assert.deepEqual(fromFlame({ type: 'ready' }), { type: 'ready' });
  assert.deepEqual(fromFlame({ type: 'drawn', boxes: 4, ms: 1.5 }), { type: 'drawn', boxes: 4, ms: 1.5 });
  const view = { mode: 'sandwich', colour: 'heat', onlyMine: true, search: 'a.*' };
  assert.deepEqual(fromFlame({ type: 'view', view }), { type: 'view', view });
  assert.deepEqual(fromSpeedscope(open), open);
});

for (const bad of [
  undefined,
  null,
  'ready',
  [],
  {},
  { type: 'constructor' },
  { type: 'profile' },
  { ...open, file: '' },
  { ...open, file: 'a\0b' },
  { ...open, file: ['/a'] },
  { ...open, line: -1 },
  { ...open, line: 1.5 },
  { ...open, line: '3' },
  { ...open, column: Number.NaN },
  { ...open, beside: 'yes' },
  { ...open, file: 'x'.repeat(20_000) },
  { type: 'choose' },
  { type: 'view', view: { mode: 'icicle', colour: 'heat', onlyMine: true, search: '' } },
  { type: 'view', view: null },
  { type: 'drawn', boxes: 1, ms: Number.POSITIVE_INFINITY },
]) {
  test(`refused: ${JSON.stringify(bad)?.slice(0, 60)}`, () => {
    assert.equal(fromFlame(bad), undefined);
    assert.equal(fromSpeedscope(bad), undefined);
  });
}

test('what the results view says is checked field by field', () => {
  assert.deepEqual(fromResults({ type: 'run', keys: ['a#b'], more: 1 }), { type: 'run', keys: ['a#b'] });
  assert.deepEqual(fromResults({ type: 'cancel' }), { type: 'cancel' });
  for (const bad of [
    { type: 'run' },
    { type: 'run', keys: 'a' },
    { type: 'compare', keys: [1] },
    { type: 'profile', key: { toString: 1 } },
    { type: 'unknown' },
    [],
    null,
  ])
    assert.equal(fromResults(bad), undefined);
});
