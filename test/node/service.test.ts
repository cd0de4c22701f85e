import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '../../src/core/model.ts';
import { createProfileService } from '../../src/node/profile-service.ts';
import { sampleProject, tempFolder } from '../cli/run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);
sampleProject(folder);
const worker = path.resolve('dist/profile-worker.cjs');
const base = path.join(folder, 'base.cpuprofile');
const context = { roots: [folder] };

test('opens, answers, converts and closes', async () => {
  const service = createProfileService(worker);
  try {
    const [opened] = await service.open([base], context);
    assert.equal(opened!.path, base);
    assert.ok(Math.abs(opened!.totals.activeMs - 1000) < 2);
    const ids = [opened!.id];
    const hot = await service.hot(ids, { onlyMine: false, top: 2 });
    assert.equal(hot.functions.length, 2);
    assert.equal(hot.functions[0]!.name, 'merge');
    const heat = await service.fileHeat(ids, path.join(folder, 'src/merge.js'));
    assert.deepEqual(
      heat.functions.map((f) => f.name),
      ['merge'],
    );
    assert.deepEqual(
      heat.lines.map((l) => l.line),
      [3, 2],
    );
    const { callers } = await service.edges(ids, { name: 'merge', file: 'src/merge.js', line: 1 });
    assert.deepEqual(
      callers.map((c) => c.name),
      ['main'],
    );
    assert.match(new TextDecoder().decode(await service.convert(opened!.id, 'collapsed')), /merge/);
    service.close(ids);
    await assert.rejects(service.hot(ids, { onlyMine: false, top: 1 }), UserError);
  } finally {
    await service.dispose();
  }
});

test('of two folders with a file of one name only that has heat which ran', async () => {
  const service = createProfileService(worker);
  const other = path.join(path.dirname(folder), `${path.basename(folder)}-other`);
  try {
    const { id } = (await service.open([base], { roots: [folder, other] }))[0]!;
    const files = async (absolute: boolean) =>
      (await service.hot([id], { onlyMine: true, top: 1, absolute })).functions.map((f) => f.file);
    assert.deepEqual(await files(false), ['src/merge.js']);
    assert.deepEqual(await files(true), [`${folder}/src/merge.js`]);
    const heatOf = (root: string) => service.fileHeat([id], path.join(root, 'src/merge.js'));
    assert.equal((await heatOf(folder)).functions[0]?.file, 'src/merge.js');
    assert.deepEqual(await heatOf(other), { functions: [], lines: [] });
  } finally {
    await service.dispose();
  }
});

test("a profile's buffers can be given away: the worker keeps its own", async () => {
  const service = createProfileService(worker);
  try {
    const [opened] = await service.open([base], context);
    const first = await service.profile(opened!.id);
    structuredClone(first.samples.weight.buffer, { transfer: [first.samples.weight.buffer as ArrayBuffer] });
    assert.equal(first.samples.weight.length, 0);
    const second = await service.profile(opened!.id);
    assert.ok(second.samples.weight.length > 0);
    assert.ok(second.stacks.parent instanceof Int32Array);
  } finally {
    await service.dispose();
  }
});

test('opened twice, closed once: still open', async () => {
  const service = createProfileService(worker);
  try {
    const [opened] = await service.open([base], context);
    await service.open([base], context);
    service.close([opened!.id]);
    assert.equal((await service.hot([opened!.id], { onlyMine: false, top: 1 })).functions[0]!.name, 'merge');
  } finally {
    await service.dispose();
  }
});

test('closing the last profile gives the memory back, and the next one opens as ever', async () => {
  const service = createProfileService(worker);
  try {
    const [opened] = await service.open([base], context);
    assert.equal(await service.preview(opened!.id, { mode: 'left-heavy', onlyMine: false }), undefined);
    service.close([opened!.id]);
    await assert.rejects(service.profile(opened!.id), UserError);
    const [again] = await service.open([base], context);
    assert.equal((await service.profile(again!.id)).samples.length, 1200);
  } finally {
    await service.dispose();
  }
});

test('bad input is the same UserError as elsewhere', async () => {
  const service = createProfileService(worker);
  try {
    const broken = path.join(folder, 'broken.cpuprofile');
    writeFileSync(broken, '{"nodes":');
    await assert.rejects(service.open([broken], context), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /broken\.cpuprofile/);
      assert.notEqual(error.next, '');
      return true;
    });
  } finally {
    await service.dispose();
  }
});

test('aborting an open rejects at once, and the service works on', async () => {
  const service = createProfileService(worker);
  try {
    const abort = new AbortController();
    const opening = service.open([base], { ...context, signal: abort.signal });
    abort.abort(new Error('no longer wanted'));
    await assert.rejects(opening, /no longer wanted/);
    assert.equal((await service.open([base], context)).length, 1);
  } finally {
    await service.dispose();
  }
});

test('a worker that dies fails what is under way with a clear message; the next call starts another', async () => {
  const crashing = path.join(folder, 'crashing.cjs');
  const flag = path.join(folder, 'crashed');
  // Dies on its first message, and is the real worker after that.
  writeFileSync(
    crashing,
    `const fs = require('node:fs');
if (fs.existsSync(${JSON.stringify(flag)})) require(${JSON.stringify(worker)});
else require('node:worker_threads').parentPort.on('message', () => { fs.writeFileSync(${JSON.stringify(flag)}, ''); process.exit(9); });`,
  );
  const service = createProfileService(crashing);
  try {
    await assert.rejects(service.open([base], context), (error: unknown) => error instanceof UserError);
    assert.ok(existsSync(flag));
    assert.equal((await service.open([base], context)).length, 1);
  } finally {
    await service.dispose();
  }
});

test('a disposed service refuses', async () => {
  const service = createProfileService(worker);
  await service.dispose();
  await assert.rejects(service.open([base], context), UserError);
});
