/** Benchmark files whose module graph reaches a changed file. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Modules } from '../../core/analysis/modules.ts';
import { moduleNames } from '../../core/bench/module-names.ts';
import { changedFiles, defaultBranch, mergeBase } from '../git.ts';
import { readWorkspaceConfig } from '../review/workspace.ts';

/** Changes of these concern every benchmark: what is installed, and how it is compiled. */
const concernsAll =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|tsconfig[\w.-]*\.json)$/;

/**
 * @param files workspace-relative
 * @param ref '' for the default branch
 * @throws UserError outside of git, or where the ref names no commit
 */
export async function affectedFiles(
  root: string,
  files: readonly string[],
  ref: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const commit = await mergeBase(root, ref === '' ? await defaultBranch(root) : ref);
  const changed = new Set((await changedFiles(root, commit, false)).map((f) => f.path));
  return await reaching(root, files, changed, signal);
}

/** Those of `files` that are in `changed`, or import one of them, directly or through others. */
export async function reaching(
  root: string,
  files: readonly string[],
  changed: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if ([...changed].some((f) => concernsAll.test(f))) return files;
  const { files: sources, config } = await readWorkspaceConfig(root, { problems: [] }, signal);
  const known = new Set([...sources, ...changed]);
  const modules = new Modules(known, config);
  const imports = new Map<string, Promise<readonly string[]>>();
  const importsOf = (file: string): Promise<readonly string[]> => {
    let found = imports.get(file);
    if (!found) {
      found = readFile(path.join(root, file), 'utf8').then(
        (text) =>
          moduleNames(text, file)
            .map((name) => modules.resolve(file, name))
            .filter((f) => f !== ''),
        () => [],
      );
      imports.set(file, found);
    }
    return found;
  };
  const affected: string[] = [];
  for (const file of files) if (await reaches(file, changed, importsOf)) affected.push(file);
  return affected;
}

async function reaches(
  file: string,
  changed: ReadonlySet<string>,
  importsOf: (file: string) => Promise<readonly string[]>,
): Promise<boolean> {
  const seen = new Set([file]);
  const open = [file];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (changed.has(at)) return true;
    // perfloop-ignore-next-line n-plus-one -- each file is read once, and the walk goes from one to the next
    for (const next of await importsOf(at)) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return false;
}
