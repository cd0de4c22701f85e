import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { suite, test, until } from './harness.ts';
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
