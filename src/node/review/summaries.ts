/** Summaries of many files: from the cache where nothing changed, from the workers where something did. */
import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { empty } from '../../core/analysis/summarise.ts';
import type { FileSummary } from '../../core/analysis/summary.ts';
import { reason } from '../project-files.ts';
import type { Stamp, SummaryCache } from './cache.ts';
import type { Work } from './messages.ts';
import { type PoolHooks, summariseAll } from './pool.ts';

export interface SummariesOptions extends PoolHooks {
  /** Absolute. */
  readonly root: string;
  /** Opened; undefined to read everything anew. */
  readonly cache: SummaryCache | undefined;
  /** A text that stands for the one on disk. */
  readonly textOf?: (file: string) => string | undefined;
}

export interface Summaries {
  /** By path, sorted: linking goes through files in this order. */
  readonly summaries: Map<string, FileSummary>;
  /** How many were read anew. */
  readonly analysed: number;
}

/** `files` relative to the root. What was done until a cancellation is kept in the cache. */
export async function currentSummaries(
  files: readonly string[],
  options: SummariesOptions,
): Promise<Summaries> {
  const { root, cache } = options;
  const summaries = new Map<string, FileSummary>();
  const work: Work[] = [];
  const stamps = new Map<string, Stamp>();
  // perfloop-ignore-next-line unbounded-concurrency -- libuv runs lstat calls four at a time
  const stats = await Promise.all(files.map((f) => statOf(path.join(root, f))));
  for (const [i, file] of files.entries()) {
    const text = options.textOf?.(file);
    if (text !== undefined) {
      work.push({ path: file, file: path.join(root, file), text });
      continue;
    }
    const s = stats[i];
    if (typeof s === 'string') summaries.set(file, empty(file, '', `cannot be read: ${s}`));
    if (typeof s === 'string' || !s?.isFile()) continue;
    const stamp = { size: s.size, mtimeMs: s.mtimeMs };
    const cached = cache?.get(file, stamp);
    if (cached) summaries.set(file, cached);
    else {
      work.push({ path: file, file: path.join(root, file) });
      stamps.set(file, stamp);
    }
  }
  const keep = (s: FileSummary): void => {
    summaries.set(s.path, s);
    const stamp = stamps.get(s.path);
    if (stamp && s.hash) cache?.put(s.path, stamp, s);
  };
  try {
    await summariseAll(work, options, keep);
    cache?.keep(new Set(files));
  } finally {
    await cache?.save();
  }
  return { summaries: byPath(summaries), analysed: work.length };
}

/**
 * Undefined where nothing is there: deleted but still listed; the reason where it cannot be known. Symbolic links
 * are not followed: what they lead to is read by its own name, or is none of this folder.
 */
function statOf(file: string): Promise<Stats | string | undefined> {
  return lstat(file).catch((error: NodeJS.ErrnoException) =>
    ['ENOENT', 'ENOTDIR'].includes(error.code ?? '') ? undefined : reason(error),
  );
}

export function byPath(summaries: ReadonlyMap<string, FileSummary>): Map<string, FileSummary> {
  return new Map([...summaries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
