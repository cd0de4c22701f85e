/** What a person does in the workbench, by the names on the screen. */
import type { Frame, Locator, Page } from 'playwright-core';

/** Every wait ends with an error that names what was awaited. Times in ms, default 60 s. */
export interface Hands {
  /** Runs a command through the palette; `title` as shown there, `Perfloop: Show Hotspots`. */
  command(title: string, timeoutMs?: number): Promise<void>;
  /** Opens a file of the workspace by its path relative to the folder, at a line where given. */
  openFile(file: string, line?: number): Promise<void>;
  /** Waits for a quick pick with an entry that contains `label`, and takes it. */
  pick(label: string, timeoutMs?: number): Promise<void>;
  /** Types into the open quick input and presses Enter. */
  answer(text: string): Promise<void>;
  /** Waits for a notification that contains `text`. The locator is the notification, for its buttons. */
  notification(text: string, timeoutMs?: number): Promise<Locator>;
  /** Waits for a status bar entry that contains `text`. */
  statusBar(text: string, timeoutMs?: number): Promise<Locator>;
  /** Waits for a row that contains `text` in a tree of the side bar or panel. */
  treeRow(text: string, timeoutMs?: number): Promise<Locator>;
  /** The document of the webview in which `selector` matches. */
  webview(selector: string, timeoutMs?: number): Promise<Frame>;
  /** Closes notifications, so that they cover nothing. */
  clearNotifications(): Promise<void>;
  /** A PNG of the whole window. */
  screenshot(file: string): Promise<void>;
}

/** Generous: an editor that starts on a machine busy with other work takes minutes, not seconds. */
const LIMIT_MS = 60_000;

export function createHands(page: Page): Hands {
  const input = page.locator('.quick-input-widget:visible input').first();
  const rows = page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  const visible = async (locator: Locator, timeout: number): Promise<Locator> => {
    await locator.first().waitFor({ state: 'visible', timeout });
    return locator.first();
  };
  const hands: Hands = {
    command: (title, timeoutMs = LIMIT_MS) => runCommand(page, title, timeoutMs),
    openFile: (file, line) => openFile(page, file, line),
    pick: async (label, timeoutMs = LIMIT_MS) => {
      await (await visible(rows.filter({ hasText: label }), timeoutMs)).click();
    },
    answer: async (text) => {
      await input.fill(text, { timeout: LIMIT_MS });
      await input.press('Enter');
    },
    notification: (text, timeoutMs = LIMIT_MS) =>
      visible(page.locator('.notification-list-item').filter({ hasText: text }), timeoutMs),
    statusBar: (text, timeoutMs = LIMIT_MS) =>
      visible(page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }), timeoutMs),
    treeRow: (text, timeoutMs = LIMIT_MS) =>
      visible(page.locator('.monaco-list-row[role="treeitem"]').filter({ hasText: text }), timeoutMs),
    webview: (selector, timeoutMs = LIMIT_MS) => findWebview(page, selector, timeoutMs),
    clearNotifications: () => runCommand(page, 'Notifications: Clear All Notifications', LIMIT_MS),
    screenshot: async (file) => {
      await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    },
  };
  return hands;
}

/** A workbench that is still starting loses keys, so they are pressed until the input is there. */
async function openQuickInput(page: Page, key: string, deadline: number): Promise<Locator> {
  const input = page.locator('.quick-input-widget:visible input').first();
  while (Date.now() < deadline) {
    await page.keyboard.press(key);
    const shown = input.waitFor({ state: 'visible', timeout: 3000 });
    if (
      await shown.then(
        () => true,
        () => false,
      )
    ) {
      return input;
    }
  }
  throw new Error(`${key} opened no quick input`);
}

/**
 * The quick input closes when anything else takes the focus (a view that opens late, a notification), between
 * any two steps. So the whole of it is one attempt, made again until the file's tab is there.
 */
async function openFile(page: Page, file: string, line: number | undefined): Promise<void> {
  const name = file.split('/').at(-1) ?? file;
  const rows = page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  const tab = page.locator(`.editor-group-container .tab[data-resource-name="${name}"]`);
  await untilDone(page, async (timeout, deadline) => {
    const input = await openQuickInput(page, 'ControlOrMeta+P', deadline);
    await input.fill(line === undefined ? file : `${file}:${line}`, { timeout });
    await rows.filter({ hasText: name }).first().waitFor({ state: 'visible', timeout });
    await input.press('Enter', { timeout });
    await tab.first().waitFor({ state: 'visible', timeout });
  });
}

/** Tries `attempt` with more patience each time until it succeeds; the last error is the caller's. */
async function untilDone(
  page: Page,
  attempt: (timeoutMs: number, deadline: number) => Promise<void>,
): Promise<void> {
  const deadline = Date.now() + 2 * LIMIT_MS;
  for (let timeoutMs = 4000; ; timeoutMs *= 2) {
    try {
      await attempt(Math.max(1000, Math.min(timeoutMs, deadline - Date.now())), deadline);
      return;
    } catch (error) {
      if (Date.now() >= deadline) {
        throw error;
      }
      await page.keyboard.press('Escape');
    }
  }
}

/** The palette knows an extension's commands only once the extension is scanned, so it is asked again. */
async function runCommand(page: Page, title: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const widget = page.locator('.quick-input-widget:visible');
  let seen: string[] = [];
  while (Date.now() < deadline) {
    const input = await openQuickInput(page, 'F1', deadline);
    try {
      await input.fill(`>${title}`, { timeout: 5000 });
    } catch {
      continue;
    }
    const labels = widget.locator('.quick-input-list .monaco-list-row .label-name');
    const patience = Math.min(deadline, Date.now() + 2000);
    while (Date.now() < patience) {
      seen = (await labels.allInnerTexts()).map((label) => label.replaceAll('\u00a0', ' ').trim());
      if (seen.includes(title)) {
        try {
          // By its text: the list is still being sorted, and what stood at a place a moment ago may have moved.
          await labels
            .filter({ hasText: exactly(title) })
            .first()
            .click({ timeout: 5000 });
          return;
        } catch {
          break;
        }
      }
      await page.waitForTimeout(100);
    }
    await page.keyboard.press('Escape');
  }
  throw new Error(
    `No command ${JSON.stringify(title)} in the palette; it offers ${JSON.stringify(seen.slice(0, 5))}`,
  );
}

/** The whole text; the palette writes some spaces as no-break spaces. */
function exactly(text: string): RegExp {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(' ', '\\s');
  return new RegExp(`^\\s*${escaped}\\s*$`);
}

async function findWebview(page: Page, selector: string, timeoutMs: number): Promise<Frame> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      if (frame === page.mainFrame()) continue;
      const found = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (found > 0) return frame;
    }
    await page.waitForTimeout(100);
  }
  const frames = page.frames().map((frame) => frame.url().slice(0, 80));
  throw new Error(`No webview has ${JSON.stringify(selector)}; frames: ${JSON.stringify(frames)}`);
}
