import * as vscode from 'vscode';
import { escaped } from '../services/markdown.ts';
import { isReviewedLanguage, rangeOf, reviewedLanguages } from '../services/review/places.ts';
import type { Review } from '../services/review/review.ts';
import { markdownOf } from '../services/review/words.ts';

/** On a finding, beneath the editor's own hover of the problem: why, what it costs, what to do. */
export function reviewHover(review: Review): vscode.Disposable {
  return vscode.languages.registerHoverProvider([...reviewedLanguages], {
    async provideHover(document, position) {
      if (!isReviewedLanguage(document.languageId)) return undefined;
      const known = review.live.of(document);
      // Positions of an older text would be wrong; the newer one is on its way.
      if (known?.version !== document.version) return undefined;
      const here = known.findings.filter((f) => rangeOf(f, document).contains(position));
      if (here.length === 0) return undefined;
      const [findings, rules, fixes] = await Promise.all([
        review.shares.apply(known.root, here),
        review.desk.rules(),
        review.fixes.of(document, known.root, known.findings),
      ]);
      const fixesOf = (fingerprint: string) =>
        fixes[known.findings.findIndex((f) => f.fingerprint === fingerprint)] ?? [];
      const texts = findings.map((finding) => {
        const told = { root: known.root, finding, uri: document.uri };
        // The message itself, and the way there, are in the editor's own hover of the problem.
        const text = markdownOf(told, {
          message: findings.length > 1,
          icons: true,
          chain: false,
          fixes: fixesOf(finding.fingerprint),
        });
        const why = rules.find((r) => r.slug === finding.rule)?.why;
        return why ? text.appendMarkdown(`\n\n*${escaped(why)}*`) : text;
      });
      return new vscode.Hover(texts, rangeOf(here[0]!, document));
    },
  });
}
