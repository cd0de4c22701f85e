import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Theme } from '../../src/build/editor/settings.ts';
import { openWorkbench, type Workbench } from '../../src/build/editor/workbench.ts';
import { faults, heatTexts, packaged, pictures, workspace } from './support.ts';

// The installed package, not the source tree: what is missing in it is found here.
let vsix = '';
const undo: (() => Promise<void>)[] = [];
before(async () => {
  const made = await packaged();
  vsix = made.vsix;
  undo.push(made.remove);
});
after(async () => {
  for (const step of undo.reverse()) await step();
});

async function withEditor(
  options: { theme?: Theme; restricted?: boolean },
  run: (editor: Workbench, folder: string) => Promise<void>,
): Promise<void> {
  const { folder, remove } = await workspace();
  const editor = await openWorkbench({ folder, vsix, ...options });
  try {
    await run(editor, folder);
  } catch (error) {
    await editor.screenshot(path.join(pictures, 'failed.png'));
    throw error;
  } finally {
    await editor.dispose();
    await remove();
  }
}

const picture = (name: string) => path.join(pictures, `${name}.png`);
const drawn = (editor: Workbench) => editor.webview('body[data-perfloop-drawn]', 60_000);

/** Waits until so many flame views have drawn. */
async function drawnViews({ page }: Workbench, count: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const views = await Promise.all(
      page.frames().map((f) =>
        f
          .locator('body[data-perfloop-drawn]')
          .count()
          .catch(() => 0),
      ),
    );
    if (views.reduce((sum, n) => sum + n, 0) >= count) return;
    if (Date.now() > deadline) assert.fail(`no ${count} flame views within a minute`);
    await page.waitForTimeout(200);
  }
}

test('profile the current file: status, heat, hotspots and flame graph of the installed package', async () => {
  await withEditor({ theme: 'dark' }, async (editor) => {
    await editor.openFile('work.js', 5);
    await editor.command('Perfloop: Profile Current File', 60_000);
    await editor.statusBar('heavy', 60_000);
    await drawn(editor);
    await editor.treeRow('heavy');
    const texts = await heatTexts(editor);
    assert.ok(texts.filter((t) => /^\d.* % · .*s$/.test(t)).length >= 2, texts.join(' | '));
    await editor.clearNotifications();
    await editor.screenshot(picture('profiled-dark'));

    await (await editor.treeRow('work.js:13')).click();
    await editor.statusBar('Ln 13');

    await editor.command('Perfloop: Open in speedscope');
    const page = await editor.webview('canvas[style]', 60_000).catch(() => editor.webview('canvas'));
    assert.ok(page);
    await editor.page.waitForTimeout(2000);
    await editor.screenshot(picture('speedscope-dark'));
    assert.deepEqual(faults(editor), []);
  });
});

test('an npm script is picked from the list; a reload of the window brings the flame graph back', async () => {
  await withEditor({ theme: 'dark' }, async (editor) => {
    await editor.openFile('work.js');
    await editor.command('Perfloop: Profile…', 60_000);
    await editor.page.locator('.quick-input-list').getByText('npm run work').waitFor({ timeout: 20_000 });
    await editor.screenshot(picture('pick-dark'));
    await editor.pick('npm run work');
    await editor.statusBar('heavy', 60_000);
    await drawn(editor);
    // By the editor's own command: a bare reload of the page may outrun what the editor saves of its windows.
    const reloaded = editor.page.waitForEvent('domcontentloaded', { timeout: 60_000 });
    await editor.command('Developer: Reload Window');
    await reloaded;
    await editor.page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
    await drawn(editor);
    await editor.statusBar('heavy', 60_000);
  });
});

test('a program that never ends is stopped from its notification and keeps its profile', async () => {
  await withEditor({ theme: 'light' }, async (editor) => {
    await editor.openFile('forever.js');
    await editor.command('Perfloop: Profile Current File', 60_000);
    const notification = await editor.notification('recording forever.js · 0:', 60_000);
    await editor.screenshot(picture('recording-light'));
    await notification.hover();
    await notification.getByText('Cancel', { exact: true }).click();
    await editor.statusBar('spin', 30_000);
    await drawn(editor);
  });
});

test('a program that fails is told with its exit code, and its output is one click away', async () => {
  await withEditor({}, async (editor) => {
    await editor.openFile('fails.js');
    await editor.command('Perfloop: Profile Current File', 60_000);
    const notification = await editor.notification('fails.js ended with exit code 3', 60_000);
    await notification.getByText('Show Output').click();
    await editor.page
      .locator('.part.panel')
      .getByText('the database is gone')
      .first()
      .waitFor({ timeout: 20_000 });
    await editor.screenshot(picture('failed-dark'));
  });
});

for (const theme of ['light', 'hc', 'hc-light'] as const) {
  test(`a .cpuprofile opens in the flame view, with exact heat (${theme})`, async () => {
    await withEditor({ theme }, async (editor) => {
      await editor.openFile('exact.cpuprofile');
      await drawn(editor);
      await editor.statusBar('80 % heavy');
      await editor.openFile('work.js', 5);
      await editor.command('Perfloop: Show Flame Graph');
      await editor.command('Perfloop: Show Hotspots');
      await editor.treeRow('light');
      await drawnViews(editor, 2);
      assert.deepEqual(await heatTexts(editor), [
        'module total 100 % · 1 s',
        '80 % · 800 ms',
        '10 % · 100 ms',
        '70 % · 700 ms',
        '20 % · 200 ms',
        '20 % · 200 ms',
        // The calls on lines 21 and 22.
        '80 % · 800 ms',
        '20 % · 200 ms',
      ]);
      await editor.screenshot(picture(`profile-file-${theme}`));
      assert.deepEqual(faults(editor), []);
    });
  });
}

test('a file that is no profile says so, with its name and the next step', async () => {
  await withEditor({}, async (editor) => {
    await editor.openFile('broken.cpuprofile');
    const page = await editor.webview('main#perfloop');
    await page.getByText('broken.cpuprofile').first().waitFor({ timeout: 30_000 });
    await editor.screenshot(picture('broken-dark'));
    const said = await page.locator('body').innerText();
    assert.match(said, /broken\.cpuprofile/);
    assert.doesNotMatch(said, /\bat .*:\d+:\d+|undefined/);
  });
});

test('Restricted Mode: running is refused with the reason, reading works', async () => {
  await withEditor({ restricted: true }, async (editor) => {
    await editor.openFile('work.js');
    await editor.command('Perfloop: Profile Current File', 60_000);
    const notification = await editor.notification('Restricted Mode', 30_000);
    await notification.getByText('Manage Workspace Trust').waitFor();
    await editor.screenshot(picture('restricted-dark'));
    await editor.clearNotifications();
    await editor.openFile('exact.cpuprofile');
    await drawn(editor);
    await editor.statusBar('80 % heavy');
  });
});
