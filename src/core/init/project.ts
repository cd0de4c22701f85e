/** What `init` has to know of a project to write files that work in it. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'yarn-classic' | 'bun';
export type HookTool = 'husky' | 'lefthook' | 'git' | 'none';

export interface ProjectShape {
  readonly manager: PackageManager;
  /** From the Git root; '' where there is none. CI installs exactly what it says. */
  readonly lockFile: string;
  /** From the Git root to the folder that is set up, with `/`; '' where they are the same. */
  readonly folder: string;
  /** From the Git root to where dependencies are installed: a package of its own, or all of a workspace. */
  readonly installFolder: string;
  /** From the Git root to where the package manager finds perfloop. */
  readonly runFolder: string;
  /** Dependencies are installed for all packages of a workspace at once. */
  readonly forAll: boolean;
  /** One of several packages of a repository. */
  readonly monorepo: boolean;
  /** File that says which Node, relative to the Git root; '' where none does. */
  readonly nodeVersionFile: string;
  /** The package.json that names the package manager with its version, from the Git root; '' where none does. */
  readonly pinFile: string;
  /** perfloop is among the project's dependencies. */
  readonly installed: boolean;
}

/** How a tool of the project's dependencies is run: from where it is installed, never downloaded. */
export function runs(manager: PackageManager): string {
  switch (manager) {
    case 'npm':
      return 'npx --no-install perfloop';
    case 'pnpm':
      return 'pnpm exec perfloop';
    case 'yarn':
      return 'yarn run perfloop';
    case 'yarn-classic':
      // It would put lines of its own around what is printed.
      return 'yarn --silent run perfloop';
    case 'bun':
      return 'bun x --no-install perfloop';
  }
}

/**
 * To be typed where dependencies are installed, with `pathMeans` said beside it; some want to be told that those of a
 * whole workspace are meant. Not by name: no registry has it, and whoever takes the name there would be installed.
 */
export function addsDependency({ manager, forAll }: ProjectShape): string {
  switch (manager) {
    case 'npm':
      return 'npm install --save-dev PATH';
    case 'pnpm':
      return `pnpm add --save-dev ${forAll ? '--workspace-root ' : ''}PATH`;
    case 'yarn':
      return 'yarn add --dev PATH';
    case 'yarn-classic':
      return `yarn add --dev ${forAll ? '--ignore-workspace-root-check ' : ''}PATH`;
    case 'bun':
      return 'bun add --dev PATH';
  }
}

export const pathMeans =
  'PATH: a clone of Perfloop, or the .tgz that npm pack makes there, kept where CI finds it';

/** For a shell: as it is where nothing in it has a meaning, else quoted. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** ` --cwd packages/api`, '' where perfloop is run in the folder that it is about. */
export function cwdOption({ folder, runFolder }: ProjectShape): string {
  const rest = runFolder === '' ? folder : folder.slice(runFolder.length + 1);
  return rest ? ` --cwd ${shellWord(rest)}` : '';
}

/** A text as a value in YAML, on its line: quoted only where it would be read as something else. */
export function yamlLine(text: string): string {
  return /^[A-Za-z0-9._/]/.test(text) && !/: | #|:$|[\n\t]/.test(text) ? text : JSON.stringify(text);
}
