import * as vscode from 'vscode';
import type { Finding, Fix } from '../../core/analysis/finding.ts';
import { UserError } from '../../core/model.ts';
import { command } from '../services/log.ts';
import { allFixes, editOf } from '../services/review/edits.ts';
import type { DocumentReview } from '../services/review/live.ts';
import { rangeOf, reviewedLanguages } from '../services/review/places.ts';
import type { Review } from '../services/review/review.ts';
import type { Told } from '../services/review/words.ts';

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('perfloop');

/** Quick fixes of findings: the change itself where there is one, else to say why it is fine, or to read on. */
export function reviewFixes(review: Review): vscode.Disposable {
  const { live, log, targets } = review;
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(
      [...reviewedLanguages],
      {
        async provideCodeActions(document, range, context, token) {
          const asked = context.triggerKind === vscode.CodeActionTriggerKind.Invoke;
          const known = asked ? await live.fresh(document) : await live.wanted(document);
          if (!known || known.findings.length === 0 || token.isCancellationRequested) return [];
          return actionsOf(review, known, document, range, context);
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind] },
    ),
    command(log, 'perfloop.review.suppress', async (...args: unknown[]) =>
      suppress(review, await targets.resolve(args)),
    ),
    command(log, 'perfloop.review.fix', async (...args: unknown[]) =>
      applyFix(review, await targets.resolve(args), args),
    ),
    command(log, 'perfloop.review.fixAll', () => applyAll(review)),
  );
}

async function actionsOf(
  review: Review,
  known: DocumentReview,
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
): Promise<vscode.CodeAction[]> {
  const actions: vscode.CodeAction[] = [];
  const fixes = await review.fixes.of(document, known.root, known.findings);
  const wants = (kind: vscode.CodeActionKind) => !context.only || context.only.contains(kind);
  if (wants(vscode.CodeActionKind.QuickFix)) {
    const lines = (f: Finding) => rangeOf(f, document);
    for (const [i, finding] of known.findings.entries()) {
      if (!touches(range, lines(finding))) continue;
      const told = { root: known.root, finding, uri: document.uri };
      actions.push(...(await quickFixes(told, fixes[i] ?? [], context)));
    }
  }
  const all = wants(fixAllKind) ? allFixes(fixes, document.getText()) : undefined;
  if (all && context.only) {
    const action = new vscode.CodeAction(`${all.title} of Perfloop in this file`, fixAllKind);
    action.edit = await editOf({ root: known.root, finding: known.findings[0]!, uri: document.uri }, all);
    actions.push(action);
  }
  return actions;
}

/** A cursor anywhere on the line of a finding means it. */
function touches(range: vscode.Range, of: vscode.Range): boolean {
  return range.start.line <= of.end.line && range.end.line >= of.start.line;
}

async function quickFixes(
  told: Told,
  all: readonly Fix[],
  context: vscode.CodeActionContext,
): Promise<vscode.CodeAction[]> {
  const { finding, uri } = told;
  const diagnostics = context.diagnostics.filter((d) => isOf(d, finding));
  const make = (title: string) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = diagnostics;
    return action;
  };
  const at = [uri.toString(), finding.fingerprint, finding.line];
  const fixes = await Promise.all(
    all.map(async (fix, i) => {
      const action = make(fix.kind === 'preview' ? `${fix.title} (preview)` : fix.title);
      if (fix.kind === 'safe') action.edit = await editOf(told, fix);
      else action.command = { command: 'perfloop.review.fix', title: 'Preview', arguments: [...at, i] };
      return action;
    }),
  );
  if (fixes[0]) fixes[0].isPreferred = all[0]?.kind === 'safe';
  const suppressed = make(`Suppress ${finding.rule} here, with a reason…`);
  suppressed.command = {
    command: 'perfloop.review.suppress',
    title: 'Suppress',
    arguments: at,
  };
  const explained = make(`Explain ${finding.rule}`);
  explained.command = { command: 'perfloop.explain', title: 'Explain', arguments: [finding.rule] };
  return [...fixes, suppressed, explained];
}

function isOf(diagnostic: vscode.Diagnostic, finding: Finding): boolean {
  const { code } = diagnostic;
  const slug = typeof code === 'object' ? code.value : code;
  return (
    diagnostic.source === 'perfloop' &&
    slug === finding.rule &&
    diagnostic.range.start.line === finding.line - 1
  );
}

async function suppress(review: Review, told: Told): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: `Suppress ${told.finding.rule} on this line`,
    prompt: 'Why is it fine here? The reason stands in the comment, for whoever reads it next.',
    placeHolder: 'at most three items',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'A reason is needed.' : undefined),
  });
  if (reason === undefined || reason.trim() === '') return;
  const { document, finding } = await review.targets.current(told);
  if (!finding) throw gone(told);
  const edit = await review.desk.suppression({
    path: finding.file,
    text: document.getText(),
    line: finding.line,
    column: finding.column,
    rule: finding.rule,
    reason,
  });
  if (!edit)
    throw new UserError(
      'No comment can stand before this line: it is inside of a text.',
      'Add the file to review.suppressions in perfloop.json instead.',
    );
  await apply(review, told, { name: 'suppress', title: '', note: '', edits: [edit], kind: 'safe' });
  await showAt(document, finding.line);
}

/** Whoever is in the file stays where they are; from elsewhere it is opened where the comment is. */
async function showAt(document: vscode.TextDocument, line: number): Promise<void> {
  const isHere = vscode.window.activeTextEditor?.document === document;
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(document, {
    preview: false,
    preserveFocus: false,
    ...(isHere ? {} : { selection: new vscode.Range(at, at) }),
  });
}

async function applyFix(review: Review, told: Told, args: readonly unknown[]): Promise<void> {
  const { document, finding } = await review.targets.current(told);
  if (!finding) throw gone(told);
  const [fixes = []] = await review.desk.fixes({
    root: told.root,
    findings: [finding],
    text: document.getText(),
  });
  if (fixes.length === 0) return void noFix(finding);
  const asked = typeof args[3] === 'number' ? fixes[args[3]] : undefined;
  const fix = asked ?? (fixes.length > 1 ? await pick(fixes) : fixes[0]);
  if (fix) await apply(review, { ...told, finding }, fix);
}

/** Nothing went wrong: most findings are for a person to mend. */
async function noFix({ rule, advice }: Finding): Promise<void> {
  const explain = `Explain ${rule}`;
  const choice = await vscode.window.showInformationMessage(
    `Perfloop: no ready-made change fits this ${rule}. By hand: ${advice}`,
    explain,
  );
  if (choice) await vscode.commands.executeCommand('perfloop.explain', rule);
}

async function pick(fixes: readonly Fix[]): Promise<Fix | undefined> {
  const picked = await vscode.window.showQuickPick(
    fixes.map((fix) => ({
      label: fix.title,
      detail: fix.note,
      description: fix.kind === 'preview' ? 'shown before it is made' : '',
      fix,
    })),
    { title: 'Perfloop: Fix', placeHolder: 'Change' },
  );
  return picked?.fix;
}

async function applyAll(review: Review): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const known = document && (await review.live.fresh(document));
  const all =
    known && allFixes(await review.fixes.of(document, known.root, known.findings), document.getText());
  if (!document || !known || !all)
    throw new UserError(
      'Nothing in this file can be fixed safely at once.',
      'See the quick fixes of each finding.',
    );
  await apply(review, { root: known.root, finding: known.findings[0]!, uri: document.uri }, all);
  void vscode.window.setStatusBarMessage(`$(check) ${all.title}`, 3000);
}

async function apply(review: Review, told: Told, fix: Fix): Promise<void> {
  if (fix.kind === 'preview') {
    await review.proposals.open(told, fix);
    return;
  }
  const edit = await editOf(told, fix);
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new UserError('The file could not be changed.', 'It may be read-only.');
  void review.runs.refresh().catch((error) => review.log.error(error));
}

function gone(told: Told): UserError {
  return new UserError(
    `${told.finding.rule} is not found in ${told.finding.file} any more.`,
    'Refresh the review.',
  );
}
