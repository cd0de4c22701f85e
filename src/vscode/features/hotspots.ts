import * as vscode from 'vscode';
import { functionLabel, heatStep } from '../../core/heat/annotate.ts';
import { formatShare, formatWeight } from '../../core/heat/format.ts';
import {
  type HotFunction,
  type HotLine,
  type HotPackage,
  type HotSpots,
  Origin,
  type ProfileUnit,
} from '../../core/model.ts';
import { command, type Log } from '../services/log.ts';
import { change, onSetting, settings } from '../services/settings.ts';
import type { Session } from '../session.ts';

type Node =
  | {
      readonly kind: 'group';
      readonly label: string;
      readonly detail: string;
      readonly children: readonly Node[];
    }
  | { readonly kind: 'function'; readonly of: HotFunction; readonly unit: ProfileUnit }
  | { readonly kind: 'line'; readonly of: HotLine; readonly unit: ProfileUnit }
  | { readonly kind: 'package'; readonly of: HotPackage; readonly unit: ProfileUnit };

/** Rows of a group; the rest waits below a row of its own. */
const shown = 15;
const top = 100;
/** Rows below this share are noise. */
const leastShare = 0.001;

export interface HotspotsView extends vscode.Disposable {
  /** What the tree shows, a line a row, children indented. */
  described(): Promise<string[]>;
}

/** The tree of hot functions, lines and packages of what is open. */
export function hotspots(session: Session, log: Log): HotspotsView {
  const source = new Source(session, log);
  const view = vscode.window.createTreeView('perfloop.hotspots', {
    treeDataProvider: source,
    showCollapseAll: true,
  });
  const title = () => {
    const set = session.current;
    const several = set && set.profiles.length > session.ids(set).length;
    view.description = several ? session.chosen(set).label : (set?.title ?? '');
  };
  const registered = vscode.Disposable.from(
    view,
    source,
    session.onDidChange(() => {
      title();
      source.refresh();
    }),
    onSetting(['onlyMyCode'], () => source.refresh()),
    command(log, 'perfloop.showHotspots', () => vscode.commands.executeCommand('perfloop.hotspots.focus')),
    // Two commands with one effect each, so that the button shows the state.
    command(log, 'perfloop.onlyMyCode', () => change('onlyMyCode', true)),
    command(log, 'perfloop.allCode', () => change('onlyMyCode', false)),
    command(log, 'perfloop.hotspots.revealInFlame', (node: Node) => {
      if (node.kind === 'function')
        return vscode.commands.executeCommand('perfloop.revealInFlame', keyOf(node.of));
      return undefined;
    }),
    command(log, 'perfloop.hotspots.copy', (node: Node) => vscode.env.clipboard.writeText(copied(node))),
  );
  return { described: () => source.described(), dispose: () => registered.dispose() };
}

class Source implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private roots: Promise<Node[]> | undefined;

  constructor(
    private readonly session: Session,
    private readonly log: Log,
  ) {}

  refresh(): void {
    this.roots = undefined;
    tellEmpty(false);
    this.changed.fire(undefined);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return node.kind === 'group' ? [...node.children] : [];
    this.roots ??= this.load();
    return this.roots;
  }

  async described(): Promise<string[]> {
    const roots = await this.getChildren();
    return roots.flatMap((g) => [
      textOf(itemOf(g)),
      ...(g.kind === 'group' ? g.children.map((n) => `  ${textOf(itemOf(n))}`) : []),
    ]);
  }

  private async load(): Promise<Node[]> {
    const set = this.session.current;
    if (!set) return [];
    try {
      const hot = await this.session.profiles.hot(this.session.ids(set), {
        onlyMine: settings().onlyMine,
        top,
      });
      const nodes = groups(hot);
      tellEmpty(nodes.length === 0 && this.session.current === set);
      return nodes;
    } catch (error) {
      this.log.error(error);
      return [];
    }
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/** What an empty view says must wait until it is known to be empty: a large profile takes seconds to read. */
function tellEmpty(empty: boolean): void {
  void vscode.commands.executeCommand('setContext', 'perfloop.noHotspots', empty);
}

function groups(hot: HotSpots): Node[] {
  const { unit } = hot;
  const leaves = <T extends HotFunction | HotLine | HotPackage>(rows: readonly T[], node: (of: T) => Node) =>
    rows.filter((r) => Math.max(r.selfShare, r.totalShare) >= leastShare).map(node);
  return [
    ...group(
      'Functions',
      'self (total)',
      leaves(mineFirst(hot.functions), (of) => ({ kind: 'function', of, unit })),
    ),
    ...group(
      'Lines',
      'self',
      leaves(mineFirst(hot.lines), (of) => ({ kind: 'line', of, unit })),
    ),
    ...group(
      'Packages',
      'self (total)',
      leaves(hot.packages, (of) => ({ kind: 'package', of, unit })),
    ),
  ];
}

function group(label: string, detail: string, all: readonly Node[]): Node[] {
  if (all.length === 0) return [];
  const rest = all.slice(shown);
  const more =
    rest.length > 0
      ? [{ kind: 'group', label: `${rest.length} more`, detail: '', children: rest } as const]
      : [];
  return [{ kind: 'group', label, detail, children: [...all.slice(0, shown), ...more] }];
}

function mineFirst<T extends { readonly origin: Origin }>(all: readonly T[]): T[] {
  return [...all].sort((a, b) => Number(b.origin === Origin.Mine) - Number(a.origin === Origin.Mine));
}

function itemOf(node: Node): vscode.TreeItem {
  if (node.kind === 'group') {
    const item = new vscode.TreeItem(
      node.label,
      /^(Functions|Lines)$/.test(node.label)
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.Collapsed,
    );
    item.description = node.detail;
    item.contextValue = 'group';
    return item;
  }
  const item = new vscode.TreeItem(labelOf(node));
  const { selfShare, totalShare } = node.of;
  const color = new vscode.ThemeColor(`perfloop.heat.step${heatStep(selfShare)}`);
  item.iconPath = new vscode.ThemeIcon(icons[node.kind], color);
  item.contextValue = node.kind;
  const where = placeText(node);
  item.description = [sharesText(node), where.slice(where.lastIndexOf('/') + 1)].filter(Boolean).join(' · ');
  item.tooltip = tooltip(node, where);
  item.accessibilityInformation = {
    label: `${labelOf(node)}, ${formatShare(selfShare)} self, ${formatShare(totalShare)} total, ${where}`,
  };
  if (node.kind !== 'package' && node.of.file !== '') {
    const column = node.kind === 'function' ? node.of.column : 0;
    const { file, line } = node.of;
    item.command = {
      command: 'perfloop.openPlace',
      title: 'Open Source',
      arguments: [{ file, line, column, beside: false }],
    };
  }
  return item;
}

const icons = { function: 'symbol-function', line: 'flame', package: 'package' } as const;

function labelOf(node: Exclude<Node, { kind: 'group' }>): string {
  if (node.kind === 'function') return functionLabel(node.of);
  if (node.kind === 'package') return node.of.pkg || 'own code';
  return `${node.of.file.slice(node.of.file.lastIndexOf('/') + 1)}:${node.of.line}`;
}

function sharesText(node: Exclude<Node, { kind: 'group' }>): string {
  const { selfShare, totalShare, selfMs } = node.of;
  if (node.kind === 'line') {
    const total =
      node.of.totalFrom === 'calls' && totalShare > selfShare ? ` (${formatShare(totalShare)})` : '';
    return `${formatShare(selfShare)}${total} · ${formatWeight(selfMs, node.unit)}`;
  }
  return `${formatShare(selfShare)} (${formatShare(totalShare)})`;
}

function placeText(node: Exclude<Node, { kind: 'group' }>): string {
  if (node.kind === 'package') return '';
  if (node.kind === 'line') return node.of.function;
  const { file, line } = node.of;
  return file === '' ? 'native' : line > 0 ? `${file}:${line}` : file;
}

function tooltip(node: Exclude<Node, { kind: 'group' }>, where: string): vscode.MarkdownString {
  const { selfShare, totalShare, selfMs, totalMs } = node.of;
  const text = new vscode.MarkdownString();
  text.appendText(`${labelOf(node)}\n`);
  if (where) text.appendText(`${where}\n`);
  text.appendMarkdown(
    `\n| | share | |\n|:--|--:|--:|\n| self | ${formatShare(selfShare)} | ${formatWeight(selfMs, node.unit)} |\n` +
      `| total | ${formatShare(totalShare)} | ${formatWeight(totalMs, node.unit)} |\n`,
  );
  return text;
}

function copied(node: Node): string {
  if (node.kind === 'group') return node.children.map(copied).join('\n');
  const place = node.kind === 'line' ? `${node.of.file}:${node.of.line}` : placeText(node);
  return [labelOf(node), sharesText(node), place].filter(Boolean).join('\t');
}

function textOf(item: vscode.TreeItem): string {
  return `${String(item.label)} ${String(item.description ?? '')}`.trim();
}

function keyOf(f: HotFunction) {
  return { name: f.name, file: f.file, line: f.line };
}
