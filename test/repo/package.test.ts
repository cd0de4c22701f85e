import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';

test('the main bundle is below 200 KB', async () => {
  const result = await build({
    entryPoints: ['src/vscode/extension.ts'],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    keepNames: true,
    legalComments: 'none',
    write: false,
    metafile: true,
  });
  const bytes = result.outputFiles[0]!.contents.length;
  assert.ok(bytes < 200_000, `${bytes} bytes`);
  const inputs = Object.entries(Object.values(result.metafile.outputs)[0]!.inputs);
  const reading = inputs.filter(
    ([file, { bytesInOutput }]) => bytesInOutput > 0 && /\/profile\/import\//.test(file),
  );
  assert.deepEqual(reading, [], 'profiles are read in the worker only');
});

test('the package holds what runs and what a person reads, nothing else', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies'],
    { maxBuffer: 1 << 24 },
  );
  const files = stdout.trim().split('\n');
  const strange = files.filter(
    (f) => !/^(package\.json|README\.md|CHANGELOG\.md|LICENSE(\.txt)?|dist\/.+|media\/.+)$/i.test(f),
  );
  assert.deepEqual(strange, []);
  const needed = [
    'package.json',
    'dist/extension.cjs',
    'dist/profile-worker.cjs',
    'dist/recorder.cjs',
    'dist/cli.mjs',
    'dist/perfloop.schema.json',
    'dist/webview/flame.js',
    'dist/webview/flame.css',
    'dist/webview/flame-worker.js',
    'dist/webview/speedscope.js',
    'media/icon.png',
    'media/activity.svg',
  ];
  assert.deepEqual(
    needed.filter((f) => !files.includes(f)),
    [],
  );
  const bytes = files.reduce((sum, f) => sum + (existsSync(f) ? statSync(f).size : 0), 0);
  // A build for the tests carries source maps inside; the limit is for what is not ours to write.
  const pictures = files.filter((f) => f.startsWith('media/')).reduce((sum, f) => sum + statSync(f).size, 0);
  assert.ok(pictures < 300_000, `${pictures} bytes of pictures`);
  assert.ok(bytes < 40_000_000, `${bytes} bytes`);
});
