/** What `init` would write, decided before anything is: the command line does it, the editor shows it first. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rules } from '../../core/analysis/rules/index.ts';
import { readConfig } from '../../core/config/config.ts';
import { schemaText } from '../../core/config/description.ts';
import { configFile } from '../../core/config/file.ts';
import { configText, schemaCopy, withIgnores } from '../../core/init/files.ts';
import {
  hasHook,
  hookCommand,
  hookScript,
  lefthookText,
  withHookScript,
  withLefthook,
} from '../../core/init/hooks.ts';
import type { HookTool } from '../../core/init/project.ts';
import { workflowFile, workflowText } from '../../core/init/workflow.ts';
import { UserError } from '../../core/model.ts';
import { git } from '../git.ts';
import { reason } from '../project-files.ts';
import { isThere } from '../ways-up.ts';
import { lefthookFile, type Project, realFolder } from './detect.ts';
import type { HookKeeper } from './hook-keepers.ts';

export type InitPart = 'config' | 'schema' | 'ignores' | 'workflow' | 'hook';

/** One file that is to be made, or changed, or left. */
export interface PlannedStep {
  readonly part: InitPart;
  /** Relative to the root, `/`. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  /** write: it is not there. add: lines are. keep: it stays as it is. */
  readonly action: 'write' | 'add' | 'keep';
  /** '' where there is nothing to say. */
  readonly note: string;
  /** What is there now; undefined where nothing is, or nothing that can be read. */
  readonly before: string | undefined;
  /** What there would be. Of a file that is kept: what `init` would have written, where it differs. */
  readonly after: string | undefined;
  /** Git runs a hook only where it may be run. */
  readonly executable: boolean;
  /** What is left to do by hand once this is done; '' for nothing. */
  readonly next: string;
}

/** perfloop.json with the schema that it names, the lines of .gitignore, the workflow of CI. */
export async function planFiles(project: Project): Promise<PlannedStep[]> {
  return [
    ...(await planConfig(project)),
    await planIgnores(project),
    await planNew(project, 'workflow', path.join(project.top, workflowFile), workflowText(project)),
  ];
}

async function planConfig(project: Project): Promise<PlannedStep[]> {
  const file = path.join(project.root, configFile);
  const schema = project.schemaInstalled
    ? './node_modules/perfloop/dist/perfloop.schema.json'
    : `./${schemaCopy}`;
  const config = await planNew(project, 'config', file, configText(schema));
  if (config.action === 'keep') {
    const note = config.before === undefined ? '' : wrongIn(config.before);
    return [{ ...config, note }];
  }
  if (project.schemaInstalled) return [config];
  const copy = path.join(project.root, schemaCopy);
  return [config, await planNew(project, 'schema', copy, schemaText(rules))];
}

function wrongIn(text: string): string {
  try {
    const [first] = readConfig(text, rules).problems;
    return first ? `line ${first.line}: ${first.what}. ${first.next}`.trim() : '';
  } catch (error) {
    return error instanceof UserError ? error.message : '';
  }
}

async function planIgnores(project: Project): Promise<PlannedStep> {
  const file = path.join(project.root, '.gitignore');
  const before = await textOf(file);
  const after = withIgnores(before ?? '');
  if (before === undefined && after !== undefined) return planNew(project, 'ignores', file, after);
  return change(project, 'ignores', file, before, after);
}

/** @throws UserError where Git does not say where its hooks are */
export async function planHook(project: Project, tool: Exclude<HookTool, 'none'>): Promise<PlannedStep> {
  if (tool === 'lefthook') return planLefthook(project);
  const file =
    tool === 'husky' ? path.join(project.top, project.huskyFolder, 'pre-commit') : await gitHookFile(project);
  const before = await textOf(file);
  const { keeper } = project;
  // husky 4 knows no folder; pre-commit and others write Git's own hook anew.
  if (keeper && (tool === 'git' || keeper.name === 'husky 4') && !(before && hasHook(before))) {
    const note = `${keeper.name} keeps the hooks`;
    return { ...change(project, 'hook', file, before, undefined), note, next: byKeeper(project, keeper) };
  }
  const shared = tool === 'git' && before === undefined ? await sharedHooks(project, file) : undefined;
  if (shared) return shared;
  if (before === undefined)
    return { ...(await planNew(project, 'hook', file, hookScript(project, tool))), executable: true };
  if (hasHook(before)) return change(project, 'hook', file, before, undefined);
  // What husky keeps is the project's, under version control; Git's own hook belongs to whoever put it there.
  const after = tool === 'husky' ? withHookScript(before, project) : undefined;
  if (after !== undefined) return change(project, 'hook', file, before, after);
  return {
    ...change(project, 'hook', file, before, undefined),
    note: 'it runs other things',
    next: `${shownFrom(project, file)} was there before; add to it: ${hookCommand(project)}`,
  };
}

/** What to add where, by hand. */
export function byKeeper(project: Project, keeper: HookKeeper): string {
  const file = shownFrom(project, path.join(project.top, keeper.file));
  return `To review before each commit, add in ${file} ${keeper.add(hookCommand(project))}`;
}

async function gitHookFile(project: Project): Promise<string> {
  const out = await git(project.root, ['rev-parse', '--git-path', 'hooks/pre-commit']);
  if (!out) throw new UserError('Git does not say where its hooks are', 'See that git works in this folder.');
  return path.resolve(project.root, out.replace(/\r?\n$/, ''));
}

/** core.hooksPath may lead to a folder that serves all repositories of this user, where nothing of one belongs. */
async function sharedHooks(project: Project, file: string): Promise<PlannedStep | undefined> {
  const common = await git(project.root, ['rev-parse', '--git-common-dir']);
  const own = [project.top, path.resolve(project.root, common?.replace(/\r?\n$/, '') ?? '.git')];
  const folder = await realFolder(path.dirname(file));
  const homes = await Promise.all(own.map(realFolder));
  if (homes.some((home) => isWithin(home, folder))) return undefined;
  return {
    ...change(project, 'hook', file, undefined, undefined),
    note: 'core.hooksPath leads there, and other repositories may use it too',
    next: `Hooks of this repository alone: git config core.hooksPath .githooks, then perfloop init --hooks git; or add to ${file}: ${hookCommand(project)}`,
  };
}

function isWithin(home: string, folder: string): boolean {
  const way = path.relative(home, folder);
  return way === '' || (!way.startsWith('..') && !path.isAbsolute(way));
}

async function planLefthook(project: Project): Promise<PlannedStep> {
  const file = path.join(project.top, (await lefthookFile(project.top)) ?? 'lefthook.yml');
  const before = await textOf(file);
  if (before === undefined)
    return {
      ...(await planNew(project, 'hook', file, lefthookText(project))),
      next: 'To put the hooks in place: lefthook install',
    };
  if (hasHook(before)) return change(project, 'hook', file, before, undefined);
  const after = withLefthook(before, project);
  if (after !== undefined) return change(project, 'hook', file, before, after);
  return {
    ...change(project, 'hook', file, before, undefined),
    note: 'its pre-commit is not changed',
    next: `${shownFrom(project, file)} has a pre-commit of its own shape; add to it: ${hookCommand(project)}`,
  };
}

/** A file of ours alone: whatever is there already stays. */
async function planNew(project: Project, part: InitPart, file: string, text: string): Promise<PlannedStep> {
  const there = await isThere(file);
  const before = there ? await readFile(file, 'utf8').catch(() => undefined) : undefined;
  const differs = there && before !== text;
  return {
    part,
    file: shownFrom(project, file),
    path: file,
    action: there ? 'keep' : 'write',
    note: differs ? 'it differs from what would be written' : '',
    before,
    after: there && !differs ? undefined : text,
    executable: false,
    next: '',
  };
}

/** Lines for a file that is there; without them it is kept. */
function change(
  project: Project,
  part: InitPart,
  file: string,
  before: string | undefined,
  after: string | undefined,
): PlannedStep {
  return {
    part,
    file: shownFrom(project, file),
    path: file,
    action: after === undefined ? 'keep' : 'add',
    note: '',
    before,
    after,
    executable: false,
    next: '',
  };
}

/** Undefined where there is none. @throws UserError where it cannot be read */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !(await isThere(file))) return undefined;
    throw new UserError(
      `${path.basename(file)} cannot be read: ${reason(error)}`,
      'See what it is, and run init again.',
    );
  }
}

function shownFrom(project: Project, file: string): string {
  return path.relative(project.root, file).replaceAll('\\', '/');
}
