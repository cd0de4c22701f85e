/** Which finding a command is about, whoever runs it: a link, a tree, a comment, or the keyboard. */
import * as vscode from 'vscode';
import type { Finding } from '../../../core/analysis/finding.ts';
import { UserError } from '../../../core/model.ts';
import type { DocumentReview, LiveReview } from './live.ts';
import { rangeOf, uriOf } from './places.ts';
import type { Runs } from './runs.ts';
import type { Told } from './words.ts';

export class Targets {
  private readonly known = new WeakMap<object, Told>();

  constructor(
    private readonly live: LiveReview,
    private readonly runs: Runs,
  ) {}

  /** A tree item or comment thread stands for a finding. */
  note(object: object, told: Told): void {
    this.known.set(object, told);
  }

  /**
   * From what a command was given: an object noted before; the address, fingerprint and line of a link; or
   * nothing, for the finding at the cursor.
   * @throws UserError where there is none.
   */
  async resolve(args: readonly unknown[]): Promise<Told> {
    const [first, fingerprint, line] = args;
    const noted = typeof first === 'object' && first !== null ? this.known.get(first) : undefined;
    const found =
      noted ??
      (typeof first === 'string'
        ? await this.named(vscode.Uri.parse(first), String(fingerprint), Number(line))
        : await this.atCursor());
    if (found) return found;
    throw new UserError('There is no finding here.', 'Put the cursor on a line that Perfloop marks.');
  }

  private async named(uri: vscode.Uri, fingerprint: string, line: number): Promise<Told | undefined> {
    const document = await opened(uri);
    const review = await this.live.fresh(document);
    const finding = nearest(review?.findings ?? [], fingerprint, line);
    if (review && finding) return { root: review.root, finding, uri };
    const placed = (this.runs.current?.findings ?? []).filter(
      (p) => uriOf(p.root, p.finding.file).fsPath === uri.fsPath,
    );
    const shown = nearest(
      placed.map((p) => p.finding),
      fingerprint,
      line,
    );
    const of = placed.find((p) => p.finding === shown);
    return of && { ...of, uri };
  }

  /** The finding on the cursor's line; of several the one that the cursor is in. */
  async atCursor(): Promise<Told | undefined> {
    const editor = vscode.window.activeTextEditor;
    const review = editor && (await this.live.fresh(editor.document));
    if (!editor || !review) return undefined;
    const at = editor.selection.active;
    const here = review.findings.filter((f) => f.line === at.line + 1);
    const finding = here.find((f) => rangeOf(f, editor.document).contains(at)) ?? here[0];
    return finding && { root: review.root, finding, uri: editor.document.uri };
  }

  /** The same finding in the document as it is now: lines may have moved, and it may be gone. */
  async current(told: Told): Promise<{ document: vscode.TextDocument; finding: Finding | undefined }> {
    const document = await opened(told.uri);
    const review = await this.live.fresh(document);
    // Without a review of the document, its place as it was told is all there is.
    if (!review) return { document, finding: told.finding };
    const finding = sameIn(review, told);
    if (finding) return { document, finding };
    // Until all files were read, what hides behind another file was not found yet.
    const later = await this.live.whole(document, review.root);
    return { document, finding: later && sameIn(later, told) };
  }
}

/** @throws UserError where the file was removed or renamed since it was reviewed. */
async function opened(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (isThere) throw error;
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    throw new UserError(`${name} is not there any more.`, 'Refresh the review.');
  }
}

function sameIn(review: DocumentReview, told: Told): Finding | undefined {
  const { fingerprint, trace, line, file, chain } = told.finding;
  if (review.root === told.root) return nearest(review.findings, fingerprint, line);
  // A repository within a folder names its files from its own top: there the code alone tells.
  const byCode = review.findings.map((f) => ({ ...f, fingerprint: f.trace }));
  const found = nearest(byCode, trace, line);
  return found && { ...found, fingerprint, file, chain };
}

function nearest(findings: readonly Finding[], fingerprint: string, line: number): Finding | undefined {
  return findings
    .filter((f) => f.fingerprint === fingerprint)
    .sort((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line))[0];
}
