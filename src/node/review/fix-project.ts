/** What a fix has to know of the project that a file is in, and the file does not say. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FixProject } from '../../core/analysis/fixes/fix.ts';
import { parseJsonc } from '../../core/config/jsonc.ts';
import { extendedBy } from './manifests.ts';

type Json = Readonly<Record<string, unknown>>;

/** @param root '' for a file that is in no folder */
export function fixProject(root: string, file: string): FixProject {
  if (root === '') return { dependencies: new Set() };
  const options = nearest(root, file, 'tsconfig.json', (at) => optionsOf(at, 0)) ?? {};
  const on = (name: string): boolean => (options[name] ?? options.strict) === true;
  return {
    dependencies: nearest(root, file, 'package.json', dependencies) ?? new Set(),
    emptyListsHoldNothing: on('strictNullChecks') && !on('noImplicitAny'),
  };
}

/** Of the first such file in a file's folder and those above it, no further up than the root. */
function nearest<T>(
  root: string,
  file: string,
  name: string,
  of: (at: string) => T | undefined,
): T | undefined {
  for (let folder = path.posix.dirname(file); ; folder = path.posix.dirname(folder)) {
    const found = of(path.join(root, folder, name));
    if (found || folder === '.' || folder === '/') return found;
  }
}

function dependencies(at: string): ReadonlySet<string> | undefined {
  const json = read(at);
  return json && new Set(Object.keys({ ...record(json.dependencies), ...record(json.devDependencies) }));
}

/** With those of the files of the project that it extends. */
function optionsOf(at: string, depth: number): Json | undefined {
  const json = read(at);
  if (!json) return undefined;
  const parents = extendedBy(json, depth).map((paths) => {
    for (const parent of paths) {
      const options = optionsOf(path.resolve(path.dirname(at), parent), depth + 1);
      if (options) return options;
    }
    return {};
  });
  return Object.assign({}, ...parents, record(json.compilerOptions)) as Json;
}

function read(file: string): Json | undefined {
  try {
    const json: unknown = parseJsonc(readFileSync(file, 'utf8'));
    return typeof json === 'object' && json !== null ? (json as Json) : undefined;
  } catch {
    // None there, or somebody is typing in it.
    return undefined;
  }
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
