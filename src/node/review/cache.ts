/**
 * Summaries on disk, by content: `.perfloop/cache/review/`. An index says which size and time of change a path
 * had with which hash, so that an unchanged file is not even read; 64 shards keep a change from rewriting all.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Packed, pack } from '../../core/analysis/encode.ts';
import { type FileSummary, summaryVersion } from '../../core/analysis/summary.ts';
import { bundledFile } from '../bundled.ts';
import { perfloopVersion } from '../project.ts';
import { writeFileAtomically } from '../project-files.ts';
import { hashOf } from './read.ts';
import { type Kept, readShard, type Stamp, writeShard } from './shard.ts';

const shards = 64;

let build: string | undefined;

/** Names this build of the rules, by content: what another wrote is not read. */
export function buildOf(): string {
  build ??= `${perfloopVersion()}:${contentOf('review-worker.cjs')}`;
  return build;
}

function contentOf(name: string): string {
  try {
    return hashOf(readFileSync(bundledFile(name)));
  } catch {
    return '';
  }
}

/** The cache of a workspace, read. */
export function openCache(root: string): SummaryCache {
  const cache = new SummaryCache(root, buildOf());
  cache.open();
  return cache;
}

export class SummaryCache {
  /** By shard, then by path. */
  private readonly loaded = new Map<number, Map<string, Kept>>();
  private readonly dirty = new Set<number>();
  /** What was known of a file before its new text was put. */
  private readonly replaced = new Map<string, Kept>();
  /** Where others may keep what they found out of the same code; gone with it. */
  readonly folder: string;

  constructor(
    root: string,
    private readonly build: string,
  ) {
    this.folder = path.join(root, '.perfloop', 'cache', 'review');
  }

  /** Reads the heads of all shards; what is broken or of another version counts as empty. */
  open(): void {
    for (let i = 0; i < shards; i++) {
      const shard = this.read(i);
      if (shard) this.loaded.set(i, shard);
    }
  }

  private read(i: number): Map<string, Kept> | undefined {
    try {
      return readShard(readFileSync(this.file(i)), this.version());
    } catch {
      return undefined;
    }
  }

  /** What is known of a file that has not changed since. */
  get(file: string, stamp: Stamp): Kept | undefined {
    const entry = this.loaded.get(shardOf(file))?.get(file);
    return entry && entry.stamp.size === stamp.size && entry.stamp.mtimeMs === stamp.mtimeMs
      ? entry
      : undefined;
  }

  /** What is known of a text, whatever the file's size and time. */
  ofContent(file: string, hash: string): Kept | undefined {
    const entry = this.loaded.get(shardOf(file))?.get(file);
    return entry?.hash === hash ? entry : undefined;
  }

  /** What a file was summarised to before it changed. */
  before(file: string, saying: string): FileSummary | undefined {
    const kept = [this.replaced.get(file), this.loaded.get(shardOf(file))?.get(file)];
    return kept.find((k) => k?.saying === saying)?.summary();
  }

  /** What names the summary of a text that is there no more. */
  saying(file: string, hash: string): string {
    const entry = this.loaded.get(shardOf(file))?.get(file);
    if (entry?.hash === hash) return entry.saying;
    return entry?.earlier?.[0] === hash ? entry.earlier[1] : hash;
  }

  /** @returns what names its summary: another text that says nothing else to the rules has the same */
  put(file: string, stamp: Stamp, summary: FileSummary): string {
    const i = shardOf(file);
    const shard = this.loaded.get(i) ?? new Map<string, Kept>();
    this.loaded.set(i, shard);
    const before = shard.get(file);
    if (before) this.replaced.set(file, before);
    const { hash } = summary;
    const saying = before && saysTheSame(before.summary(), summary) ? before.saying : hash;
    const earlier =
      before && before.saying !== before.hash ? ([before.hash, before.saying] as const) : before?.earlier;
    shard.set(file, { stamp, hash, saying, ...(earlier ? { earlier } : {}), summary: () => summary });
    this.dirty.add(i);
    return saying;
  }

  /** Forgets files that are gone. */
  keep(files: ReadonlySet<string>): void {
    for (const [i, shard] of this.loaded) {
      for (const file of shard.keys()) {
        if (files.has(file)) continue;
        shard.delete(file);
        this.dirty.add(i);
      }
    }
  }

  /** Best effort: a folder that cannot be written costs time, not the review. */
  async save(): Promise<void> {
    if (this.dirty.size === 0) return;
    try {
      await this.makeFolder();
      // perfloop-ignore-next-line unbounded-concurrency -- there are 64 at most
      await Promise.all([...this.dirty].map((i) => this.write(i)));
      this.dirty.clear();
    } catch {
      // Read-only checkouts are fine.
    }
  }

  async makeFolder(): Promise<void> {
    const ignore = path.join(this.folder, '.gitignore');
    if (existsSync(ignore)) return;
    await mkdir(this.folder, { recursive: true });
    await writeFile(ignore, '*\n');
  }

  private async write(i: number): Promise<void> {
    const file = this.file(i);
    await writeFileAtomically(file, writeShard(this.loaded.get(i)!, this.version()), file);
  }

  /** What another version wrote is not read. */
  version(): string {
    return `${summaryVersion}:${this.build}`;
  }

  private file(i: number): string {
    return path.join(this.folder, `${i}.bin`);
  }
}

/** Whether two texts of a file differ only in what no rule looks at, such as a comment behind the code. */
function saysTheSame(before: FileSummary | undefined, after: FileSummary): boolean {
  if (!before) return false;
  const [a, b] = [before, after].map((s) => pack([{ ...s, hash: '' }])) as [Packed, Packed];
  return (
    a.strings === b.strings && a.ints.length === b.ints.length && a.ints.every((n, i) => n === b.ints[i])
  );
}

function shardOf(file: string): number {
  let h = 0;
  for (let i = 0; i < file.length; i++) h = (Math.imul(h, 31) + file.charCodeAt(i)) | 0;
  return (h >>> 0) % shards;
}
