import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { runCli, tempFolder } from './run-cli.ts';

const { folder, remove } = tempFolder();
after(remove);

interface Check {
  readonly name: string;
  readonly state: string;
  readonly detail: string;
  readonly next: string;
}

test('doctor names the Node, the sampler and what would spoil figures', async () => {
  const { code, stdout } = await runCli(['doctor', '--json', '--node', process.execPath], { cwd: folder });
  assert.equal(code, 0);
  const { version, checks } = JSON.parse(stdout) as { version: number; checks: Check[] };
  assert.equal(version, 1);
  const byName = new Map(checks.map((c) => [c.name, c]));
  assert.ok(byName.get('node')!.detail.startsWith(process.versions.node));
  for (const name of [
    'sampler',
    'inspector',
    'source maps',
    'folder',
    'git',
    'editor',
    'processor',
    'load',
    'system',
  ]) {
    assert.ok(byName.has(name), name);
  }
  assert.ok(
    checks.every((c) => c.state === 'ok' || c.next !== ''),
    'what is wrong has a next step',
  );
});

test('a Node that is none fails the check', async () => {
  const fake = path.join(folder, 'fake-node');
  writeFileSync(fake, '#!/bin/sh\necho hello\n');
  chmodSync(fake, 0o755);
  const { code, stdout } = await runCli(['doctor', '--node', fake], { cwd: folder });
  assert.equal(code, 1);
  assert.match(stdout, /✗ node .*fake-node does not run: it is not Node/);
});

test('doctor --aa measures identical code and says which limits this machine keeps', async () => {
  const { folder, remove } = tempFolder();
  try {
    const { code, stdout, stderr } = await runCli(['doctor', '--aa', '--processes', '7', '--json'], {
      cwd: folder,
    });
    assert.ok(code === 0 || code === 1, stderr);
    const { aa } = JSON.parse(stdout) as {
      aa: {
        results: {
          workload: string;
          async: boolean;
          resolution: { processes: number; rates: { limit: number }[] };
        }[];
      };
    };
    assert.deepEqual(
      aa.results.map((r) => [r.workload, r.async, r.resolution.processes]),
      [
        ['JSON', false, 7],
        ['allocation', false, 7],
        ['file reads', true, 7],
      ],
    );
    assert.ok(aa.results.every((r) => r.resolution.rates.some((rate) => rate.limit === 0.05)));
    const alone = await runCli(['doctor', '--processes', '7'], { cwd: folder });
    assert.deepEqual([alone.code, /--processes belongs to --aa/.test(alone.stderr)], [2, true]);
  } finally {
    remove();
  }
});
