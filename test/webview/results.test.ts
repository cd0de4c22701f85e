import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VIEW_OF_RESULTS } from '../support/bench-view.ts';
import { THEMES, type ThemeName } from '../support/themes.ts';
import { WebviewPages } from '../support/webview-page.ts';

let pages: WebviewPages;
before(async () => {
  pages = await WebviewPages.start();
});
after(() => pages.stop());

const SHOW = { type: 'view', view: VIEW_OF_RESULTS };

/** Runs in the page, as text: the tests know no DOM. The share of a canvas that something is drawn on. */
const INKED = `(c) => {
  const { data } = c.getContext('2d').getImageData(0, 0, c.width, c.height);
  let drawn = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] > 0) drawn++;
  return drawn / (c.width * c.height);
}`;

/** The texts whose contrast with the background is below 4.5. */
const FAINT = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r = 0, g = 0, b = 0]) => {
    const f = (c) => (c / 255 <= 0.04 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const back = light(parse(getComputedStyle(document.body).backgroundColor));
  const found = [];
  for (const e of document.querySelectorAll('.summary, h1, .muted, th button, td, .problems li, .failure, .notes li, .verdict, .missed')) {
    if (!e.textContent || e.closest('[aria-current]')) continue;
    const { color } = getComputedStyle(e);
    // What is mixed of two colours has parts from 0 to 1.
    const own = light(parse(color).map((c) => (color.startsWith('color(') ? c * 255 : c)));
    const ratio = (Math.max(own, back) + 0.05) / (Math.min(own, back) + 0.05);
    if (ratio < 4.5) found.push(e.textContent + ': ' + ratio.toFixed(2));
  }
  return found;
})()`;

async function shown(options: { readonly theme?: ThemeName; readonly width?: number } = {}) {
  const view = await pages.open('results', {
    theme: options.theme ?? 'dark',
    viewport: { width: options.width ?? 1100, height: 760 },
  });
  await view.send(SHOW);
  await view.page.locator('.details h2').waitFor();
  return view;
}

test('a failure comes first, then what got slower; all is said in words', async () => {
  const view = await shown();
  assert.equal(await view.page.locator('.details h2').textContent(), 'throws');
  assert.match((await view.page.locator('.failure').textContent()) ?? '', /x is not a function/);
  assert.equal(
    await view.page.locator('.summary').textContent(),
    '8 benchmarks · 1 slower · 1 faster · 1 inconclusive · 1 failed · 1 over budget',
  );
  await view.page.getByRole('button', { name: /find by customer/ }).click();
  const verdict = await view.page.locator('.verdict').textContent();
  assert.match(verdict ?? '', /^Slower by \+7\.4% \(\+6\.1% to \+8\.8%\)/);
  assert.match(
    (await view.page.locator('.budgets').textContent()) ?? '',
    /p95 .*over its budget of 4\.00 µs/,
  );
  assert.deepEqual(view.problems, []);
  await view.close();
});

test('every plot is drawn, and has a table with the same figures', async () => {
  const view = await shown();
  await view.page.getByRole('button', { name: /find by customer/ }).click();
  const titles = view.page.locator('figure h3');
  assert.deepEqual(await titles.allTextContents(), ['Distribution', 'Change in each process', 'History']);
  for (let i = 0; i < 3; i++) {
    const canvas = view.page.locator('figure canvas').nth(i);
    await canvas.waitFor();
    const inked = Number(
      await view.page.evaluate(`(${INKED})(document.querySelectorAll('figure canvas')[${i}])`),
    );
    assert.ok(inked > 0.01, `plot ${i} is empty: ${inked}`);
  }
  await view.page.locator('figure').nth(1).locator('summary').click();
  const rows = view.page.getByRole('table', { name: 'Change in each process' }).locator('tbody tr');
  assert.equal(await rows.count(), 10);
  assert.equal(await rows.first().textContent(), '1+7.1%');
  await view.page.getByRole('button', { name: 'merge [n=100]' }).click();
  assert.deepEqual(await titles.allTextContents(), ['Distribution', 'Growth with n']);
  assert.match(
    (await view.page.locator('figure').nth(1).textContent()) ?? '',
    /O\(n\^1\.9\), exponent 1\.93 ± 0\.06/,
  );
  await view.close();
});

test('of what was not measured it shows the past: drawn, as a table, with the commit of the change', async () => {
  const view = await pages.open('results', { theme: 'dark', viewport: { width: 1100, height: 760 } });
  const { key, file, id, line, history } = VIEW_OF_RESULTS.rows.find((r) => r.history.length > 1)!;
  const none = { budgets: [], counters: [], notes: ['time +9% since commit a1b2c35'] };
  const past = { key, file, id, line, status: 'past', history, ...none };
  const other = { ...past, key: 'gone', id: 'gone', history: history.map(({ change: _, ...p }) => p) };
  await view.send({
    type: 'view',
    view: { ...VIEW_OF_RESULTS, rows: [other, past], growth: [], problems: [] },
    selected: key,
    part: 'history',
  });
  const table = view.page.getByRole('table', { name: 'History' });
  await table.waitFor();
  assert.equal(await view.page.locator('.details h2').textContent(), id);
  const rows = await table.locator('tbody tr').allTextContents();
  assert.equal(rows.length, history.length);
  // The latest first; the line of the change says so.
  assert.match(rows[2]!, /a1b2c354\.30 µs.*change point$|a1b2c35.*change point$/);
  assert.match(
    (await view.page.locator('.details').textContent()) ?? '',
    /The last run of the history: 4\.29 µs/,
  );
  const marks = view.page.locator('.sparkline');
  assert.deepEqual(
    await marks.evaluateAll((all: { getAttribute(name: string): string }[]) =>
      all.map((e) => e.getAttribute('aria-label')),
    ),
    ['8 runs, no lasting change', '8 runs, +9.4% in all, last at commit a1b2c35'],
  );
  const inked = Number(await view.page.evaluate(`(${INKED})(document.querySelector('figure canvas'))`));
  assert.ok(inked > 0.01, `the plot is empty: ${inked}`);
  assert.deepEqual(view.problems, []);
  await view.close();
});

test('works by keys alone: walk, open the source, sort, run', async () => {
  const view = await shown();
  await view.page.locator('.row[aria-current] .name').focus();
  await view.page.keyboard.press('Home');
  assert.equal(await view.page.locator('.details h2').textContent(), 'orders > find by customer');
  await view.page.keyboard.press('ArrowDown');
  assert.equal(await view.page.locator('.details h2').textContent(), 'orders > total');
  await view.page.keyboard.press('Enter');
  assert.deepEqual(await view.posted('open'), { type: 'open', key: 'orders.bench.ts#orders > total' });
  await view.page.getByRole('button', { name: 'Change' }).focus();
  await view.page.keyboard.press('Enter');
  const names = await view.page.locator('.row .name').allTextContents();
  assert.deepEqual(names.slice(0, 3), ['orders › find by customer', 'read a file', 'orders › total']);
  const head = view.page.getByRole('columnheader', { name: /Change/ });
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  await view.page.getByRole('region', { name: 'Details' }).getByRole('button', { name: 'Profile' }).focus();
  await view.page.keyboard.press('Enter');
  assert.equal((await view.posted('profile')).key, 'orders.bench.ts#orders > total');
  await view.close();
});

test('the filter keeps what it finds, and what is chosen stays', async () => {
  const view = await shown();
  await view.page.getByRole('searchbox').fill('MERGE');
  assert.equal(await view.page.locator('.row').count(), 3);
  await view.page.getByRole('searchbox').fill('nothing like it');
  await view.page.getByText('No benchmark has this in its name.').waitFor();
  assert.equal(await view.page.locator('.details h2').textContent(), 'throws');
  await view.close();
});

for (const width of [300, 450, 600, 1000])
  test(`${width} pixels wide: name, time and verdict of each row are in sight, and so are both versions`, async () => {
    const view = await shown({ width });
    await view.page.getByRole('button', { name: /find by customer/ }).click();
    for (const summary of await view.page.locator('.details summary').all()) await summary.click();
    const out =
      await view.page.evaluate(`[...document.querySelectorAll('.list, .details')].flatMap((part) => {
      const edge = Math.min(innerWidth, part.getBoundingClientRect().right);
      return [...part.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > edge + 1).map((e) => e.textContent);
    })`);
    assert.deepEqual(out, []);
    const list = view.page.getByRole('region', { name: 'Results' });
    for (const name of ['Benchmark', 'Median', 'Change'])
      assert.ok(await list.getByRole('columnheader', { name }).isVisible(), name);
    assert.equal(await list.getByRole('columnheader', { name: 'Rate' }).isVisible(), false);
    await view.close();
  });

test('columns go only where others need their room', async () => {
  const view = await pages.open('results', { viewport: { width: 600, height: 760 } });
  const names = () => view.page.getByRole('region', { name: 'Results' }).locator('th .sort:visible');
  const { candidate, ...rest } = VIEW_OF_RESULTS.rows[0]!;
  const run = { ...rest, candidate, base: undefined, change: undefined, history: [] };
  await view.send({ type: 'view', view: { ...VIEW_OF_RESULTS, rows: [run] } });
  await view.page.locator('.details h2').waitFor();
  assert.deepEqual(await names().allTextContents(), ['Benchmark ▴', 'Median', 'p95', 'Rate', 'Bytes']);
  const past = { ...run, candidate: undefined, status: 'past' as const, history: rest.history };
  await view.send({ type: 'view', view: { ...VIEW_OF_RESULTS, rows: [past] } });
  await view.page.setViewportSize({ width: 300, height: 760 });
  await view.page.getByText('Not measured in this window').waitFor();
  assert.deepEqual(await names().allTextContents(), ['Benchmark ▴', 'Median', 'History']);
  await view.close();
});

test('in a low panel the rows can be scrolled to the top', async () => {
  const view = await pages.open('results', { viewport: { width: 400, height: 250 } });
  await view.send(SHOW);
  await view.page.locator('.details h2').waitFor();
  await view.page.locator('.list').evaluate((e: { scrollIntoView(): void }) => e.scrollIntoView());
  assert.ok((await view.page.locator('.list').boundingBox())!.y < 10);
  await view.close();
});

test('where nothing was measured it says how to, and offers nothing to run again or to copy', async () => {
  const view = await pages.open('results');
  const none = { ...VIEW_OF_RESULTS, rows: [], growth: [], problems: [] };
  await view.send({ type: 'view', view: none });
  await view.page.getByText(/Nothing was measured yet.*Run Benchmarks/).waitFor();
  assert.equal(await view.page.locator('button:visible').allTextContents().then(String), 'Benchmark ▴');
  assert.equal(await view.page.getByRole('region', { name: 'Details' }).isVisible(), false);
  await view.send({ type: 'view', view: { ...none, running: true } });
  await view.page.getByText('The results come together').waitFor();
  assert.deepEqual(await view.page.locator('.actions button:visible').allTextContents(), ['Cancel']);
  await view.send({ type: 'view', view: { ...none, problems: ['a.bench.ts: Unexpected token'] } });
  await view.page.getByText('No benchmark could be measured.').waitFor();
  await view.close();
});

test('rows say that they wait or failed where no row has a figure yet', async () => {
  const view = await pages.open('results');
  const rows = VIEW_OF_RESULTS.rows.filter((r) => r.status === 'failed' || r.status === 'skipped');
  await view.send({ type: 'view', view: { ...VIEW_OF_RESULTS, rows } });
  await view.page.locator('.details h2').waitFor();
  assert.deepEqual(await view.page.locator('.row td').allTextContents(), ['failed', 'skipped']);
  await view.close();
});

test('while it is measured: Cancel, and how many are to go', async () => {
  const view = await shown();
  const rows = VIEW_OF_RESULTS.rows.map((r, i) => (i < 2 ? { ...r, status: 'waiting' as const } : r));
  await view.send({ type: 'view', view: { ...VIEW_OF_RESULTS, running: true, rows } });
  await view.page.getByRole('button', { name: 'Cancel' }).click();
  await view.posted('cancel');
  assert.match((await view.page.locator('.summary').textContent()) ?? '', /measuring, 2 benchmarks to go$/);
  await view.close();
});

for (const theme of Object.keys(THEMES) as ThemeName[])
  test(`no text of the view is too faint, ${theme}`, async () => {
    const view = await shown({ theme });
    assert.deepEqual(await view.page.evaluate(FAINT), []);
    for (const name of [/find by customer/, /read a file/]) {
      await view.page.getByRole('button', { name }).click();
      assert.deepEqual(await view.page.evaluate(FAINT), []);
    }
    await view.close();
  });
