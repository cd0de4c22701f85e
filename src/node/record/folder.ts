/** The folder of one recording. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { UserError } from '../../core/model.ts';
import { ensureFolder, reason } from '../project-files.ts';

/** Sorts by time, and says what it is of: `2026-11-21T09-30-05-node-app-3f2a`. */
export function recordingId(command: readonly string[], at: Date, random: string): string {
  const words = command
    .slice(0, 3)
    .map((word) => path.posix.basename(word.replaceAll('\\', '/')).replace(/\.[cm]?[jt]sx?$/, ''))
    .join('-')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 40);
  return [at.toISOString().slice(0, 19).replaceAll(':', '-'), words, random].filter(Boolean).join('-');
}

/** @throws UserError naming the folder where it cannot be made */
export async function makeFolder(
  command: readonly string[],
  outDir: string,
): Promise<{ readonly id: string; readonly folder: string }> {
  const id = recordingId(command, new Date(), randomBytes(3).toString('hex'));
  const folder = path.join(outDir, id);
  try {
    await ensureFolder(folder);
  } catch (error) {
    throw new UserError(
      `Recordings cannot be written to ${outDir}: ${reason(error)}.`,
      'Choose another folder (--out DIR) with write access.',
    );
  }
  return { id, folder };
}
