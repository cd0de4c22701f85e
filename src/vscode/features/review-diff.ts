import * as vscode from 'vscode';
import { UserError } from '../../core/model.ts';
import { changedFiles } from '../../node/git.ts';
import { command } from '../services/log.ts';
import { emptyUri, gitScheme, gitText, gitUri, namedBy } from '../services/review/git-texts.ts';
import { type Placed, uriOf } from '../services/review/places.ts';
import type { Review } from '../services/review/review.ts';
import type { FolderRun, Scope } from '../services/review/runs.ts';

/** The change that a finding is part of: what the file was, beside what it is. */
export function reviewDiff({ runs, targets, log }: Review): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(gitScheme, {
      async provideTextDocumentContent(uri) {
        const { root, object } = namedBy(uri);
        return (await gitText(root, object)) ?? '';
      },
    }),
    command(log, 'perfloop.review.openDiff', async (...args: unknown[]) => {
      const run = runs.current;
      const placed = await placedOf(args);
      const folder = run?.folders.find((f) => f.root === placed.root);
      if (!run || !folder?.base)
        throw new UserError(
          'There is no change to show: this review is of everything.',
          'Run Perfloop: Review Changes.',
        );
      await openDiff(folder, run.scope, placed);
    }),
  );

  /** A finding, or the file row that holds findings. */
  async function placedOf(args: readonly unknown[]): Promise<Placed> {
    const [first] = args as [{ readonly kind?: string; readonly children?: readonly { placed?: Placed }[] }];
    const inGroup = first?.kind === 'group' ? first.children?.[0]?.placed : undefined;
    return inGroup ?? targets.resolve(args);
  }
}

async function openDiff({ root, base, label }: FolderRun, scope: Scope, { finding }: Placed): Promise<void> {
  const staged = scope.kind === 'staged';
  const changed = await changedFiles(root, base, staged);
  const from = changed.find((f) => f.path === finding.file)?.from ?? finding.file;
  const left = from === '' ? emptyUri(root, finding.file) : gitUri(root, base, from);
  const right = staged ? gitUri(root, '', finding.file) : uriOf(root, finding.file);
  const name = finding.file.slice(finding.file.lastIndexOf('/') + 1);
  const at = new vscode.Position(Math.max(0, finding.line - 1), 0);
  await vscode.commands.executeCommand('vscode.diff', left, right, `${name} (${label})`, {
    selection: new vscode.Range(at, at),
    preview: true,
  } satisfies vscode.TextDocumentShowOptions);
}
