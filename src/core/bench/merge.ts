/** Parts of one comparison, measured by several machines, as one. */
import { UserError } from '../model.ts';
import type { ComparisonReport } from './comparison.ts';

/**
 * Results in order of file and id. Each verdict stands on measurements of its own machine; nothing is compared
 * across machines.
 * @throws UserError for parts of different comparisons, parts that overlap and parts that are missing
 */
export function mergeComparisons(reports: readonly ComparisonReport[]): ComparisonReport {
  const [first, ...others] = reports;
  if (!first) throw new UserError('There is nothing to merge.', 'Name the JSON files of all parts.');
  for (const other of others) {
    for (const side of ['base', 'candidate'] as const) {
      const [a, b] = [first[side].commit ?? first[side].label, other[side].commit ?? other[side].label];
      if (a === b) continue;
      throw new UserError(
        `The parts are of different comparisons: ${side} ${first[side].label}, and ${other[side].label}.`,
        'Merge the parts of one run.',
      );
    }
    if (other.limit.maxSlowdown !== first.limit.maxSlowdown || other.limit.strict !== first.limit.strict) {
      throw new UserError(
        'The parts were measured with different limits.',
        'Give all parts the same options.',
      );
    }
  }
  checkParts(reports);
  const results = reports.flatMap((r) => r.results);
  const seen = new Set<string>();
  for (const { benchmark } of results) {
    const key = `${benchmark.file} > ${benchmark.id}`;
    if (seen.has(key)) throw new UserError(`${key} is in two of the parts.`, 'Name each part once.');
    seen.add(key);
  }
  const problems = reports.flatMap((r) => r.problems);
  const { shard: _, ...common } = first;
  return {
    ...common,
    createdAt: Math.min(...reports.map((r) => r.createdAt)),
    results: [...results].sort((a, b) => (sortKey(a.benchmark) < sortKey(b.benchmark) ? -1 : 1)),
    problems: problems.filter(
      (p, i) => problems.findIndex((q) => q.file === p.file && q.message === p.message) === i,
    ),
    durationMs: Math.max(...reports.map((r) => r.durationMs)),
    cancelled: reports.some((r) => r.cancelled),
  };
}

function sortKey({ file, line, id }: { file: string; line: number; id: string }): string {
  return JSON.stringify([file, String(line).padStart(8, '0'), id]);
}

function checkParts(reports: readonly ComparisonReport[]): void {
  const parts = reports.map((r) => r.shard).filter((s) => s !== undefined);
  if (parts.length === 0) return;
  const of = Math.max(...parts.map((p) => p.of));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter(
    (i) => !parts.some((p) => p.index === i),
  );
  if (missing.length === 0) return;
  throw new UserError(
    `Part ${missing.join(', ')} of ${of} is missing.`,
    'A part that did not run may hold the slowdown: name all of them.',
  );
}

/** A report read from a file; undefined for other JSON. */
export function comparisonFrom(json: unknown): ComparisonReport | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const report = json as Partial<ComparisonReport> & { readonly benchmarks?: unknown };
  if (report.version !== 1) return undefined;
  if (Array.isArray(report.results) && report.base && report.candidate && report.limit && report.problems) {
    return report as ComparisonReport;
  }
  return undefined;
}
