import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FlameMode } from '../../src/core/protocol.ts';
import { readPlace } from '../../webview-ui/speedscope/place.ts';
import { type WebviewPage, WebviewPages } from '../support/webview-page.ts';

let pages: WebviewPages;
before(async () => {
  pages = await WebviewPages.start();
});
after(() => pages.stop());

/** A speedscope file of one profile: `main` calls `slow` for three quarters of the time. */
function file(main: string): string {
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    shared: {
      frames: [
        { name: main, file: '/app/src/main.ts', line: 3, col: 1 },
        { name: 'slow', file: '/app/src/slow.ts', line: 42, col: 7 },
      ],
    },
    profiles: [
      {
        type: 'sampled',
        name: 'p',
        unit: 'microseconds',
        startValue: 0,
        endValue: 100,
        samples: [[0, 1], [0]],
        weights: [75, 25],
      },
    ],
  });
}

async function shown(view: WebviewPage, text: string, mode: FlameMode): Promise<void> {
  await view.page.evaluate(
    `postMessage({ type: 'file', name: 'p.speedscope.json', bytes: new TextEncoder().encode(${JSON.stringify(text)}), mode: ${JSON.stringify(mode)} }, '*')`,
  );
  await view.page.getByText('Left Heavy').first().waitFor();
}

test('speedscope takes the file, shows the mode, and a click on a function opens its source; again and again', async () => {
  const view = await pages.open('speedscope');
  await shown(view, file('main'), 'left-heavy');
  await view.page.waitForTimeout(1500);
  const canvas = (await view.page.locator('canvas').last().boundingBox())!;
  const left = await view.page.screenshot();
  // Below the axis lie the rows: main, then slow.
  for (let y = canvas.y; y < canvas.y + 120; y += 8) {
    await view.page.mouse.click(300, y);
    await view.page.waitForTimeout(60);
    if ((await view.messages()).some((m) => m.type === 'open' && m.file === '/app/src/slow.ts')) break;
  }
  assert.deepEqual(await view.posted('open'), {
    type: 'open',
    file: '/app/src/slow.ts',
    line: 42,
    column: 7,
    beside: true,
  });
  await shown(view, file('other'), 'sandwich');
  await view.page.waitForTimeout(800);
  assert.notDeepEqual(await view.page.screenshot(), left);
  await view.page.getByText('other').first().waitFor();
  assert.deepEqual(
    (await view.messages()).filter((m) => m.type === 'error'),
    [],
  );
  await view.close();
});

test('speedscope is dark where the editor is, whatever the system says, and follows a switch', async () => {
  const grounds = `[...document.querySelectorAll('div')].map((e) => getComputedStyle(e).backgroundColor).filter((c) => c !== 'rgba(0, 0, 0, 0)').join()`;
  const seen: unknown[] = [];
  for (const theme of ['dark', 'light'] as const) {
    const view = await pages.open('speedscope', { theme, colorScheme: theme === 'dark' ? 'light' : 'dark' });
    await shown(view, file('main'), 'left-heavy');
    await view.page.waitForTimeout(300);
    seen.push(await view.page.evaluate(grounds));
    if (theme === 'light') {
      await view.page.evaluate("document.body.className = 'vscode-dark'");
      await view.page.waitForTimeout(300);
      assert.equal(await view.page.evaluate(grounds), seen[0]);
    }
    await view.close();
  }
  assert.notEqual(seen[0], seen[1]);
});

test('places are read from what speedscope writes', () => {
  assert.deepEqual(readPlace('slow (/app/src/slow.ts:42:7)'), {
    file: '/app/src/slow.ts',
    line: 42,
    column: 7,
  });
  assert.deepEqual(readPlace('f (C:/app/a b.js:9)'), { file: 'C:/app/a b.js', line: 9, column: 0 });
  assert.deepEqual(readPlace('(anonymous) (node:fs:1:2)'), { file: 'node:fs', line: 1, column: 2 });
  assert.equal(readPlace('(garbage collector)'), undefined);
  assert.equal(readPlace('f (12)'), undefined);
  assert.deepEqual(readPlace('f (/app (old)/a.js:1:2)'), { file: '/app (old)/a.js', line: 1, column: 2 });
});
