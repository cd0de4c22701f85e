/** Changes that a person reads before they are made: what each file is now, and what it would be. */
import * as vscode from 'vscode';
import type { Fix } from '../../../core/analysis/finding.ts';
import { applyEdits } from '../../../core/analysis/fixes/support/apply-edits.ts';
import { UserError } from '../../../core/model.ts';
import type { ReviewDesk } from '../../../node/review/desk.ts';
import type { Log } from '../log.ts';
import { editOf } from './edits.ts';
import { uriOf } from './places.ts';
import type { Targets } from './targets.ts';
import type { Told } from './words.ts';

export const proposalScheme = 'perfloop-fix';

/** One file of a proposal. */
export interface ProposedFile {
  /** The file that would be changed. */
  readonly uri: vscode.Uri;
  /** The document with what it would be. */
  readonly proposed: vscode.Uri;
  readonly text: string;
  /** Of the document that the edits are of. */
  readonly version: number;
  /** First line of the proposed text that is another, from 0. */
  readonly firstLine: number;
}

export interface Proposal {
  readonly id: number;
  readonly told: Told;
  readonly fix: Fix;
  /** Never empty; the finding's own file first. */
  readonly files: readonly ProposedFile[];
  /** The code was changed such that the fix is none any more. */
  readonly gone: boolean;
}

/** What is typed meanwhile is taken into account once typing pauses. */
const pauseMs = 300;

export class Proposals implements vscode.Disposable {
  private readonly opened = new vscode.EventEmitter<Proposal>();
  private readonly changed = new vscode.EventEmitter<Proposal>();
  private readonly ended = new vscode.EventEmitter<Proposal>();
  private readonly known = new Map<number, Proposal>();
  private readonly timers = new Map<number, NodeJS.Timeout>();
  private readonly listener: vscode.Disposable;
  private made = 0;

  /** Somebody wants to see it. */
  readonly onDidOpen = this.opened.event;
  /** Worked out anew. */
  readonly onDidChange = this.changed.event;
  readonly onDidEnd = this.ended.event;

  constructor(
    private readonly desk: ReviewDesk,
    private readonly targets: Targets,
    private readonly log: Log,
  ) {
    this.listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      for (const proposal of this.known.values())
        if (proposal.files.some((f) => f.uri.toString() === document.uri.toString())) this.later(proposal.id);
    });
  }

  /** Shows a change. The same change of the same finding is one proposal, however often it is asked for. */
  async open(told: Told, fix: Fix): Promise<Proposal> {
    const same = [...this.known.values()].find(
      (p) =>
        p.told.uri.toString() === told.uri.toString() &&
        p.told.finding.fingerprint === told.finding.fingerprint &&
        p.told.finding.line === told.finding.line &&
        p.fix.name === fix.name,
    );
    const id = same?.id ?? ++this.made;
    const proposal = this.keep({ id, told, fix, files: await filesOf(id, told, fix), gone: false });
    this.opened.fire(proposal);
    return proposal;
  }

  all(): Proposal[] {
    return [...this.known.values()];
  }

  get(id: number): Proposal | undefined {
    return this.known.get(id);
  }

  /** Whose proposed text a document is. */
  of(uri: vscode.Uri): { readonly proposal: Proposal; readonly file: ProposedFile } | undefined {
    if (uri.scheme !== proposalScheme) return undefined;
    const proposal = this.known.get(Number(uri.query));
    const file = proposal?.files.find((f) => f.proposed.path === uri.path);
    return proposal && file && { proposal, file };
  }

  /**
   * Makes the change, as one step to undo.
   * @throws UserError where the files are not what the proposal was made of; it has been worked out anew by then.
   */
  async apply(id: number): Promise<Proposal> {
    const shown = this.known.get(id);
    if (!shown) throw new UserError('This change is not proposed any more.', 'Ask for the fix again.');
    const stale = await staleFile(shown);
    const now = stale ? await this.again(id) : shown;
    const name = vscode.workspace.asRelativePath(shown.told.uri);
    if (!now || now.gone)
      throw new UserError(
        `Nothing was changed: ${name} was edited meanwhile, and this fix does not fit it any more.`,
        'Discard it.',
      );
    if (stale)
      throw new UserError(
        `Nothing was changed yet: ${name} was edited meanwhile, and the fix was worked out anew.`,
        'Look at it, then apply it.',
      );
    const edit = await editOf(now.told, now.fix);
    if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: now.files.length > 1 })))
      throw new UserError('The file could not be changed.', 'It may be read-only.');
    this.end(id);
    return now;
  }

  end(id: number): void {
    const proposal = this.known.get(id);
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    if (!this.known.delete(id) || !proposal) return;
    this.ended.fire(proposal);
  }

  private later(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.set(
      id,
      setTimeout(() => void this.again(id).catch((error) => this.log.error(error)), pauseMs),
    );
  }

  /** Of the code as it is now. */
  private async again(id: number): Promise<Proposal | undefined> {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    const before = this.known.get(id);
    if (!before) return undefined;
    const { document, finding } = await this.targets.current(before.told);
    const [fixes = []] = finding
      ? await this.desk.fixes({ root: before.told.root, findings: [finding], text: document.getText() })
      : [];
    const fix = fixes.find((f) => f.name === before.fix.name);
    if (!this.known.has(id)) return undefined;
    if (!finding || !fix) return this.keep({ ...before, gone: true });
    const told = { ...before.told, finding };
    return this.keep({ id, told, fix, files: await filesOf(id, told, fix), gone: false });
  }

  private keep(proposal: Proposal): Proposal {
    this.known.set(proposal.id, proposal);
    this.changed.fire(proposal);
    return proposal;
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    vscode.Disposable.from(this.opened, this.changed, this.ended, this.listener).dispose();
  }
}

async function filesOf(id: number, told: Told, fix: Fix): Promise<ProposedFile[]> {
  const own = told.finding.file;
  const names = [...new Set([own, ...fix.edits.map((e) => e.file)])].filter((name) =>
    fix.edits.some((e) => e.file === name),
  );
  return Promise.all(
    names.map(async (name) => {
      const uri = name === own ? told.uri : uriOf(told.root, name);
      const document = await vscode.workspace.openTextDocument(uri);
      const edits = fix.edits.filter((e) => e.file === name).sort((a, b) => a.start - b.start);
      const before = document.getText();
      const first = before.slice(0, edits[0]?.start ?? 0);
      return {
        uri,
        proposed: vscode.Uri.from({ scheme: proposalScheme, path: pathOf(document), query: String(id) }),
        text: applyEdits(before, edits),
        version: document.version,
        firstLine: first.split('\n').length - 1,
      };
    }),
  );
}

/** Ends as the language's files do, so that the editor knows it; a text without a file has no such end. */
function pathOf({ uri }: vscode.TextDocument): string {
  return uri.path.startsWith('/') ? uri.path : `/${uri.path}`;
}

/** The first that is not what the edits were made of. */
async function staleFile({ files }: Proposal): Promise<ProposedFile | undefined> {
  for (const file of files) {
    const document = await vscode.workspace.openTextDocument(file.uri);
    if (document.version !== file.version) return file;
  }
  return undefined;
}
