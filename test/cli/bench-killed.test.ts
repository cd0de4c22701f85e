import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { tempFolder } from './run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function until<T>(what: string, read: () => T | undefined | false): Promise<T> {
  for (let turn = 0; turn < 600; turn++) {
    const found = read();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`not within 30 s: ${what}`);
}

test('a run that is killed outright leaves no runner, not even one that never yields', async () => {
  const told = path.join(folder, 'pid');
  writeFileSync(
    path.join(folder, 'spin.bench.js'),
    `require('node:fs').writeFileSync(${JSON.stringify(told)}, String(process.pid));
require('perfloop').bench('spins', () => { for (;;); });\n`,
  );
  const cli = spawn(process.execPath, [path.resolve('dist/cli.mjs'), 'bench'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const runner = await until('the runner', () => {
    try {
      return Number(readFileSync(told, 'utf8')) || undefined;
    } catch {
      return undefined;
    }
  });
  assert.ok(alive(runner));
  cli.kill('SIGKILL');
  await until('the runner is gone', () => !alive(runner));
});
