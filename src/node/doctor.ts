/** What this machine can measure, and what would spoil the figures. Nothing is changed; nothing is sent. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { examineNode } from './doctor-node.ts';
import { perfloopVersion } from './project.ts';

export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do about it; '' where nothing is to be done. */
  readonly next: string;
}

export interface DoctorContext {
  readonly cwd: string;
  readonly nodePath: string | undefined;
}

export async function examine(context: DoctorContext): Promise<Check[]> {
  const [node, git] = await Promise.all([examineNode(context), gitCheck(context.cwd)]);
  return [
    ok('perfloop', `${perfloopVersion()}, running on Node ${process.versions.node}`),
    ...node,
    sourceMapCheck(context.cwd),
    folderCheck(context.cwd),
    git,
    editorCheck(),
    coresCheck(),
    loadCheck(),
    ...governorCheck(),
    placeCheck(),
  ];
}

export function ok(name: string, detail: string): Check {
  return { name, state: 'ok', detail, next: '' };
}

export function warn(name: string, detail: string, next: string): Check {
  return { name, state: 'warn', detail, next };
}

export function fail(name: string, detail: string, next: string): Check {
  return { name, state: 'fail', detail, next };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Absolute path of a program on PATH. */
export function onPath(name: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe', '.bat'] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

function sourceMapCheck(cwd: string): Check {
  const name = 'source maps';
  const text = readText(path.join(cwd, 'tsconfig.json'));
  if (text === '') return ok(name, 'read where generated files name them');
  if (/"(inlineSourceMap|sourceMap)"\s*:\s*true/.test(text)) return ok(name, 'tsconfig.json writes them');
  if (/"noEmit"\s*:\s*true/.test(text) || !/"outDir"/.test(text)) {
    return ok(name, 'tsconfig.json writes no code; loaders bring their own maps');
  }
  return warn(
    name,
    'tsconfig.json compiles without source maps: profiles of the output show generated lines',
    'Set "sourceMap": true in its compilerOptions.',
  );
}

/** Recordings go to .perfloop below the project. */
function folderCheck(cwd: string): Check {
  const own = path.join(cwd, '.perfloop');
  const folder = existsSync(own) ? own : cwd;
  try {
    accessSync(folder, constants.W_OK);
    return ok('folder', `${folder} can be written`);
  } catch {
    return fail(
      'folder',
      `${folder} cannot be written`,
      'Choose another with --cwd, or record with --out DIR.',
    );
  }
}

function output(command: string, args: readonly string[], cwd: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, [...args], { cwd, timeout: 5000 }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    );
  });
}

async function gitCheck(cwd: string): Promise<Check> {
  const version = await output('git', ['--version'], cwd);
  if (version === undefined) {
    return warn('git', 'not found', 'Install git: comparing with a branch needs it.');
  }
  const number = version.replace(/^git version /, '');
  const inside = await output('git', ['rev-parse', '--show-toplevel'], cwd);
  if (inside === undefined) {
    return warn(
      'git',
      `${number}; this folder is in no repository`,
      'git init, to compare with earlier code.',
    );
  }
  return ok('git', number);
}

function editorCheck(): Check {
  const found = ['code', 'code-insiders', 'codium', 'cursor', 'windsurf', 'code-server'].find((n) =>
    onPath(n),
  );
  if (found) return ok('editor', found);
  if (process.env.TERM_PROGRAM === 'vscode') return ok('editor', "in VS Code's terminal");
  return warn(
    'editor',
    'no VS Code on PATH',
    'In VS Code, run "Shell Command: Install code command in PATH".',
  );
}

function coresCheck(): Check {
  const cpus = os.cpus();
  const memory = `${(os.totalmem() / 1024 ** 3).toFixed(1)} GB of memory`;
  const detail = `${cpus.length} × ${cpus[0]?.model.trim() || 'unknown processor'}, ${memory}`;
  const [quota = 'max', period = '0'] = readText('/sys/fs/cgroup/cpu.max').split(/\s+/);
  const limit = quota === 'max' ? Number.POSITIVE_INFINITY : Number(quota) / Number(period);
  if (limit < cpus.length) {
    return warn(
      'processor',
      `${detail}; limited to ${limit.toFixed(1)} of them`,
      'Expect pauses while the limit bites.',
    );
  }
  if (cpus.length < 2)
    return warn('processor', detail, 'With one core the load generator disturbs the program.');
  return ok('processor', detail);
}

function loadCheck(): Check {
  const cores = Math.max(1, os.cpus().length);
  const load = os.loadavg()[0] ?? 0;
  if (process.platform === 'win32') return ok('load', 'not known on Windows');
  const detail = `${load.toFixed(1)} over the last minute`;
  if (load <= cores * 0.6) return ok('load', detail);
  return warn(
    'load',
    `${detail} on ${cores} cores: times will scatter`,
    'Close what else is running, then measure.',
  );
}

function governorCheck(): Check[] {
  const governor = readText('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor');
  if (governor === '') return [];
  if (governor !== 'powersave') return [ok('frequency', `governor ${governor}`)];
  return [
    warn(
      'frequency',
      'governor powersave: the clock changes while measuring',
      'On mains power, choose performance.',
    ),
  ];
}

/** Where the machine is; none of it is wrong, all of it explains surprises. */
function placeCheck(): Check {
  const { env } = process;
  const hints: string[] = [];
  if (/microsoft/i.test(readText('/proc/version'))) hints.push('WSL');
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv') || env.container) hints.push('container');
  if (env.KUBERNETES_SERVICE_HOST) hints.push('Kubernetes');
  if (env.CODESPACES) hints.push('Codespaces');
  else if (env.REMOTE_CONTAINERS) hints.push('dev container');
  if (env.SSH_CONNECTION) hints.push('SSH');
  if (env.CI) hints.push('CI');
  const system = `${os.type()} ${os.release()} ${os.arch()}`;
  if (hints.includes('WSL') && process.cwd().startsWith('/mnt/')) {
    return warn(
      'system',
      `${system} (${hints.join(', ')})`,
      'Files below /mnt are slow under WSL: move the project.',
    );
  }
  return ok('system', hints.length > 0 ? `${system} (${hints.join(', ')})` : system);
}
