/** Lock files, and installing what they say. */
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/model.ts';

export interface Lockfile {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** Stricter names first. Network only for what the cache lacks. */
const known: readonly Lockfile[] = [
  { name: 'pnpm-lock.yaml', command: 'pnpm', args: ['install', '--frozen-lockfile', '--prefer-offline'] },
  { name: 'yarn.lock', command: 'yarn', args: ['install', '--frozen-lockfile', '--prefer-offline'] },
  {
    name: 'npm-shrinkwrap.json',
    command: 'npm',
    args: ['ci', '--prefer-offline', '--no-audit', '--no-fund'],
  },
  { name: 'package-lock.json', command: 'npm', args: ['ci', '--prefer-offline', '--no-audit', '--no-fund'] },
  { name: 'bun.lock', command: 'bun', args: ['install', '--frozen-lockfile'] },
];

/** That of a tree's root; undefined without one. */
export async function lockfileOf(root: string): Promise<Lockfile | undefined> {
  for (const lockfile of known) {
    const there = await stat(path.join(root, lockfile.name)).catch(() => undefined);
    if (!there?.isFile()) continue;
    return lockfile.name === 'yarn.lock' && (await isYarnBerry(root))
      ? { ...lockfile, args: ['install', '--immutable'] }
      : lockfile;
  }
  return undefined;
}

async function isYarnBerry(root: string): Promise<boolean> {
  const text = await readFile(path.join(root, 'yarn.lock'), 'utf8').catch(() => '');
  return text.includes('__metadata:');
}

export async function sameLockfile({ name }: Lockfile, one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [one, other].map((root) => readFile(path.join(root, name), 'utf8').catch(() => undefined)),
  );
  // Git may give a file other line ends than the work tree has.
  return a !== undefined && b !== undefined && a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}

/** @throws UserError with the package manager's own last words */
export async function installDependencies(
  { command, args, name }: Lockfile,
  root: string,
  label: string,
  signal?: AbortSignal,
): Promise<void> {
  const next = `Its ${name} differs from the working tree's. Run \`${command} ${args.join(' ')}\` at that commit to see why.`;
  await new Promise<void>((resolve, reject) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024, timeout: 15 * 60_000, env: environment() };
    const onWindows = process.platform === 'win32';
    execFile(
      command,
      [...args],
      { ...options, shell: onWindows, ...(signal ? { signal } : {}) },
      (error, stdout, stderr) => {
        if (!error || signal?.aborted) return resolve();
        const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
        const said = missing
          ? `${command} is not installed`
          : lastLine(`${stdout}\n${stderr}`) || error.message;
        reject(new UserError(`the dependencies of ${label} could not be installed: ${said}`, next));
      },
    );
  });
}

/** Without the settings that a surrounding `npm run` hands down, which would aim at the outer project. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_(local_)?prefix)/.test(name),
    ),
  );
}

/** The line that says most: the last that names an error, else the last. */
export function lastLine(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .map((l) => l.trim())
    .filter((l) => l !== '');
  return lines.findLast((l) => /error|not found|cannot|failed/i.test(l)) ?? lines.at(-1) ?? '';
}
