import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openWorkbench, type Workbench } from '../../src/build/editor/workbench.ts';
import { faults, heatTexts, pictures } from './support.ts';

const fast = `export function customers(orders) {
  const seen = new Set();
  for (const order of orders) seen.add(order.customer);
  return [...seen];
}
`;
const slow = `export function customers(orders) {
  const seen = [];
  for (const order of orders) if (!seen.includes(order.customer)) seen.push(order.customer);
  return seen;
}
`;
const bench = `import { bench } from 'perfloop';
import { customers } from './customers.mjs';

const orders = Array.from({ length: 2000 }, (_, i) => ({ customer: \`c\${i % 400}\` }));

bench('customers', () => customers(orders));
`;

/** A repository whose last commit is fast and whose working tree is slow. */
async function repository(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'perfloop-ui-'));
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, stdio: 'ignore' });
  await writeFile(path.join(folder, 'customers.mjs'), fast);
  await writeFile(path.join(folder, 'customers.bench.mjs'), bench);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-q', '-m', 'start');
  await writeFile(path.join(folder, 'customers.mjs'), slow);
  await mkdir(pictures, { recursive: true });
  return folder;
}

/** Waits until a text behind a line matches. */
async function inline(editor: Workbench, wanted: RegExp): Promise<string> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const texts = await heatTexts(editor);
    const found = texts.find((t) => wanted.test(t));
    if (found) return found;
    if (Date.now() > deadline) assert.fail(`no ${wanted} behind a line: ${texts.join(' | ')}`);
    await editor.page.waitForTimeout(300);
  }
}

test('gutter icon, result behind the line, comparison with the base, profile of that benchmark', async () => {
  const folder = await repository();
  const editor = await openWorkbench({ folder, extension: process.cwd(), theme: 'dark' });
  try {
    await editor.openFile('customers.bench.mjs', 6);
    // By mouse: the icon that the Testing view puts beside the line.
    const icon = editor.page.locator('.testing-run-glyph').first();
    await icon.waitFor({ state: 'visible', timeout: 60_000 });
    await icon.click();
    await inline(editor, /^\d.* · p95 .*\/s · .*B$/);
    await editor.screenshot(path.join(pictures, 'bench-inline.png'));

    // By keyboard, from here on.
    await editor.openFile('customers.bench.mjs', 6);
    await editor.command('Perfloop: Compare Benchmarks with Base');
    await inline(editor, /^×\d+.* slower than main/);
    const results = await editor.webview('.details .verdict', 60_000);
    assert.match((await results.locator('.verdict').textContent()) ?? '', /^Slower/);
    assert.equal(await results.locator('.row').count(), 1);
    await editor.screenshot(path.join(pictures, 'bench-compared.png'));

    await editor.openFile('customers.bench.mjs', 6);
    await editor.command('Perfloop: Profile Benchmark');
    await editor.webview('body[data-perfloop-drawn]', 120_000);
    await editor.statusBar('customers', 60_000);
    await editor.screenshot(path.join(pictures, 'bench-profiled.png'));
    assert.deepEqual(faults(editor), []);
  } catch (error) {
    await editor.screenshot(path.join(pictures, 'failed.png'));
    throw error;
  } finally {
    await editor.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
