/** What a change is compared with: texts of the changed files, before and now. */
import { isTest } from '../../core/analysis/paths.ts';
import { changedFiles, filesAt, headCommit, mergeBase, unmergedFiles } from '../git.ts';
import type { ReviewOptions } from './review.ts';
import { type Listing, sourcePattern } from './workspace.ts';

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

/**
 * Undefined where the review is of everything.
 * @param listing what there is to review; git is asked while it is listed
 * @throws UserError for refs and folders that git does not know.
 */
export async function baseOf(options: ReviewOptions, listing: Promise<Listing>): Promise<Base | undefined> {
  if (options.base === undefined && !options.staged) return undefined;
  const cwd = options.root;
  const commit = options.base !== undefined ? await mergeBase(cwd, options.base) : await headCommit(cwd);
  const [found, conflicts, listed] = await Promise.all([
    changedFiles(cwd, commit, options.staged === true),
    options.staged ? unmergedFiles(cwd) : [],
    listing.then((l) => new Set(l.files)),
  ]);
  const changed = found.filter((f) => sourcePattern.test(f.path) && listed.has(f.path) && !isTest(f.path));
  const old = changed.filter((f) => f.from !== '');
  const staged = options.staged ? changed : [];
  const texts = await filesAt(cwd, [
    ...old.map((f) => `${commit}:./${f.from}`),
    ...staged.map((f) => `:./${f.path}`),
  ]);
  const before = named(old, texts);
  const current = named(staged, texts.slice(old.length));
  const unmerged = conflicts.filter((f) => sourcePattern.test(f) && !isTest(f));
  return { before, current, unmerged, added: changed.filter((f) => !before.has(f.path)).map((f) => f.path) };
}

/** Texts by the path that the file has now, those that are there. */
function named(
  files: readonly { readonly path: string }[],
  texts: readonly (string | undefined)[],
): Map<string, string> {
  const by = new Map<string, string>();
  for (const [i, f] of files.entries()) {
    const text = texts[i];
    if (text !== undefined) by.set(f.path, text);
  }
  return by;
}
