/** Findings of the documents that are open, kept current while somebody types. */
import * as vscode from 'vscode';
import type { Finding } from '../../../core/analysis/finding.ts';
import type { ReviewDesk } from '../../../node/review/desk.ts';
import type { FileReview } from '../../../node/review/session.ts';
import type { Log } from '../log.ts';
import { reviewSwitches } from '../settings.ts';
import { type DocumentPlace, placeOf } from './places.ts';
import type { Workspaces } from './workspaces.ts';

export interface DocumentReview extends DocumentPlace {
  /** The version of the document that the findings' positions are of. */
  readonly version: number;
  readonly findings: readonly Finding[];
}

/** A pause in typing, far shorter than anybody notices; shorter still where answers come at once. */
const pauseMs = 35;
const shortPauseMs = 10;

export class LiveReview implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly reviews = new Map<string, DocumentReview>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly disposables: vscode.Disposable[];
  /** How long the last answer took; the first one has to wait for threads. */
  private answerMs = pauseMs;

  /** Something else is known of a document than before; it may have been closed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly workspaces: Workspaces,
    private readonly desk: ReviewDesk,
    private readonly log: Log,
  ) {
    this.disposables = [
      this.changed,
      vscode.workspace.onDidOpenTextDocument((d) => void this.check(d)),
      vscode.workspace.onDidChangeTextDocument((e) => this.edited(e)),
      vscode.workspace.onDidSaveTextDocument((d) => void this.check(d)),
      vscode.workspace.onDidCloseTextDocument((d) => this.closed(d)),
      vscode.workspace.onDidChangeConfiguration((e) => {
        if (e.affectsConfiguration('perfloop.review')) this.restart();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.restart()),
      workspaces.onDidReview(({ root, reviews }) => this.told(root, reviews)),
      workspaces.onDidStart(() => this.restart()),
    ];
    this.restart();
  }

  of(document: vscode.TextDocument): DocumentReview | undefined {
    return this.reviews.get(document.uri.toString());
  }

  /** The findings of the text as it is now: waits for the analysis where it lags behind. */
  async fresh(document: vscode.TextDocument): Promise<DocumentReview | undefined> {
    const known = this.of(document);
    if (known?.version === document.version) return known;
    await this.check(document);
    const now = this.of(document);
    return now?.version === document.version ? now : undefined;
  }

  /** Of a folder all of whose files were read, unless that was stopped. */
  async whole(document: vscode.TextDocument, root: string): Promise<DocumentReview | undefined> {
    await this.workspaces.running(root)?.indexed.catch(() => {});
    return this.fresh(document);
  }

  /** The same for who asks by itself, such as a light bulb: not while a person types who does not want that. */
  async wanted(document: vscode.TextDocument): Promise<DocumentReview | undefined> {
    const known = this.of(document);
    if (known?.version === document.version) return known;
    return reviewSwitches(document.uri).onType ? this.fresh(document) : undefined;
  }

  /** Looks at all open documents anew. */
  private restart(): void {
    for (const document of vscode.workspace.textDocuments) void this.check(document);
  }

  private edited(event: vscode.TextDocumentChangeEvent): void {
    const { document } = event;
    if (event.contentChanges.length === 0 || !placeOf(document)) return;
    if (!reviewSwitches(document.uri).onType) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => void this.check(document), this.answerMs < pauseMs ? shortPauseMs : pauseMs),
    );
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    const place = placeOf(document);
    if (document.isClosed || !place || !reviewSwitches(document.uri).enable) return this.forget(document);
    const { version } = document;
    const asked = performance.now();
    try {
      const findings = await this.ask(place, document.getText(), version);
      this.answerMs = performance.now() - asked;
      if (!document.isClosed && document.version === version)
        this.keep(document, { ...place, version, findings });
    } catch (error) {
      // A worker that was ended under way is started again by the next key.
      this.log.error(error);
    }
  }

  private async ask(place: DocumentPlace, text: string, version: number): Promise<readonly Finding[]> {
    const session = place.root === '' ? undefined : this.workspaces.session(place.root);
    if (session) return (await session.update(place.file, text, version)).findings;
    return (await this.desk.loose({ path: place.file, text })).findings;
  }

  /** What an edit in one file changed in others, and what the index brought. */
  private told(root: string, reviews: readonly FileReview[]): void {
    const byFile = new Map(reviews.map((r) => [r.file, r]));
    for (const document of vscode.workspace.textDocuments) {
      const place = placeOf(document);
      const review = place?.root === root ? byFile.get(place.file) : undefined;
      if (!place || !review || review.version !== document.version || !this.of(document)) continue;
      this.keep(document, { ...place, version: review.version, findings: review.findings });
    }
  }

  private keep(document: vscode.TextDocument, review: DocumentReview): void {
    this.reviews.set(document.uri.toString(), review);
    this.changed.fire(document);
  }

  private closed(document: vscode.TextDocument): void {
    const place = placeOf(document);
    this.forget(document);
    if (place?.root)
      this.workspaces
        .running(place.root)
        ?.close(place.file)
        .catch(() => {});
  }

  private forget(document: vscode.TextDocument): void {
    if (this.reviews.delete(document.uri.toString())) this.changed.fire(document);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
