/** Tools whose own settings say what runs before a commit: what is written to Git's hook is lost, or never read. */
import { stat } from 'node:fs/promises';
import path from 'node:path';

export interface HookKeeper {
  readonly name: string;
  /** From the Git root. */
  readonly file: string;
  /** The words for what is to be added to the file. @param command what is to be run */
  readonly add: (command: string) => string;
}

/** @param packages what package.json says, by its path from the Git root */
export async function hookKeeper(
  top: string,
  packages: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Promise<HookKeeper | undefined> {
  for (const [file, text] of packages) {
    const { husky } = text;
    if (typeof husky === 'object' && husky !== null && 'hooks' in husky)
      return { name: 'husky 4', file, add: inHusky };
    if (text['simple-git-hooks'] !== undefined)
      return { name: 'simple-git-hooks', file, add: inSimpleGitHooks };
  }
  const file = '.pre-commit-config.yaml';
  const there = await stat(path.join(top, file)).catch(() => undefined);
  return there?.isFile() ? { name: 'pre-commit', file, add: inPreCommit } : undefined;
}

function inHusky(command: string): string {
  return `to husky.hooks: "pre-commit": ${JSON.stringify(command)} (beside what it runs already)`;
}

function inSimpleGitHooks(command: string): string {
  return `to simple-git-hooks: "pre-commit": ${JSON.stringify(command)} (beside what it runs already), then run npx simple-git-hooks`;
}

/** On one line, which YAML allows. Files are not handed over: what is staged is asked of Git. */
function inPreCommit(command: string): string {
  const entry = command.startsWith('cd ') ? `sh -c ${JSON.stringify(command)}` : command;
  return `under repos: - {repo: local, hooks: [{id: perfloop, name: perfloop, entry: '${entry.replaceAll("'", "''")}', language: system, types_or: [javascript, jsx, ts, tsx], pass_filenames: false}]}`;
}
