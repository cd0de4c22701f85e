/** What a change is compared with: texts of the changed files, before and now. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkspaceConfig } from '../../core/analysis/modules.ts';
import { isTest } from '../../core/analysis/paths.ts';
import {
  branchPoint,
  type Changes,
  changesSince,
  filesAt,
  headCommit,
  inNoWorkTree,
  mergedCommit,
  unmergedFiles,
  unstagedFiles,
  workTree,
} from '../git.ts';
import { movedFiles } from './moved-files.ts';
import type { ReviewOptions } from './review.ts';
import { configOf, isManifest, isReviewed, type Listing, sourcePattern } from './workspace.ts';

export interface Base {
  readonly commit: string;
  /** Texts that the base has otherwise, or that are gone now, by the path that they have there. */
  readonly before: ReadonlyMap<string, string>;
  /** Files that the base does not have by this name: new ones, and renamed ones as they are called now. */
  readonly added: readonly string[];
  /** Path in the base by the path now, of renamed files: their findings are the old ones. */
  readonly renamed: ReadonlyMap<string, string>;
  /** How files imported one another in the base. */
  readonly config: WorkspaceConfig;
  /** Texts that stand for the work tree's: of files that are staged, or were changed since. */
  readonly current: ReadonlyMap<string, string>;
  /** Staged files that a merge left with conflicts: nothing can be told of them. */
  readonly unmerged: readonly string[];
  /** What a merge that is being committed brings in from elsewhere is no news either. */
  readonly merged: Base | undefined;
  /** Why it may not be the base that was meant; '' where it is. */
  readonly problem: string;
}

/**
 * Undefined where the review is of everything.
 * @param listing what there is to review; git is asked while it is listed
 * @throws UserError for refs and folders that git does not know.
 */
export async function baseOf(options: ReviewOptions, listing: Promise<Listing>): Promise<Base | undefined> {
  if (options.base === undefined && !options.staged) return undefined;
  const cwd = options.root;
  if (options.base !== undefined) {
    const { commit, problem } = await branchPoint(cwd, options.base);
    return await baseAt(options, listing, commit, problem);
  }
  const [head, other] = await Promise.all([headCommit(cwd), mergedCommit(cwd)]);
  const [base, merged] = await Promise.all([
    baseAt(options, listing, head, ''),
    other ? baseAt(options, listing, other, '') : undefined,
  ]);
  return { ...base, merged };
}

async function baseAt(
  options: ReviewOptions,
  listing: Promise<Listing>,
  commit: string,
  problem: string,
): Promise<Base> {
  const cwd = options.root;
  const [all, conflicts, open, listed] = await Promise.all([
    changesSince(cwd, commit, options.staged === true),
    options.staged ? unmergedFiles(cwd) : [],
    options.staged ? unstagedFiles(cwd) : [],
    listing,
  ]);
  if (listed.files.length === 0 && (await workTree(cwd)) === undefined) throw inNoWorkTree(cwd);
  const names = new Set(listed.files);
  const changed = all.files.filter((f) => sourcePattern.test(f.path) && names.has(f.path) && !isTest(f.path));
  const gone = new Set(all.deleted.filter((f) => isReviewed(f) && !isTest(f)));
  const renamed = new Map<string, string>();
  const old = new Set(gone);
  for (const { path, from } of changed) {
    if (from === '' || isTest(from)) continue;
    old.add(from);
    if (from !== path) renamed.set(path, from);
  }
  // What is called from a staged file counts as it would be committed, too.
  const called = open.filter((f) => names.has(f) && !isTest(f));
  const staged = options.staged ? [...new Set([...changed.map((f) => f.path), ...called])] : [];
  const [before, current, config] = await Promise.all([
    textsOf(cwd, `${commit}:./`, [...old]),
    textsOf(cwd, ':./', staged),
    configBefore(cwd, commit, all, listed),
  ]);
  const unmerged = conflicts.filter((f) => sourcePattern.test(f) && !isTest(f));
  const added = changed.map((f) => f.path).filter((f) => !before.has(f));
  const fresh = changed.filter((f) => f.from === '').map((f) => f.path);
  for (const [to, from] of await movedUnseen(options, before, gone, fresh, current)) renamed.set(to, from);
  return { commit, before, added, renamed, config, current, unmerged, merged: undefined, problem };
}

/** A new file is compared with all that are gone. */
const mostMoved = 200;

/** Files that moved without git saying so: what is not added yet, or has been edited a lot. */
async function movedUnseen(
  { root, unsaved }: ReviewOptions,
  before: ReadonlyMap<string, string>,
  gone: ReadonlySet<string>,
  fresh: readonly string[],
  staged: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const lost = new Map([...before].filter(([file]) => gone.has(file)));
  // More is another branch, and git's own answer has to do.
  if (lost.size === 0 || fresh.length > mostMoved || lost.size > mostMoved) return new Map();
  const texts = await Promise.all(
    fresh.map(async (file): Promise<[string, string]> => {
      const known = unsaved?.[file] ?? staged.get(file);
      return [file, known ?? (await readFile(path.join(root, file), 'utf8').catch(() => ''))];
    }),
  );
  return movedFiles(lost, new Map(texts));
}

/**
 * Of the base where a folder with a package.json or tsconfig.json of its own moved or is gone; else as it is now:
 * a dependency that was added is no reason to tell of code that nobody touched.
 */
async function configBefore(
  cwd: string,
  commit: string,
  changes: Changes,
  listing: Listing,
): Promise<WorkspaceConfig> {
  const moved = changes.files.filter((f) => isManifest(f.path) && f.from !== f.path && f.from !== '');
  const old = [...moved.map((f) => f.from), ...changes.deleted.filter(isManifest)];
  if (old.length === 0) return listing.config;
  const texts = await textsOf(cwd, `${commit}:./`, old);
  const left = new Set(listing.jsonFiles);
  for (const f of moved) left.delete(f.path);
  // What was wrong with them is no concern of this change.
  return configOf(cwd, [...left, ...texts.keys()], { problems: [] }, texts);
}

/** Of what git has under a name such as `HEAD:./`; what is not there is left out. */
async function textsOf(cwd: string, where: string, files: readonly string[]): Promise<Map<string, string>> {
  const texts = await filesAt(
    cwd,
    files.map((f) => where + f),
  );
  const by = new Map<string, string>();
  for (const [i, file] of files.entries()) {
    const text = texts[i];
    if (text !== undefined) by.set(file, text);
  }
  return by;
}
