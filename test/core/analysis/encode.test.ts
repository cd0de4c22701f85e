import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { decodeSummary, pack, unpack } from '../../../src/core/analysis/encode.ts';
import { rules } from '../../../src/core/analysis/rules/index.ts';
import { empty, summarise } from '../../../src/core/analysis/summarise.ts';
import type { FileSummary } from '../../../src/core/analysis/summary.ts';

const everything = `// perfloop-ignore-file n-plus-one -- known
import express from 'express';
import * as models from './models';
export * from './more';
export const __proto__ = 1;
const limits = { __proto__: null, constructor: load, 'ünï\ud800': 3 };
export class Orders extends models.Base {
  static shared = new Map();
  constructor(private readonly repo: models.Repo) { super(); }
  async list(ids: string[]) {
    for (const id of ids) await this.repo.findOne({ where: { id } });
    return ids.map((id) => ids.indexOf(id));
  }
}
async function load(n = limits) { return fetch('/x/' + n); }
const app = express();
app.get('/orders', async (req, res) => {
  // perfloop-ignore-next-line quadratic-array -- small
  res.json(req.body.map((a) => req.body.find((b) => b.id === a.id)));
});
setInterval(load, 1000);
`;

test('a summary is the same after it was kept, with others that share its strings', () => {
  const folder = path.resolve('src/core/analysis');
  const summaries: FileSummary[] = [
    summarise('src/orders.ts', everything, 'abc', rules),
    empty('src/gone.ts', '', 'cannot be read'),
    ...readdirSync(folder)
      .filter((f) => f.endsWith('.ts'))
      .map((f) => summarise(f, readFileSync(path.join(folder, f), 'utf8'), f, rules)),
  ];
  const unpacked = unpack(pack(summaries));
  assert.equal(unpacked.length, summaries.length);
  for (const [i, s] of summaries.entries()) {
    const back = unpacked[i];
    assert.deepStrictEqual(back, s, s.path);
    // What is gone through in order is in the same order.
    assert.equal(JSON.stringify(back), JSON.stringify(s));
  }
  // That every kind of row was there.
  const [first] = summaries as [FileSummary];
  for (const key of ['refs', 'calls', 'functions', 'classes', 'stars', 'entries', 'candidates'] as const)
    assert.ok(first[key].length > 0, key);
  assert.ok(first.suppressions.length > 0 && Object.keys(first.lineTexts).length > 0);
});

test('what is no summary is refused', () => {
  assert.throws(() => decodeSummary(Int32Array.from([8, 1, 2, 3]), ['a'], 0), RangeError);
  assert.throws(() => decodeSummary(new Int32Array(0), [], 0), RangeError);
});
