/** From paths to profiles: files of any format, gzipped or not, and recordings; positions in original sources. */
import { type Dirent, readdirSync } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Origin, type Profile, type RecordedThread, type Recording, UserError } from '../core/model.ts';
import { totals } from '../core/profile/hotspots.ts';
import { importProfiles } from '../core/profile/import/index.ts';
import { ownerOf } from '../core/profile/origin.ts';
import { newestRecording } from './newest-recording.ts';
import type { LoadedProfile } from './perfloop.ts';
import { findMaps } from './sourcemaps.ts';
import { applyMaps } from './sourcemaps-apply.ts';

export interface LoadContext {
  /** What relative paths are relative to. */
  readonly cwd: string;
  /** Absolute roots of own code; see ownerOf. */
  readonly roots: readonly string[];
}

/** Node reads no larger file at once, and its typed arrays index no further. */
const mostBytes = 2 ** 31 - 1;

/** One file to read, and what is known of it. */
interface Source {
  readonly path: string;
  readonly thread?: RecordedThread;
  readonly recording?: { readonly folder: string; readonly recording: Recording };
}

/**
 * Profile files, recording folders, recording.json files, or folders of recordings, of which the newest counts. Most active weight first. A recording's thread
 * that cannot be read becomes a problem of the others, as long as there are others.
 * @throws UserError naming the file, with the next step.
 */
export async function loadProfiles(paths: readonly string[], context: LoadContext): Promise<LoadedProfile[]> {
  const sources: Source[] = [];
  for (const p of paths) sources.push(...(await sourcesOf(path.resolve(context.cwd, p), p)));
  const loaded: LoadedProfile[] = [];
  const failures: UserError[] = [];
  for (const source of sources) {
    try {
      loaded.push(...(await loadSource(source, context)));
    } catch (error) {
      if (!(error instanceof UserError) || !source.thread) throw error;
      failures.push(error);
    }
  }
  const [firstFailure] = failures;
  if (firstFailure && loaded.length === 0) throw firstFailure;
  return withProblems(byActivity(loaded), failures);
}

function byActivity(loaded: LoadedProfile[]): LoadedProfile[] {
  if (loaded.length < 2) return loaded;
  const active = new Map(loaded.map((l) => [l, totals(l.profile).activeMs]));
  return loaded.sort((a, b) => active.get(b)! - active.get(a)!);
}

function withProblems(loaded: LoadedProfile[], failures: readonly UserError[]): LoadedProfile[] {
  const [first, ...others] = loaded;
  if (!first || failures.length === 0) return loaded;
  const problems = [...first.profile.problems, ...failures.map((f) => f.message)];
  return [{ ...first, profile: { ...first.profile, problems } }, ...others];
}

async function sourcesOf(absolute: string, typed: string): Promise<Source[]> {
  const info = await stat(absolute).catch((error: unknown) => {
    throw unreadable(error, typed);
  });
  if (info.isDirectory()) return await sourcesOfFolder(absolute, typed);
  if (path.basename(absolute) === 'recording.json') return await sourcesOfRecording(absolute, typed);
  if (!info.isFile())
    throw new UserError(`${typed} is not a file`, 'Name a profile file or a recording folder.');
  return [{ path: absolute }];
}

async function sourcesOfFolder(folder: string, typed: string): Promise<Source[]> {
  const entries = list(folder, typed);
  if (entries.some((e) => e.name === 'recording.json')) {
    return await sourcesOfRecording(path.join(folder, 'recording.json'), typed);
  }
  const files = entries
    .filter((e) => e.isFile() && /\.(cpuprofile|heapprofile)(\.gz)?$/.test(e.name))
    .map((e) => ({ path: path.join(folder, e.name) }));
  if (files.length > 0) return files;
  const newest = await newestRecording(folder);
  if (newest) return await sourcesOfRecording(newest, newestName(newest, folder, typed));
  throw new UserError(
    `${typed} holds no recording.json, no recordings and no .cpuprofile or .heapprofile file`,
    'Name a profile file, or a folder that perfloop profile wrote.',
  );
}

function newestName(file: string, folder: string, typed: string): string {
  return path.join(typed, path.relative(folder, path.dirname(file)));
}

function list(folder: string, typed: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw unreadable(error, typed);
  }
}

/** @throws UserError where the file is no recording */
export async function readRecording(file: string, typed: string): Promise<Recording> {
  const wrong = (what: string) =>
    new UserError(
      `${typed}: ${what}`,
      'Record again with perfloop profile, or name the profile files themselves.',
    );
  let data: Partial<Recording> | null;
  try {
    data = JSON.parse(await readFile(file, 'utf8')) as Partial<Recording> | null;
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong('recording.json is not valid JSON');
    throw unreadable(error, typed);
  }
  if (typeof data !== 'object' || data === null || !Array.isArray(data.threads)) {
    throw wrong('recording.json is not a recording');
  }
  if (data.version !== 1)
    throw wrong(`recording.json has version ${data.version}, which this Perfloop does not know`);
  if (data.threads.some((t) => typeof t?.file !== 'string')) throw wrong('recording.json names no files');
  const says = typeof data.cwd === 'string' && Array.isArray(data.command) && Number(data.durationMs) >= 0;
  if (!says || data.threads.some((t) => typeof t.nodeVersion !== 'string'))
    throw wrong('recording.json does not say what was recorded');
  return data as Recording;
}

async function sourcesOfRecording(file: string, typed: string): Promise<Source[]> {
  const recording = await readRecording(file, typed);
  const folder = path.dirname(file);
  if (recording.threads.length === 0) {
    throw new UserError(
      `${typed} holds no profile: nothing was recorded`,
      'Record again with perfloop profile.',
    );
  }
  return recording.threads.map((thread) => ({
    path: path.resolve(folder, thread.file),
    thread,
    recording: { folder, recording },
  }));
}

function unreadable(error: unknown, typed: string): UserError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new UserError(`${typed}: no such file`, 'Check the path.');
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserError(`${typed} cannot be read: permission denied`, 'Check who may read it.');
  }
  return new UserError(`${typed} cannot be read: ${code ?? String(error)}`, 'Check the path.');
}

async function loadSource(source: Source, context: LoadContext): Promise<LoadedProfile[]> {
  const shown = shortPath(source.path, context.cwd);
  const bytes = await readBytes(source.path, shown);
  const profiles = importProfiles(bytes, shown.replace(/\.gz$/, ''));
  const loaded: LoadedProfile[] = [];
  for (const [index, profile] of profiles.entries()) {
    const mapped = await withSourceMaps(profile, source.path, context.roots);
    const id = profiles.length > 1 ? `${source.path}#${index}` : source.path;
    const label = source.thread ? threadLabel(source.thread) : profiles.length > 1 ? profile.name : shown;
    loaded.push({
      id,
      path: source.path,
      label,
      profile: mapped,
      ...(source.recording ? { recording: source.recording } : {}),
    });
  }
  return loaded;
}

/** `main · node server.js (pid 12)`. */
export function threadLabel(thread: RecordedThread): string {
  const which = thread.threadId === 0 ? 'main' : `worker ${thread.threadId}`;
  return `${which} · ${thread.title} (pid ${thread.pid})`;
}

function shortPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return (relative !== '' && !relative.startsWith('..') ? relative : file).replaceAll('\\', '/');
}

/** The whole file in one buffer; unpacked where it is gzipped, whatever it is called. */
async function readBytes(file: string, shown: string): Promise<Uint8Array> {
  const tooLarge = new UserError(
    `${shown} is larger than 2 GiB`,
    'Record for a shorter time, or less often.',
  );
  let bytes: Buffer;
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > mostBytes) throw tooLarge;
      bytes = await readWhole(handle, size);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(error, shown);
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const { gunzipSync } = await import('node:zlib');
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge;
    throw new UserError(`${shown} is not a whole gzip file`, 'Fetch or record it again.');
  }
}

/**
 * Node's own `readFile` takes half a megabyte at a time and waits for its turn as often. Most of the cost of a
 * large file is the memory's, which several readers share.
 */
async function readWhole(handle: FileHandle, size: number): Promise<Buffer> {
  // Pipes and the files of /proc do not know their size.
  if (size === 0) return await handle.readFile();
  const bytes = Buffer.allocUnsafeSlow(size);
  const part = Math.max(leastPart, Math.ceil(size / readers));
  const starts = Array.from({ length: Math.ceil(size / part) }, (_, i) => i * part);
  const ends = await Promise.all(starts.map((start) => readPart(handle, bytes, start, start + part)));
  // A file that became shorter meanwhile ends where its first gap is.
  const gap = ends.findIndex((end, i) => end < Math.min(size, starts[i]! + part));
  return gap < 0 ? bytes : bytes.subarray(0, ends[gap]);
}

const readers = 4;
const leastPart = 4 * 1024 * 1024;

/** Up to `end`; returns where the file ended if before. */
async function readPart(handle: FileHandle, bytes: Buffer, start: number, end: number): Promise<number> {
  const last = Math.min(end, bytes.length);
  let at = start;
  while (at < last) {
    const { bytesRead } = await handle.read(bytes, at, last - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at;
}

/** What one tool built another may have built before: so many maps deep. */
const mostPasses = 3;

async function withSourceMaps(profile: Profile, file: string, roots: readonly string[]): Promise<Profile> {
  const own = (name: string) => {
    const { origin } = ownerOf(name, roots);
    return origin === Origin.Mine || origin === Origin.Outside;
  };
  const seen = new Set<string>();
  const notes: string[] = [];
  let mapped = profile;
  for (let pass = 0; pass < mostPasses; pass++) {
    const files = [...new Set(mapped.frames.file)].map((s) => mapped.strings[s]!).filter((f) => !seen.has(f));
    for (const f of files) seen.add(f);
    const found = await findMaps(files, pass === 0 ? file : undefined, roots, own);
    notes.push(...found.notes);
    if (found.maps.size === 0) break;
    const applied = applyMaps(mapped, found.maps, own);
    notes.push(...applied.notes);
    mapped = applied.mapped;
  }
  return notes.length > 0 ? { ...mapped, problems: [...mapped.problems, ...notes] } : mapped;
}
