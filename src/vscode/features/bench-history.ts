import * as vscode from 'vscode';
import type { RowHistory } from '../../core/bench/results-history.ts';
import { UserError } from '../../core/model.ts';
import { formatNs } from '../../core/report/numbers.ts';
import type { BenchHost } from '../services/bench/host.ts';
import type { BenchItems } from '../services/bench/items.ts';
import { declaredId } from '../services/bench/selection.ts';
import { type BenchStore, storeKey } from '../services/bench/store.ts';
import { command, type Log } from '../services/log.ts';
import { foldersOf } from '../services/review/folders.ts';

interface Context {
  readonly store: BenchStore;
  readonly log: Log;
  readonly host: () => BenchHost;
  readonly items: BenchItems;
}

/** One benchmark of which there is a past. */
interface Past {
  readonly root: string;
  readonly rowKey: string;
  readonly history: RowHistory;
}

type Choice = vscode.QuickPickItem & { readonly past?: Past };

/** What the history file says, in the results view, without running anything. */
export function benchHistory(context: Context): vscode.Disposable {
  return command(context.log, 'perfloop.showHistory', async (asked?: unknown) => {
    const all = await read(context);
    if (all.length === 0)
      throw new UserError(
        'There is no benchmark history yet.',
        'perfloop bench --history appends each run to .perfloop/history.jsonl; in CI keep that file.',
      );
    const named = ofItem(context, asked, all) ?? ofKeys(asked, all);
    const chosen: Choice | undefined = named ? { label: '', past: named } : await choose(context, all);
    if (!chosen) return;
    const { past } = chosen;
    context.store.ask(past && storeKey(past.root, past.rowKey), 'history');
  });
}

async function read({ host, store, items }: Context): Promise<readonly Past[]> {
  const all: Past[] = [];
  for (const root of foldersOf()) {
    const histories = await host().historyByRow(root);
    const files = new Set([...histories.values()].map((h) => h.file));
    // Read, so that it is known where a benchmark is declared now.
    for (const file of files) await items.file(vscode.Uri.joinPath(vscode.Uri.file(root), file));
    store.remember(root, histories, (file, id) => {
      const item = items.declaring(root, file, declaredId(id));
      return item?.range ? item.range.start.line + 1 : 0;
    });
    all.push(...[...histories].map(([rowKey, history]) => ({ root, rowKey, history })));
  }
  return all;
}

/** Of the Testing view, whose menu names an item: the benchmark's own past. */
function ofItem({ items }: Context, asked: unknown, all: readonly Past[]): Past | undefined {
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return undefined;
  const facts = items.factsOf(asked as vscode.TestItem);
  const id = facts?.path.join(' > ');
  return all.find(
    (p) =>
      p.root === facts?.root &&
      p.history.file === facts.file &&
      (id === '' || declaredId(p.history.id) === id),
  );
}

function ofKeys(asked: unknown, all: readonly Past[]): Past | undefined {
  const [key] = Array.isArray(asked) ? asked : [];
  return typeof key === 'string' ? all.find((p) => storeKey(p.root, p.rowKey) === key) : undefined;
}

async function choose({ items }: Context, all: readonly Past[]): Promise<Choice | undefined> {
  if (all.length === 1) return { label: '', past: all[0]! };
  const active = vscode.window.activeTextEditor?.document.uri.fsPath;
  const isHere = ({ root, history }: Past) =>
    vscode.Uri.joinPath(vscode.Uri.file(root), history.file).fsPath === active;
  const near = (p: Past) => {
    const at = items.declaring(p.root, p.history.file, declaredId(p.history.id))?.range?.start.line ?? 0;
    return Math.abs(at - (vscode.window.activeTextEditor?.selection.active.line ?? 0));
  };
  const here = all.filter(isHere).sort((a, b) => near(a) - near(b));
  const others = all.filter((p) => !isHere(p));
  const changed = all.filter((p) => p.history.points.some((point) => point.change)).length;
  const group = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return await vscode.window.showQuickPick<Choice>(
    [
      ...(here.length > 0 ? [group('this file'), ...here.map(choiceOf)] : []),
      group('all'),
      {
        label: '$(graph) All benchmarks',
        description: `${all.length} with a history, ${changed} with a lasting change`,
      },
      ...others.map(choiceOf),
    ],
    {
      title: 'Perfloop: Show Benchmark History',
      placeHolder: 'Benchmark',
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
}

function choiceOf(past: Past): Choice {
  const { file, id, points, notes } = past.history;
  const last = points.at(-1);
  const turned = points.some((p) => p.change);
  return {
    label: `$(${turned ? 'git-commit' : 'history'}) ${id}`,
    description: `${file} · ${points.length === 1 ? 'one run' : `${points.length} runs`}${last ? ` · ${formatNs(last.medianNs)}` : ''}`,
    ...(notes[0] ? { detail: notes[0] } : {}),
    past,
  };
}
