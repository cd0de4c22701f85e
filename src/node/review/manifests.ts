/** What package.json and tsconfig.json say of how modules are found. Folders relative to the root. */
import { join, type TsConfigPaths, type WorkspacePackage } from '../../core/analysis/modules.ts';

type Json = Readonly<Record<string, unknown>>;

export function packageFrom(json: Json, folder: string): WorkspacePackage {
  const exports: Record<string, string> = {};
  flattenExports(json.exports, '.', exports);
  flattenExports(json.imports, '', exports);
  const mains = [exports['.'], json.source, json.module, json.main, json.types].filter(
    (m): m is string => typeof m === 'string',
  );
  const bin = json.bin;
  return {
    folder,
    name: typeof json.name === 'string' ? json.name : '',
    mains,
    exports,
    bins:
      typeof bin === 'string'
        ? [bin]
        : Object.values(record(bin)).filter((b): b is string => typeof b === 'string'),
    dependencies: [...Object.keys(record(json.dependencies)), ...Object.keys(record(json.peerDependencies))],
    peers: Object.keys(record(json.peerDependencies)),
    tools: Object.keys(record(json.devDependencies)),
    ranges: Object.fromEntries(
      Object.entries({
        ...record(json.peerDependencies),
        ...record(json.devDependencies),
        ...record(json.dependencies),
      }).filter((e): e is [string, string] => typeof e[1] === 'string'),
    ),
    browser: ['browser', 'module', 'unpkg', 'browserslist'].some((key) => json[key] !== undefined),
  };
}

/** Undefined where it sets neither `paths` nor `baseUrl`, and what it extends counts. */
export function pathsFrom(json: Json, folder: string): TsConfigPaths | undefined {
  const options = record(json.compilerOptions);
  const base = typeof options.baseUrl === 'string' ? join(folder, options.baseUrl) : folder;
  const paths = Object.entries(record(options.paths)).map(([pattern, targets]) => ({
    pattern,
    targets: Array.isArray(targets) ? targets.filter((t): t is string => typeof t === 'string') : [],
  }));
  if (paths.length > 0 || typeof options.baseUrl === 'string')
    return { folder, baseUrl: base, hasBaseUrl: typeof options.baseUrl === 'string', paths };
  return undefined;
}

/** More than these extend each other in a circle. */
const deepest = 5;

/**
 * What a tsconfig.json extends of the project's own files, from its folder; of each the paths that may be meant.
 * @param depth how many extend one another down to this one
 */
export function extendedBy(json: Json, depth: number): readonly (readonly string[])[] {
  if (depth >= deepest) return [];
  return ([] as unknown[])
    .concat(json.extends ?? [])
    .filter((parent): parent is string => typeof parent === 'string' && parent.startsWith('.'))
    .map((parent) => [parent, `${parent}.json`]);
}

/** `_moduleAliases` of package.json (the package module-alias): `@models` stands for a folder or a file. */
export function aliasesFrom(json: Json, folder: string): TsConfigPaths | undefined {
  const aliases = Object.entries(record(json._moduleAliases)).filter(
    (e): e is [string, string] => typeof e[1] === 'string',
  );
  if (aliases.length === 0) return undefined;
  const paths = aliases.flatMap(([name, target]) => [
    { pattern: name, targets: [target] },
    { pattern: `${name}/*`, targets: [`${target}/*`] },
  ]);
  return { folder, baseUrl: folder, hasBaseUrl: false, paths };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Conditions collapse to the first file named: types and source before builds do not matter to us. */
function flattenExports(value: unknown, key: string, into: Record<string, string>): void {
  if (typeof value === 'string') {
    if (key) into[key] ??= value;
  } else if (Array.isArray(value)) {
    for (const v of value) flattenExports(v, key, into);
  } else {
    for (const [k, v] of Object.entries(record(value)))
      flattenExports(v, k.startsWith('.') || k.startsWith('#') ? k : key, into);
  }
}
