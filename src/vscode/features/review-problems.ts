import * as vscode from 'vscode';
import type { Finding, Severity } from '../../core/analysis/finding.ts';
import type { DocumentReview } from '../services/review/live.ts';
import { rangeOf, stepPosition, uriOf } from '../services/review/places.ts';
import type { Review } from '../services/review/review.ts';

/** Findings of open documents in the Problems view and under the code. */
export function reviewProblems({ live }: Review): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('perfloop');
  const tell = (document: vscode.TextDocument) => {
    const review = live.of(document);
    if (review)
      collection.set(
        document.uri,
        review.findings.map((f) => diagnosticOf(f, review, document)),
      );
    else collection.delete(document.uri);
  };
  return vscode.Disposable.from(collection, live.onDidChange(tell));
}

function diagnosticOf(
  finding: Finding,
  { root }: DocumentReview,
  document: vscode.TextDocument,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeOf(finding, document),
    finding.message,
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

/** As loud as everywhere else: confidence has been weighed already (`core/analysis/severity.ts`). */
const levels: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};
