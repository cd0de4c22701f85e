/** Writing files that are either whole or not there. */
import { randomUUID } from 'node:crypto';
import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/model.ts';

/**
 * Where a link stands there, what it leads to is written; pipes and devices are written as they are.
 * @param shown how a message names the file. @throws UserError where it cannot be written
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
  shown: string,
): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (!there || there.isFile()) {
    const target = there ? await realpath(file).catch(() => file) : file;
    return await replaced(target, content, shown);
  }
  await writeFile(file, content).catch((error: unknown) => {
    throw unwritable(error, shown);
  });
}

async function replaced(file: string, content: string | Uint8Array, shown: string): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await ensureFolder(path.dirname(file));
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw unwritable(error, shown);
  }
}

function unwritable(error: unknown, shown: string): UserError {
  return new UserError(
    `${shown} cannot be written: ${reason(error)}`,
    'Choose another place with write access.',
  );
}

/** The folder and those above it. Not mkdir's own recursion: it never ends where a folder denies that it exists (as below /proc). */
export async function ensureFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  if (path.dirname(folder) !== folder) await ensureFolder(path.dirname(folder));
  await mkdir(folder).catch(async (error: unknown) => {
    // Another process may have been first.
    if (!(await isFolder(folder))) throw error;
  });
}

async function isFolder(folder: string): Promise<boolean> {
  return await stat(folder).then(
    (s) => s.isDirectory(),
    () => false,
  );
}

/** Why a file cannot be read that was listed before. */
export function whyUnread(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is gone' : reason(error);
}

/** Why a file cannot be written, or read. */
export function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    case 'ENOENT':
      return 'its folder cannot be made';
    case 'EISDIR':
      return 'it is a folder';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'part of its path is a file';
    default:
      return code ?? String(error);
  }
}
