/** However a program ends, its profile is there and nothing of it is left running. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { processesWith, readProfile, type Scratch, scratch, selfShares } from '../../support/recordings.ts';

const linux = process.platform === 'linux';

async function place(context: TestContext): Promise<Scratch> {
  const made = await scratch();
  context.after(() => made.remove());
  return made;
}

const WORK = `function work(ms) { let x = 0; const until = Date.now() + ms; while (Date.now() < until) for (let i = 0; i < 1e5; i++) x = (x * 31 + i) % 1000003; return x; }\n`;

test('exit codes, output, and nothing beside profiles in the folder', async (context) => {
  const { write, run } = await place(context);
  // By its own clock: on a busy machine a thread gets a part of each second only.
  const busy =
    'for (let x = 0; process.cpuUsage().user < 250_000; ) for (let i = 0; i < 1e5; i++) x = (x * 31 + i) % 1000003;';
  await write('app.cjs', `${busy} console.log('out'); console.error('err'); process.exit(7);`);
  const heard: string[] = [];
  const onOutput = (stream: string, chunk: Uint8Array) => heard.push(`${stream}:${Buffer.from(chunk)}`);
  const { folder, recording } = await run(['node', 'app.cjs'], { hooks: { onOutput } });
  assert.deepEqual(recording.end, { how: 'exited', code: 7 });
  assert.deepEqual(recording.output, { stdout: 'out\n', stderr: 'err\n' });
  assert.deepEqual(heard.sort(), ['stderr:err\n', 'stdout:out\n']);
  const thread = recording.threads[0];
  assert.equal(recording.threads.length, 1);
  assert.equal(thread?.title, 'node app.cjs');
  assert.ok((thread?.cpuUserMs ?? 0) > 100 && (thread?.usage?.maxRssBytes ?? 0) > 1e7);
  assert.deepEqual((await readdir(folder)).sort(), [thread?.file, 'recording.json'].sort());
  assert.deepEqual(JSON.parse(await readFile(path.join(folder, 'recording.json'), 'utf8')), recording);
});

test('a program cannot tell that it is recorded', async (context) => {
  const { write, run } = await place(context);
  await write(
    'app.cjs',
    `const { Worker } = require('node:worker_threads');
     const events = ['exit', 'SIGTERM', 'SIGINT', 'uncaughtException', 'message', 'beforeExit', 'warning'];
     console.log(JSON.stringify([events.map((e) => process.listenerCount(e)), process.argv.length, process.execArgv,
       require.main === module, Object.keys(globalThis).filter((k) => /perf.*loop/i.test(k)), typeof process.profiler,
       process.emit.name, process.kill.length, Worker.name, new Worker('0', { eval: true }) instanceof Worker]));`,
  );
  const { recording } = await run(['node', '--no-warnings', 'app.cjs']);
  const noListeners = [0, 0, 0, 0, 0, 0, 0];
  const seen = JSON.parse(recording.output.stdout) as unknown[];
  assert.deepEqual(seen.slice(0, 1), [noListeners]);
  assert.deepEqual(seen.slice(1), [2, ['--no-warnings'], true, [], 'undefined', 'emit', 2, 'Worker', true]);
  assert.equal(recording.output.stderr, '');
});

test('an uncaught error ends as ever, with its profile', async (context) => {
  const { write, run } = await place(context);
  await write('app.mjs', `${WORK}work(200); throw new RangeError('planted');`);
  const { recording } = await run(['node', 'app.mjs']);
  assert.deepEqual(recording.end, { how: 'exited', code: 1 });
  assert.match(recording.output.stderr, /RangeError: planted/);
  assert.doesNotMatch(recording.output.stderr, /debugger/i);
  assert.ok((recording.threads[0]?.samples ?? 0) > 20);
});

for (const [what, code] of [
  ['a loop that never yields', 'function spin() { while (true) {} } spin();'],
  ['a regular expression', "function spin() { /^(a+)+$/.test('a'.repeat(60) + 'b'); } spin();"],
  [
    'Atomics.wait',
    'function spin() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); } spin();',
  ],
  [
    'a handler that ignores SIGTERM',
    "process.on('SIGTERM', () => {}); function spin() { while (true) {} } spin();",
  ],
] as const) {
  test(`the duration ends ${what}, and its profile is whole`, async (context) => {
    const { folder, write, run } = await place(context);
    const file = await write('app.cjs', code);
    const result = await run(['node', file], { durationMs: 1000 });
    assert.deepEqual(result.recording.end, { how: 'duration-reached' });
    assert.equal(result.recording.threads[0]?.incomplete, undefined);
    const names = new Set((await readProfile(result)).nodes.map((node) => node.callFrame.functionName));
    assert.ok(names.has('spin'), [...names].join());
    if (linux) assert.deepEqual(await processesWith(folder), []);
  });
}

test('cancelling ends shells, children and those that left the group, and keeps their profiles', async (context) => {
  if (!linux) return context.skip('reads /proc');
  const { folder, write, run } = await place(context);
  const file = await write('app.cjs', `${WORK}while (true) work(20);`);
  const abort = new AbortController();
  const command = `setsid node ${file} & setsid sleep 61 ${folder} & node ${file} & node ${file}; echo never`;
  let seen = 0;
  const hooks = {
    signal: abort.signal,
    onProgress: ({ threads }: { threads: number }) => {
      seen = Math.max(seen, threads);
      if (threads === 3) abort.abort();
    },
  };
  // The limit only ends a failing test.
  const { recording } = await run(['sh', '-c', command], { hooks, durationMs: 20_000 });
  assert.equal(seen, 3);
  assert.deepEqual(recording.end, { how: 'cancelled' });
  assert.equal(recording.threads.length, 3);
  assert.deepEqual(recording.problems, []);
  assert.doesNotMatch(recording.output.stdout, /never/);
  assert.deepEqual(await processesWith(folder), []);
  return undefined;
});

test('a process that kills itself saves first', async (context) => {
  const { write, run } = await place(context);
  await write('app.cjs', `${WORK}work(300); process.kill(process.pid, 'SIGKILL');`);
  const { recording } = await run(['node', 'app.cjs']);
  assert.deepEqual(recording.end, { how: 'signalled', signal: 'SIGKILL' });
  assert.ok((recording.threads[0]?.samples ?? 0) > 20);
});

test('a signal from elsewhere ends a busy program by that signal, with its profile', async (context) => {
  if (process.platform === 'win32') return context.skip('no signals');
  const { folder, write, run } = await place(context);
  await write(
    'app.cjs',
    `${WORK}const { spawn } = require('node:child_process'); const { writeFileSync } = require('node:fs');
     spawn('sh', ['-c', 'sleep 1; kill -TERM ' + process.pid], { stdio: 'ignore' });
     const until = Date.now() + 15000; while (Date.now() < until) work(20); writeFileSync('survived', '');`,
  );
  const { recording } = await run(['node', 'app.cjs']);
  assert.deepEqual(recording.end, { how: 'signalled', signal: 'SIGTERM' });
  assert.ok((recording.threads[0]?.samples ?? 0) > 20);
  assert.equal(existsSync(path.join(folder, 'survived')), false);
  return undefined;
});

test('a program with a handler of its own keeps it', async (context) => {
  if (process.platform === 'win32') return context.skip('no signals');
  const { write, run } = await place(context);
  await write(
    'app.cjs',
    `process.on('SIGTERM', (name) => { console.log(name, process.listenerCount('SIGTERM')); process.exit(5); });
     require('node:child_process').spawn('kill', ['-TERM', String(process.pid)]); setInterval(() => {}, 1000);`,
  );
  const { recording } = await run(['node', 'app.cjs'], { durationMs: 10_000 });
  assert.deepEqual(recording.end, { how: 'exited', code: 5 });
  assert.equal(recording.output.stdout, 'SIGTERM 1\n');
  return undefined;
});

test('of a program killed outright most is kept, in one file and in order', async (context) => {
  const { write, run } = await place(context);
  await write(
    'app.cjs',
    `${WORK}const { execSync } = require('node:child_process'); const { readdirSync, readFileSync } = require('node:fs');
     const { dir } = JSON.parse(process.env.PERFLOOP_RECORDER);
     const segments = () => { const f = readdirSync(dir).find((n) => n.endsWith('.thread.json')); return f ? JSON.parse(readFileSync(dir + '/' + f)).segments.length : 0; };
     const turn = (n) => { while (segments() < n) work(30); };
     function first() { turn(1); } function second() { turn(2); } function third() { turn(3); }
     first(); second(); third(); execSync('kill -9 ' + process.pid);`,
  );
  for (const sampler of ['inspector', 'v8-profiler-next']) {
    const env = { PERFLOOP_ROTATE_MS: '100', PERFLOOP_SAMPLER: sampler };
    const result = await run(['node', 'app.cjs'], { env, durationMs: 20_000 }).catch((error: Error) => error);
    if (result instanceof Error) {
      // Without the addon for this Node there is only the other one.
      assert.ok(sampler === 'v8-profiler-next' && /does not load/.test(result.message), result.message);
      continue;
    }
    const thread = result.recording.threads[0];
    assert.deepEqual(result.recording.end, { how: 'signalled', signal: 'SIGKILL' });
    assert.match(thread?.incomplete ?? '', /killed/);
    const profile = await readProfile(result);
    assert.equal(profile.samples.length, thread?.samples);
    assert.ok(profile.timeDeltas.every((delta) => delta >= 0));
    const names = new Set(profile.nodes.map((node) => node.callFrame.functionName));
    for (const name of ['first', 'second', 'third']) assert.ok(names.has(name), `${sampler}: ${name}`);
    assert.ok((selfShares(profile).get('work') ?? 0) > 0.5);
    assert.equal((await readdir(result.folder)).filter((name) => name.endsWith('profile')).length, 1);
  }
});
