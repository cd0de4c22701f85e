/** One file of the disk, or a text, to its summary. Runs in workers and, for a few files, in the caller. */
import * as crypto from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { maxFileLength } from '../../core/analysis/parse.ts';
import { rules } from '../../core/analysis/rules/index.ts';
import { empty, summarise } from '../../core/analysis/summarise.ts';
import type { FileSummary } from '../../core/analysis/summary.ts';
import { whyUnread } from '../project-files.ts';
import type { Work } from './messages.ts';

/** Without an object for each hash, where Node is as new as 20.12. */
const hash = (
  crypto as { hash?: (algorithm: string, data: string | Uint8Array, form: 'base64url') => string }
).hash;

export function hashOf(content: string | Uint8Array): string {
  return (
    hash?.('sha1', content, 'base64url') ?? crypto.createHash('sha1').update(content).digest('base64url')
  );
}

/** One for all files: memory that is new for each has to be made ready by the system each time. */
const space = Buffer.allocUnsafeSlow(256 * 1024);

/** Valid until the next file is read. */
function bytesOf(file: string, size: number): Buffer {
  if (size > space.length) return readFileSync(file);
  const fd = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = 1; read > 0 && length < size; length += read)
      read = readSync(fd, space, length, size - length, length);
    return space.subarray(0, length);
  } finally {
    closeSync(fd);
  }
}

export function summariseWork(work: Work): FileSummary {
  try {
    if (work.text !== undefined) return summarise(work.path, work.text, hashOf(work.text), rules);
    // Characters are at least a byte, so a larger file is too large as text too.
    const size = work.size ?? statSync(work.file).size;
    if (size > maxFileLength * 4) return empty(work.path, '', `too large (${Math.round(size / 1024)} KB)`);
    const bytes = bytesOf(work.file, size);
    return summarise(work.path, bytes.toString('utf8'), hashOf(bytes), rules);
  } catch (error) {
    return empty(work.path, '', `cannot be read: ${whyUnread(error)}`);
  }
}
