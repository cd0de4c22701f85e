import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, load, type Program, start } from './orders-api.ts';

const LISTENING = /^orders-api listening on (http:\/\/127\.0\.0\.1:\d+)\n/;
const SMALL = { ORDERS_CUSTOMERS: '40', ORDERS_PRODUCTS: '30', ORDERS_ORDERS: '120' };

interface LoadResult {
  readonly requests: number;
  readonly errors: number;
  readonly requestsPerSecond: number;
  readonly latencyMs: Record<string, number>;
  readonly kinds: Record<string, { requests: number; errors: number }>;
}

describe('orders-api as a program', { timeout: 180_000 }, () => {
  let database: { url: string; stop(): Promise<void> };
  const running: Program[] = [];
  const service = async (env: Record<string, string> = {}, args: string[] = []) => {
    const program = start('server.js', args, { ...SMALL, DATABASE_URL: database.url, ...env });
    running.push(program);
    const [, url] = await program.says(LISTENING);
    return { ...program, url: url! };
  };
  before(async () => {
    database = await (await load('src/db/embedded/index.js')).startEmbedded();
  });
  after(async () => {
    for (const { child } of running) if (child.exitCode === null) child.kill('SIGKILL');
    await database.stop();
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends with code 0 on ${signal}, after the requests under way`, async () => {
      const { child, url, ended } = await service();
      const answer = ask(url, '/statements?month=2025-03');
      await sleep(20);
      child.kill(signal);
      assert.equal((await answer).status, 200);
      const { code, stdout, stderr } = await ended;
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^orders-api listening on \S+\n$/);
    });
  }

  it('answers the load generator without an error, kind by kind', async () => {
    const { url, child, ended } = await service({}, ['--fix', 'all']);
    const { code, stdout, stderr } = await start('load.js', [
      ...['--url', url, '--duration', '2', '--warmup', '0.1', '--connections', '4', '--json'],
    ]).ended;
    assert.deepEqual([code, stderr], [0, '']);
    const result = JSON.parse(stdout) as LoadResult;
    assert.equal(result.errors, 0);
    const counts = Object.values(result.kinds).map((kind) => kind.requests);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      result.requests,
    );
    assert.ok(counts.filter((count) => count > 0).length > counts.length / 2);
    const { p50, p95, p99, max } = result.latencyMs;
    assert.ok(0 < p50! && p50! <= p95! && p95! <= p99! && p99! <= max!);

    const only = await start('load.js', [
      '--url',
      url,
      '--duration',
      '0.3',
      '--mix',
      'order=3,search',
      '--json',
    ]).ended;
    assert.deepEqual(Object.keys((JSON.parse(only.stdout) as LoadResult).kinds), ['order', 'search']);
    child.kill('SIGTERM');
    await ended;

    const nobody = await start('load.js', ['--url', url, '--duration', '0.3']).ended;
    assert.equal(nobody.code, 2);
    assert.match(
      nobody.stderr,
      /^load: cannot drive http:\S+ \(ECONNREFUSED\)\. Is the service running there\?\n$/,
    );
  });

  it('counts wrong answers as errors', async () => {
    const { url, child, ended } = await service({ DATABASE_POOL: '1' });
    child.kill('SIGSTOP');
    const driving = start('load.js', ['--url', url, '--duration', '0.5', '--warmup', '0', '--mix', 'order']);
    await sleep(200);
    child.kill('SIGKILL');
    const { code, stderr } = await driving.ended;
    assert.equal((await ended).signal, 'SIGKILL');
    assert.notEqual(code, 0);
    assert.match(stderr, /ECONNRESET|ECONNREFUSED/);
  });

  it('says in one line what is wrong with how it was started', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const free = net.createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const nobody = (free.address() as AddressInfo).port;
    free.close();
    const cases: readonly [Record<string, string>, string[], RegExp][] = [
      [{ PORT: 'http' }, [], /PORT must be a whole number from 0 to 65535, not "http"/],
      [{ PORT: '70000' }, [], /PORT must be/],
      [{ ORDERS_ORDERS: '-5' }, [], /ORDERS_ORDERS must be/],
      [{ ORDERS_FIX: 'n-plus-one,speed' }, [], /unknown fix speed\. Known: n-plus-one, .*all\./],
      [{}, ['--fix', 'speed'], /unknown fix speed/],
      [{}, ['--fast'], /--fast.*Usage: node server\.js/],
      [{ DATABASE_URL: 'mysql://x' }, [], /DATABASE_URL must look like/],
      [
        { DATABASE_URL: `postgres://me:secret@127.0.0.1:${nobody}/shop` },
        [],
        /127\.0\.0\.1:\d+\/shop \(ECONNREFUSED\)/,
      ],
      [
        { PORT: String(port), DATABASE_URL: database.url },
        [],
        /cannot listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\)/,
      ],
    ];
    const ends = await Promise.all(
      cases.map(([env, args]) => start('server.js', args, { ...SMALL, ...env }).ended),
    );
    ends.forEach(({ code, stdout, stderr }, i) => {
      assert.deepEqual([code, stdout], [1, ''], stderr);
      assert.match(stderr, /^orders-api: [^\n]+\n$/);
      assert.match(stderr, cases[i]![2]);
      assert.doesNotMatch(stderr, /secret/);
    });
    taken.close();

    const mix = await start('load.js', ['--mix', 'speed']).ended;
    assert.equal(mix.code, 2);
    assert.match(mix.stderr, /^load: --mix knows orders, [^\n]*; not "speed"\n$/);
  });

  it('answers 503 while its database is away', async () => {
    const server = net.createServer();
    const upstream = new URL(database.url);
    const sockets = new Set<net.Socket>();
    server.on('connection', (socket) => {
      const forward = net.connect(Number(upstream.port), '127.0.0.1');
      for (const side of [socket, forward]) side.on('error', () => {}).on('close', () => socket.destroy());
      sockets.add(socket.on('close', () => forward.end()));
      socket.pipe(forward).pipe(socket);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const { url, child, ended } = await service({
      DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres`,
    });
    assert.equal((await ask(url, '/health')).status, 200);

    server.close();
    for (const socket of sockets) socket.destroy();
    const away = await ask(url, '/orders/1');
    assert.deepEqual([away.status, JSON.parse(away.body).error.code], [503, 'unavailable']);

    await once(server.listen(port, '127.0.0.1'), 'listening');
    assert.equal((await ask(url, '/orders/1')).status, 200);
    child.kill('SIGTERM');
    assert.equal((await ended).code, 0);
    server.close();
  });
});

describe('orders-api with its embedded database', {
  skip: process.platform === 'win32',
  timeout: 180_000,
}, () => {
  const running: Program[] = [];
  after(() => {
    for (const { child } of running) if (child.exitCode === null) child.kill('SIGKILL');
  });

  it('takes the database along, however it ends, and ends when the database does', async () => {
    const env = { ...SMALL, NODE_OPTIONS: '--stack-trace-limit=7' };
    const programs = [
      start('server.js', [], env),
      start('server.js', [], env),
      start('server.js', [], env),
    ] as const;
    running.push(...programs);
    await Promise.all(programs.map((program) => program.says(LISTENING)));
    const children = await Promise.all(programs.map((program) => childrenOf(program.child.pid!)));
    for (const pids of children) assert.equal(pids.length, 1);
    if (process.platform === 'linux') {
      const environment = await readFile(`/proc/${children[0]![0]}/environ`, 'utf8');
      assert.doesNotMatch(
        environment,
        /NODE_OPTIONS=/,
        'what records the service does not record its database',
      );
    }

    const [stopped, killed, orphaned] = programs;
    stopped.child.kill('SIGTERM');
    killed.child.kill('SIGKILL');
    process.kill(children[2]![0]!, 'SIGKILL');
    assert.equal((await stopped.ended).code, 0);
    assert.equal((await killed.ended).signal, 'SIGKILL');
    const lost = await orphaned.ended;
    assert.equal(lost.code, 1);
    assert.match(lost.stderr, /orders-api: the embedded database ended by itself \(SIGKILL\)\.\n$/);
    for (const pid of children.flat()) await gone(pid);
  });
});

async function childrenOf(pid: number): Promise<number[]> {
  const { execFileSync } = await import('node:child_process');
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return rows
    .map((row) => row.trim().split(/\s+/).map(Number))
    .flatMap(([own, of]) => (of === pid ? [own!] : []));
}

/** A process that has ended but was not waited for counts as gone. */
async function gone(pid: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
      const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      if (/\) Z /.test(state)) return;
    } catch {
      return;
    }
    await sleep(50);
  }
  assert.fail(`process ${pid} is still there`);
}
