import * as vscode from 'vscode';
import type { Finding, Step } from '../../core/analysis/finding.ts';
import { counted, headline } from '../../core/report/findings/types.ts';
import { type NamedFile, shortNames } from '../../core/report/short-names.ts';
import { command } from '../services/log.ts';
import { type NoticeNode, namedIn, noticeItem, noticesOf } from '../services/review/notices.ts';
import { openArguments, type Placed, stepPosition, uriOf } from '../services/review/places.ts';
import type { Review } from '../services/review/review.ts';
import type { Run } from '../services/review/runs.ts';
import { markdownOf, severityIcons, severityWords, shortShare, spoken } from '../services/review/words.ts';
import { change, type Grouping, onSetting, reviewGrouping } from '../services/settings.ts';

interface Group {
  readonly kind: 'group';
  readonly id: string;
  readonly label: string;
  /** For those who hear it: of a file the whole path. */
  readonly full: string;
  readonly icon: vscode.ThemeIcon | undefined;
  /** Names a file: its icon and its commands. */
  readonly uri: vscode.Uri | undefined;
  readonly children: readonly Node[];
}
interface FindingNode {
  readonly kind: 'finding';
  readonly id: string;
  readonly placed: Placed;
  readonly title: string;
  /** What its file is called here. */
  readonly name: string;
  /** The whole of it, for those who hear it. */
  readonly path: string;
  readonly by: Grouping;
}
interface StepNode {
  readonly kind: 'step';
  readonly id: string;
  readonly of: FindingNode;
  readonly n: number;
}
type Node = Group | FindingNode | StepNode | NoticeNode;

export interface ReviewTree extends vscode.Disposable {
  /** What the tree shows, a line a row, children indented. */
  described(): string[];
}

/** The findings of the review that was run last. */
export function reviewTree(review: Review): ReviewTree {
  const { runs, log, targets } = review;
  const source = new Source(review);
  const view = vscode.window.createTreeView('perfloop.review', {
    treeDataProvider: source,
    showCollapseAll: true,
  });
  const head = (run: Run | undefined) => {
    view.description = run?.label ?? '';
    // An empty view leads on by its welcome, which a message would hide.
    const isEmpty = source.getChildren().length === 0;
    view.message = run && !isEmpty ? messageOf(run) : undefined;
    const n = run?.findings.length ?? 0;
    view.badge = n > 0 ? { value: n, tooltip: `${counted(n, 'finding')} ${run?.label}` } : undefined;
  };
  const group = (by: Grouping) => () => change('review.groupBy', by);
  const registered = vscode.Disposable.from(
    view,
    source,
    runs.onDidChange((run) => {
      source.refresh();
      head(run);
    }),
    onSetting(['review.groupBy'], () => source.refresh()),
    command(log, 'perfloop.showReview', async () => {
      await vscode.commands.executeCommand('perfloop.review.focus');
      // A view that is shown for the first time has no rows yet, and the keys would go nowhere.
      const [first] = source.getChildren();
      if (first && view.selection.length === 0) await view.reveal(first, { select: false, focus: true });
      // The editor measured it while the welcome hid it: without height, and the last rows were below the view's end.
      const { message } = view;
      view.message = message;
    }),
    command(log, 'perfloop.review.groupBySeverity', group('severity')),
    command(log, 'perfloop.review.groupByRule', group('rule')),
    command(log, 'perfloop.review.groupByFile', group('file')),
    command(log, 'perfloop.review.open', async (...args: unknown[]) => {
      const told = await targets.resolve(args);
      const { document, finding } = await targets.current(told);
      await vscode.commands.executeCommand('perfloop.openPlace', {
        ...openArguments(told.root, finding ?? told.finding),
        file: document.uri.fsPath,
      });
    }),
  );
  return { described: () => source.described(), dispose: () => registered.dispose() };
}

function messageOf(run: Run): string {
  return headline(
    run.findings.map((p) => p.finding),
    {
      before: run.folders.reduce((sum, f) => sum + f.result.stats.before, 0),
      suppressed: run.folders.reduce((sum, f) => sum + f.result.suppressed.length, 0),
      notices: noticesOf(run).length,
      measured: run.measured,
    },
  );
}

class Source implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Node[] | undefined>();
  private readonly listener: vscode.Disposable;
  readonly onDidChangeTreeData = this.changed.event;
  private roots: readonly Node[] | undefined;
  private readonly parents = new Map<string, Node>();

  constructor(private readonly review: Review) {
    this.listener = review.moved.onDidChange((findings) => {
      const nodes = (this.roots ?? []).flatMap(childrenOf).filter((n) => n.kind === 'finding');
      this.changed.fire(nodes.filter((n) => findings.has(n.placed.finding)));
    });
  }

  refresh(): void {
    this.roots = undefined;
    this.changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    if (node) return childrenOf(node);
    if (!this.roots) {
      this.roots = rootsOf(this.review.runs.current, reviewGrouping());
      this.parents.clear();
      for (const group of this.roots)
        for (const child of childrenOf(group)) {
          this.parents.set(child.id, group);
          if (child.kind === 'finding') this.review.targets.note(child, toldOf(child.placed));
        }
    }
    return [...this.roots];
  }

  getParent(node: Node): Node | undefined {
    return this.parents.get(node.id);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(node);
      case 'finding':
        return findingItem(node, this.now(node), this.review.runs.current?.scope.kind === 'staged');
      case 'step':
        return stepItem(node, this.now(node.of).chain[node.n] ?? this.now(node.of));
      case 'notice':
        return noticeItem(node);
    }
  }

  described(): string[] {
    const rows = (nodes: readonly Node[], indent: string): string[] =>
      nodes.flatMap((n) => {
        const item = this.getTreeItem(n);
        const text = `${indent}${String(item.label)} ${String(item.description ?? '')}`.trimEnd();
        return [text, ...rows(childrenOf(n), `${indent}  `)];
      });
    return rows(this.getChildren(), '');
  }

  private now({ placed }: FindingNode): Finding {
    return this.review.moved.now(placed.finding);
  }

  dispose(): void {
    this.changed.dispose();
    this.listener.dispose();
  }
}

function toldOf(placed: Placed) {
  return { ...placed, uri: uriOf(placed.root, placed.finding.file) };
}

const severities: readonly string[] = Object.keys(severityWords);

function rootsOf(run: Run | undefined, by: Grouping): Node[] {
  if (!run) return [];
  const groups = new Map<string, Placed[]>();
  for (const placed of run.findings) {
    const { finding } = placed;
    const key =
      by === 'severity'
        ? finding.severity
        : by === 'rule'
          ? finding.rule
          : uriOf(placed.root, finding.file).toString();
    const list = groups.get(key);
    if (list) list.push(placed);
    else groups.set(key, [placed]);
  }
  const files = run.findings.map(({ root, finding }) => ({ root, file: finding.file }));
  const shortOf = shortNames(files, run.folders.length > 1);
  // What is hottest comes first within them: an error is not to be looked for below what a recording shows.
  const inOrder = [...groups];
  if (by === 'severity') inOrder.sort(([a], [b]) => severities.indexOf(a) - severities.indexOf(b));
  const nodes: Node[] = inOrder.map(([key, list]) => groupOf(by, key, list, run, shortOf));
  const notices = noticesOf(run);
  if (notices.length > 0)
    nodes.push({
      kind: 'group',
      id: 'notices',
      label: 'Notices',
      full: 'Notices',
      icon: new vscode.ThemeIcon('info'),
      uri: undefined,
      children: notices,
    });
  return nodes;
}

function groupOf(
  by: Grouping,
  key: string,
  list: readonly Placed[],
  run: Run,
  shortOf: (of: NamedFile) => string,
): Group {
  const first = list[0]!;
  const children = list.map(
    (placed, i): FindingNode => ({
      kind: 'finding',
      id: `${key}/${placed.root}/${placed.finding.fingerprint}/${i}`,
      placed,
      title: run.titles.get(placed.finding.rule) ?? placed.finding.rule,
      name: shortOf({ root: placed.root, file: placed.finding.file }),
      path: namedIn(run, { root: placed.root, file: placed.finding.file }),
      by,
    }),
  );
  const { severity, file } = first.finding;
  const label = by === 'severity' ? `${severityWords[severity]}s` : key;
  return {
    kind: 'group',
    id: key,
    label: by === 'file' ? shortOf({ root: first.root, file }) : label,
    full: by === 'file' ? namedIn(run, { root: first.root, file }) : label,
    icon:
      by === 'severity' ? iconOf(severity) : by === 'rule' ? new vscode.ThemeIcon('checklist') : undefined,
    uri: by === 'file' ? uriOf(first.root, file) : undefined,
    children,
  };
}

function childrenOf(node: Node): Node[] {
  if (node.kind === 'group') return [...node.children];
  if (node.kind !== 'finding' || node.placed.finding.chain.length < 2) return [];
  return node.placed.finding.chain.map((_, n) => ({ kind: 'step', id: `${node.id}/${n}`, of: node, n }));
}

function groupItem(node: Group): vscode.TreeItem {
  const notices = node.id === 'notices';
  const item = new vscode.TreeItem(
    node.label,
    notices ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = node.id;
  // The folder is what a narrow side bar may cut.
  const folder = node.uri ? node.full.slice(0, Math.max(0, node.full.lastIndexOf('/'))) : '';
  item.description = [node.children.length, folder].filter(Boolean).join(' · ');
  item.contextValue = node.uri ? 'file' : 'group';
  if (node.uri) {
    item.resourceUri = node.uri;
    item.iconPath = vscode.ThemeIcon.File;
  } else if (node.icon) item.iconPath = node.icon;
  item.accessibilityInformation = {
    label: `${node.full}, ${counted(node.children.length, notices ? 'notice' : 'finding')}`,
  };
  return item;
}

/** @param now where it is in the file; what is staged is told by its own lines */
function findingItem(node: FindingNode, now: Finding, staged: boolean): vscode.TreeItem {
  const { placed } = node;
  const finding = staged ? placed.finding : now;
  // What a narrow side bar must not cut comes first: where it is and what it costs.
  const item = new vscode.TreeItem(
    node.by === 'file' ? `line ${finding.line}` : `${node.name}:${finding.line}`,
    finding.chain.length > 1
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.None,
  );
  item.id = node.id;
  const what = node.by === 'rule' ? finding.message : node.title;
  item.description = [shortShare(finding), what].filter(Boolean).join(' · ');
  item.iconPath = iconOf(finding.severity);
  item.contextValue = 'finding';
  item.tooltip = markdownOf(toldOf({ ...placed, finding }), { message: true, icons: true });
  item.command = opens(placed.root, now);
  item.accessibilityInformation = { label: spoken({ ...placed, finding }, node.path) };
  return item;
}

function stepItem(
  { of, n }: StepNode,
  step: Pick<Step, 'file' | 'line' | 'column' | 'message'>,
): vscode.TreeItem {
  const item = new vscode.TreeItem(`${step.file.slice(step.file.lastIndexOf('/') + 1)}:${step.line}`);
  item.description = step.message;
  item.iconPath = new vscode.ThemeIcon(n === 0 ? 'sync' : 'arrow-small-right');
  item.tooltip = `${step.file}:${step.line} ${step.message}`;
  item.contextValue = 'step';
  item.command = opens(of.placed.root, step);
  item.accessibilityInformation = { label: `Step ${n + 1}: ${step.message}, ${step.file} line ${step.line}` };
  return item;
}

/** By the editor's own command, which knows how the row was chosen: looked at with Space, opened with Enter. */
function opens(root: string, at: Pick<Step, 'file' | 'line' | 'column'>): vscode.Command {
  const position = stepPosition(at);
  const selection = new vscode.Range(position, position);
  return { command: 'vscode.open', title: 'Open', arguments: [uriOf(root, at.file), { selection }] };
}

function iconOf(severity: Placed['finding']['severity']): vscode.ThemeIcon {
  return new vscode.ThemeIcon(
    severityIcons[severity],
    new vscode.ThemeColor(
      severity === 'error'
        ? 'list.errorForeground'
        : severity === 'warning'
          ? 'list.warningForeground'
          : 'notificationsInfoIcon.foreground',
    ),
  );
}
