/** From a folder to the top of its repository. Apart from the reading of perfloop.json, which the editor leaves to its workers. */
import { lstat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Where a folder's perfloop.json may be: '' for the folder itself, `../`, `../../`, no further up than the
 * repository goes. Outside of git nobody knows how far up a project goes, and only the folder itself counts.
 */
export async function waysUp(root: string): Promise<string[]> {
  const ways = [''];
  for (let folder = root; ; ways.push('../'.repeat(ways.length))) {
    // A worktree and a submodule have a file of that name.
    // perfloop-ignore-next-line n-plus-one -- a handful of folders
    if (await isThere(path.join(folder, '.git'))) return ways;
    const parent = path.dirname(folder);
    if (parent === folder) return [''];
    folder = parent;
  }
}

/** A link that leads nowhere is there too. */
export async function isThere(file: string): Promise<boolean> {
  return await lstat(file).then(
    () => true,
    () => false,
  );
}
