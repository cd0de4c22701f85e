/** The functions that configuration files call, and what they give for known arguments. */

import type * as t from '@babel/types';

export const unknown = Symbol('unknown');

/** What the world outside of the text gives. */
export interface StaticWorld {
  /** Absolute, with `/`. */
  readonly file: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The program of a file imported by a relative name, and the world it stands in. */
  readonly read: (
    specifier: string,
  ) => { readonly program: t.Program; readonly world: StaticWorld } | undefined;
}

/** What Vite gives to configurations that are functions. */
export const viteCall = { mode: 'benchmark', command: 'serve' } as const;

export function isKnownObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp);
}

/** A module, or a function of one, that is known by name. */
export interface Known {
  readonly known: string;
}

export const isKnown = (value: unknown): value is Known =>
  typeof value === 'object' && value !== null && 'known' in value && Object.keys(value).length === 1;

/** What is known of an import without reading it; undefined where that has to be tried. */
export function knownImport(from: string, name: string): Known | undefined {
  const whole = name === '*' || name === 'default';
  const module = modules.find(({ pattern }) => pattern.test(from))?.name;
  return module ? { known: whole ? module : `${module}.${name}` } : undefined;
}

const modules: readonly { readonly pattern: RegExp; readonly name: string }[] = [
  { pattern: /^(?:node:)?path(?:\/posix)?$|^pathe$|^upath$/, name: 'path' },
  { pattern: /^(?:node:)?url$/, name: 'url' },
  { pattern: /^(?:node:)?process$/, name: 'process' },
  { pattern: /^(?:vite|vitest\/config|vite-plus|electron-vite)$/, name: 'vite' },
];

export function ofKnown(known: string, name: string, world: Pick<StaticWorld, 'file' | 'env'>): unknown {
  if (known === 'import.meta') {
    if (name === 'url') return `file://${world.file}`;
    if (name === 'dirname') return folderOf(world.file);
    return name === 'filename' ? world.file : unknown;
  }
  if (known === 'process' && name === 'env') return { ...world.env };
  // `path.posix.join`, `path.default`.
  if (known === 'path' && /^(?:posix|default)$/.test(name)) return { known };
  return { known: `${known}.${name}` };
}

export function unary(operator: string, value: unknown): unknown {
  if (value === unknown) return unknown;
  if (operator === '!') return !value;
  return operator === '-' && typeof value === 'number' ? -value : unknown;
}

export function binary(operator: string, left: unknown, right: unknown): unknown {
  if (left === unknown || right === unknown) return unknown;
  switch (operator) {
    case '+':
      return typeof left === 'number' && typeof right === 'number' ? left + right : `${left}${right}`;
    case '===':
    case '==':
      return left === right;
    case '!==':
    case '!=':
      return left !== right;
    default:
      return unknown;
  }
}

export function ofFunction(name: string, args: readonly unknown[], cwd: string): unknown {
  const [first, second] = args;
  if (/^vite\.define(?:Config|Project|Workspace)$/.test(name)) return first;
  if (name === 'vite.mergeConfig') return merged(first, second);
  if (name === 'vite.loadEnv') return {};
  if (name === 'process.cwd') return cwd;
  if (name === 'JSON.stringify') return first === unknown ? unknown : JSON.stringify(first);
  if (name === 'Boolean') return first === unknown ? unknown : Boolean(first);
  if (name === 'String' && typeof first !== 'object') return first === unknown ? unknown : String(first);
  if (name === 'RegExp' && typeof first === 'string')
    return regExp(first, typeof second === 'string' ? second : '');
  if (name === 'Object.assign') return Object.assign({}, ...args.filter(isKnownObject));
  if (name === 'Object.entries' && isKnownObject(first)) return Object.entries(first);
  if (name === 'Object.fromEntries' && Array.isArray(first)) return fromEntries(first);
  const texts = args.every((a) => typeof a === 'string') ? (args as string[]) : undefined;
  if (!texts || texts.length === 0) return unknown;
  switch (name) {
    case 'path.resolve':
      return resolved(cwd, texts);
    case 'path.join':
    case 'path.normalize':
      return plain(texts.join('/'));
    case 'path.dirname':
      return folderOf(texts[0]!);
    case 'url.fileURLToPath':
      return decodeURI(texts[0]!.replace(/^file:\/\//, ''));
    case 'url.pathToFileURL':
      return `file://${texts[0]}`;
    case 'URL':
    case 'url.URL':
      return urlOf(texts[0]!, texts[1]);
    default:
      return unknown;
  }
}

function fromEntries(entries: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    entries.filter((e): e is [string, unknown] => Array.isArray(e) && typeof e[0] === 'string'),
  );
}

/** As a text, `file://` and the path. */
function urlOf(relative: string, base: string | undefined): unknown {
  if (!base?.startsWith('file://')) return unknown;
  const path = resolved(folderOf(base.slice('file://'.length)), [relative.replace(/^file:\/\//, '')]);
  return `file://${path}${relative.endsWith('/') ? '/' : ''}`;
}

/** As Vite merges: objects by key, lists one after the other. */
function merged(one: unknown, other: unknown): unknown {
  if (other === unknown || other === undefined) return one;
  if (Array.isArray(one) || Array.isArray(other)) return [one, other].flat();
  if (!isKnownObject(one) || !isKnownObject(other)) return other;
  const out: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other))
    out[key] = Object.hasOwn(out, key) ? merged(out[key], value) : value;
  return out;
}

export function regExp(pattern: string, flags: string): unknown {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return unknown;
  }
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

function resolved(from: string, parts: readonly string[]): string {
  return parts.reduce((at, part) => (isAbsolute(part) ? plain(part) : plain(`${at}/${part}`)), from);
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}

/** Without `.`, `..` and doubled slashes. */
function plain(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + out.join('/');
}
