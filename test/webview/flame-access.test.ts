import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contrast, type Rgb } from '../../webview-ui/flame/colours.ts';
import { bigProfile } from '../support/big-profile.ts';
import { textProfile } from '../support/text-profile.ts';
import { THEMES, type ThemeName } from '../support/themes.ts';
import { type WebviewPage, WebviewPages } from '../support/webview-page.ts';

let pages: WebviewPages;
before(async () => {
  pages = await WebviewPages.start();
});
after(() => pages.stop());

const PROFILE = textProfile(
  `
  main > handle > lib         20000
  main > handle > merge       40000
  main > report > stringify   30000
  (garbage collector)         6000
  (program)                   3000
  (idle)                      10000`,
  { files: { lib: '/app/node_modules/lib/index.js:3', main: 'node:internal/main:1' } },
);

test('the tree that a screen reader meets', async () => {
  const view = await pages.open('flame');
  await view.show(PROFILE, { roots: ['/app'] });
  await view.page.locator('.chart:not(.callers) canvas').focus();
  await view.page.keyboard.press('t');
  const tree = await view.page.locator('#perfloop').ariaSnapshot();
  for (const line of [
    /toolbar "Flame graph"/,
    /button "Time order" \[pressed\]/,
    /button "Only my code"/,
    /searchbox "Search functions by regular expression"/,
    /application "Flame graph: arrow keys/,
    /grid "Functions"/,
    /columnheader "Self/,
    /row .*merge/,
    /region "Details"/,
  ])
    assert.match(tree, line);
  await view.close();
});

test('the table of functions works by keys alone: sort, walk, select, open', async () => {
  const view = await pages.open('flame');
  await view.show(PROFILE, { roots: ['/app'] });
  await view.page.locator('.chart:not(.callers) canvas').focus();
  await view.page.keyboard.press('t');
  const grid = view.page.getByRole('grid', { name: 'Functions' });
  assert.equal(await grid.getAttribute('aria-rowcount'), '10');
  const focused = () => view.page.evaluate('document.activeElement.textContent');
  assert.match(String(await focused()), /merge/);
  await view.page.keyboard.press('Enter');
  assert.equal((await view.posted('open')).file, '/app/src/merge.js');
  await view.page.keyboard.press('ArrowDown');
  assert.match(String(await focused()), /stringify/);
  await view.page.keyboard.press(' ');
  await view.page.locator('.details h2', { hasText: 'stringify' }).waitFor();
  assert.match(String(await focused()), /stringify/);
  await view.page.getByRole('button', { name: 'Total' }).click();
  assert.match(await grid.getByRole('row').nth(1).innerText(), /main/);
  assert.equal(
    await view.page.getByRole('columnheader', { name: 'Total' }).getAttribute('aria-sort'),
    'descending',
  );
  await view.close();
});

/** Background and text of a page's element, with what is transparent resolved against what lies behind. */
const COLOURS = `(selector) => [...document.querySelectorAll(selector)].filter((e) => e.offsetParent && e.textContent.trim() !== '').map((element) => {
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number), scale = text.startsWith('color(') ? 255 : 1; return [n[0] * scale, n[1] * scale, n[2] * scale, n[3] ?? 1]; };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
  const behind = [];
  for (let e = element; e; e = e.parentElement) behind.unshift(parse(getComputedStyle(e).backgroundColor));
  let ground = [255, 255, 255];
  for (const layer of behind) ground = over(layer, ground);
  return { name: element.className + ' ' + element.textContent.slice(0, 20), ground, ink: over(parse(getComputedStyle(element).color), ground) };
})`;

for (const theme of Object.keys(THEMES) as ThemeName[]) {
  test(`${theme}: text of the panel is readable, nothing is cut off`, async () => {
    const view = await pages.open('flame', { theme });
    await view.show({ ...PROFILE, problems: ['Cut off: the end is missing.'] }, { roots: ['/app'] });
    const colours = async (selector: string) =>
      (await view.page.evaluate(`(${COLOURS})('${selector}')`)) as {
        readonly name: string;
        readonly ground: Rgb;
        readonly ink: Rgb;
      }[];
    const problem = await colours('.problem');
    assert.equal(problem.length, 1);
    await view.page.keyboard.press('t');
    await view.page.locator('.chart:not(.callers) canvas').click({ position: { x: 200, y: 10 } });
    await view.page.locator('.neighbour').first().waitFor();
    const list = [
      ...problem,
      ...(await colours(
        '.toolbar .text, .crumb, .span, .tick, .cell span, .details h2, .details h3, .details span, .details b, .link',
      )),
    ];
    assert.ok(list.length > 40);
    for (const { name, ground, ink } of list)
      assert.ok(
        contrast(ground, ink) >= 4.5,
        `${name}: ${contrast(ground, ink).toFixed(2)} of ${ink} on ${ground}`,
      );
    assert.deepEqual(await overflowing(view), []);
    await view.close();
  });
}

/** Elements of the toolbar that stick out of the panel. */
function overflowing(view: WebviewPage): Promise<string[]> {
  return view.page.evaluate(
    `[...document.querySelectorAll('.toolbar *, .crumbs > *, .details > *')].filter((e) => e.getClientRects().length > 0 && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.className + ' ' + e.tagName)`,
  );
}

for (const width of [300, 480, 1600]) {
  test(`${width} pixels wide: every control is there, nothing sticks out`, async () => {
    const view = await pages.open('flame', { viewport: { width, height: 600 } });
    await view.show(PROFILE, {
      roots: ['/app'],
      choices: [
        { id: 'a', label: 'main · a long title of a long command line', active: 1 },
        { id: 'b', label: 'b', active: 1 },
      ],
    });
    assert.deepEqual(await overflowing(view), []);
    for (const name of ['Time order', 'Left heavy', 'Sandwich', 'Only my code', 'Heat', 'Functions', 'Keys'])
      assert.ok(await view.page.getByRole('button', { name, exact: true }).isVisible(), name);
    const graph = (await view.page.locator('.chart:not(.callers)').boundingBox())!;
    assert.ok(graph.height > 120, `the graph is ${graph.height} high`);
    await view.close();
  });
}

test('the sheet of keys begins with the first in a low panel too', async () => {
  const view = await pages.open('flame', { viewport: { width: 600, height: 300 } });
  await view.show(PROFILE);
  await view.page.locator('.chart:not(.callers) canvas').focus();
  await view.page.keyboard.press('?');
  const sheet = view.page.getByRole('dialog', { name: 'Keys' });
  await sheet.waitFor();
  assert.equal(await sheet.evaluate((e: { scrollTop: number }) => e.scrollTop), 0);
  assert.equal(await view.page.evaluate('document.activeElement.textContent'), 'Close');
  await view.close();
});

for (const width of [300, 660, 800])
  test(`${width} pixels wide: the table has room for a function's name`, async () => {
    const view = await pages.open('flame', { viewport: { width, height: 600 } });
    await view.show(PROFILE);
    await view.page.locator('.chart:not(.callers) canvas').focus();
    await view.page.keyboard.press('t');
    const name = view.page.getByRole('row', { name: /stringify/ }).locator('.function');
    assert.equal(
      await name.evaluate((e: { scrollWidth: number; clientWidth: number }) => e.scrollWidth - e.clientWidth),
      0,
    );
    await view.close();
  });

/** Pixels of the main canvas that have a colour, by colour. */
const PIXELS = `(() => {
  const canvas = document.querySelector('.chart:not(.callers) canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const counts = {};
  for (let i = 0; i < data.length; i += 4) { const key = data[i] + ',' + data[i + 1] + ',' + data[i + 2]; counts[key] = (counts[key] ?? 0) + 1; }
  return counts;
})()`;

test('high contrast draws outlines in the theme’s colour, other themes do not', async () => {
  const counts = async (theme: ThemeName) => {
    const view = await pages.open('flame', { theme });
    await view.show(PROFILE, { roots: ['/app'] });
    const found = (await view.page.evaluate(PIXELS)) as Record<string, number>;
    await view.close();
    return found;
  };
  assert.ok(((await counts('contrast'))['111,195,223'] ?? 0) > 1100 * 2);
  assert.ok(((await counts('contrast-light'))['15,74,133'] ?? 0) > 1100 * 2);
  assert.equal((await counts('dark'))['111,195,223'] ?? 0, 0);
});

for (const deviceScaleFactor of [1, 1.25, 1.44, 2]) {
  test(`rows of boxes stay where they are clicked on a screen of ${deviceScaleFactor} pixels a point`, async () => {
    const view = await pages.open('flame', { deviceScaleFactor, viewport: { width: 900, height: 820 } });
    const names = Array.from({ length: 22 }, (_, i) => `f${i}`);
    await view.show(textProfile(`${names.join(' > ')}  100`));
    const column = (await view.page.evaluate(`(() => {
      const canvas = document.querySelector('.chart:not(.callers) canvas');
      const { data } = canvas.getContext('2d').getImageData(3, 0, 1, canvas.height);
      return Array.from({ length: canvas.height }, (_, y) => data[4 * y] + ',' + data[4 * y + 1] + ',' + data[4 * y + 2]);
    })()`)) as string[];
    const ground = '31,31,31';
    for (let level = 0; level < 22; level++) {
      assert.notEqual(column[Math.floor((level * 20 + 2) * deviceScaleFactor)], ground, `level ${level}`);
      const bottom = Math.round((level + 1) * 20 * deviceScaleFactor);
      assert.equal(column[bottom - 1], ground, `the gap below level ${level}`);
    }
    const canvas = view.page.locator('.chart:not(.callers) canvas');
    await canvas.click({ position: { x: 100, y: 21 * 20 + 3 } });
    await view.page.locator('.details h2', { hasText: 'f21' }).waitFor();
    await view.close();
  });
}

test('a switch of the editor’s theme repaints', async () => {
  const view = await pages.open('flame', { theme: 'dark' });
  await view.show(PROFILE, { roots: ['/app'] });
  const dark = (await view.page.evaluate(PIXELS)) as Record<string, number>;
  assert.ok((dark['31,31,31'] ?? 0) > 10_000);
  await view.page.evaluate(
    `(() => { document.body.className = 'perfloop-flame vscode-light'; for (const [name, value] of Object.entries(${JSON.stringify(THEMES.light.variables)})) document.documentElement.style.setProperty('--vscode-' + name, value); })()`,
  );
  await view.page.waitForTimeout(300);
  const light = (await view.page.evaluate(PIXELS)) as Record<string, number>;
  assert.ok((light['255,255,255'] ?? 0) > 10_000);
  assert.equal(light['31,31,31'] ?? 0, 0);
  await view.close();
});

test('a big, deep profile: drawn, scrolled to its depths, searched, folded', async () => {
  const view = await pages.open('flame');
  await view.show(
    bigProfile({ stacks: 120_000, samples: 16_000, meanDepth: 137, functions: 3000, seed: 11 }),
    { roots: ['/work/app'] },
  );
  const drawn = await view.posted('drawn');
  // Bounded by the pixels on show, not by the two million boxes of the profile.
  assert.ok(drawn.boxes > 200 && drawn.boxes < 1100 * 30, `${drawn.boxes} boxes`);
  const canvas = view.page.locator('.chart:not(.callers) canvas');
  await canvas.hover({ position: { x: 500, y: 100 } });
  await view.page.mouse.wheel(0, 100_000);
  await view.page.waitForTimeout(200);
  const thumb = (await view.page.locator('.chart:not(.callers) .thumb').boundingBox())!;
  const area = (await canvas.boundingBox())!;
  assert.ok(Math.abs(thumb.y + thumb.height - area.y - area.height) < 2);
  await view.page.keyboard.press('/');
  await view.page.keyboard.type('Symbol');
  await view.page.locator('.result', { hasText: '%' }).waitFor();
  await view.page.keyboard.press('Enter');
  await view.page.locator('.details h2', { hasText: 'Symbol' }).waitFor();
  await view.page.keyboard.press('Escape');
  await view.page.keyboard.press('Escape');
  await view.page.keyboard.press('m');
  await view.page.keyboard.press('2');
  await view.page.locator('.toolbar [aria-pressed="true"]', { hasText: 'Left heavy' }).waitFor();
  assert.deepEqual(view.problems, []);
  await view.close();
});
