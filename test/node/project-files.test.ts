import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ensureFolder, writeFileAtomically } from '../../src/node/project-files.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'perfloop-files-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('folders are made with all above them, also by several at once', async () => {
  const deep = path.join(folder, 'a', 'b', 'c');
  await Promise.all([ensureFolder(deep), ensureFolder(deep), ensureFolder(path.join(folder, 'a', 'x'))]);
  assert.ok(existsSync(deep) && existsSync(path.join(folder, 'a', 'x')));
});

test('a place that can hold no folder is refused, and does not hang', async () => {
  writeFileSync(path.join(folder, 'file'), '');
  await assert.rejects(ensureFolder(path.join(folder, 'file', 'in')), { code: 'EEXIST' });
  if (existsSync('/proc/self')) await assert.rejects(ensureFolder('/proc/perfloop/a'), { code: 'ENOENT' });
});

test('a file that cannot be written leaves nothing behind', async () => {
  await assert.rejects(writeFileAtomically(path.join(folder, 'file', 'in.txt'), 'x', 'in.txt'), {
    name: 'UserError',
    message: 'in.txt cannot be written: part of its path is a file',
  });
});
