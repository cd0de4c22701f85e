/** The benchmarks that a change can reach, compared with what they were before it. */
import type { ComparisonReport } from '../../core/bench/comparison.ts';
import { UserError } from '../../core/model.ts';
import { loadConfig } from '../config.ts';
import { changedFiles, commitOf, git, mergeBase } from '../git.ts';
import { reaching } from './affected.ts';
import { type CompareHooks, type CompareOptions, compare } from './compare.ts';
import { benchmarkFiles } from './files.ts';

export interface AffectedOptions extends Pick<CompareOptions, 'root' | 'nodePath' | 'limit' | 'timeoutMs'> {
  /** What is staged against HEAD, or the working tree against where the branch left a ref. */
  readonly change: { readonly kind: 'staged' } | { readonly kind: 'base'; readonly ref: string };
}

/**
 * Undefined where no benchmark reaches a changed file.
 * @throws UserError outside of git, for a bad ref, or in the middle of a merge
 */
export async function compareAffected(
  { change, ...options }: AffectedOptions,
  hooks: CompareHooks = {},
): Promise<ComparisonReport | undefined> {
  const { root } = options;
  const staged = change.kind === 'staged';
  const commit = staged ? await commitOf(root, 'HEAD') : await mergeBase(root, change.ref);
  const changed = new Set((await changedFiles(root, commit, staged)).map((f) => f.path));
  if (changed.size === 0) return undefined;
  const { config } = await loadConfig(root);
  const files = await benchmarkFiles(root, [], config.benchmarks, hooks.signal);
  const paths = await reaching(root, files, changed, hooks.signal);
  if (paths.length === 0) return undefined;
  const report = await compare(
    {
      ...options,
      of: {
        kind: 'refs',
        base: staged ? 'HEAD' : change.ref,
        exact: staged,
        ...(staged ? { candidate: await stagedCommit(root) } : {}),
        paths,
      },
    },
    hooks,
  );
  return staged ? { ...report, candidate: { ...report.candidate, label: 'staged' } } : report;
}

/**
 * A commit of the index that no branch knows: what is measured is what would be committed, whatever else the working
 * tree holds. Neither the index nor the working tree is touched.
 */
async function stagedCommit(root: string): Promise<string> {
  const tree = (await git(root, ['write-tree']))?.trim();
  const who = { GIT_AUTHOR_NAME: 'perfloop', GIT_AUTHOR_EMAIL: 'perfloop@localhost' };
  const commit =
    tree &&
    (
      await git(root, ['commit-tree', tree, '-p', 'HEAD', '-m', 'staged'], undefined, {
        ...who,
        GIT_COMMITTER_NAME: who.GIT_AUTHOR_NAME,
        GIT_COMMITTER_EMAIL: who.GIT_AUTHOR_EMAIL,
      })
    )?.trim();
  if (!commit)
    throw new UserError(
      'What is staged cannot be read as a whole.',
      'Is a merge still open? See `git status`.',
    );
  return commit;
}
