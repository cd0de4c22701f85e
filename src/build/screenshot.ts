/** A picture of the editor as a person sees it after `npm start`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Progress } from './editor/cache.ts';
import { seconds } from './editor/install.ts';
import type { Theme } from './editor/settings.ts';
import { openWorkbench, type Workbench } from './editor/workbench.ts';

/** A flame graph is wide and so is code with figures behind it: one above the other. */
export const SIDE_BY_SIDE = { 'workbench.editor.openSideBySideDirection': 'down' };

/** What a picture is of: the recording, or what the review says of the code that was recorded. */
export const VIEWS = ['profile', 'review'] as const;
export type View = (typeof VIEWS)[number];

export interface ScreenshotOptions {
  /** The repository, built; absolute. */
  readonly root: string;
  /** The folder to open and the recording to show; absolute. */
  readonly folder: string;
  readonly recording: string;
  /** Where the PNG goes; absolute. */
  readonly file: string;
  readonly view: View;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly progress: Progress;
}

/** Waits until flame graph, heat and hotspots are drawn, then saves the window. Errors name what did not come. */
export async function screenshot(options: ScreenshotOptions): Promise<void> {
  const started = Date.now();
  options.progress(`opening the editor (${options.theme}, ${options.width}×${options.height})`);
  const workbench = await openWorkbench({
    folder: options.folder,
    extension: options.root,
    theme: options.theme,
    width: options.width,
    height: options.height,
    env: { PERFLOOP_OPEN: options.recording },
    settings: SIDE_BY_SIDE,
    progress: options.progress,
  });
  try {
    await workbench.webview('body[data-perfloop-drawn]', 60_000);
    const { page } = workbench;
    // Heat is text that a decoration puts after a line: an empty element, so attached but never "visible".
    const heat = page.locator('.monaco-editor .view-lines [class*="ced-"]').first();
    await heat.waitFor({ state: 'attached', timeout: 30_000 });
    await page.locator('.sidebar .monaco-list-row[role="treeitem"]').first().waitFor({ timeout: 30_000 });
    if (options.view === 'review') await showReview(workbench);
    await workbench.clearNotifications();
    await page.mouse.move(0, 0);
    if (options.view === 'review') await showHover(workbench);
    await settled(page);
    await mkdir(path.dirname(options.file), { recursive: true });
    await workbench.screenshot(options.file);
    options.progress(`${path.relative(process.cwd(), options.file)} after ${seconds(Date.now() - started)}`);
  } catch (error) {
    const logs = (await workbench.logs()).split('\n');
    options.progress(`not everything was drawn; the editor's log:\n${logs.slice(-60).join('\n')}`);
    throw error;
  } finally {
    await workbench.dispose();
  }
}

/** All findings as a tree, and a query per item with the way to it, in the code and among the problems. */
async function showReview(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await workbench.command('View: Close All Editors');
  await workbench.command('Perfloop: Review Workspace');
  await workbench.treeRow('One query per item');
  // The second: on the line of the first there is more than one finding.
  await page.locator('.sidebar .monaco-list-row').filter({ hasText: 'One query per item' }).nth(1).click();
  await page.locator('.view-overlays .squiggly-warning').first().waitFor({ state: 'attached' });
  await workbench.command('Problems: Focus on Problems View');
  await workbench.treeRow('One query per item: ');
}

/** Last: whatever else is done closes it. */
async function showHover(workbench: Workbench): Promise<void> {
  await workbench.command('View: Focus Active Editor Group');
  await workbench.command('Show or Focus Hover');
  await workbench.page.locator('.monaco-hover:visible').filter({ hasText: 'Explain' }).first().waitFor();
}

/** Colours of the syntax, icons and counts in the status bar come in late: wait until the picture holds still. */
async function settled(page: {
  screenshot(): Promise<Buffer>;
  waitForTimeout(ms: number): Promise<void>;
}): Promise<void> {
  let before = await page.screenshot();
  let still = 0;
  for (let i = 0; i < 20 && still < 2; i++) {
    await page.waitForTimeout(700);
    const now = await page.screenshot();
    still = now.equals(before) ? still + 1 : 0;
    before = now;
  }
}
