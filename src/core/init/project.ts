/** What `init` has to know of a project to write files that work in it. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'yarn-classic' | 'bun';
export type HookTool = 'husky' | 'lefthook' | 'git' | 'none';

export interface ProjectShape {
  readonly manager: PackageManager;
  /** Whether a lock file is there: then CI installs exactly what it says. */
  readonly locked: boolean;
  /** From the Git root to the folder that is set up, with `/`; '' where they are the same. */
  readonly folder: string;
  /** One of several packages of a repository. */
  readonly monorepo: boolean;
  /** File that says which Node, relative to the Git root; '' where none does. */
  readonly nodeVersionFile: string;
  /** pnpm is named with its version in package.json, so that CI takes that one. */
  readonly pinsManager: boolean;
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
    case 'yarn-classic':
      return 'yarn run perfloop';
    case 'bun':
      return 'bun x --no-install perfloop';
  }
}

export function addsDependency(manager: PackageManager): string {
  switch (manager) {
    case 'npm':
      return 'npm install --save-dev perfloop';
    case 'pnpm':
      return 'pnpm add --save-dev perfloop';
    case 'yarn':
    case 'yarn-classic':
      return 'yarn add --dev perfloop';
    case 'bun':
      return 'bun add --dev perfloop';
  }
}

/** For a shell: as it is where nothing in it has a meaning, else quoted. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** ` --cwd packages/api`, '' where the folder is the repository's. */
export function cwdOption(shape: ProjectShape): string {
  return shape.folder ? ` --cwd ${shellWord(shape.folder)}` : '';
}

/** A text as a value in YAML, on its line: quoted only where it would be read as something else. */
export function yamlLine(text: string): string {
  return /^[A-Za-z0-9._/]/.test(text) && !/: | #|:$|[\n\t]/.test(text) ? text : JSON.stringify(text);
}
