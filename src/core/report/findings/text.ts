import type { Finding, Step } from '../../analysis/finding.ts';
import { type Style, styleFor } from '../style.ts';
import { visible } from '../visible.ts';
import { excerptOf } from './excerpt.ts';
import {
  beginsAgain,
  byRule,
  counted,
  type FindingsContext,
  type FindingsFormat,
  type FindingsReport,
  noticesFor,
  ofTheRun,
  tally,
} from './types.ts';

/** For people: each finding with its code, the chain, and what to do. */
export const text: FindingsFormat = {
  name: 'text',
  render(report, context) {
    const style = styleFor(context.colour);
    const out: string[] = [];
    // What to do about a rule's findings is said with its first.
    const advised = new Set<string>();
    const again = beginsAgain();
    for (const f of report.findings) {
      const begun = again(f);
      out.push(...title(f, style));
      out.push(...(begun ? asAbove(begun, f, style) : details(f, context, style)));
      if (!advised.has(f.rule)) out.push(`  ${style.green('instead:')} ${visible(f.advice)}`);
      out.push('');
      advised.add(f.rule);
    }
    if (context.verbose)
      out.push(
        ...asides(report.silenced, 'held back', style),
        ...asides(report.suppressed, 'suppressed', style),
      );
    for (const n of noticesFor(report, context))
      out.push(style.dim(`notice: ${visible(n.file)}: ${visible(n.message)}`));
    if (report.notices.length > 0) out.push('');
    const scope = report.scope ? ` ${visible(report.scope)}` : '';
    const rest = [
      report.stats.before > 0 ? `${counted(report.stats.before, 'older one')} not shown` : '',
      report.suppressed.length > 0 ? `${report.suppressed.length} suppressed` : '',
    ].filter(Boolean);
    out.push(
      `${style.bold(tally(report.findings))}${scope}, ${counted(report.stats.files, 'file')}${rest.length > 0 ? ` (${rest.join(', ')})` : ''}`,
    );
    if (report.findings.length > advised.size && advised.size > 1) out.push(style.dim(rulesOf(report)));
    return `${out.join('\n')}\n`;
  },
};

/** `31 n-plus-one, 15 redos (perfloop explain RULE)`. */
function rulesOf({ findings }: FindingsReport): string {
  const most = [...byRule(findings)].sort(([, a], [, b]) => b - a);
  return `${most.map(([rule, count]) => `${count} ${rule}`).join(', ')} (perfloop explain RULE)`;
}

function title(f: Finding, style: Style): string[] {
  const paint = f.severity === 'error' ? style.red : f.severity === 'warning' ? style.yellow : style.cyan;
  const share = f.share === undefined ? '' : ` ${style.heat(`[${ofTheRun(f.share)}]`, f.share)}`;
  const sure = f.confidence === 'high' ? '' : style.dim(` (${f.confidence} confidence)`);
  return [
    `${style.bold(`${visible(f.file)}:${f.line}:${f.column}`)} ${paint(f.severity)} ${style.bold(f.rule)}${share}${sure}`,
    `  ${visible(f.message)}`,
  ];
}

/** The way from a loop that was told before. */
function asAbove(begun: Step, f: Finding, style: Style): string[] {
  const way = f.chain.length > 2 ? f.chain.slice(1) : [];
  return [
    style.dim(`  → ${visible(begun.file)}:${begun.line} as above`),
    ...way.map((s) => chainRow(s, style)),
  ];
}

function chainRow(s: Step, style: Style): string {
  return style.dim(`  → ${visible(s.file)}:${s.line} ${visible(s.message)}`);
}

function details(f: Finding, context: FindingsContext, style: Style): string[] {
  const out = frame(f, context, style);
  for (const s of f.chain.length > 1 ? f.chain : []) out.push(chainRow(s, style));
  if (f.context) out.push(style.dim(`  reached from: ${visible(f.context)}`));
  return out;
}

function frame(f: Finding, context: FindingsContext, style: Style): string[] {
  const excerpt = excerptOf(f, context.lines(f.file) ?? []);
  const width = String(excerpt.at(-1)?.number ?? '').length;
  return excerpt.map(({ number, text, marked }) => {
    const row = `  ${marked ? '>' : ' '} ${String(number).padStart(width)} | ${visible(text)}`.trimEnd();
    return marked ? row : style.dim(row);
  });
}

function asides(
  list: readonly {
    readonly file: string;
    readonly line: number;
    readonly rule: string;
    readonly reason: string;
  }[],
  what: string,
  style: Style,
): string[] {
  // Calls that do nothing outside the process are the bulk, and no news.
  const told = list.filter((s) => s.reason !== 'nothing outside the process');
  return told.length === 0
    ? []
    : [
        ...told.map((s) =>
          style.dim(`${what}: ${visible(s.file)}:${s.line} ${s.rule}: ${visible(s.reason)}`),
        ),
        '',
      ];
}
