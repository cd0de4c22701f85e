/** Where a report of findings may be written: not over what is no report. */
import { open, stat } from 'node:fs/promises';
import { UserError } from '../core/model.ts';
import { isReport } from '../core/report/findings/recognised.ts';

/** More than any report's first and last lines. */
const readBytes = 64 * 1024;

/**
 * Said before the work begins. A new file, an empty one, a device and an earlier report, of ours or any in SARIF, are
 * fine; whatever else is there may be the only copy of something, by a slip of `-o`.
 * @param shown as it was given @throws UserError
 */
export async function requireOutput(file: string, shown: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (!there?.isFile() || there.size === 0) return;
  const [start, end] = await ends(file, there.size).catch(() => ['', ''] as const);
  if (isReport(start, end)) return;
  throw new UserError(
    `${shown} is there already, and is no report; it is left as it is.`,
    'Choose another file, or remove that one first.',
  );
}

async function ends(file: string, size: number): Promise<readonly [start: string, end: string]> {
  const handle = await open(file);
  try {
    const read = async (from: number): Promise<string> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(readBytes), 0, readBytes, from);
      return buffer.toString('utf8', 0, bytesRead);
    };
    const start = await read(0);
    return [start, size > readBytes ? await read(size - readBytes) : start];
  } finally {
    await handle.close();
  }
}
