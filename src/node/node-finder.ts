/** Finding programs on PATH, and asking a Node what it is. Never the editor's own Node. */
import { execFile } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../core/model.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface NodeFacts {
  /** Absolute. */
  readonly path: string;
  /** `v20.20.2`. */
  readonly version: string;
  /** ABI, for binary addons. */
  readonly modules: string;
  readonly inspector: boolean;
}

/** The oldest Node that can be measured. */
const OLDEST_MAJOR = 20;
const ANSWER_MS = 20_000;

/** Absolute path of what a shell would run for `name`, or null. */
export function findProgram(name: string, cwd: string, env: Env, platform = process.platform): string | null {
  const rules = platform === 'win32' ? path.win32 : path.posix;
  const endings = platform === 'win32' ? windowsEndings(name, env) : [''];
  const folders = /[/\\]/.test(platform === 'win32' ? name : name.replaceAll('\\', ''))
    ? ['']
    : searchPath(env, platform).split(rules.delimiter).filter(Boolean);
  for (const folder of folders) {
    for (const ending of endings) {
      const file = rules.resolve(cwd, folder, name + ending);
      if (isProgram(file)) return file;
    }
  }
  return null;
}

function windowsEndings(name: string, env: Env): string[] {
  const known = (env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';').filter(Boolean);
  const has = known.some((ending) => name.toLowerCase().endsWith(ending.toLowerCase()));
  return has ? [''] : known;
}

/** On Windows the variable may be called Path. */
export function searchPath(env: Env, platform = process.platform): string {
  if (platform !== 'win32') return env.PATH ?? '';
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH');
  return (key && env[key]) ?? '';
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The user's own Node: the one chosen in the settings, else the first on PATH.
 * @throws UserError naming the file where there is none, it does not run, or it is too old to be measured
 */
export async function findNode(nodePath: string | undefined, cwd: string, env: Env): Promise<NodeFacts> {
  const file = findProgram(nodePath ?? 'node', cwd, env);
  if (!file) {
    throw nodePath
      ? new UserError(
          `There is no Node at ${nodePath}.`,
          'Correct the path to Node, or leave it out to use PATH.',
        )
      : new UserError(
          'Node was not found on PATH.',
          'Install Node 20 or newer, or name one (perfloop.nodePath).',
        );
  }
  return examineNode(file, env);
}

/** @throws UserError naming the file where it is not a Node that can be measured */
export async function examineNode(file: string, env: Env): Promise<NodeFacts> {
  const facts = ownFacts(file) ?? parse(await ask(file, env));
  if (!facts) throw new UserError(`${file} is not a Node that runs.`, 'Name a Node 20 or newer.');
  const [version, modules, inspector] = facts;
  if (Number(/^v(\d+)/.exec(version)?.[1] ?? 0) < OLDEST_MAJOR) {
    throw new UserError(`${file} is Node ${version}, too old to be profiled.`, 'Use Node 20 or newer.');
  }
  if (!inspector) {
    throw new UserError(
      `${file} was built without the inspector.`,
      'Use a Node with its inspector to profile.',
    );
  }
  return { path: file, version, modules, inspector };
}

type Facts = readonly [version: string, modules: string, inspector: boolean];

/** The Node that runs this very code need not be started to be asked; an editor's is none to measure with. */
function ownFacts(file: string): Facts | null {
  if (process.versions.electron) return null;
  try {
    if (realpathSync(file) !== realpathSync(process.execPath)) return null;
  } catch {
    return null;
  }
  return [process.version, process.versions.modules, process.features.inspector === true];
}

function ask(file: string, env: Env): Promise<string | null> {
  const question =
    'JSON.stringify([process.version,process.versions.modules,process.features.inspector===true])';
  // A preload that fails, or that prints, is not Node's fault.
  const plain = { ...env, NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    const options = { env: plain, timeout: ANSWER_MS, windowsHide: true };
    execFile(file, ['-p', question], options, (error, stdout) => resolve(error ? null : stdout));
  });
}

function parse(answer: string | null): Facts | null {
  try {
    const value: unknown = JSON.parse(answer ?? '');
    return Array.isArray(value) && typeof value[0] === 'string' ? (value as unknown as Facts) : null;
  } catch {
    return null;
  }
}
