import * as path from 'node:path';
import * as vscode from 'vscode';
import type { BenchHost } from './host.ts';
import type { Selected } from './selection.ts';

/** Files that hold benchmarks, where perfloop.json names no others. */
const usualFiles = '**/*.{bench,benchmark}.{js,mjs,cjs,ts,mts,cts}';
const left = '**/{node_modules,dist,out,build,coverage,.git,.perfloop}/**';
const mostFiles = 5000;
/** Typing: the tree follows a pause. */
const pauseMs = 300;

/** The tree of the Testing view: files, groups, benchmarks, found by reading, never by running. */
export class BenchItems implements vscode.Disposable {
  private readonly facts = new WeakMap<vscode.TestItem, ItemFacts>();
  private readonly disposables: vscode.Disposable[] = [];
  private readonly pauses = new Map<string, NodeJS.Timeout>();
  private found: Promise<void> | undefined;
  private readonly watched = new Map<string, readonly string[]>();

  constructor(
    private readonly controller: vscode.TestController,
    private readonly host: () => BenchHost,
    private readonly failed: (error: unknown) => void,
  ) {
    controller.resolveHandler = async (item) => {
      if (item) await this.read(item);
      else await this.find();
    };
    controller.refreshHandler = () => {
      this.found = undefined;
      return this.find();
    };
    this.disposables.push(
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.edited(document)),
      vscode.workspace.onDidOpenTextDocument((document) => this.edited(document)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.found = undefined;
        void this.find();
      }),
    );
  }

  /** All files of the workspace; once, then watched. */
  find(): Promise<void> {
    this.found ??= this.findAll().catch((error) => {
      this.found = undefined;
      this.failed(error);
    });
    return this.found;
  }

  factsOf(item: vscode.TestItem): ItemFacts | undefined {
    return this.facts.get(item);
  }

  /** The file's item, made and read if need be; undefined where it holds no benchmarks. */
  async file(uri: vscode.Uri): Promise<vscode.TestItem | undefined> {
    await this.find();
    if (!this.controller.items.get(uri.toString())) this.addOpened(uri);
    const item = this.controller.items.get(uri.toString());
    if (item) await this.read(item);
    return item;
  }

  /** A file that was made a moment ago: the watcher may not have told of it yet. */
  private addOpened(uri: vscode.Uri): void {
    const document = openDocument(uri);
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const globs = folder && this.watched.get(folder.uri.toString());
    if (!document || !folder || !globs) return;
    const matches = (glob: string) =>
      vscode.languages.match({ pattern: new vscode.RelativePattern(folder, glob) }, document) > 0;
    if (globs.some(matches)) this.add(folder, uri);
  }

  each(visit: (file: vscode.TestItem) => void): void {
    this.controller.items.forEach(visit);
  }

  /** The item that declares a measured benchmark. */
  declaring(root: string, file: string, id: string): vscode.TestItem | undefined {
    const uri = vscode.Uri.joinPath(vscode.Uri.file(root), file);
    const start = this.controller.items.get(uri.toString());
    let best: vscode.TestItem | undefined;
    const look = (item: vscode.TestItem) => {
      if (this.facts.get(item)?.path.join(' > ') === id && this.facts.get(item)?.kind === 'benchmark')
        best ??= item;
      item.children.forEach(look);
    };
    if (start) look(start);
    return best;
  }

  private async findAll(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders?.filter((f) => f.uri.scheme === 'file') ?? [];
    const seen = new Set<string>();
    for (const folder of folders) {
      const globs = await this.globs(folder.uri.fsPath);
      for (const glob of globs) {
        const pattern = new vscode.RelativePattern(folder, glob);
        for (const uri of await vscode.workspace.findFiles(pattern, left, mostFiles)) {
          seen.add(uri.toString());
          this.add(folder, uri);
        }
      }
      this.watch(folder, globs);
    }
    this.controller.items.forEach((item) => {
      if (!seen.has(item.id)) this.controller.items.delete(item.id);
    });
  }

  /** A perfloop.json that cannot be read is told where benchmarks are run. */
  private async globs(root: string): Promise<readonly string[]> {
    const own = await this.host()
      .benchmarkGlobs(root)
      .catch(() => []);
    return own.length > 0 ? own : [usualFiles];
  }

  private watch(folder: vscode.WorkspaceFolder, globs: readonly string[]): void {
    const key = folder.uri.toString();
    if (this.watched.get(key)?.join('\n') === globs.join('\n')) return;
    this.watched.set(key, globs);
    for (const glob of globs) {
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, glob));
      this.disposables.push(
        watcher,
        watcher.onDidCreate((uri) => this.add(folder, uri)),
        watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())),
        watcher.onDidChange((uri) => {
          const item = this.controller.items.get(uri.toString());
          // What is open is read as it is typed.
          if (item && !openDocument(uri)) void this.read(item).catch(this.failed);
        }),
      );
    }
  }

  private add(folder: vscode.WorkspaceFolder, uri: vscode.Uri): void {
    if (/[\\/](node_modules|\.git)[\\/]/.test(uri.fsPath) || this.controller.items.get(uri.toString()))
      return;
    const file = path.relative(folder.uri.fsPath, uri.fsPath).replaceAll('\\', '/');
    const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
    const item = this.controller.createTestItem(uri.toString(), path.posix.basename(file), uri);
    const at = path.posix.dirname(file);
    item.description = [several ? folder.name : '', at === '.' ? '' : at].filter(Boolean).join('/');
    item.canResolveChildren = true;
    this.facts.set(item, { root: folder.uri.fsPath, file, path: [], kind: 'file' });
    this.controller.items.add(item);
    if (openDocument(uri)) void this.read(item).catch(this.failed);
  }

  private edited(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (!this.controller.items.get(key)) return;
    clearTimeout(this.pauses.get(key));
    this.pauses.set(
      key,
      setTimeout(() => {
        this.pauses.delete(key);
        const item = this.controller.items.get(key);
        if (item) void this.read(item).catch(this.failed);
      }, pauseMs),
    );
  }

  /** Makes the children anew from the text; items of the same name stay the same, with their results. */
  private async read(item: vscode.TestItem): Promise<void> {
    const facts = this.facts.get(item);
    if (facts?.kind !== 'file' || !item.uri) return;
    const open = openDocument(item.uri);
    const text = open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(item.uri));
    const declared = this.host().discover(text, facts.file);
    item.error = declared.problem || undefined;
    const tree = new Map<string, vscode.TestItem[]>();
    for (const one of declared.benchmarks) this.place(item, facts, one, tree);
    fill(item, tree);
  }

  private place(
    fileItem: vscode.TestItem,
    facts: ItemFacts,
    declared: ReturnType<BenchHost['discover']>['benchmarks'][number],
    tree: Map<string, vscode.TestItem[]>,
  ): void {
    let parent = fileItem.id;
    const names = [...declared.groups, declared.name];
    for (const [depth, name] of names.entries()) {
      const last = depth === names.length - 1;
      const siblings = tree.get(parent) ?? [];
      tree.set(parent, siblings);
      const id = `${parent}${last ? '#' : '>'}${name}`;
      let child = siblings.find((s) => s.id === id);
      if (!child) {
        child = this.controller.createTestItem(id, name, fileItem.uri);
        const line = (last ? declared.line : (declared.groupLines[depth] ?? declared.line)) - 1;
        const at = new vscode.Position(Math.max(0, line), 0);
        child.range = new vscode.Range(at, at);
        child.description = last && declared.state !== 'run' ? declared.state : declared.params;
        this.facts.set(child, {
          ...facts,
          path: names.slice(0, depth + 1),
          kind: last ? 'benchmark' : 'group',
        });
        siblings.push(child);
      }
      parent = id;
    }
  }

  dispose(): void {
    for (const timer of this.pauses.values()) clearTimeout(timer);
    for (const d of this.disposables) d.dispose();
  }
}

/** An item, with the folder that its file is relative to. */
export interface ItemFacts extends Selected {
  readonly root: string;
}

/** Children in the order of the text. */
function fill(item: vscode.TestItem, tree: ReadonlyMap<string, readonly vscode.TestItem[]>): void {
  const wanted = tree.get(item.id) ?? [];
  // An item that is replaced loses its state in the view; one that is only moved keeps it.
  for (const child of wanted) {
    const known = item.children.get(child.id);
    if (known) {
      known.range = child.range;
      known.description = child.description;
      fill(known, tree);
    } else {
      item.children.add(child);
      fill(child, tree);
    }
  }
  const ids = new Set(wanted.map((w) => w.id));
  item.children.forEach((child) => {
    if (!ids.has(child.id)) item.children.delete(child.id);
  });
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((d) => d.uri.toString() === uri.toString());
}
