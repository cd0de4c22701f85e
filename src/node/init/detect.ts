/** Looks at a project: package manager, workspaces, Node, hooks. */
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseJsonc } from '../../core/config/jsonc.ts';
import type { HookTool, PackageManager, ProjectShape } from '../../core/init/project.ts';
import { workTree } from '../git.ts';

export interface Project extends ProjectShape {
  /** Absolute: the folder that is set up. */
  readonly root: string;
  /** Absolute: of the repository; the same as `root` outside of Git. */
  readonly top: string;
  readonly git: boolean;
  /** The tool that keeps the project's hooks; 'none' where there is none. */
  readonly hooks: HookTool;
  /** The schema that came with an installed perfloop is there. */
  readonly schemaInstalled: boolean;
}

interface Package {
  readonly packageManager?: unknown;
  readonly workspaces?: unknown;
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
  const lock = await lockOf(folders);
  const named = packages.map((p) => managerField(p)).find((m) => m !== undefined);
  const manager = named ?? (await exactly(lock?.manager ?? 'npm', folders));
  const known = (name: string): boolean =>
    packages.some(
      (p) =>
        p &&
        [p.dependencies, p.devDependencies, p.optionalDependencies].some((d) => d && Object.hasOwn(d, name)),
    );
  return {
    root,
    top: outer,
    git: top !== undefined,
    folder,
    manager,
    locked: lock !== undefined,
    monorepo:
      packages.some((p) => p?.workspaces !== undefined) ||
      (await exists(path.join(outer, 'pnpm-workspace.yaml'))),
    nodeVersionFile: await nodeVersion(folders, folder, packages),
    pinsManager: named !== undefined,
    installed: known('perfloop'),
    hooks: await hooksOf(outer, known),
    schemaInstalled: await exists(path.join(root, 'node_modules/perfloop/dist/perfloop.schema.json')),
  };
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

async function lockOf(folders: readonly string[]): Promise<{ manager: PackageManager } | undefined> {
  for (const folder of folders) {
    for (const [file, manager] of lockFiles) if (await exists(path.join(folder, file))) return { manager };
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

async function hooksOf(top: string, known: (name: string) => boolean): Promise<HookTool> {
  if (known('husky') || (await exists(path.join(top, '.husky')))) return 'husky';
  return known('lefthook') || (await lefthookFile(top)) ? 'lefthook' : 'none';
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
