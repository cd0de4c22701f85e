import type { BenchmarkComparison, ComparisonReport } from '../../bench/comparison.ts';
import { changeText, percent, promiseOf } from '../../bench/verdict.ts';
import type { CountersCheck, FindingsCheck } from '../../loop/gate.ts';
import { formatBytes, formatChange, formatNs, plural } from '../numbers.ts';
import { visible } from '../visible.ts';
import { figure } from './text.ts';
import { counts, type GateFormat, outcomeWords, remarkOf, stateOf } from './types.ts';

const signs: Readonly<Record<string, string>> = {
  slower: '🔴',
  failed: '❌',
  inconclusive: '🟡',
  faster: '🟢',
};

/** For a comment on a pull request. The marker lets a job find its own comment again. */
export const markdown: GateFormat = {
  name: 'markdown',
  render(report, { command, outcome }) {
    const lines = [`<!-- perfloop ${command} -->`, `## Performance: ${outcomeWords[outcome]}`, ''];
    if (report.benchmarks) lines.push(...comparison(report.benchmarks));
    if (report.counters) lines.push(...counters(report.counters));
    if (report.findings) lines.push(...findings(report.findings));
    for (const note of report.passedOver) lines.push(`_${plain(note)}_`, '');
    return `${lines.join('\n').trimEnd()}\n`;
  },
};

function comparison(report: ComparisonReport): string[] {
  const { base, candidate, results, limit, problems } = report;
  const lines = [
    `**${counts(results)}** (${plain(base.label)} → ${plain(candidate.label)}, limit ${percent(limit.maxSlowdown)})`,
    '',
  ];
  if (results.length > 0) {
    lines.push(
      '| | benchmark | base | candidate | change (95% interval) | bytes |',
      '|---|---|--:|--:|--:|--:|',
    );
    for (const r of bySeverity(results)) lines.push(row(r));
    lines.push('');
  }
  for (const p of problems) lines.push(`- ${p.file ? `\`${code(p.file)}\`: ` : ''}${plain(p.message)}`);
  if (problems.length > 0) lines.push('');
  const telling = results.filter((r) => ['slower', 'failed', 'inconclusive', 'faster'].includes(stateOf(r)));
  if (telling.length > 0) {
    lines.push('<details><summary>Why</summary>', '');
    for (const r of telling) lines.push(`- **${plain(r.benchmark.id)}**: ${plain(remarkOf(r))}`);
    lines.push('', '</details>', '');
  }
  lines.push(
    `<sub>Both versions measured together, process by process. A limit of ${percent(limit.maxSlowdown)} ${plain(promiseOf(limit))}.</sub>`,
    '',
  );
  return lines;
}

function bySeverity(results: readonly BenchmarkComparison[]): BenchmarkComparison[] {
  const order = ['slower', 'failed', 'inconclusive', 'faster', 'unchanged', 'new', 'removed', 'skipped'];
  return [...results].sort((a, b) => order.indexOf(stateOf(a)) - order.indexOf(stateOf(b)));
}

function row(r: BenchmarkComparison): string {
  const state = stateOf(r);
  const name = `${plain(r.benchmark.id)}<br><sub>${plain(r.benchmark.file)}</sub>`;
  const { compared } = r;
  if (!compared) return `| ${signs[state] ?? ''} ${state} | ${name} | | | ${plain(r.failure ?? '')} | |`;
  const bytes = compared.bytes?.exact ? formatChange(compared.bytes.share) : '';
  const cells = [
    formatNs(compared.base.medianNs),
    formatNs(compared.candidate.medianNs),
    changeText(compared.change),
    bytes,
  ];
  return `| ${signs[state] ?? ''} ${state} | ${name} | ${cells.join(' | ')} |`;
}

function counters({ lines, budgets, problems }: CountersCheck): string[] {
  const out = [`**Counters**: ${plural(lines.length, 'benchmark')} against the stored baseline`, ''];
  for (const l of lines.filter((x) => x.verdict !== 'same')) {
    out.push(
      `- ${l.verdict === 'worse' ? '🔴' : '🟢'} ${plain(l.id)}: ${l.counter} ${formatBytes(l.baseline)} → ${formatBytes(l.actual)} (${formatChange(l.share)})`,
    );
  }
  for (const b of budgets)
    out.push(`- 🔴 ${plain(b.id)}: ${b.budget} is ${figure(b.actual)}, allowed ${figure(b.limit)}`);
  for (const p of problems) out.push(`- ${plain(p.message)}`);
  return [...out, ''];
}

function findings({ findings: all, scope }: FindingsCheck): string[] {
  const out = [`**Review**: ${plural(all.length, 'new finding')}${scope ? ` ${plain(scope)}` : ''}`, ''];
  for (const f of all)
    out.push(`- \`${code(f.file)}:${f.line}\` **${f.rule}** (${f.severity}) ${plain(f.message)}`);
  return [...out, ''];
}

/** What stands in a name must not turn into markup. */
function plain(s: string): string {
  return visible(s.replace(/\s+/g, ' ')).replace(/[\\`*_{}[\]<>#|~]/g, (c) => `\\${c}`);
}

function code(s: string): string {
  return visible(s.replaceAll('`', "'").replace(/\s/g, ' '));
}
