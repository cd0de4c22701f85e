/** One review session a workspace folder: started when a folder is first looked into, told what changes on disk. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { configFile } from '../../../core/config/file.ts';
import { createReviewSession, type FileReview, type ReviewSession } from '../../../node/review/session.ts';
import { waysUp } from '../../../node/ways-up.ts';
import type { Log } from '../log.ts';
import { slashed } from '../roots.ts';
import { within } from './folders.ts';

export interface Indexing {
  readonly done: number;
  /** 0 while files are being listed. */
  readonly total: number;
}

interface Running {
  readonly session: ReviewSession;
  indexing: Indexing | undefined;
  readonly changed: Set<string>;
  /** Of what counts for it and is outside of it. */
  outer: vscode.Disposable | undefined;
}

/** Braces within braces match nothing in the editor's globs. */
const watched =
  '**/{*.js,*.cjs,*.mjs,*.jsx,*.ts,*.cts,*.mts,*.tsx,package.json,tsconfig*.json,jsconfig*.json,perfloop.json,.gitignore}';
const unwatched = /(^|\/)(node_modules|\.git|\.perfloop)\//;
/** A checkout writes many files; they are told together. */
const gatherMs = 150;

export class Workspaces implements vscode.Disposable {
  private readonly sessions = new Map<string, Running>();
  /** Folders whose index a person stopped: their files are looked at alone until asked otherwise. */
  private readonly stopped = new Set<string>();
  private readonly reviewed = new vscode.EventEmitter<{ root: string; reviews: readonly FileReview[] }>();
  private readonly progressed = new vscode.EventEmitter<void>();
  private readonly began = new vscode.EventEmitter<{ root: string; session: ReviewSession }>();
  private readonly started = new vscode.EventEmitter<void>();
  private readonly touched = new vscode.EventEmitter<{ root: string; files: readonly string[] }>();
  private readonly disposables: vscode.Disposable[];
  private watcher: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;

  readonly onDidReview = this.reviewed.event;
  /** A folder is looked into for the first time, or again. */
  readonly onDidBegin = this.began.event;
  /** `indexing` is another. */
  readonly onDidProgress = this.progressed.event;
  /** Sessions were stopped or may be started again: open documents are to be told anew. */
  readonly onDidStart = this.started.event;
  /** Files were written, made or removed on disk, by whomever; paths relative to the root. */
  readonly onDidTouch = this.touched.event;

  constructor(private readonly log: Log) {
    this.disposables = [
      this.reviewed,
      this.progressed,
      this.began,
      this.started,
      this.touched,
      vscode.workspace.onDidChangeWorkspaceFolders((e) => {
        for (const folder of e.removed) this.endWithin(folder.uri.fsPath);
      }),
    ];
  }

  /** Started where there is none; undefined where a person stopped it, or it cannot run. */
  session(root: string): ReviewSession | undefined {
    if (this.stopped.has(root)) return undefined;
    return (this.sessions.get(root) ?? this.start(root))?.session;
  }

  /** The same for somebody who asks for a review: what they stopped before is taken up. */
  resumed(root: string): ReviewSession | undefined {
    if (!this.stopped.delete(root)) return this.session(root);
    const session = this.session(root);
    this.started.fire();
    return session;
  }

  running(root: string): ReviewSession | undefined {
    return this.sessions.get(root)?.session;
  }

  all(): { root: string; session: ReviewSession }[] {
    return [...this.sessions].map(([root, { session }]) => ({ root, session }));
  }

  /** Summed over the folders; undefined where nothing is being read. */
  get indexing(): Indexing | undefined {
    const all = [...this.sessions.values()].flatMap((s) => (s.indexing ? [s.indexing] : []));
    if (all.length === 0) return undefined;
    return {
      done: all.reduce((sum, i) => sum + i.done, 0),
      total: all.reduce((sum, i) => sum + i.total, 0),
    };
  }

  /** Ends the folders that are being read. What was read is kept on disk. */
  stop(): void {
    for (const [root, { indexing }] of [...this.sessions]) {
      if (!indexing) continue;
      this.stopped.add(root);
      this.end(root);
    }
    this.started.fire();
  }

  /** Ends a folder that is still being read and that nobody waits for any more; it may begin again at any time. */
  leave(root: string): void {
    if (!this.sessions.get(root)?.indexing) return;
    this.end(root);
    // For files that were opened meanwhile.
    this.started.fire();
  }

  /** Reads everything anew that changed; takes up what was stopped. */
  restart(): void {
    this.stopped.clear();
    for (const root of [...this.sessions.keys()]) this.end(root);
    for (const folder of vscode.workspace.workspaceFolders ?? [])
      if (folder.uri.scheme === 'file') this.session(folder.uri.fsPath);
    this.started.fire();
  }

  private start(root: string): Running | undefined {
    const running: { -readonly [K in keyof Running]?: Running[K] } = {
      indexing: { done: 0, total: 0 },
      changed: new Set<string>(),
    };
    const state = running as Running;
    try {
      running.session = createReviewSession({
        root,
        onProgress: (done, total) => this.progress(state, { done, total }),
        onIndexed: ({ files, analysed, notices }) => {
          this.progress(state, undefined);
          this.log.info(`${root}: ${files} files known, ${analysed} of them read anew`);
          for (const n of notices) this.log.info(`${n.file}: ${n.message}`);
        },
        onChanged: (reviews) => this.reviewed.fire({ root, reviews }),
      });
    } catch (error) {
      this.stopped.add(root);
      this.log.error(error);
      return undefined;
    }
    this.sessions.set(root, state);
    void this.watchAbove(root, state).catch((error) => this.log.error(error));
    state.session.indexed.catch((error: unknown) => {
      this.progress(state, undefined);
      if (this.sessions.get(root) !== state) return;
      this.log.error(error);
      this.stopped.add(root);
      this.sessions.delete(root);
      state.outer?.dispose();
    });
    this.watch();
    this.began.fire({ root, session: state.session });
    this.progressed.fire();
    return state;
  }

  private progress(state: Running, indexing: Indexing | undefined): void {
    state.indexing = indexing;
    this.progressed.fire();
  }

  /** With the repositories in it that were reviewed by themselves. */
  private endWithin(folder: string): void {
    const left = (vscode.workspace.workspaceFolders ?? []).map((f) => f.uri.fsPath);
    for (const root of [...this.sessions.keys()])
      if (within(folder, root) && !left.some((f) => within(f, root))) this.end(root);
  }

  private end(root: string): void {
    const state = this.sessions.get(root);
    if (!state) return;
    this.sessions.delete(root);
    state.indexing = undefined;
    state.outer?.dispose();
    state.session.dispose().catch((error) => this.log.error(error));
    this.progressed.fire();
  }

  private watch(): void {
    if (this.watcher) return;
    const watcher = vscode.workspace.createFileSystemWatcher(watched);
    const note = (uri: vscode.Uri) => this.note(uri);
    this.watcher = vscode.Disposable.from(
      watcher,
      watcher.onDidChange(note),
      watcher.onDidCreate(note),
      watcher.onDidDelete(note),
    );
  }

  /** A folder within a repository may be held to a perfloop.json above it, which nothing else watches. */
  private async watchAbove(root: string, state: Running): Promise<void> {
    const ways = (await waysUp(root)).slice(1);
    if (ways.length === 0 || this.sessions.get(root) !== state) return;
    const note = () => {
      state.changed.add(configFile);
      this.timer ??= setTimeout(() => this.tell(), gatherMs);
    };
    const watchers = ways.map((way) =>
      vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(vscode.Uri.file(path.join(root, way)), configFile),
      ),
    );
    const heard = watchers.flatMap((w) => [w.onDidChange(note), w.onDidCreate(note), w.onDidDelete(note)]);
    state.outer = vscode.Disposable.from(...watchers, ...heard);
  }

  private note(uri: vscode.Uri): void {
    // A repository within a folder may have a session of its own.
    for (const [root, state] of this.sessions) {
      if (!within(root, uri.fsPath)) continue;
      const file = slashed(path.relative(root, uri.fsPath));
      if (unwatched.test(`${file}/`) && !file.endsWith('.gitignore')) continue;
      state.changed.add(file);
      this.timer ??= setTimeout(() => this.tell(), gatherMs);
    }
  }

  private tell(): void {
    this.timer = undefined;
    for (const [root, { session, changed }] of this.sessions) {
      if (changed.size === 0) continue;
      const files = [...changed];
      changed.clear();
      session.changedOnDisk(files).catch((error) => this.log.error(error));
      this.touched.fire({ root, files });
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.watcher?.dispose();
    for (const root of [...this.sessions.keys()]) this.end(root);
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
