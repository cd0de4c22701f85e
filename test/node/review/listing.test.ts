import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { summariseWork } from '../../../src/node/review/read.ts';
import { review } from '../../../src/node/review/review.ts';
import { isReviewed, readWorkspaceConfig } from '../../../src/node/review/workspace.ts';
import { commit, git, put } from './repository.ts';

test('copies of libraries are no source; files whose names only begin alike are', () => {
  for (const copy of ['public/jquery-ui.js', 'js/vue-router.js', 'js/lodash.js', 'js/require.js', 'd3.v7.js'])
    assert.equal(isReviewed(copy), false, copy);
  for (const own of ['src/requireUser.js', 'src/require-user.js', 'src/reactions.js', 'src/acceptance.js'])
    assert.equal(isReviewed(own), true, own);
});

test('what Yarn puts in the place of node_modules is no source', () => {
  for (const made of ['.pnp.cjs', '.pnp.js', 'web/.pnp.loader.mjs'])
    assert.equal(isReviewed(made), false, made);
  assert.equal(isReviewed('src/pnp.js'), true);
});

test('what a build writes for service workers, or as parts of a bundle, is no source', () => {
  for (const made of ['dev-dist/sw.js', 'public/workbox-2203335d.js', 'app/vendor/chunk-7G5VVISJ.cjs'])
    assert.equal(isReviewed(made), false, made);
  for (const own of ['src/workbox-config.js', 'src/chunk-messages.js', 'src/chunk-MESSAGES.js'])
    assert.equal(isReviewed(own), true, own);
});

test('a folder of vendors is source where the application is about them', () => {
  for (const others of ['vendor/lib/a.js', 'src/vendor/chart.js', 'src/shared/vendor/a.js', 'js/vendor/a.js'])
    assert.equal(isReviewed(others), false, others);
  for (const own of [
    'src/modules/vendor/vendor.service.ts',
    'src/routes/vendor/orders.js',
    'app/vendor/page.tsx',
    'src/vendor/vendor.controller.ts',
  ])
    assert.equal(isReviewed(own), true, own);
});

test('a library is the source of its own package', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'perfloop-listing-'));
  try {
    const files = {
      'package.json': '{"name":"lodash"}',
      'lodash.js': '',
      'vue.js': '',
      'site/package.json': '{"name":"site"}',
      'site/lodash.js': '',
    };
    await mkdir(path.join(root, 'site'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, name), text);
    const listing = await readWorkspaceConfig(root, { problems: [] });
    assert.deepEqual(listing.files, ['lodash.js']);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test('what is called like a library and imports others is source', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'perfloop-listing-'));
  try {
    const files = {
      'three.js': "import * as THREE from 'three';\nexport const scene = new THREE.Scene();\n",
      'react.js': "const React = require('react');\nmodule.exports = () => React.createElement('p');\n",
      'd3.js': "/*! D3 v7 */\nimport { a } from './a.js';\n",
      'vue.js': '!function (e) { e.Vue = {}; }(this);\n',
      'moment.js': "if (typeof exports === 'object') module.exports = f();\nvar a = require('a');\n",
    };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, name), text);
    const listing = await readWorkspaceConfig(root, { problems: [] });
    assert.deepEqual(listing.files, ['react.js', 'three.js']);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test('a file that went while others were read is a notice that says so', () => {
  const { problem } = summariseWork({ path: 'a.js', file: path.join(tmpdir(), 'perfloop-nowhere', 'a.js') });
  assert.equal(problem, 'cannot be read: it is gone');
});

test('a cache that comes with a repository is not believed, nor written through a link', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'perfloop-brought-'));
  try {
    git(root, 'init', '-q');
    put(root, 'a.js', 'export const slow = (s) => /^(a+)+$/.test(s);\n');
    const reviewed = async (): Promise<string[]> => {
      const { findings, notices, stats } = await review({ root });
      assert.equal(findings.length, 1);
      return [`${stats.analysed} read`, ...notices.map((n) => n.file)];
    };
    assert.deepEqual(await reviewed(), ['1 read']);
    assert.deepEqual(await reviewed(), ['0 read']);
    git(root, 'add', '-f', '.perfloop');
    commit(root);
    const [read, notice] = await reviewed();
    assert.equal(read, '1 read');
    assert.match(notice!, /^\.perfloop\/cache\/review\//);
    git(root, 'rm', '-rq', '--cached', '.perfloop');
    assert.deepEqual(await reviewed(), ['0 read']);
    if (process.platform === 'win32') return;
    await rm(path.join(root, '.perfloop'), { recursive: true });
    await mkdir(path.join(root, 'elsewhere'));
    await symlink(path.join(root, 'elsewhere'), path.join(root, '.perfloop'));
    assert.deepEqual(await reviewed(), ['1 read', '.perfloop']);
    assert.deepEqual(await readdir(path.join(root, 'elsewhere')), []);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
