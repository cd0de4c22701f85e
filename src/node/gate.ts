/** The gate verb: everything that perfloop.json enforces, one part after the other, as one report. */
import type { ComparisonReport } from '../core/bench/comparison.ts';
import type { BenchProblem, BenchReport } from '../core/bench/nouns.ts';
import type { Config } from '../core/config/config.ts';
import type { BrokenBudget, CountersCheck, FindingsCheck, GateReport } from '../core/loop/gate.ts';
import { UserError } from '../core/model.ts';
import { readBaseline } from './bench/baseline.ts';
import { bench } from './bench/bench.ts';
import { type CompareOptions, compare } from './bench/compare.ts';
import { benchmarkFiles } from './bench/files.ts';
import { loadConfig } from './config.ts';
import { commitOf, defaultBranch, git, mergeBase, workTree } from './git.ts';

export interface GateOptions {
  /** Absolute root of the workspace. */
  readonly root: string;
  /** Default: `gate.base` of perfloop.json, else the default branch. */
  readonly base?: string;
  readonly maxSlowdown?: number;
  readonly strict?: boolean;
  /** The I-th of N parts of everything; 1-based. */
  readonly shard?: { readonly index: number; readonly of: number };
  readonly build?: string;
  readonly timeoutMs?: number;
  readonly nodePath?: string;
}

export interface GateHooks {
  readonly signal?: AbortSignal;
  /** One line. */
  readonly onProgress?: (text: string) => void;
}

/** Enough to count bytes and to see whether a budget holds. */
const BUDGET_FORKS = 3;

/** @throws UserError outside of git, and for a configuration or a base that cannot be used */
export async function gate(options: GateOptions, hooks: GateHooks = {}): Promise<GateReport> {
  const createdAt = Date.now();
  const { root } = options;
  const { config } = await loadConfig(root);
  if (!(await workTree(root))) {
    throw new UserError(
      `${root} is not in a git repository.`,
      'The gate compares with a commit: run it in a clone.',
    );
  }
  const base = options.base ?? config.gate.base ?? (await defaultBranch(root));
  const passedOver: string[] = [];
  const files = await benchmarkFiles(root, [], config.benchmarks, hooks.signal);
  if (files.length === 0) passedOver.push('no benchmark files: nothing to measure');
  const problems: BenchProblem[] = [];
  const benchmarks =
    files.length > 0
      ? await benchmarkPart(options, base, hooks, passedOver).catch(notCompared(problems))
      : undefined;
  const checked =
    files.length > 0 && goesOn(hooks)
      ? await countersPart(options, config, benchmarks, hooks, passedOver)
      : undefined;
  const counters = problems.length > 0 ? withProblems(checked, problems) : checked;
  const findings = goesOn(hooks) ? await findingsPart(options, config, base, hooks) : undefined;
  return {
    version: 1,
    createdAt,
    ...(benchmarks ? { benchmarks } : {}),
    ...(counters ? { counters } : {}),
    ...(findings ? { findings } : {}),
    passedOver,
    durationMs: Date.now() - createdAt,
  };
}

/** A base that cannot be made ready is told, and the rest is checked; one that does not exist fails there too. */
function notCompared(problems: BenchProblem[]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof UserError)) throw error;
    const message = `the benchmarks were not compared: ${error.message} ${error.next}`;
    problems.push({ file: '', message, fatal: true });
    return undefined;
  };
}

function withProblems(checked: CountersCheck | undefined, problems: readonly BenchProblem[]): CountersCheck {
  const { lines = [], budgets = [], problems: others = [] } = checked ?? {};
  return { lines, budgets, problems: [...problems, ...others] };
}

function goesOn({ signal }: GateHooks): boolean {
  return signal?.aborted !== true;
}

async function benchmarkPart(
  options: GateOptions,
  base: string,
  hooks: GateHooks,
  passedOver: string[],
): Promise<ComparisonReport | undefined> {
  const { root, shard, build, timeoutMs, nodePath, maxSlowdown, strict } = options;
  if (await isTheBase(root, base)) {
    passedOver.push(`the working tree is the base (${base}): no benchmarks to compare`);
    return undefined;
  }
  const request: CompareOptions = {
    root,
    of: { kind: 'refs', base, paths: [] },
    limit: { ...(maxSlowdown === undefined ? {} : { maxSlowdown }), ...(strict ? { strict } : {}) },
    ...(shard ? { shard } : {}),
    ...(build === undefined ? {} : { build }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(nodePath === undefined ? {} : { nodePath }),
  };
  return await compare(request, {
    ...(hooks.signal ? { signal: hooks.signal } : {}),
    onProgress: ({ file, id, text }) => hooks.onProgress?.(`${id || file ? `${id || file}: ` : ''}${text}`),
  });
}

/** Nothing was changed since: measuring it against itself would only take time. */
async function isTheBase(root: string, base: string): Promise<boolean> {
  const [from, head] = [await mergeBase(root, base), await commitOf(root, 'HEAD')];
  const status = await git(root, ['status', '--porcelain', '--', '.']);
  return from === head && status?.trim() === '';
}

/** Only where there is something to hold them against: a stored baseline, or budgets of the benchmarks' own. */
async function countersPart(
  options: GateOptions,
  config: Config,
  benchmarks: ComparisonReport | undefined,
  hooks: GateHooks,
  passedOver: string[],
): Promise<CountersCheck | undefined> {
  const { root, shard, timeoutMs, nodePath } = options;
  const margin = config.gate.counters.bytes;
  const baseline = margin === undefined ? undefined : await readBaseline(root);
  const budgets = benchmarks?.results.some((r) => Object.keys(r.benchmark.expect).length > 0);
  if (!baseline && !budgets) {
    if (margin !== undefined)
      passedOver.push('no .perfloop/baseline.json: perfloop bench --update-baseline makes one');
    return undefined;
  }
  const report = await bench(
    {
      root,
      paths: [],
      forks: BUDGET_FORKS,
      ...(shard ? { shard } : {}),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(nodePath === undefined ? {} : { nodePath }),
    },
    {
      ...(hooks.signal ? { signal: hooks.signal } : {}),
      onProgress: ({ id, file, doing }) => hooks.onProgress?.(`${id || file}: ${doing}`),
    },
  );
  return countersOf(report);
}

function countersOf(report: BenchReport): CountersCheck {
  const place = (r: BenchReport['results'][number]) => ({
    file: r.benchmark.file,
    id: r.benchmark.id,
    line: r.benchmark.line,
  });
  const failures = report.results.flatMap((r) =>
    r.failure
      ? [{ file: r.benchmark.file, message: `${r.benchmark.id}: ${r.failure.message}`, fatal: true }]
      : [],
  );
  return {
    lines: report.results.flatMap((r) =>
      r.counters.map((c) => ({
        ...place(r),
        ...c,
        share: c.baseline > 0 ? c.actual / c.baseline - 1 : c.actual > 0 ? 1 : 0,
      })),
    ),
    budgets: report.results.flatMap((r) =>
      r.budgets
        .filter((b) => !b.met)
        .map(({ budget, limit, actual }): BrokenBudget => ({ ...place(r), budget, limit, actual })),
    ),
    problems: [...report.problems, ...failures],
  };
}

async function findingsPart(
  options: GateOptions,
  config: Config,
  base: string,
  hooks: GateHooks,
): Promise<FindingsCheck> {
  hooks.onProgress?.('reviewing what has changed');
  const { review } = await import('./review/review.ts');
  const result = await review({
    root: options.root,
    base,
    ...(options.shard ? { shard: options.shard } : {}),
    ...(hooks.signal ? { signal: hooks.signal } : {}),
  });
  return {
    findings: result.findings,
    failOn: config.gate.findings ?? config.review.failOn ?? 'error',
    scope: `since ${base}`,
  };
}
