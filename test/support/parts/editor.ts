/** Tests inside the extension host of a real VS Code, on whichever host this machine can have. */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import type { Progress } from '../../../src/build/editor/cache.ts';
import { exists } from '../../../src/build/editor/cache.ts';
import { testHost } from '../../../src/build/editor/host.ts';
import { chromium, editorServer } from '../../../src/build/editor/install.ts';
import { startGroup, temporaryFolder } from '../../../src/build/editor/processes.ts';
import { type Counts, indent, tail } from './counts.ts';

/** First argument of the child process in which the editor runs: its noise is shown after a failure only. */
export const EDITOR_CHILD = '--inside-editor';

const LIMIT_MS = 10 * 60_000;

/** @throws UserError where this machine can have no editor. */
export async function editorExecutable(progress: Progress): Promise<string> {
  const host = await testHost(process.cwd(), progress);
  progress(`editor: ${host.label}`);
  if (host.kind === 'embedded') {
    process.env.PERFLOOP_CHROMIUM = await chromium(progress);
    await editorServer(progress);
  }
  return host.executable;
}

/** A second try for the whole of it, as for the pages (`runPageTests`); told in the closing line. */
export async function runEditorTwice(executable: string, only?: string): Promise<Counts> {
  const first = await runEditorTests(executable, only);
  if (first.failed === 0) return first;
  console.log(`  ${first.failed} failed; once more`);
  const second = await runEditorTests(executable, only);
  return { ...second, flaky: Math.max(0, first.failed - second.failed) };
}

async function runEditorTests(executable: string, only?: string): Promise<Counts> {
  const scratch = await temporaryFolder('perfloop-test-');
  const workspace = path.join(scratch.path, 'workspace');
  const fixture = path.join('test', 'fixtures', 'workspace');
  // A copy, because tests edit it.
  if (await exists(fixture)) await cp(fixture, workspace, { recursive: true });
  else await mkdir(workspace);
  // A workspace file, so that a test may add a folder without the window starting anew.
  const file = path.join(scratch.path, 'test.code-workspace');
  await writeFile(file, JSON.stringify({ folders: [{ path: 'workspace' }] }));
  const log = path.join(scratch.path, 'log.txt');
  const group = startGroup(process.execPath, [process.argv[1] ?? '', EDITOR_CHILD, executable, file], {
    env: { ...process.env, PERFLOOP_TEST_LOG: log, ...(only ? { PERFLOOP_TEST_ONLY: only } : {}) },
  });
  let output = '';
  for (const stream of [group.process.stdout, group.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-200_000);
    });
  }
  const timer = setTimeout(() => void group.stop(), LIMIT_MS);
  const code = await group.ended;
  clearTimeout(timer);
  const told = await readFile(log, 'utf8').catch(() => '');
  await scratch.remove();
  const counts = judge(code, told, output);
  if (only || counts.passed + counts.failed + counts.skipped > 0 || !(await hasSuites())) return counts;
  console.log('  not ok - no suite was loaded, though test/vscode has some');
  return { ...counts, failed: 1 };
}

async function hasSuites(): Promise<boolean> {
  return (await readdir(path.join('test', 'vscode'))).some((file) => file.endsWith('.suite.ts'));
}

/** The counts that the tests wrote; an editor that ended without them, or worse than they say, is a failure. */
function judge(code: number, told: string, output: string): Counts {
  const lines = told.split('\n');
  const closing = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(lines.at(-2) ?? '');
  const failing = lines.filter((text) => text.startsWith('not ok') || text.startsWith('    '));
  if (failing.length > 0) console.log(`  ${failing.join('\n  ')}`);
  if (closing) {
    const counts = { passed: Number(closing[1]), failed: Number(closing[2]), skipped: Number(closing[3]) };
    if (code === 0 || counts.failed > 0) return counts;
  }
  console.log(`  not ok - the editor ended with code ${code}\n${indent(tail(output, 80))}`);
  const passed = lines.filter((text) => text.startsWith('ok - ')).length;
  return { passed, failed: 1 + lines.filter((text) => text.startsWith('not ok')).length, skipped: 0 };
}

/** In the child: runs the editor to its end. */
export async function insideEditor(executable: string, workspace: string): Promise<void> {
  const root = process.cwd();
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'out', 'test', 'vscode', 'index.cjs'),
    // The system's temporary folder keeps the desktop's socket path short enough.
    launchArgs: [workspace, `--user-data-dir=${path.join(path.dirname(workspace), 'user')}`],
    extensionTestsEnv: { PERFLOOP_ROOT: root },
  });
}
