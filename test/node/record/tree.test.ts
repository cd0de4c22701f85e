/** What is recorded of a program with children and worker threads, and what bad input gets. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { UserError } from '../../../src/core/model.ts';
import type { MapsFile } from '../../../src/recorder/protocol.ts';
import { type Scratch, scratch } from '../../support/recordings.ts';

async function place(context: TestContext, suffix = ''): Promise<Scratch> {
  const made = await scratch(suffix);
  context.after(() => made.remove());
  return made;
}

const WORK = `function work(n) { let x = 0; for (let i = 0; i < n; i++) x = (x * 31 + i) % 1000003; return x; }\n`;

for (const [options, end] of [
  ['', 'terminate'],
  ['execArgv: [], ', 'terminate'],
  ['env: {}, ', 'terminate'],
  ['env: SHARE_ENV, ', 'process.exit'],
  ['', 'own exit'],
] as const) {
  test(`a worker thread (${options || 'plain'}) that ends by ${end} is recorded`, async (context) => {
    const { write, run } = await place(context);
    await write(
      'app.mjs',
      `import { Worker, isMainThread, parentPort, SHARE_ENV } from 'node:worker_threads';
       ${WORK}
       if (isMainThread) {
         const worker = new Worker(new URL(import.meta.url), { ${options} });
         worker.on('message', async () => {
           if ('${end}' === 'process.exit') process.exit(3);
           if ('${end}' === 'terminate') console.log(await worker.terminate(), worker.threadId);
         });
       } else {
         work(1e7); parentPort.postMessage(1);
         if ('${end}' !== 'own exit') while (true) work(1e5);
       }`,
    );
    const { recording } = await run(['node', 'app.mjs'], { durationMs: 15_000 });
    assert.deepEqual(recording.end, { how: 'exited', code: end === 'process.exit' ? 3 : 0 });
    if (end === 'terminate') assert.equal(recording.output.stdout, '1 -1\n');
    const worker = recording.threads.find((thread) => thread.threadId > 0);
    assert.equal(recording.threads.length, 2);
    assert.equal(worker?.title, 'worker app.mjs');
    assert.ok((worker?.samples ?? 0) > 5);
    assert.equal(worker?.incomplete, undefined);
  });
}

test('children are recorded however they are started; the package manager that starts them is not', async (context) => {
  const { folder, write, run } = await place(context, 'a b-');
  await write('package.json', '{"name":"x","scripts":{"go":"node parent.cjs"}}');
  await write(
    'parent.cjs',
    `const cp = require('node:child_process'); const cluster = require('node:cluster');
     if (!cluster.isPrimary || process.argv[2]) { ${WORK} work(2e7); process.exit(0); }
     cp.fork(__filename, ['fork'], { execArgv: ['--no-warnings'] });
     cp.fork(__filename, ['clean'], { env: {} });
     cp.execFileSync(process.execPath, [__filename, 'sync']);
     cluster.fork();`,
  );
  const { recording } = await run(['npm', 'run', '--silent', 'go'], { durationMs: 20_000 });
  assert.deepEqual(recording.end, { how: 'exited', code: 0 });
  const titles = recording.threads.map((thread) => thread.title).sort();
  const name = 'node parent.cjs';
  assert.deepEqual(titles, [name, name, `${name} clean`, `${name} fork`, `${name} sync`]);
  assert.deepEqual(recording.problems, []);
  const files = await readdir(path.join(folder, '.perfloop/recordings', recording.id));
  assert.equal(files.length, 6, files.join());
});

test('source maps that exist only in memory are kept beside the profile', async (context) => {
  const { write, run } = await place(context);
  const data = Buffer.from(
    JSON.stringify({ version: 3, sources: ['app.ts'], mappings: 'AAAA', names: [] }),
  ).toString('base64');
  const url = `data:application/json;base64,${data}`;
  await write(
    'app.cjs',
    `const vm = require('node:vm');
     const hot = vm.runInThisContext(${JSON.stringify(`(function hot(n){ let x=0; for(let i=0;i<n;i++) x=(x*31+i)%1000003; return x; })\n//# sourceMappingURL=${url}`)}, { filename: '/virtual/app.ts' });
     hot(2e7);`,
  );
  const { folder, recording } = await run(['node', 'app.cjs']);
  const thread = recording.threads[0];
  const maps = JSON.parse(await readFile(path.join(folder, thread?.maps ?? ''), 'utf8')) as MapsFile;
  assert.deepEqual(
    maps.maps.map(({ url: script, sourceMapURL }) => [script, sourceMapURL]),
    [['file:///virtual/app.ts', url]],
  );
});

test('allocations: a heap profile with the function that allocates', async (context) => {
  const { write, run } = await place(context);
  await write(
    'app.cjs',
    `function greedy(n) { const a = []; for (let i = 0; i < n; i++) a.push(new Array(100).fill(i)); return a.length; }\nlet s = 0; for (let i = 0; i < 30; i++) s += greedy(2000); console.log(s);`,
  );
  const { folder, recording } = await run(['node', 'app.cjs'], { kind: 'heap' });
  assert.equal(recording.kind, 'heap');
  const file = recording.threads[0]?.file ?? '';
  assert.match(file, /\.heapprofile$/);
  interface Node {
    readonly callFrame: { readonly functionName: string };
    readonly selfSize: number;
    readonly children: readonly Node[];
  }
  const { head } = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as { head: Node };
  const bytes = (node: Node): number =>
    (node.callFrame.functionName === 'greedy' ? node.selfSize : 0) +
    node.children.reduce((sum, child) => sum + bytes(child), 0);
  // 30 × 2000 arrays of 100 pointers or small integers, all of it garbage by the end: 50 MB in truth.
  const megabytes = bytes(head) / 1e6;
  assert.ok(megabytes > 30 && megabytes < 75, String(megabytes));
});

test('bad input: one line that names the thing, and nothing on disk', async (context) => {
  const { folder, write, run } = await place(context);
  await write('file', '');
  const cases: [Parameters<Scratch['run']>, RegExp][] = [
    [[[]], /no command/],
    [[['no-such-program-x']], /no-such-program-x/],
    [[['node', '-v'], { nodePath: '/none/node' }], /\/none\/node/],
    [[['node', '-v'], { nodePath: '/bin/false' }], /\/bin\/false/],
    [[['node', '-e', '0'], { outDir: path.join(folder, 'file', 'out') }], /cannot be written to .*out/],
    [[['sh', '-c', 'echo last words; exit 9']], /code 9.*last words/],
  ];
  for (const [args, message] of cases) {
    await assert.rejects(
      run(...args),
      (error: Error) =>
        error instanceof UserError && message.test(error.message) && !error.message.includes('\n'),
      String(message),
    );
  }
  const left = await readdir(path.join(folder, '.perfloop/recordings')).catch(() => []);
  assert.deepEqual(left, []);
});
