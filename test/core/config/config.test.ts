import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { rules } from '../../../src/core/analysis/rules/index.ts';
import { readConfig, refuseProblems } from '../../../src/core/config/config.ts';
import { schemaText } from '../../../src/core/config/description.ts';
import { parseJsonc } from '../../../src/core/config/jsonc.ts';
import { UserError } from '../../../src/core/model.ts';

const scenario = { ready: 'http://127.0.0.1:3000/', requests: ['/orders'] };

/** Documents, and the key that is wrong in each; '' where none is. */
const documents: readonly (readonly [unknown, string])[] = [
  [{}, ''],
  [{ $schema: './x.json' }, ''],
  [[], 'the document'],
  [null, 'the document'],
  [{ gates: {} }, 'gates'],
  [{ benchmarks: 'bench/*.ts' }, ''],
  [{ benchmarks: ['a', 'b'] }, ''],
  [{ benchmarks: [] }, ''],
  [{ benchmarks: ['a', 3] }, 'benchmarks[1]'],
  [{ benchmarks: '' }, 'benchmarks'],
  [{ benchmarks: 7 }, 'benchmarks'],
  [{ gate: { maxSlowdown: '5%', strict: true, base: 'origin/main', findings: 'never' } }, ''],
  [{ gate: { maxSlowdown: '7.5 %' } }, ''],
  [{ gate: { maxSlowdown: 5 } }, 'gate.maxSlowdown'],
  [{ gate: { maxSlowdown: '5' } }, 'gate.maxSlowdown'],
  [{ gate: { maxSlowdown: '-5%' } }, 'gate.maxSlowdown'],
  [{ gate: { maxSlowdwon: '5%' } }, 'gate.maxSlowdwon'],
  [{ gate: { counters: { bytes: '1%' } } }, ''],
  [{ gate: { counters: { bytes: false } } }, ''],
  [{ gate: { counters: { bytes: true } } }, 'gate.counters.bytes'],
  [{ gate: { counters: { bites: '1%' } } }, 'gate.counters.bites'],
  [{ gate: { findings: 'info' } }, 'gate.findings'],
  [{ load: { a: scenario } }, ''],
  [{ load: { a: { url: 'http://x', requests: ['GET /', 'POST https://x/y'] } } }, ''],
  [{ load: { a: { ...scenario, start: ['node', 's.js'], duration: '30s', connections: 5 } } }, ''],
  [{ load: { a: { ...scenario, start: [] } } }, 'load.a.start'],
  [{ load: { a: { ...scenario, duration: 0 } } }, 'load.a.duration'],
  [{ load: { a: { ...scenario, duration: 'long' } } }, 'load.a.duration'],
  [{ load: { a: { ...scenario, connections: 1.5 } } }, 'load.a.connections'],
  [{ load: { a: { ...scenario, connections: 0 } } }, 'load.a.connections'],
  [{ load: { a: { requests: ['/'] } } }, 'load.a'],
  [{ load: { a: { ready: 'http://x' } } }, 'load.a'],
  [{ load: { a: { ...scenario, requests: [] } } }, 'load.a.requests'],
  [{ load: { a: { ...scenario, requests: ['orders'] } } }, 'load.a.requests[0]'],
  [{ load: { a: { ...scenario, requests: [{ path: '/x', body: { a: 1 }, weight: 2 }] } } }, ''],
  [{ load: { a: { ...scenario, requests: [{ method: 'GET' }] } } }, 'load.a.requests[0]'],
  [{ load: { a: { ...scenario, requests: [{ path: '/', methd: 'X' }] } } }, 'load.a.requests[0].methd'],
  [{ load: { a: { ...scenario, ready: 'localhost:3000' } } }, 'load.a.ready'],
  [{ load: { a: { ...scenario, env: { A: 1 } } } }, 'load.a.env.A'],
  [{ slos: 'slo/*.yaml' }, ''],
  [{ slos: ['slo/a.yaml', { name: 'a', p95: 200, availability: '99.9%' }] }, ''],
  [{ slos: [{ name: 'a' }] }, 'slos[0]'],
  [{ slos: [{ p95: 200 }] }, 'slos[0]'],
  [{ slos: [{ name: 'a', p95: '200 apples' }] }, 'slos[0].p95'],
  [{ slos: [3] }, 'slos[0]'],
  [{ bundles: [{ files: 'dist/*.js', maxSize: '150 KB', compression: 'gzip' }] }, ''],
  [{ bundles: [{ files: ['dist/*.js'], maxSize: 1000 }] }, ''],
  [{ bundles: [{ files: 'dist/*.js' }] }, 'bundles[0]'],
  [{ bundles: [{ files: 'dist/*.js', maxSize: '1 GB' }] }, 'bundles[0].maxSize'],
  [{ bundles: {} }, 'bundles'],
  [{ review: { rules: { 'n-plus-one': 'error', redos: false, deopt: 'warn' } } }, ''],
  [{ review: { rules: { 'n-plus-two': 'error' } } }, 'review.rules.n-plus-two'],
  [{ review: { rules: { 'n-plus-one': 'loud' } } }, 'review.rules.n-plus-one'],
  [{ review: { ignores: 3 } }, 'review.ignores'],
  [{ review: { ignores: 'src/**' } }, ''],
  [{ review: { suppressions: [{ rule: 'redos', file: 'a.js', reason: 'why' }] } }, ''],
  [{ review: { suppressions: [{ rule: 'redos', file: 'a.js' }] } }, 'review.suppressions[0]'],
  [
    { review: { suppressions: [{ rule: 'redos', file: 'a', reason: ' ' }] } },
    'review.suppressions[0].reason',
  ],
  [{ review: { suppressions: [{ rule: 'x', file: 'a', reason: 'b' }] } }, 'review.suppressions[0].rule'],
  [{ review: { failOn: 'info' } }, 'review.failOn'],
];

test("the editor's schema and the validator accept and refuse the same", () => {
  const schema = JSON.parse(schemaText(rules)) as Record<string, unknown>;
  const valid = new Ajv({ strict: false, unicodeRegExp: true }).compile(schema);
  for (const [document, wrong] of documents) {
    const text = JSON.stringify(document);
    const { problems } = readConfig(text, rules);
    assert.equal(valid(document), wrong === '', `schema: ${text}`);
    assert.deepEqual(
      problems.map((p) => p.key || 'the document'),
      wrong === '' ? [] : [wrong],
      text,
    );
  }
});

test('a complaint names file, line, key, and what was probably meant', () => {
  const text = `{
  // the gate
  "gate": {
    "maxSlowdwon": "5%",
    "strict": "yes",
  },
}`;
  const { config, problems } = readConfig(text);
  assert.deepEqual(
    problems.map((p) => `${p.message}|${p.next}`),
    [
      'perfloop.json:4: gate.maxSlowdwon is unknown|Did you mean maxSlowdown?',
      'perfloop.json:5: gate.strict must be true or false|',
    ],
  );
  assert.equal(config.gate.maxSlowdownShare, 0.05);
  assert.throws(() => refuseProblems(problems, ['gate']), /perfloop\.json:4: gate\.maxSlowdwon/);
  refuseProblems(problems, ['load']);
});

test('a wrong part costs itself alone', () => {
  const text =
    '{"load":{"a":{"ready":"x","requests":["/"]},"b":{"url":"http://h","requests":["/ok","no"]}},"slos":[1,"s.yaml"]}';
  const { config, problems } = readConfig(text);
  assert.equal(problems.length, 3);
  assert.deepEqual(Object.keys(config.load), ['b']);
  assert.deepEqual(
    config.load.b?.requests.map((r) => r.name),
    ['GET /ok'],
  );
  assert.deepEqual(config.sloFiles, ['s.yaml']);
});

test('values are in their units, defaults filled in', () => {
  const { config } = readConfig(
    JSON.stringify({
      gate: { maxSlowdown: '7.5%', counters: { bytes: false } },
      load: {
        api: {
          start: 'node server.js',
          ready: 'http://127.0.0.1:3000/health?x',
          requests: ['POST /a', { path: '/b', body: { n: 1 } }],
          duration: '2m',
          warmup: 1.5,
        },
      },
      slos: [{ name: 'fast', p95: 200, p99: '1s', availability: '99.9%' }],
      bundles: [{ files: 'dist/*.js', maxSize: '1.5 KB' }],
      review: { rules: { redos: true, deopt: false, 'n-plus-one': 'warn' } },
    }),
    rules,
  );
  assert.equal(config.gate.maxSlowdownShare, 0.075);
  assert.equal(config.gate.counters.bytes, undefined);
  const api = config.load.api!;
  assert.deepEqual(
    [api.start, api.url, api.durationMs, api.warmupMs, api.connections, api.timeoutMs],
    [['node server.js'], 'http://127.0.0.1:3000', 120_000, 1500, 10, 10_000],
  );
  assert.deepEqual(
    api.requests.map((r) => [r.name, r.method, r.body, r.headers['content-type']]),
    [
      ['POST /a', 'POST', undefined, undefined],
      ['POST /b', 'POST', '{"n":1}', 'application/json'],
    ],
  );
  assert.deepEqual(config.slos[0]?.objectives, [
    { indicator: 'latency', thresholdMs: 200, targetShare: 0.95 },
    { indicator: 'latency', thresholdMs: 1000, targetShare: 0.99 },
    { indicator: 'availability', thresholdMs: 0, targetShare: 0.999 },
  ]);
  assert.equal(config.bundles[0]?.maxBytes, 1536);
  assert.deepEqual(config.review.rules, { redos: true, deopt: 'off', 'n-plus-one': 'warning' });
  const none = readConfig(undefined).config;
  assert.deepEqual(none, readConfig('{}').config);
});

test('JSON with comments, trailing commas, a BOM; what is none is refused with its place', () => {
  const read = parseJsonc(
    '\uFEFF// head\r\n{ "a//b": [1, 2.5e3, /* x */ -0, ], "__proto__": {"x": null}, }\n// end',
  );
  assert.deepEqual(Object.entries(read as object), [
    ['a//b', [1, 2500, -0]],
    ['__proto__', { x: null }],
  ]);
  for (const [text, says] of [
    ['', /expected a value, found the end of the file \(line 1, column 1\)/],
    ['{ nonsense', /expected a key in double quotes.*column 3/],
    ['{"a" 1}', /expected ":" after "a"/],
    ['{"a": 1\n "b": 2}', /expected "," or "}", found """ \(line 2, column 2\)/],
    ['[1, 01]', /found 01/],
    ['["\\x"]', /escape/],
    ['["a\nb"]', /no closing quote/],
    ['{} {}', /nothing may follow/],
    ['[/* ', /comment has no end/],
    [`${'['.repeat(100_000)}`, /nested too deeply/],
    [`["${'a'.repeat(200_000)}`, /no closing quote/],
  ] as const) {
    assert.throws(
      () => readConfig(text),
      (e) => e instanceof UserError && says.test(e.message),
      text.slice(0, 30),
    );
  }
  const twice = readConfig('{"gate":{},"gate":{"strict":true}}');
  assert.deepEqual(
    twice.problems.map((p) => p.what),
    ['gate is given twice'],
  );
});
