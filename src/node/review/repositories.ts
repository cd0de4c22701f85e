/** Folders of a project that are repositories of their own: git lists nothing in them, so nothing is reviewed. */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Notice } from '../../core/analysis/finding.ts';
import { git } from '../git.ts';

/** More than that are as many. */
const named = 5;

/**
 * One notice for all.
 * @param above where the root is in its repository: '' or `packages/api/`
 * @param nested repositories that git knows nothing of, as it lists them
 */
export async function ownRepositories(
  root: string,
  above: string,
  nested: readonly string[],
): Promise<Notice | undefined> {
  return told([...(await submodules(root, above)), ...nested].sort());
}

/**
 * One notice for the submodules of which a change takes another commit: nobody reviews what that brings.
 * @param since all that the change differs from: the base, and what a merge brings in
 */
export async function changedRepositories(
  root: string,
  above: string,
  since: readonly string[],
  staged: boolean,
): Promise<Notice | undefined> {
  const folders = await submodules(root, above);
  if (folders.length === 0) return undefined;
  // What is edited in them but not committed there is no part of the change. `git diff` would look at other files too,
  // and run the filters that the repository's configuration names.
  const args = ['diff-index', '--name-only', '-z', '--relative', '--ignore-submodules=dirty'];
  if (staged) args.push('--cached');
  const changed = await Promise.all(
    since.map(async (commit) => {
      const paths = folders.map((folder) => `:(literal)${folder}`);
      const out = await git(root, [...args, '--diff-filter=d', commit, '--', ...paths]);
      return new Set(out?.split('\0'));
    }),
  );
  return told(folders.filter((folder) => changed.every((names) => names.has(folder))));
}

function told(folders: readonly string[]): Notice | undefined {
  const [first] = folders;
  if (first === undefined) return undefined;
  const [what, they] =
    folders.length === 1 ? ['a repository of its own', 'it'] : ['repositories of their own', 'each'];
  const more = folders.length > named ? ` and ${folders.length - named} more` : '';
  const names = folders.length === 1 ? '' : ` (${folders.slice(0, named).join(', ')}${more})`;
  return { file: first, message: `${what}${names}, not reviewed: review ${they} with --cwd` };
}

async function submodules(root: string, above: string): Promise<string[]> {
  const top = path.join(await realpath(root).catch(() => root), ...above.split('/').map((f) => f && '..'));
  const text = await readFile(path.join(top, '.gitmodules'), 'utf8').catch(() => '');
  return [...text.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].flatMap(([, given]) => {
    const folder = given!.replace(/^"(.*)"$/, '$1');
    return folder.startsWith(above) && folder !== above ? [folder.slice(above.length)] : [];
  });
}
