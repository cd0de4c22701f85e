/** Chromium for the embedded editor and for tests of pages. */
import { type Browser, chromium as playwright } from 'playwright-core';
import type { Progress } from './cache.ts';
import { chromium } from './install.ts';
import { onInterrupt } from './processes.ts';

/** A headless Chromium; closed on Ctrl+C too. */
export async function launchChromium(progress: Progress = () => {}): Promise<Browser> {
  const browser = await playwright.launch({
    executablePath: await chromium(progress),
    args: [
      // Root in a container cannot use the sandbox; the pages are all ours.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const forget = onInterrupt(() => browser.close());
  browser.on('disconnected', forget);
  return browser;
}
