import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { cacheRoot, installOnce } from '../../src/build/editor/cache.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'perfloop-cache-test-'));
  process.env.PERFLOOP_CACHE = root;
});

afterEach(async () => {
  delete process.env.PERFLOOP_CACHE;
  await rm(root, { recursive: true, force: true });
});

const silent = () => {};
const write = (text: string) => (folder: string) => writeFile(path.join(folder, 'file'), text);
const read = (folder: string) => readFile(path.join(folder, 'file'), 'utf8');

test('an install is done once', async () => {
  assert.equal(await read(await installOnce('thing', silent, write('first'))), 'first');
  assert.equal(await read(await installOnce('thing', silent, write('second'))), 'first');
});

test('an install that fails leaves nothing, and the next one starts afresh', async () => {
  const failing = installOnce('thing', silent, async (folder) => {
    await write('half')(folder);
    throw new Error('network');
  });
  await assert.rejects(failing, /network/);
  assert.deepEqual(await readdir(root), []);
  assert.equal(await read(await installOnce('thing', silent, write('whole'))), 'whole');
});

test('two installs at once do the work once, and the second one says that it waits', async () => {
  let installs = 0;
  const lines: string[] = [];
  const slow = async (folder: string) => {
    installs += 1;
    await new Promise((resolve) => setTimeout(resolve, 200));
    await write('slow')(folder);
  };
  const both = await Promise.all([
    installOnce('thing', (line) => lines.push(line), slow),
    installOnce('thing', (line) => lines.push(line), slow),
  ]);
  assert.equal(installs, 1);
  assert.equal(both[0], both[1]);
  assert.match(lines.join('\n'), /waiting for another install/);
});

test('what a killed install left behind stands in nobody’s way', async () => {
  // No process has that id: Linux ends at 4194304.
  await writeFile(path.join(root, 'thing.lock'), '99999999');
  await mkdir(path.join(root, 'thing.partial-99999999'));
  assert.equal(await read(await installOnce('thing', silent, write('again'))), 'again');
  assert.deepEqual(await readdir(root), ['thing']);
});

test('the cache is where the user or the XDG specification says', () => {
  assert.equal(cacheRoot({ PERFLOOP_CACHE: '/somewhere' }), path.resolve('/somewhere'));
  if (process.platform !== 'linux') return;
  assert.equal(cacheRoot({ XDG_CACHE_HOME: '/xdg' }), '/xdg/perfloop');
  assert.match(cacheRoot({ XDG_CACHE_HOME: 'relative' }), /\/\.cache\/perfloop$/);
});
