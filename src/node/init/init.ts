/** The verb behind `perfloop init`. Nothing that is there is overwritten; a second run changes nothing. */
import { chmod, lstat, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { rules } from '../../core/analysis/rules/index.ts';
import { configFile, readConfig } from '../../core/config/config.ts';
import { schemaText } from '../../core/config/description.ts';
import { configText, schemaCopy, withIgnores } from '../../core/init/files.ts';
import {
  hasHook,
  hookCommand,
  hookScript,
  lefthookText,
  withHookScript,
  withLefthook,
} from '../../core/init/hooks.ts';
import { addsDependency, type HookTool } from '../../core/init/project.ts';
import { workflowFile, workflowText } from '../../core/init/workflow.ts';
import { UserError } from '../../core/model.ts';
import { git } from '../git.ts';
import { reason, writeFileAtomically } from '../project-files.ts';
import { lefthookFile, lookAt, type Project } from './detect.ts';

export interface InitOptions {
  /** Absolute. */
  readonly root: string;
  /** Default: what the project uses. */
  readonly hooks?: HookTool;
}

export interface InitStep {
  /** Relative to the root. */
  readonly file: string;
  /** written: it was not there. added: lines were. kept: nothing was changed. */
  readonly action: 'written' | 'added' | 'kept';
  /** '' where there is nothing to say. */
  readonly note: string;
}

export interface InitResult {
  readonly project: Project;
  readonly hooks: HookTool;
  readonly steps: readonly InitStep[];
  /** What is left to do by hand, one line each. */
  readonly next: readonly string[];
}

/** @throws UserError where a file cannot be written, or hooks are asked for that cannot be */
export async function init(options: InitOptions): Promise<InitResult> {
  const project = await lookAt(options.root);
  const hooks = options.hooks ?? project.hooks;
  if (options.hooks && hooks !== 'none' && !project.git)
    throw new UserError(
      `${options.root} is no Git repository: there is nothing to hook into`,
      'Run git init first, or leave --hooks out.',
    );
  const steps: InitStep[] = [];
  const next: string[] = [];
  if (!project.git)
    next.push(
      'This folder is no Git repository: --base, --staged, hooks and the workflow need one (git init).',
    );
  if (!project.installed)
    next.push(
      `perfloop is not among the dependencies, and the workflow and hooks run it from there: ${addsDependency(project.manager)}`,
    );
  steps.push(...(await writeConfig(project)));
  steps.push(await writeIgnores(project));
  steps.push(await writeNew(project, path.join(project.top, workflowFile), workflowText(project)));
  if (hooks !== 'none' && project.git) steps.push(await writeHook(project, hooks, next));
  else if (project.git)
    next.push('To review before each commit: perfloop init --hooks git (or husky, lefthook)');
  return { project, hooks, steps, next };
}

async function writeConfig(project: Project): Promise<InitStep[]> {
  const file = path.join(project.root, configFile);
  if (await isThere(file)) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    return [{ file: configFile, action: 'kept', note: text === undefined ? '' : wrongIn(text) }];
  }
  const steps: InitStep[] = [];
  if (!project.schemaInstalled)
    steps.push(await writeNew(project, path.join(project.root, schemaCopy), schemaText(rules)));
  const schema = project.schemaInstalled
    ? './node_modules/perfloop/dist/perfloop.schema.json'
    : `./${schemaCopy}`;
  return [await writeNew(project, file, configText(schema)), ...steps];
}

function wrongIn(text: string): string {
  try {
    const [first] = readConfig(text, rules).problems;
    return first ? `line ${first.line}: ${first.what}. ${first.next}`.trim() : '';
  } catch (error) {
    return error instanceof UserError ? error.message : '';
  }
}

async function writeIgnores(project: Project): Promise<InitStep> {
  const file = path.join(project.root, '.gitignore');
  const there = await textOf(file);
  const text = withIgnores(there ?? '');
  if (text === undefined) return { file: '.gitignore', action: 'kept', note: '' };
  if (there === undefined) return await writeNew(project, file, text);
  await change(file, text, '.gitignore');
  return { file: '.gitignore', action: 'added', note: '' };
}

async function writeHook(
  project: Project,
  tool: Exclude<HookTool, 'none'>,
  next: string[],
): Promise<InitStep> {
  if (tool === 'lefthook') return await writeLefthook(project, next);
  const file = tool === 'husky' ? path.join(project.top, '.husky/pre-commit') : await gitHookFile(project);
  const shown = shownFrom(project, file);
  const there = await textOf(file);
  if (there === undefined) {
    const step = await writeNew(project, file, hookScript(project, tool));
    await chmod(file, 0o755);
    return step;
  }
  if (hasHook(there)) return { file: shown, action: 'kept', note: '' };
  // What husky keeps is the project's, under version control; Git's own hook belongs to whoever put it there.
  const text = tool === 'husky' ? withHookScript(there, project) : undefined;
  if (text === undefined) {
    next.push(`${shown} was there before; add to it: ${hookCommand(project)}`);
    return { file: shown, action: 'kept', note: 'it runs other things' };
  }
  await change(file, text, shown);
  return { file: shown, action: 'added', note: '' };
}

async function gitHookFile(project: Project): Promise<string> {
  const out = await git(project.root, ['rev-parse', '--git-path', 'hooks/pre-commit']);
  if (!out) throw new UserError('Git does not say where its hooks are', 'See that git works in this folder.');
  return path.resolve(project.root, out.replace(/\r?\n$/, ''));
}

async function writeLefthook(project: Project, next: string[]): Promise<InitStep> {
  const shown = (await lefthookFile(project.top)) ?? 'lefthook.yml';
  const file = path.join(project.top, shown);
  const there = await textOf(file);
  if (there === undefined) {
    next.push('To put the hooks in place: lefthook install');
    return await writeNew(project, file, lefthookText(project));
  }
  const relative = shownFrom(project, file);
  if (hasHook(there)) return { file: relative, action: 'kept', note: '' };
  const text = withLefthook(there, project);
  if (text === undefined) {
    next.push(`${relative} has a pre-commit of its own shape; add to it: ${hookCommand(project)}`);
    return { file: relative, action: 'kept', note: 'its pre-commit is not changed' };
  }
  await change(file, text, relative);
  return { file: relative, action: 'added', note: '' };
}

async function writeNew(project: Project, file: string, text: string): Promise<InitStep> {
  const shown = shownFrom(project, file);
  if (await isThere(file)) {
    const same = (await readFile(file, 'utf8').catch(() => '')) === text;
    return { file: shown, action: 'kept', note: same ? '' : 'it differs from what would be written' };
  }
  await writeFileAtomically(file, text, shown);
  return { file: shown, action: 'written', note: '' };
}

/** Through links, and with the permissions that it has. */
async function change(file: string, text: string, shown: string): Promise<void> {
  const target = await realpath(file);
  const { mode } = await stat(target);
  await writeFileAtomically(target, text, shown);
  await chmod(target, mode & 0o7777);
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

/** A link that leads nowhere is there too. */
async function isThere(file: string): Promise<boolean> {
  return await lstat(file).then(
    () => true,
    () => false,
  );
}

function shownFrom(project: Project, file: string): string {
  return path.relative(project.root, file).replaceAll('\\', '/');
}
