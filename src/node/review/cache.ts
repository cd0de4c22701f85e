/**
 * Summaries on disk, by content: `.perfloop/cache/review/`. An index says which size and time of change a path
 * had with which hash, so that an unchanged file is not even read; 64 shards keep a change from rewriting all.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type FileSummary, summaryVersion } from '../../core/analysis/summary.ts';
import { bundledFile } from '../bundled.ts';
import { perfloopVersion } from '../project.ts';

const shards = 64;

let build: string | undefined;

/** Names this build of the rules, by content: what another wrote is not read. */
export function buildOf(): string {
  build ??= `${perfloopVersion()}:${contentOf('review-worker.cjs')}`;
  return build;
}

function contentOf(name: string): string {
  try {
    return createHash('sha1')
      .update(readFileSync(bundledFile(name)))
      .digest('base64url');
  } catch {
    return '';
  }
}

export interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/** The cache of a workspace, read. */
export async function openCache(root: string): Promise<SummaryCache> {
  const cache = new SummaryCache(root, buildOf());
  await cache.open();
  return cache;
}

interface Shard {
  readonly version: string;
  readonly files: Record<string, { readonly stamp: Stamp; readonly summary: FileSummary }>;
}

export class SummaryCache {
  private readonly loaded = new Map<number, Shard>();
  private readonly dirty = new Set<number>();
  private readonly folder: string;

  constructor(
    root: string,
    private readonly build: string,
  ) {
    this.folder = path.join(root, '.perfloop', 'cache', 'review');
  }

  /** Reads all shards; what is broken or of another version counts as empty. */
  async open(): Promise<void> {
    await Promise.all(
      Array.from({ length: shards }, async (_, i) => {
        const text = await readFile(this.file(i), 'utf8').catch(() => '');
        const shard = text ? parse(text) : undefined;
        if (shard?.version === this.version()) this.loaded.set(i, shard);
      }),
    );
  }

  get(file: string, stamp: Stamp): FileSummary | undefined {
    const entry = this.loaded.get(shardOf(file))?.files[file];
    return entry && entry.stamp.size === stamp.size && entry.stamp.mtimeMs === stamp.mtimeMs
      ? entry.summary
      : undefined;
  }

  put(file: string, stamp: Stamp, summary: FileSummary): void {
    const i = shardOf(file);
    let shard = this.loaded.get(i);
    if (!shard) {
      shard = { version: this.version(), files: {} };
      this.loaded.set(i, shard);
    }
    shard.files[file] = { stamp, summary };
    this.dirty.add(i);
  }

  /** Forgets files that are gone. */
  keep(files: ReadonlySet<string>): void {
    for (const [i, shard] of this.loaded) {
      for (const file of Object.keys(shard.files)) {
        if (files.has(file)) continue;
        delete shard.files[file];
        this.dirty.add(i);
      }
    }
  }

  /** Best effort: a folder that cannot be written costs time, not the review. */
  async save(): Promise<void> {
    if (this.dirty.size === 0) return;
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(path.join(this.folder, '.gitignore'), '*\n');
      await Promise.all(
        [...this.dirty].map(async (i) => {
          const temporary = `${this.file(i)}.${process.pid}`;
          await writeFile(temporary, JSON.stringify(this.loaded.get(i)));
          await rename(temporary, this.file(i));
        }),
      );
      this.dirty.clear();
    } catch {
      // Read-only checkouts are fine.
    }
  }

  private version(): string {
    return `${summaryVersion}:${this.build}`;
  }

  private file(i: number): string {
    return path.join(this.folder, `${i}.json`);
  }
}

function parse(text: string): Shard | undefined {
  try {
    const value = JSON.parse(text) as Shard;
    return typeof value.files === 'object' && value.files !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function shardOf(file: string): number {
  let h = 0;
  for (let i = 0; i < file.length; i++) h = (Math.imul(h, 31) + file.charCodeAt(i)) | 0;
  return (h >>> 0) % shards;
}
