/**
 * `npm test [-- PART…] [--only REGEXP]`: every test there is, part by part, and one closing line with the
 * counts. Parts: `check`, the folders of test/ by name, `examples`. A part that this machine cannot run is
 * skipped with its reason; where CI=true it fails.
 */
import { parseArgs } from 'node:util';
import { chromium, seconds } from '../src/build/editor/install.ts';
import { UserError } from '../src/core/model.ts';
import { runChecks } from './support/parts/check.ts';
import { add, type Counts, line } from './support/parts/counts.ts';
import { EDITOR_CHILD, editorExecutable, insideEditor, runEditorTwice } from './support/parts/editor.ts';
import { runNodeTests, runPageTests, testFiles } from './support/parts/node.ts';

/** What differs from part to part. A `UserError` means: not on this machine. */
type Part = (only: string | undefined) => Promise<Counts>;

/** Cheap and telling first. Folders that are not named here come before the pages. */
const FIRST = ['check', 'core', 'node', 'cli', 'recorder', 'repo'];
const LAST = ['webview', 'vscode', 'ui'];

const progress = (text: string) => console.log(`  ${text}`);

async function parts(): Promise<ReadonlyMap<string, Part>> {
  const all = new Map<string, Part>([
    ['check', () => runChecks()],
    ['vscode', async (only) => runEditorTwice(await editorExecutable(progress), only)],
  ]);
  for (const [name, files] of await testFiles()) {
    const inPages = name === 'webview' || name === 'ui';
    all.set(name, async (only) => {
      if (inPages) process.env.PERFLOOP_CHROMIUM = await chromium(progress);
      // Two browsers with an editor each are too much for a small machine.
      return inPages ? runPageTests(files, name === 'ui' ? 1 : 2, only) : runNodeTests(files, 2, only);
    });
  }
  const rank = (name: string) => {
    if (FIRST.includes(name)) return FIRST.indexOf(name);
    return LAST.includes(name) ? 200 + LAST.indexOf(name) : 100;
  };
  return new Map([...all].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)));
}

async function runPart(name: string, part: Part, only: string | undefined): Promise<Counts> {
  const started = Date.now();
  console.log(`${name} …`);
  const alive = setInterval(() => progress(`… ${seconds(Date.now() - started)}`), 60_000);
  let counts: Counts;
  try {
    counts = await part(only);
  } catch (error) {
    const cannot = error instanceof UserError;
    const inCi = Boolean(process.env.CI) && process.env.CI !== 'false';
    console.log(cannot ? `  ${error.message} ${error.next}` : error);
    if (cannot && !inCi) {
      console.log(`  SKIPPED: the part "${name}" cannot run on this machine.`);
      counts = { passed: 0, failed: 0, skipped: 1 };
    } else counts = { passed: 0, failed: 1, skipped: 0 };
  }
  clearInterval(alive);
  console.log(`${name}: ${line(counts)} in ${seconds(Date.now() - started)}`);
  return counts;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string' } },
  });
  const all = await parts();
  const unknown = positionals.filter((name) => !all.has(name));
  if (unknown.length > 0) {
    console.error(
      `No part of the tests is called ${unknown.join(', ')}. There are: ${[...all.keys()].join(', ')}.`,
    );
    return 2;
  }
  let total: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, part] of all) {
    if (positionals.length === 0 || positionals.includes(name))
      total = add(total, await runPart(name, part, values.only));
  }
  console.log(line(total));
  // Where nothing ran, nothing was shown to work.
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

if (process.argv[2] === EDITOR_CHILD) {
  const [executable = '', workspace = ''] = process.argv.slice(3);
  insideEditor(executable, workspace).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
} else {
  main().then((code) => process.exit(code));
}
