/** The review where code is in unusual places: several folders, files on no disk, cells of notebooks. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { noticesOf } from '../../src/vscode/services/review/notices.ts';
import type { FolderRun } from '../../src/vscode/services/review/runs.ts';
import { suite, type TestContext, test, until } from './harness.ts';
import { closeAll, extension, told as failuresOf, inWorkspace, set, show, write } from './support.ts';

const patienceMs = 40_000;
const unhurried = { timeoutMs: 120_000 };

const slow = `const { Pool } = require('pg');
const pool = new Pool();
exports.list = async (req, res) => {
  for (const id of req.body.ids) {
    await pool.query('SELECT * FROM customers WHERE id = $1', [id]);
  }
};
`;

const ours = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).filter((d) => d.source === 'perfloop');
const slugs = (uri: vscode.Uri) => ours(uri).map((d) => (typeof d.code === 'object' ? d.code.value : d.code));

/** A second folder of the workspace, with files; taken out after the test. @param opened the part of it that is opened */
async function secondFolder(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  opened = '',
): Promise<string> {
  const made = await mkdtemp(path.join(os.tmpdir(), 'perfloop-second-'));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(made, file)), { recursive: true });
    await writeFile(path.join(made, file), text);
  }
  const root = path.join(made, opened);
  const count = vscode.workspace.workspaceFolders!.length;
  t.after(async () => {
    const at = vscode.workspace.workspaceFolders!.findIndex((f) => f.uri.fsPath === root);
    if (at >= 0) vscode.workspace.updateWorkspaceFolders(at, 1);
    await until('one folder', () => vscode.workspace.workspaceFolders!.length === count);
    await rm(made, { recursive: true, force: true, maxRetries: 5 });
  });
  // Refused for as long as the editor is taking the folder of the test before out.
  await until('it is taken', () =>
    vscode.workspace.updateWorkspaceFolders(count, 0, { uri: vscode.Uri.file(root) }),
  );
  await until('two folders', () => vscode.workspace.workspaceFolders!.length === count + 1);
  return root;
}

async function removed(t: TestContext, ...files: string[]): Promise<void> {
  t.after(async () => {
    for (const file of files) await rm(inWorkspace(file), { recursive: true, force: true });
  });
  t.after(closeAll);
}

suite('review in unusual places', () => {
  test(
    'two folders, each by its own perfloop.json; both in one review; one that leaves takes its findings along',
    async (t) => {
      await removed(t, 'both.js');
      const root = await secondFolder(t, {
        'perfloop.json': '{ "review": { "rules": { "n-plus-one": "error" } } }',
        'both.js': slow,
        'quiet/perfloop.json': '{}',
      });
      const one = await write('both.js', slow);
      const other = vscode.Uri.file(path.join(root, 'both.js'));
      await show('both.js');
      await vscode.window.showTextDocument(other);
      await until(
        'a warning in one',
        () => ours(one)[0]?.severity === vscode.DiagnosticSeverity.Warning,
        patienceMs,
      );
      await until(
        'an error in the other',
        () => ours(other)[0]?.severity === vscode.DiagnosticSeverity.Error,
        patienceMs,
      );

      t.after(() => vscode.commands.executeCommand('perfloop.review.clear'));
      await vscode.commands.executeCommand('perfloop.reviewWorkspace');
      await set(t, 'review.groupBy', 'file');
      const tree = () => extension().exports.reviewTree.described();
      await until('both, by the name of the folder', () => {
        const rows = tree();
        const names = [path.basename(inWorkspace('.')), path.basename(root)];
        return names.every((name) => rows.some((r) => r.startsWith(`${name}/both.js `)));
      });

      await writeFile(path.join(root, 'perfloop.json'), '{ "review": { "rules": { "n-plus-one": "off" } } }');
      await until('nothing in the other', () => ours(other).length === 0, patienceMs);
      assert.deepEqual(slugs(one), ['n-plus-one']);

      await writeFile(path.join(root, 'perfloop.json'), '{}');
      await until('a warning in both', () => ours(other).length === 1, patienceMs);
      const { workspaces } = extension().exports.review;
      assert.ok(workspaces.running(root));
      const at = vscode.workspace.workspaceFolders!.findIndex((f) => f.uri.fsPath === root);
      vscode.workspace.updateWorkspaceFolders(at, 1);
      await until('its thread ends', () => workspaces.running(root) === undefined);
      assert.deepEqual(slugs(one), ['n-plus-one']);
    },
    unhurried,
  );

  test(
    'a folder outside of git does not keep the others from being checked; each names itself in Markdown',
    async (t) => {
      const root = await secondFolder(t, { 'staged.js': slow, 'perfloop.json': '{ "bogus": 1 }' });
      const said: string[] = [];
      const { showWarningMessage } = vscode.window;
      t.after(() => Object.assign(vscode.window, { showWarningMessage }));
      Object.assign(vscode.window, { showWarningMessage: async (text: string) => void said.push(text) });
      const git = (...args: string[]) => {
        const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
        execFileSync('git', [...who, ...args], { cwd: root, stdio: 'pipe' });
      };
      git('init', '-q', '-b', 'main');
      git('commit', '-q', '--allow-empty', '-m', 'one');
      git('add', '.');
      t.after(() => vscode.commands.executeCommand('perfloop.review.clear'));
      await vscode.commands.executeCommand('perfloop.checkStaged');
      await until('it is said', () => said.some((text) => text.includes('The Review view has 1 notice.')));
      const { runs } = extension().exports.review;
      assert.deepEqual(
        runs.current?.findings.map((f) => [f.root, f.finding.line]),
        [[root, 5]],
      );
      await vscode.commands.executeCommand('perfloop.reviewChanges');
      assert.deepEqual(
        runs.current?.failed.map((f) => f.root),
        [vscode.workspace.workspaceFolders![0]!.uri.fsPath],
      );
      await vscode.commands.executeCommand('perfloop.review.copyMarkdown');
      const copied = await vscode.env.clipboard.readText();
      assert.ok(copied.startsWith(`## Performance review (${path.basename(root)}, not committed)`), copied);
    },
    unhurried,
  );

  test(
    'a repository within a folder, such as a submodule, is checked and reviewed by itself',
    async (t) => {
      const files = { 'own.js': 'exports.a = 1;\n', 'shop/list.js': slow };
      const root = await secondFolder(t, files);
      const shop = path.join(root, 'shop');
      const git = (...args: string[]) => {
        const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
        execFileSync('git', [...who, ...args], { cwd: shop, stdio: 'pipe' });
      };
      git('init', '-q', '-b', 'main');
      git('commit', '-q', '--allow-empty', '-m', 'one');
      git('add', '.');
      t.after(() => vscode.commands.executeCommand('perfloop.review.clear'));
      t.after(closeAll);
      const { showWarningMessage, showInputBox } = vscode.window;
      t.after(() => Object.assign(vscode.window, { showWarningMessage, showInputBox }));
      const said: string[] = [];
      Object.assign(vscode.window, {
        showWarningMessage: async (text: string) => void said.push(text),
        showInputBox: async () => 'few',
      });
      // As the button of its row in the Source Control view does.
      await vscode.commands.executeCommand('perfloop.checkStaged', { rootUri: vscode.Uri.file(shop) });
      await until('it is said', () => said.some((text) => text.includes('bring 1 warning')));
      const { runs } = extension().exports.review;
      const told = () =>
        runs.current?.findings.map((f) => `${path.relative(root, f.root)} ${f.finding.file}`);
      assert.deepEqual(told(), ['shop list.js']);

      await vscode.commands.executeCommand('git.openRepository', shop);
      await vscode.window.showTextDocument(vscode.Uri.file(path.join(shop, 'list.js')));
      await until('the editor knows the repository', async () => {
        await vscode.commands.executeCommand('perfloop.reviewChanges');
        return told()?.includes('shop list.js') ?? false;
      });

      const { finding } = runs.current!.findings.find((f) => f.root === shop)!;
      const uri = vscode.Uri.file(path.join(shop, 'list.js'));
      const at = [uri.toString(), finding.fingerprint, finding.line];
      // The folder around it may still be being read.
      const failures = failuresOf(t);
      await vscode.commands.executeCommand('perfloop.review.suppress', ...at);
      assert.deepEqual(failures, []);
      const document = await vscode.workspace.openTextDocument(uri);
      assert.match(document.lineAt(finding.line - 1).text, /perfloop-ignore-next-line n-plus-one -- few/);
      await document.save();
      await until('it is gone', () => runs.current?.findings.every((f) => f.root !== shop) ?? false);
    },
    unhurried,
  );

  test(
    'a package opened by itself is held to the perfloop.json above it, also when that changes',
    async (t) => {
      const files = {
        '.git/HEAD': 'ref: refs/heads/main\n',
        'perfloop.json': '{}',
        'packages/api/a.js': slow,
      };
      const root = await secondFolder(t, files, 'packages/api');
      t.after(closeAll);
      const uri = vscode.Uri.file(path.join(root, 'a.js'));
      await vscode.window.showTextDocument(uri);
      await until('the finding', () => slugs(uri).includes('n-plus-one'), patienceMs);
      const off = '{ "review": { "rules": { "n-plus-one": "off" } } }';
      // The editor begins to watch a folder outside of its own a while after it was asked to, and does not say when.
      const save = (): void => void writeFile(path.join(root, '../../perfloop.json'), off);
      save();
      const again = setInterval(save, 2000);
      t.after(() => clearInterval(again));
      await until('nothing', () => ours(uri).length === 0, patienceMs);
      clearInterval(again);
    },
    unhurried,
  );

  test(
    'whoever stopped the index and asks for a review gets it',
    async (t) => {
      const root = await secondFolder(t, { 'a.js': slow });
      await vscode.commands.executeCommand('perfloop.showReview');
      await until('it is awake', () => extension().isActive);
      t.after(() => vscode.commands.executeCommand('perfloop.review.clear'));
      const { workspaces, runs } = extension().exports.review;
      workspaces.restart();
      await vscode.commands.executeCommand('perfloop.stopIndex');
      assert.equal(workspaces.session(root), undefined);
      await vscode.commands.executeCommand('perfloop.reviewWorkspace');
      assert.ok(runs.current?.findings.some((f) => f.root === root));
    },
    unhurried,
  );

  test(
    'whoever cancels a review ends the index that it began, and no other',
    async (t) => {
      const root = await secondFolder(t, { 'a.js': slow });
      await vscode.commands.executeCommand('perfloop.showReview');
      await until('it is awake', () => extension().isActive);
      const { workspaces, runs } = extension().exports.review;
      const cancelled = async () => {
        const abort = new AbortController();
        const asked = runs.run({ kind: 'everything' }, [root], { signal: abort.signal });
        await until('it is read', () => workspaces.running(root));
        abort.abort();
        await assert.rejects(asked, { name: 'AbortError' });
      };
      assert.equal(workspaces.running(root), undefined);
      await cancelled();
      assert.equal(workspaces.running(root), undefined);
      const own = workspaces.session(root);
      await cancelled();
      assert.equal(workspaces.running(root), own);
      await own?.indexed;
    },
    unhurried,
  );

  test('what is said of a file leads to it, of a folder to nothing', () => {
    const notices = [
      { file: 'perfloop.json', message: 'line 3: review.bogus is unknown; it is not used.' },
      { file: 'a.ts', message: 'read with errors: Unexpected token (44:0)' },
      { file: 'b.ts', message: 'binary' },
      { file: '.', message: 'no JavaScript or TypeScript files to review' },
    ];
    const folder = { root: '/r', base: '', label: '', result: { notices } } as unknown as FolderRun;
    const run = { folders: [folder], failed: [{ root: '/q', message: '/q is not in a git repository.' }] };
    assert.deepEqual(
      noticesOf(run).map((n) => n.at && `${path.basename(n.at.uri.fsPath)}:${n.at.line}`),
      [undefined, 'perfloop.json:3', 'a.ts:44', 'b.ts:1', undefined],
    );
    const failed = [{ root: path.resolve('/far/away/shop'), message: 'This repository has no commits yet.' }];
    const [notice] = noticesOf({ folders: [], failed });
    assert.equal(notice!.text, 'shop: This repository has no commits yet.');
    assert.ok(notice!.full.startsWith(path.resolve('/far/away/shop')));
  });

  test(
    'with onType off it looks when a file is opened or saved, not while it is typed',
    async (t) => {
      await removed(t, 'calm.js');
      await set(t, 'review.onType', false);
      const uri = await write('calm.js', '// nothing\n');
      const editor = await show('calm.js');
      const { live } = extension().exports.review;
      await until('the first look', () => live.of(editor.document), patienceMs);
      assert.ok(await editor.edit((e) => e.insert(new vscode.Position(1, 0), slow)));
      await new Promise((resolve) => setTimeout(resolve, 700));
      assert.deepEqual(ours(uri), []);
      await until('saved', async () => (await editor.document.save()) || !editor.document.isDirty);
      await until('the finding', () => slugs(uri)[0] === 'n-plus-one', patienceMs);
    },
    unhurried,
  );

  test(
    'a file on no disk is looked at by itself; its fix and suppression work there',
    async (t) => {
      t.after(closeAll);
      const files = new Map([
        ['/shop/orders.ts', slow.replace(/const \{ Pool \} = .*/, "import { Pool } from 'pg';")],
      ]);
      const provider = memory(files);
      t.after(() => vscode.Disposable.from(provider).dispose());
      const uri = vscode.Uri.parse('vscode-vfs://memory/shop/orders.ts');
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      await until('the finding', () => slugs(uri).includes('n-plus-one'), patienceMs);
      const offered = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        ours(uri)[0]!.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      assert.ok(offered.some((a) => a.title.startsWith('Suppress n-plus-one')));
      const { showInputBox } = vscode.window;
      Object.assign(vscode.window, { showInputBox: async () => 'three at most' });
      t.after(() => Object.assign(vscode.window, { showInputBox }));
      const suppress = offered.find((a) => a.title.startsWith('Suppress'))!.command!;
      await vscode.commands.executeCommand(suppress.command, ...(suppress.arguments ?? []));
      await until('it goes', () => ours(uri).length === 0, patienceMs);
      assert.match(document.getText(), /perfloop-ignore-next-line n-plus-one -- three at most/);
    },
    unhurried,
  );

  test(
    'cells of a notebook and texts of git are let be',
    async (t) => {
      t.after(closeAll);
      const type = 'jupyter-notebook';
      const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, slow, 'javascript');
      const notebook = await vscode.workspace.openNotebookDocument(type, new vscode.NotebookData([cell]));
      const { document } = notebook.cellAt(0);
      assert.equal(document.uri.scheme, 'vscode-notebook-cell');
      // A file beside it is told of: by then the cell would have been, too.
      const untitled = await vscode.workspace.openTextDocument({ language: 'javascript', content: slow });
      await until('the untitled one', () => slugs(untitled.uri).includes('n-plus-one'), patienceMs);
      assert.deepEqual(ours(document.uri), []);
      const staged = vscode.Uri.parse('git:/shop/orders.js?%7B%7D');
      assert.deepEqual(ours(staged), []);
    },
    unhurried,
  );
});

/** Files in memory, as a repository on a server is shown. */
function memory(files: Map<string, string>): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const text = (uri: vscode.Uri) => {
    const found = files.get(uri.path);
    if (found === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return Buffer.from(found);
  };
  const nothing = () => undefined;
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerFileSystemProvider('vscode-vfs', {
      onDidChangeFile: changed.event,
      watch: () => new vscode.Disposable(nothing),
      stat: (uri) => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: text(uri).length }),
      readDirectory: () => [],
      readFile: (uri) => text(uri),
      writeFile: (uri, bytes) => void files.set(uri.path, Buffer.from(bytes).toString()),
      createDirectory: nothing,
      delete: nothing,
      rename: nothing,
    }),
  );
}
