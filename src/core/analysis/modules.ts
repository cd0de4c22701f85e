/** Which file an import means: relative, tsconfig paths and baseUrl, packages of the workspace. */

/** What the node layer read of the workspace's configuration. Folders relative to the root, '' for the root. */
export interface WorkspaceConfig {
  readonly packages: readonly WorkspacePackage[];
  readonly tsconfigs: readonly TsConfigPaths[];
}

export interface WorkspacePackage {
  readonly folder: string;
  readonly name: string;
  /** `main`, `module`, `types`, `exports["."]`, in order of use; source is preferred by guess. */
  readonly mains: readonly string[];
  /** `exports` subpaths and their targets. */
  readonly exports: Readonly<Record<string, string>>;
  readonly bins: readonly string[];
  readonly dependencies: readonly string[];
  /** Those of them that whoever uses the package brings along. */
  readonly peers?: readonly string[];
  /** Development dependencies. */
  readonly tools: readonly string[];
  /** Version ranges as written, of both. */
  readonly ranges: Readonly<Record<string, string>>;
  /** It says what browsers or bundlers get: `browser`, `module`, `unpkg`, `browserslist`. */
  readonly browser: boolean;
}

export interface TsConfigPaths {
  readonly folder: string;
  /** Relative to the root. */
  readonly baseUrl: string;
  readonly hasBaseUrl: boolean;
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const swaps: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

export class Modules {
  private readonly packagesByName = new Map<string, WorkspacePackage>();
  private readonly packagesByFolder = new Map<string, WorkspacePackage>();
  /** File → module as written → path; files of a folder share the inner map. */
  private readonly cache = new Map<string, Map<string, string>>();
  private readonly folders = new Map<string, Map<string, string>>();

  private readonly paths: (() => Iterable<string>) | undefined;
  private readonly has: (path: string) => boolean;

  /** @param among a test for paths, or all that there are: much faster where much is asked */
  constructor(
    among: ((path: string) => boolean) | { has(path: string): boolean; keys(): Iterable<string> },
    private readonly config: WorkspaceConfig,
  ) {
    this.has = typeof among === 'function' ? among : (path) => among.has(path);
    this.paths = typeof among === 'function' ? undefined : () => among.keys();
    for (const p of config.packages) {
      if (p.name && !this.packagesByName.has(p.name)) this.packagesByName.set(p.name, p);
      this.packagesByFolder.set(p.folder, p);
    }
  }

  /** Path of the module in the workspace, '' where it is outside. */
  resolve(from: string, module: string): string {
    let known = this.cache.get(from);
    if (!known) {
      known = this.inFolder(folderOf(from));
      this.cache.set(from, known);
    }
    let path = known.get(module);
    if (path === undefined) {
      path = this.find(folderOf(from), module);
      known.set(module, path);
    }
    return path;
  }

  /** By the tsconfig files alone; '' where none of them maps it. */
  mappedOnly(from: string, module: string): string {
    return this.mappedBy(this.configsOf(folderOf(from)), module);
  }

  private inFolder(folder: string): Map<string, string> {
    let known = this.folders.get(folder);
    if (!known) {
      known = new Map();
      this.folders.set(folder, known);
    }
    return known;
  }

  private find(folder: string, module: string): string {
    if (module.startsWith('.')) {
      const path = join(folder, module);
      return this.file(path) || this.mainOf(path);
    }
    if (module.startsWith('/')) return '';
    const configs = this.configsOf(folder);
    let shared = this.named.get(configs);
    if (!shared) {
      shared = new Map();
      this.named.set(configs, shared);
    }
    let path = shared.get(module);
    if (path === undefined) {
      path = this.mappedBy(configs, module) || this.packaged(module);
      shared.set(module, path);
    }
    if (path) return path;
    return (module.startsWith('#') ? this.imported(folder, module) : '') || this.aliased(folder, module);
  }

  /** What a name means is the same in all folders that the same tsconfig files count for. */
  private readonly named = new Map<readonly TsConfigPaths[], Map<string, string>>();

  private mappedBy(configs: readonly TsConfigPaths[], module: string): string {
    for (const config of configs) {
      const mapped = this.mapped(config, module);
      if (mapped) return mapped;
    }
    return '';
  }

  private readonly configs = new Map<string, readonly TsConfigPaths[]>();
  private ownConfigs: ReadonlyMap<string, readonly TsConfigPaths[]> | undefined;
  /** Nearest first; folders without one of their own share the list of what is above them. */
  private configsOf(folder: string): readonly TsConfigPaths[] {
    let known = this.configs.get(folder);
    if (!known) {
      this.ownConfigs ??= grouped(this.config.tsconfigs);
      const own = this.ownConfigs.get(folder) ?? [];
      const above = folder === '' ? [] : this.configsOf(folderOf(folder));
      known = own.length > 0 ? [...own, ...above] : above;
      this.configs.set(folder, known);
    }
    return known;
  }

  private mapped(config: TsConfigPaths, module: string): string {
    let best: { readonly length: number; readonly path: string } | undefined;
    for (const { pattern, targets } of config.paths) {
      const star = pattern.indexOf('*');
      const prefix = star < 0 ? pattern : pattern.slice(0, star);
      const suffix = star < 0 ? '' : pattern.slice(star + 1);
      const fits =
        star < 0
          ? module === pattern
          : module.startsWith(prefix) &&
            module.endsWith(suffix) &&
            module.length >= prefix.length + suffix.length;
      if (!fits || (best && best.length >= prefix.length)) continue;
      const middle = star < 0 ? '' : module.slice(prefix.length, module.length - suffix.length);
      for (const target of targets) {
        const path = this.file(join(config.baseUrl, target.replace('*', middle)));
        if (path) {
          best = { length: prefix.length, path };
          break;
        }
      }
    }
    if (best) return best.path;
    return config.hasBaseUrl ? this.file(join(config.baseUrl, module)) : '';
  }

  private packaged(module: string): string {
    const parts = module.split('/');
    const name = module.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
    const p = this.packagesByName.get(name);
    if (!p) return '';
    const rest = parts.slice(module.startsWith('@') ? 2 : 1).join('/');
    if (!rest) return this.mainIn(p);
    const target = exportTarget(p.exports, rest);
    return (
      (target ? this.file(join(p.folder, sourceOf(target))) || this.file(join(p.folder, target)) : '') ||
      this.file(join(p.folder, rest)) ||
      this.file(join(p.folder, `src/${rest}`)) ||
      this.file(join(p.folder, rest.replace(/^(dist|lib|build)\//, 'src/')))
    );
  }

  private mainIn(p: WorkspacePackage): string {
    for (const main of [...p.mains, 'src/index', 'index', 'src/main', 'lib/index']) {
      const path = this.file(join(p.folder, sourceOf(main))) || this.file(join(p.folder, main));
      if (path) return path;
    }
    return '';
  }

  /** `require('../packages/db')`: a folder that is a package. */
  private mainOf(folder: string): string {
    const p = folder === '' ? undefined : this.packagesByFolder.get(folder);
    return p ? this.mainIn(p) : '';
  }

  /** Package-private `#db` imports, by their usual places. */
  private imported(folder: string, module: string): string {
    for (const p of this.config.packages) {
      if (p.folder !== '' && !`${folder}/`.startsWith(`${p.folder}/`)) continue;
      const target = exportTarget(p.exports, module);
      const path = target ? this.file(join(p.folder, target)) : '';
      if (path) return path;
    }
    return '';
  }

  /** `@/x`, `~/x`, `src/x` without a tsconfig that says so: bundler aliases; `$lib/x` of SvelteKit. */
  private aliased(folder: string, module: string): string {
    if (module.startsWith('$lib/')) return this.above(folder, '', `src/${module.slice(1)}`);
    const m = /^(?:[@~#]\/|~|#)(.+)$/.exec(module);
    const rest = m?.[1] ?? (/^(src|app|lib|server)\//.test(module) ? module : '');
    return rest ? this.above(folder, m ? `src/${rest}` : '', rest) : '';
  }

  private readonly aliases = new Map<string, Map<string, string>>();
  /** The nearest folder from here up that has one of the two; folders beside each other share what is above them. */
  private above(folder: string, first: string, rest: string): string {
    const key = `${first}\n${rest}`;
    let known = this.aliases.get(folder);
    if (!known) {
      known = new Map();
      this.aliases.set(folder, known);
    }
    let path = known.get(key);
    if (path === undefined) {
      path =
        (first && this.mayHold(join(folder, 'src'), rest) ? this.file(join(folder, first)) : '') ||
        (this.mayHold(folder, rest) ? this.file(join(folder, rest)) : '') ||
        (folder === '' ? '' : this.above(folderOf(folder), first, rest));
      known.set(key, path);
    }
    return path;
  }

  private children: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Whether the first part of a path is in a folder: most of what is looked for above is not there at all. */
  private mayHold(folder: string, path: string): boolean {
    if (!this.paths || !plainPath.test(path)) return true;
    this.children ??= childrenOf(this.paths());
    const here = this.children.get(folder);
    if (!here) return false;
    const slash = path.indexOf('/');
    const part = slash < 0 ? path : path.slice(0, slash);
    return here.has(part) || (slash < 0 && here.has(stemOf(part)));
  }

  private file(path: string): string {
    if (this.has(path)) return path;
    const dot = path.lastIndexOf('.');
    const extension = dot > path.lastIndexOf('/') ? path.slice(dot) : '';
    for (const other of swaps[extension] ?? []) {
      const swapped = path.slice(0, dot) + other;
      if (this.has(swapped)) return swapped;
    }
    return this.extended(path) || this.extended(path === '' ? 'index' : `${path}/index`);
  }

  private extended(path: string): string {
    if (this.paths) {
      this.byStem ??= stemsOf(this.paths());
      return this.byStem.get(path) ?? '';
    }
    for (const e of extensions) if (this.has(path + e)) return path + e;
    return '';
  }

  /** Path without its extension → the path that it means. */
  private byStem: ReadonlyMap<string, string> | undefined;
}

/** Folder → what is in it: folders, files with and without their extensions. */
function childrenOf(paths: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const children = new Map<string, Set<string>>();
  const namesIn = (folder: string): Set<string> => {
    let names = children.get(folder);
    if (!names) {
      names = new Set();
      children.set(folder, names);
      if (folder !== '') namesIn(folderOf(folder)).add(nameOf(folder));
    }
    return names;
  };
  for (const path of paths) {
    const name = nameOf(path);
    namesIn(folderOf(path)).add(name).add(stemOf(name));
  }
  return children;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}

function stemsOf(paths: Iterable<string>): ReadonlyMap<string, string> {
  const stems = new Map<string, string>();
  const rank = (path: string): number => extensions.indexOf(path.slice(path.lastIndexOf('.')));
  for (const path of paths) {
    if (rank(path) < 0) continue;
    const stem = path.slice(0, path.lastIndexOf('.'));
    const known = stems.get(stem);
    if (known === undefined || rank(path) < rank(known)) stems.set(stem, path);
  }
  return stems;
}

function grouped(configs: readonly TsConfigPaths[]): ReadonlyMap<string, readonly TsConfigPaths[]> {
  const groups = new Map<string, TsConfigPaths[]>();
  for (const c of configs) groups.set(c.folder, [...(groups.get(c.folder) ?? []), c]);
  return groups;
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** `./dist/index.js` is built from `./src/index`. */
/** Where a build's file comes from, by its usual places; without its extension. */
export function sourceOf(main: string): string {
  return main
    .replace(/^\.\//, '')
    .replace(/^(dist|lib|build|out|esm|cjs)\//, 'src/')
    .replace(/\.d\.[cm]?ts$|\.[cm]?js$/, '');
}

function exportTarget(exports: Readonly<Record<string, string>>, rest: string): string {
  const exact = exports[`./${rest}`] ?? exports[rest];
  if (exact) return exact;
  for (const [key, target] of Object.entries(exports)) {
    const star = key.indexOf('*');
    if (star < 0) continue;
    const prefix = key.slice(0, star).replace(/^\.\//, '');
    const suffix = key.slice(star + 1);
    if (rest.startsWith(prefix) && rest.endsWith(suffix))
      return target.replace('*', rest.slice(prefix.length, rest.length - suffix.length));
  }
  return '';
}

/** Of most paths only the beginning says anything of folders. */
const plainPath = /^[^/.][^/]*(?:\/[^/.][^/]*)*$/;

export function join(folder: string, path: string): string {
  let [base, at] = [folder, 0];
  if (folder.endsWith('.') || folder.endsWith('/')) return joinParts(`${folder}/${path}`);
  for (;;) {
    if (path.startsWith('./', at)) at += 2;
    else if (path.startsWith('../', at)) {
      at += 3;
      base = folderOf(base);
    } else break;
  }
  const rest = at > 0 ? path.slice(at) : path;
  const joined = base === '' ? rest : `${base}/${rest}`;
  return plainPath.test(joined) ? joined : joinParts(joined);
}

function joinParts(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** The files of the workspace that a file imports. */
export function* importsOf<F extends { readonly path: string; readonly modules: readonly string[] }>(
  file: F,
  files: ReadonlyMap<string, F>,
  modules: Modules,
): Generator<F> {
  for (const module of file.modules) {
    const target = files.get(modules.resolve(file.path, module));
    if (target) yield target;
  }
}
