/**
 * Finds the source maps of the files in a profile: those that the recorder saw (`<profile>.maps.json`, for code
 * that was transformed in memory) and those that generated files on disk name. Never fails: what cannot be
 * read becomes a note.
 */
import { existsSync, readFileSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileFromUrl } from '../core/profile/paths.ts';
import type { FileMap } from './sourcemaps-file.ts';

/** What the recorder writes beside a profile. `sourceMapURL` as V8 reports it: data:, file: or relative. */
export interface SidecarMaps {
  readonly version: 1;
  readonly maps: readonly {
    readonly url: string;
    readonly scriptId?: string | number;
    readonly sourceMapURL: string;
  }[];
}

export interface FoundMaps {
  /** Key: file as in the profile. */
  readonly maps: ReadonlyMap<string, FileMap>;
  readonly notes: readonly string[];
}

const tailBytes = 4096;
const mostBytes = 256 * 1024 * 1024;

/** `main.cpuprofile` → `main.maps.json`, or with the whole name before it. */
function sidecarOf(profilePath: string): string | undefined {
  const short = profilePath.replace(/\.(cpu|heap)profile$/, '');
  return [`${short}.maps.json`, `${profilePath}.maps.json`].find((file) => existsSync(file));
}

/**
 * @param files as in the profile (absolute paths, URLs). @param profilePath beside which the recorder's maps are.
 * @param wanted which files are worth a look on disk.
 */
export async function findMaps(
  files: readonly string[],
  profilePath: string | undefined,
  roots: readonly string[],
  wanted: (file: string) => boolean,
): Promise<FoundMaps> {
  const notes: string[] = [];
  const maps = new Map<string, FileMap>();
  const seen = profilePath === undefined ? new Map<string, string>() : await readSidecar(profilePath, notes);
  for (const file of files) {
    const own = wanted(file);
    const known = seen.get(file);
    // Maps that dependencies ship mostly name sources that they do not; in-memory ones are a loader's.
    const url = own ? (known ?? (await urlOnDisk(file))) : known?.startsWith('data:') ? known : undefined;
    if (url === undefined) continue;
    try {
      const { text, base } = readMap(url, file);
      const { FileMap } = await import('./sourcemaps-file.ts');
      maps.set(file, FileMap.parse(text, base, roots));
    } catch (error) {
      if (own) notes.push(`the source map of ${file} was left out: ${reason(error)}`);
    }
  }
  return { maps, notes };
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'it is not there';
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}

async function readSidecar(profilePath: string, notes: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const file = sidecarOf(profilePath);
  if (file === undefined) return found;
  try {
    const data = JSON.parse(await readFile(file, 'utf8')) as Partial<SidecarMaps>;
    for (const entry of Array.isArray(data.maps) ? data.maps : []) {
      if (typeof entry?.url !== 'string' || typeof entry.sourceMapURL !== 'string') continue;
      if (entry.sourceMapURL !== '') found.set(fileFromUrl(entry.url), entry.sourceMapURL);
    }
  } catch (error) {
    notes.push(`${path.basename(file)} was left out: ${reason(error)}`);
  }
  return found;
}

/** The last `sourceMappingURL` comment of a generated file; only its tail is read unless the map is inline. */
async function urlOnDisk(file: string): Promise<string | undefined> {
  if (!path.isAbsolute(file) || !/\.([cm]?[jt]s|[jt]sx|vue|svelte)$/.test(file)) return undefined;
  try {
    const { size } = await stat(file);
    if (size > mostBytes) return undefined;
    const tail = await readTail(file, size);
    const url = lastMappingUrl(tail);
    if (url !== undefined || size <= tailBytes) return url;
    // The comment of an inline map may be longer than the tail: then the tail is nothing but base64.
    return /^[\w+/=\s%.,-]*$/.test(tail) ? lastMappingUrl(await readFile(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}

async function readTail(file: string, size: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    await handle.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}

function lastMappingUrl(text: string): string | undefined {
  // Found backwards: a bundle may hold many, in strings and in code it contains; the last one counts.
  const at = Math.max(text.lastIndexOf('//# sourceMappingURL='), text.lastIndexOf('//@ sourceMappingURL='));
  if (at < 0) return undefined;
  const end = /[\s'"`]|$/.exec(text.slice(at + 21))!;
  const after = text.slice(at + 21 + end.index);
  const rest = after.replace(/^\s*\/\/.*$/gm, '').trim();
  return rest === '' && end.index > 0 ? text.slice(at + 21, at + 21 + end.index) : undefined;
}

/** The text of a map and the file that its sources are relative to. @throws */
function readMap(url: string, generated: string): { text: string; base: string } {
  if (url.startsWith('data:')) return { text: decodeDataUrl(url), base: generated };
  if (/^https?:/.test(url)) throw new Error('it is on the network');
  const file = url.startsWith('file:')
    ? fileURLToPath(url)
    : path.resolve(path.dirname(generated), decodeURI(url.replace(/[?#].*$/s, '')));
  return { text: readFileSync(file, 'utf8'), base: file };
}

function decodeDataUrl(url: string): string {
  const comma = url.indexOf(',');
  if (comma < 0) throw new Error('its data URL is broken');
  const data = url.slice(comma + 1);
  return /;base64$/i.test(url.slice(0, comma))
    ? Buffer.from(data, 'base64').toString('utf8')
    : decodeURIComponent(data);
}
