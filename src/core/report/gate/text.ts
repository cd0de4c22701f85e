import type { BenchmarkComparison, ComparisonReport } from '../../bench/comparison.ts';
import { changeText, percent, promiseOf } from '../../bench/verdict.ts';
import { type CountersCheck, type FindingsCheck, failingFindings } from '../../loop/gate.ts';
import { type Column, renderColumns } from '../columns.ts';
import { formatBytes, formatChange, formatMs, formatNs, plural } from '../numbers.ts';
import { type Style, styleFor } from '../style.ts';
import { visible } from '../visible.ts';
import { counts, type GateFormat, outcomeWords, remarkOf, stateOf } from './types.ts';

export const text: GateFormat = {
  name: 'text',
  render(report, { command, outcome, colour, width }) {
    const style = styleFor(colour);
    const lines: string[] = [];
    if (report.benchmarks) lines.push(...comparisonLines(report.benchmarks, style, width));
    if (report.counters) lines.push(...counterLines(report.counters, style));
    if (report.findings) lines.push(...findingLines(report.findings, style));
    for (const note of report.passedOver) lines.push(style.dim(`${note}`), '');
    const paint = outcome === 'pass' ? style.green : outcome === 'inconclusive' ? style.yellow : style.red;
    const tally = report.benchmarks ? `${counts(report.benchmarks.results)}; ` : '';
    lines.push(
      `${paint(`perfloop ${command} ${outcomeWords[outcome]}`)}: ${tally}${formatMs(report.durationMs)}`,
    );
    return `${lines.join('\n')}\n`;
  },
};

function comparisonLines(report: ComparisonReport, style: Style, width: number): string[] {
  const lines = [
    style.bold(`${report.base.label} → ${report.candidate.label}`),
    style.dim(`limit ${percent(report.limit.maxSlowdown)}: ${promiseOf(report.limit)}`),
    '',
  ];
  for (const file of new Set(report.results.map((r) => r.benchmark.file))) {
    const results = report.results.filter((r) => r.benchmark.file === file);
    lines.push(file, ...table(results, style, width), '');
  }
  for (const { file, message, fatal } of report.problems) {
    lines.push(
      `${(fatal ? style.red : style.yellow)(fatal ? 'problem' : 'note')}: ${file ? `${file}: ` : ''}${message}`,
    );
  }
  if (report.problems.length > 0) lines.push('');
  return lines;
}

function table(results: readonly BenchmarkComparison[], style: Style, width: number): string[] {
  const paint = (state: string): ((cell: string) => string) =>
    state === 'slower' || state === 'failed'
      ? style.red
      : state === 'faster'
        ? style.green
        : state === 'inconclusive'
          ? style.yellow
          : style.dim;
  const columns: Column[] = [
    { align: 'left', style: (cell, row) => paint(stateOf(results[row]!))(cell) },
    { align: 'left', shrink: 'end' },
    { align: 'right' },
    { align: 'right' },
    { align: 'right', style: (cell) => style.dim(cell) },
  ];
  const rows = results.map((r) => {
    const { compared } = r;
    if (!compared) return [stateOf(r), r.benchmark.id];
    const times = `${formatNs(compared.base.medianNs)} → ${formatNs(compared.candidate.medianNs)}`;
    const { bytes } = compared;
    const counted =
      bytes?.exact && Math.abs(bytes.share) >= 0.0005 ? `bytes ${formatChange(bytes.share)}` : '';
    return [compared.verdict, r.benchmark.id, changeText(compared.change), times, counted];
  });
  const lines = renderColumns(columns, rows, { width, indent: '  ', dim: style.dim });
  return results.flatMap((r, i) => {
    const remark = telling(r) ? [style.dim(`    ${remarkOf(r)}`)] : [];
    return [lines[i]!, ...remark, ...r.warnings.map((w) => style.yellow(`    ${w.message}`))];
  });
}

/** Rows that need more than their figures. */
function telling(r: BenchmarkComparison): boolean {
  if (r.status === 'failed') return true;
  const { compared } = r;
  return (
    compared !== undefined &&
    (compared.verdict !== 'unchanged' ||
      compared.method === 'interleaved' ||
      compared.confirmation === 'refuted')
  );
}

function counterLines({ lines, budgets, problems }: CountersCheck, style: Style): string[] {
  const out = [style.bold(`counters: ${plural(lines.length, 'benchmark')} against .perfloop/baseline.json`)];
  for (const l of lines.filter((x) => x.verdict !== 'same')) {
    const paint = l.verdict === 'worse' ? style.red : style.green;
    const margin = l.verdict === 'worse' ? `, ${percent(l.marginShare)} allowed` : '';
    out.push(
      `  ${paint(l.verdict)}  ${l.file} > ${l.id}  ${l.counter} ${formatBytes(l.baseline)} → ${formatBytes(l.actual)} (${formatChange(l.share)}${margin})`,
    );
  }
  for (const b of budgets) {
    out.push(
      `  ${style.red('over budget')}  ${b.file} > ${b.id}  ${b.budget} is ${figure(b.actual)}, allowed ${figure(b.limit)}`,
    );
  }
  for (const p of problems) out.push(visible(`  ${p.file ? `${p.file}: ` : ''}${p.message}`));
  return [...out, ''];
}

export function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}

function findingLines(check: FindingsCheck, style: Style): string[] {
  const failing = new Set(failingFindings(check));
  const out = [
    style.bold(
      `review: ${plural(check.findings.length, 'new finding')}${check.scope ? ` ${check.scope}` : ''}`,
    ),
  ];
  for (const f of check.findings) {
    const paint = failing.has(f) ? style.red : style.yellow;
    out.push(`  ${paint(f.severity)}  ${visible(`${f.file}:${f.line}  ${f.rule}: ${f.message}`)}`);
  }
  return [...out, ''];
}
