/** What git is started with where a hook has set its variables. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { gitEnvironment } from '../../src/node/git-environment.ts';

test('GIT_DIR goes where git finds the same repository without it, and stays where it says more', (t) => {
  const top = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'perfloop-git-')));
  t.after(() => rmSync(top, { recursive: true, force: true }));
  const main = path.join(top, 'main');
  const linked = path.join(top, 'linked');
  const inside = path.join(linked, 'packages', 'a');
  const own = path.join(main, '.git', 'worktrees', 'linked');
  for (const folder of [own, inside, path.join(main, 'src'), path.join(top, 'bare.git')])
    mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(linked, '.git'), `gitdir: ${own}\n`);
  const dirOf = (cwd: string, env: Record<string, string>) => gitEnvironment(cwd, env)['GIT_DIR'];
  assert.equal(dirOf(inside, { GIT_DIR: own }), undefined);
  assert.equal(dirOf(path.join(main, 'src'), { GIT_DIR: '.git' }), undefined);
  assert.equal(dirOf(main, { GIT_DIR: path.join(main, '.git') }), undefined);
  // Another repository than the one around, or none around.
  assert.equal(dirOf(main, { GIT_DIR: path.join(top, 'bare.git') }), path.join(top, 'bare.git'));
  assert.equal(dirOf(top, { GIT_DIR: path.join(top, 'bare.git') }), path.join(top, 'bare.git'));
  // Whoever names the work tree as well means it.
  assert.equal(dirOf(inside, { GIT_DIR: own, GIT_WORK_TREE: linked }), own);
  const { GIT_INDEX_FILE, GIT_OPTIONAL_LOCKS } = gitEnvironment(inside, {
    GIT_DIR: own,
    GIT_INDEX_FILE: 'i',
  });
  assert.deepEqual([GIT_INDEX_FILE, GIT_OPTIONAL_LOCKS], ['i', '0']);
});
