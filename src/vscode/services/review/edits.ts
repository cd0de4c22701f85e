/** Fixes, and how they become edits of the editor. */
import * as vscode from 'vscode';
import type { Finding, Fix } from '../../../core/analysis/finding.ts';
import { safeAtOnce } from '../../../core/analysis/fixes/at-once.ts';
import type { ReviewDesk } from '../../../node/review/desk.ts';
import { uriOf } from './places.ts';
import type { Told } from './words.ts';

interface Known {
  readonly version: number;
  readonly findings: readonly Finding[];
  readonly fixes: Promise<readonly (readonly Fix[])[]>;
}

/** Fixes of a document's findings, made when somebody asks for the first and kept until the text changes. */
export class Fixes {
  private readonly known = new WeakMap<vscode.TextDocument, Known>();

  constructor(private readonly desk: ReviewDesk) {}

  /** In the order of the findings, which are those of the document as it is now; best first. */
  of(
    document: vscode.TextDocument,
    root: string,
    findings: readonly Finding[],
  ): Promise<readonly (readonly Fix[])[]> {
    const known = this.known.get(document);
    if (known?.version === document.version && known.findings === findings) return known.fixes;
    const fixes = this.desk.fixes({ root, findings, text: document.getText() });
    this.known.set(document, { version: document.version, findings, fixes });
    return fixes;
  }
}

/** In the documents as they are now. */
export async function editOf(told: Told, fix: Pick<Fix, 'edits'>): Promise<vscode.WorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  for (const e of fix.edits) {
    const uri = e.file === told.finding.file ? told.uri : uriOf(told.root, e.file);
    const document = await vscode.workspace.openTextDocument(uri);
    edit.replace(uri, new vscode.Range(document.positionAt(e.start), document.positionAt(e.end)), e.text);
  }
  return edit;
}

/** Every safe fix of a file that touches no other, as one change. undefined where there is none. */
export function allFixes(fixes: readonly (readonly Fix[])[], text: string): Fix | undefined {
  const { fixed, edits } = safeAtOnce(fixes, text);
  if (fixed.length === 0) return undefined;
  const title = `Fix ${fixed.length === 1 ? 'one finding' : `${fixed.length} findings`}`;
  return { name: 'all', title, kind: 'safe', note: '', edits };
}
