import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { addRecorder } from '../../src/recorder/children.ts';
import { isWrapper, processTitle, workerTitle } from '../../src/recorder/identity.ts';
import { quoteOption, withPreload } from '../../src/recorder/node-options.ts';
import { type CpuProfile, trimOwn } from '../../src/recorder/profile.ts';
import { normalise } from '../../src/recorder/v8-profiler-next.ts';

test('v8-profiler-next: positions, URLs, ticks and script ids become those of the inspector', () => {
  const frame = { bailoutReason: 'no reason', scriptId: 7 };
  const profile = normalise({
    uid: '1',
    nodes: [
      {
        id: 1,
        hitCount: 0,
        children: [2, 3],
        callFrame: { ...frame, scriptId: 0, functionName: '(root)', url: '', lineNumber: 0, columnNumber: 0 },
      },
      {
        id: 2,
        hitCount: 3,
        children: [],
        callFrame: {
          ...frame,
          functionName: 'hot',
          url: '/a b/c#%.js',
          lineNumber: 3,
          columnNumber: 10,
          lineTicks: [{ line: 4, hitCount: 3 }],
          bailoutReason: 'Optimized too many times',
        },
      },
      {
        id: 3,
        hitCount: 0,
        children: [],
        callFrame: { ...frame, functionName: 'run', url: 'node:vm', lineNumber: 1, columnNumber: 1 },
      },
    ],
    startTime: 10,
    endTime: 40,
    samples: [2, 2, 2],
    timeDeltas: [1, 2, 3],
  });
  assert.deepEqual(profile.nodes, [
    {
      id: 1,
      callFrame: { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 },
      hitCount: 0,
      children: [2, 3],
    },
    {
      id: 2,
      callFrame: {
        functionName: 'hot',
        scriptId: '7',
        url: 'file:///a%20b/c%23%25.js',
        lineNumber: 2,
        columnNumber: 9,
      },
      hitCount: 3,
      positionTicks: [{ line: 4, ticks: 3 }],
      deoptReason: 'Optimized too many times',
    },
    {
      id: 3,
      callFrame: { functionName: 'run', scriptId: '7', url: 'node:vm', lineNumber: 0, columnNumber: 0 },
      hitCount: 0,
    },
  ]);
});

const node = (id: number, name: string, url: string, children: number[] = [], hitCount = 0) => ({
  id,
  callFrame: { functionName: name, scriptId: '1', url, lineNumber: 0, columnNumber: 0 },
  hitCount,
  children,
});

test('samples of the recorder are taken off both ends, and its time with them', () => {
  const profile: CpuProfile = {
    nodes: [
      node(1, '(root)', '', [2, 4]),
      node(2, 'install', 'file:///recorder.cjs', [3], 1),
      node(3, 'dispatch', '', [], 2),
      node(4, 'app', 'file:///app.js', [5], 3),
      node(5, 'save', 'file:///recorder.cjs', [6], 0),
      node(6, 'writeSync', 'node:fs', [], 1),
    ],
    startTime: 1000,
    endTime: 2000,
    samples: [2, 3, 4, 6, 4, 4, 6],
    timeDeltas: [10, 20, 30, 40, 50, 60, 70],
  };
  const trimmed = trimOwn(profile, 'file:///recorder.cjs');
  // The one in the middle stays: time has no holes.
  assert.deepEqual(trimmed.samples, [4, 6, 4, 4]);
  assert.deepEqual(trimmed.timeDeltas, [0, 40, 50, 60]);
  assert.equal(trimmed.startTime, 1060);
  assert.equal(trimmed.endTime, 1210);
  assert.deepEqual(
    trimmed.nodes.map((n) => n.hitCount),
    [0, 0, 1, 3, 0, 0],
  );
});

test('wrappers of the recorder around the program are taken out of its stacks', () => {
  const wrapper = 'file:///recorder.cjs';
  const profile: CpuProfile = {
    nodes: [
      node(1, '(root)', '', [2]),
      node(2, 'load', 'node:internal/modules', [3]),
      node(3, '_compile', wrapper, [4, 6], 1),
      node(4, '_compile', wrapper, [5]),
      node(5, 'app', 'file:///app.js', [], 2),
      node(6, 'Module._compile', 'node:internal/modules', [], 1),
    ],
    startTime: 0,
    endTime: 40,
    samples: [5, 3, 6, 5],
    timeDeltas: [10, 10, 10, 10],
  };
  const { nodes, samples } = trimOwn(profile, wrapper);
  assert.deepEqual(
    nodes.map((n) => [n.id, n.children ?? [], n.hitCount]),
    [
      [1, [2], 0],
      [2, [5, 6], 1],
      [5, [], 2],
      [6, [], 1],
    ],
  );
  assert.deepEqual(samples, [5, 2, 6, 5]);
});

test('a profile without samples of the recorder at its ends is left alone', () => {
  const profile: CpuProfile = {
    nodes: [node(1, '(root)', '', [2]), node(2, 'app', 'file:///app.js', [], 1)],
    startTime: 1,
    endTime: 5,
    samples: [2],
    timeDeltas: [2],
  };
  assert.equal(trimOwn(profile, 'file:///recorder.cjs'), profile);
});

test('Node reads back from NODE_OPTIONS what was quoted', () => {
  for (const name of ['plain', 'with space', 'quo"te', 'back\\slash', 'ü']) {
    const file = `/tmp/none/${name}.cjs`;
    assert.throws(
      () =>
        execFileSync(process.execPath, ['-e', '0'], {
          env: { ...process.env, NODE_OPTIONS: withPreload('--no-warnings', file) },
          stdio: 'pipe',
          encoding: 'utf8',
        }),
      (error: { stderr: string }) => error.stderr.includes(`Cannot find module '${file}'`),
      name,
    );
  }
  assert.equal(quoteOption('/a/b.cjs'), '/a/b.cjs');
});

test('existing NODE_OPTIONS are kept, and the preload is added once', () => {
  const once = withPreload(' --max-old-space-size=100 ', '/r.cjs');
  assert.equal(once, '--require /r.cjs --max-old-space-size=100');
  assert.equal(withPreload(once, '/r.cjs'), once);
});

test('a child with an environment of its own gets the recorder', () => {
  const pairs = ['PATH=/bin', 'NODE_OPTIONS=--no-warnings'];
  addRecorder(pairs, 'PERFLOOP_RECORDER={}', '/r.cjs');
  addRecorder(pairs, 'PERFLOOP_RECORDER={}', '/r.cjs');
  assert.deepEqual(pairs, [
    'PATH=/bin',
    'NODE_OPTIONS=--require /r.cjs --no-warnings',
    'PERFLOOP_RECORDER={}',
  ]);
});

test('a child that asks not to be recorded is left alone', () => {
  const pairs = ['PATH=/bin', 'PERFLOOP_RECORD=0'];
  addRecorder(pairs, 'PERFLOOP_RECORDER={}', '/r.cjs');
  assert.deepEqual(pairs, ['PATH=/bin', 'PERFLOOP_RECORD=0']);
});

test('package managers are told from programs', () => {
  for (const script of [
    '/usr/lib/node_modules/npm/bin/npm-cli.js',
    '/usr/bin/npx',
    '/x/yarn-4.1.0.cjs',
    '/x/pnpm.cjs',
    '/x/corepack.js',
  ]) {
    assert.equal(isWrapper(['/usr/bin/node', script]), true, script);
  }
  for (const script of ['/app/npm-stats.js', '/app/server.js', '/app/yarn/index.js']) {
    assert.equal(isWrapper(['/usr/bin/node', script]), false, script);
  }
  assert.equal(isWrapper(['/usr/bin/node']), false);
});

test('titles', () => {
  assert.equal(processTitle(['/usr/bin/node', `${process.cwd()}/a/b.js`, '-p', '1'], []), 'node a/b.js -p 1');
  assert.equal(processTitle(['/usr/bin/node', '/else/where/b.js'], []), 'node b.js');
  assert.equal(processTitle(['/usr/bin/node'], ['-e', '1']), 'node -e 1');
  assert.equal(processTitle(['node', 'x'.repeat(500)], []).length, 120);
  assert.equal(workerTitle('file:///a/resize.js?x=1', 3), 'worker resize.js');
  assert.equal(workerTitle('', 3), 'worker 3');
  assert.equal(workerTitle('data:text/javascript,1', 4), 'worker 4');
});
