import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { cpuProfile } from './fixture-profile.ts';
import { suite, test, until } from './harness.ts';
import { closeAll, extension, inWorkspace, show, write } from './support.ts';

const work = () => inWorkspace('work.js');

function activeCustomEditor(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom ? input.viewType : undefined;
}

suite('profile files', () => {
  test(
    'a .cpuprofile opens in the flame view and is drawn; heat and hotspots follow',
    async (t) => {
      t.after(closeAll);
      const uri = await write('opens.cpuprofile', cpuProfile(work(), [{ line: 5, samples: 30 }], []));
      const { exports } = await activated();
      let boxes = 0;
      const listener = exports.onDidDraw((drawn) => {
        if (drawn.set?.source === uri.fsPath) boxes = drawn.boxes;
      });
      t.after(() => listener.dispose());
      await vscode.commands.executeCommand('vscode.open', uri);
      await until('our editor', () => activeCustomEditor() === 'perfloop.profile', 40_000);
      await until('the first frame', () => boxes > 0, 40_000);
      await until('it is current', () => exports.session.current?.source === uri.fsPath, 40_000);
      const { document } = await show('work.js');
      await until('heat', () => exports.heat.of(document)?.annotations.some((a) => a.line === 5), 40_000);
    },
    { timeoutMs: 60_000 },
  );

  test(
    'a profile that changes on disk is read again',
    async (t) => {
      t.after(closeAll);
      const { exports } = await activated();
      const uri = await write('changes.cpuprofile', cpuProfile(work(), [{ line: 5, samples: 10 }], []));
      await vscode.commands.executeCommand('vscode.open', uri);
      await until('first reading', () => exports.session.current?.profiles[0]?.totals.samples === 10, 40_000);
      await write('changes.cpuprofile', cpuProfile(work(), [{ line: 5, samples: 25 }], []));
      await until(
        'second reading',
        () => exports.session.current?.profiles[0]?.totals.samples === 25,
        40_000,
      );
    },
    { timeoutMs: 60_000 },
  );

  test(
    'a file that is no profile leaves what is open as it was',
    async (t) => {
      t.after(closeAll);
      const { exports } = await activated();
      const good = await write('good.cpuprofile', cpuProfile(work(), [{ line: 5, samples: 10 }], []));
      await vscode.commands.executeCommand('perfloop.openProfile', good);
      const before = exports.session.current;
      assert.ok(before);
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(inWorkspace('broken.cpuprofile')));
      await until('our editor', () => activeCustomEditor() === 'perfloop.profile', 40_000);
      assert.equal(exports.session.current, before);
      await assert.rejects(exports.session.open(inWorkspace('broken.cpuprofile')), /broken\.cpuprofile/);
    },
    { timeoutMs: 60_000 },
  );
});

async function activated() {
  await extension().activate();
  return extension();
}
