/** Requests that wait for ever are given a time-out, whole libraries give way to the functions that are used. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { type Exports, type FixCase, holds, offered } from './harness.ts';

const answered = async (e: Exports) => {
  let answer: unknown;
  await e.handler!({ params: { id: 7 }, body: { a: 1 } }, { json: (v: unknown) => (answer = v) });
  return answer;
};
const axios = () => {
  const said = async (...args: unknown[]) => ({ data: args.slice(0, 2) });
  const client = Object.assign(said, { get: said, post: said });
  return { axios: { default: client, __esModule: true } };
};
const lodash = () => {
  const chunk = (list: unknown[], n: number) => [list.slice(0, n), list.slice(n)];
  const last = (list: unknown[]) => list.at(-1);
  const all = { chunk, last };
  return {
    lodash: { ...all, default: all, __esModule: true },
    'lodash/chunk': { default: chunk, __esModule: true },
    'lodash/last': { default: last, __esModule: true },
  };
};
const required = () => ({ ...lodash(), 'lodash/chunk': lodash().lodash.chunk });
const waits = { rule: 'missing-timeout', fix: 'time-out', kind: 'preview', runs: [answered] } as const;
const whole = { rule: 'whole-import', fix: 'import-parts', kind: 'preview', modules: lodash } as const;
const handler = (body: string, head = ''): string =>
  `${head}export async function handler(req, res) {\n${body}}\n`;

const cases: Readonly<Record<string, FixCase>> = {
  'axios without options': {
    ...waits,
    modules: axios,
    code: handler(
      "  const { data } = await axios.get('https://a.example.com');\n  res.json(data[0]);\n",
      "import axios from 'axios';\n",
    ),
    becomes: handler(
      "  const { data } = await axios.get('https://a.example.com', { timeout: 10_000 });\n  res.json(data[0]);\n",
      "import axios from 'axios';\n",
    ),
  },
  'axios with options over several lines': {
    ...waits,
    modules: axios,
    code: handler(
      "  const { data } = await axios.post('https://a.example.com', req.body, {\n    headers: { a: 'b' },\n  });\n  res.json(data);\n",
      "import axios from 'axios';\n",
    ),
    becomes: handler(
      "  const { data } = await axios.post('https://a.example.com', req.body, {\n    headers: { a: 'b' },\n    timeout: 10_000,\n  });\n  res.json(data);\n",
      "import axios from 'axios';\n",
    ),
  },
  'all of lodash for two functions': {
    ...whole,
    file: 'src/page.jsx',
    code: "import _ from 'lodash';\n\nexport const rows = (list) => _.chunk(list, 2).map((c) => _.last(c));\n",
    becomes:
      "import chunk from 'lodash/chunk';\nimport last from 'lodash/last';\n\nexport const rows = (list) => chunk(list, 2).map((c) => last(c));\n",
    runs: [(e) => e.rows!([1, 2, 3, 4])],
  },
  'names of lodash': {
    ...whole,
    file: 'src/page.jsx',
    code: "import { chunk, last as end } from 'lodash';\nexport const rows = (list) => chunk(list, 2).map((c) => end(c));\n",
    becomes:
      "import chunk from 'lodash/chunk';\nimport end from 'lodash/last';\nexport const rows = (list) => chunk(list, 2).map((c) => end(c));\n",
    runs: [(e) => e.rows!([1, 2, 3, 4])],
  },
  'a name that the file has for something else': {
    ...whole,
    file: 'src/page.jsx',
    code: "import _ from 'lodash';\nexport const rows = (list, last) => [_.last(list), last];\n",
    becomes: "import _last from 'lodash/last';\nexport const rows = (list, last) => [_last(list), last];\n",
    runs: [(e) => e.rows!([1, 2, 3, 4], 5)],
  },
  'lodash by require': {
    ...whole,
    kind: 'safe',
    modules: required,
    code: "const _ = require('lodash');\nexports.rows = (list) => _.chunk(list, 2);\n",
    becomes: "const chunk = require('lodash/chunk');\nexports.rows = (list) => chunk(list, 2);\n",
    runs: [(e) => e.rows!([1, 2, 3, 4])],
  },
};

for (const [name, c] of Object.entries(cases)) test(name, () => holds(c));

const edited = (code: string, rule: string, fix: string, file = 'src/code.js'): string[] =>
  offered(file, code, rule)
    .filter((f) => f.name === fix)
    .map((f) => f.edits.map((e) => e.text).join('|'));

test('fetch is given a signal beside what it has', () => {
  const of = (args: string): string[] =>
    edited(handler(`  res.json(await (await fetch(${args})).json());\n`), 'missing-timeout', 'time-out');
  assert.deepEqual(of('urlOf(req.params.id)'), [', { signal: AbortSignal.timeout(10_000) }']);
  assert.deepEqual(of("'https://a.example.com', { method: 'POST' }"), [
    ', signal: AbortSignal.timeout(10_000)',
  ]);
  assert.deepEqual(of("\n    'https://a.example.com'\n  "), [
    ',\n    { signal: AbortSignal.timeout(10_000) }',
  ]);
  assert.deepEqual(of("'https://a.example.com', {}"), ['{ signal: AbortSignal.timeout(10_000) }']);
});

test('what is more than functions of lodash stays whole', () => {
  const of = (code: string, file = 'src/page.jsx'): string[] =>
    edited(code, 'whole-import', 'import-parts', file);
  assert.deepEqual(of("import _ from 'lodash';\nexport const f = (l) => _(l).map(String).value();\n"), []);
  assert.deepEqual(of("import _ from 'lodash';\nexport const f = (l) => _.chain(l).value();\n"), []);
  assert.deepEqual(of("import _ from 'lodash';\nexport const f = (l, k) => _[k](l);\n"), []);
  assert.deepEqual(
    of("import _ from 'lodash';\nexport const f = (l: _.Dictionary<string>) => _.keys(l);\n", 'src/page.tsx'),
    [],
  );
});
