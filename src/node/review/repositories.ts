/** Folders of a project that are repositories of their own: git lists nothing in them, so nothing is reviewed. */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Notice } from '../../core/analysis/finding.ts';

/** More than that are as many. */
const told = 5;

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
  const folders = [...(await submodules(root, above)), ...nested].sort();
  const [first] = folders;
  if (first === undefined) return undefined;
  const [what, they] =
    folders.length === 1 ? ['a repository of its own', 'it'] : ['repositories of their own', 'each'];
  const more = folders.length > told ? ` and ${folders.length - told} more` : '';
  const names = folders.length === 1 ? '' : ` (${folders.slice(0, told).join(', ')}${more})`;
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
