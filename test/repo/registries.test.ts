import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** One mechanism: an object in its own file + one line in a sorted registry. Nothing may be half added. */
const registries = [
  { folder: 'src/core/profile/import', index: 'index.ts', besides: [] as string[] },
  { folder: 'src/core/diagnose/families', index: 'index.ts', besides: [] as string[] },
  { folder: 'src/core/analysis/fixes', index: 'index.ts', besides: ['fix.ts'] },
  {
    folder: 'src/core/analysis/rules',
    index: 'index.ts',
    besides: [
      'added-again.ts',
      'again-itself.ts',
      'apart.ts',
      'asked-or-not.ts',
      'at-once.ts',
      'begun.ts',
      'bounds-nearby.ts',
      'brought-here.ts',
      'built-fields.ts',
      'by-helper.ts',
      'claims.ts',
      'collected.ts',
      'compared.ts',
      'conditions.ts',
      'configured.ts',
      'copied-few.ts',
      'derived.ts',
      'disputed.ts',
      'drawn.ts',
      'few-at-once.ts',
      'few-events.ts',
      'few-keys.ts',
      'few.ts',
      'given-again.ts',
      'goes-on.ts',
      'grown-lists.ts',
      'in-effects.ts',
      'intervals.ts',
      'joined.ts',
      'json-elsewhere.ts',
      'json-helpers.ts',
      'json-same.ts',
      'json-stores.ts',
      'json-uses.ts',
      'floating.ts',
      'kept-few.ts',
      'handed-on.ts',
      'keys-of-copy.ts',
      'kept-subscriptions.ts',
      'lets-through.ts',
      'likely-remote.ts',
      'listing.ts',
      'lost-listeners.ts',
      'made-elsewhere.ts',
      'made-from.ts',
      'mounted.ts',
      'next-try.ts',
      'no-bulk.ts',
      'not-yet-run.ts',
      'of-one-thing.ts',
      'one-by-one.ts',
      'one-connection.ts',
      'origins.ts',
      'own-database.ts',
      'own-table.ts',
      'own-work.ts',
      'paced.ts',
      'parts.ts',
      'per-tenant.ts',
      'per-turn.ts',
      'put-in-order.ts',
      'reducers.ts',
      'resolvers.ts',
      'rows-asked.ts',
      'shared.ts',
      'shifted.ts',
      'small-tables.ts',
      'search-helper.ts',
      'short-search.ts',
      'shown.ts',
      'sides.ts',
      'small-receiver.ts',
      'staff.ts',
      'started.ts',
      'stores-asked.ts',
      'tags.ts',
      'taken-back.ts',
      'ticked.ts',
      'typed.ts',
      'unended.ts',
      'uploads.ts',
      'user-events.ts',
      'vendors.ts',
      'waiting.ts',
      'whole-job.ts',
      'written-default.ts',
    ],
  },
  {
    folder: 'src/core/report/findings',
    index: 'index.ts',
    besides: ['excerpt.ts', 'recognised.ts', 'types.ts'],
  },
  { folder: 'src/core/report/gate', index: 'index.ts', besides: ['types.ts'] },
  { folder: 'src/core/report/formats', index: 'index.ts', besides: [] as string[] },
  { folder: 'src/cli/commands', index: 'index.ts', besides: [] as string[] },
];

for (const { folder, index, besides } of registries) {
  test(`${folder}: each file is registered once, in order`, () => {
    assert.ok(existsSync(`${folder}/${index}`), `${folder}/${index} exists`);
    const registry = readFileSync(`${folder}/${index}`, 'utf8');
    const files = readdirSync(folder)
      .filter((f) => f.endsWith('.ts') && f !== index && !besides.includes(f))
      .sort();
    const registered = [...registry.matchAll(/(?:from |import\()'\.\/([\w-]+\.ts)'/g)]
      .map((m) => m[1]!)
      .filter((f) => !besides.includes(f));
    assert.deepEqual(registered, files, 'the registry names exactly the files of its folder, sorted');
  });
}
