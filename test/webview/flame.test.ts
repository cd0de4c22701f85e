import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Profile } from '../../src/core/model.ts';
import { flameFrames } from '../../src/core/profile/flame-frames.ts';
import { flamePreview } from '../../src/core/profile/flame-preview.ts';
import { bigProfile } from '../support/big-profile.ts';
import { textProfile } from '../support/text-profile.ts';
import { type ShowOptions, type WebviewPage, WebviewPages } from '../support/webview-page.ts';

let pages: WebviewPages;
before(async () => {
  pages = await WebviewPages.start();
});
after(() => pages.stop());

/** 100 ms: 60 in a request (20 of them in a dependency), 30 in a report, 10 idle. */
const SERVICE = textProfile(
  `
  main > handle > query > send     20000
  main > handle > merge            40000
  main > report > stringify        25000
  main > report                    5000
  (idle)                           10000`,
  {
    files: {
      main: '/app/src/main.ts:3',
      handle: '/app/src/handle.ts:12',
      query: '/app/node_modules/pg/lib/query.js:40',
      send: '/app/node_modules/pg/lib/client.js:7',
      merge: '/app/src/merge.ts:88',
      report: '/app/src/report.ts:5',
      stringify: ':0',
    },
  },
);

const OPTIONS: ShowOptions = { roots: ['/app'], title: 'node server.js' };

async function opened(profile: Profile = SERVICE, options: ShowOptions = OPTIONS): Promise<WebviewPage> {
  const view = await pages.open('flame');
  await view.show(profile, options);
  return view;
}

/** Tries until it holds; the last failure is the test's. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (let turn = 0; ; turn++) {
    try {
      await check();
      return;
    } catch (error) {
      if (turn >= 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const selected = (view: WebviewPage) => view.page.locator('.details h2').innerText();
const onShow = (view: WebviewPage) => view.page.locator('.crumbs .span').innerText();
const shows = (view: WebviewPage, name: string) =>
  eventually(async () => assert.equal(await selected(view), name));

/** Clicks a box of the main graph: `at` 0..1 of the width, on a level. */
async function click(
  view: WebviewPage,
  at: number,
  level: number,
  options: { readonly modifiers?: ['Control'] } = {},
): Promise<void> {
  const canvas = view.page.locator('.chart:not(.callers) canvas');
  const { width } = (await canvas.boundingBox())!;
  await canvas.click({ position: { x: at * width, y: level * 20 + 10 }, ...options });
}

async function keys(view: WebviewPage, ...names: readonly string[]): Promise<void> {
  for (const name of names) await view.page.keyboard.press(name);
}

test('the first picture: says which mode it drew, how many boxes and how long it took', async () => {
  const view = await opened();
  const drawn = await view.posted('drawn');
  assert.equal(drawn.boxes, 8);
  assert.ok(drawn.ms > 0 && drawn.ms < 60_000);
  assert.equal(await view.page.locator('body').getAttribute('data-perfloop-drawn'), 'time-order');
  assert.equal(await selected(view), 'node server.js');
  assert.match(await view.page.locator('.details').innerText(), /Active\s+90\.0 ms[\s\S]*Idle\s+10\.0 ms/);
  assert.deepEqual(view.problems, []);
  await view.close();
});

test('a click selects, Ctrl+click and Enter open the source where the function begins', async () => {
  const view = await opened();
  await click(view, 0.4, 2);
  await shows(view, 'merge');
  assert.deepEqual(
    (await view.messages()).filter((m) => m.type === 'open'),
    [],
  );
  await keys(view, 'Enter');
  assert.deepEqual(await view.posted('open'), {
    type: 'open',
    file: '/app/src/merge.ts',
    line: 88,
    column: 1,
    beside: false,
  });
  await view.forget();
  await click(view, 0.7, 1, { modifiers: ['Control'] });
  assert.deepEqual(await view.posted('open'), {
    type: 'open',
    file: '/app/src/report.ts',
    line: 5,
    column: 1,
    beside: false,
  });
  await view.forget();
  await view.page.getByRole('button', { name: 'src/report.ts:5' }).click({ modifiers: ['Alt'] });
  assert.deepEqual(await view.posted('open'), {
    type: 'open',
    file: '/app/src/report.ts',
    line: 5,
    column: 1,
    beside: true,
  });
  await view.forget();
  // An engine's own function has no source.
  await click(view, 0.7, 2, { modifiers: ['Control'] });
  await shows(view, 'stringify');
  assert.deepEqual(
    (await view.messages()).filter((m) => m.type === 'open'),
    [],
  );
  await view.close();
});

test('arrows walk: down the heaviest callee, up the caller, sideways the neighbours; each is announced', async () => {
  const view = await opened();
  await view.page.locator('.chart:not(.callers) canvas').focus();
  await keys(view, 'ArrowDown');
  await shows(view, 'main');
  await keys(view, 'ArrowDown', 'ArrowDown');
  await shows(view, 'merge');
  const live = view.page.locator('[aria-live]');
  assert.equal(
    await live.innerText(),
    'merge; src/merge.ts:88; 40.0 ms, 44.4 percent; function total 40.0 ms, self 40.0 ms',
  );
  await keys(view, 'ArrowLeft');
  await shows(view, 'query');
  await keys(view, 'ArrowRight', 'ArrowRight');
  await shows(view, 'stringify');
  await keys(view, 'ArrowUp');
  await shows(view, 'report');
  await keys(view, 'ArrowUp', 'ArrowUp', 'ArrowRight');
  await shows(view, '(idle)');
  await view.close();
});

test('modes: keys 1 2 3 and their buttons; idle is left out of left heavy until it is asked for', async () => {
  const view = await opened();
  assert.equal(await onShow(view), '100 ms');
  await keys(view, '2');
  await eventually(async () => assert.equal(await onShow(view), '90.0 ms'));
  await click(view, 0.2, 2);
  await shows(view, 'merge');
  await keys(view, 'i');
  await eventually(async () => assert.equal(await onShow(view), '100 ms'));
  await view.page.getByRole('button', { name: 'Sandwich' }).click();
  await eventually(async () =>
    assert.match(await view.page.locator('.divider').innerText(), /callers of\s*merge\s*callees/),
  );
  assert.ok(await view.page.locator('.chart.callers').isVisible());
  await view.page.getByRole('row', { name: /report/ }).click();
  await eventually(async () => assert.match(await view.page.locator('.divider').innerText(), /report/));
  await eventually(async () => assert.equal(await onShow(view), '30.0 ms'));
  // The lower graph: report, then what it calls.
  await click(view, 0.3, 1);
  await shows(view, 'stringify');
  // The upper graph, from its bottom up: main.
  const callers = view.page.locator('.chart.callers canvas');
  const box = (await callers.boundingBox())!;
  await callers.click({ position: { x: box.width / 2, y: box.height - 10 } });
  await shows(view, 'main');
  await keys(view, '1');
  await eventually(async () => assert.equal(await onShow(view), '100 ms'));
  await eventually(async () => assert.equal((await view.posted('view')).view.mode, 'time-order'));
  await view.close();
});

test('search: count and share of what matches, steps through matches, bad patterns said gently', async () => {
  const view = await opened();
  const result = view.page.locator('.result');
  await keys(view, '/');
  await view.page.keyboard.type('^(handle|query|nothing)$');
  await eventually(async () => assert.equal(await result.innerText(), '2 · 66.7%'));
  await keys(view, 'Enter');
  await shows(view, 'handle');
  await keys(view, 'Enter');
  await shows(view, 'query');
  await keys(view, 'Shift+Enter');
  await shows(view, 'handle');
  await view.page.keyboard.type('(');
  await eventually(async () => assert.match(await result.innerText(), /not a pattern/));
  assert.match((await result.getAttribute('title')) ?? '', /Unterminated group/);
  await keys(view, 'Escape');
  await eventually(async () => assert.equal(await result.innerText(), ''));
  await view.page.keyboard.type('zzz');
  await eventually(async () => assert.equal(await result.innerText(), 'no match'));
  await view.page.locator('.pattern').fill('node_modules/pg');
  await eventually(async () => assert.equal(await result.innerText(), '2 · 22.2%'));
  await view.page.locator('.pattern').fill('MERGE');
  await eventually(async () => assert.equal(await result.innerText(), 'no match'));
  assert.deepEqual(view.problems, []);
  await view.close();
});

test('only my code: foreign boxes go, their time goes to my callers, the selection stays', async () => {
  const view = await opened();
  await click(view, 0.4, 2);
  await shows(view, 'merge');
  await keys(view, 'm');
  await eventually(async () => {
    await click(view, 0.05, 1);
    assert.match(await view.page.locator('.details .figures').innerText(), /Self\s+20\.0 ms/);
  });
  assert.equal(await selected(view), 'handle');
  await eventually(async () => assert.equal((await view.posted('view')).view.onlyMine, true));
  assert.equal(
    await view.page.getByRole('button', { name: 'Only my code' }).getAttribute('aria-pressed'),
    'true',
  );
  await view.close();
});

test('zoom: double click, keys, wheel at the pointer, drag; Escape shows everything', async () => {
  const view = await opened();
  const canvas = view.page.locator('.chart:not(.callers) canvas');
  const box = (await canvas.boundingBox())!;
  await canvas.dblclick({ position: { x: 0.4 * box.width, y: 30 } });
  await eventually(async () => assert.match(await onShow(view), /0 ms – 60\.0 ms · 60\.0 ms of 100 ms/));
  assert.match(await view.page.locator('.crumbs').innerText(), /All[\s\S]*main[\s\S]*handle/);
  await view.page.locator('.crumbs').getByRole('button', { name: 'main' }).click();
  await eventually(async () => assert.match(await onShow(view), /90\.0 ms of 100 ms/));
  await keys(view, 'Escape');
  await eventually(async () => assert.equal(await onShow(view), '100 ms'));
  await view.page.mouse.move(box.x + box.width / 2, box.y + 30);
  await view.page.keyboard.down('Control');
  await view.page.mouse.wheel(0, -120);
  await view.page.keyboard.up('Control');
  const span = 100 * Math.exp(-0.48);
  const text = (ms: number) => `${ms.toFixed(1)} ms`;
  await eventually(async () =>
    assert.equal(
      await onShow(view),
      `${text(50 - span / 2)} – ${text(50 + span / 2)} · ${text(span)} of 100 ms`,
    ),
  );
  // A drag of a tenth of the width to the right shows what came before.
  await view.page.mouse.down();
  await view.page.mouse.move(box.x + box.width * 0.55, box.y + 30, { steps: 3 });
  await view.page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 3 });
  await view.page.mouse.up();
  await eventually(async () =>
    assert.equal(
      await onShow(view),
      `${text(50 - 0.6 * span)} – ${text(50 + 0.4 * span)} · ${text(span)} of 100 ms`,
    ),
  );
  await keys(view, '0', '+');
  await eventually(async () => assert.match(await onShow(view), /62\.5 ms of 100 ms/));
  await view.close();
});

test('a range of time: only what lies in it counts, in every mode, until it is cleared', async () => {
  const view = await opened();
  const ruler = (await view.page.locator('.ruler').boundingBox())!;
  await view.page.mouse.move(ruler.x + ruler.width * 0.5, ruler.y + 8);
  await view.page.mouse.down();
  await view.page.mouse.move(ruler.x + ruler.width * 0.8, ruler.y + 8, { steps: 4 });
  await view.page.mouse.up();
  await eventually(async () =>
    assert.match(
      await view.page.locator('.details').innerText(),
      /Range of 30\.0 ms[\s\S]*Active\s+30\.0 ms/,
    ),
  );
  // A box that reaches out of the range counts for the part inside.
  await click(view, 0.1, 0);
  await shows(view, 'main');
  await eventually(async () =>
    assert.match(
      await view.page.locator('.details .figures').innerText(),
      /Total\s+30\.0 ms\s+100\.0%\s+This box\s+30\.0 ms\s+100\.0%/,
    ),
  );
  await view.page.locator('.chip').getByRole('button', { name: 'Left heavy' }).click();
  await eventually(async () => assert.equal(await onShow(view), '30.0 ms'));
  await click(view, 0.5, 2);
  await shows(view, 'stringify');
  await click(view, 0.9, 2);
  await shows(view, 'merge');
  assert.match(await view.page.locator('.details .figures').innerText(), /Total\s+10\.0 ms\s+33\.3%/);
  await view.page.getByRole('button', { name: 'Clear the range' }).click();
  await eventually(async () => assert.equal(await onShow(view), '90.0 ms'));
  await view.close();
});

test('Shift and drag marks a range in the boxes; R takes what is on show, and gives it back', async () => {
  const view = await opened();
  const box = (await view.page.locator('.chart:not(.callers) canvas').boundingBox())!;
  await view.page.keyboard.down('Shift');
  await view.page.mouse.move(box.x + box.width * 0.2, box.y + 50);
  await view.page.mouse.down();
  await view.page.mouse.move(box.x + box.width * 0.4, box.y + 50, { steps: 4 });
  await view.page.mouse.up();
  await view.page.keyboard.up('Shift');
  await eventually(async () =>
    assert.match(await view.page.locator('.chip').innerText(), /Range 20\.0 ms – 40\.0 ms/),
  );
  await keys(view, 'r');
  await eventually(async () => assert.equal(await view.page.locator('.chip').count(), 0));
  await view.page
    .locator('.chart:not(.callers) canvas')
    .dblclick({ position: { x: 0.7 * box.width, y: 30 } });
  await eventually(async () => assert.match(await onShow(view), /30\.0 ms of 100 ms/));
  await keys(view, 'r');
  await eventually(async () =>
    assert.match(await view.page.locator('.chip').innerText(), /Range 60\.0 ms – 90\.0 ms/),
  );
  await view.close();
});

test('copy gives the name of what is selected, the button its stack', async () => {
  const view = await opened();
  await view.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await click(view, 0.1, 3);
  await shows(view, 'send');
  const copied = await view.page.evaluate(
    "(() => { const e = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true }); document.dispatchEvent(e); return e.clipboardData.getData('text/plain'); })()",
  );
  assert.equal(copied, 'send');
  await view.page.getByRole('button', { name: 'Copy stack' }).click();
  await eventually(async () =>
    assert.equal(
      await view.page.evaluate('navigator.clipboard.readText()'),
      'send pg/lib/client.js:7\nquery pg/lib/query.js:40\nhandle src/handle.ts:12\nmain src/main.ts:3',
    ),
  );
  await view.close();
});

test('the details lead on: to callers and callees, into the sandwich', async () => {
  const view = await opened();
  await click(view, 0.3, 1);
  await shows(view, 'handle');
  const callees = view.page.getByRole('list', { name: 'Callees' });
  await eventually(async () =>
    assert.deepEqual(await callees.getByRole('button').allInnerTexts(), [
      'merge\n40.0 ms\n66.7%',
      'query\n20.0 ms\n33.3%',
    ]),
  );
  await callees.getByRole('button', { name: /query/ }).click();
  await shows(view, 'query');
  await view.page
    .getByRole('list', { name: 'Callers' })
    .getByRole('button', { name: /handle/ })
    .click();
  await shows(view, 'handle');
  await view.page.getByRole('button', { name: 'Callers and callees' }).click();
  await eventually(async () => assert.match(await view.page.locator('.divider').innerText(), /handle/));
  await view.close();
});

test('what the extension asks for: reveal a function, then fail, then another profile', async () => {
  const view = await opened();
  await view.send({ type: 'reveal', name: 'merge', file: 'src/merge.ts', line: 88 });
  await shows(view, 'merge');
  await view.send({ type: 'failed', message: 'a.cpuprofile: not a profile', next: 'Record it again.' });
  await eventually(async () =>
    assert.match(await view.page.getByRole('alert').innerText(), /not a profile\s+Record it again\./),
  );
  await keys(view, 'Tab');
  assert.equal(await view.page.evaluate("document.activeElement.closest('.toolbar, .body, .details')"), null);
  await view.send({ type: 'loading', title: 'Reading b.cpuprofile', detail: '190 MB' });
  await eventually(async () => assert.match(await view.page.locator('.notice').innerText(), /Reading b/));
  await view.show(textProfile('alone  5000'), { title: 'second' });
  assert.equal(await selected(view), 'second');
  // Asked for in the same breath as the profile: it waits for the graph.
  await view.send({ type: 'reveal', name: 'late', file: '/app/src/late.js', line: 1 });
  await view.show(textProfile('main > late  5000'), { title: 'third' });
  await view.send({ type: 'reveal', name: 'late', file: '/app/src/late.js', line: 1 });
  await shows(view, 'late');
  assert.ok(!(await view.page.locator('.notice').isVisible()));
  await view.close();
});

test('threads are chosen from a list, speedscope is one key away, help shows every key', async () => {
  const choices = [
    { id: 'a', label: 'main', active: 90_000 },
    { id: 'b', label: 'worker 1', active: 10_000 },
  ];
  const view = await opened(SERVICE, { ...OPTIONS, choices });
  await view.page.getByRole('combobox', { name: 'Thread' }).selectOption({ label: '10.0 ms · worker 1' });
  assert.deepEqual(await view.posted('choose'), { type: 'choose', id: 'b' });
  await view.page.locator('.chart:not(.callers) canvas').focus();
  await keys(view, 's');
  await view.posted('speedscope');
  await keys(view, '?');
  assert.match(await view.page.getByRole('dialog', { name: 'Keys' }).innerText(), /Only my code/);
  await keys(view, 'Escape');
  assert.ok(!(await view.page.getByRole('dialog').isVisible()));
  await view.close();
});

test('names are text, whatever they look like', async () => {
  const evil = '</script><img src=x onerror="document.body.dataset.owned=1">';
  const view = await opened(textProfile(`main > ${evil.replace('=1', '=yes')}  500`), { title: evil });
  await click(view, 0.5, 1);
  await eventually(async () => assert.match(await selected(view), /^<\/script><img/));
  await view.page.mouse.move(300, 200);
  await keys(view, 't');
  await keys(view, '3');
  await eventually(async () => assert.match(await view.page.locator('.divider').innerText(), /onerror/));
  assert.equal(await view.page.locator('img').count(), 0);
  assert.equal(await view.page.locator('body').getAttribute('data-owned'), null);
  assert.deepEqual(view.problems, []);
  await view.close();
});

test('the view that was left is there again; what was saved by others is no trouble', async () => {
  const view = await pages.open('flame', {
    state: { view: { mode: 'nonsense', search: 7 }, table: true, idle: 'yes' },
  });
  await view.show(SERVICE, { ...OPTIONS, view: { mode: 'left-heavy', search: 'merge', colour: 'heat' } });
  assert.equal(await view.page.locator('body').getAttribute('data-perfloop-drawn'), 'left-heavy');
  assert.equal(await view.page.locator('.pattern').inputValue(), 'merge');
  assert.ok(await view.page.getByRole('grid', { name: 'Functions' }).isVisible());
  await eventually(async () => assert.equal(await view.page.locator('.result').innerText(), '1 · 44.4%'));
  await view.page.locator('.chart:not(.callers) canvas').focus();
  await keys(view, 'c', 't');
  const saved = (await view.page.evaluate('saved')) as { view: unknown; table: boolean };
  assert.deepEqual(saved.view, { mode: 'left-heavy', colour: 'package', onlyMine: false, search: 'merge' });
  assert.equal(saved.table, false);
  await view.close();
});

test('a profile without order in time is shown left heavy; bytes are bytes', async () => {
  const heap = textProfile('main > load  3145728\nmain > parse  1048576', {
    unit: 'bytes',
    timeOrdered: false,
  });
  const view = await opened(heap, { title: 'heap' });
  assert.equal(await view.page.locator('body').getAttribute('data-perfloop-drawn'), 'left-heavy');
  assert.ok(await view.page.getByRole('button', { name: 'Time order' }).isDisabled());
  await keys(view, '1');
  await click(view, 0.3, 1);
  await shows(view, 'load');
  assert.match(await view.page.locator('.details .figures').innerText(), /Total\s+3\.0 MB\s+75\.0%/);
  await view.close();
});

test('an empty profile says so', async () => {
  const view = await opened(textProfile(''), { title: 'empty' });
  await eventually(async () =>
    assert.match(await view.page.locator('.empty').innerText(), /Nothing was recorded/),
  );
  assert.deepEqual(view.problems, []);
  await view.close();
});

test('a preview is drawn at once; the whole takes its place without moving what is on show', async () => {
  const view = await pages.open('flame');
  const whole = bigProfile({ stacks: 40_000, samples: 6000, meanDepth: 30, functions: 500, seed: 5 });
  const roots = ['/work/app'];
  const preview = flamePreview(whole, flameFrames(whole, roots), { mode: 'left-heavy', onlyMine: false }, 0)!;
  const options = { roots, view: { mode: 'left-heavy' as const } };
  await view.show(preview, { ...options, preview: true });
  assert.equal(await view.page.locator('body[data-perfloop-drawn="left-heavy"]').count(), 1);
  assert.equal(await view.page.locator('.details h2').count(), 0, 'sums of a part must not pass for sums');
  const canvas = view.page.locator('.chart:not(.callers) canvas');
  const { width } = (await canvas.boundingBox())!;
  await canvas.dblclick({ position: { x: 0.1 * width, y: 50 } });
  const zoomed = async () => {
    const text = await view.page.locator('.crumbs').innerText();
    assert.match(text, /All[\s\S]* of /);
    return text;
  };
  await eventually(async () => void (await zoomed()));
  await view.page.waitForTimeout(300);
  const before = await zoomed();
  const name = await selected(view);
  await view.show(whole, options);
  await eventually(async () => assert.equal(await onShow(view), before.split('\n').at(-1)));
  await shows(view, name);
  await eventually(async () =>
    assert.ok((await view.page.locator('.details').innerText()).includes('Callees')),
  );
  assert.deepEqual(view.problems, []);
  await view.close();
});
