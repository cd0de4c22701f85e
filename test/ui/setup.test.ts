/** Setting a project up, and looking at its past: by keyboard, as a person does. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openWorkbench } from '../../src/build/editor/workbench.ts';
import { faults, pictures } from './support.ts';

const bench = `import { bench, group } from 'perfloop';

const list = Array.from({ length: 500 }, (_, i) => i);

group('sums', () => {
  bench('reduce', () => list.reduce((a, b) => a + b, 0));
  bench('loop', () => { let s = 0; for (const i of list) s += i; return s; });
});
`;

/** Thirty runs, a day apart; one benchmark gets slower with the twentieth, the other stays. */
function history(): string {
  const environment = { nodeVersion: 'v20.0.0', platform: 'linux', arch: 'x64', cpuModel: 'CPU', cpus: 2 };
  const runs = Array.from({ length: 30 }, (_, i) => {
    const noise = ((i * 37) % 11) * 8;
    const of = (id: string, value: number, bytes: number) => [
      { file: 'sums.bench.mjs', id: `sums > ${id}`, metric: 'timeNs', value },
      { file: 'sums.bench.mjs', id: `sums > ${id}`, metric: 'bytes', value: bytes },
    ];
    const measures = [...of('reduce', (i < 19 ? 4000 : 4900) + noise, 64), ...of('loop', 900 + noise / 4, 0)];
    const about = { branch: 'main', dirty: false, command: 'bench', environment, measures };
    const commit = `${(0xa1b2c3 + i * 7919).toString(16)}0123456789`;
    return JSON.stringify({ version: 1, at: Date.UTC(2026, 8, 1 + i), commit, ...about });
  });
  return `${runs.join('\n')}\n`;
}

for (const theme of ['dark', 'hc-light'] as const)
  test(`set up with a list to choose from; the history shown without a run (${theme})`, async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'perfloop-ui-'));
    await mkdir(path.join(folder, '.perfloop'));
    await mkdir(pictures, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{ "name": "sums" }\n');
    await writeFile(path.join(folder, 'sums.bench.mjs'), bench);
    await writeFile(path.join(folder, '.perfloop/history.jsonl'), history());
    execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
    const editor = await openWorkbench({ folder, extension: process.cwd(), theme });
    try {
      const { page } = editor;
      await editor.command('Perfloop: Initialize…');
      const list = page.locator('.quick-input-widget:visible');
      await list.getByText('perfloop.json').first().waitFor({ timeout: 60_000 });
      await editor.screenshot(path.join(pictures, `init-list-${theme}.png`));
      // The buttons of an entry are there while the pointer, or the focus, is.
      const row = list.locator('.monaco-list-row').filter({ hasText: 'perfloop.yml' });
      await row.hover();
      await row.locator('[aria-label="Preview perfloop.yml"]').first().click();
      await page.locator('.monaco-diff-editor').first().waitFor({ timeout: 60_000 });
      await editor.screenshot(path.join(pictures, `init-preview-${theme}.png`));
      await list.locator('input').first().press('Enter');
      await page.locator('.tab[data-resource-name="perfloop.json"]').waitFor({ timeout: 60_000 });
      const said = await editor.notification('made perfloop.json');
      assert.match((await said.textContent()) ?? '', /npm install --save-dev PATH/);
      await editor.screenshot(path.join(pictures, `init-done-${theme}.png`));
      for (const file of ['.gitignore', '.github/workflows/perfloop.yml', '.perfloop/perfloop.schema.json'])
        assert.ok(existsSync(path.join(folder, file)), file);
      assert.ok(!existsSync(path.join(folder, '.git/hooks/pre-commit')), 'a hook was not chosen');
      await editor.clearNotifications();

      await editor.openFile('sums.bench.mjs', 6);
      await editor.command('Perfloop: Show Benchmark History');
      await editor.pick('reduce');
      const view = await editor.webview('.details figure');
      await view.getByRole('table', { name: 'History' }).waitFor({ timeout: 60_000 });
      assert.equal(await view.locator('.details h2').textContent(), 'sums > reduce');
      assert.match((await view.locator('.notes').textContent()) ?? '', /\+2\d\.\d%.*since commit/);
      assert.equal(await view.locator('.sparkline').count(), 2);
      await page.waitForTimeout(500);
      await editor.screenshot(path.join(pictures, `history-${theme}.png`));
      assert.deepEqual(faults(editor), []);
    } catch (error) {
      await editor.screenshot(path.join(pictures, `setup-failed-${theme}.png`));
      throw error;
    } finally {
      await editor.dispose();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
