import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../../../src/core/model.ts';
import { attach } from '../../../src/node/record/attach.ts';
import type { CpuProfile } from '../../../src/recorder/profile.ts';
import { scratch } from '../../support/recordings.ts';

test('a running process and its worker are recorded by its inspector port, and left running', async (context) => {
  const place = await scratch();
  const file = await place.write(
    'app.cjs',
    `const { Worker, isMainThread } = require('node:worker_threads');
     function hot(n) { let x = 0; for (let i = 0; i < n; i++) x = (x * 31 + i) % 1000003; return x; }
     if (isMainThread) new Worker(__filename).once('online', () => console.log('up'));
     setInterval(() => hot(1e6), 5);`,
  );
  const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  context.after(async () => {
    child.kill('SIGKILL');
    await place.remove();
  });
  let stderr = '';
  const port = await new Promise<number>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
      const found = /ws:\/\/127\.0\.0\.1:(\d+)\//.exec(stderr)?.[1];
      if (found) resolve(Number(found));
    });
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));

  const options = {
    kind: 'cpu',
    intervalUs: 1000,
    durationMs: 800,
    outDir: path.join(place.folder, 'out'),
  } as const;
  const { folder, recording } = await attach({ host: '127.0.0.1', port }, options);
  assert.deepEqual(recording.end, { how: 'detached' });
  assert.deepEqual(recording.problems, []);
  assert.deepEqual(recording.threads.map((t) => [t.pid, t.threadId, t.title]).sort(), [
    [child.pid, 0, 'node app.cjs'],
    [child.pid, 1, 'worker app.cjs'],
  ]);
  for (const thread of recording.threads) {
    const profile = JSON.parse(await readFile(path.join(folder, thread.file), 'utf8')) as CpuProfile;
    assert.equal(profile.samples.length, thread.samples);
    assert.ok(profile.nodes.some((node) => node.callFrame.functionName === 'hot'));
  }
  assert.equal(child.exitCode, null);

  const abort = new AbortController();
  setTimeout(() => abort.abort(), 300);
  const second = await attach(
    { host: '127.0.0.1', port },
    { ...options, durationMs: 0 },
    { signal: abort.signal },
  );
  assert.ok((second.recording.threads[0]?.samples ?? 0) > 0);

  setTimeout(() => child.kill('SIGKILL'), 300);
  const before = await readdir(options.outDir);
  await assert.rejects(attach({ host: '127.0.0.1', port }, { ...options, durationMs: 5_000 }), UserError);
  assert.deepEqual(await readdir(options.outDir), before);
});

test('a port where nobody answers is named', async () => {
  const options = { kind: 'cpu', intervalUs: 1000, durationMs: 100 } as const;
  await assert.rejects(
    attach({ host: '127.0.0.1', port: 9 }, options),
    (error: Error) => error instanceof UserError && error.message.includes('127.0.0.1:9'),
  );
});
