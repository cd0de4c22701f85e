/** Parts of one comparison, measured by several machines, as one. */
import type { GateReport } from '../loop/gate.ts';
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

/**
 * A report read from a file, of `compare` or of `gate`, as parts of a gate; undefined for other JSON. The lists are
 * checked, what is in them is trusted: they are our own files.
 */
export function gateFrom(json: unknown): GateReport | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const report = json as Partial<ComparisonReport> & Partial<GateReport> & { readonly command?: unknown };
  if (report.version !== 1) return undefined;
  const { createdAt = 0, durationMs = 0, passedOver, benchmarks, counters, findings } = report;
  if (isComparison(report)) return { version: 1, createdAt, durationMs, benchmarks: report, passedOver: [] };
  if (report.command !== 'gate' || !Array.isArray(passedOver)) return undefined;
  return {
    version: 1,
    createdAt,
    durationMs,
    passedOver,
    ...(benchmarks && isComparison(benchmarks) ? { benchmarks } : {}),
    ...(counters && Array.isArray(counters.lines) ? { counters } : {}),
    ...(findings && Array.isArray(findings.findings) ? { findings } : {}),
  };
}

function isComparison(report: Partial<ComparisonReport>): report is ComparisonReport {
  const { results, problems, base, candidate, limit } = report;
  return Array.isArray(results) && Array.isArray(problems) && Boolean(base && candidate && limit);
}

/** @throws UserError as `mergeComparisons` does */
export function mergeGates(reports: readonly GateReport[]): GateReport {
  const all = <T>(pick: (report: GateReport) => T | undefined): T[] =>
    reports.map(pick).filter((part) => part !== undefined);
  const [benchmarks, counters, findings] = [
    all((r) => r.benchmarks),
    all((r) => r.counters),
    all((r) => r.findings),
  ];
  return {
    version: 1,
    createdAt: Math.min(...reports.map((r) => r.createdAt)),
    durationMs: Math.max(...reports.map((r) => r.durationMs)),
    passedOver: [...new Set(reports.flatMap((r) => r.passedOver))],
    ...(benchmarks.length > 0 ? { benchmarks: mergeComparisons(benchmarks) } : {}),
    ...(counters.length > 0
      ? {
          counters: {
            lines: counters.flatMap((c) => c.lines),
            budgets: counters.flatMap((c) => c.budgets),
            problems: counters.flatMap((c) => c.problems),
          },
        }
      : {}),
    ...(findings[0] ? { findings: { ...findings[0], findings: findings.flatMap((f) => f.findings) } } : {}),
  };
}
