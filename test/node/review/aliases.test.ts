import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Modules } from '../../../src/core/analysis/modules.ts';
import { aliasesFrom } from '../../../src/node/review/manifests.ts';

test('_moduleAliases of package.json lead to folders and files of the package', () => {
  const aliases = aliasesFrom(
    { _moduleAliases: { '@root': '.', '@schemas': './src/database/schemas', '@bot': 'src/bot.js', bad: 5 } },
    'apps/bot',
  );
  assert.ok(aliases);
  const files = new Set([
    'apps/bot/src/database/schemas/Guild.js',
    'apps/bot/src/bot.js',
    'apps/bot/config.js',
  ]);
  const modules = new Modules((path) => files.has(path), { packages: [], tsconfigs: [aliases] });
  const from = 'apps/bot/src/events/ready.js';
  assert.equal(modules.resolve(from, '@schemas/Guild'), 'apps/bot/src/database/schemas/Guild.js');
  assert.equal(modules.resolve(from, '@bot'), 'apps/bot/src/bot.js');
  assert.equal(modules.resolve(from, '@root/config'), 'apps/bot/config.js');
  assert.equal(modules.resolve('apps/other/index.js', '@schemas/Guild'), '');
  assert.equal(aliasesFrom({ name: 'x' }, ''), undefined);
});
