/** One file of the disk, or a text, to its summary. Runs in workers and, for a few files, in the caller. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { maxFileLength } from '../../core/analysis/parse.ts';
import { rules } from '../../core/analysis/rules/index.ts';
import { empty, summarise } from '../../core/analysis/summarise.ts';
import type { FileSummary } from '../../core/analysis/summary.ts';
import { whyUnread } from '../project-files.ts';
import type { Work } from './messages.ts';

export function hashOf(content: string | Uint8Array): string {
  return createHash('sha1').update(content).digest('base64url');
}

export function summariseWork(work: Work): FileSummary {
  try {
    if (work.text !== undefined) return summarise(work.path, work.text, hashOf(work.text), rules);
    // Characters are at least a byte, so a larger file is too large as text too.
    const size = work.size ?? statSync(work.file).size;
    if (size > maxFileLength * 4) return empty(work.path, '', `too large (${Math.round(size / 1024)} KB)`);
    const bytes = readFileSync(work.file);
    return summarise(work.path, bytes.toString('utf8'), hashOf(bytes), rules);
  } catch (error) {
    return empty(work.path, '', `cannot be read: ${whyUnread(error)}`);
  }
}
