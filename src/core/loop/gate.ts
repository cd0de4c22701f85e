/** What a gate checked, and what that comes to. */
import type { Finding } from '../analysis/finding.ts';
import type { ComparisonReport, Outcome } from '../bench/comparison.ts';
import { outcomeOf } from '../bench/comparison.ts';
import type { BenchProblem, CounterName } from '../bench/nouns.ts';

/** An exact counter against the stored baseline. */
export interface CounterLine {
  /** Workspace-relative. */
  readonly file: string;
  readonly id: string;
  readonly line: number;
  readonly counter: CounterName;
  readonly baseline: number;
  readonly actual: number;
  /** (actual - baseline) / baseline; 0 where both are 0. */
  readonly share: number;
  /** Growth allowed, 0..1. */
  readonly marginShare: number;
  readonly verdict: 'better' | 'same' | 'worse';
}

/** A budget that a benchmark sets itself (`expect`) and does not meet. */
export interface BrokenBudget {
  readonly file: string;
  readonly id: string;
  readonly line: number;
  readonly budget: string;
  readonly limit: number;
  readonly actual: number;
}

export interface CountersCheck {
  readonly lines: readonly CounterLine[];
  readonly budgets: readonly BrokenBudget[];
  readonly problems: readonly BenchProblem[];
}

export interface FindingsCheck {
  /** New since the base. */
  readonly findings: readonly Finding[];
  readonly failOn: 'error' | 'warning' | 'never';
  readonly scope: string;
}

/**
 * One part a thing that is enforced; a part that perfloop.json asks nothing of is absent. Later parts (service
 * levels, bundle sizes) are further fields with a line in `gateOutcome`.
 */
export interface GateReport {
  readonly version: 1;
  readonly createdAt: number;
  readonly benchmarks?: ComparisonReport;
  readonly counters?: CountersCheck;
  readonly findings?: FindingsCheck;
  /** Parts that had nothing to check, and why: `no benchmark files`. */
  readonly passedOver: readonly string[];
  readonly durationMs: number;
}

const worstFirst: readonly Outcome[] = ['cancelled', 'fail', 'bad', 'inconclusive', 'pass'];

export function gateOutcome(
  report: Omit<GateReport, 'version' | 'createdAt' | 'durationMs' | 'passedOver'>,
): Outcome {
  const parts = [
    report.benchmarks ? outcomeOf(report.benchmarks) : 'pass',
    report.counters ? countersOutcome(report.counters) : 'pass',
    report.findings && failingFindings(report.findings).length > 0 ? 'fail' : 'pass',
  ];
  return worstFirst.find((outcome) => parts.includes(outcome)) ?? 'pass';
}

function countersOutcome({ lines, budgets, problems }: CountersCheck): Outcome {
  if (lines.some((l) => l.verdict === 'worse') || budgets.length > 0) return 'fail';
  return problems.some((p) => p.fatal) ? 'bad' : 'pass';
}

export function failingFindings({ findings, failOn }: FindingsCheck): Finding[] {
  if (failOn === 'never') return [];
  const severities = failOn === 'error' ? ['error'] : ['error', 'warning'];
  return findings.filter((f) => severities.includes(f.severity));
}
