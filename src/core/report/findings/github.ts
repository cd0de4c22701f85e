import type { Finding } from '../../analysis/finding.ts';
import { visible } from '../visible.ts';
import { type FindingsFormat, noticesFor, percent } from './types.ts';

/** Workflow commands: annotations on the lines of a pull request. */
export const github: FindingsFormat = {
  name: 'github',
  render: (report, context) =>
    noticesFor(report, context)
      .map((n) => `::notice file=${property(n.file)}::${data([n.message])}`)
      .concat(
        report.findings.map((f) => {
          const level = f.severity === 'error' ? 'error' : f.severity === 'warning' ? 'warning' : 'notice';
          const where = `file=${property(f.file)},line=${f.line},endLine=${f.endLine},col=${f.column},title=${property(`perfloop: ${f.rule}`)}`;
          const share = f.share === undefined ? '' : ` (measured share: ${percent(f.share)})`;
          return `::${level} ${where}::${data([`${f.message}${share}. ${f.advice}`, ...wayTo(f)])}`;
        }),
      )
      .map((line) => `${line}\n`)
      .join(''),
};

/** From the loop to the query, below what is said: whoever reads a pull request sees only the finding's own line. */
function wayTo(f: Finding): string[] {
  return f.chain.length > 1 ? f.chain.map((s) => `→ ${s.file}:${s.line} ${s.message}`) : [];
}

function data(lines: readonly string[]): string {
  return lines.map((l) => encoded(visible(l))).join('%0A');
}

/** What ends a line is part of a file's name, which an annotation goes by. */
function property(text: string): string {
  return visible(encoded(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function encoded(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
