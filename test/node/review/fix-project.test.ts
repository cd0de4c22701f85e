import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fixProject } from '../../../src/node/review/fix-project.ts';

test('the nearest package.json and tsconfig.json say what a fix may use', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'perfloop-'));
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  };
  try {
    write('package.json', '{"dependencies": {"knex": "1"}}');
    write('tsconfig.json', '{"compilerOptions": {"strict": true}}');
    write(
      'apps/api/package.json',
      '{"dependencies": {"mongoose": "1"}, "devDependencies": {"p-limit": "6"}}',
    );
    write(
      'apps/api/tsconfig.json',
      '{\n// loose\n"extends": "../../base", "compilerOptions": {"noImplicitAny": false,}}',
    );
    write('base.json', '{"compilerOptions": {"strictNullChecks": true}}');
    assert.deepEqual(fixProject(root, 'src/a.ts'), {
      dependencies: new Set(['knex']),
      emptyListsHoldNothing: false,
    });
    assert.deepEqual(fixProject(root, 'apps/api/src/a.ts'), {
      dependencies: new Set(['mongoose', 'p-limit']),
      emptyListsHoldNothing: true,
    });
    assert.deepEqual(fixProject('', 'a.ts'), { dependencies: new Set() });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
