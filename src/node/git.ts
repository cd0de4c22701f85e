/**
 * Git by its command, safely: refs never reach it where they could be read as options, output is split at NUL,
 * hooks and prompts stay off.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { UserError } from '../core/model.ts';
import { gitEnvironment } from './git-environment.ts';

/** What git is at just now. */
const running = new Set<ChildProcess>();

function noted<T extends ChildProcess>(child: T): T {
  running.add(child);
  return child.once('close', () => running.delete(child));
}

/** For a process that ends: what it asked of git is not waited for, nor left behind. */
export function endGit(): void {
  for (const child of running) child.kill();
}

/** Runs git; `undefined` where it failed or is not there. `warned` has what it said beside its answer. */
export function git(
  cwd: string,
  args: readonly string[],
  signal?: AbortSignal,
  env?: Readonly<Record<string, string>>,
  warned?: (text: string) => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      ['-c', 'core.quotepath=off', '-c', 'core.fsmonitor=false', ...args],
      {
        cwd,
        env: { ...gitEnvironment(cwd), ...env },
        maxBuffer: 512 * 1024 * 1024,
        encoding: 'utf8',
        ...(signal ? { signal } : {}),
      },
      (error, stdout, stderr) => {
        if (!error && stderr) warned?.(stderr);
        resolve(error ? undefined : stdout);
      },
    );
    noted(child);
  });
}

/** Absolute path of the work tree that holds a folder; undefined outside of git. */
export async function workTree(cwd: string): Promise<string | undefined> {
  const out = await git(cwd, ['rev-parse', '--show-toplevel']);
  return out?.replace(/\r?\n$/, '') || undefined;
}

/** A bare repository, or the inside of a `.git`. */
export function inNoWorkTree(cwd: string): UserError {
  return new UserError(`${cwd} is in no work tree of git.`, 'Run it where the files are checked out.');
}

/** undefined where it names none, or stands outside of git. */
export async function commitNamed(cwd: string, ref: string): Promise<string | undefined> {
  const out = await git(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  return out?.trim();
}

/** Commit that a ref names. A `UserError` where it names none, or could be taken for an option. */
export async function commitOf(cwd: string, ref: string): Promise<string> {
  // `^main` is everything but main, and git gives a commit for it all the same.
  if (ref === '' || /^[-^]/.test(ref) || /[\s\0]/.test(ref))
    throw new UserError(`'${ref}' is not a git ref.`, 'Give a branch, tag or commit.');
  const commit = await commitNamed(cwd, ref);
  if (commit) return commit;
  const outside = await whyOutside(cwd);
  if (outside) throw outside;
  if (!(await commitNamed(cwd, 'HEAD')))
    throw new UserError('This repository has no commits yet.', 'Commit once, or review all of the code.');
  const [, from] = /^(.*?)\.{2,3}/.exec(ref) ?? [];
  if (from !== undefined)
    throw new UserError(
      `'${ref}' is a range, not a commit.`,
      `Give where it starts: ${from || 'HEAD'}. What counts is compared from where the branch left it.`,
    );
  throw new UserError(`git knows no commit '${ref}'.`, await howToGet(cwd, ref));
}

/** A clone of one branch brings no other by itself, however deep it is. */
async function howToGet(cwd: string, ref: string): Promise<string> {
  const [remotes, shallow] = await Promise.all([git(cwd, ['remote']), isShallow(cwd)]);
  const remote = remotes?.split('\n').find((name) => name !== '' && ref.startsWith(`${name}/`));
  const branch = remote && ref.slice(remote.length + 1);
  const plain = branch && /^[\w./+@-]+$/.test(ref);
  const fetch = shallow ? 'git fetch --unshallow' : 'git fetch';
  const command = plain ? `${fetch} ${remote} +refs/heads/${branch}:refs/remotes/${ref}` : fetch;
  if (!shallow)
    return `${plain ? `Fetch it (${command})` : 'Fetch it first'}, or give another branch, tag or commit.`;
  return `This clone is shallow: ${command} brings ${plain ? 'it and ' : ''}the rest; in a workflow, fetch-depth: 0 of actions/checkout.`;
}

/** Where a branch left the base: the commit to compare with. The base itself where they share nothing. */
export async function mergeBase(cwd: string, base: string): Promise<string> {
  return (await branchPoint(cwd, base)).commit;
}

/** The same, with what to say where nothing is shared: then more than the branch's own change is compared. */
export async function branchPoint(
  cwd: string,
  base: string,
): Promise<{ readonly commit: string; readonly problem: string }> {
  const [commit, merged] = await Promise.all([commitOf(cwd, base), mergedCommit(cwd)]);
  // With two commits: where the merge of both would have left the base.
  const shared = (await git(cwd, ['merge-base', commit, 'HEAD', ...(merged ? [merged] : [])]))?.trim();
  if (shared) return { commit: shared, problem: '' };
  const problem = (await isShallow(cwd))
    ? `this clone is too shallow to know where the branch left ${base}: compared with ${base} as it is now; git fetch --unshallow brings the rest`
    : `the branch shares no commit with ${base}: compared with ${base} as it is now`;
  return { commit, problem };
}

async function isShallow(cwd: string): Promise<boolean> {
  return (await git(cwd, ['rev-parse', '--is-shallow-repository']))?.trim() === 'true';
}

/** The other parent of the merge that is under way. */
export function mergedCommit(cwd: string): Promise<string | undefined> {
  return commitNamed(cwd, 'MERGE_HEAD');
}

export interface ChangedFile {
  /** Path now, relative to the folder asked about. */
  readonly path: string;
  /** Path in the base, '' where new. */
  readonly from: string;
}

export interface Changes {
  readonly files: readonly ChangedFile[];
  /** Paths in the base of what is gone, and was not renamed. */
  readonly deleted: readonly string[];
}

/** Files that differ from a commit: in the work tree, or in the index with `staged`. Deleted ones left out. */
export async function changedFiles(
  cwd: string,
  commit: string,
  staged: boolean,
): Promise<readonly ChangedFile[]> {
  return (await changesSince(cwd, commit, staged)).files;
}

/** All that differs from a commit: in the work tree, or in the index with `staged`. @throws UserError */
export async function changesSince(cwd: string, commit: string, staged: boolean): Promise<Changes> {
  const args = [
    'diff',
    '--name-status',
    '-z',
    '-M',
    // A folder of many files that moved is still seen as moved; git's own limit is 1000, or what a user set.
    '-l4000',
    // Else names are those from the top of the repository, and a package opened by itself has no changes.
    '--relative',
    '--no-ext-diff',
    '--ignore-submodules',
    '--diff-filter=ACDMRT',
  ];
  const out = await git(cwd, [
    ...(await withoutFilters(cwd)),
    ...args,
    ...(staged ? ['--cached'] : []),
    commit,
    '--',
  ]);
  if (out === undefined && (await workTree(cwd)) === undefined) throw inNoWorkTree(cwd);
  if (out === undefined)
    throw new UserError(`git could not compare with ${commit.slice(0, 12)}.`, 'See `git status`.');
  const { files, deleted } = readStatus(out);
  if (!staged) {
    const fresh = await git(cwd, ['ls-files', '--others', '--exclude-standard', '-z']);
    for (const path of fresh?.split('\0') ?? []) if (path) files.push({ path, from: '' });
  }
  return { files, deleted };
}

/**
 * To compare a work tree git runs the programs that the repository's own configuration names as filters. Source
 * has no need of them, and a repository that nobody trusts yet may name any program.
 */
async function withoutFilters(cwd: string): Promise<string[]> {
  const out = await git(cwd, [
    'config',
    '-z',
    '--name-only',
    '--get-regexp',
    '^filter\\..*\\.(clean|smudge|process|required)$',
  ]);
  const names = [...new Set(out?.split('\0'))].filter(Boolean);
  if (names.some((name) => name.includes('=')))
    throw new UserError('A filter of this repository has a name with = in it.', 'Rename it in .git/config.');
  return names.flatMap((name) => ['-c', name.endsWith('.required') ? `${name}=false` : `${name}=`]);
}

function readStatus(out: string): { files: ChangedFile[]; deleted: string[] } {
  const parts = out.split('\0');
  const files: ChangedFile[] = [];
  const deleted: string[] = [];
  for (let i = 0; i + 1 < parts.length; ) {
    const status = parts[i]!;
    if (/^[RC]/.test(status)) {
      files.push({ from: parts[i + 1]!, path: parts[i + 2]! });
      i += 3;
      continue;
    }
    if (status === 'D') deleted.push(parts[i + 1]!);
    else files.push({ path: parts[i + 1]!, from: status === 'A' ? '' : parts[i + 1]! });
    i += 2;
  }
  return { files, deleted };
}

/** Files that a merge left with conflicts, relative to the folder asked about: the index has no one text of them. */
export async function unmergedFiles(cwd: string): Promise<string[]> {
  const out = await git(cwd, ['ls-files', '--unmerged', '-z']);
  return [...new Set(out?.split('\0').map((line) => line.slice(line.indexOf('\t') + 1)))].filter(Boolean);
}

/** Files whose text may differ from the staged one, by their times: nothing is read, and no filter is run. */
export async function unstagedFiles(cwd: string): Promise<string[]> {
  const out = await git(cwd, ['diff-files', '--name-only', '-z', '--relative', '--ignore-submodules']);
  return out?.split('\0').filter(Boolean) ?? [];
}

/** What a repository without commits is compared with. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** The commit that is checked out, the empty tree before the first one. @throws UserError outside of git. */
export async function headCommit(cwd: string): Promise<string> {
  const commit = await commitNamed(cwd, 'HEAD');
  if (commit) return commit;
  const outside = await whyOutside(cwd);
  if (outside) throw outside;
  return emptyTree;
}

/** @throws UserError outside of git. */
export async function hasCommits(cwd: string): Promise<boolean> {
  return (await headCommit(cwd)) !== emptyTree;
}

/** Whether anything in the folder would be committed. @throws UserError outside of git. */
export async function hasStaged(cwd: string): Promise<boolean> {
  const commit = await headCommit(cwd);
  const out = await git(cwd, ['diff', '--cached', '--name-only', '-z', '--no-ext-diff', commit, '--', '.']);
  return out !== undefined && out !== '';
}

/** Undefined inside of a repository; else what is in the way of it. */
function whyOutside(cwd: string): Promise<UserError | undefined> {
  return new Promise((resolve) => {
    execFile('git', ['rev-parse', '--git-dir'], { cwd, env: gitEnvironment(cwd) }, (error, _, said) => {
      if (!error) resolve(undefined);
      // The same is said of a folder that is gone.
      else if ((error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(cwd))
        resolve(new UserError('git was not found.', 'Install it, or see that it is on the PATH.'));
      else if (/dubious ownership/.test(said)) {
        const command = /^\s*(git config --global --add safe\.directory .*)$/m.exec(said)?.[1];
        const next = command ? `If you trust it: ${command}` : 'See git status.';
        resolve(new UserError(`git does not read ${cwd}: the repository belongs to somebody else.`, next));
      } else
        resolve(
          new UserError(
            `${cwd} is not in a git repository.`,
            'Only a repository knows what changed; all of the code can be reviewed without one.',
          ),
        );
    });
  });
}

/** Texts of objects such as `<commit>:./path` or `:./path` (the index), in order; undefined where not there. */
export async function filesAt(cwd: string, names: readonly string[]): Promise<(string | undefined)[]> {
  const plain = names.filter((n) => !n.includes('\n'));
  const texts = await batchAt(cwd, plain);
  const by = new Map(plain.map((name, i) => [name, texts[i]]));
  // A line feed in a name would be read as two names.
  for (const name of names) if (name.includes('\n')) by.set(name, await git(cwd, ['cat-file', 'blob', name]));
  return names.map((name) => by.get(name));
}

function batchAt(cwd: string, names: readonly string[]): Promise<(string | undefined)[]> {
  if (names.length === 0) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['cat-file', '--batch'], {
      cwd,
      env: gitEnvironment(cwd),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    noted(child).on('error', reject);
    child.on('close', () => resolve(readBatch(Buffer.concat(chunks), names.length)));
    child.stdin.on('error', () => {});
    child.stdin.end(names.map((n) => `${n}\n`).join(''));
  });
}

/** `<oid> blob <size>\n<bytes>\n`, or `<name> missing\n`. */
function readBatch(bytes: Buffer, count: number): (string | undefined)[] {
  const texts: (string | undefined)[] = [];
  let at = 0;
  while (texts.length < count && at < bytes.length) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    const m = /^[0-9a-f]+ (\w+) (\d+)$/.exec(bytes.toString('utf8', at, end));
    at = end + 1;
    if (!m) {
      texts.push(undefined);
      continue;
    }
    const size = Number(m[2]);
    texts.push(m[1] === 'blob' ? bytes.toString('utf8', at, at + size) : undefined);
    at += size + 1;
  }
  return texts;
}

/** The branch that others start from: what the remote calls its own, else main or master. @throws UserError */
export async function defaultBranch(cwd: string): Promise<string> {
  const remote = await git(cwd, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']);
  if (remote?.trim()) return remote.trim();
  for (const name of ['origin/main', 'origin/master', 'main', 'master']) {
    if (await commitNamed(cwd, name)) return name;
  }
  await commitOf(cwd, 'HEAD');
  throw new UserError('It is not clear which branch is the default one.', 'Name one: --base BRANCH.');
}
