/**
 * Git by its command, safely: refs never reach it where they could be read as options, output is split at NUL,
 * hooks and prompts stay off.
 */
import { execFile } from 'node:child_process';
import { UserError } from '../core/model.ts';

const environment = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };

/** Runs git; `undefined` where it failed or is not there. */
export function git(cwd: string, args: readonly string[], signal?: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      'git',
      ['-c', 'core.quotepath=off', '-c', 'core.fsmonitor=false', ...args],
      {
        cwd,
        env: environment,
        maxBuffer: 512 * 1024 * 1024,
        encoding: 'utf8',
        ...(signal ? { signal } : {}),
      },
      (error, stdout) => resolve(error ? undefined : stdout),
    );
  });
}

/** Absolute path of the work tree that holds a folder; undefined outside of git. */
export async function workTree(cwd: string): Promise<string | undefined> {
  const out = await git(cwd, ['rev-parse', '--show-toplevel']);
  return out?.replace(/\r?\n$/, '') || undefined;
}

/** Commit that a ref names. A `UserError` where it names none, or could be taken for an option. */
export async function commitOf(cwd: string, ref: string): Promise<string> {
  if (ref === '' || ref.startsWith('-') || /[\s\0]/.test(ref))
    throw new UserError(`'${ref}' is not a git ref.`, 'Give a branch, tag or commit.');
  const out = await git(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (out) return out.trim();
  if ((await git(cwd, ['rev-parse', '--git-dir'])) === undefined)
    throw new UserError(
      `${cwd} is not in a git repository.`,
      'Run it inside one, or leave out --base and --staged.',
    );
  if ((await git(cwd, ['rev-parse', '--verify', '--quiet', 'HEAD'])) === undefined)
    throw new UserError('This repository has no commits yet.', 'Commit once, or leave out --base.');
  throw new UserError(
    `git knows no commit '${ref}'.`,
    'Fetch it first, or give another branch, tag or commit.',
  );
}

/** Where a branch left the base: the commit to compare with. The base itself where they share nothing. */
export async function mergeBase(cwd: string, base: string): Promise<string> {
  const commit = await commitOf(cwd, base);
  const out = await git(cwd, ['merge-base', commit, 'HEAD']);
  return out?.trim() || commit;
}

export interface ChangedFile {
  /** Path now, relative to the work tree. */
  readonly path: string;
  /** Path in the base, '' where new. */
  readonly from: string;
}

/** Files that differ from a commit: in the work tree, or in the index with `staged`. Deleted ones left out. */
export async function changedFiles(cwd: string, commit: string, staged: boolean): Promise<ChangedFile[]> {
  const args = [
    'diff',
    '--name-status',
    '-z',
    '-M',
    '--no-ext-diff',
    '--ignore-submodules',
    '--diff-filter=ACMRT',
  ];
  const out = await git(cwd, [...args, ...(staged ? ['--cached'] : []), commit, '--']);
  if (out === undefined)
    throw new UserError(`git could not compare with ${commit.slice(0, 12)}.`, 'See `git status`.');
  const files = readStatus(out);
  if (!staged) {
    const fresh = await git(cwd, ['ls-files', '--others', '--exclude-standard', '-z', '--full-name']);
    for (const path of fresh?.split('\0') ?? []) if (path) files.push({ path, from: '' });
  }
  return files;
}

function readStatus(out: string): ChangedFile[] {
  const parts = out.split('\0');
  const files: ChangedFile[] = [];
  for (let i = 0; i + 1 < parts.length; ) {
    const status = parts[i]!;
    if (/^[RC]/.test(status)) {
      files.push({ from: parts[i + 1]!, path: parts[i + 2]! });
      i += 3;
    } else {
      files.push({ path: parts[i + 1]!, from: status === 'A' ? '' : parts[i + 1]! });
      i += 2;
    }
  }
  return files;
}

/** Text of a file in a commit, or in the index where `commit` is ''. Undefined where it is not there. */
export function fileAt(cwd: string, commit: string, path: string): Promise<string | undefined> {
  return git(cwd, ['cat-file', 'blob', `${commit}:${path}`]);
}
