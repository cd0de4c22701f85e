import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { FromRunner, RunnerMode, RunnerRequest } from '../../src/core/bench/protocol.ts';
import { distFolder, runFork } from '../../src/node/bench/fork.ts';
import { makeBatch, sink } from '../../src/recorder/bench/loop.ts';
import { withoutHarness } from '../../src/recorder/bench/profile.ts';
import { combinations, paramSuffix, plainParams } from '../../src/recorder/bench/registry.ts';
import { errorText } from '../../src/recorder/bench/stack.ts';
import type { CpuProfile } from '../../src/recorder/profile.ts';
import { nodesFrom } from '../support/nodes.ts';

test('a profile without the frames of the runner: children move up, own samples become (program)', () => {
  const frame = (functionName: string, url: string) => ({
    callFrame: { functionName, scriptId: '1', url, lineNumber: 0, columnNumber: 0 },
    hitCount: 1,
  });
  const profile: CpuProfile = {
    nodes: [
      { id: 1, ...frame('(root)', ''), children: [2, 7] },
      { id: 2, ...frame('processTicksAndRejections', 'node:internal/process/task_queues'), children: [3] },
      { id: 3, ...frame('measure', 'file:///dist/bench-runner.cjs'), children: [4] },
      { id: 4, ...frame('perfloopBatch', 'perfloop:loop'), children: [5] },
      { id: 5, ...frame('mine', 'file:///a.bench.js'), children: [6] },
      { id: 6, ...frame('measure', 'file:///dist/bench-runner.cjs'), children: [] },
      { id: 7, ...frame('(program)', ''), children: [] },
    ],
    samples: [5, 4, 6, 3, 7],
    timeDeltas: [1, 1, 1, 1, 1],
    startTime: 0,
    endTime: 5,
  };
  const folded = withoutHarness(profile, '/dist/bench-runner.cjs');
  assert.deepEqual(
    folded.nodes.map((n) => [n.callFrame.functionName, n.hitCount, n.children]),
    [
      ['(root)', 0, [5, 7]],
      ['mine', 1, [6]],
      ['measure', 1, []],
      ['(program)', 3, []],
    ],
  );
  assert.deepEqual(folded.samples, [5, 7, 6, 7, 7]);
});

test('the loop calls as often as told, with its input or one of its own for each call', async () => {
  const seen: unknown[] = [];
  const plain = await makeBatch(false, false);
  plain((input, params) => seen.push([input, params]), 2, 'i', 'p', sink);
  assert.deepEqual(seen, [
    ['i', 'p'],
    ['i', 'p'],
  ]);
  assert.equal(sink.value, 2);
  const each = await makeBatch(true, true);
  let sum = 0;
  await each(async (input) => (sum += input as number), 3, [1, 2, 3], undefined, sink);
  assert.equal(sum, 6);
  assert.equal(sink.value, 6);
});

test('parameters: every combination, told in names', () => {
  const lists = { n: [1, 2], of: [{ name: 'a' }, [3, 4], {}] };
  const rows = combinations(lists);
  assert.equal(rows.length, 6);
  assert.deepEqual(
    rows.slice(0, 3).map((row) => paramSuffix(plainParams(row, lists))),
    [' [n=1, of=a]', ' [n=1, of=3,4]', ' [n=1, of=#3]'],
  );
});

test('errors are one line and the stack of the user', () => {
  assert.deepEqual(errorText(new TypeError('no\n  such thing')).message, 'TypeError: no such thing');
  assert.equal(errorText('text').message, 'threw text');
  assert.equal(errorText(undefined).message, 'threw undefined');
  assert.ok(errorText(new Error('x')).stack.length > 0);
});

for (const node of nodesFrom(20)) {
  test(`TypeScript, a CommonJS module of it, and each mode on Node ${node.version}`, async () => {
    const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'perfloop-bench-')));
    try {
      const file = path.join(root, 'a.bench.ts');
      writeFileSync(path.join(root, 'package.json'), '{}');
      writeFileSync(path.join(root, 'old.cts'), 'enum E { A = 3 }\nexports.value = (): number => E.A;\n');
      writeFileSync(
        path.join(root, 'lib.ts'),
        'export interface T { a: 1 }\nexport const text = (): string => JSON.stringify([1, 2]);\n',
      );
      writeFileSync(
        file,
        [
          "import { bench } from 'vitest';",
          "import { type T, text } from './lib';",
          "import old from './old.cts';",
          "bench('text', (): string => text());",
          "bench('waits', async () => { if (old.value() !== 3) throw new Error('no'); await null; });",
        ].join('\n'),
      );
      const run = async (mode: RunnerMode): Promise<FromRunner[]> => {
        const heard: FromRunner[] = [];
        const side = (name: 'only' | 'base' | 'candidate') => ({ side: name, path: file, root });
        const request: RunnerRequest = {
          version: 1,
          mode,
          files: mode === 'duet' ? [side('base'), side('candidate')] : [side('only')],
          warmupMs: 10,
          sampleMs: 20,
          first: 'base',
          distDir: distFolder(),
          cacheDir: '',
        };
        const end = await runFork(request, {
          node: node.path,
          cwd: root,
          timeoutMs: 30_000,
          onMessage: (m) => heard.push(m),
        });
        assert.equal(end.how, 'done', `${mode}: ${end.stderr}`);
        return heard.filter((m) => m.type !== 'start');
      };
      const [loaded] = await run('list');
      assert.deepEqual(loaded?.type === 'loaded' && loaded.benchmarks.map((b) => [b.id, b.line]), [
        ['text', 4],
        ['waits', 5],
      ]);
      for (const [mode, type] of [
        ['measure', 'time'],
        ['count', 'bytes'],
        ['duet', 'duet'],
      ] as const) {
        const answers = (await run(mode)).filter((m) => m.type === type || m.type === 'failed');
        assert.deepEqual(
          answers.map((a) => [a.type, 'id' in a && a.id, 'async' in a && a.async]),
          [
            [type, 'text', false],
            [type, 'waits', true],
          ],
          mode,
        );
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
}
