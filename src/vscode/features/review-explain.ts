import * as vscode from 'vscode';
import { UserError } from '../../core/model.ts';
import { explainMarkdown, type RuleText } from '../../core/report/explain.ts';
import { command } from '../services/log.ts';
import type { Review } from '../services/review/review.ts';

const scheme = 'perfloop-explain';

/** What a rule looks for, why and what to do instead, as a page: the text of `perfloop explain`. */
export function reviewExplain({ desk, targets, log }: Review): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      async provideTextDocumentContent(uri) {
        const slug = uri.path.replace(/^\/|\.md$/g, '');
        const rule = (await desk.rules()).find((r) => r.slug === slug);
        return rule ? explainMarkdown(rule) : `# ${slug}\n\nNo rule has this name.\n`;
      },
    }),
    command(log, 'perfloop.explain', async (...args: unknown[]) => {
      const slug = await slugOf(args);
      if (slug !== undefined) await show(slug);
    }),
  );

  async function slugOf(args: readonly unknown[]): Promise<string | undefined> {
    const rules = await desk.rules();
    const [first] = args;
    if (typeof first === 'string' && args.length === 1) {
      if (rules.some((r) => r.slug === first)) return first;
      throw new UserError(`${first} is no rule.`, 'Perfloop: Explain Rule… lists them.');
    }
    if (args.length > 0) return (await targets.resolve(args)).finding.rule;
    // The list is shown while the finding is looked up.
    const items: Promise<vscode.QuickPickItem[]> = targets
      .atCursor()
      .then((told) => itemsOf(rules, told?.finding.rule));
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Perfloop: Explain Rule',
      placeHolder: 'The name of a rule, or words of what it looks for',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return picked?.label;
  }
}

/** The rule of the finding at the cursor comes first, where there is one. */
function itemsOf(rules: readonly RuleText[], here: string | undefined): vscode.QuickPickItem[] {
  const items = rules.map((r) => ({ label: r.slug, description: r.title, detail: r.what }));
  const own = items.find((i) => i.label === here);
  if (!own) return items;
  const separator = (label: string): vscode.QuickPickItem => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  return [separator('At the cursor'), own, separator('All'), ...items.filter((i) => i !== own)];
}

async function show(slug: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme, path: `/${slug}.md` });
  try {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
  } catch {
    // The editor's own Markdown features may be switched off.
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside });
  }
}
