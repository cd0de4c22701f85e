import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { suite, type TestContext, test, until } from './harness.ts';
import { closeAll, extension, inWorkspace, write } from './support.ts';

interface Shown {
  readonly labels: readonly string[];
  readonly picked: readonly string[];
  readonly kept: string;
}

const { createQuickPick, showWarningMessage } = vscode.window;

/** Answers the list that opens: takes what `choose` says, after the previews that `look` asks for. */
function answering(t: TestContext, choose: (label: string) => boolean, look?: RegExp): Shown[] {
  const shown: Shown[] = [];
  const create = () => {
    const real = createQuickPick.call(vscode.window) as vscode.QuickPick<vscode.QuickPickItem>;
    const accepted = new vscode.EventEmitter<void>();
    const pressed = new vscode.EventEmitter<vscode.QuickPickItemButtonEvent<vscode.QuickPickItem>>();
    const show = () => {
      const { items, selectedItems, placeholder = '' } = real;
      const labels = items.map((i) => `${i.label} ${i.description}`);
      shown.push({ labels, picked: selectedItems.map((i) => i.label), kept: placeholder });
      for (const item of items) if (look?.test(item.label)) pressed.fire({ item, button: item.buttons![0]! });
      real.selectedItems = items.filter((i) => choose(i.label));
      setTimeout(() => accepted.fire(), look ? 1500 : 50);
    };
    Object.defineProperties(real, {
      onDidAccept: { value: accepted.event },
      onDidTriggerItemButton: { value: pressed.event },
      show: { value: show },
    });
    return real;
  };
  Object.assign(vscode.window, { createQuickPick: create });
  t.after(() => Object.assign(vscode.window, { createQuickPick }));
  return shown;
}

function warnings(t: TestContext, answer: string | undefined): string[] {
  const said: string[] = [];
  Object.assign(vscode.window, {
    showWarningMessage: async (text: string) => {
      said.push(text);
      return answer;
    },
  });
  t.after(() => Object.assign(vscode.window, { showWarningMessage }));
  return said;
}

const made = [
  'perfloop.json',
  '.github',
  '.gitignore',
  '.husky',
  'lefthook.yml',
  '.perfloop/perfloop.schema.json',
];

async function clean(t: TestContext): Promise<void> {
  await extension().activate();
  await mkdir(inWorkspace('.'), { recursive: true });
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: inWorkspace('.') });
  t.after(async () => {
    for (const file of [...made, '.git'])
      await rm(inWorkspace(file), { recursive: true, force: true, maxRetries: 5 });
  });
  t.after(closeAll);
}

const text = (file: string) => readFile(inWorkspace(file), 'utf8').catch(() => undefined);
const open = () =>
  vscode.window.tabGroups.all.flatMap((g) =>
    g.tabs.flatMap((tab) =>
      tab.input instanceof vscode.TabInputText ? [path.basename(tab.input.uri.fsPath)] : [],
    ),
  );

suite('initialize', () => {
  test(
    'writes what is chosen, opens it, and finds nothing to do the second time',
    async (t) => {
      await clean(t);
      const shown = answering(
        t,
        (label) => !/hook/.test(label) || label.includes('Git hook'),
        /perfloop\.json/,
      );
      await vscode.commands.executeCommand('perfloop.init');
      assert.deepEqual(
        shown[0]!.labels.map((l) => l.replace(/^\$\([\w-]+\) /, '')),
        [
          'perfloop.json new file',
          '.gitignore new file',
          '.github/workflows/perfloop.yml new file',
          'Git hook .git/hooks/pre-commit · new file',
          'husky hook .husky/pre-commit · new file',
          'lefthook hook lefthook.yml · new file',
        ],
      );
      assert.equal(shown[0]!.picked.length, 3, 'a hook is for whoever asks for it');
      assert.match((await text('perfloop.json')) ?? '', /"maxSlowdown": "5%"/);
      assert.ok(await text('.perfloop/perfloop.schema.json'));
      assert.match((await text('.github/workflows/perfloop.yml')) ?? '', /perfloop gate/);
      assert.match((await text('.git/hooks/pre-commit')) ?? '', /perfloop review --staged/);
      assert.ok(((await stat(inWorkspace('.git/hooks/pre-commit'))).mode & 0o100) !== 0, 'Git may run it');
      assert.equal(await text('.husky/pre-commit'), undefined);
      for (const file of ['perfloop.json', 'perfloop.yml', 'pre-commit'])
        assert.ok(open().includes(file), file);
      assert.equal(path.basename(vscode.window.activeTextEditor!.document.fileName), 'perfloop.json');
      const previewed = vscode.window.tabGroups.all
        .flatMap((g) => g.tabs)
        .find((tab) => tab.label.startsWith('perfloop.json (new)'));
      assert.ok(previewed, 'it could be looked at before');

      const before = shown.length;
      await vscode.commands.executeCommand('perfloop.init');
      assert.equal(shown.length, before, 'everything is there');
    },
    { timeoutMs: 60_000 },
  );

  test(
    'what exists and differs is not chosen; it is replaced only after a question',
    async (t) => {
      await clean(t);
      await write('.github/workflows/perfloop.yml', 'mine\n');
      await write('.gitignore', 'dist\n');
      const all = answering(t, () => true);
      const said = warnings(t, undefined);
      await vscode.commands.executeCommand('perfloop.init');
      const of = all[0]!.labels.find((l) => l.includes('perfloop.yml'));
      assert.match(of ?? '', /exists and differs: replaced only if chosen here$/);
      assert.ok(!all[0]!.picked.some((l) => l.includes('perfloop.yml')));
      assert.deepEqual(said, ['Replace .github/workflows/perfloop.yml?']);
      assert.equal(await text('.github/workflows/perfloop.yml'), 'mine\n');
      assert.equal(await text('perfloop.json'), undefined, 'nothing is written after a no');

      warnings(t, 'Replace');
      answering(t, (label) => /yml$|gitignore/.test(label));
      await vscode.commands.executeCommand('perfloop.init');
      await until('replaced', async () => (await text('.github/workflows/perfloop.yml'))?.includes('gate'));
      assert.match((await text('.gitignore')) ?? '', /^dist\n\n# Perfloop\n/);
      assert.equal(await text('perfloop.json'), undefined);
    },
    { timeoutMs: 60_000 },
  );
});
