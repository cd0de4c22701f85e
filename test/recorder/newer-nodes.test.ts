/** What only newer Nodes do: they run TypeScript themselves. And what has to hold for them as for the oldest. */
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { nodesFrom } from '../support/nodes.ts';
import { readProfile, scratch, selfShares, ticksOf } from '../support/recordings.ts';

const nodes = nodesFrom(22);
const none = 'no Node 22 or newer is here (name one in PERFLOOP_TEST_NODES)';

/** Types that leave holes above the code; line 14 is the dear one. */
const SOURCE = `interface Row { readonly id: number }

type Unused = { a: string;
  b: number };

function cheap(rows: readonly Row[]): number {
  return rows.length;
}

function dear(rows: readonly Row[]): number {
  let sum = 0;
  for (let round = 0; round < 1500; round++) {
    for (const row of rows) {
      sum = (sum + Math.sqrt(row.id * round)) % 1000;
    }
  }
  return sum;
}

const rows = Array.from({ length: 20_000 }, (_, id): Row => ({ id }));
if (dear(rows) + cheap(rows) < 0) throw new Error();
`;

test('TypeScript that Node runs itself: functions and lines are exact', {
  skip: nodes.length === 0 && none,
}, async () => {
  const place = await scratch();
  try {
    for (const node of nodes) {
      for (const name of ['module.mts', 'common.cts']) {
        const file = await place.write(name, SOURCE);
        const result = await place.run(['node', name], { nodePath: node.path, intervalUs: 200 });
        const what = `${node.version} ${name}`;
        assert.equal(result.recording.threads[0]?.nodeVersion, node.version);
        const profile = await readProfile(result);
        assert.ok(
          (selfShares(profile).get('dear') ?? 0) > 0.5,
          `${what}: ${[...selfShares(profile)].join(' ')}`,
        );
        const frame = profile.nodes.find((n) => n.callFrame.functionName === 'dear')?.callFrame;
        assert.deepEqual([frame?.url, frame?.lineNumber], [pathToFileURL(file).href, 9], what);
        const [hottest] = [...ticksOf(profile, 'dear')].sort((a, b) => b[1] - a[1]);
        assert.equal(hottest?.[0], 14, what);
        // Nothing was put in a file's place, so there is nothing to keep beside the profile.
        assert.equal(result.recording.threads[0]?.maps, undefined, what);
      }
    }
  } finally {
    await place.remove();
  }
});

test('TypeScript that Node transforms: its map is kept', { skip: nodes.length === 0 && none }, async () => {
  const place = await scratch();
  try {
    await place.write('app.mts', `enum Level { Low, High }\n${SOURCE}console.log(Level.High);\n`);
    for (const node of nodes) {
      const command = ['node', '--no-warnings', '--experimental-transform-types', 'app.mts'];
      const result = await place.run(command, { nodePath: node.path }).catch((error: Error) => error);
      // The flag is experimental: a Node that no longer has it says so.
      if (result instanceof Error) assert.match(result.message, /bad option/, node.version);
      else assert.equal(path.extname(result.recording.threads[0]?.maps ?? ''), '.json', node.version);
    }
  } finally {
    await place.remove();
  }
});

test('a busy program that is given SIGTERM leaves its profile', {
  skip: process.platform === 'win32' ? 'no signals' : nodes.length === 0 && none,
}, async () => {
  const place = await scratch();
  try {
    await place.write(
      'app.cjs',
      `function work() { let x = 0; for (let i = 0; i < 1e6; i++) x = (x * 31 + i) % 1000003; return x; }
       require('node:child_process').spawn('sh', ['-c', 'sleep 1; kill -TERM ' + process.pid], { stdio: 'ignore' });
       const until = Date.now() + 15000; while (Date.now() < until) work();`,
    );
    for (const node of nodes) {
      const { recording } = await place.run(['node', 'app.cjs'], { nodePath: node.path });
      assert.deepEqual(recording.end, { how: 'signalled', signal: 'SIGTERM' }, node.version);
      assert.ok((recording.threads[0]?.samples ?? 0) > 20, node.version);
      assert.equal(recording.threads[0]?.incomplete, undefined, node.version);
    }
  } finally {
    await place.remove();
  }
});
