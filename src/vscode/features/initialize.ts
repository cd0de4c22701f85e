import * as path from 'node:path';
import * as vscode from 'vscode';
import { addsDependency, pathMeans } from '../../core/init/project.ts';
import type { InitPlan, InitStep, PlannedStep } from '../../node/init/init.ts';
import type { BenchHost } from '../services/bench/host.ts';
import { command, type Log } from '../services/log.ts';
import { pickFolder } from '../services/review/folders.ts';

const scheme = 'perfloop-init';
const title = 'Perfloop: Initialize';

interface Choice extends vscode.QuickPickItem {
  /** The first is what the entry names; the others come with it. */
  readonly steps: readonly PlannedStep[];
  readonly hook: boolean;
}

/** Sets a folder up as `perfloop init` does: what is to be written is chosen and can be looked at before. */
export function initialize({ log, host }: { readonly log: Log; readonly host: () => BenchHost }) {
  /** Of the preview that is open; by the address of the document. */
  const texts = new Map<string, string>();
  const preview = async (step: PlannedStep) => {
    const uri = (side: string) => vscode.Uri.file(step.path).with({ scheme, query: side });
    texts.set(uri('now').toString(), step.before ?? '');
    texts.set(uri('new').toString(), step.after ?? '');
    const name = `${path.posix.basename(step.file)} (${step.before === undefined ? 'new' : 'now ↔ then'})`;
    // A picture of the editor with focus elsewhere: the list stays open, to go on choosing.
    await vscode.commands.executeCommand('vscode.diff', uri('now'), uri('new'), name, {
      preview: true,
      preserveFocus: true,
    } satisfies vscode.TextDocumentShowOptions);
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    command(log, 'perfloop.init', async () => {
      const root = await pickFolder(title);
      if (root === undefined) return;
      const plan = await host().planInit(root);
      const choices = choicesOf(plan);
      if (choices.length === 0) {
        void vscode.window.showInformationMessage(`${title}: everything is set up already.`);
        return;
      }
      const picked = await choose(choices, keptIn(plan), preview, (error) => log.error(error));
      const steps = picked?.flatMap((c) => c.steps) ?? [];
      if (steps.length === 0 || !(await mayReplace(steps))) return;
      const done: InitStep[] = [];
      for (const step of steps) done.push(await host().applyStep(step, true));
      await open(steps.filter((s, i) => s.part !== 'schema' && done[i]?.action !== 'kept'));
      // The message stays until it is answered; the command is done before.
      void tellDone(plan, steps, done);
    }),
  );
}

const words: Readonly<Record<PlannedStep['part'], string>> = {
  config: 'benchmarks, limits of the gate, rules of the review',
  schema: '',
  ignores: 'leaves recordings and caches out of Git',
  workflow: 'GitHub Actions: the gate on each pull request, findings on its lines',
  hook: 'reviews what is staged before each commit',
};

function choicesOf({ project, files, hooks }: InitPlan): Choice[] {
  const schema = files.filter((s) => s.part === 'schema');
  const choices: Choice[] = [];
  for (const step of files) {
    if (step.after === undefined || step.part === 'schema') continue;
    choices.push(choiceOf(step, step.action !== 'keep', step.part === 'config' ? schema : []));
  }
  // One that reviews already is enough.
  if (hooks.some(({ step }) => step.action === 'keep' && step.note === '')) return choices;
  for (const { tool, step } of hooks)
    if (step.action !== 'keep')
      choices.push({
        ...choiceOf(step, tool === project.hooks, []),
        label: `$(git-commit) ${tool === 'git' ? 'Git hook' : `${tool} hook`}`,
        description: `${step.file} · ${whatOf(step)}`,
        hook: true,
      });
  return choices;
}

function choiceOf(step: PlannedStep, picked: boolean, more: readonly PlannedStep[]): Choice {
  return {
    label: `$(${step.part === 'workflow' ? 'github-action' : 'file'}) ${step.file}`,
    description: whatOf(step),
    detail: words[step.part],
    picked,
    buttons: [
      {
        iconPath: new vscode.ThemeIcon('open-preview'),
        tooltip: `Preview ${path.posix.basename(step.file)}`,
      },
    ],
    steps: [step, ...more],
    hook: false,
  };
}

function whatOf(step: PlannedStep): string {
  if (step.action === 'write') return 'new file';
  if (step.action === 'keep') return 'exists and differs: replaced only if chosen here';
  const count = (text: string) => text.split('\n').length;
  const lines = count(step.after ?? '') - count(step.before ?? '');
  return `adds ${lines === 1 ? 'one line' : `${lines} lines`}`;
}

/** What needs nothing, in a line. */
function keptIn({ files, hooks }: InitPlan): string {
  const kept = [...files, ...hooks.map((h) => h.step)].filter(
    (s) => s.action === 'keep' && !s.after && !s.note,
  );
  return kept.length === 0 ? '' : ` · there already: ${kept.map((s) => s.file).join(', ')}`;
}

/** Several at once, each with a look at it first; undefined where a person leaves. */
function choose(
  choices: readonly Choice[],
  kept: string,
  preview: (step: PlannedStep) => Promise<void>,
  failed: (error: unknown) => void,
): Promise<readonly Choice[] | undefined> {
  const pick = vscode.window.createQuickPick<Choice>();
  pick.title = title;
  pick.placeholder = `What to write; nothing that exists is overwritten unasked${kept}`;
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.items = choices;
  pick.selectedItems = choices.filter((c) => c.picked);
  let before = new Set(pick.selectedItems);
  return new Promise((resolve) => {
    pick.onDidChangeSelection((now) => {
      // A commit is reviewed once: the hook that is chosen last stands for the others.
      const added = now.find((c) => c.hook && !before.has(c));
      before = new Set(added ? now.filter((c) => !c.hook || c === added) : now);
      if (before.size !== now.length) pick.selectedItems = [...before];
    });
    pick.onDidTriggerItemButton(({ item }) => void preview(item.steps[0]!).catch(failed));
    pick.onDidAccept(() => {
      resolve([...pick.selectedItems]);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

async function mayReplace(steps: readonly PlannedStep[]): Promise<boolean> {
  const replaced = steps.filter((s) => s.action === 'keep' && s.after !== undefined);
  if (replaced.length === 0) return true;
  const replace = 'Replace';
  const choice = await vscode.window.showWarningMessage(
    `Replace ${replaced.map((s) => s.file).join(' and ')}?`,
    { modal: true, detail: 'What is there now is lost, unless Git has it.' },
    replace,
  );
  return choice === replace;
}

/** The configuration last, so that it is in front. */
async function open(steps: readonly PlannedStep[]): Promise<void> {
  const sorted = [...steps].sort((a, b) => Number(a.part === 'config') - Number(b.part === 'config'));
  for (const { path: file } of sorted)
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
}

async function tellDone(
  { project }: InitPlan,
  steps: readonly PlannedStep[],
  done: readonly InitStep[],
): Promise<void> {
  const named = (action: InitStep['action']) =>
    done.filter((d, i) => d.action === action && steps[i]?.part !== 'schema').map((d) => d.file);
  const said = [
    list('made', named('written')),
    list('added lines to', named('added')),
    list('replaced', named('replaced')),
    list('left', named('kept')),
  ].filter(Boolean);
  const runs = steps.some((s) => s.part === 'workflow' || s.part === 'hook');
  const install = runs && !project.installed ? addsDependency(project) : '';
  const next = [
    install &&
      `The workflow and hooks run perfloop from the project's dependencies: ${install} (${pathMeans}).`,
    ...steps.map((s) => s.next && `${s.next}.`),
  ].filter(Boolean);
  const inTerminal = 'Type It in a Terminal';
  const choice = await vscode.window.showInformationMessage(
    [`Perfloop: ${said.join('; ')}.`, ...next].join(' '),
    ...(install ? [inTerminal] : []),
  );
  if (choice !== inTerminal) return;
  const terminal = vscode.window.createTerminal({
    name: 'Perfloop',
    cwd: path.join(project.top, project.installFolder),
  });
  terminal.show();
  // Typed, not run: what is installed is a person's to decide.
  terminal.sendText(install, false);
}

function list(verb: string, files: readonly string[]): string {
  return files.length === 0 ? '' : `${verb} ${files.join(', ')}`;
}
