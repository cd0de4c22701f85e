/** What `perfloop bench` measured, for the terminal. */
import type { BenchmarkResult, BenchReport, Growth } from '../bench/nouns.ts';
import { budgetText } from './budget-words.ts';
import { type Column, renderColumns } from './columns.ts';
import { formatBytes, formatMs, formatNs, formatRate, formatShare, plural } from './numbers.ts';
import { type Style, styleFor } from './style.ts';

export interface BenchTextOptions {
  readonly width: number;
  readonly colour: boolean;
}

const indent = '  ';

export function benchText(report: BenchReport, { width, colour }: BenchTextOptions): string {
  const style = styleFor(colour);
  const files = [
    ...new Set([...report.results.map((r) => r.benchmark.file), ...report.problems.map((p) => p.file)]),
  ];
  const sections = [
    header(report, style),
    ...files.filter((f) => f !== '').map((file) => fileSection(report, file, Math.max(60, width), style)),
    generalProblems(report, style),
    summary(report, style),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function header({ results, environment }: BenchReport, style: Style): string[] {
  const first = results.find((r) => r.measured)?.measured;
  const how = first ? ` · ${plural(first.forks, 'process')}${first.forks === 1 ? '' : ''} each` : '';
  const machine = `Node ${environment.nodeVersion.replace(/^v/, '')} · ${environment.cpuModel || environment.arch}`;
  return [`${style.bold('Benchmarks')} ${style.dim(`· ${machine}${how.replace('processs', 'processes')}`)}`];
}

function fileSection(report: BenchReport, file: string, width: number, style: Style): string[] {
  const results = report.results.filter((r) => r.benchmark.file === file);
  const growth = report.growth.filter((g) => g.file === file);
  return [
    style.bold(file),
    ...problemLines(report, file, style),
    ...table(
      results.filter((r) => r.measured),
      width,
      style,
    ),
    ...results.filter((r) => !r.measured).flatMap((r) => unmeasured(r, style)),
    ...growth.map((g) => growthLine(g, style)),
    ...results.flatMap((r) => remarks(r, style)),
  ];
}

function table(results: readonly BenchmarkResult[], width: number, style: Style): string[] {
  if (results.length === 0) return [];
  const right: Column = { align: 'right' };
  const columns: Column[] = [
    { align: 'left', shrink: 'end', least: 16, header: '' },
    { ...right, header: 'median', style: (cell) => style.bold(cell) },
    { ...right, header: '±', style: (cell, row) => noisy(results[row], cell, style) },
    { ...right, header: 'p95' },
    { ...right, header: 'per second' },
    { ...right, header: 'allocates' },
    { align: 'left', header: '', style: (cell) => style.dim(cell) },
  ];
  const relative = relativeTo(results);
  const rows = results.map((r) => {
    const m = r.measured!;
    return [
      r.benchmark.id,
      formatNs(m.time.p50Ns),
      m.forks > 1 ? formatShare(m.marginShare) : '',
      formatNs(m.time.p95Ns),
      formatRate(m.opsPerSecond),
      m.bytes ? formatBytes(m.bytes.perIteration) : '',
      [relative(r), m.async ? 'async, wall time' : m.clock === 'wall' ? 'wall time' : '']
        .filter(Boolean)
        .join(' · '),
    ];
  });
  return renderColumns(columns, rows, { width, indent, dim: style.dim });
}

function noisy(result: BenchmarkResult | undefined, cell: string, style: Style): string {
  return (result?.measured?.marginShare ?? 0) > 0.1 ? style.yellow(cell) : style.dim(cell);
}

/** `2.31× the baseline`, in groups that have one. */
function relativeTo(results: readonly BenchmarkResult[]): (r: BenchmarkResult) => string {
  const group = ({ benchmark }: BenchmarkResult): string =>
    JSON.stringify([benchmark.groups, Object.entries(benchmark.params).sort()]);
  const baselines = new Map(
    results.filter((r) => r.benchmark.baseline).map((r) => [group(r), r.measured!.time.p50Ns]),
  );
  return (r) => {
    const base = baselines.get(group(r));
    if (base === undefined) return '';
    return r.benchmark.baseline
      ? 'baseline'
      : `×${(r.measured!.time.p50Ns / base).toFixed(2)} of the baseline`;
  };
}

function unmeasured({ benchmark, status, failure }: BenchmarkResult, style: Style): string[] {
  if (!failure) return [style.dim(`${indent}- ${benchmark.id}  ${status}`)];
  const line = `${indent}${style.red('✗')} ${benchmark.id}  ${style.red(failure.message)}${place(benchmark)}`;
  return [line, ...failure.stack.slice(0, 1).map((at) => style.dim(`${indent}    ${at}`))];
}

function place({ file, line }: BenchmarkResult['benchmark']): string {
  return line > 0 ? `  (${file}:${line})` : '';
}

/** The fit looks no further: it grows like no power of its size. */
const HIGHEST_EXPONENT = 5.9;

function growthLine({ id, label, points, margin, exponent, param }: Growth, style: Style): string {
  const span = `${points[0]!.value} to ${points.at(-1)!.value}`;
  if (exponent >= HIGHEST_EXPONENT)
    return `${indent}${style.yellow(`faster than ${param}^6`)} ${id} ${style.dim(`over ${span}`)}`;
  return `${indent}${style.cyan(label)} ${id} ${style.dim(`over ${span}${margin > 0 ? `, exponent ±${margin.toFixed(2)}` : ''}`)}`;
}

function remarks(
  { benchmark, warnings, budgets, counters, recording }: BenchmarkResult,
  style: Style,
): string[] {
  const lines = [
    ...budgets.filter((b) => !b.met).map((b) => style.red(`✗ ${benchmark.id}: ${budgetText(b)}`)),
    ...counters
      .filter((c) => c.verdict === 'worse')
      .map((c) =>
        style.red(
          `✗ ${benchmark.id}: allocates ${formatBytes(c.actual)} per iteration, ${growth(c.actual, c.baseline)} more than the baseline's ${formatBytes(c.baseline)}`,
        ),
      ),
    ...counters
      .filter((c) => c.verdict === 'better')
      .map((c) =>
        style.green(
          `${benchmark.id}: allocates ${formatBytes(c.actual)}, the baseline ${formatBytes(c.baseline)}: --update-baseline keeps it so`,
        ),
      ),
    ...warnings.map((w) => style.yellow(`! ${benchmark.id} ${w.message}`)),
    ...(recording ? [style.dim(`${benchmark.id}: profile in ${recording}`)] : []),
  ];
  return lines.map((line) => indent + line);
}

function growth(actual: number, baseline: number): string {
  return baseline > 0 ? formatShare(actual / baseline - 1) : formatBytes(actual);
}

function problemLines({ problems }: BenchReport, file: string, style: Style): string[] {
  return problems
    .filter((p) => p.file === file)
    .map((p) => indent + (p.fatal ? style.red(`✗ ${p.message}`) : style.yellow(`! ${p.message}`)));
}

function generalProblems(report: BenchReport, style: Style): string[] {
  return problemLines(report, '', style).map((line) => line.slice(indent.length));
}

function summary(report: BenchReport, style: Style): string[] {
  const count = (status: BenchmarkResult['status']): number =>
    report.results.filter((r) => r.status === status).length;
  const parts = [
    plural(count('measured'), 'benchmark'),
    count('failed') > 0 ? style.red(`${count('failed')} failed`) : '',
    count('skipped') > 0 ? `${count('skipped')} skipped` : '',
    count('todo') > 0 ? `${count('todo')} to do` : '',
    formatMs(report.durationMs),
    report.cancelled ? style.yellow('cancelled') : '',
  ];
  return [parts.filter((p) => p !== '').join(style.dim(' · '))];
}
