/** perfloop.json of a folder. */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { type ReadConfig, readConfig } from '../core/config/config.ts';
import type { KnownRule } from '../core/config/description.ts';
import { configFile } from '../core/config/file.ts';
import { UserError } from '../core/model.ts';
import { reason } from './project-files.ts';
import { isThere, waysUp } from './ways-up.ts';

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

/** Path of a folder from the top of its repository: `packages/api/`; '' at the top, and outside of git. */
export async function folderInRepository(root: string): Promise<string> {
  const real = await realpath(root).catch(() => root);
  const up = (await waysUp(real)).at(-1)!;
  const folder = path.relative(path.join(real, up), real).replaceAll(path.sep, '/');
  return folder && `${folder}/`;
}

async function configText(root: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(root, configFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`${configFile} cannot be read: ${reason(error)}`, 'Correct it, or remove it.');
  }
}
