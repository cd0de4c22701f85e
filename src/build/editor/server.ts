/** The embedded VS Code server: start, the address it listens at, and its certain end. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/model.ts';
import type { Progress } from './cache.ts';
import { editorServer } from './install.ts';
import { onInterrupt, startGroup, temporaryFolder } from './processes.ts';
import { type Theme, writeSettings } from './settings.ts';

export interface ServerOptions {
  readonly theme?: Theme;
  /** Further user settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Restricted Mode: the folder is not trusted. */
  readonly restricted?: boolean;
  /** A packaged extension to install first; absolute. */
  readonly vsix?: string;
  /** Folder of a built extension that counts as installed; absolute. */
  readonly extension?: string;
  /** Lets the page run extension tests, which keeps it from showing notifications. */
  readonly automation?: boolean;
  /** Added to the environment of the server, which the extension host inherits. */
  readonly env?: Readonly<Record<string, string>>;
  /** 0 or left out: a free one. */
  readonly port?: number;
  readonly progress?: Progress;
}

export interface RunningServer {
  readonly port: number;
  /** `127.0.0.1:port`: the authority of `vscode-remote:` URIs. */
  readonly authority: string;
  /** The page that opens a folder, or a `.code-workspace` file. Its options are honoured with `automation` only. */
  url(workspace: string, options?: PageOptions): string;
  /** What the server and the extension host have logged: last lines of each file. */
  logs(): Promise<string>;
  /** Resolves with the exit code when the server ends though nobody stopped or interrupted it. */
  readonly crashed: Promise<number>;
  stop(): Promise<void>;
}

export interface PageOptions {
  /** Folder of an extension to run from source; absolute. */
  readonly extensionDevelopmentPath?: string;
  /** Module with `run()`, for tests inside the editor; absolute. */
  readonly extensionTestsPath?: string;
  /** Further pairs of the workbench's `payload`. */
  readonly payload?: readonly (readonly [string, string])[];
}

/** @throws UserError when it does not answer, with the end of its log. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const progress = options.progress ?? (() => {});
  const { node, root } = await editorServer(progress);
  const folder = await temporaryFolder('perfloop-editor-');
  const data = folder.path;
  await writeSettings(data, options.theme ?? 'dark', options.settings);
  const main = path.join(root, 'out', 'server-main.js');
  const env = serverEnvironment(options.env);
  const extensions = path.join(data, 'extensions');
  const shared = ['--server-data-dir', data, '--extensions-dir', extensions];
  if (options.extension) await link(options.extension, extensions);
  if (options.vsix) await installVsix(node, main, [...shared, '--install-extension', options.vsix], env);

  // Without a token every page in every browser of this machine could run programs through the server.
  const token = randomBytes(16).toString('hex');
  const flags = [
    ...(options.restricted ? [] : ['--disable-workspace-trust']),
    ...(options.automation ? ['--enable-smoke-test-driver'] : []),
  ];
  const group = startGroup(
    node,
    [
      main,
      ...shared,
      ...flags,
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--connection-token', token],
      ...['--accept-server-license-terms', '--disable-telemetry'],
    ],
    { env },
  );
  let stopped = false;
  const stop = async () => {
    stopped = true;
    forget();
    await group.stop();
    await folder.remove();
  };
  const forget = onInterrupt(stop);
  const port = await listening(group).catch(async (error) => {
    await stop();
    throw error;
  });
  const authority = `127.0.0.1:${port}`;
  return {
    port,
    authority,
    url: (workspace, page = {}) => pageUrl(authority, token, workspace, page),
    logs: () => readLogs(path.join(data, 'data', 'logs')),
    crashed: new Promise((resolve) => {
      void group.ended.then((code) => stopped || resolve(code));
    }),
    stop,
  };
}

function pageUrl(authority: string, token: string, workspace: string, page: PageOptions): string {
  const remote = (file: string) => `vscode-remote://${authority}${slashed(file)}`;
  const payload = [...(page.payload ?? [])];
  if (page.extensionDevelopmentPath) {
    payload.push(['extensionDevelopmentPath', remote(page.extensionDevelopmentPath)]);
  }
  if (page.extensionTestsPath) payload.push(['extensionTestsPath', remote(page.extensionTestsPath)]);
  const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = new URLSearchParams({ [kind]: slashed(workspace), tkn: token });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query}`;
}

/** `C:\a` → `/C:/a`, as URIs want it. */
function slashed(file: string): string {
  const forward = path.resolve(file).replaceAll('\\', '/');
  return forward.startsWith('/') ? forward : `/${forward}`;
}

/** What npm and a surrounding editor leave in the environment would change the editor under test. */
function serverEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/i.test(name),
  );
  return { ...Object.fromEntries(kept), ...more };
}

/** A link to the source folder: what is built next is what the next window runs. */
async function link(extension: string, extensions: string): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(extension, 'package.json'), 'utf8')) as Manifest;
  await mkdir(extensions, { recursive: true });
  const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
  await symlink(path.resolve(extension), path.join(extensions, name), 'junction');
}

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly version: string;
}

async function installVsix(
  node: string,
  main: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const group = startGroup(node, [main, ...args, '--accept-server-license-terms'], { env });
  let output = '';
  for (const stream of [group.process.stdout, group.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  if ((await group.ended) !== 0)
    throw new UserError(`The package was not installed:\n${output.trim().slice(-1000)}`);
}

const START_LIMIT_MS = 60_000;

/** The port, once the server says that it listens. */
function listening(group: ReturnType<typeof startGroup>): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string) =>
      reject(new UserError(`The embedded editor ${why}:\n${output.trim().slice(-2000)}`));
    const timer = setTimeout(() => fail(`did not start within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
      const found = /Extension host agent listening on (\d+)/.exec(output);
      if (!found) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    };
    group.process.stdout?.on('data', read);
    group.process.stderr?.on('data', read);
    void group.ended.then((code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
  });
}

async function readLogs(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const parts: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.log')).sort()) {
    const text = await readFile(path.join(folder, file), 'utf8').catch(() => '');
    if (text.trim()) parts.push(`── ${file}\n${text.trim().split('\n').slice(-60).join('\n')}`);
  }
  return parts.join('\n');
}
