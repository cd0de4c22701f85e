import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** A parent whose group is a shell with a child of its own; it prints the ids of both, and its folder. */
const PARENT = `
  const { startGroup, temporaryFolder } = await import(process.argv[1]);
  const folder = await temporaryFolder('perfloop-processes-test-');
  const group = startGroup('/bin/sh', ['-c', 'sleep 60 & echo $$ $! ; wait']);
  group.process.stdout.once('data', (ids) => console.log(String(ids).trim(), folder.path));
`;

const posix = { skip: process.platform === 'win32' && 'process groups are POSIX' };
let scratch = '';
let module = '';

before(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'perfloop-processes-'));
  const outfile = path.join(scratch, 'processes.mjs');
  const entry = path.resolve('src/build/editor/processes.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
  module = pathToFileURL(outfile).href;
});

after(() => rm(scratch, { recursive: true, force: true }));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
  test(`a parent ended by ${signal} leaves no process behind`, posix, async () => {
    const { parent, over, ids, folder } = await startParent(PARENT);
    assert.ok(ids.every(isAlive));
    parent.kill(signal);
    await over;
    await gone(ids);
    // A parent that is killed cannot remove its folder.
    if (signal !== 'SIGKILL') assert.equal(existsSync(folder), false);
    else await rm(folder, { recursive: true });
  });
}

test('a parent that throws leaves no process and no folder behind', posix, async () => {
  const { over, ids, folder } = await startParent(
    `${PARENT}; setTimeout(() => { throw new Error('bug'); }, 300);`,
  );
  await over;
  await gone(ids);
  assert.equal(existsSync(folder), false);
});

test('the exit code of the command comes through', posix, async () => {
  const { startGroup } = (await import(module)) as typeof import('../../src/build/editor/processes.ts');
  assert.equal(await startGroup('/bin/sh', ['-c', 'exit 7']).ended, 7);
  assert.equal(await startGroup('/does/not/exist', []).ended, 127);
  const long = startGroup('/bin/sh', ['-c', 'sleep 60']);
  await long.stop();
  await long.stop();
  assert.equal(await long.ended, 137);
});

interface Parent {
  readonly parent: ChildProcess;
  /** When it has ended, and with it what it does on exit. */
  readonly over: Promise<void>;
  readonly ids: readonly number[];
  readonly folder: string;
}

async function startParent(code: string): Promise<Parent> {
  let ended = () => {};
  const over = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code, module], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    parent.once('exit', () => {
      ended();
      reject(new Error('the parent ended early'));
    });
  });
  const [shell, sleeper, folder = ''] = line.split(' ');
  return { parent, over, ids: [Number(shell), Number(sleeper)], folder };
}

async function gone(ids: readonly number[]): Promise<void> {
  const deadline = Date.now() + 8000;
  while (ids.some(isAlive)) {
    if (Date.now() > deadline) assert.fail(`still alive: ${ids.filter(isAlive).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** Where nobody reaps orphans (a container's first process may not), they stay listed after their end. */
function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
