import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { cpuProfile } from './fixture-profile.ts';
import { suite, type TestContext, test, until } from './harness.ts';
import { closeAll, extension, inWorkspace, set, show, write } from './support.ts';

/** A busy machine reads a profile slowly; a test never waits for it otherwise. */
const patienceMs = 40_000;
const unhurried = { timeoutMs: 60_000 };

/** 1000 samples: 800 in heavy (700 on line 5, 100 on line 4), 200 in light (line 13); 500 idle. */
async function opened(t: TestContext, name = 'exact.cpuprofile'): Promise<vscode.TextEditor> {
  t.after(closeAll);
  const text = cpuProfile(
    inWorkspace('work.js'),
    [
      { line: 5, samples: 700 },
      { line: 4, samples: 100 },
    ],
    [{ line: 13, samples: 200 }],
    500,
  );
  const uri = await write(name, text);
  const editor = await show('work.js');
  await vscode.commands.executeCommand('perfloop.openProfile', uri);
  await until('heat of work.js', () => extension().exports.heat.of(editor.document), patienceMs);
  return editor;
}

const rows = (document: vscode.TextDocument) =>
  extension()
    .exports.heat.of(document)
    ?.annotations.map((a) => [a.line, a.text, a.stale] as const);

suite('line heat', () => {
  test(
    'names the lines and functions with the exact shares',
    async (t) => {
      const { document } = await opened(t);
      assert.deepEqual(rows(document), [
        [1, 'module total 100 % · 1 s', false],
        [2, '80 % · 800 ms', false],
        [4, '10 % · 100 ms', false],
        [5, '70 % · 700 ms', false],
        [10, '20 % · 200 ms', false],
        [13, '20 % · 200 ms', false],
        // What the calls there cost.
        [21, '80 % · 800 ms', false],
        [22, '20 % · 200 ms', false],
      ]);
    },
    unhurried,
  );

  test(
    'follows edits; a changed body is stale, its neighbour keeps its heat',
    async (t) => {
      const editor = await opened(t);
      const { document } = editor;
      await editor.edit((e) => e.insert(new vscode.Position(0, 0), '// one\nconst two = 2;\n'));
      await until('heat two lines lower', () => rows(document)?.some(([line]) => line === 7));
      assert.deepEqual(
        rows(document)?.map(([line, , stale]) => [line, stale]),
        [
          // The module is the file's, wherever its first line went.
          [1, false],
          [4, false],
          [6, false],
          [7, false],
          [12, false],
          [15, false],
          [23, false],
          [24, false],
        ],
      );
      const inHeavy = document.lineAt(6).range;
      await editor.edit((e) => e.replace(inHeavy, '    sum += i;'));
      await until('stale heat', () => rows(document)?.some(([, , stale]) => stale));
      assert.deepEqual(
        rows(document)?.map(([line, , stale]) => [line, stale]),
        [
          [1, false],
          [4, true],
          [6, true],
          [7, true],
          [12, false],
          [15, false],
          [23, false],
          [24, false],
        ],
      );
      await vscode.commands.executeCommand('undo');
      await until('fresh again', () => rows(document)?.every(([, , stale]) => !stale));
    },
    unhurried,
  );

  test(
    'the hover tells self, total and callers, with links',
    async (t) => {
      const { document } = await opened(t);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new vscode.Position(1, 4),
      );
      const text = hovers
        .flatMap((h) => h.contents.map((c) => (typeof c === 'string' ? c : c.value)))
        .join('\n');
      assert.match(text, /\| self \| 80 % \| 800 ms \|/);
      assert.match(text, /\| total \| 80 % \| 800 ms \|/);
      assert.match(text, /Called by\s+- \[\(anonymous\) work\.js:1\]\(command:perfloop\.openPlace/);
    },
    unhurried,
  );

  test(
    'lenses are off until asked for',
    async (t) => {
      const { document } = await opened(t);
      const lenses = async () =>
        (
          await vscode.commands.executeCommand<vscode.CodeLens[]>(
            'vscode.executeCodeLensProvider',
            document.uri,
            10,
          )
        ).filter((lens) => lens.command?.command === 'perfloop.revealInFlame');
      assert.equal((await lenses()).length, 0);
      await set(t, 'heat.codeLens', true);
      const found = await until('lenses', async () => {
        const now = await lenses();
        return now.length > 0 && now;
      });
      assert.deepEqual(
        found.map((lens) => [lens.range.start.line + 1, lens.command?.title]),
        [
          [1, '$(flame) 100 % total · 0 % self · 1 s'],
          [2, '$(flame) 80 % total · 80 % self · 800 ms'],
          [10, '$(flame) 20 % total · 20 % self · 200 ms'],
        ],
      );
    },
    unhurried,
  );

  test(
    'the toggle takes the heat away and brings it back',
    async (t) => {
      const { document } = await opened(t);
      await set(t, 'heat.enabled', true);
      await vscode.commands.executeCommand('perfloop.toggleHeat');
      await until('no heat', () => rows(document) === undefined);
      await vscode.commands.executeCommand('perfloop.toggleHeat');
      await until('heat again', () => rows(document));
    },
    unhurried,
  );

  test(
    'closing the profile ends the heat',
    async (t) => {
      const { document } = await opened(t);
      await vscode.commands.executeCommand('perfloop.closeProfile');
      await until('no heat', () => rows(document) === undefined);
    },
    unhurried,
  );
});

suite('hotspots', () => {
  test(
    'list functions, lines and packages with their shares',
    async (t) => {
      await opened(t);
      await set(t, 'onlyMyCode', false);
      const tree = await extension().exports.hotspots.described();
      assert.deepEqual(tree.slice(0, 8), [
        'Functions self (total)',
        '  heavy 80 % (80 %) · work.js:2',
        '  light 20 % (20 %) · work.js:10',
        '  (module) 0 % (100 %) · work.js:1',
        'Lines self',
        '  work.js:5 70 % · 700 ms · heavy',
        '  work.js:13 20 % · 200 ms · light',
        '  work.js:4 10 % · 100 ms · heavy',
      ]);
    },
    unhurried,
  );
});
