import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Circles } from '../../../src/core/analysis/circles.ts';

type Answer = ReadonlySet<string>;
const none: Answer = new Set();

/** What functions reach, given whom each calls and what it does itself. */
function reaching(
  calls: readonly (readonly number[])[],
  does: Readonly<Record<number, string>>,
  deepest = 1e3,
) {
  const home = {};
  const circles = new Circles<Answer>(none, deepest, 9);
  let worked = 0;
  const of = (id: number): Answer =>
    circles.of(home, id, () => {
      worked++;
      const own = does[id];
      return new Set([...(own ? [own] : []), ...calls[id]!.flatMap((c) => [...of(c)])]);
    });
  return { of, worked: () => worked };
}

test('a circle in which everything calls everything is worked out once, and nothing is in it', () => {
  const all = Array.from({ length: 200 }, (_, i) => i);
  const { of, worked } = reaching(
    all.map(() => all),
    {},
  );
  for (const id of all) assert.equal(of(id).size, 0);
  assert.ok(worked() <= 400, `${worked()} times`);
});

test('whoever reaches the query is told so, whichever of the circle is asked first', () => {
  // 0 → 1 → 2 → 0, and 1 → 3, which queries; 4 leads in.
  const calls = [[1], [2, 3], [0], [], [2]];
  for (const first of [0, 1, 2, 3, 4]) {
    const { of } = reaching(calls, { 3: 'query' });
    of(first);
    for (const id of [0, 1, 2, 3, 4]) assert.deepEqual([...of(id)], ['query'], `${id} after ${first}`);
  }
});

test('what was empty inside a circle that turned out not to be is looked at again', () => {
  // 1 is left while 0 is in progress, and only then 0 comes to what queries.
  const { of } = reaching([[1, 2], [0], []], { 2: 'query' });
  assert.deepEqual([...of(0)], ['query']);
  assert.deepEqual([...of(1)], ['query']);
});

test('a chain that is too long is cut, and known from its middle', () => {
  const calls = Array.from({ length: 100 }, (_, i) => (i < 99 ? [i + 1] : []));
  const { of, worked } = reaching(calls, { 99: 'query' }, 40);
  assert.equal(of(0).size, 0);
  assert.deepEqual([...of(80)], ['query']);
  assert.ok(worked() < 200, `${worked()} times`);
});

test('many long ways through a lattice do not multiply', () => {
  const width = 12;
  const layer = (n: number): number[] => Array.from({ length: width }, (_, i) => n * width + i);
  const calls = Array.from({ length: 60 * width }, (_, i) => {
    const n = Math.floor(i / width) + 1;
    return n < 60 ? layer(n) : layer(0);
  });
  const { of, worked } = reaching(calls, {}, 40);
  for (const id of calls.keys()) of(id);
  assert.ok(worked() < 100_000, `${worked()} times`);
});
