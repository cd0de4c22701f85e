import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { UserError } from '../../core/model.ts';
import type { ProfileTarget, RecordingResult } from '../../node/perfloop.ts';
import { fileCommand, isRunnable, type NpmScript, npmScripts, parseCommand } from '../../node/targets.ts';
import { keepBaselines } from '../services/baselines.ts';
import { command, type Log } from '../services/log.ts';
import type { Output } from '../services/output.ts';
import { folderOf } from '../services/roots.ts';
import type { Runner } from '../services/runner.ts';
import { settings } from '../services/settings.ts';
import { mayRun } from '../services/trust.ts';
import type { Session } from '../session.ts';

export interface ProfileContext {
  readonly session: Session;
  readonly runner: Runner;
  readonly output: Output;
  readonly log: Log;
  readonly memory: vscode.Memento;
}

const historyKey = 'perfloop.commands';
const longestHistory = 10;

/** Recording from the editor: the current file, an npm script, any command. */
export function profile(context: ProfileContext): vscode.Disposable {
  const { log, runner } = context;
  return vscode.Disposable.from(
    command(log, 'perfloop.profile', () => guarded(context, () => choose(context))),
    command(log, 'perfloop.profileFile', (uri?: vscode.Uri) =>
      guarded(context, async () => run(context, await fileTarget(uri))),
    ),
    command(log, 'perfloop.profileCommand', (text?: string) =>
      guarded(context, async () => {
        const target = await typedTarget(context, typeof text === 'string' ? text : undefined);
        return target && run(context, target);
      }),
    ),
    command(log, 'perfloop.stop', () => runner.stop()),
  );
}

interface Target extends ProfileTarget {
  readonly label: string;
}

/** Nothing is run without trust, nor two at once. */
async function guarded<R>(context: ProfileContext, run: () => Promise<R>): Promise<R | undefined> {
  if (!(await mayRun())) return undefined;
  const { running } = context.runner;
  if (!running) return run();
  const stop = 'Stop It';
  const choice = await vscode.window.showWarningMessage(`${running.label} is still being recorded.`, stop);
  if (choice === stop) context.runner.stop();
  return undefined;
}

async function choose(context: ProfileContext): Promise<RecordingResult | undefined> {
  const picked = await vscode.window.showQuickPick(choices(context), {
    title: 'Perfloop: Profile',
    placeHolder: 'What to run and record',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const target = await picked?.target();
  return target && run(context, target);
}

interface Choice extends vscode.QuickPickItem {
  readonly target: () => Promise<Target | undefined>;
}

async function choices(context: ProfileContext): Promise<Choice[]> {
  const file = currentFile();
  const separator = (label: string): Choice => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    target: async () => undefined,
  });
  const here: Choice[] = file
    ? [
        {
          label: `$(file-code) ${path.basename(file)}`,
          description: 'current file',
          target: () => fileTarget(vscode.Uri.file(file)),
        },
      ]
    : [];
  const scripts = await allScripts(file);
  const history = context.memory.get<string[]>(historyKey, []);
  return [
    ...here,
    separator('npm scripts'),
    ...scripts.map(scriptChoice),
    separator('commands'),
    ...history.map((text) => ({
      label: `$(history) ${text}`,
      target: () => typedTarget(context, text),
    })),
    {
      label: '$(terminal) Any command…',
      alwaysShow: true,
      target: () => typedTarget(context, undefined),
    },
  ];
}

async function allScripts(file: string | undefined): Promise<NpmScript[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map((f) => f.uri.fsPath);
  const own = file === undefined ? undefined : folderOf(file);
  // The folder of the current file first; it may also be outside of the workspace.
  const order = [...new Set([...(own ? [own] : []), ...folders])];
  const found = await Promise.all(order.map((root) => npmScripts(root === own && file ? file : root, root)));
  return found.flat();
}

function scriptChoice(script: NpmScript): Choice {
  const label = script.command.join(' ');
  return {
    label: `$(symbol-event) ${label}`,
    description: script.packageName,
    detail: script.script,
    target: async () => ({ command: script.command, cwd: script.folder, label }),
  };
}

function currentFile(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' && isRunnable(document.fileName) ? document.fileName : undefined;
}

async function fileTarget(uri: vscode.Uri | undefined): Promise<Target> {
  const file = uri instanceof vscode.Uri ? uri.fsPath : vscode.window.activeTextEditor?.document.fileName;
  if (file === undefined)
    throw new UserError('No file is open.', 'Open a JavaScript or TypeScript file and try again.');
  const document = vscode.workspace.textDocuments.find((d) => d.uri.fsPath === file);
  if (document?.isUntitled)
    throw new UserError('The file has no name yet.', 'Save it, so that Node can run it.');
  // What is measured must be what is seen.
  if (document?.isDirty && !(await document.save())) {
    throw new UserError(`${path.basename(file)} could not be saved.`, 'Save it and try again.');
  }
  const cwd = folderOf(file);
  const version = /\.(?:[cm]?js)$/i.test(file) ? '' : await nodeVersion();
  return { command: await fileCommand(file, cwd, version), cwd, label: path.basename(file) };
}

async function nodeVersion(): Promise<string> {
  const node = settings().nodePath || 'node';
  try {
    return (await promisify(execFile)(node, ['--version'])).stdout.trim();
  } catch {
    throw new UserError(`${node} does not run.`, 'Install Node.js, or set perfloop.nodePath to it.');
  }
}

async function typedTarget(context: ProfileContext, text: string | undefined): Promise<Target | undefined> {
  const history = context.memory.get<string[]>(historyKey, []);
  const typed =
    text ??
    (await vscode.window.showInputBox({
      title: 'Perfloop: Profile a command',
      prompt: 'Runs in the workspace folder; every Node.js process that it starts is recorded.',
      placeHolder: 'node server.js --port 8080',
      value: history[0] ?? '',
      validateInput: invalid,
    }));
  if (typed === undefined) return undefined;
  const { command: words, env } = parseCommand(typed);
  await context.memory.update(
    historyKey,
    [typed, ...history.filter((h) => h !== typed)].slice(0, longestHistory),
  );
  const file = vscode.window.activeTextEditor?.document;
  const cwd = file?.uri.scheme === 'file' ? folderOf(file.fileName) : firstFolder();
  return { command: words, cwd, env, label: typed.length > 40 ? `${typed.slice(0, 39)}…` : typed };
}

function invalid(text: string): string | undefined {
  try {
    parseCommand(text);
    return undefined;
  } catch (error) {
    return error instanceof UserError ? error.message : String(error);
  }
}

function firstFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new UserError('No folder is open.', 'Open the folder of your project.');
  return folder;
}

/** Records, tells how it ended, and shows what was recorded. */
async function run(context: ProfileContext, target: Target): Promise<RecordingResult> {
  const { session, runner, output, log } = context;
  const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(target.cwd))?.uri.fsPath ?? target.cwd;
  const { label, ...what } = target;
  const result = await runner.record(what, label, path.join(root, '.perfloop', 'recordings'));
  void tellEnd(label, result, output);
  if (result.recording.threads.length === 0) return result;
  const { set, release } = await session.open(result.folder);
  await keepBaselines(session, set).catch((error) => log.error(error));
  session.show(set);
  release();
  await vscode.commands.executeCommand('perfloop.hotspots.focus');
  await vscode.commands.executeCommand('perfloop.showFlame');
  // The keyboard stays where the person was: in the code.
  await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
  return result;
}

async function tellEnd(label: string, { recording }: RecordingResult, output: Output): Promise<void> {
  const show = 'Show Output';
  const problem = problemOf(label, recording);
  if (!problem) return;
  const kept = recording.threads.length > 0 ? ' What was recorded until then is shown.' : '';
  const choice = await vscode.window.showWarningMessage(`${problem}${kept}`, show);
  if (choice === show) output.show();
}

function problemOf(label: string, recording: RecordingResult['recording']): string | undefined {
  const { end, threads, problems } = recording;
  if (end.how === 'exited' && end.code !== 0) return `${label} ended with exit code ${end.code}.`;
  if (end.how === 'signalled') return `${label} was ended by ${end.signal}.`;
  if (threads.length === 0) {
    return problems[0] ?? `Nothing was recorded: ${label} started no Node.js process that ran long enough.`;
  }
  return undefined;
}
