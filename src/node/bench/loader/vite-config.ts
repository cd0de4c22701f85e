/**
 * What the nearest vitest or Vite configuration says of a file, by reading it: aliases, defines, set-up files. It is
 * not executed: that would start Vite and its plugins. Paths are absolute, with `/`.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isKnownObject, type StaticWorld, unknown, viteCall } from '../../../core/config/static-functions.ts';
import { called, exportedValue } from '../../../core/config/static-value.ts';
import { parser } from './when-needed.ts';

export interface ViteAlias {
  readonly find: string | RegExp;
  readonly replacement: string;
}

export interface ViteFacts {
  /** Of the configuration file. */
  readonly folder: string;
  readonly aliases: readonly ViteAlias[];
  /** `define`, with parsed values. */
  readonly defines: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly setupFiles: readonly string[];
  /** vitest's functions are globals. */
  readonly globals: boolean;
  /** `node`, `jsdom`, `happy-dom`, … */
  readonly environment: string;
  readonly conditions: readonly string[];
}

const names = ['vitest.config', 'vite.config'];
const extensions = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** Of the innermost folder above `file` that has one; undefined where none has. */
export function viteFactsOf(file: string, root: string): ViteFacts | undefined {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const config = configIn(folder);
    if (config) return readFacts(config);
    if (folder === root || folder === path.dirname(folder)) return undefined;
  }
}

/** The one that the script for benchmarks names, the usual one, one that another script names. */
function configIn(folder: string): string | undefined {
  const own = names.flatMap((name) => extensions.map((e) => path.join(folder, name + e)));
  return (
    namedByScript(folder, /\bbench\b/) ??
    own.find((file) => existsSync(file)) ??
    namedByScript(folder, /\bvitest\b/)
  );
}

/** `vitest bench -c ./test/vitest.config.ts` */
function namedByScript(folder: string, wanted: RegExp): string | undefined {
  const manifest = json(path.join(folder, 'package.json'));
  if (!isKnownObject(manifest?.scripts)) return undefined;
  for (const command of Object.values(manifest.scripts)) {
    if (typeof command !== 'string' || !wanted.test(command)) continue;
    const named = /\bvitest\b[^&|;]*?\s(?:-c|--config)[=\s]+["']?([^\s"']+)/.exec(command)?.[1];
    const file = named && path.resolve(folder, named);
    if (file && existsSync(file)) return file;
  }
  return undefined;
}

function json(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function readFacts(config: string): ViteFacts | undefined {
  const read = programOf(config);
  if (!read) return undefined;
  const value = called(exportedValue(read.program, read.world), viteCall);
  return isKnownObject(value) ? factsFrom(value, path.dirname(config)) : undefined;
}

function programOf(file: string): ReturnType<StaticWorld['read']> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const { program } = parser().parseSource(file, text);
  const name = file.replaceAll('\\', '/');
  const world: StaticWorld = {
    file: name,
    cwd: path.posix.dirname(name),
    env: process.env,
    read: (specifier) => {
      const target = path.resolve(path.dirname(file), specifier);
      const bare = target.replace(/\.[cm]?[jt]s$/, '');
      const found = [target, ...extensions.flatMap((e) => [bare + e, path.join(target, `index${e}`)])];
      const other = found.find((f) => /\.[cm]?[jt]s$/.test(f) && existsSync(f));
      return other ? programOf(other) : undefined;
    },
  };
  return program && { program, world };
}

function factsFrom(config: Record<string, unknown>, folder: string): ViteFacts {
  const test = record(config.test);
  const inline = list(test.projects ?? test.workspace)
    .map((project) => called(project, viteCall))
    .filter(isKnownObject);
  // A single project is meant; of several, only what cannot hurt those that it is not for.
  const sole = inline.length === 1 ? record(inline[0]?.test) : {};
  const all = [config, ...inline];
  const tests = all.map((c) => record(c.test));
  const rooted = typeof config.root === 'string' ? path.resolve(folder, config.root) : folder;
  return {
    folder,
    aliases: [...tests.map((t) => t.alias), ...all.map((c) => record(c.resolve).alias)].flatMap((alias) =>
      aliasesFrom(alias, rooted),
    ),
    defines: definesFrom(Object.assign({}, ...all.map((c) => record(c.define)))),
    env: texts(Object.assign({}, ...tests.map((t) => record(t.env)))),
    setupFiles: [...list(test.setupFiles), ...list(sole.setupFiles)]
      .filter((f) => typeof f === 'string')
      .map((f) => path.resolve(rooted, f)),
    globals: tests.some((t) => t.globals === true),
    environment: [test.environment, sole.environment].find((e) => typeof e === 'string') ?? 'node',
    conditions: list(record(config.resolve).conditions).filter((c) => typeof c === 'string'),
  };
}

function record(value: unknown): Record<string, unknown> {
  return isKnownObject(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === unknown ? [] : [value];
}

function texts(values: Record<string, unknown>): Record<string, string> {
  const known = Object.entries(values).filter(([, v]) => v !== unknown && v !== undefined && v !== null);
  return Object.fromEntries(known.map(([k, v]) => [k, String(v)]));
}

/** Texts are JavaScript, as in Vite; what is no JSON cannot be a value. */
function definesFrom(given: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (value === unknown) continue;
    if (typeof value !== 'string') out[key] = value;
    else {
      try {
        out[key] = JSON.parse(value);
      } catch {
        if (value === 'undefined') out[key] = undefined;
      }
    }
  }
  return out;
}

/** `{ '@': './src' }`, `[{ find, replacement }]`. */
function aliasesFrom(given: unknown, root: string): ViteAlias[] {
  const pairs: [unknown, unknown][] = Array.isArray(given)
    ? given.filter(isKnownObject).map((a) => [a.find, a.replacement])
    : Object.entries(record(given));
  return pairs.flatMap(([find, to]) => {
    if (typeof to !== 'string' || !(typeof find === 'string' || find instanceof RegExp)) return [];
    return [{ find, replacement: /^\.{1,2}(?:\/|$)/.test(to) ? path.resolve(root, to) : to }];
  });
}

/** What the first alias that fits makes of a specifier; undefined where none does. */
export function unaliased(specifier: string, aliases: readonly ViteAlias[]): string | undefined {
  for (const { find, replacement } of aliases) {
    if (typeof find !== 'string') {
      if (find.test(specifier)) return specifier.replace(find, replacement);
    } else if (specifier === find) return replacement;
    else if (specifier.startsWith(find.endsWith('/') ? find : `${find}/`)) {
      return replacement + specifier.slice(find.length);
    }
  }
  return undefined;
}
