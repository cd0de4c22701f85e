/** What a recording says of findings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { type Heat, hotIn, hottest, withHeat } from '../../../src/core/analysis/heat.ts';

const fn = (file: string, name: string, line: number, selfShare: number) =>
  ({ file, name, line, selfShare, totalShare: selfShare }) as Heat['functions'][number];
const at = (file: string, line: number, selfShare: number, totalShare = selfShare) =>
  ({ file, line, selfShare, totalShare, totalFrom: 'calls' }) as Heat['lines'][number];

test('what is handed on of a recording answers as all of it does', () => {
  const heat: Heat = {
    functions: [fn('a.js', 'warm', 1, 0.06), fn('a.js', 'cool', 20, 0.01), fn('b.js', 'cool', 1, 0.02)],
    lines: [at('a.js', 3, 0.06), at('a.js', 21, 0.01), at('c.js', 5, 0, 0.4), at('d.js', 5, 0.04)],
  };
  const part = hottest(heat);
  assert.deepEqual([...new Set([...part.functions, ...part.lines].map((r) => r.file))], ['a.js', 'c.js']);
  const places = ['a.js', 'b.js', 'c.js', 'd.js'].flatMap((file) =>
    [1, 3, 5, 21].flatMap((line) =>
      ['warm', 'cool', 'callback of map'].map((name) => ({ file, line, endLine: line, function: name })),
    ),
  );
  assert.deepEqual(places.map(hotIn(part)), places.map(hotIn(heat)));
  assert.ok(places.some(hotIn(part)));
});

test('a callback takes no share of what another function ran above it', () => {
  const join = (name: string): string =>
    `function ${name}(users, orders) {\n  return users.map((u) => orders.filter((o) => o.user === u.id));\n}\n`;
  const app = `exports.handler = async (req, res) => {
  res.json([ran(req.body.users, req.body.orders), never(req.body.users, req.body.orders)]);
};
`;
  const { findings } = analyse({ 'src/app.js': `${join('ran')}${join('never')}${app}` });
  assert.deepEqual(
    findings.map((f) => [f.line, f.function, f.owner]),
    [
      [2, 'callback of map', 'ran'],
      [5, 'callback of map', 'never'],
    ],
  );
  const heat = (from: number): Heat => ({
    functions: [fn('src/app.js', 'ran', 1 + from, 0.1), fn('src/app.js', '(anonymous)', 2 + from, 0.8)],
    lines: [],
  });
  const shares = (of: Heat): readonly (number | undefined)[] =>
    [...withHeat(findings, of)].sort((a, b) => a.line - b.line).map((f) => f.share);
  assert.deepEqual(shares(heat(0)), [0.8, 0]);
  assert.deepEqual(shares(heat(-1)), [0.8, 0], 'a line was added since');
});

test('of handlers without a name each has its own share', () => {
  const route = (name: string): string => `app.post('/${name}', (req, res) => {
  const { users, orders } = req.body;

  res.json(users.map((u) => orders.filter((o) => o.user === u.id)));
});
`;
  const app = `const app = require('express')();\n${route('ran')}${route('never')}${route('last')}`;
  const { findings } = analyse({ 'src/app.js': app });
  assert.deepEqual(
    findings.map((f) => [f.line, f.function, f.owner]),
    [5, 10, 15].map((line) => [line, 'callback of map', undefined]),
  );
  const heat = (moved: number): Heat => ({
    functions: [
      fn('src/app.js', '(anonymous)', 2 + moved, 0.9),
      fn('src/app.js', '(anonymous)', 5 + moved, 0.8),
      fn('src/app.js', '(anonymous)', 12 + moved, 0.1),
    ],
    lines: [],
  });
  const shares = (of: Heat): readonly (number | undefined)[] =>
    [...withHeat(findings, of)].sort((a, b) => a.line - b.line).map((f) => f.share);
  assert.deepEqual(shares(heat(0)), [0.8, 0, 0.1]);
  assert.deepEqual(shares(heat(-1)), [0.8, 0, 0.1], 'a line was added since');
});

test('a pattern that is a constant has the share of the function that uses it', () => {
  const app = `const WORDS = /^([a-z]+ ?)+$/;
const NAMES = /^([a-z]+-?)+$/;
export const isQuery = (text) => WORDS.test(text);
export function isName(text) {
  return NAMES.test(text);
}
`;
  const { findings } = analyse({ 'src/app.js': app });
  assert.deepEqual(
    findings.map((f) => [f.line, f.chain[0]?.line, f.chain[0]?.message]),
    [
      [1, 3, 'used in isQuery'],
      [2, 5, 'used in isName'],
    ],
  );
  const heat: Heat = { functions: [fn('src/app.js', 'isQuery', 3, 0.2)], lines: [] };
  assert.deepEqual(
    withHeat(findings, heat).map((f) => [f.line, f.share]),
    [
      [1, 0.2],
      [2, 0],
    ],
  );
});
