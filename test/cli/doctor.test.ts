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
