/** What was found in a staged text, in the file as it is now: lines that were not staged may stand between. */
import * as vscode from 'vscode';
import type { Finding, Step } from '../../../core/analysis/finding.ts';
import { lineHashes, mapLines } from '../../../core/heat/anchor.ts';
import { gitText } from './git-texts.ts';
import { uriOf } from './places.ts';

export interface StagedLines {
  readonly document: vscode.TextDocument;
  /** The line now, from 1; undefined where it is gone or was changed. */
  now(line: number): number | undefined;
}

/** Undefined where the file is not staged, or not there any more. */
export async function stagedLines(root: string, file: string): Promise<StagedLines | undefined> {
  const [staged, document] = await Promise.all([
    gitText(root, `:./${file}`),
    vscode.workspace.openTextDocument(uriOf(root, file)).then(
      (d) => d,
      () => undefined,
    ),
  ]);
  if (staged === undefined || !document) return undefined;
  const map = mapLines(lineHashes(staged), lineHashes(document.getText()));
  return {
    document,
    now: (line) => (map.changed[line - 1] === 1 ? undefined : map.to[line - 1] || undefined),
  };
}

/** The finding with its chain at the lines of now; undefined where its own line is not there any more. */
export async function findingNow(
  root: string,
  finding: Finding,
): Promise<{ readonly finding: Finding; readonly document: vscode.TextDocument } | undefined> {
  const own = await stagedLines(root, finding.file);
  const line = own?.now(finding.line);
  if (!own || !line) return undefined;
  const chain = await Promise.all(finding.chain.map((step) => stepNow(root, step)));
  const endLine = line + (finding.endLine - finding.line);
  return { document: own.document, finding: { ...finding, line, endLine, chain } };
}

export async function stepNow(root: string, step: Step): Promise<Step> {
  const line = (await stagedLines(root, step.file))?.now(step.line);
  return line ? { ...step, line } : step;
}
