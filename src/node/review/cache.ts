/**
 * Summaries on disk, by content: `.perfloop/cache/review/`. An index says which size and time of change a path
 * had with which hash, so that an unchanged file is not even read. There are 64 shards, and one more for what
 * changed since they were written: a change rewrites only that.
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
import { type Kept, Names, readShard, type Shard, type Stamp, writeShard } from './shard.ts';

const shards = 64;
/** More new ones than these go to their shards. */
const maxFresh = 64;

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
  private readonly loaded = new Map<number, Shard>();
  private readonly dirty = new Set<number>();
  /** What is newer than the shards, by path. */
  private readonly fresh = new Map<string, Kept>();
  private isFreshDirty = false;
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
      const shard = this.read(`${i}`);
      if (shard) this.loaded.set(i, shard);
    }
    for (const [file, kept] of this.read('fresh')?.files ?? []) {
      this.fresh.set(file, kept);
      this.unlisted.add(file);
    }
  }

  private read(name: string): Shard | undefined {
    try {
      return readShard(readFileSync(this.file(name)), this.version());
    } catch {
      return undefined;
    }
  }

  /** What is known of a file that has not changed since. */
  get(file: string, stamp: Stamp): Kept | undefined {
    return this.known(file).find((k) => k.stamp.size === stamp.size && k.stamp.mtimeMs === stamp.mtimeMs);
  }

  /** Newest first. */
  private known(file: string): readonly Kept[] {
    const [fresh, kept] = [this.fresh.get(file), this.loaded.get(shardOf(file))?.files.get(file)];
    return fresh && kept ? [fresh, kept] : fresh ? [fresh] : kept ? [kept] : [];
  }

  /** Files of which it is not known by their shards what names they have. */
  private readonly unlisted = new Set<string>();

  /** Files that mention a name, or define it, by its hash; what is new may seem to. */
  filesWith(hash: number, as: 'mentions' | 'definitions'): ReadonlySet<string> {
    const files = new Set(this.unlisted);
    for (const shard of this.loaded.values()) for (const file of shard[as].filesWith(hash)) files.add(file);
    return files;
  }

  /** What is known of a text, whatever the file's size and time. */
  ofContent(file: string, hash: string): Kept | undefined {
    return this.known(file).find((k) => k.hash === hash);
  }

  /** What a file was summarised to before it changed. */
  before(file: string, saying: string): FileSummary | undefined {
    const kept = [this.replaced.get(file), ...this.known(file)];
    return kept.find((k) => k?.saying === saying)?.summary();
  }

  /** What names the summary of a text that is there no more. */
  saying(file: string, hash: string): string {
    const known = this.known(file);
    const entry = known.find((k) => k.hash === hash);
    return entry?.saying ?? known.find((k) => k.earlier?.[0] === hash)?.earlier?.[1] ?? hash;
  }

  /** @returns what names its summary: another text that says nothing else to the rules has the same */
  put(file: string, stamp: Stamp, summary: FileSummary): string {
    const [before] = this.known(file);
    if (before) this.replaced.set(file, before);
    const { hash } = summary;
    const same =
      this.ofContent(file, hash) ?? (before && saysTheSame(before.summary(), summary) ? before : undefined);
    const saying = same?.saying ?? hash;
    const earlier =
      before && before.saying !== before.hash ? ([before.hash, before.saying] as const) : before?.earlier;
    this.fresh.set(file, { stamp, hash, saying, ...(earlier ? { earlier } : {}), summary: () => summary });
    this.unlisted.add(file);
    this.isFreshDirty = true;
    return saying;
  }

  /** Forgets files that are gone. */
  keep(files: ReadonlySet<string>): void {
    for (const [i, shard] of this.loaded)
      for (const file of shard.files.keys())
        if (!files.has(file) && shard.files.delete(file)) this.dirty.add(i);
    for (const file of this.fresh.keys()) if (!files.has(file)) this.isFreshDirty = this.fresh.delete(file);
  }

  /** Best effort: a folder that cannot be written costs time, not the review. */
  async save(): Promise<void> {
    if (this.dirty.size === 0 && !this.isFreshDirty) return;
    try {
      await this.makeFolder();
      if (this.fresh.size > maxFresh) this.settle();
      // perfloop-ignore-next-line unbounded-concurrency -- there are 64 at most
      await Promise.all([...this.dirty].map((i) => this.write(`${i}`, this.loaded.get(i)!.files)));
      this.dirty.clear();
      // Last: what is in no shard yet is there.
      if (this.isFreshDirty) await this.write('fresh', this.fresh);
      this.isFreshDirty = false;
    } catch {
      // Read-only checkouts are fine.
    }
  }

  /** Puts what is fresh where it belongs. */
  private settle(): void {
    for (const [file, kept] of this.fresh) {
      const i = shardOf(file);
      const shard = this.loaded.get(i) ?? emptyShard();
      this.loaded.set(i, shard);
      shard.files.set(file, kept);
      this.dirty.add(i);
    }
    this.fresh.clear();
    this.isFreshDirty = true;
  }

  async makeFolder(): Promise<void> {
    const ignore = path.join(this.folder, '.gitignore');
    if (existsSync(ignore)) return;
    await mkdir(this.folder, { recursive: true });
    await writeFile(ignore, '*\n');
  }

  private async write(name: string, kept: ReadonlyMap<string, Kept>): Promise<void> {
    const file = this.file(name);
    await writeFileAtomically(file, writeShard(kept, this.version()), file);
  }

  /** What another version wrote is not read. */
  version(): string {
    return `${summaryVersion}:${this.build}`;
  }

  private file(name: string): string {
    return path.join(this.folder, `${name}.bin`);
  }
}

function emptyShard(): Shard {
  const none = new Int32Array();
  return { files: new Map(), mentions: new Names(none), definitions: new Names(none) };
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
