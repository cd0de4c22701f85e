/** perfloop.json of a folder. */
import { lstat, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { configFile, type ReadConfig, readConfig } from '../core/config/config.ts';
import type { KnownRule } from '../core/config/description.ts';
import { UserError } from '../core/model.ts';
import { reason } from './project-files.ts';

/** The defaults where there is none. @throws UserError where it cannot be read, or is not JSON at all */
export async function loadConfig(root: string, rules?: readonly KnownRule[]): Promise<ReadConfig> {
  return readConfig(await configText(root), rules);
}

export interface NearConfig extends ReadConfig {
  /** The file, as seen from the folder. */
  readonly file: string;
  /** The folder as seen from the file: '' or `packages/api/`. Globs in the file are meant from there. */
  readonly folder: string;
}

/**
 * For a folder without a perfloop.json of its own, the next one above it in the same repository counts: a package
 * that is opened or reviewed by itself is held to what all of it is held to.
 * @throws UserError where it cannot be read, or is not JSON at all
 */
export async function nearConfig(root: string, rules?: readonly KnownRule[]): Promise<NearConfig> {
  const above = await homeOfConfig(root);
  const text = await configText(path.resolve(root, above));
  const folder = path.relative(path.resolve(root, above), root).replaceAll('\\', '/');
  return { ...readConfig(text, rules), file: `${above}${configFile}`, folder: folder && `${folder}/` };
}

async function homeOfConfig(root: string): Promise<string> {
  const ways = await waysUp(root);
  const there = await Promise.all(ways.map((way) => isThere(path.join(root, way, configFile))));
  return ways[there.indexOf(true)] ?? '';
}

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

/** Path of a folder from the top of its repository: `packages/api/`; '' at the top, and outside of git. */
export async function folderInRepository(root: string): Promise<string> {
  const real = await realpath(root).catch(() => root);
  const up = (await waysUp(real)).at(-1)!;
  const folder = path.relative(path.join(real, up), real).replaceAll(path.sep, '/');
  return folder && `${folder}/`;
}

async function isThere(file: string): Promise<boolean> {
  return await lstat(file).then(
    () => true,
    () => false,
  );
}

async function configText(root: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(root, configFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`${configFile} cannot be read: ${reason(error)}`, 'Correct it, or remove it.');
  }
}
