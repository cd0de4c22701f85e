import * as vscode from 'vscode';
import { UserError } from '../../core/model.ts';
import { command, tell } from '../services/log.ts';
import { escaped, link } from '../services/markdown.ts';
import { type Proposal, type ProposedFile, proposalScheme } from '../services/review/proposals.ts';
import type { Review } from '../services/review/review.ts';

/**
 * A fix that has to be read first: the file beside what it would be, with what to look out for as a comment above
 * the change. Closing it discards it.
 */
export function reviewPreview(review: Review): vscode.Disposable {
  const { proposals, log } = review;
  const texts = new vscode.EventEmitter<vscode.Uri>();
  const notes = new Notes();
  const shown = () => vscode.window.tabGroups.all.flatMap((g) => g.tabs);

  const opened = async (proposal: Proposal) => {
    notes.show(proposal);
    await open(proposal);
    // A text without a file has no extension to tell its language.
    for (const { uri, proposed } of proposal.files) {
      const { languageId } = await vscode.workspace.openTextDocument(uri);
      const document = await vscode.workspace.openTextDocument(proposed);
      if (document.languageId !== languageId)
        await vscode.languages.setTextDocumentLanguage(document, languageId);
    }
  };
  const closed = async (proposal: Proposal) => {
    notes.remove(proposal);
    await vscode.window.tabGroups.close(shown().filter((tab) => isOf(tab, proposal)));
  };
  const context = () => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    void vscode.commands.executeCommand('setContext', 'perfloop.proposal', tab !== undefined && !!asked(tab));
  };
  /** Of a link, or of the tab that a button or key is used in. */
  const meant = (args: readonly unknown[]): Proposal => {
    const [first] = args;
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const found =
      typeof first === 'number'
        ? proposals.get(first)
        : ((first instanceof vscode.Uri ? proposals.of(first)?.proposal : undefined) ?? (tab && asked(tab)));
    if (found) return found;
    throw new UserError('No change is proposed here.', 'Ask for the fix of a finding.');
  };
  function asked(tab: vscode.Tab): Proposal | undefined {
    return proposals.all().find((p) => isOf(tab, p));
  }
  // After a reload nothing is proposed any more.
  const left = shown().filter((t) => t.input instanceof vscode.TabInputTextDiff && isProposed(t.input));
  void vscode.window.tabGroups.close(left);

  return vscode.Disposable.from(
    texts,
    notes,
    vscode.workspace.registerTextDocumentContentProvider(proposalScheme, {
      onDidChange: texts.event,
      provideTextDocumentContent: (uri) => proposals.of(uri)?.file.text,
    }),
    proposals.onDidOpen((p) => void opened(p).catch((error) => tell(log, error))),
    proposals.onDidChange((p) => {
      for (const { proposed } of p.files) texts.fire(proposed);
      notes.show(p);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const own = proposals.of(document.uri);
      if (own) notes.place(own.proposal);
    }),
    proposals.onDidEnd((p) => void closed(p).catch((error) => log.error(error))),
    vscode.window.tabGroups.onDidChangeTabs(({ closed: gone }) => {
      context();
      for (const tab of gone) {
        const proposal = asked(tab);
        if (proposal && !shown().some((other) => isOf(other, proposal))) proposals.end(proposal.id);
      }
    }),
    vscode.window.tabGroups.onDidChangeTabGroups(context),
    command(log, 'perfloop.review.applyProposal', async (...args: unknown[]) => {
      const done = await proposals.apply(meant(args).id);
      await showChanged(done.files[0]!);
      void vscode.window.setStatusBarMessage(`$(check) ${done.fix.title}`, 3000);
      void review.runs.refresh().catch((error) => log.error(error));
    }),
    command(log, 'perfloop.review.discardProposal', (...args: unknown[]) => proposals.end(meant(args).id)),
  );
}

async function open(proposal: Proposal): Promise<void> {
  const [file] = proposal.files;
  if (!file) return;
  // The tab of the file must not be replaced by that of its change.
  const options = {
    preview: false,
    selection: new vscode.Range(file.firstLine, 0, file.firstLine, 0),
  } satisfies vscode.TextDocumentShowOptions;
  if (proposal.files.length === 1)
    await vscode.commands.executeCommand('vscode.diff', file.uri, file.proposed, titleOf(proposal), options);
  else
    await vscode.commands.executeCommand(
      'vscode.changes',
      titleOf(proposal),
      proposal.files.map((f) => [f.uri, f.uri, f.proposed]),
    );
}

function titleOf({ files }: Proposal): string {
  // The editor says of how many files.
  if (files.length > 1) return 'Proposed fix';
  return `${nameOf(files[0]!)} (now ↔ proposed)`;
}

function nameOf({ uri }: ProposedFile): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

function isProposed({ modified }: vscode.TabInputTextDiff): boolean {
  return modified.scheme === proposalScheme;
}

function isOf({ input, label }: vscode.Tab, proposal: Proposal): boolean {
  if (input instanceof vscode.TabInputTextDiff)
    return proposal.files.some((f) => f.proposed.toString() === input.modified.toString());
  // The editor tells nothing but the title of a tab with the changes of several files.
  return (
    proposal.files.length > 1 &&
    !(input instanceof vscode.TabInputText) &&
    label.startsWith(titleOf(proposal))
  );
}

async function showChanged({ uri, firstLine }: ProposedFile): Promise<void> {
  const at = new vscode.Range(firstLine, 0, firstLine, 0);
  const editor = await vscode.window.showTextDocument(uri, { preview: false, selection: at });
  editor.revealRange(at, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** What a reader has to know, as an open comment above the change: seen, reached by keyboard and read aloud. */
class Notes implements vscode.Disposable {
  private controller: vscode.CommentController | undefined;
  private readonly threads = new Map<number, vscode.CommentThread>();

  show(proposal: Proposal): void {
    const comment: vscode.Comment = {
      author: { name: 'Perfloop' },
      body: noteOf(proposal),
      mode: vscode.CommentMode.Preview,
    };
    let thread = this.threads.get(proposal.id);
    if (thread) thread.comments = [comment];
    else {
      this.controller ??= vscode.comments.createCommentController(
        'perfloop.proposals',
        'Perfloop: Proposed Fixes',
      );
      thread = this.controller.createCommentThread(proposal.files[0]!.proposed, placeOf(proposal), [comment]);
      this.threads.set(proposal.id, thread);
    }
    thread.canReply = false;
    thread.label = 'Proposed fix';
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  }

  /** Once the proposed text is another: before, the editor would move it along with the lines. */
  place(proposal: Proposal): void {
    const thread = this.threads.get(proposal.id);
    if (thread) thread.range = placeOf(proposal);
  }

  remove({ id }: Proposal): void {
    this.threads.get(id)?.dispose();
    this.threads.delete(id);
  }

  dispose(): void {
    this.controller?.dispose();
  }
}

/** Above the change, not within. */
function placeOf({ files }: Proposal): vscode.Range {
  const line = Math.max(0, files[0]!.firstLine - 1);
  return new vscode.Range(line, 0, line, 0);
}

function noteOf({ id, fix, files, gone }: Proposal): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ['perfloop.review.applyProposal', 'perfloop.review.discardProposal'] };
  const discard = link('perfloop.review.discardProposal', [id], 'Discard');
  if (gone)
    return text.appendMarkdown(
      `**The code was changed meanwhile, and this fix does not fit it any more.**\n\n${discard}`,
    );
  text.appendMarkdown(`**${escaped(fix.title)}**\n\n`);
  if (fix.note) text.appendMarkdown(`Look out: ${escaped(fix.note)}\n\n`);
  if (files.length > 1)
    text.appendMarkdown(`Changes ${files.map((f) => escaped(nameOf(f))).join(', ')}.\n\n`);
  return text.appendMarkdown(`${link('perfloop.review.applyProposal', [id], 'Apply')} · ${discard}`);
}
