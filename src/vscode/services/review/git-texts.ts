/** Texts of commits and of the index, as read-only documents. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { filesAt } from '../../../node/git.ts';

export const gitScheme = 'perfloop-git';

interface Named {
  readonly root: string;
  /** What git calls it: `<commit>:./path`, `:./path` for what is staged; '' for an empty text. */
  readonly object: string;
}

/** The document of a file as it is in a commit, or staged (`''`). */
export function gitUri(root: string, commit: string, file: string): vscode.Uri {
  return named(root, file, `${commit}:./${file}`);
}

export function emptyUri(root: string, file: string): vscode.Uri {
  return named(root, file, '');
}

/** The path ends as the file does, so that the editor knows its language. */
function named(root: string, file: string, object: string): vscode.Uri {
  const query = JSON.stringify({ root, object } satisfies Named);
  return vscode.Uri.file(path.join(root, file)).with({ scheme: gitScheme, query });
}

export async function gitText(root: string, object: string): Promise<string | undefined> {
  if (object === '') return '';
  const [text] = await filesAt(root, [object]);
  return text?.replace(/^\uFEFF/, '');
}

export function namedBy(uri: vscode.Uri): Named {
  return JSON.parse(uri.query) as Named;
}
