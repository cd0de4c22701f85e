/** A whole VS Code with a page to look at and to click in: the embedded server, seen through Chromium. */
import type { Page } from 'playwright-core';
import { launchChromium } from './browser.ts';
import { createHands, type Hands } from './hands.ts';
import { type PageOptions, type ServerOptions, startServer } from './server.ts';

/** `extensionDevelopmentPath` and `payload` only with `extensionTestsPath`; else name `extension` or `vsix`. */
export interface WorkbenchOptions extends Omit<ServerOptions, 'automation'>, PageOptions {
  /** The folder, or the `.code-workspace` file, to open; absolute. */
  readonly folder: string;
  /** Size of the page in CSS pixels; default 1600 × 1000. */
  readonly width?: number;
  readonly height?: number;
  /** Called with the page before it loads, for functions and listeners that must be there from the start. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface ConsoleLine {
  readonly type: string;
  readonly text: string;
  /** Address of the document or script that wrote it. */
  readonly from: string;
}

export interface Workbench extends Hands {
  readonly page: Page;
  readonly url: string;
  /** Everything that the page and its webviews wrote to the console, uncaught errors as type `pageerror`. */
  readonly console: readonly ConsoleLine[];
  /** What the server and the extension host logged. */
  logs(): Promise<string>;
  dispose(): Promise<void>;
}

/** Opens the editor on a folder and waits until its window stands. The caller must `dispose`. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const server = await startServer({ ...options, automation: options.extensionTestsPath !== undefined });
  const url = server.url(options.folder, options);
  const browser = await launchChromium(options.progress).catch(async (error) => {
    await server.stop();
    throw error;
  });
  const dispose = async () => {
    await browser.close();
    await server.stop();
  };
  try {
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1600, height: options.height ?? 1000 },
      colorScheme: options.theme === 'light' || options.theme === 'hc-light' ? 'light' : 'dark',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    const lines: ConsoleLine[] = [];
    page.on('console', (m) => lines.push({ type: m.type(), text: m.text(), from: m.location().url }));
    page.on('pageerror', (error) =>
      lines.push({ type: 'pageerror', text: error.stack ?? error.message, from: '' }),
    );
    await options.prepare?.(page);
    await page.goto(url);
    await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
    return { page, url, console: lines, logs: server.logs, dispose, ...createHands(page) };
  } catch (error) {
    await dispose();
    throw error;
  }
}
