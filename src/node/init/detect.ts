/** Looks at a project: package manager, workspaces, Node, hooks. */
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseJsonc } from '../../core/config/jsonc.ts';
import type { HookTool, PackageManager, ProjectShape } from '../../core/init/project.ts';
import { git, workTree } from '../git.ts';
import { type HookKeeper, hookKeeper } from './hook-keepers.ts';

export interface Project extends ProjectShape {
  /** Absolute: the folder that is set up. */
  readonly root: string;
  /** Absolute: of the repository; the same as `root` outside of Git. */
  readonly top: string;
  readonly git: boolean;
  /** The tool that keeps the project's hooks; 'none' where there is none. */
  readonly hooks: HookTool;
  /** Keeps the hooks in settings of its own, that only a person should change. */
  readonly keeper: HookKeeper | undefined;
  /** From the Git root to where husky has its hooks, or would have them. */
  readonly huskyFolder: string;
  /** The schema that came with an installed perfloop is there. */
  readonly schemaInstalled: boolean;
}

interface Package {
  readonly packageManager?: unknown;
  readonly workspaces?: unknown;
  readonly scripts?: Readonly<Record<string, unknown>>;
  readonly engines?: { readonly node?: unknown };
  readonly dependencies?: Readonly<Record<string, unknown>>;
  readonly devDependencies?: Readonly<Record<string, unknown>>;
  readonly optionalDependencies?: Readonly<Record<string, unknown>>;
}

const lockFiles: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

export async function lookAt(root: string): Promise<Project> {
  const top = await workTree(root);
  // Git gives the real path; the folder may have been named by a link.
  const inside = top ? path.relative(top, await realFolder(root)) : '';
  const outer = top && !inside.startsWith('..') ? top : root;
  const folder = outer === root ? '' : inside.replaceAll('\\', '/');
  const folders = between(outer, folder);
  const packages = await Promise.all(folders.map(readPackage));
  const names = folders.map((at) => path.relative(outer, at).replaceAll('\\', '/'));
  const lock = await lockOf(folders);
  const workspaces = await Promise.all(
    folders.map(
      async (at, i) =>
        packages[i]?.workspaces !== undefined || (await exists(path.join(at, 'pnpm-workspace.yaml'))),
    ),
  );
  const texts = new Map(
    packages.flatMap((p, i) => (p ? [[path.posix.join(names[i]!, 'package.json'), { ...p }] as const] : [])),
  );
  const pin = packages.findIndex((p) => managerField(p) !== undefined);
  const manager = managerField(packages[pin]) ?? (await exactly(lock?.manager ?? 'npm', folders));
  const depends = (p: Package | undefined, name: string): boolean =>
    p !== undefined &&
    [p.dependencies, p.devDependencies, p.optionalDependencies].some((d) => d && Object.hasOwn(d, name));
  const known = (name: string): boolean => packages.some((p) => depends(p, name));
  const home = firstOf([
    lock?.at ?? -1,
    workspaces.indexOf(true),
    packages.findIndex((p) => p !== undefined),
    folders.length - 1,
  ]);
  return {
    root,
    top: outer,
    git: top !== undefined,
    folder,
    manager,
    lockFile: lock ? path.posix.join(names[lock.at]!, lock.file) : '',
    installFolder: names[home]!,
    runFolder: names[firstOf([packages.findIndex((p) => depends(p, 'perfloop')), home])]!,
    forAll: workspaces[home]!,
    monorepo: workspaces.includes(true),
    nodeVersionFile: await nodeVersion(folders, folder, packages),
    pinFile: pin < 0 ? '' : path.posix.join(names[pin]!, 'package.json'),
    installed: known('perfloop'),
    keeper: await hookKeeper(outer, texts),
    ...(await hooksOf(outer, names, packages, known)),
    schemaInstalled: await exists(path.join(root, 'node_modules/perfloop/dist/perfloop.schema.json')),
  };
}

/** Of places, -1 for none, the first that is one. */
function firstOf(places: readonly number[]): number {
  return places.find((p) => p >= 0) ?? 0;
}

/** Without links in it, as far as there is such a folder. */
export async function realFolder(folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => undefined);
  if (real !== undefined) return real;
  const parent = path.dirname(folder);
  return parent === folder ? folder : path.join(await realFolder(parent), path.basename(folder));
}

/** From the folder up to the repository's. */
function between(top: string, folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.keys(), parts.length].map((n) => path.join(top, ...parts.slice(0, n))).reverse();
}

async function readPackage(folder: string): Promise<Package | undefined> {
  try {
    const value = parseJsonc(await readFile(path.join(folder, 'package.json'), 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Package) : undefined;
  } catch {
    return undefined;
  }
}

function managerField(p: Package | undefined): PackageManager | undefined {
  const found = /^(npm|pnpm|yarn|bun)@(\d+)/.exec(
    typeof p?.packageManager === 'string' ? p.packageManager : '',
  );
  if (!found) return undefined;
  return found[1] === 'yarn' && found[2] === '1' ? 'yarn-classic' : (found[1] as PackageManager);
}

interface Lock {
  readonly manager: PackageManager;
  readonly file: string;
  /** Index of the folder that it is in. */
  readonly at: number;
}

async function lockOf(folders: readonly string[]): Promise<Lock | undefined> {
  for (const [at, folder] of folders.entries()) {
    for (const [file, manager] of lockFiles)
      if (await exists(path.join(folder, file))) return { manager, file, at };
  }
  return undefined;
}

/** Yarn 1 and later ones share a lock file's name, not its form. */
async function exactly(manager: PackageManager, folders: readonly string[]): Promise<PackageManager> {
  if (manager !== 'yarn') return manager;
  for (const folder of folders) {
    if (await exists(path.join(folder, '.yarnrc.yml'))) return 'yarn';
    const lock = await readFile(path.join(folder, 'yarn.lock'), 'utf8').catch(() => undefined);
    if (lock !== undefined) return /^__metadata:/m.test(lock) ? 'yarn' : 'yarn-classic';
  }
  return 'yarn-classic';
}

async function nodeVersion(
  folders: readonly string[],
  folder: string,
  packages: readonly (Package | undefined)[],
): Promise<string> {
  for (const [i, at] of folders.entries()) {
    const parts = folder.split('/').filter(Boolean);
    const relative = parts.slice(0, parts.length - i).join('/');
    const named = (file: string): string => (relative ? `${relative}/${file}` : file);
    for (const file of ['.nvmrc', '.node-version']) if (await exists(path.join(at, file))) return named(file);
    if (typeof packages[i]?.engines?.node === 'string') return named('package.json');
  }
  return '';
}

async function hooksOf(
  top: string,
  names: readonly string[],
  packages: readonly (Package | undefined)[],
  known: (name: string) => boolean,
): Promise<Pick<Project, 'hooks' | 'huskyFolder'>> {
  const found = await huskyFolder(top, names, packages);
  const lefthook = known('lefthook') || (await lefthookFile(top)) !== undefined;
  return {
    hooks: known('husky') || found !== undefined ? 'husky' : lefthook ? 'lefthook' : 'none',
    huskyFolder: found ?? '.husky',
  };
}

/** A package below the Git root keeps husky's folder itself; Git knows that once it is set up, else a script says so. */
async function huskyFolder(
  top: string,
  names: readonly string[],
  packages: readonly (Package | undefined)[],
): Promise<string | undefined> {
  const hooksPath = (await git(top, ['config', '--get', 'core.hooksPath']))?.trim();
  const said = [hooksPath, ...packages.flatMap((p) => Object.values(p?.scripts ?? {})).map(installedTo)];
  for (const folder of said) {
    const own = folder && /^(?!\/|\.\.)(.*\.husky)(?:\/_)?\/?$/.exec(folder)?.[1];
    if (own) return path.posix.normalize(own);
  }
  for (const at of names)
    if (await exists(path.join(top, at, '.husky'))) return path.posix.join(at, '.husky');
  return undefined;
}

/** `cd .. && husky backend/.husky`, as husky's guide has it: from the Git root. */
function installedTo(script: unknown): string | undefined {
  return typeof script === 'string'
    ? /\bhusky(?: install)? ([\w@./-]*\.husky)\b/.exec(script)?.[1]
    : undefined;
}

export async function lefthookFile(top: string): Promise<string | undefined> {
  for (const file of ['lefthook.yml', '.lefthook.yml', 'lefthook.yaml', '.lefthook.yaml'])
    if (await exists(path.join(top, file))) return file;
  return undefined;
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}
