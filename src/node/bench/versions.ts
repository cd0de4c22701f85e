/** The two versions that are compared: where their files are, and what people call them. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ComparedVersion } from '../../core/bench/comparison.ts';
import { UserError } from '../../core/model.ts';
import { commitOf, git, workTree } from '../git.ts';
import { isShallow, makeTree } from './base-tree.ts';

export interface Version extends ComparedVersion {
  /** Absolute folder that the files' names are relative to. */
  readonly root: string;
}

export interface Versions {
  readonly base: Version;
  readonly candidate: Version;
  readonly notes: readonly string[];
  readonly remove: () => Promise<void>;
}

export interface RefRequest {
  /** Absolute; the working tree's folder that is compared, perhaps below the repository's root. */
  readonly root: string;
  readonly base: string;
  /** Compare with the ref itself, not with where the branch left it. */
  readonly exact?: boolean;
  /** A ref; the working tree as it is where absent. */
  readonly candidate?: string;
  readonly build?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

/**
 * The base in a folder of its own, the candidate too where it is a ref.
 * @throws UserError for refs that are not there, and for a base that cannot be made ready
 */
export async function versionsOf(request: RefRequest): Promise<Versions> {
  const root = await realpath(request.root);
  const top = await workTree(root);
  if (!top) throw new UserError(`${root} is not in a git repository.`, 'Compare two files instead.');
  const realTop = await realpath(top);
  const inside = path.relative(realTop, root);
  const notes: string[] = [];
  const base = await commitNear(root, request, notes);
  const trees: { readonly root: string; readonly remove: () => Promise<void> }[] = [];
  const remove = async (): Promise<void> => {
    for (const tree of trees) await tree.remove();
  };
  const at = async (commit: string, label: string): Promise<Version> => {
    const { build, signal, onProgress } = request;
    const common = {
      ...(build ? { build } : {}),
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    };
    const tree = await makeTree({ workTree: realTop, commit, label, ...common });
    trees.push(tree);
    notes.push(...tree.notes);
    return { label, commit, root: path.join(tree.root, inside) };
  };
  try {
    const candidate =
      request.candidate === undefined
        ? await workingTree(root)
        : await labelled(root, request.candidate, await commitOf(root, request.candidate), at);
    return { base: await labelled(root, request.base, base, at), candidate, notes, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function labelled(
  cwd: string,
  ref: string,
  commit: string,
  at: (commit: string, label: string) => Promise<Version>,
): Promise<Version> {
  const short = commit.slice(0, 10);
  void cwd;
  return at(commit, commit.startsWith(ref) ? short : `${ref} (${short})`);
}

/** Where the branch left the base. */
async function commitNear(cwd: string, request: RefRequest, notes: string[]): Promise<string> {
  const { base, exact } = request;
  const commit = await commitOf(cwd, base).catch(async (error: unknown) => {
    if (!(await isShallow(cwd))) throw error;
    throw new UserError(
      `this clone is shallow and does not hold ${base}.`,
      `Fetch it: git fetch --unshallow, or fetch-depth: 0 in the CI's checkout.`,
    );
  });
  if (exact) return commit;
  const out = await git(cwd, ['merge-base', commit, request.candidate ?? 'HEAD']);
  if (out?.trim()) return out.trim();
  if (await isShallow(cwd)) {
    notes.push(`the clone is shallow: compared with the tip of ${base}, not with where the branch left it`);
  }
  return commit;
}

async function workingTree(root: string): Promise<Version> {
  const commit = (await git(root, ['rev-parse', 'HEAD']))?.trim() ?? '';
  const status = await git(root, ['status', '--porcelain', '--untracked-files=normal', '--', '.']);
  const dirty = (status ?? '').trim() !== '';
  const label = dirty ? 'working tree' : `working tree (${commit.slice(0, 10)})`;
  return { label, commit, dirty, root };
}

export interface FilePair {
  /** Absolute. */
  readonly base: string;
  readonly candidate: string;
}

/** @throws UserError for what is no file */
export async function filePair(root: string, base: string, candidate: string): Promise<FilePair> {
  for (const file of [base, candidate]) {
    const info = await stat(path.resolve(root, file)).catch(() => undefined);
    if (info?.isFile()) continue;
    throw new UserError(
      info ? `${file} is not a file.` : `${file} does not exist.`,
      'Name two benchmark files, or give --base REF to compare with a commit.',
    );
  }
  return {
    base: await realpath(path.resolve(root, base)),
    candidate: await realpath(path.resolve(root, candidate)),
  };
}
