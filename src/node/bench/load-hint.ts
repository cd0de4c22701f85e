/** Why a benchmark file could not be loaded, in one line that says what to do. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { lockFiles } from '../targets.ts';

export interface LoadFailure {
  /** As Node says it. */
  readonly message: string;
  /** Lines `at …`. */
  readonly stack: readonly string[];
}

/** @param root absolute root of the tree that the file lies in; @param file absolute */
export function loadFailureText({ message, stack }: LoadFailure, file: string, root: string): string {
  const missing = missingModule(message);
  if (missing) {
    const from = missing.from ?? file;
    const where = path.relative(root, from).replaceAll('\\', '/');
    const what = path.isAbsolute(missing.name) ? shown(missing.name, root) : missing.name;
    return `cannot find '${what}', which ${where} imports: ${hintFor(missing.name, from, root)}`;
  }
  const hint = otherHint(message);
  return [message, ...stack.slice(0, 1)].join(' ') + (hint && `: ${hint}`);
}

interface Missing {
  readonly name: string;
  /** Absolute path of the file that imports it. */
  readonly from: string | undefined;
}

function missingModule(message: string): Missing | undefined {
  const found = /Cannot find (?:module|package) '([^']+)'(?: imported from '?([^'\s]+)'?)?/.exec(message);
  if (!found) return undefined;
  const required = /Require stack: - (\S+)/.exec(message)?.[1];
  const from = found[2]?.replace(/^file:\/\//, '') ?? required;
  return { name: found[1]!, from: from && path.isAbsolute(from) ? from : undefined };
}

function shown(name: string, root: string): string {
  const relative = path.relative(root, name).replaceAll('\\', '/');
  return relative.startsWith('..') ? name : relative;
}

const built = /(?:^|\/)(?:dist|build|lib|out|esm|cjs|es|umd|_esm|_cjs|\.output|generated|prebuilds)(?:\/|$)/;

function hintFor(name: string, from: string, root: string): string {
  if (path.isAbsolute(name) || name.startsWith('.'))
    return fileHint(path.resolve(path.dirname(from), name), root);
  if (/^(?:virtual:|~icons\/|\0)/.test(name)) return 'a plugin of Vite makes it, and no plugin runs here';
  const parts = name.split('/');
  const own = name.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
  const manifest = manifestAbove(path.dirname(from), root, (m) => listed(m, own) || m.name === own);
  if (manifest?.json.name === own) return buildHint(manifest.folder, root);
  const folder = manifest?.folder ?? manifestAbove(path.dirname(from), root, () => true)?.folder ?? root;
  const tool = toolOf(folder, root);
  const where = placed(folder, root);
  if (!manifest) return `install it: ${where}${tool} ${tool === 'npm' ? 'install' : 'add'} -D ${own}`;
  const installed = installedAt(own, path.dirname(from), root);
  if (installed) return installedHint(own, installed, root);
  return `package.json has it, but it is not installed: ${where}${tool} install`;
}

/** Of a package's own file: that it has not been built, or that it is not there. */
function fileHint(target: string, root: string): string {
  const marker = `${path.sep}node_modules${path.sep}`;
  const at = target.lastIndexOf(marker);
  if (at >= 0) {
    const name = target.slice(at + marker.length).split(path.sep);
    const own = name[0]!.startsWith('@') ? name.slice(0, 2).join('/') : name[0]!;
    return installedHint(own, path.join(target.slice(0, at), 'node_modules', own), root);
  }
  const manifest = manifestAbove(path.dirname(target), root, (m) => scripts(m).build !== undefined);
  const inside = path.relative(root, target).replaceAll('\\', '/');
  const makes =
    manifest && (built.test(inside) || mentions(manifest.json, path.relative(manifest.folder, target)));
  return makes ? buildHint(manifest.folder, root) : 'there is no such file';
}

function installedAt(name: string, from: string, root: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const there = path.join(folder, 'node_modules', name);
    if (existsSync(there)) return there;
    if (folder === root || folder === path.dirname(folder)) return undefined;
  }
}

/** A package of the workspace is there by a link, and has not been built; another just has no such file. */
function installedHint(name: string, folder: string, root: string): string {
  const real = realpathSync(folder);
  const own = !real.includes(`${path.sep}node_modules${path.sep}`) && real.startsWith(root + path.sep);
  return own ? buildHint(real, root) : `${name} is installed, and has no such file`;
}

function buildHint(folder: string, root: string): string {
  const manifest = manifestAbove(folder, root, (m) => scripts(m).build !== undefined);
  if (!manifest) return 'it has to be built first';
  return `it has to be built first: ${placed(manifest.folder, root)}${toolOf(manifest.folder, root)} run build`;
}

function otherHint(message: string): string {
  const extension = /Unknown file extension "(\.\w+)"/.exec(message)?.[1];
  if (extension)
    return `${extension} files are compiled by a plugin of the project's bundler, and none runs here`;
  if (/\b(?:document|window|HTMLElement|localStorage) is not defined/.test(message)) {
    return "it needs a browser's document: set vitest's environment to jsdom or happy-dom";
  }
  if (/\b(?:Bun|Deno) is not defined/.test(message)) return 'it is written for another runtime than Node';
  if (/markAsUncloneable|is not a function .*node_modules\/undici\//.test(message)) {
    return `a package it uses needs a newer Node than ${process.version}: see --node`;
  }
  return '';
}

type Manifest = Readonly<Record<string, unknown>>;

/** The innermost package.json that is `wanted`. */
function manifestAbove(
  from: string,
  root: string,
  wanted: (json: Manifest) => boolean,
): { readonly folder: string; readonly json: Manifest } | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const json = read(path.join(folder, 'package.json'));
    if (json && wanted(json)) return { folder, json };
    if (folder === root || folder === path.dirname(folder)) return undefined;
  }
}

function read(file: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

function listed(json: Manifest, name: string): boolean {
  return ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].some((kind) =>
    Object.hasOwn((json[kind] as object | undefined) ?? {}, name),
  );
}

function scripts(json: Manifest): Readonly<Record<string, unknown>> {
  return (json.scripts as Record<string, unknown> | undefined) ?? {};
}

/** Whether it is one of the files that the package says it consists of. */
function mentions(json: Manifest, inside: string): boolean {
  const name = inside.replaceAll('\\', '/').replace(/\.[cm]?js$/, '');
  const own = JSON.stringify([json.main, json.module, json.exports, json.files, json.bin] as unknown[]);
  return name !== '' && (own.includes(`/${name}`) || own.includes(`"${name}`));
}

/** The package manager by the lock file above a folder. */
function toolOf(folder: string, root: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = lockFiles.find(([name]) => existsSync(path.join(at, name)));
    if (found) return found[1];
    if (at === root || at === path.dirname(at)) return 'npm';
  }
}

function placed(folder: string, root: string): string {
  const inside = path.relative(root, folder).replaceAll('\\', '/');
  return inside === '' || inside.startsWith('..') ? '' : `cd ${inside} && `;
}
