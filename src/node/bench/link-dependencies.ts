/** Installed packages of the work tree, made to serve another tree of the same repository. */
import { lstat, mkdir, readdir, realpath, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../git.ts';

export interface LinkRequest {
  /** Absolute root of the work tree. */
  readonly from: string;
  /** Absolute root of the tree that lacks dependencies. */
  readonly to: string;
  readonly commit: string;
}

/**
 * Each folder with a package.json gets a node_modules whose entries point to those of the work tree; but those that
 * point into the repository itself (workspaces of a monorepo) point to the other tree's own packages, or the base
 * would run the candidate's code.
 */
export async function linkDependencies(request: LinkRequest): Promise<void> {
  const root = await realpath(request.from);
  for (const folder of await packageFolders(request)) {
    const from = path.join(root, folder, 'node_modules');
    const into = path.join(request.to, folder, 'node_modules');
    if ((await isFolder(from)) && !(await lstat(into).catch(() => undefined))) {
      await linkEntries(from, into, root, request.to);
    }
  }
  await linkAbove(root, request.to);
}

/** Folders of tracked package.json files, '' the root, outermost first. */
async function packageFolders({ from, commit }: LinkRequest): Promise<string[]> {
  const out = await git(from, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]);
  const folders = (out ?? '')
    .split('\0')
    .filter((f) => f === 'package.json' || f.endsWith('/package.json'))
    .map((f) => f.slice(0, -'/package.json'.length).replace(/^package\.jso$/, ''));
  return [...new Set(['', ...folders])].filter((f) => !/(^|\/)node_modules(\/|$)/.test(f)).sort();
}

async function linkEntries(from: string, into: string, root: string, to: string): Promise<void> {
  await mkdir(into, { recursive: true });
  for (const entry of await readdir(from)) {
    const source = path.join(from, entry);
    if (entry.startsWith('@') && !(await lstat(source)).isSymbolicLink()) {
      await linkEntries(source, path.join(into, entry), root, to);
      continue;
    }
    const real = await realpath(source).catch(() => undefined);
    if (real === undefined) continue;
    const kind = (await isFolder(real)) ? 'junction' : 'file';
    await symlink(counterpart(real, root, to) ?? real, path.join(into, entry), kind);
  }
}

/** The same package in the other tree, where it is the repository's own. */
function counterpart(real: string, root: string, to: string): string | undefined {
  const inside = path.relative(root, real);
  if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) return undefined;
  return inside.split(path.sep).includes('node_modules') ? undefined : path.join(to, inside);
}

/** Packages installed above the repository: Node looks there too. */
async function linkAbove(root: string, to: string): Promise<void> {
  for (let folder = path.dirname(root); path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    const above = path.join(folder, 'node_modules');
    if (!(await isFolder(above))) continue;
    await symlink(above, path.join(path.dirname(to), 'node_modules'), 'junction').catch(() => undefined);
    return;
  }
}

async function isFolder(folder: string): Promise<boolean> {
  return await stat(folder).then(
    (s) => s.isDirectory(),
    () => false,
  );
}
