/** What a file is for, by where it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileKind, isStartedAgain, isTest } from '../../../src/core/analysis/paths.ts';

test('folders and files of tests', () => {
  for (const file of [
    'apps/shop-e2e/src/support/app.ts',
    'apps/shop-e2e/global-teardown.ts',
    'web/globalSetup.ts',
    'integration_tests/mockApis/users.ts',
    'packages/e2e-tests/helpers/api.ts',
    'service/functionalTests/http.js',
    'packages/dev-server/load-testing/config.ts',
    'k6/scripts/soak.js',
    'backend/src/test-support/factories/user.ts',
    'src/users/users.service.spec.ts',
    'src/__tests__/users.ts',
    'src/__testUtils__/users.ts',
    'integtests/hello.js',
    'tests/fixtures/shop/app/api/users/route.ts',
    'app/api/__tests__/route.ts',
    'src/modules/users/repositories/fakes/FakeUsersRepository.ts',
    'src/stories/forms/button.stories.ts',
    'src/core/services/products.service.fake.ts',
  ])
    assert.ok(isTest(file), file);
});

test('what an application is about is no test', () => {
  for (const file of [
    'src/modules/mock-tests/service.ts',
    'src/lab-tests/results.ts',
    'app/api/platform/benchmark/route.ts',
    'src/app/(school)/tests/[id]/page.tsx',
    'src/app/store/ab-testing/actions.ts',
    'src/indexer/genetic-testing/index.ts',
    'src/testimonials/list.ts',
    'apps/backend/apps/stories/src/stories.service.ts',
    'src/modules/stories/StoryService.ts',
    'app/api/stories/route.ts',
    'src/stories/index.js',
    'src/latest/index.ts',
    'src/setup.ts',
  ])
    assert.ok(!isTest(file), file);
});

test('scripts that an application is about', () => {
  for (const file of [
    'app/(ops)/scripts/page.tsx',
    'src/Home/Script/utils.ts',
    'src/contexts/scripts/index.tsx',
    'src/services/script/save.ts',
    'db/mutations/scripts/save.ts',
  ])
    assert.equal(fileKind(file, '').kind, '', file);
  for (const file of [
    'scripts/load.ts',
    'packages/api/scripts/fix.ts',
    'src/scripts/load.ts',
    'src/services/scripts/load.ts',
    'src/script/load.ts',
  ])
    assert.equal(fileKind(file, '').kind, 'script', file);
});

test('what brings a database up to date, whatever it is called first', () => {
  for (const file of [
    'db_migrate.js',
    'src/run-migrations.ts',
    'server/AutoMigrationRunner.js',
    'migrate.mjs',
  ])
    assert.equal(fileKind(file, '').kind, 'migration', file);
  assert.equal(fileKind('src/emigrate.ts', '').kind, '');
});

test('files named after seeding are seeds, other seeds are not', () => {
  const kindOf = (file: string): string => fileKind(file, '').kind;
  for (const file of ['src/utils/seedProducts.js', 'server/userSeeder.ts', 'db/devSeeds.ts', 'src/seed.ts'])
    assert.equal(kindOf(file), 'seed', file);
  for (const file of [
    'src/seedPhrase.ts',
    'src/randomSeed.ts',
    'src/serverSeed.js',
    'src/seedling.ts',
    'src/seedWords.ts',
  ])
    assert.equal(kindOf(file), '', file);
});

test('what is started again and again, and what is only about that', () => {
  for (const file of ['src/tasks/expire.js', 'src/expire.task.ts', 'src/send-tasks.js', 'jobs/mail.ts'])
    assert.ok(isStartedAgain(file), file);
  for (const file of ['check-task-lists.js', 'src/users.ts']) assert.ok(!isStartedAgain(file), file);
});
