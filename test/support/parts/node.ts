/** Tests under node:test: the bundled files of test/, and those that examples bring along. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { run } from 'node:test';
import { exists } from '../../../src/build/editor/cache.ts';
import { type Counts, head, indent, tail } from './counts.ts';

/** A file that has not ended by then is killed and fails. */
const FILE_LIMIT_MS = 15 * 60_000;

/** Files to run by part: the folder below test/; `examples` has the examples' own too. */
export async function testFiles(): Promise<ReadonlyMap<string, readonly string[]>> {
  const root = process.cwd();
  const groups = new Map<string, string[]>();
  const put = (group: string, file: string) => groups.set(group, [...(groups.get(group) ?? []), file]);
  for (const file of await below('test')) {
    const [folder = ''] = file.split('/');
    if (!file.endsWith('.test.ts') || folder === 'fixtures' || folder === 'vscode') continue;
    // What was built earlier from a file that is gone is not run: the sources are listed.
    put(folder, path.join(root, 'out', 'test', file.replace(/\.ts$/, '.mjs')));
  }
  for (const file of await below('examples')) {
    if (/^[^/]+\/test\/.*\.test\.(js|mjs|cjs)$/.test(file))
      put('examples', path.join(root, 'examples', file));
  }
  return groups;
}

async function below(folder: string): Promise<readonly string[]> {
  if (!(await exists(folder))) return [];
  const files: string[] = [];
  const walk = async (at: string): Promise<void> => {
    for (const entry of await readdir(path.join(folder, at), { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
      const relative = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) await walk(relative);
      else files.push(relative);
    }
  };
  await walk('');
  return files.sort();
}

/**
 * Tests that drive a whole editor in a browser can lose a focus or a frame to a busy machine: files with a
 * failure run once more, and what passes only then is told in the closing line.
 */
export async function runPageTests(
  files: readonly string[],
  concurrency: number,
  only?: string,
): Promise<Counts> {
  // Events name the source that a file was built from.
  const named = (file: string) => path.basename(file).replace(/\.\w+$/, '');
  const failing = new Set<string>();
  const first = await runNodeTests(files, concurrency, only, (file) => failing.add(named(file)));
  const again = files.filter((file) => failing.has(named(file)));
  if (again.length === 0) return first;
  console.log(`  ${first.failed} failed; once more: ${again.map(named).join(', ')}`);
  const second = await runNodeTests(again, 1, only);
  const flaky = Math.max(0, first.failed - second.failed);
  return { ...first, passed: first.passed + flaky, failed: second.failed, flaky };
}

/** `only`: a regular expression on test names. `onFailedFile` is told each file that has a failure. */
export async function runNodeTests(
  files: readonly string[],
  concurrency: number,
  only?: string,
  onFailedFile?: (file: string) => void,
): Promise<Counts> {
  // Test processes inherit the flags of this one; with it stacks name the sources.
  if (!process.execArgv.includes('--enable-source-maps')) process.execArgv.push('--enable-source-maps');
  const stream = run({
    files: [...files],
    concurrency,
    timeout: FILE_LIMIT_MS,
    ...(only ? { testNamePatterns: [new RegExp(only)] } : {}),
  });
  const totals = new Map<string, number>();
  const written = new Map<string, string>();
  let failures = 0;
  stream.on('test:stderr', ({ file, message }) => {
    if (file) written.set(file, `${written.get(file) ?? ''}${message}`.slice(-20_000));
  });
  stream.on('test:fail', (event) => {
    const failure = readFailure(event);
    if (!failure) return;
    failures += 1;
    if (event.file) onFailedFile?.(event.file);
    const where = event.file ? path.relative(process.cwd(), event.file) : '';
    console.log(`  not ok - ${event.name} (${where})\n${indent(head(failure, 40))}`);
    const said = event.file && written.get(event.file);
    if (said) console.log(indent(`── standard error of the file\n${tail(said, 20)}`));
    if (event.file) written.delete(event.file);
  });
  stream.on('test:diagnostic', ({ message, nesting }) => {
    const found = /^(tests|pass|fail|cancelled|skipped|todo) (\d+)$/.exec(message);
    if (nesting === 0 && found) totals.set(found[1] ?? '', Number(found[2]));
  });
  await new Promise<void>((resolve, reject) => {
    stream.once('end', resolve);
    stream.once('error', reject);
    stream.resume();
  });
  const of = (name: string) => totals.get(name) ?? 0;
  // A run that has told no counts has crashed.
  const failed = totals.size === 0 ? 1 : of('fail') + of('cancelled');
  return { passed: of('pass'), failed: Math.max(failed, failures), skipped: of('skipped') + of('todo') };
}

/** The text of a failure; nothing for a suite or file that failed only because a test in it did. */
function readFailure(event: { readonly details: { readonly error: Error } }): string | undefined {
  const error = event.details.error as Error & { readonly failureType?: string; readonly cause?: unknown };
  if (error.failureType === 'subtestsFailed') return undefined;
  const cause = error.cause ?? error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
