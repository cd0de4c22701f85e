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
        const offline = unreachable.test(`${stdout}\n${stderr}`);
        const advice = offline ? `${next} The registry could not be reached: are you offline?` : next;
        reject(new UserError(`the dependencies of ${label} could not be installed: ${said}`, advice));
      },
    );
  });
}

const unreachable =
  /\b(?:ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|ConnectionRefused)\b/;

/** Without the settings that a surrounding `npm run` hands down, which would aim at the outer project. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_(local_)?prefix)/.test(name),
    ),
  );
}

/** Says that something failed, and not what. */
const empty =
  /complete log of this run|^at |Failed with errors|^npm (?:error|ERR!)(?: (?:code|errno|syscall|type|path|command|network (?:This|In most|If)|node)\b.*)?$|^error Command failed|^info |^Exit code/i;
const telling = /\bERR_[A-Z_]+|\b\w*Error:|^(?:➤ )?YN\d{4}: │|^error:? |request to |\breason:/;

/** The line that says most: the first that tells an error, else the last that names one, else the last. */
export function lastLine(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .map((l) => l.trim())
    .filter((l) => l !== '');
  const worth = lines.filter((l) => !empty.test(l));
  const errors = worth.filter((l) => /error|ERR_|not found|cannot|failed/i.test(l));
  return errors.find((l) => telling.test(l)) ?? errors.at(-1) ?? lines.at(-1) ?? '';
}
