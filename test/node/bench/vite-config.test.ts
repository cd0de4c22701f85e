import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { createLoader } from '../../../src/node/bench/loader/index.ts';
import { unaliased, viteFactsOf } from '../../../src/node/bench/loader/vite-config.ts';

const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'perfloop-vite-')));
after(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

const factsAt = (file: string) => viteFactsOf(path.join(root, file), root);

test('aliases, defines and set-up files of a configuration are read, whatever way they are written', () => {
  write({
    'a/vitest.config.mts': `import { defineConfig, mergeConfig } from 'vitest/config'
import path, { join } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import base, { version } from './base.js'
const __filename = fileURLToPath(import.meta.url)
const __dirname = path.dirname(__filename)
const at = (name: string) => path.resolve(__dirname, 'src', name)
export default mergeConfig(base, defineConfig(({ mode }) => ({
  define: { __MODE__: JSON.stringify(mode), __VERSION__: JSON.stringify(version), __LATER__: compute(), 'process.env.STAGE': '"x"' },
  resolve: { alias: { ...(process.env.NOT_SET_ANYWHERE ? { no: 'no' } : {}), '@': at('.'), '~/': fileURLToPath(new URL('./src/', import.meta.url)) }, conditions: ['source'] },
  test: { globals: true, alias: [{ find: /^lib\\/(.*)/, replacement: join(__dirname, 'src/$1') }], setupFiles: './setup.ts', env: { A: 1 } },
}) as never))`,
    'a/base.ts': `export const version = '1.' + 2
export default { define: { __DEV__: true, __TEXT__: '"t"' }, plugins: [anything()], test: { setupFiles: ['first.ts'] } }`,
  });
  const facts = factsAt('a/x/y.bench.ts')!;
  assert.deepEqual(facts.defines, {
    __DEV__: true,
    __TEXT__: 't',
    __MODE__: 'benchmark',
    __VERSION__: '1.2',
    'process.env.STAGE': 'x',
  });
  assert.equal(facts.globals, true);
  assert.deepEqual(facts.env, { A: '1' });
  assert.deepEqual(facts.conditions, ['source']);
  assert.deepEqual(
    facts.setupFiles.map((f) => path.relative(root, f)),
    ['a/first.ts', 'a/setup.ts'],
  );
  const to = (specifier: string) => unaliased(specifier, facts.aliases)?.slice(root.length);
  assert.equal(to('@/b'), '/a/src/b');
  assert.equal(to('~/b'), '/a/src/b');
  assert.equal(to('lib/b/c'), '/a/src/b/c');
  assert.equal(to('no'), undefined);
  assert.equal(to('@other/b'), undefined);
});

test('the configuration is that of the script for benchmarks, of the folder, or of another script', () => {
  write({
    'b/package.json': JSON.stringify({
      scripts: { test: 'vitest -c test/t.config.ts', bench: 'vitest bench --config=bench.config.js' },
    }),
    'b/test/t.config.ts': `export default { define: { W: 't' } }`,
    'b/bench.config.js': `module.exports = { define: { W: 1 } }`,
    'b/vite.config.js': `export default { define: { W: 2 } }`,
    'c/package.json': JSON.stringify({ scripts: { test: 'vitest run -c test/t.config.ts' } }),
    'c/test/t.config.ts': `const config = { define: { W: 3 } } satisfies object; export { config as default }`,
    'd/package.json': '{}',
    'd/vite.config.ts': 'this is no JavaScript',
  });
  assert.deepEqual(factsAt('b/x.bench.ts')?.defines, { W: 1 });
  assert.deepEqual(factsAt('c/deep/x.bench.ts')?.defines, { W: 3 });
  assert.equal(factsAt('d/x.bench.ts'), undefined);
});

test('a module is found by the alias, and a benchmark file gets what vitest would give it', () => {
  write({
    'e/vitest.config.ts': `export default { define: { __DEV__: false, 'import.meta.env.VITE_X': '"1"' }, resolve: { alias: { '#src': '/src', react: 'preact/compat' } }, test: { setupFiles: ['s.ts'], environment: 'jsdom', globals: true } }`,
    'e/src/a.ts': '',
    'e/src/dir/index.ts': '',
    'e/v.bench.ts': `import { bench } from 'vitest'`,
    'e/m.bench.ts': `import { bench } from 'mitata'`,
    'e/g.bench.ts': `describe('x', () => { bench('y', () => 1) })`,
    'e/node_modules/preact/package.json': '{ "name": "preact", "exports": { "./compat": "./c.js" } }',
    'e/node_modules/preact/c.js': '',
  });
  const loader = createLoader({ roots: [root], cacheDir: '' });
  const from = path.join(root, 'e/v.bench.ts');
  const found = (name: string) => loader.resolve(name, from, false)?.slice(root.length);
  assert.equal(found('#src/a'), '/e/src/a.ts');
  assert.equal(found('#src/dir'), '/e/src/dir/index.ts');
  assert.equal(found('react'), '/e/node_modules/preact/c.js');
  const settings = (name: string) => loader.settings(path.join(root, name));
  assert.deepEqual(settings('e/v.bench.ts'), {
    globals: { __DEV__: false },
    env: { VITE_X: '1' },
    setupFiles: [path.join(root, 'e/s.ts')],
    globalApi: 'vitest',
    environment: 'jsdom',
  });
  assert.deepEqual(settings('e/m.bench.ts').setupFiles, []);
  assert.equal(settings('e/m.bench.ts').globalApi, '');
  assert.equal(settings('e/g.bench.ts').globalApi, 'vitest');
});

test('a syntax error is found in the module that has it', () => {
  write({
    'f/a.bench.mjs': `import { b } from './b.js'\nexport default b`,
    'f/b.js': `export * from './c.mjs'`,
    'f/c.mjs': `export const a = 1\nlet a = 2`,
  });
  const loader = createLoader({ roots: [root], cacheDir: '' });
  assert.equal(loader.broken(path.join(root, 'f/a.bench.mjs')), `${path.join(root, 'f/c.mjs')}:2:5`);
  assert.equal(loader.broken(path.join(root, 'e/src/a.ts')), undefined);
});
