import * as vscode from 'vscode';
import { command } from '../services/log.ts';
import { gitScheme, namedBy } from '../services/review/git-texts.ts';
import { type Placed, rangeOf, uriOf } from '../services/review/places.ts';
import type { Review } from '../services/review/review.ts';
import type { Run } from '../services/review/runs.ts';
import { findingNow } from '../services/review/staged-lines.ts';
import { markdownOf, type Told } from '../services/review/words.ts';

/** Where a finding is shown as a comment. */
interface Wanted {
  readonly key: string;
  readonly told: Told;
  readonly range: vscode.Range;
}

/** Findings of a review as comment threads on their lines, in editors and diffs. Whole-workspace ones are too many. */
export function reviewComments(review: Review): vscode.Disposable {
  const threads = new Map<string, vscode.CommentThread>();
  let controller: vscode.CommentController | undefined;
  let turn = 0;

  const update = async () => {
    const mine = ++turn;
    const run = review.runs.current;
    const wanted = run && run.scope.kind !== 'everything' ? await wantedThreads(run, review) : [];
    if (mine !== turn) return;
    const keep = new Set(wanted.map((w) => w.key));
    for (const [key, thread] of threads) {
      if (keep.has(key)) continue;
      threads.delete(key);
      thread.dispose();
    }
    for (const w of wanted) place(w);
  };

  /** A thread that is there keeps its place on the screen, open or closed as a person left it. */
  const place = (w: Wanted) => {
    controller ??= vscode.comments.createCommentController('perfloop.review', 'Perfloop');
    const body = markdownOf(w.told, { message: true, icons: false });
    const comment: vscode.Comment = {
      author: { name: 'Perfloop' },
      body,
      mode: vscode.CommentMode.Preview,
      contextValue: 'finding',
    };
    let thread = threads.get(w.key);
    if (thread) thread.comments = [comment];
    else {
      thread = controller.createCommentThread(w.told.uri, w.range, [comment]);
      thread.collapsibleState = vscode.CommentThreadCollapsibleState.Collapsed;
      threads.set(w.key, thread);
    }
    thread.range = w.range;
    thread.canReply = false;
    thread.contextValue = 'finding';
    thread.label = w.told.finding.rule;
    review.targets.note(thread, w.told);
  };

  const later = () => void update().catch((error) => review.log.error(error));
  return vscode.Disposable.from(
    review.runs.onDidChange(later),
    // The editor moves a thread along with the lines, but not the lines that its text names.
    review.moved.onDidChange(later),
    // Texts of git have their threads only while they are on screen.
    vscode.window.onDidChangeVisibleTextEditors(() => {
      if (review.runs.current?.scope.kind === 'staged') later();
    }),
    command(review.log, 'perfloop.review.copyFinding', async (...args: unknown[]) => {
      const told = await review.targets.resolve(args);
      // Lines are no more where they were once somebody typed above, or above what is staged.
      const { document, finding } = await review.targets.current(told);
      const { share } = told.finding;
      const text = await review.desk.markdown({
        finding: { ...(finding ?? told.finding), ...(share === undefined ? {} : { share }) },
        text: finding && document.getText(),
      });
      await vscode.env.clipboard.writeText(text);
      void vscode.window.setStatusBarMessage('$(check) Finding copied as Markdown', 3000);
    }),
    { dispose: () => controller?.dispose() },
  );
}

async function wantedThreads(run: Run, { moved }: Review): Promise<Wanted[]> {
  if (run.scope.kind !== 'staged')
    return run.findings.map((placed) => {
      const now = { ...placed, finding: moved.now(placed.finding) };
      return wantedAt(placed, fileOf(placed), rangeOf(now.finding), now);
    });
  const open = new Map<string, vscode.Uri>();
  for (const { uri } of vscode.window.visibleTextEditors.map((e) => e.document)) {
    const file = stagedFile(uri);
    if (file !== undefined) open.set(file, uri);
  }
  const lists = await Promise.all(
    run.findings.map(async (placed) => {
      const file = fileOf(placed);
      const onFile = await unstaged(placed, file);
      const onText = open.get(file.fsPath);
      return [...(onFile ? [onFile] : []), ...(onText ? [wantedAt(placed, onText)] : [])];
    }),
  );
  return lists.flat();
}

function fileOf({ root, finding }: Placed): vscode.Uri {
  return uriOf(root, finding.file);
}

/** @param now where it is by now; it stays the thread of where it was */
function wantedAt(placed: Placed, uri: vscode.Uri, range = rangeOf(placed.finding), now = placed): Wanted {
  const key = `${uri} ${placed.finding.fingerprint} ${placed.finding.line}`;
  return { key, told: { ...now, uri }, range };
}

/** The file whose staged text a document shows: ours, or the one of the editor's own git. */
function stagedFile(uri: vscode.Uri): string | undefined {
  if (uri.scheme === gitScheme) {
    const { object } = namedBy(uri);
    return object.startsWith(':') ? vscode.Uri.file(uri.path).fsPath : undefined;
  }
  if (uri.scheme !== 'git') return undefined;
  try {
    const { path, ref } = JSON.parse(uri.query) as { path?: string; ref?: string };
    return ref === '' && path ? vscode.Uri.file(path).fsPath : undefined;
  } catch {
    return undefined;
  }
}

/** In the file as it is now; undefined where its line was changed since. */
async function unstaged({ root, finding }: Placed, uri: vscode.Uri): Promise<Wanted | undefined> {
  const now = await findingNow(root, finding);
  return now && wantedAt({ root, finding: now.finding }, uri, rangeOf(now.finding, now.document));
}
