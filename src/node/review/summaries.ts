/** Summaries of many files: from the cache where nothing changed, from the workers where something did. */
import { lstatSync, readFileSync, type Stats } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Finder, hashOfName } from '../../core/analysis/finder.ts';
import { Shell } from '../../core/analysis/shell.ts';
import { empty } from '../../core/analysis/summarise.ts';
import type { FileSummary } from '../../core/analysis/summary.ts';
import { whyUnread } from '../project-files.ts';
import type { SummaryCache } from './cache.ts';
import type { Work } from './messages.ts';
import { type PoolHooks, summariseAll } from './pool.ts';
import { hashOf, summariseWork } from './read.ts';
import type { Kept, Stamp } from './shard.ts';

export interface SummariesOptions extends PoolHooks {
  /** Absolute. */
  readonly root: string;
  /** Opened; undefined to read everything anew. */
  readonly cache: SummaryCache | undefined;
  /** A text that stands for the one on disk. */
  readonly textOf?: (file: string) => string | undefined;
}

/** A file as it is now; its summary is worked out of the cache's bytes when it is asked for. */
export interface Current {
  /** Names what the summary says; of what could not be read, why. */
  readonly saying: string;
  summary(): FileSummary;
  /** As the cache has it. */
  readonly isKept: boolean;
}

export interface Summaries {
  /** By path, sorted: linking goes through files in this order. */
  readonly current: ReadonlyMap<string, Current>;
  /** How many were read anew. */
  readonly analysed: number;
}

/** Others are to be answered meanwhile. */
const statsAStep = 1000;

/** `files` relative to the root. What was done until a cancellation is kept in the cache. */
export async function currentSummaries(
  files: readonly string[],
  options: SummariesOptions,
): Promise<Summaries> {
  const { root, cache } = options;
  const current = new Map<string, Current>();
  const work: Work[] = [];
  const stamps = new Map<string, Stamp>();
  for (const [i, file] of files.entries()) {
    const absolute = path.join(root, file);
    const text = options.textOf?.(file);
    const s = statOf(absolute);
    // What git has of a link is where it leads.
    if (typeof s === 'object' && s.isSymbolicLink()) continue;
    if (text !== undefined) {
      const hash = hashOf(text);
      const kept = cache?.ofContent(file, hash);
      if (kept) current.set(file, remembered(kept, { path: file, file: absolute, text }));
      else work.push({ path: file, file: absolute, text });
      // What is staged is most often what is on disk, and is asked for again.
      if (!kept && cache && isText(s, absolute, hash)) stamps.set(file, stampOf(s));
      continue;
    }
    if (typeof s === 'string') current.set(file, known(empty(file, '', `cannot be read: ${s}`)));
    else if (!s && file.includes('\ufffd'))
      current.set(file, known(empty(file, '', 'cannot be read: its name is not UTF-8')));
    if (typeof s === 'string' || !s?.isFile()) continue;
    const stamp = stampOf(s);
    const kept = cache?.get(file, stamp);
    if (kept) current.set(file, remembered(kept, { path: file, file: absolute }));
    else {
      work.push({ path: file, file: absolute, size: s.size });
      stamps.set(file, stamp);
    }
    // perfloop-ignore-next-line n-plus-one -- a turn of the loop now and then, so that who waits is heard
    if (i % statsAStep === statsAStep - 1) await setImmediate(undefined, { signal: options.signal });
  }
  const keep = (s: FileSummary): void => {
    const stamp = stamps.get(s.path);
    current.set(s.path, known(s, stamp && s.hash ? cache?.put(s.path, stamp, s) : undefined));
  };
  try {
    await summariseAll(work, options, keep);
    cache?.keep(new Set(files));
  } finally {
    await cache?.save();
  }
  return { current: byPath(current), analysed: work.length };
}

export function summariesOf(current: Summaries['current']): Map<string, FileSummary> {
  const summaries = new Map<string, FileSummary>();
  for (const [file, c] of current) summaries.set(file, c.summary());
  return summaries;
}

function known(summary: FileSummary, saying = summary.hash || `!${summary.problem}`): Current {
  return { saying, summary: () => summary, isKept: false };
}

/** What cannot be made out after all is read anew. */
function remembered(kept: Kept, work: Work): Current {
  let shell: FileSummary | undefined;
  return {
    saying: kept.saying,
    summary() {
      shell ??= new Shell(work.path, kept.hash, () => kept.summary() ?? summariseWork(work));
      return shell;
    },
    isKept: true,
  };
}

/** What the cache does not have is looked into whatever the name is. */
export function finderIn(current: Summaries['current'], cache: SummaryCache): Finder {
  const unseen = [...current].flatMap(([file, { isKept }]) => (isKept ? [] : [file]));
  const having = (name: string, as: 'mentions' | 'definitions'): FileSummary[] =>
    [...new Set([...unseen, ...cache.filesWith(hashOfName(name), as)])]
      .sort((a, b) => (a < b ? -1 : 1))
      .flatMap((file) => current.get(file)?.summary() ?? []);
  return {
    naming: (name) => having(name, 'mentions'),
    defining: (name) => having(name, 'definitions'),
  };
}

/**
 * Undefined where nothing is there: deleted but still listed; the reason where it cannot be known. Symbolic links
 * are not followed: what they lead to is read by its own name, or is none of this folder. One after the other,
 * because promises cost three times what they wait for.
 */
function statOf(file: string): Stats | string | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? undefined : whyUnread(error as Error);
  }
}

function stampOf(s: Stats): Stamp {
  return { size: s.size, mtimeMs: s.mtimeMs };
}

/** Whether a file has this content. */
function isText(s: Stats | string | undefined, file: string, hash: string): s is Stats {
  if (typeof s !== 'object' || !s.isFile()) return false;
  try {
    return hashOf(readFileSync(file)) === hash;
  } catch {
    return false;
  }
}

export function byPath<T>(summaries: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...summaries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
