/** Which files hold benchmarks. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { globPattern } from '../../core/config/glob.ts';
import { UserError } from '../../core/model.ts';
import { readWorkspaceConfig } from '../review/workspace.ts';

const source = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/**
 * Workspace-relative, sorted. A file that is named counts whatever it is called; in a folder, and without names, those
 * that match the globs.
 * None when cancelled meanwhile.
 * @throws UserError naming a path that is not there, or holds no benchmarks
 */
export async function benchmarkFiles(
  root: string,
  paths: readonly string[],
  globs: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  if (paths.length > 0 && (await Promise.all(paths.map((p) => isSource(root, p)))).every(Boolean)) {
    return [...new Set(paths.map((p) => relative(root, p)))].sort();
  }
  const read = readWorkspaceConfig(root, { problems: [] }, signal);
  const { files } = await read.catch((error: unknown) => {
    // Cancelled: whoever asked says so.
    if (signal?.aborted) return { files: [] };
    throw error;
  });
  const patterns = globs.map(globPattern);
  const matching = files.filter((file) => patterns.some((p) => p.test(file)));
  if (paths.length === 0) return matching;
  const found = new Set<string>();
  for (const given of signal?.aborted ? [] : paths) {
    const all = await filesFor(root, given, files, matching);
    for (const file of all) found.add(file);
  }
  return [...found].sort();
}

async function filesFor(
  root: string,
  given: string,
  files: readonly string[],
  matching: readonly string[],
): Promise<readonly string[]> {
  if (await isSource(root, given)) return [relative(root, given)];
  const name = relative(root, given);
  const info = await stat(path.resolve(root, given)).catch(() => undefined);
  const wanted = info?.isDirectory()
    ? matching.filter((f) => name === '' || f.startsWith(`${name}/`))
    : globbed(given, files);
  if (wanted.length > 0) return wanted;
  if (info?.isFile())
    throw new UserError(`${given} is not a JavaScript or TypeScript file.`, 'Name a benchmark file.');
  if (info)
    throw new UserError(`${given} holds no benchmark files.`, 'They are called NAME.bench.js or .ts.');
  throw new UserError(
    `${given} does not exist.`,
    'Name a benchmark file or folder; paths are relative to --cwd.',
  );
}

function globbed(given: string, files: readonly string[]): readonly string[] {
  if (!/[*?{[]/.test(given)) return [];
  const pattern = globPattern(given.replaceAll('\\', '/'));
  return files.filter((f) => pattern.test(f));
}

async function isSource(root: string, given: string): Promise<boolean> {
  if (!source.test(given)) return false;
  const info = await stat(path.resolve(root, given)).catch(() => undefined);
  return info?.isFile() === true;
}

/** @throws UserError for what lies outside */
function relative(root: string, given: string): string {
  const name = path.relative(root, path.resolve(root, given)).replaceAll('\\', '/');
  if (!name.startsWith('../') && !path.isAbsolute(name)) return name;
  throw new UserError(
    `${given} lies outside of ${root}.`,
    'Run Perfloop in its folder, or name it by --cwd.',
  );
}
