/** Which files there are to review, and the configuration that says how they import one another. */
import { type Dirent, readdirSync } from 'node:fs';
import { lstat, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Notice } from '../../core/analysis/finding.ts';
import {
  join,
  type TsConfigPaths,
  type WorkspaceConfig,
  type WorkspacePackage,
} from '../../core/analysis/modules.ts';
import { isTest } from '../../core/analysis/paths.ts';
import { parseJsonc } from '../../core/config/jsonc.ts';
import { git } from '../git.ts';
import { whyUnread } from '../project-files.ts';
import { aliasesFrom, extendedBy, packageFrom, pathsFrom } from './manifests.ts';
import { inTurns } from './turns.ts';

export const sourcePattern = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const declaration = /\.d\.[cm]?ts$/;
const skippedFolders = new Set([
  'node_modules',
  '.git',
  'dist',
  'dev-dist',
  'out',
  'coverage',
  '.next',
  '.nuxt',
  '.svelte-kit',
  '.turbo',
  '.cache',
  '.yarn',
  'bower_components',
  '.vercel',
  '.output',
  '__generated__',
  '.perfloop',
  '.vscode-test',
]);
const generated =
  /\.min\.[cm]?js$|(^|\/)\.pnp\.(?:c?js|loader\.mjs)$|[.-]bundle\.js$|(^|\/)workbox-[\da-f]{8}\.js$|\.generated\.[jt]sx?$|(^|\/)generated\/|(^|\/)(public|static|assets|wwwroot)\/(.*\/)?(plugins?|libs?|vendors?|jquery|bower)\//i;
/** `chunk-7G5VVISJ.js`, as esbuild and tsup name the parts of a bundle. */
const chunk = /(^|\/)chunk-(?=[A-Z]*\d)[A-Z\d]{8}\.[cm]?js$/;
/** Copies of libraries, by the name of the library: `vue.js`, `vue-router.js`, but not `reactions.js` or `requireUser.js`. */
const copied =
  /(?:^|\/)((?:jquery|raphael|highcharts|modernizr|tinymce|ckeditor)[.\w-]*|(?:bootstrap|angular|d3|three|codemirror|ace|moment|lodash|underscore|backbone|vue|react)(?:[.-][.\w-]*)?|require(?:\.\w+)*)\.js$/i;

/** Others' code by where it lies; `modules/vendor/` and `vendor/vendor.service.ts` of a shop are about its vendors. */
const vendored =
  /(^|(^|\/)(src|source|libs?|js|javascripts?|scripts?|css|build|web|www|html|packages?|resources|third[-_]?party|external|ext|media|public|static|assets|deps|shared|common|utils?|helpers?|core)\/)vendor\/(?!vendors?[.-])/i;

export interface Listing {
  /** Source files, relative to the root, `/`, sorted. */
  readonly files: readonly string[];
  readonly config: WorkspaceConfig;
  /** Where the configuration comes from: package.json, tsconfig.json and what these extend are among them. */
  readonly jsonFiles: readonly string[];
  /** Folders that are repositories of their own, of which git lists nothing; submodules are not among them. */
  readonly repositories: readonly string[];
  /** Said where the repository brings a cache of its own. */
  readonly brought?: Notice | undefined;
}

export interface Problems {
  readonly problems: Notice[];
}

export async function readWorkspaceConfig(
  root: string,
  out: Problems,
  signal?: AbortSignal,
): Promise<Listing> {
  const {
    files: all,
    repositories,
    brought,
  } = (await listByGit(root, out, signal)) ?? {
    files: await inTurns(listByWalk(root, out, signal), signal),
    repositories: [],
  };
  const jsonFiles = all.filter((f) => f.endsWith('.json'));
  const config = await configOf(root, jsonFiles, out);
  const files: string[] = [];
  for (const f of all) if (isReviewed(f) || isOwn(f, config) || (await usesOthers(root, f))) files.push(f);
  files.sort();
  return { files, config, jsonFiles, repositories, brought };
}

/** Whether a path is one of source, written by hand, as far as its name tells. */
export function isReviewed(file: string): boolean {
  return isWritten(file) && !copied.test(file);
}

/** `lodash.js` in lodash: no copy there, but the library itself. */
function isOwn(file: string, config: WorkspaceConfig): boolean {
  const library = copied.exec(file)?.[1];
  return library !== undefined && isWritten(file) && packageAt(file, config)?.name === library;
}

/** `scenes/three.js` of an application: it imports, as no copy of a library in one file does, and no banner opens it. */
async function usesOthers(root: string, file: string): Promise<boolean> {
  if (!isWritten(file)) return false;
  const start = await firstOf(path.join(root, file));
  return (
    /^\s*(import\b[^(\n]*['"]|(const|let|var)\b[^=\n]*=\s*require\()/m.test(start) && !banner.test(start)
  );
}

const banner =
  /^\s*\/\*!|@license|@preserve|\blicen[cs]ed?\b|\(c\)|copyright|\bdefine\.amd\b|\btypeof exports\b/i;

async function firstOf(file: string): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return '';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096));
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await handle.close();
  }
}

/** The package whose folder holds a file, or `lib` or `src` of which does. */
function packageAt(file: string, config: WorkspaceConfig): WorkspacePackage | undefined {
  const folder = folderOf(file).replace(/(^|\/)(lib|src)$/, '');
  return config.packages.find((p) => p.folder === folder);
}

function isWritten(file: string): boolean {
  const isMade = declaration.test(file) || generated.test(file) || chunk.test(file);
  return sourcePattern.test(file) && !isMade && !isSkipped(file);
}

function isSkipped(file: string): boolean {
  return file.split('/').some((part) => skippedFolders.has(part)) || vendored.test(file);
}

/** Whether a file says how others are imported. */
export function isManifest(file: string): boolean {
  return /(^|\/)(package|[tj]sconfig(\.[\w-]+)*)\.json$/.test(file);
}

/**
 * What manifests say together.
 * @param jsonFiles manifests and what they extend are among them
 * @param texts stand for those on disk
 */
export async function configOf(
  root: string,
  jsonFiles: readonly string[],
  out: Problems,
  texts?: ReadonlyMap<string, string>,
): Promise<WorkspaceConfig> {
  const packages: WorkspacePackage[] = [];
  const tsconfigs: TsConfigPaths[] = [];
  const names = new Set(jsonFiles);
  const read = (file: string): Promise<Json | undefined> => readJson(root, file, out, texts?.get(file));
  for (const f of jsonFiles) {
    if (!isManifest(f)) continue;
    if (!f.endsWith('package.json')) {
      const t = await readTsconfig(f, names, read, 0);
      if (t) tsconfigs.push(t);
      continue;
    }
    const json = await read(f);
    if (!json) continue;
    packages.push(packageFrom(json, folderOf(f)));
    const aliases = aliasesFrom(json, folderOf(f));
    if (aliases) tsconfigs.push(aliases);
  }
  return { packages, tsconfigs };
}

/** Tracked and new files, by git's own ignore rules; undefined outside of git. Submodules are left out. */
async function listByGit(
  root: string,
  out: Problems,
  signal?: AbortSignal,
): Promise<Pick<Listing, 'files' | 'repositories' | 'brought'> | undefined> {
  const listed = await git(
    root,
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    signal,
    undefined,
    (text) => {
      for (const [, folder, why] of text.matchAll(/^warning: could not open directory '(.*)': (.*)$/gm))
        out.problems.push({ file: folder!.replace(/\/$/, ''), message: `cannot be read: ${why}` });
    },
  );
  if (listed === undefined) return undefined;
  const files: string[] = [];
  const repositories: string[] = [];
  let brought: Notice | undefined;
  for (const f of listed.split('\0')) {
    if (ofCache.test(f)) brought = { file: f, message: notOurs };
    if (f && isWanted(f) && !isSkipped(f)) files.push(f);
    else if (f.endsWith('/') && !isSkipped(f)) repositories.push(f.slice(0, -1));
  }
  return { files, repositories, brought };
}

/** What we keep is ignored by git, so what git lists there, files or a link to elsewhere, came with the repository. */
const ofCache = /^\.perfloop($|\/cache($|\/review($|\/)))/;
const notOurs =
  'is listed by Git, so others may have written it; no cache is used until it is ignored or taken out: git rm -r --cached .perfloop/cache';

function isWanted(file: string): boolean {
  return sourcePattern.test(file) || file.endsWith('.json');
}

/** Symbolic links are not followed: a loop cannot catch us, and nothing is read twice. */
function* listByWalk(root: string, out: Problems, signal?: AbortSignal): Generator<undefined, string[]> {
  const files: string[] = [];
  const folders = [''];
  while (folders.length > 0) {
    yield;
    signal?.throwIfAborted();
    const folder = folders.pop()!;
    for (const e of entriesOf(root, folder, out)) {
      const name = folder ? `${folder}/${e.name}` : e.name;
      if (e.isDirectory() && !isSkipped(`${name}/`)) folders.push(name);
      else if (e.isFile() && isWanted(name)) files.push(name);
    }
  }
  return files;
}

/** At once: there are thousands of folders, and waiting for each costs ten times what it takes. */
function entriesOf(root: string, folder: string, out: Problems): Dirent[] {
  try {
    return readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch (error) {
    out.problems.push({ file: folder || '.', message: `cannot be read: ${whyUnread(error as Error)}` });
    return [];
  }
}

export async function isFile(file: string): Promise<boolean> {
  return lstat(file).then(
    (s) => s.isFile(),
    () => false,
  );
}

type Json = Readonly<Record<string, unknown>>;

/** Undefined where there is none: listed by git still, but deleted. */
async function readJson(
  root: string,
  file: string,
  out: Problems,
  known: string | undefined,
): Promise<Json | undefined> {
  try {
    const value = parseJsonc(known ?? (await readFile(path.join(root, file), 'utf8')));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = code
      ? `cannot be read: ${whyUnread(error as Error)}`
      : 'is not valid JSON; its settings are not used';
    // Fixtures are broken on purpose, and nobody's settings.
    if (code !== 'ENOENT' && !isTest(file)) out.problems.push({ file, message });
    return undefined;
  }
}

async function readTsconfig(
  file: string,
  names: ReadonlySet<string>,
  read: (file: string) => Promise<Json | undefined>,
  depth: number,
): Promise<TsConfigPaths | undefined> {
  const json = await read(file);
  if (!json) return undefined;
  const folder = folderOf(file);
  const own = pathsFrom(json, folder);
  if (own) return own;
  for (const paths of extendedBy(json, depth)) {
    const target = paths.map((p) => join(folder, p)).find((t) => names.has(t));
    const inherited = target ? await readTsconfig(target, names, read, depth + 1) : undefined;
    if (inherited) return { ...inherited, folder };
  }
  return undefined;
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
}
