import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { suite, type TestContext, test, until } from './harness.ts';
import { closeAll, extension, set, show, write } from './support.ts';

const text = `import { bench, group } from 'perfloop';
const list = Array.from({ length: 500 }, (_, i) => i);
group('sums', () => {
  bench('reduce', () => list.reduce((a, b) => a + b, 0));
  bench('allocates', ({ n }) => list.slice(0, n), { for: { n: [10, 100] }, expect: { bytes: 100 } });
});
bench('throws', () => { throw new TypeError('no list'); });
`;

function item(controller: vscode.TestController, ...labels: string[]): vscode.TestItem | undefined {
  let items = controller.items;
  let found: vscode.TestItem | undefined;
  for (const label of labels) {
    found = [...items].map(([, i]) => i).find((i) => i.label === label);
    if (!found) return undefined;
    items = found.children;
  }
  return found;
}

suite('benchmarks', () => {
  test('are found by reading, and follow what is typed', async (t) => {
    t.after(closeAll);
    const { controller } = (await extension().activate()).benchmarks.view;
    const uri = await write('found.bench.mjs', text);
    t.after(() => vscode.workspace.fs.delete(uri));
    const editor = await show('found.bench.mjs');
    const reduce = await until(
      'the item',
      () => item(controller, 'found.bench.mjs', 'sums', 'reduce'),
      20_000,
    );
    assert.equal(reduce.range?.start.line, 3);
    assert.equal(item(controller, 'found.bench.mjs', 'sums', 'allocates')?.description, 'n: 10, 100');
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), "bench('typed', () => 1);\n\n"));
    await until('what is typed', () => item(controller, 'found.bench.mjs', 'typed'));
    assert.equal(item(controller, 'found.bench.mjs', 'sums', 'reduce')?.range?.start.line, 5);
    // The same item, so that its results stay with it.
    assert.equal(item(controller, 'found.bench.mjs', 'sums', 'reduce'), reduce);
  });

  test(
    'run from the cursor: one benchmark, its figures in the store; then the file, with what fails',
    async (t) => {
      t.after(closeAll);
      await set(t, 'benchmarks.showResults', 'never');
      const { store } = (await extension().activate()).benchmarks;
      const uri = await write('run.bench.mjs', text);
      t.after(() => vscode.workspace.fs.delete(uri));
      const editor = await show('run.bench.mjs');
      editor.selection = new vscode.Selection(3, 4, 3, 4);
      const root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
      await vscode.commands.executeCommand('perfloop.runBenchmarks');
      const reduce = store.row(root, 'run.bench.mjs#sums > reduce');
      assert.equal(reduce?.status, 'measured');
      assert.ok(reduce!.candidate!.time.p50Ns > 0);
      assert.deepEqual(
        store.rowsOf(root, 'run.bench.mjs').map((r) => r.id),
        ['sums > reduce'],
      );
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      await vscode.commands.executeCommand('perfloop.runBenchmarks');
      const rows = store.rowsOf(root, 'run.bench.mjs');
      const status = Object.fromEntries(rows.map((r) => [r.id, r.status]));
      assert.deepEqual(status, {
        'sums > reduce': 'measured',
        'sums > allocates [n=10]': 'measured',
        'sums > allocates [n=100]': 'measured',
        throws: 'failed',
      });
      assert.match(rows.find((r) => r.id === 'throws')!.failure![0]!, /no list/);
      const budget = (id: string) => rows.find((r) => r.id === id)!.budgets.map((b) => b.met);
      assert.deepEqual(budget('sums > allocates [n=100]'), [false]);
      assert.equal(store.running, false);
    },
    { timeoutMs: 180_000 },
  );

  test('a filter of a selection finds parameters and repeats, and nothing beside', async () => {
    const { filterOf } = await import('../../src/vscode/services/bench/selection.ts');
    const filter = filterOf([{ file: 'a.bench.js', path: ['g', 'x (1)'], kind: 'benchmark' }]);
    for (const id of ['g > x (1)', 'g > x (1) [n=1]', 'g > x (1) [n=1] #2', 'g > x (1) #2'])
      assert.ok(filter.test(`a.bench.js > ${id}`), id);
    for (const id of ['g > x (1) more', 'g > x', 'h > g > x (1)'])
      assert.ok(!filter.test(`a.bench.js > ${id}`), id);
    assert.ok(!filter.test('b/a.bench.js > g > x (1)'));
    assert.ok(filterOf([{ file: 'a.js', path: ['g'], kind: 'group' }]).test('a.js > g > anything'));
  });
});

const sums = (n: number) => `export const sum = (list) => list.reduce((a, b) => a + b, ${n});\n`;
const reaching = (lib: string) => `import { bench } from 'perfloop';
import { sum } from './${lib}';
const list = Array.from({ length: 500 }, (_, i) => i);
bench('reaches', () => sum(list));
`;
const alone = `import { bench } from 'perfloop';
bench('alone', () => Math.sqrt(Math.random()));
`;

suite('benchmarks after a save', () => {
  const root = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
  const store = async () => (await extension().activate()).benchmarks.store;

  let turn = 0;

  /** Names of their own in each test: an editor may still hold the text of a file that is deleted and made anew. */
  async function files(t: TestContext): Promise<{ lib: string; one: string; two: string }> {
    turn++;
    const names = {
      lib: `saved-lib-${turn}.mjs`,
      one: `one-${turn}.bench.mjs`,
      two: `two-${turn}.bench.mjs`,
    };
    const made = [
      await write(names.lib, sums(0)),
      await write(names.one, reaching(names.lib)),
      await write(names.two, alone),
    ];
    t.after(async () => {
      for (const uri of made) await vscode.workspace.fs.delete(uri);
    });
    t.after(closeAll);
    const { view } = (await extension().activate()).benchmarks;
    for (const uri of made.slice(1)) await until(`${uri.path} is found`, () => view.items.file(uri), 20_000);
    return names;
  }

  /** Changes the file by one character and saves it. */
  async function save(file: string): Promise<void> {
    const editor = await show(file);
    const { document } = editor;
    assert.ok(await editor.edit((e) => e.insert(document.lineAt(document.lineCount - 1).range.end, '\n')));
    await until(`${file} is saved`, async () => (await document.save()) || !document.isDirty);
  }

  const measured = async (file: string, id: string, not?: unknown) => {
    const row = (await store()).row(root(), `${file}#${id}`);
    return row?.status === 'measured' && row !== not && !(await store()).running ? row : undefined;
  };

  test(
    'off: nothing runs; file: the saved benchmark file; affected: what imports the saved file',
    async (t) => {
      const { lib, one: reaches, two } = await files(t);
      await set(t, 'benchmarks.showResults', 'never');
      await save(two);
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal((await store()).running, false);

      await set(t, 'benchmarks.runOnSave', 'file');
      await save(lib);
      await save(two);
      await until('the saved file', () => measured(two, 'alone'), 60_000);
      assert.equal((await store()).row(root(), `${reaches}#reaches`), undefined);

      await set(t, 'benchmarks.runOnSave', 'affected');
      const before = await measured(two, 'alone');
      await save(lib);
      await until('what reaches it', () => measured(reaches, 'reaches'), 60_000);
      assert.equal(await measured(two, 'alone'), before, 'the other was left alone');
    },
    { timeoutMs: 180_000 },
  );

  test(
    'a save while an earlier one is being measured: both are, without a question',
    async (t) => {
      const { one: reaches, two } = await files(t);
      await set(t, 'benchmarks.showResults', 'never');
      await set(t, 'benchmarks.runOnSave', 'file');
      const asked: string[] = [];
      const original = vscode.window.showWarningMessage;
      Object.assign(vscode.window, { showWarningMessage: async (text: string) => void asked.push(text) });
      t.after(() => Object.assign(vscode.window, { showWarningMessage: original }));
      const firstRow = await measured(reaches, 'reaches');
      const secondRow = await measured(two, 'alone');
      await save(reaches);
      await until('the first runs', async () => (await store()).running, 20_000);
      await save(two);
      await until('the second', () => measured(two, 'alone', secondRow), 60_000);
      await until('the first too', () => measured(reaches, 'reaches', firstRow), 60_000);
      assert.deepEqual(asked, []);
    },
    { timeoutMs: 180_000 },
  );

  test(
    'continuous run of the Testing view: after each save that reaches it, until it is turned off',
    async (t) => {
      const { lib, one: reaches, two } = await files(t);
      await set(t, 'benchmarks.showResults', 'never');
      const { view } = (await extension().activate()).benchmarks;
      assert.equal(view.run.supportsContinuousRun, true);
      const off = new vscode.CancellationTokenSource();
      t.after(() => off.dispose());
      const include = [item(view.controller, reaches)!];
      const request = new vscode.TestRunRequest(include, undefined, view.run, true);
      await view.run.runHandler(request, off.token);
      const before = await measured(reaches, 'reaches');
      await save(two);
      await save(lib);
      const first = await until('a run', () => measured(reaches, 'reaches', before), 60_000);
      off.cancel();
      await save(lib);
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal((await store()).running, false);
      assert.equal(await measured(reaches, 'reaches'), first);
    },
    { timeoutMs: 180_000 },
  );
});

suite('benchmark history', () => {
  /** Twenty runs, a day apart; from the eleventh on it is half as slow again, and allocates more. */
  function history(): string {
    const environment = { nodeVersion: 'v20.0.0', platform: 'linux', arch: 'x64', cpuModel: 'CPU', cpus: 2 };
    return Array.from({ length: 20 }, (_, i) => {
      const times = i < 10 ? 4000 + (i % 3) * 20 : 6000 + (i % 3) * 20;
      const measures = [
        { file: 'past.bench.mjs', id: 'sums > reduce', metric: 'timeNs', value: times },
        { file: 'past.bench.mjs', id: 'sums > reduce', metric: 'bytes', value: i < 10 ? 1000 : 2000 },
        { file: 'gone.bench.mjs', id: 'removed', metric: 'timeNs', value: 50 },
      ];
      const at = Date.UTC(2026, 0, 1 + i);
      const commit = `${String(i).padStart(2, '0')}abcdef0123456789`;
      return JSON.stringify({
        version: 1,
        at,
        commit,
        branch: 'main',
        dirty: false,
        command: 'bench',
        environment,
        measures,
      });
    }).join('\n');
  }

  test('is shown without running: all, or one, with the commit of the change', async (t) => {
    t.after(closeAll);
    const { store } = (await extension().activate()).benchmarks;
    const root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    const bench = await write('past.bench.mjs', text);
    const file = await write('.perfloop/history.jsonl', history());
    await show('past.bench.mjs');
    t.after(() => vscode.workspace.fs.delete(bench));
    t.after(() => vscode.workspace.fs.delete(file));
    const wanted: unknown[] = [];
    const listener = store.onDidAsk((w) => wanted.push(w));
    t.after(() => listener.dispose());
    const original = vscode.window.showQuickPick;
    const offered: vscode.QuickPickItem[] = [];
    let take = /All benchmarks/;
    Object.assign(vscode.window, {
      showQuickPick: async (items: readonly vscode.QuickPickItem[]) => {
        offered.push(...items);
        return items.find((i) => take.test(i.label));
      },
    });
    t.after(() => Object.assign(vscode.window, { showQuickPick: original }));
    await vscode.commands.executeCommand('perfloop.showHistory');
    assert.deepEqual(wanted.pop(), { key: undefined, part: 'history' });
    const told = offered.find((i) => i.label.includes('sums > reduce'));
    assert.match(told?.description ?? '', /^past\.bench\.mjs · 20 runs · 6\.0\d µs$/);
    assert.match(told?.detail ?? '', /\+50%.*since commit 10abcdef01|\+4\d\.\d%.*since commit 10abcdef01/);
    const row = store.row(root, 'past.bench.mjs#sums > reduce');
    assert.deepEqual([row?.status, row?.line, row?.history.length], ['past', 4, 20]);
    assert.deepEqual(
      row?.history.flatMap((p, i) => (p.change ? [[i, p.commit, p.bytes]] : [])),
      [[10, '10abcdef01', 2000]],
    );
    assert.equal(store.row(root, 'gone.bench.mjs#removed')?.line, 0);
    assert.equal(store.running, false);

    take = /sums > reduce/;
    await vscode.commands.executeCommand('perfloop.showHistory');
    const { key } = wanted.pop() as { key: string };
    assert.equal(key, `${root}#past.bench.mjs#sums > reduce`);
    await until('the view', () =>
      vscode.window.tabGroups.all.some((g) => g.tabs.some((tab) => tab.label === 'Benchmark Results')),
    );
  });
});
