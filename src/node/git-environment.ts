/**
 * What git runs with. Hooks set GIT_DIR (of a linked work tree always, of others before a push), which makes git
 * take the folder that it is started in for the top of the work tree: a package opened by itself would have other
 * names for its files, or no repository. It goes where git finds the same repository without it.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

const quiet = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };

/** @param cwd absolute; where git is to be started */
export function gitEnvironment(cwd: string, given: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { GIT_DIR: named, ...rest } = given;
  if (named === undefined || given['GIT_WORK_TREE'] !== undefined) return { ...given, ...quiet };
  const found = repositoryAbove(cwd);
  const meant = real(path.resolve(cwd, named));
  return found !== undefined && (meant === undefined || meant === real(found))
    ? { ...rest, ...quiet }
    : { ...given, ...quiet };
}

/** The nearest `.git` from a folder up: a folder, or a file that says where it is. */
function repositoryAbove(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const entry = path.join(at, '.git');
    const stat = statSync(entry, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return entry;
    if (stat?.isFile()) {
      const to = /^gitdir: (.+?)\r?\n?$/.exec(readFileSync(entry, 'utf8'))?.[1];
      return to && path.resolve(at, to);
    }
    if (path.dirname(at) === at) return undefined;
  }
}

function real(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined;
  }
}
