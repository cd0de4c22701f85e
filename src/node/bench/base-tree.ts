/**
 * A commit's files in a folder of their own, ready to be run. The user's work tree and repository are not touched:
 * the files are written by way of an index of our own, so there is no entry under .git/worktrees to be left behind.
 */
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/model.ts';
import { git } from '../git.ts';
import { linkDependencies } from './link-dependencies.ts';
import { installDependencies, lastLine, lockfileOf, sameLockfile } from './package-manager.ts';
import { newScratchFolder } from './scratch.ts';

export interface TreeRequest {
  /** Absolute root of the user's work tree, whose dependencies are used. */
  readonly workTree: string;
  /** Full hash. */
  readonly commit: string;
  /** How messages call it: `main (1a2b3c4)`. */
  readonly label: string;
  /** Shell command that builds it, `npm run build`; where the project says so. */
  readonly build?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

export interface BaseTree {
  /** Absolute, by its real name. */
  readonly root: string;
  /** For people. */
  readonly notes: readonly string[];
  readonly remove: () => Promise<void>;
}

/** @throws UserError where it cannot be made, its dependencies installed, or where it does not build */
export async function makeTree(request: TreeRequest): Promise<BaseTree> {
  const { workTree, commit, label, signal, onProgress } = request;
  const scratch = await newScratchFolder('tree');
  const root = path.join(scratch.folder, 'tree');
  try {
    await mkdir(root);
    onProgress?.(`checking out ${label}`);
    await checkOut(workTree, commit, root, scratch.folder, signal);
    const notes = await provideDependencies(request, root);
    if (request.build) {
      onProgress?.(`building ${label}: ${request.build}`);
      await build(request.build, root, label, signal);
    }
    return { root, notes, remove: scratch.remove };
  } catch (error) {
    await scratch.remove();
    throw error;
  }
}

async function checkOut(
  workTree: string,
  commit: string,
  root: string,
  scratch: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const index = { GIT_INDEX_FILE: path.join(scratch, 'index') };
  const read = await git(workTree, ['read-tree', '--', `${commit}^{tree}`], signal, index);
  const written =
    read === undefined
      ? undefined
      : await git(workTree, ['checkout-index', '--all', '--force', `--prefix=${root}/`], signal, index);
  await rm(index.GIT_INDEX_FILE, { force: true });
  if (written !== undefined || signal?.aborted) return;
  throw new UserError(
    `git could not write the files of ${commit.slice(0, 10)}.`,
    (await isShallow(workTree))
      ? 'The clone is shallow or partial: run `git fetch --unshallow`.'
      : 'Is there space on the disk? See `git fsck`.',
  );
}

export async function isShallow(cwd: string): Promise<boolean> {
  return (await git(cwd, ['rev-parse', '--is-shallow-repository']))?.trim() === 'true';
}

/** Links those of the work tree where the lock files agree, installs the base's own where they do not. */
async function provideDependencies(request: TreeRequest, root: string): Promise<string[]> {
  const { workTree, label, signal, onProgress } = request;
  const lockfile = await lockfileOf(root);
  if (!lockfile || (await sameLockfile(lockfile, root, workTree))) {
    await linkDependencies({ from: workTree, to: root, commit: request.commit });
    return [];
  }
  onProgress?.(`installing the dependencies of ${label} (its ${lockfile.name} differs)`);
  await installDependencies(lockfile, root, label, signal);
  return [`${lockfile.name} differs from the base's: its own dependencies were installed for it`];
}

async function build(command: string, root: string, label: string, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const options = { cwd: root, shell: true, maxBuffer: 64 * 1024 * 1024, timeout: 30 * 60_000 };
    execFile(command, [], { ...options, ...(signal ? { signal } : {}) }, (error, stdout, stderr) => {
      if (!error || signal?.aborted) return resolve();
      const said = lastLine(`${stdout}\n${stderr}`);
      reject(
        new UserError(`${label} does not build: ${said || error.message}`, `It was built with: ${command}`),
      );
    });
  });
}
