import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callsLike } from '../../../src/core/analysis/called.ts';
import type { FileIndex } from '../../../src/core/analysis/index-types.ts';
import { parse } from '../../../src/core/analysis/parse.ts';
import { indexFile } from '../../../src/core/analysis/walk.ts';

const loads = callsLike(/^load(All)?$/);
const ends = callsLike(/^(end|loadAll)$/);

const code = `load(1);
users.loadAll(() => rows.end());
users.loader();
box[load](2);
this.load(3);`;

test('calls are found by the last name of what they call, for each who asks, in the order of the code', () => {
  const indexed = (): FileIndex => indexFile('src/a.js', code, parse('src/a.js', code).program!, []);
  const index = indexed();
  const lines = (sites: ReturnType<typeof loads>): unknown[] => sites.map((s) => s.node.loc!.start.line);
  assert.deepEqual(lines(loads(index)), [1, 2, 5]);
  assert.deepEqual(
    ends(index).map((s) => s.name),
    ['users.loadAll', 'rows.end'],
  );
  const late = callsLike(/^loader$/);
  const again = indexed();
  assert.deepEqual(lines(late(again)), [3]);
  assert.deepEqual(lines(loads(again)), [1, 2, 5]);
});
