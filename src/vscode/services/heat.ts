import * as vscode from 'vscode';
import { type LineMap, lineHashes, mapLines } from '../../core/heat/anchor.ts';
import { type Annotation, annotate } from '../../core/heat/annotate.ts';
import type { FileHeat } from '../../node/profile-service.ts';
import type { OpenSet, Session } from '../session.ts';
import { type FoundBaseline, findBaseline } from './baselines.ts';
import { slashed } from './roots.ts';
import { onSetting, settings } from './settings.ts';

/** What is known of one document. */
export interface DocumentHeat {
  readonly set: OpenSet;
  readonly annotations: readonly Annotation[];
  /** See FoundBaseline. */
  readonly uncertain: boolean;
}

interface Entry extends DocumentHeat {
  readonly heat: FileHeat;
  readonly found: FoundBaseline;
}

/** Edits are followed once the typing pauses; until then the editor moves its decorations itself. */
const pauseMs = 150;

/** The measured heat of the documents on screen, kept on its code while they are edited. */
export class HeatStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly entries = new Map<string, Entry | 'loading' | 'none'>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly disposables: vscode.Disposable[];

  readonly onDidChange = this.changed.event;

  constructor(private readonly session: Session) {
    this.disposables = [
      this.changed,
      session.onDidChange(() => this.restart()),
      onSetting(['heat.enabled'], () => this.restart()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.loadVisible()),
      vscode.workspace.onDidChangeTextDocument((e) => this.edited(e)),
      vscode.workspace.onDidCloseTextDocument((d) => this.entries.delete(d.uri.toString())),
    ];
  }

  of(document: vscode.TextDocument): DocumentHeat | undefined {
    const entry = this.entries.get(document.uri.toString());
    return typeof entry === 'object' ? entry : undefined;
  }

  private restart(): void {
    this.entries.clear();
    for (const editor of vscode.window.visibleTextEditors) this.changed.fire(editor.document);
    this.loadVisible();
  }

  private loadVisible(): void {
    const set = this.session.current;
    if (!set || !settings().heat) return;
    for (const { document } of vscode.window.visibleTextEditors) {
      if (document.uri.scheme !== 'file' || this.entries.has(document.uri.toString())) continue;
      void this.load(set, document);
    }
  }

  private async load(set: OpenSet, document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    this.entries.set(key, 'loading');
    const entry = await this.measure(set, document).catch(() => undefined);
    // Another set may have been opened, or the document closed, while the worker answered.
    if (this.session.current !== set || this.entries.get(key) !== 'loading') return;
    this.entries.set(key, entry ?? 'none');
    if (entry) this.changed.fire(document);
  }

  private async measure(set: OpenSet, document: vscode.TextDocument): Promise<Entry | undefined> {
    const heat = await this.session.profiles.fileHeat(this.session.ids(set), slashed(document.uri.fsPath));
    if (heat.functions.length === 0 && heat.lines.length === 0) return undefined;
    const found = await findBaseline(set, document.uri.fsPath, heat.functions);
    if (!found) return undefined;
    return { set, heat, found, uncertain: found.uncertain, annotations: placed(set, heat, found, document) };
  }

  private edited(event: vscode.TextDocumentChangeEvent): void {
    const key = event.document.uri.toString();
    if (event.contentChanges.length === 0 || typeof this.entries.get(key) !== 'object') return;
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.follow(event.document), pauseMs),
    );
  }

  private follow(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    this.timers.delete(key);
    const entry = this.entries.get(key);
    if (typeof entry !== 'object' || document.isClosed) return;
    const annotations = placed(entry.set, entry.heat, entry.found, document);
    this.entries.set(key, { ...entry, annotations });
    this.changed.fire(document);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }
}

function placed(
  set: OpenSet,
  heat: FileHeat,
  found: FoundBaseline,
  document: vscode.TextDocument,
): Annotation[] {
  const map: LineMap = mapLines(found.baseline.hashes, lineHashes(document.getText()));
  return annotate(heat, found.baseline, map, set.profiles[0]?.unit ?? 'us');
}
