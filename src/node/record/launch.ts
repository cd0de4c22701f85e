/** Starting the target so that every Node in its tree carries the recorder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../core/model.ts';
import { CONFIG_VARIABLE, type RecorderConfig, withPreload } from '../../recorder/protocol.ts';
import { type Env, examineNode, findNode, findProgram, type NodeFacts, searchPath } from '../node-finder.ts';
import type { ProfileTarget } from '../perfloop.ts';
import { windowsSpawn } from '../windows-command.ts';

export interface Launchable {
  readonly node: NodeFacts | null;
  /** Absolute path of the program to start. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Env;
}

/** @throws UserError naming the command, folder or Node that cannot be used */
export async function prepareTarget(
  target: ProfileTarget,
  nodePath: string | undefined,
): Promise<Launchable> {
  const [name, ...args] = target.command;
  if (!name) throw new UserError('There is no command to profile.', 'Give one, such as `node app.js`.');
  const cwd = path.resolve(target.cwd);
  if (!isFolder(cwd))
    throw new UserError(`The folder ${cwd} does not exist.`, 'Name a folder to run the command in.');
  const env: Record<string, string | undefined> = { ...process.env, ...target.env };
  // Set in an editor's extension host, where it makes the editor act as a Node.
  delete env.ELECTRON_RUN_AS_NODE;

  if (isBareNode(name)) {
    const node = await findNode(nodePath, cwd, env);
    return { node, program: node.path, args, cwd, env: nodePath ? withNodeFirst(env, node.path) : env };
  }
  const chosen = nodePath ? await findNode(nodePath, cwd, env) : null;
  const searched = chosen ? withNodeFirst(env, chosen.path) : env;
  const program = findProgram(name, cwd, searched);
  if (!program) {
    throw new UserError(`The command ${name} was not found.`, 'Check its spelling, and that it is on PATH.');
  }
  return { node: chosen ?? (await likelyNode(program, cwd, env)), program, args, cwd, env: searched };
}

function isBareNode(name: string): boolean {
  return name === 'node' || name === 'node.exe';
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** For the record only: a command need not run on the Node that is first on PATH. */
async function likelyNode(program: string, cwd: string, env: Env): Promise<NodeFacts | null> {
  if (/^node(\.exe)?$/i.test(path.basename(program))) return examineNode(program, env);
  return findNode(undefined, cwd, env).catch(() => null);
}

/** npm and the shims below node_modules/.bin run the first node on PATH. */
function withNodeFirst(env: Env, node: string): Env {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [key]: [path.dirname(node), searchPath(env)].filter(Boolean).join(path.delimiter) };
}

/** @throws UserError where the system refuses to start it */
export async function launch(
  target: Launchable,
  config: RecorderConfig,
  stdin: 'inherit' | 'ignore',
): Promise<ChildProcess> {
  const env = {
    ...target.env,
    [CONFIG_VARIABLE]: JSON.stringify(config),
    NODE_OPTIONS: withPreload(target.env.NODE_OPTIONS, config.recorder),
  };
  const windows = process.platform === 'win32';
  const plan = windows
    ? windowsSpawn(target.program, target.args, target.env.ComSpec)
    : { file: target.program, args: target.args, verbatim: false };
  const child = spawn(plan.file, plan.args, {
    cwd: target.cwd,
    env,
    stdio: [stdin, 'pipe', 'pipe'],
    // Its own process group, so that all of it can be ended, and Ctrl+C reaches us alone.
    detached: !windows,
    windowsHide: true,
    windowsVerbatimArguments: plan.verbatim,
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new UserError(
          `${target.program} cannot be started: ${error.code ?? error.message}.`,
          'Check the command.',
        ),
      );
    });
  });
  return child;
}
