/** A real PostgreSQL for tests: found or installed, then run as a throw-away cluster on a loopback port. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEBIAN_VERSIONS = '/usr/lib/postgresql';
const CLUSTER_CONF = '/etc/postgresql-common/createcluster.conf';

export interface PostgresCluster {
  /** `postgres://postgres@127.0.0.1:PORT/postgres`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Folder with `initdb` and `postgres`, or why there is none. */
export type PostgresFound = { readonly bin: string } | { readonly missing: string };

/** Looks where packages put the server: Debian's versioned folders (newest first), /usr/local/bin, PATH. */
export async function findPostgres(): Promise<PostgresFound> {
  const versions = await readdir(DEBIAN_VERSIONS).catch(() => []);
  const debian = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((v) => path.join(DEBIAN_VERSIONS, v, 'bin'));
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const folder of [...debian, '/usr/local/bin', ...onPath]) {
    const programs = ['initdb', 'postgres'].map((name) => path.join(folder, name));
    if (!programs.every((program) => existsSync(program))) continue;
    return { bin: path.dirname(await realpath(programs[0]!)) };
  }
  return { missing: 'no PostgreSQL server is installed (initdb and postgres were not found)' };
}

/** As `findPostgres`, but installs Debian's package first where it is absent and that is possible. */
export async function ensurePostgres(): Promise<PostgresFound> {
  const found = await findPostgres();
  if ('bin' in found) return found;
  if (process.getuid?.() !== 0) return { missing: `${found.missing}; installing it needs root` };
  if (!existsSync('/usr/bin/apt-get')) return { missing: `${found.missing}; installing it needs apt-get` };
  try {
    await install();
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr || error).trim();
    return { missing: `apt-get could not install postgresql: ${said.split('\n').at(-1)}` };
  }
  return findPostgres();
}

async function install(): Promise<void> {
  // The package would create and start a cluster of its own.
  if (!existsSync(CLUSTER_CONF)) {
    await mkdir(path.dirname(CLUSTER_CONF), { recursive: true });
    await writeFile(CLUSTER_CONF, 'create_main_cluster = false\n');
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  const options = ['-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold'];
  await run('apt-get', ['install', ...options, 'postgresql'], { env, maxBuffer: 1 << 26 });
}

/** A new cluster in a temporary folder; in CI the server is installed first. Call `stop` in the end. */
export async function startPostgres(): Promise<PostgresCluster | { readonly missing: string }> {
  const found = await (process.env.CI === 'true' ? ensurePostgres() : findPostgres());
  if ('missing' in found) return found;

  const folder = await mkdtemp(path.join(os.tmpdir(), 'perfloop-postgres-'));
  const user = await serverUser();
  if (user) await chown(folder, user.uid, user.gid);
  const options = { ...user, cwd: folder, env: { ...process.env, LC_ALL: 'C' } };
  const data = path.join(folder, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await run(path.join(found.bin, 'initdb'), initdb, options);

  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const server = spawn(
    path.join(found.bin, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  // A test process that dies takes the server along.
  const kill = (): void => void server.kill('SIGQUIT');
  process.once('exit', kill);
  const exited = once(server, 'exit');
  await ready(server);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      process.off('exit', kill);
      kill();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
async function serverUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  return { uid: Number(user?.[2] ?? 65534), gid: Number(user?.[3] ?? 65534) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

function ready(server: ChildProcess): Promise<void> {
  let log = '';
  return new Promise((resolve, reject) => {
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-20_000);
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`postgres ended with code ${code}: ${log}`)));
  });
}
