/** perfloop.json of a folder. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { configFile, type ReadConfig, readConfig } from '../core/config/config.ts';
import type { KnownRule } from '../core/config/description.ts';
import { UserError } from '../core/model.ts';
import { reason } from './project-files.ts';

/** The defaults where there is none. @throws UserError where it cannot be read, or is not JSON at all */
export async function loadConfig(root: string, rules?: readonly KnownRule[]): Promise<ReadConfig> {
  return readConfig(await configText(root), rules);
}

async function configText(root: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(root, configFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`${configFile} cannot be read: ${reason(error)}`, 'Correct it, or remove it.');
  }
}
