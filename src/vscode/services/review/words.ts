/** How a finding is told, wherever it is told. */
import * as vscode from 'vscode';
import type { Confidence, Finding, Fix, Severity } from '../../../core/analysis/finding.ts';
import { percent } from '../../../core/report/findings/types.ts';
import { escaped, link } from '../markdown.ts';
import { openArguments, type Placed } from './places.ts';

export const severityWords: Readonly<Record<Severity, string>> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
};

export const severityIcons: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
};

const sureness: Readonly<Record<Confidence, string>> = {
  high: 'high confidence',
  medium: 'medium confidence',
  low: 'low confidence',
};

/** `38 % of the run`; undefined where nothing was measured. */
export function shareText(finding: Finding): string | undefined {
  if (finding.share === undefined) return undefined;
  return isCold(finding) ? 'cold in the recording' : `${percent(finding.share)} of the run`;
}

/** A recording is open, and hardly saw it. */
export function isCold({ share }: Finding): boolean {
  return share !== undefined && share < 0.001;
}

/** The same where there is little room. */
export function shortShare(finding: Finding): string | undefined {
  return isCold(finding) ? 'cold' : shareText(finding);
}

/** Commands that links in these texts run. */
export const enabledCommands = [
  'perfloop.openPlace',
  'perfloop.explain',
  'perfloop.review.suppress',
  'perfloop.review.fix',
];

export interface Told extends Placed {
  /** Where it is shown: commands act on this document. */
  readonly uri: vscode.Uri;
}

/** What, why with the way there, what it costs, what to do, and the links to act. */
export function markdownOf(
  told: Told,
  options: {
    readonly message: boolean;
    readonly icons: boolean;
    /** The editor's own hover of a problem lists it above ours, each step a link. */
    readonly chain?: boolean;
    readonly fixes?: readonly Fix[];
  },
): vscode.MarkdownString {
  const { finding } = told;
  const text = new vscode.MarkdownString('', options.icons);
  text.isTrusted = { enabledCommands };
  if (options.message) text.appendMarkdown(`**${escaped(finding.message)}**\n\n`);
  const share = shareText(finding);
  const icon = (name: string) => (options.icons ? `$(${name}) ` : '');
  // A problem's own message has it already, unless it is cold.
  if (share && (options.message || isCold(finding)))
    text.appendMarkdown(`${icon('flame')}**${escaped(share)}**\n\n`);
  if (options.chain !== false && finding.chain.length > 1) text.appendMarkdown(`${chainText(told)}\n\n`);
  if (finding.context) text.appendMarkdown(`Reached from: ${escaped(finding.context)}\n\n`);
  text.appendMarkdown(`${icon('lightbulb')}${escaped(finding.advice)}\n\n`);
  text.appendMarkdown(`${linksOf(told, options.fixes ?? [], icon).join(' · ')}\n\n`);
  text.appendMarkdown(
    `\`${finding.rule}\` · ${severityWords[finding.severity].toLowerCase()} · ${sureness[finding.confidence]}`,
  );
  return text;
}

/** From the loop to the query, each step a link. */
function chainText({ root, finding }: Placed): string {
  const steps = finding.chain.map((step, i) => {
    const name = step.file.slice(step.file.lastIndexOf('/') + 1);
    const place = link('perfloop.openPlace', [openArguments(root, step)], `${escaped(name)}:${step.line}`);
    return `${i + 1}. ${place} ${escaped(step.message)}`;
  });
  return steps.join('\n');
}

function linksOf({ uri, finding }: Told, all: readonly Fix[], icon: (name: string) => string): string[] {
  const at = [uri.toString(), finding.fingerprint, finding.line] as const;
  const fixes = all.map((fix, i) =>
    link('perfloop.review.fix', [...at, i], `${icon('wrench')}${escaped(fix.title)}`, fix.note),
  );
  return [
    ...fixes,
    link('perfloop.explain', [finding.rule], `${icon('book')}Explain`),
    link('perfloop.review.suppress', [...at], `${icon('bell-slash')}Suppress…`),
  ];
}

/** One line for screen readers. */
export function spoken({ finding }: Placed, file = finding.file): string {
  const share = shareText(finding);
  const where = `${file} line ${finding.line}`;
  return [severityWords[finding.severity], finding.message, share, where].filter(Boolean).join(', ');
}
