/** What a change is compared with: texts of the changed files, before and now. */
import { isTest } from '../../core/analysis/paths.ts';
import { changedFiles, commitOf, emptyTree, filesAt, hasCommits, mergeBase, unmergedFiles } from '../git.ts';
import type { ReviewOptions } from './review.ts';
import { sourcePattern } from './workspace.ts';

export interface Base {
  /** Text before the change by the path it has now, so that a renamed file's findings keep their names. */
  readonly before: ReadonlyMap<string, string>;
  /** Files that the base does not have. */
  readonly added: readonly string[];
  /** Texts that stand for the work tree's: what is staged. */
  readonly current: ReadonlyMap<string, string>;
  /** Staged files that a merge left with conflicts: nothing can be told of them. */
  readonly unmerged: readonly string[];
}

/** Undefined where the review is of everything. @throws UserError for refs and folders that git does not know. */
export async function baseOf(options: ReviewOptions, files: readonly string[]): Promise<Base | undefined> {
  if (options.base === undefined && !options.staged) return undefined;
  const cwd = options.root;
  const commit =
    options.base !== undefined
      ? await mergeBase(cwd, options.base)
      : (await hasCommits(cwd))
        ? await commitOf(cwd, 'HEAD')
        : emptyTree;
  const listed = new Set(files);
  const [found, conflicts] = await Promise.all([
    changedFiles(cwd, commit, options.staged === true),
    options.staged ? unmergedFiles(cwd) : [],
  ]);
  const changed = found.filter((f) => sourcePattern.test(f.path) && listed.has(f.path) && !isTest(f.path));
  const old = changed.filter((f) => f.from !== '');
  const texts = await filesAt(
    cwd,
    old.map((f) => `${commit}:./${f.from}`),
  );
  const before = new Map<string, string>();
  for (const [i, f] of old.entries()) {
    const text = texts[i];
    if (text !== undefined) before.set(f.path, text);
  }
  const current = new Map<string, string>();
  if (options.staged) {
    const staged = await filesAt(
      cwd,
      changed.map((f) => `:./${f.path}`),
    );
    for (const [i, f] of changed.entries()) {
      const text = staged[i];
      if (text !== undefined) current.set(f.path, text);
    }
  }
  const unmerged = conflicts.filter((f) => sourcePattern.test(f) && !isTest(f));
  return { before, current, unmerged, added: changed.filter((f) => !before.has(f.path)).map((f) => f.path) };
}
