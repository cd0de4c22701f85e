import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import type { HistoryRun } from '../../../src/core/bench/history.ts';
import { appendHistory, historyFile, readHistory } from '../../../src/node/bench/history-file.ts';
import { tempFolder } from '../../cli/run-cli.ts';

const run = (at: number, size = 1): HistoryRun => ({
  version: 1,
  at,
  commit: 'c'.repeat(40),
  branch: 'main',
  dirty: false,
  command: 'bench',
  environment: { nodeVersion: 'v20', platform: 'linux', arch: 'x64', cpuModel: 'x', cpus: 2 },
  measures: Array.from({ length: size }, (_, i) => ({
    file: 'a.js',
    id: `b${i}`,
    metric: 'timeNs',
    value: i,
  })),
});

test('history: appended to and read; a torn line costs only itself', async () => {
  const { folder, remove } = tempFolder();
  try {
    assert.deepEqual(await readHistory(folder), { runs: [], unreadable: 0 });
    await appendHistory(folder, run(1));
    appendFileSync(path.join(folder, historyFile), '{"version":1,"at":2,"comm');
    await appendHistory(folder, run(3));
    const { runs, unreadable } = await readHistory(folder);
    assert.deepEqual([runs.map((r) => r.at), unreadable], [[1, 3], 1]);
  } finally {
    remove();
  }
});

test('history: processes that write at once lose and tear nothing', async () => {
  const { folder, remove } = tempFolder();
  try {
    const writer = path.join(folder, 'writer.mjs');
    await esbuild.build({
      stdin: {
        contents: `import { appendHistory } from './src/node/bench/history-file.ts';
          const [folder, from] = [process.argv[2], Number(process.argv[3])];
          const measures = Array.from({ length: 400 }, (_, i) => ({ file: 'a.js', id: 'b' + i, metric: 'timeNs', value: i }));
          const environment = { nodeVersion: 'v20', platform: 'linux', arch: 'x64', cpuModel: 'x', cpus: 2 };
          for (let i = 0; i < 40; i++) await appendHistory(folder, { version: 1, at: from + i, commit: '', branch: '', dirty: false, command: 'bench', environment, measures });`,
        resolveDir: process.cwd(),
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: writer,
      logLevel: 'error',
    });
    const start = (from: number) => promisify(execFile)(process.execPath, [writer, folder, String(from)]);
    await Promise.all([start(0), start(1000), start(2000)]);
    const { runs, unreadable } = await readHistory(folder);
    assert.equal(unreadable, 0);
    assert.equal(new Set(runs.map((r) => r.at)).size, 120);
    assert.ok(runs.every((r) => r.measures.length === 400));
  } finally {
    remove();
  }
});

test('history: where it cannot be written or is a folder, one clear line', async () => {
  const { folder, remove } = tempFolder();
  try {
    mkdirSync(path.join(folder, historyFile), { recursive: true });
    await assert.rejects(appendHistory(folder, run(1)), {
      message: /history\.jsonl cannot be written: it is a folder/,
    });
    await assert.rejects(readHistory(folder), { message: /history\.jsonl cannot be read: it is a folder/ });
    writeFileSync(path.join(folder, 'f'), '');
    await assert.rejects(appendHistory(path.join(folder, 'f'), run(1)), { name: 'UserError' });
    assert.equal(readFileSync(path.join(folder, 'f'), 'utf8'), '');
  } finally {
    remove();
  }
});
