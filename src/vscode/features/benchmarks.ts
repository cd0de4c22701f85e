import * as vscode from 'vscode';
import { BenchItems, type ItemFacts } from '../services/bench/items.ts';
import { BenchRuns, type BenchTarget, type RunContext } from '../services/bench/runs.ts';
import { command, tell } from '../services/log.ts';
import { settings } from '../services/settings.ts';
import { mayRun } from '../services/trust.ts';

/** For the tests. */
export interface BenchmarksView extends vscode.Disposable {
  readonly controller: vscode.TestController;
  /** The one that runs, also after each save. */
  readonly run: vscode.TestRunProfile;
  readonly items: BenchItems;
}

/** Benchmarks in the Testing view and beside their lines: Run, Profile, Compare with base. */
export function benchmarks(context: RunContext): BenchmarksView {
  const { log, host } = context;
  const controller = vscode.tests.createTestController('perfloop.benchmarks', 'Benchmarks (Perfloop)');
  const items = new BenchItems(controller, host, (error) => log.error(error));
  const runs = new BenchRuns(context, controller, items);
  const profile = (label: string, mode: 'run' | 'profile' | 'compare', isDefault: boolean) => {
    const made = controller.createRunProfile(
      label,
      vscode.TestRunProfileKind.Run,
      async (request, token) => {
        if (!(await mayRun())) return;
        if (request.continuous) return runs.follow(request, token);
        await runs.run(mode, await targetsOf(items, request.include, request.exclude), token, request);
      },
      isDefault,
    );
    return made;
  };
  const run = profile('Run', 'run', true);
  run.supportsContinuousRun = true;
  const profiling = profile('Profile', 'profile', false);
  const comparing = profile('Compare with Base', 'compare', false);
  comparing.configureHandler = () => void runs.chooseBase().catch((error) => tell(log, error));

  const byKeys = (mode: 'run' | 'profile' | 'compare') => async (keys?: unknown) => {
    if (!(await mayRun())) return;
    const targets = Array.isArray(keys) ? targetsOfKeys(context, keys) : await targetsHere(items);
    if (targets.length === 0) {
      void vscode.window.showInformationMessage(
        'There is no benchmark here. Benchmark files are called NAME.bench.js or .ts.',
      );
      return;
    }
    await runs.run(mode, targets, undefined, undefined);
  };
  void items.find();
  return Object.assign(
    vscode.Disposable.from(
      controller,
      items,
      runs,
      run,
      profiling,
      comparing,
      command(log, 'perfloop.runBenchmarks', byKeys('run')),
      command(log, 'perfloop.profileBenchmark', byKeys('profile')),
      command(log, 'perfloop.compareBenchmarks', byKeys('compare')),
      command(log, 'perfloop.runAffectedBenchmarks', async () => {
        if (await mayRun()) await runs.runAffected(await targetsOf(items, undefined, undefined));
      }),
      command(log, 'perfloop.compareStagedBenchmarks', async (roots?: unknown) => {
        if (await mayRun()) await runs.compareStaged(rootsOf(roots));
      }),
      command(log, 'perfloop.chooseBase', () => runs.chooseBase()),
      command(log, 'perfloop.cancelBenchmarks', () => runs.cancel()),
      vscode.workspace.onDidSaveTextDocument((document) => {
        const mode = settings().runOnSave;
        if (mode === 'off' || !vscode.workspace.isTrusted) return;
        void onSave(items, runs, document, mode).catch((error) => tell(log, error));
      }),
    ),
    { controller, items, run },
  );
}

/** Folders that a caller names, else all of the workspace. */
function rootsOf(roots: unknown): readonly string[] {
  if (Array.isArray(roots) && roots.every((r) => typeof r === 'string')) return roots;
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((f) => f.uri.scheme === 'file')
    .map((f) => f.uri.fsPath);
}

async function onSave(
  items: BenchItems,
  runs: BenchRuns,
  document: vscode.TextDocument,
  mode: 'file' | 'affected',
): Promise<void> {
  if (document.uri.scheme !== 'file') return;
  if (mode === 'affected') return runs.saved(document.uri, await targetsOf(items, undefined, undefined));
  const item = await items.file(document.uri);
  const facts = item && items.factsOf(item);
  if (facts) await runs.afterSave([targetOf([facts])!]);
}

/** The selection of the view, a target a folder. Nothing selected: everything. */
async function targetsOf(
  items: BenchItems,
  include: readonly vscode.TestItem[] | undefined,
  exclude: readonly vscode.TestItem[] | undefined,
): Promise<readonly BenchTarget[]> {
  await items.find();
  const selected = include ?? all(items);
  const without = new Set(exclude);
  const facts = selected.filter((i) => !without.has(i)).flatMap((i) => items.factsOf(i) ?? []);
  const roots = [...new Set(facts.map((f) => f.root))];
  return roots.flatMap((root) => targetOf(facts.filter((f) => f.root === root)) ?? []);
}

function all(items: BenchItems): readonly vscode.TestItem[] {
  const found: vscode.TestItem[] = [];
  items.each((item) => found.push(item));
  return found;
}

function targetOf(facts: readonly ItemFacts[]): BenchTarget | undefined {
  const [first] = facts;
  return first && { root: first.root, selected: facts };
}

/** What the results view names: keys of the store. */
function targetsOfKeys({ store }: RunContext, keys: readonly unknown[]): readonly BenchTarget[] {
  const byRoot = new Map<string, ItemFacts[]>();
  for (const key of keys) {
    const found = typeof key === 'string' ? store.find(key) : undefined;
    if (!found) continue;
    const { root, row } = found;
    byRoot.set(root, [
      ...(byRoot.get(root) ?? []),
      { root, file: row.file, path: row.id.split(' > '), kind: 'benchmark' },
    ]);
  }
  return [...byRoot].map(([root, selected]) => ({ root, selected }));
}

/** The benchmark at the cursor, else those of the file. */
async function targetsHere(items: BenchItems): Promise<readonly BenchTarget[]> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.document.uri.scheme !== 'file') return [];
  const item = await items.file(editor.document.uri);
  if (!item) return [];
  const line = editor.selection.active.line;
  let best = item;
  const look = (child: vscode.TestItem) => {
    // The nearest declaration at or above the cursor.
    if (child.range && child.range.start.line <= line && items.factsOf(child)?.kind === 'benchmark') {
      if (!best.range || child.range.start.line >= best.range.start.line) best = child;
    }
    child.children.forEach(look);
  };
  item.children.forEach(look);
  const facts = items.factsOf(best);
  return facts ? [{ root: facts.root, selected: [facts] }] : [];
}
