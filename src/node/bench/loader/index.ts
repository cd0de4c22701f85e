/**
 * How a project's modules are found and read while its benchmarks run: TypeScript, path aliases, imports without an
 * extension, JSON. Bundled into a file of its own; the runner loads it at run time.
 */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { LoadedModule, ModuleLoader, ModuleLoaderOptions } from '../../../core/bench/protocol.ts';
import { brokenFile } from './broken.ts';
import { compile } from './compile.ts';
import { withExtras, withGlobs } from './extras.ts';
import { Project } from './project.ts';
import { settingsOf } from './settings.ts';
import { unaliased } from './vite-config.ts';

const typed = /\.(?:[cm]?ts|[jt]sx)$/;
/** An element where only an expression can be. */
const drawn = /(?:\breturn|=>|[(=?:,&])\s*<(?:[A-Za-z][\w.]*[\s/>]|>)/;
const nothing: LoadedModule = { format: 'module', code: 'export default {};' };

export function createLoader({ roots, cacheDir }: ModuleLoaderOptions): ModuleLoader {
  const projects = new Map<string, Project>();
  const projectOf = (file: string): Project => {
    // The innermost: a worktree may lie inside the tree that it was made from.
    const root = [...roots].sort((a, b) => b.length - a.length).find((r) => file.startsWith(r + path.sep));
    const key = root ?? path.dirname(file);
    let project = projects.get(key);
    if (!project) {
      project = new Project(key);
      projects.set(key, project);
    }
    return project;
  };
  const loader: ModuleLoader = {
    resolve: (specifier, parent, failed) => resolve(specifier, parent, failed, projectOf(parent)),
    conditions: (parent) => projectOf(parent).vite(parent)?.conditions ?? [],
    settings: (file) => settingsOf(file, projectOf(file).vite(file)),
    load: (file, query) => {
      if (/[?&](?:raw|inline)\b/.test(query)) return exporting(readFileSync(file, 'utf8'));
      if (/[?&]url\b/.test(query)) return exporting(file);
      if (/\.(?:css|scss|sass|less|styl|svg|png|jpe?g|gif|webp|woff2?)$/.test(file)) return nothing;
      if (typed.test(file)) return compile(file, projectOf(file).compilerOptions(file), cacheDir);
      if (/\.m?js$/.test(file) && !file.includes(`${path.sep}node_modules${path.sep}`))
        return script(file) ?? withJsx(file, projectOf(file), cacheDir);
      if (file.endsWith('.json')) return json(readFileSync(file, 'utf8'));
      return undefined;
    },
    broken: (entry) => brokenFile(entry, loader),
  };
  return loader;
}

function resolve(specifier: string, parent: string, failed: boolean, project: Project): string | undefined {
  const bare = specifier.replace(/\?.*$/, '');
  if (/^\.{0,2}\//.test(bare) || bare === '.' || bare === '..') {
    const target = path.resolve(path.dirname(parent), bare);
    return isFile(target) ? undefined : project.file(target);
  }
  if (/^[a-z][a-z+.-]+:/i.test(bare)) return undefined;
  if (parent.includes(`${path.sep}node_modules${path.sep}`)) return undefined;
  if (!failed) return byBundler(bare, parent, project) ?? project.aliased(bare, parent);
  return project.anywhere(bare, parent) ?? asRequired(bare, parent);
}

/** By the aliases of Vite's configuration. */
function byBundler(specifier: string, parent: string, project: Project): string | undefined {
  const vite = project.vite(parent);
  const to = vite && unaliased(specifier, vite.aliases);
  if (!to || to === specifier) return undefined;
  if (!path.isAbsolute(to)) return asRequired(to, parent);
  if (isFile(to)) return to;
  // From the root of the project, as Vite has it: `/src`.
  return project.file(to) ?? project.file(path.join(vite.folder, to)) ?? asRequired(to, parent);
}

/** `import 'package/file'` without its extension: `require` finds it, and so do bundlers. */
function asRequired(specifier: string, parent: string): string | undefined {
  try {
    const found = createRequire(parent).resolve(specifier);
    return path.isAbsolute(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function exporting(value: string): LoadedModule {
  return { format: 'module', code: `export default ${JSON.stringify(value)};` };
}

/** For imports without `with { type: 'json' }`; keys are exports too, as bundlers have it. */
function json(text: string): LoadedModule {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  const keys = value && typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : [];
  const names = keys.filter((k) => /^[A-Za-z_$][\w$]*$/.test(k) && !reserved.has(k));
  const lines = names.map((k) => `export const ${k} = value.${k};`).join('\n');
  return {
    format: 'module',
    code: `const value = ${JSON.stringify(value)};\nexport default value;\n${lines}`,
  };
}

const reserved = new Set(
  'value default break case catch class const continue debugger delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await implements interface package private protected public'.split(
    ' ',
  ),
);

/** A `.js` file with JSX in it, as Babel's users have it. */
function withJsx(file: string, project: Project, cacheDir: string): LoadedModule | undefined {
  if (!drawn.test(readFileSync(file, 'utf8'))) return undefined;
  try {
    return compile(file, project.compilerOptions(file), cacheDir);
  } catch {
    // It only looked like that.
    return undefined;
  }
}

/** Modules of the project that use what bundlers give them: `__dirname`, `import.meta.env`. */
function script(file: string): LoadedModule | undefined {
  const text = readFileSync(file, 'utf8');
  const code = withGlobs(withExtras(text), file);
  if (code === text || !/^\s*(?:import|export)\b/m.test(text)) return undefined;
  return { format: 'module', code };
}
