/** The verb behind `perfloop init`. Nothing that is there is overwritten; a second run changes nothing. */
import { chmod, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { addsDependency, type HookTool, pathMeans } from '../../core/init/project.ts';
import { UserError } from '../../core/model.ts';
import { writeFileAtomically } from '../project-files.ts';
import { isThere } from '../ways-up.ts';
import { lookAt, type Project } from './detect.ts';
import { byKeeper, type PlannedStep, planFiles, planHook } from './plan.ts';

export type { PlannedStep } from './plan.ts';

export interface InitOptions {
  /** Absolute. */
  readonly root: string;
  /** Default: what the project uses. */
  readonly hooks?: HookTool;
}

export interface InitStep {
  /** Relative to the root. */
  readonly file: string;
  /** written: it was not there. added: lines were. kept: nothing was changed. replaced: somebody agreed to it. */
  readonly action: 'written' | 'added' | 'kept' | 'replaced';
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
  const next: string[] = [];
  if (!project.git)
    next.push(
      'This folder is no Git repository: --base, --staged, hooks and the workflow need one (git init).',
    );
  if (!project.installed)
    next.push(
      `perfloop is not among the dependencies, and the workflow and hooks run it from there: ${howToAdd(project)}`,
    );
  const planned = await planFiles(project);
  if (hooks !== 'none' && project.git) planned.push(await planHook(project, hooks));
  else if (project.git)
    next.push(
      project.keeper
        ? byKeeper(project, project.keeper)
        : 'To review before each commit: perfloop init --hooks git (or husky, lefthook)',
    );
  const steps: InitStep[] = [];
  for (const step of planned) {
    steps.push(await applyStep(step));
    if (step.next) next.push(step.next);
  }
  return { project, hooks, steps, next };
}

function howToAdd(project: Project): string {
  const way = path.posix.relative(`/${project.folder}`, `/${project.installFolder}`);
  return `${addsDependency(project)}${way ? ` (in ${way})` : ''}. ${pathMeans}`;
}

/** What can be set up in a folder, for somebody to choose from. */
export interface InitPlan {
  readonly project: Project;
  readonly files: readonly PlannedStep[];
  /** One is enough; none outside of Git. */
  readonly hooks: readonly { readonly tool: Exclude<HookTool, 'none'>; readonly step: PlannedStep }[];
}

/** Changes nothing. @throws UserError where a file cannot be read */
export async function planInit(root: string): Promise<InitPlan> {
  const project = await lookAt(root);
  const tools = project.git ? (['git', 'husky', 'lefthook'] as const) : [];
  return {
    project,
    files: await planFiles(project),
    hooks: await Promise.all(tools.map(async (tool) => ({ tool, step: await planHook(project, tool) }))),
  };
}

/**
 * Does one step, if the file still is what it was when the step was planned.
 * @param replace Puts the new text in the place of one that would be kept.
 * @throws UserError where the file cannot be written, or changed meanwhile
 */
export async function applyStep(step: PlannedStep, replace = false): Promise<InitStep> {
  const { file, note, after } = step;
  if (after === undefined || (step.action === 'keep' && !replace)) return { file, action: 'kept', note };
  if (step.action === 'write') {
    if (await isThere(step.path)) return { file, action: 'kept', note: 'it was made meanwhile' };
    await writeFileAtomically(step.path, after, file);
    if (step.executable) await chmod(step.path, 0o755);
    return { file, action: 'written', note };
  }
  if ((await readFile(step.path, 'utf8').catch(() => undefined)) !== step.before)
    throw new UserError(`${file} changed meanwhile`, 'Run it again.');
  // Through links, and with the permissions that it has.
  const target = await realpath(step.path);
  const { mode } = await stat(target);
  await writeFileAtomically(target, after, file);
  await chmod(target, mode & 0o7777);
  return { file, action: step.action === 'add' ? 'added' : 'replaced', note: '' };
}
