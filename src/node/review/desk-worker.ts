/** The worker's side of the desk. */
import type { MessagePort } from 'node:worker_threads';
import { emptyConfig } from '../../core/analysis/analyse.ts';
import type { Fix } from '../../core/analysis/finding.ts';
import { fixesForAll } from '../../core/analysis/fixes/index.ts';
import { link } from '../../core/analysis/link.ts';
import { rules } from '../../core/analysis/rules/index.ts';
import { suppressionEdit } from '../../core/analysis/suppression-edit.ts';
import { ruleText } from '../../core/report/explain.ts';
import { findingMarkdown, markdown } from '../../core/report/findings/markdown.ts';
import type { FixWish, FromDesk, LooseReview, LooseText, MarkdownWish, ToDesk } from './desk-messages.ts';
import { fixProject } from './fix-project.ts';
import { lineReader, linesIn } from './lines.ts';
import { summariseWork } from './read.ts';

export function serveDesk(port: MessagePort): void {
  port.on('message', (message: ToDesk) => {
    const { id } = message;
    try {
      port.postMessage({ type: 'answer', id, value: answer(message) } satisfies FromDesk);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      port.postMessage({ type: 'failed', id, message: said } satisfies FromDesk);
    }
  });
}

function answer(message: ToDesk): unknown {
  switch (message.type) {
    case 'loose':
      return loose(message.of);
    case 'rules':
      return rules.map(ruleText);
    case 'fixes':
      return fixes(message.of);
    case 'markdown':
      return asMarkdown(message.of);
    case 'suppression':
      return suppressionEdit(message.of);
  }
}

function asMarkdown(of: MarkdownWish): string {
  if ('finding' in of)
    return findingMarkdown(of.finding, of.text === undefined ? undefined : linesIn(of.text));
  return markdown.render(of.report, { lines: lineReader(of.root, of.texts), colour: false, verbose: false });
}

function loose({ path, text }: LooseText): LooseReview {
  const summary = summariseWork({ path, file: path, text });
  const { findings } = link(new Map([[path, summary]]), { rules, config: emptyConfig });
  return { findings, problem: summary.problem };
}

function fixes({ root, findings, text }: FixWish): Fix[][] {
  const file = findings[0]?.file ?? '';
  return fixesForAll(findings, text, fixProject(root, file));
}
