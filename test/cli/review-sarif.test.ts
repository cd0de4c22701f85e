/** What code scanning reads: every document against the schema of the standard, and what it must say. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { Ajv } from 'ajv';
import { cpuProfile, runCli, tempFolder } from './run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);

const ajv = new Ajv({ strict: false, unicodeRegExp: false });
ajv.addFormat('uri', /^[a-z][a-z\d+.-]*:(?:[\w\-.~!$&'()*+,;=:@/?#[\]]|%[\dA-Fa-f]{2})*$/i);
ajv.addFormat('uri-reference', /^(?:[\w\-.~!$&'()*+,;=:@/?#]|%[\dA-Fa-f]{2})*$/);
ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));
const schema = JSON.parse(readFileSync('test/fixtures/sarif/sarif-schema-2.1.0.json', 'utf8')) as object;
const valid = ajv.compile(schema);

interface Place {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
    readonly region: { readonly startLine: number };
  };
  readonly message?: { readonly text: string };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly locations: readonly Place[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly codeFlows?: readonly { threadFlows: readonly { locations: readonly { location: Place }[] }[] }[];
  readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
  readonly properties?: { readonly measuredShare?: number };
}

interface Run {
  readonly columnKind: string;
  readonly originalUriBaseIds: Readonly<Record<string, unknown>>;
  readonly results: readonly Result[];
  readonly tool: {
    readonly driver: {
      readonly rules: readonly {
        id: string;
        help: { text: string };
        defaultConfiguration: { level: string };
      }[];
    };
  };
  readonly invocations: readonly { readonly toolExecutionNotifications: readonly { message: object }[] }[];
}

async function sarifOf(cwd: string, ...args: string[]): Promise<Run> {
  const { code, stdout, stderr } = await runCli(['review', '--format', 'sarif', ...args], { cwd });
  assert.equal(code, 0, stderr);
  const document = JSON.parse(stdout) as { readonly runs: readonly Run[] };
  assert.ok(valid(document), JSON.stringify(valid.errors, null, 1));
  return document.runs[0]!;
}

function project(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

const helper = `const { Pool } = require('pg');
const pool = new Pool();
exports.customerOf = async (id) => {
  const { rows } = await pool.query('SELECT * FROM customers WHERE id = $1', [id]);
  return rows[0];
};
`;
const slow = (db: string) => `const { customerOf } = require('${db}');
exports.list = async (req, res) => {
  const orders = await req.app.locals.orders.all();
  for (const order of orders) {
    order.customer = await customerOf(order.customerId);
  }
  res.json(orders);
};
`;
const quiet = slow('./db').replace(
  '    order',
  '    // perfloop-ignore-next-line n-plus-one -- three "orders" at most\n    order',
);
const uriOf = (place: Place) => place.physicalLocation.artifactLocation.uri;
const lineOf = (place: Place) => place.physicalLocation.region.startLine;

test('the schema refuses what is no SARIF', () => {
  assert.equal(valid({ version: '2.1.0', runs: [{}] }), false);
  const uri = (text: string) => ({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'x' } }, artifacts: [{ location: { uri: text } }] }],
  });
  assert.deepEqual(
    [valid(uri('a%20b/c.js')), valid(uri('a b/c.js')), valid(uri('50%.js'))],
    [true, false, false],
  );
});

test('findings, the way to each, suppressions and notices are valid SARIF', async () => {
  const root = project('whole', {
    'src/db.js': helper,
    'src/orders.js': slow('./db'),
    'src/quiet.js': quiet,
    'src/old/orders.js': slow('../db'),
    'src/broken.js': 'function ( {{{ class',
    'src/binary.js': new Uint8Array([0, 1, 2, 3]),
    'perfloop.json': JSON.stringify({
      review: {
        rules: { 'no-such-rule': 'error', 'n-plus-one': 'error' },
        suppressions: [{ rule: 'n-plus-one', file: 'src/old/**', reason: 'goes away' }],
      },
    }),
  });
  const run = await sarifOf(root, '--fail-on', 'never');
  assert.equal(run.columnKind, 'utf16CodeUnits');
  const open = run.results.filter((r) => !r.suppressions);
  assert.deepEqual(
    open.map((r) => [r.ruleId, r.level, uriOf(r.locations[0]!), lineOf(r.locations[0]!)]),
    [['n-plus-one', 'error', 'src/orders.js', 5]],
  );
  const steps = open[0]!.codeFlows![0]!.threadFlows[0]!.locations.map((l) => l.location);
  assert.deepEqual(
    steps.map((s) => `${uriOf(s)}:${lineOf(s)}`),
    ['src/orders.js:4', 'src/orders.js:5', 'src/db.js:4'],
  );
  assert.ok(steps.every((s) => s.message?.text));
  const suppressed = run.results.filter((r) => r.suppressions);
  assert.deepEqual(suppressed.map((r) => [uriOf(r.locations[0]!), r.suppressions![0]]).sort(), [
    ['src/old/orders.js', { kind: 'external', justification: 'goes away' }],
    ['src/quiet.js', { kind: 'inSource', justification: 'three "orders" at most' }],
  ]);
  for (const r of run.results) {
    assert.ok(r.partialFingerprints['perfloop/v1'], r.ruleId);
    assert.equal(run.tool.driver.rules[r.ruleIndex]?.id, r.ruleId);
    assert.ok(r.locations[0]!.physicalLocation.artifactLocation.uriBaseId in run.originalUriBaseIds);
  }
  assert.ok(run.tool.driver.rules.every((r) => r.help.text && r.defaultConfiguration.level));
  const told = JSON.stringify(run.invocations[0]!.toolExecutionNotifications);
  for (const says of [/broken\.js/, /binary\.js/, /no-such-rule/]) assert.match(told, says);
});

test('names with spaces, signs and other letters are percent-encoded, from the top of the repository', async () => {
  const names = ['my files/a b.js', '#1 50% [x]/ü+日本?.js', 'q&a=\'"<>/c.js'].filter(
    (n) => process.platform !== 'win32' || !/[?"<>]/.test(n),
  );
  if (process.platform !== 'win32') names.push('back\\slash.js', 'C:\\odd/d.js', 'new\nline.js');
  const depth = (n: string) => './'.padEnd(2 + 3 * (n.split('/').length - 1), '../');
  const root = project('names', {
    'pkg one/db.js': helper,
    ...Object.fromEntries(names.map((n) => [`pkg one/${n}`, slow(`${depth(n)}db`)])),
  });
  execFileSync('git', ['init', '-q'], { cwd: root });
  const run = await sarifOf(path.join(root, 'pkg one'));
  const uris = run.results.map((r) => uriOf(r.locations[0]!));
  assert.deepEqual(uris.map(decodeURIComponent).sort(), names.map((n) => `pkg one/${n}`).sort());
  assert.ok(
    uris.every((u) => u.startsWith('pkg%20one/')),
    uris.join(' '),
  );
});

test('a folder of a repository reviewed by itself names its findings as the whole repository does', async () => {
  const root = project('monorepo', {
    'packages/api/src/db.js': helper,
    'packages/api/src/orders.js': slow('./db'),
    'packages/api/src/quiet.js': quiet,
  });
  execFileSync('git', ['init', '-q'], { cwd: root });
  const told = async (cwd: string, ...args: string[]) => {
    const run = await sarifOf(cwd, ...args);
    return run.results.map((r) => [
      r.partialFingerprints['perfloop/v1'],
      uriOf(r.locations[0]!),
      (r.codeFlows ?? []).flatMap((c) =>
        c.threadFlows.flatMap((t) => t.locations.map((l) => uriOf(l.location))),
      ),
    ]);
  };
  const whole = await told(root);
  assert.deepEqual(
    whole.map(([, uri]) => uri),
    ['packages/api/src/orders.js', 'packages/api/src/quiet.js'],
  );
  for (const folder of ['packages/api', 'packages/api/src']) {
    assert.deepEqual(await told(path.join(root, folder)), whole, folder);
    // What was decided of it is kept.
    assert.deepEqual(await told(path.join(root, folder)), whole, folder);
  }
  assert.deepEqual(await told(root, 'packages/api'), whole);
});

test('a profile leaves its shares in valid SARIF, and a project without findings is valid too', async () => {
  const root = project('hot', { 'src/db.js': helper, 'src/orders.js': slow('./db') });
  writeFileSync(
    path.join(root, 'run.cpuprofile'),
    cpuProfile(root, [
      ['(root)', '', 0, 0, {}],
      ['exports.list', 'src/orders.js', 2, 0, { 5: 300 }],
      ['other', 'src/db.js', 3, 0, { 4: 100 }],
    ]),
  );
  const run = await sarifOf(root, '--profile', 'run.cpuprofile');
  assert.ok((run.results[0]?.properties?.measuredShare ?? 0) > 0.5);
  assert.deepEqual((await sarifOf(project('nothing', { 'a.js': '' }))).results, []);
});
