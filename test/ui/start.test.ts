import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

/** `npm start` as its script runs it, without the build before it. */
const START = path.resolve('out/build/start.mjs');

describe('npm start', () => {
  let scratch = '';
  let recording = '';
  const env = { ...process.env, PERFLOOP_VSCODE: 'embedded' };

  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), 'perfloop-start-'));
  });
  after(async () => {
    await rm(scratch, { recursive: true, force: true });
    if (recording) await rm(recording, { recursive: true, force: true });
  });

  test('records the example and pictures flame graph, heat and hotspots', async () => {
    const picture = path.join(scratch, 'picture.png');
    const args = ['--seconds', '3', '--screenshot', picture, '--theme', 'light', '--size', '1400x900'];
    const child = start(args, env);
    const [code] = await once(child.process, 'close');
    // The command itself fails where one of the three does not come.
    assert.equal(code, 0, child.output());
    const png = await readFile(picture);
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1400, 900]);
    const said = /samples: (\S+)/.exec(child.output())?.[1];
    assert.ok(said, child.output());
    recording = path.resolve(said);
    const { threads } = JSON.parse(await readFile(path.join(recording, 'recording.json'), 'utf8')) as {
      threads: { title: string; samples: number }[];
    };
    assert.ok(
      threads.some((thread) => thread.title.includes('server.js') && thread.samples > 100),
      JSON.stringify(threads),
    );
  });

  test('serves the editor until Ctrl+C, which ends all of it', async () => {
    assert.ok(recording, 'the test before made a recording');
    const child = start(['--recording', recording], env);
    const ended = once(child.process, 'close');
    const url = await child.find(/(http:\/\/127\.0\.0\.1:\S+)/);
    // With its token the address is let in, by a cookie and a redirection to itself.
    assert.equal((await fetch(url, { redirect: 'manual' })).status, 302);
    // Who does not have the address with its token gets nothing.
    assert.equal((await fetch(new URL(url).origin)).status, 403);
    const pids = await childrenOf(child.process.pid);
    assert.ok(process.platform !== 'linux' || pids.length > 1, 'the server runs below the command');
    child.process.kill('SIGINT');
    const [code] = await ended;
    assert.equal(code, 130, child.output());
    await assert.rejects(fetch(url));
    for (const pid of pids) assert.equal(await isAlive(pid), false, `process ${pid} is left`);
  });

  for (const [args, message] of [
    [['--theme', 'pink'], /No theme is called "pink"/],
    [['--view', 'sky'], /No view is called "sky"/],
    [['--size', 'big'], /--size big is not a size/],
    [['--recording', '/does/not/exist'], /holds no recording\.json/],
    [['--nonsense'], /--nonsense/],
  ] as const) {
    test(`refuses ${args.join(' ')} in one line`, async () => {
      const child = start(args, env);
      const [code] = await once(child.process, 'close');
      assert.equal(code, 2);
      assert.match(child.output(), message);
      assert.doesNotMatch(child.output(), /\n\s+at /);
    });
  }
});

function start(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child: ChildProcess = spawn(process.execPath, [START, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return {
    process: child,
    output: () => text,
    find: async (pattern: RegExp): Promise<string> => {
      const deadline = Date.now() + 90_000;
      while (Date.now() < deadline && child.exitCode === null) {
        const found = pattern.exec(text)?.[1];
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.fail(`no ${pattern} in:\n${text}`);
    },
  };
}

/** Ids of all processes below one, where the system tells (Linux). */
async function childrenOf(pid: number | undefined): Promise<number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const direct = listed.trim().split(/\s+/).filter(Boolean).map(Number);
  const below = await Promise.all(direct.map(childrenOf));
  return [...direct, ...below.flat()];
}

/** Nobody may reap orphans in a container: a zombie counts as gone. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/\) Z /.test(stat);
}
