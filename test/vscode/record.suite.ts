import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RecordingResult } from '../../src/node/perfloop.ts';
import { suite, test, until } from './harness.ts';
import { closeAll, extension, inWorkspace, show } from './support.ts';

const run = (command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand<RecordingResult | undefined>(command, ...args);

suite('recording', () => {
  test(
    'the current file: hottest function and line are the true ones',
    async (t) => {
      t.after(closeAll);
      const { document } = await show('work.js');
      const result = await run('perfloop.profileFile', document.uri);
      assert.deepEqual(result?.recording.end, { how: 'exited', code: 0 });
      assert.equal(path.dirname(result!.folder), inWorkspace(path.join('.perfloop', 'recordings')));
      const { exports } = extension();
      assert.equal(exports.session.current?.source, result!.folder);
      const heat = await until('heat', () => exports.heat.of(document));
      const function_ = (name: string) =>
        heat.annotations.flatMap((a) => a.functions).find((f) => f.name === name);
      assert.ok(
        Math.abs(function_('heavy')!.totalShare - 0.9) < 0.08,
        String(function_('heavy')?.totalShare),
      );
      const lines = heat.annotations.filter((a) => a.heat).sort((a, b) => b.heat!.selfMs - a.heat!.selfMs);
      assert.ok([4, 5].includes(lines[0]!.line), `hottest line ${lines[0]?.line}`);
      const sources = JSON.parse(readFileSync(path.join(result!.folder, 'sources.json'), 'utf8')) as {
        files: Record<string, unknown>;
      };
      assert.ok(Object.keys(sources.files).some((f) => f.endsWith('/work.js')));
    },
    { timeoutMs: 60_000 },
  );

  test(
    'an npm script, by its command; edits after the recording are told from it',
    async (t) => {
      t.after(closeAll);
      const result = await run('perfloop.profileCommand', 'npm run work');
      assert.ok(result && result.recording.threads.length > 0);
      assert.match(result.recording.output.stdout, /sum true/);
      const text = readFileSync(inWorkspace('work.js'), 'utf8');
      t.after(() =>
        vscode.workspace.fs.writeFile(vscode.Uri.file(inWorkspace('work.js')), Buffer.from(text)),
      );
      const changed = text.replace('let total', 'const more = 1;\nlet total').replace('i % 1000', 'i % 999');
      await vscode.workspace.fs.writeFile(vscode.Uri.file(inWorkspace('work.js')), Buffer.from(changed));
      const { document } = await show('work.js');
      await until('the new text', () => document.getText() === changed);
      const rows = await until('heat', () => {
        const heat = extension().exports.heat.of(document);
        return heat?.annotations.some((a) => a.stale) && heat.annotations;
      });
      assert.equal(rows.find((a) => a.functions.some((f) => f.name === 'heavy'))?.stale, true);
      assert.equal(rows.find((a) => a.functions.some((f) => f.name === 'light'))?.stale, false);
    },
    { timeoutMs: 60_000 },
  );

  test(
    'a program that fails leaves its code, its output and the profile until then',
    async (t) => {
      t.after(closeAll);
      const result = await run('perfloop.profileFile', vscode.Uri.file(inWorkspace('fails.js')));
      assert.deepEqual(result?.recording.end, { how: 'exited', code: 3 });
      assert.match(result!.recording.output.stderr, /the database is gone/);
      assert.ok(extension().exports.session.current);
    },
    { timeoutMs: 60_000 },
  );

  test(
    'stopping a program that never ends keeps what was recorded',
    async (t) => {
      t.after(closeAll);
      const result = run('perfloop.profileFile', vscode.Uri.file(inWorkspace('forever.js')));
      await new Promise((resolve) => setTimeout(resolve, 2500));
      await vscode.commands.executeCommand('perfloop.stop');
      const { recording, folder } = (await result)!;
      assert.deepEqual(recording.end, { how: 'cancelled' });
      assert.ok(recording.threads.length > 0);
      assert.ok(existsSync(path.join(folder, recording.threads[0]!.file)));
      const hot = await extension().exports.hotspots.described();
      assert.match(hot[1] ?? '', /spin/);
    },
    { timeoutMs: 60_000 },
  );
});
