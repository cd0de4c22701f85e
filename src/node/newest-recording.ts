/** Of a folder in which recordings lie: the newest. */
import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where recordings lie below a project, and below its `.perfloop`. */
const below = ['.', 'recordings', path.join('.perfloop', 'recordings')];

/**
 * Path of the newest `recording.json`; what cannot be read is older than all others. Undefined where there is none.
 * @param folder absolute: of recordings, a project, or its `.perfloop`
 */
export async function newestRecording(folder: string): Promise<string | undefined> {
  for (const part of below) {
    const found = await recordingsIn(path.join(folder, part));
    found.sort((a, b) => b.at - a.at || (a.file < b.file ? 1 : -1));
    if (found[0]) return found[0].file;
  }
  return undefined;
}

async function recordingsIn(folder: string): Promise<{ readonly file: string; readonly at: number }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  const found = await Promise.all(
    entries
      .filter((e) => !e.isFile())
      .map(async ({ name }) => {
        const file = path.join(folder, name, 'recording.json');
        const text = await readFile(file, 'utf8').catch(() => undefined);
        return text === undefined ? [] : [{ file, at: createdAt(text) }];
      }),
  );
  return found.flat();
}

function createdAt(text: string): number {
  try {
    const at = (JSON.parse(text) as { readonly createdAt?: unknown } | null)?.createdAt;
    return typeof at === 'number' ? at : 0;
  } catch {
    return 0;
  }
}
