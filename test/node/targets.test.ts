import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '../../src/core/model.ts';
import {
  fileCommand,
  isRunnable,
  npmScripts,
  packageManager,
  parseCommand,
  typeStripping,
} from '../../src/node/targets.ts';

const made: string[] = [];
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function project(files: Record<string, string | object>): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'perfloop-targets-'));
  made.push(root);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

test('scripts of the nearest package come first, then the root and its workspaces', async () => {
  const root = project({
    'package.json': { name: 'top', workspaces: ['packages/*', 'tools/one'], scripts: { build: 'tsc' } },
    'package-lock.json': '{}',
    'packages/a/package.json': { name: '@x/a', scripts: { start: 'node .', test: 'node --test' } },
    'packages/a/src/index.js': '',
    'packages/b/package.json': { scripts: { start: 'node b.js' } },
    'packages/b/node_modules/z/package.json': { scripts: { no: 'no' } },
    'packages/c/package.json': '{ not json',
    'tools/one/package.json': { name: 'one', scripts: { go: 'node go.js' } },
  });
  const found = await npmScripts(path.join(root, 'packages/a/src/index.js'), root);
  assert.deepEqual(
    found.map((s) => `${s.packageName} ${s.name}`),
    ['@x/a start', '@x/a test', 'top build', 'b start', 'one go'],
  );
  assert.deepEqual(found[0]?.command, ['npm', 'run', 'start']);
  assert.equal(found[0]?.folder, path.join(root, 'packages/a'));
});

test('pnpm names its workspaces in a file of its own', async () => {
  const root = project({
    'package.json': { scripts: {} },
    'pnpm-lock.yaml': '',
    'pnpm-workspace.yaml':
      "packages:\n  # all\n  - 'libs/**'\n  - apps/web # the site\n  - '!libs/old'\ncatalog:\n  - x\n",
    'libs/deep/one/package.json': { name: 'deep', scripts: { a: '1' } },
    'apps/web/package.json': { name: 'web', scripts: { dev: '2' } },
  });
  const found = await npmScripts(root, root);
  assert.deepEqual(
    found.map((s) => s.command.join(' ')),
    ['pnpm run dev', 'pnpm run a'],
  );
});

test('the package manager is told by field, else by lock file', async () => {
  const root = project({
    'package.json': { packageManager: 'yarn@4.2.0+sha' },
    'package-lock.json': '',
    'in/bun.lock': '',
    'in/package.json': '{}',
  });
  assert.equal(await packageManager(root, root), 'yarn');
  assert.equal(await packageManager(path.join(root, 'in'), root), 'bun');
  assert.equal(await packageManager(project({}), '/nowhere'), 'npm');
});

test('how a file runs', async () => {
  const root = project({
    'a.js': '',
    'b.ts': '',
    'with/tsx.ts': '',
    'with/node_modules/tsx/package.json': '{}',
    'old/b.ts': '',
    'old/node_modules/ts-node/package.json': '{}',
  });
  const at = (f: string) => path.join(root, f);
  assert.deepEqual(await fileCommand(at('a.js'), root, '20.20.2'), ['node', at('a.js')]);
  assert.deepEqual(await fileCommand(at('b.ts'), root, '24.1.0'), ['node', at('b.ts')]);
  assert.deepEqual(await fileCommand(at('b.ts'), root, '22.7.0'), [
    'node',
    '--experimental-strip-types',
    at('b.ts'),
  ]);
  assert.deepEqual(await fileCommand(at('with/tsx.ts'), root, '20.20.2'), [
    'node',
    '--import',
    'tsx',
    at('with/tsx.ts'),
  ]);
  assert.deepEqual(await fileCommand(at('old/b.ts'), root, '20.20.2'), [
    'node',
    '--require',
    'ts-node/register',
    at('old/b.ts'),
  ]);
  await assert.rejects(fileCommand(at('b.ts'), root, 'v20.20.2'), (e: UserError) => /tsx/.test(e.next));
  await assert.rejects(fileCommand(at('readme.md'), root, '24.0.0'), UserError);
  assert.equal(isRunnable('types.d.ts'), false);
  assert.deepEqual(['v22.5.1', '22.18.0', '23.5.0', '23.6.0', '24.0.0', '20.20.2'].map(typeStripping), [
    undefined,
    [],
    ['--experimental-strip-types'],
    [],
    [],
    undefined,
  ]);
});

test('a typed command is split as a shell would', () => {
  const split = (text: string) => parseCommand(text, 'linux');
  assert.deepEqual(split('  node  "my app.js" --a=\'b c\' x\\ y "" '), {
    command: ['node', 'my app.js', '--a=b c', 'x y', ''],
    env: {},
  });
  assert.deepEqual(split('A=1 B="x y" node a.js C=3'), {
    command: ['node', 'a.js', 'C=3'],
    env: { A: '1', B: 'x y' },
  });
  assert.deepEqual(split('node a.js | head').command, ['sh', '-c', 'node a.js | head']);
  assert.deepEqual(split('node "$HOME/a.js"').command, ['sh', '-c', 'node "$HOME/a.js"']);
  assert.deepEqual(split("node 'a*b'").command, ['node', 'a*b']);
  assert.deepEqual(parseCommand('node C:\\x\\a.js', 'win32').command, ['node', 'C:\\x\\a.js']);
  assert.throws(() => split('node "a'), UserError);
  assert.throws(() => split('   '), UserError);
  assert.throws(() => split('A=1'), UserError);
});
