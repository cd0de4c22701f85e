/** Fixes as edits of the editor. */
import * as vscode from 'vscode';
import type { Finding, Fix } from '../../../core/analysis/finding.ts';
import { uriOf } from './places.ts';
import { fixesOf, type Told } from './words.ts';

/** A larger change is shown before it is made. */
export async function editOf(told: Told, fix: Fix): Promise<vscode.WorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  const metadata = { needsConfirmation: true, label: fix.title, description: told.finding.rule };
  for (const e of fix.edits) {
    const uri = e.file === told.finding.file ? told.uri : uriOf(told.root, e.file);
    const document = await vscode.workspace.openTextDocument(uri);
    const range = new vscode.Range(document.positionAt(e.start), document.positionAt(e.end));
    if (fix.preview) edit.replace(uri, range, e.text, metadata);
    else edit.replace(uri, range, e.text);
  }
  return edit;
}

/** All small fixes of a file that do not touch one another, as one. undefined where there is none. */
export function allFixes(findings: readonly Finding[]): Fix | undefined {
  const taken: Fix['edits'][number][] = [];
  let count = 0;
  for (const finding of findings) {
    const fix = fixesOf(finding).find((f) => !f.preview && f.edits.every((e) => e.file === finding.file));
    if (!fix) continue;
    // Two fixes may both need the same import.
    const fresh = fix.edits.filter((e) => !taken.some((t) => same(t, e)));
    if (fresh.some((e) => taken.some((t) => touch(t, e)))) continue;
    taken.push(...fresh);
    count++;
  }
  if (count === 0) return undefined;
  return { title: `Fix ${count === 1 ? 'one finding' : `${count} findings`}`, edits: taken, preview: false };
}

type Edit = Fix['edits'][number];

function same(a: Edit, b: Edit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

function touch(a: Edit, b: Edit): boolean {
  return a.start <= b.end && b.start <= a.end;
}
