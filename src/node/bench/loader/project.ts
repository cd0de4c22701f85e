/** The configuration of one tree, read when it is first needed. Paths inside are relative to the root, with `/`. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { join, Modules, type TsConfigPaths, type WorkspacePackage } from '../../../core/analysis/modules.ts';
import { defaultJsx, type JsxOptions } from '../../../core/bench/jsx.ts';
import { parseJsonc } from '../../../core/config/jsonc.ts';
import { packageFrom, pathsFrom } from '../../review/manifests.ts';
import type { CompilerOptions } from './compile.ts';
import { type ViteFacts, viteFactsOf } from './vite-config.ts';

export class Project {
  private modules: Modules | undefined;
  private readonly configs = new Map<string, readonly TsConfigPaths[]>();
  private readonly tsconfigs: TsConfigPaths[] = [];
  private readonly packages: WorkspacePackage[] = [];
  private packagesRead = false;
  private readonly options = new Map<string, CompilerOptions>();

  private readonly viteFacts = new Map<string, ViteFacts | undefined>();

  constructor(private readonly root: string) {}

  /** What the vitest or Vite configuration above a file says. */
  vite(file: string): ViteFacts | undefined {
    const folder = path.dirname(file);
    if (!this.viteFacts.has(folder)) this.viteFacts.set(folder, viteFactsOf(file, this.root));
    return this.viteFacts.get(folder);
  }

  /** The file that a path without its extension, of a folder, or with the extension it is built to, means. */
  file(absolute: string): string | undefined {
    const inside = this.relative(absolute);
    if (inside === undefined) return undefined;
    const found = this.finder('').resolve('', `./${inside}`);
    return found ? path.join(this.root, found) : undefined;
  }

  /** By the `paths` and `baseUrl` of the tsconfig files above the importing file. */
  aliased(specifier: string, parent: string): string | undefined {
    const from = this.relative(parent);
    if (from === undefined || this.configsAbove(from).length === 0) return undefined;
    const found = new Modules(this.has, { packages: [], tsconfigs: this.configsAbove(from) }).mappedOnly(
      from,
      specifier,
    );
    return found ? path.join(this.root, found) : undefined;
  }

  /** Also packages of the workspace by their sources, and aliases that only a bundler's configuration tells. */
  anywhere(specifier: string, parent: string): string | undefined {
    const from = this.relative(parent);
    if (from === undefined) return undefined;
    const found = this.finder(from).resolve(from, specifier);
    return found ? path.join(this.root, found) : undefined;
  }

  compilerOptions(file: string): CompilerOptions {
    const folder = path.dirname(file);
    let known = this.options.get(folder);
    if (!known) {
      const options = this.optionsAbove(folder);
      known = { defineFields: definesFields(options), jsx: jsxFrom(options ?? {}) };
      this.options.set(folder, known);
    }
    return known;
  }

  private readonly has = (relative: string): boolean =>
    statSync(path.join(this.root, relative), { throwIfNoEntry: false })?.isFile() === true;

  private finder(from: string): Modules {
    if (from !== '' && !this.packagesRead) {
      this.packagesRead = true;
      this.readPackages('', 4);
      this.modules = undefined;
    }
    this.modules ??= new Modules(this.has, { packages: this.packages, tsconfigs: this.tsconfigs });
    return this.modules;
  }

  private relative(absolute: string): string | undefined {
    const relative = path.relative(this.root, absolute);
    return relative.startsWith('..') || path.isAbsolute(relative)
      ? undefined
      : relative.replaceAll('\\', '/');
  }

  private configsAbove(from: string): readonly TsConfigPaths[] {
    const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/')) : '';
    const known = this.configs.get(folder);
    if (known) return known;
    const own = this.configsIn(folder);
    this.tsconfigs.push(...own);
    const all = folder === '' ? own : [...own, ...this.configsAbove(folder)];
    this.configs.set(folder, all);
    return all;
  }

  private configsIn(folder: string): TsConfigPaths[] {
    const names = entries(path.join(this.root, folder)).filter((n) =>
      /^[tj]sconfig(\.[\w-]+)*\.json$/.test(n),
    );
    return names.flatMap((name) => this.config(join(folder, name), folder, 0) ?? []);
  }

  private config(file: string, folder: string, depth: number): TsConfigPaths | undefined {
    const config = this.json(file);
    if (!config) return undefined;
    const at = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
    const own = pathsFrom(config, at);
    if (own) return { ...own, folder };
    for (const parent of ([] as unknown[]).concat(config.extends ?? [])) {
      if (typeof parent !== 'string' || !parent.startsWith('.') || depth > 4) continue;
      const target = [join(at, parent), `${join(at, parent)}.json`].find(this.has);
      const inherited = target ? this.config(target, folder, depth + 1) : undefined;
      if (inherited) return inherited;
    }
    return undefined;
  }

  /** Of the innermost tsconfig.json. */
  private optionsAbove(folder: string): Record<string, unknown> | undefined {
    for (let at = folder; at.startsWith(this.root); at = path.dirname(at)) {
      const options = this.inheritedOptions(this.relative(path.join(at, 'tsconfig.json')) ?? '', 0);
      if (options) return options;
      if (at === path.dirname(at)) break;
    }
    return undefined;
  }

  private inheritedOptions(file: string, depth: number): Record<string, unknown> | undefined {
    const config = this.json(file);
    if (!config) return undefined;
    const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
    const parents = ([] as unknown[]).concat(config.extends ?? []).map((parent) => {
      if (typeof parent !== 'string' || depth > 4) return {};
      const local = parent.startsWith('.') ? join(folder, parent) : `node_modules/${parent}`;
      const target = [local, `${local}.json`, `${local}/tsconfig.json`].find(this.has);
      return target ? (this.inheritedOptions(target, depth + 1) ?? {}) : {};
    });
    return Object.assign({}, ...parents, config.compilerOptions) as Record<string, unknown>;
  }

  private json(file: string): Record<string, unknown> | undefined {
    try {
      const value = parseJsonc(readFileSync(path.join(this.root, file), 'utf8'));
      return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
    } catch {
      return undefined;
    }
  }

  private readPackages(folder: string, depth: number): void {
    const manifest = this.json(join(folder, 'package.json'));
    if (manifest) this.packages.push(packageFrom(manifest, folder));
    if (depth === 0) return;
    for (const name of entries(path.join(this.root, folder), true)) {
      if (name !== 'node_modules' && !name.startsWith('.') && name !== 'dist')
        this.readPackages(join(folder, name), depth - 1);
    }
  }
}

/** TypeScript's own rule: from a target of ES2022 on, unless said otherwise. */
function definesFields(options: Record<string, unknown> | undefined): boolean {
  if (!options) return true;
  if (typeof options.useDefineForClassFields === 'boolean') return options.useDefineForClassFields;
  return /^es(?:2022|2023|2024|2025|next)$/i.test(String(options.target ?? ''));
}

function jsxFrom({
  jsx,
  jsxFactory,
  jsxFragmentFactory,
  jsxImportSource,
}: Record<string, unknown>): JsxOptions {
  const text = (value: unknown, other: string) => (typeof value === 'string' ? value : other);
  return {
    runtime:
      jsx === 'react' || jsx === 'react-native' || typeof jsxFactory === 'string' ? 'classic' : 'automatic',
    factory: text(jsxFactory, defaultJsx.factory),
    fragment: text(jsxFragmentFactory, defaultJsx.fragment),
    source: text(jsxImportSource, defaultJsx.source),
  };
}

function entries(folder: string, folders = false): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((e) => e.isDirectory() === folders)
      .map((e) => e.name);
  } catch {
    return [];
  }
}
