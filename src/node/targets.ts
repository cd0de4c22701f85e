/** What there is to profile in a project: its npm scripts, and how a source file is run. */
import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/model.ts';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

export interface NpmScript {
  readonly name: string;
  /** What the script runs, as written. */
  readonly script: string;
  /** Absolute folder of its package.json. */
  readonly folder: string;
  /** Name of the package, or of its folder. */
  readonly packageName: string;
  readonly command: readonly string[];
}

interface Manifest {
  readonly name?: unknown;
  readonly scripts?: unknown;
  readonly packageManager?: unknown;
  readonly workspaces?: unknown;
}

/**
 * Scripts of the package.json nearest to `from` (file or folder), of those above it up to `root`, and of the
 * workspaces they name. Nearest first; a package.json that does not parse is passed over.
 */
export async function npmScripts(from: string, root: string): Promise<NpmScript[]> {
  const folders: string[] = [];
  for (const folder of upwards(from, root)) {
    const manifest = await readManifest(folder);
    if (!manifest) continue;
    folders.push(folder, ...(await workspaceFolders(folder, manifest)));
  }
  const scripts: NpmScript[] = [];
  for (const folder of new Set(folders)) scripts.push(...(await scriptsOf(folder, root)));
  return scripts;
}

async function scriptsOf(folder: string, root: string): Promise<NpmScript[]> {
  const manifest = await readManifest(folder);
  if (!manifest || typeof manifest.scripts !== 'object' || manifest.scripts === null) return [];
  const manager = await packageManager(folder, root);
  const packageName = typeof manifest.name === 'string' ? manifest.name : path.basename(folder);
  return Object.entries(manifest.scripts)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([name, script]) => ({ name, script, folder, packageName, command: [manager, 'run', name] }));
}

/** By the packageManager field, else by lock file, in the nearest folder that has either; else npm. */
export async function packageManager(from: string, root: string): Promise<PackageManager> {
  for (const folder of upwards(from, root)) {
    const named = (await readManifest(folder))?.packageManager;
    const manager = typeof named === 'string' ? /^(npm|pnpm|yarn|bun)@/.exec(named)?.[1] : undefined;
    if (manager) return manager as PackageManager;
    for (const [file, owner] of lockFiles) if (await exists(path.join(folder, file))) return owner;
  }
  return 'npm';
}

/** In the order in which they decide. */
export const lockFiles: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

/** Folder of `from` and those above it, up to and with `root`; only the first where it is outside of `root`. */
function upwards(from: string, root: string): string[] {
  const start = path.extname(from) === '' ? from : path.dirname(from);
  const inside = path.relative(root, start);
  if (inside.startsWith('..') || path.isAbsolute(inside)) return [start];
  const folders = [start];
  for (let folder = start; folder !== path.resolve(root); folder = path.dirname(folder)) {
    folders.push(path.dirname(folder));
  }
  return folders;
}

async function workspaceFolders(folder: string, manifest: Manifest): Promise<string[]> {
  const field = manifest.workspaces;
  const listed = Array.isArray(field)
    ? field
    : ((field as { packages?: unknown } | undefined)?.packages ?? []);
  const patterns = [...(Array.isArray(listed) ? listed : []), ...(await pnpmPatterns(folder))].filter(
    (p): p is string => typeof p === 'string' && !p.startsWith('!'),
  );
  const found = await Promise.all(patterns.map((p) => expand(folder, p.replace(/^\.\//, '').split('/'))));
  const folders = await Promise.all(
    found.flat().map(async (f) => ((await exists(path.join(f, 'package.json'))) ? f : undefined)),
  );
  return folders.filter((f) => f !== undefined).sort();
}

/** The `packages:` list of pnpm-workspace.yaml; only that list is read, so no YAML parser is needed. */
async function pnpmPatterns(folder: string): Promise<string[]> {
  const text = await readFile(path.join(folder, 'pnpm-workspace.yaml'), 'utf8').catch(() => '');
  const list = /^packages:[^\n]*\n((?:[ \t]*(?:-|#)[^\n]*\n?|[ \t]*\n)*)/m.exec(text)?.[1] ?? '';
  return [...list.matchAll(/^[ \t]*-[ \t]*['"]?([^'"#\n]+?)['"]?[ \t]*(?:#.*)?$/gm)].map((m) => m[1]!.trim());
}

/** `*` is one folder; `**` any depth of folders, down to four. node_modules is never entered. */
async function expand(folder: string, parts: readonly string[], depth = 4): Promise<string[]> {
  const [part, ...rest] = parts;
  if (part === undefined || part === '') return [folder];
  if (!part.includes('*')) return expand(path.join(folder, part), rest, depth);
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = names.filter(
    (n) => n.isDirectory() && n.name !== 'node_modules' && !n.name.startsWith('.'),
  );
  if (part === '**') {
    const here = await expand(folder, rest, depth);
    if (depth === 0) return here;
    const below = folders.map((n) => expand(path.join(folder, n.name), parts, depth - 1));
    return [...here, ...(await Promise.all(below)).flat()];
  }
  const name = new RegExp(`^${part.split('*').map(escaped).join('.*')}$`);
  const matching = folders.filter((n) => name.test(n.name));
  return (await Promise.all(matching.map((n) => expand(path.join(folder, n.name), rest, depth)))).flat();
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

const runnable = /\.(?:[cm]?js|[cm]?ts|jsx|tsx)$/i;
const typed = /\.(?:[cm]?ts|tsx|jsx)$/i;

export function isRunnable(file: string): boolean {
  return runnable.test(file) && !/\.d\.[cm]?ts$/i.test(file);
}

/**
 * The command that runs one source file: JavaScript by Node itself; TypeScript by what the project has
 * installed, else by Node's own type stripping.
 * @throws UserError where nothing can run it.
 */
export async function fileCommand(file: string, root: string, nodeVersion: string): Promise<string[]> {
  if (!isRunnable(file)) {
    throw new UserError(
      `${path.basename(file)} is not a JavaScript or TypeScript file.`,
      'Open one and try again.',
    );
  }
  if (!typed.test(file)) return ['node', file];
  const strips = typeStripping(nodeVersion);
  if (await installed('tsx', file, root)) return ['node', '--import', 'tsx', file];
  if (await installed('ts-node', file, root)) return ['node', '--require', 'ts-node/register', file];
  if (strips !== undefined && !/x$/i.test(file)) return ['node', ...strips, file];
  throw new UserError(
    `Node ${nodeVersion} cannot run ${path.basename(file)} by itself.`,
    'Install tsx in the project (npm install -D tsx), or set perfloop.nodePath to Node 22.18 or newer.',
  );
}

/** Options by which this Node runs TypeScript; undefined where it cannot. */
export function typeStripping(nodeVersion: string): string[] | undefined {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  if (major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)) return [];
  return major === 23 || (major === 22 && minor >= 6) ? ['--experimental-strip-types'] : undefined;
}

async function installed(name: string, from: string, root: string): Promise<boolean> {
  for (const folder of upwards(from, root)) {
    if (await exists(path.join(folder, 'node_modules', name, 'package.json'))) return true;
  }
  return false;
}

/** A command line as a person types it: `NAME=value` before the program become the environment. */
export interface TypedCommand {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Splits at blanks, quotes respected; what needs a shell (pipes, `&&`, redirection, globs) is given to one.
 * @throws UserError on an empty command or a quote left open.
 */
export function parseCommand(text: string, platform: NodeJS.Platform = process.platform): TypedCommand {
  const words = splitWords(text, platform);
  const env: Record<string, string> = {};
  while (words.length > 0) {
    const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(words[0]!.text);
    if (!assignment || words[0]!.quoted === 'whole') break;
    env[assignment[1]!] = assignment[2]!;
    words.shift();
  }
  if (words.length === 0)
    throw new UserError('There is no command to run.', 'Type one, such as node app.js.');
  if (words.some((w) => w.shell)) {
    const shell = platform === 'win32' ? ['cmd', '/d', '/s', '/c', text] : ['sh', '-c', text];
    return { command: shell, env: {} };
  }
  return { command: words.map((w) => w.text), env };
}

interface Word {
  text: string;
  quoted: 'no' | 'part' | 'whole';
  shell: boolean;
}

function splitWords(text: string, platform: NodeJS.Platform): Word[] {
  const words: Word[] = [];
  let word: Word | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quote === '' && /\s/.test(c)) {
      word = undefined;
      continue;
    }
    if (!word) {
      word = { text: '', quoted: c === '"' || c === "'" ? 'whole' : 'no', shell: false };
      words.push(word);
    }
    if (quote !== '') {
      if (c === quote) quote = '';
      else if (c === '\\' && quote === '"' && /["\\$`]/.test(text[i + 1] ?? '')) word.text += text[++i];
      else {
        if (quote === '"' && platform !== 'win32' && (c === '$' || c === '`')) word.shell = true;
        word.text += c;
      }
    } else if (c === '"' || c === "'") {
      quote = c;
      if (word.quoted === 'no') word.quoted = 'part';
    } else if (c === '\\' && platform !== 'win32') word.text += text[++i] ?? '';
    else {
      if (/[|&;<>()$`*?~]/.test(c)) word.shell = true;
      word.text += c;
    }
  }
  if (quote !== '') throw new UserError(`A ${quote} is left open in: ${text}`, 'Close the quote.');
  return words;
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
