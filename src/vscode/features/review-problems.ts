import * as vscode from 'vscode';
import type { Finding, Severity } from '../../core/analysis/finding.ts';
import type { DocumentReview } from '../services/review/live.ts';
import { rangeOf, stepPosition, uriOf } from '../services/review/places.ts';
import type { Review } from '../services/review/review.ts';
import { isCold, shareText } from '../services/review/words.ts';

/** Findings of open documents in the Problems view and under the code. */
export function reviewProblems({ live, shares, log }: Review): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('perfloop');
  const set = (document: vscode.TextDocument, review: DocumentReview, findings: readonly Finding[]) =>
    collection.set(
      document.uri,
      findings.map((f) => diagnosticOf(f, review, document)),
    );
  const measured = async (document: vscode.TextDocument, review: DocumentReview) => {
    const findings = await shares.apply(review.root, review.findings);
    if (live.of(document) === review) set(document, review, findings);
  };
  const tell = (document: vscode.TextDocument) => {
    const review = live.of(document);
    if (!review) return collection.delete(document.uri);
    // What is typed is told at once, unless there is a share to be told with it.
    if (shares.measured) void measured(document, review).catch((error) => log.error(error));
    else set(document, review, review.findings);
  };
  const all = () => {
    for (const document of vscode.workspace.textDocuments) if (live.of(document)) tell(document);
  };
  return vscode.Disposable.from(collection, live.onDidChange(tell), shares.onDidChange(all));
}

function diagnosticOf(
  finding: Finding,
  { root }: DocumentReview,
  document: vscode.TextDocument,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeOf(finding, document),
    textOf(finding),
    levels[finding.severity],
  );
  diagnostic.source = 'perfloop';
  diagnostic.code = {
    value: finding.rule,
    target: vscode.Uri.parse(
      `command:perfloop.explain?${encodeURIComponent(JSON.stringify([finding.rule]))}`,
    ),
  };
  const steps = finding.chain.length > 1 ? finding.chain : [];
  diagnostic.relatedInformation = steps.map((step) => {
    const uri = step.file === finding.file ? document.uri : uriOf(root, step.file);
    return new vscode.DiagnosticRelatedInformation(
      new vscode.Location(uri, stepPosition(step)),
      step.message,
    );
  });
  return diagnostic;
}

/** With what it costs, where it was seen running. */
function textOf(finding: Finding): string {
  const share = isCold(finding) ? undefined : shareText(finding);
  return share ? `${finding.message} (${share})` : finding.message;
}

/** As loud as everywhere else: confidence has been weighed already (`core/analysis/severity.ts`). */
const levels: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};
