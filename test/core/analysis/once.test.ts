import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oncePer } from '../../../src/core/analysis/once.ts';

test('works out once for each object, and tells objects and questions apart', () => {
  const asked: string[] = [];
  const longOf = oncePer((o: { name: string }, times: number): string => {
    asked.push(o.name);
    return o.name.repeat(times);
  });
  const shortOf = oncePer((o: { name: string }): string | null => (o.name === 'none' ? null : o.name[0]!));
  const [a, none] = [{ name: 'ab' }, { name: 'none' }];
  assert.deepEqual([longOf(a, 2), longOf(a, 2), shortOf(a), longOf(none, 1)], ['abab', 'abab', 'a', 'none']);
  assert.deepEqual([shortOf(none), shortOf(none)], [null, null]);
  assert.deepEqual(asked, ['ab', 'none']);
  assert.deepEqual(Object.keys(a), ['name']);
});
