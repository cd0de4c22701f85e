/** From what runner processes answered to results. Pure: the processes are the node layer's. */
import { fitGrowth, studentT975 } from './growth.ts';
import type {
  AllocatedBytes,
  BenchClock,
  BenchFailure,
  Benchmark,
  BenchmarkResult,
  BenchWarning,
  BudgetOutcome,
  Budgets,
  CounterOutcome,
  Growth,
  Measured,
  Params,
  Quantiles,
} from './nouns.ts';
import type { ByteSamples, TimeSamples } from './protocol.ts';
import { qualityWarnings } from './quality.ts';
import { ascending, median, quantile } from './robust.ts';

/** All that is known of one benchmark, one entry of `times` a process. */
export interface Gathered {
  readonly benchmark: Benchmark;
  readonly times: readonly TimeSamples[];
  readonly bytes?: ByteSamples;
  readonly failure?: BenchFailure;
  readonly warnings: readonly BenchWarning[];
  readonly recording?: string;
}

/** Less than this is nothing: a baseline of no bytes at all has no share to grow by. */
const LEAST_BYTES = 1;
const SHOWN_SAMPLES = 500;
/** Rounds that differ by less are the same. */
const EXACT_SHARE = 0.001;
const SHORT_SAMPLE_NS = 1_000;
/** Above this the median of the processes' medians says little. */
const NOISY_MARGIN = 0.1;
/** Of the time. */
const MUCH_COLLECTION = 0.3;

export function resultOf(gathered: Gathered): BenchmarkResult {
  const { benchmark, times, failure } = gathered;
  const base = {
    benchmark,
    budgets: [],
    counters: [],
    ...(gathered.recording ? { recording: gathered.recording } : {}),
  };
  if (benchmark.state !== 'run') {
    return { ...base, status: benchmark.state === 'todo' ? 'todo' : 'skipped', warnings: [] };
  }
  const warnings = [...duplicate(benchmark), ...gathered.warnings];
  if (failure) return { ...base, status: 'failed', failure, warnings };
  const measured = times.length === 0 ? undefined : measuredOf(times, gathered.bytes);
  if (!measured) return { ...base, status: 'skipped', warnings };
  return {
    ...base,
    status: 'measured',
    measured,
    warnings: [...warnings, ...oddities(times, measured)],
    budgets: budgetsOf(benchmark.expect, measured, undefined),
  };
}

function duplicate({ id }: Benchmark): BenchWarning[] {
  const first = / #\d+$/.test(id) ? id.replace(/ #\d+$/, '') : undefined;
  return first === undefined
    ? []
    : [
        {
          kind: 'duplicate',
          message: `another benchmark is called '${first}' too: give each a name of its own`,
        },
      ];
}

function measuredOf(times: readonly TimeSamples[], bytes: ByteSamples | undefined): Measured {
  const isAsync = times.some((t) => t.async);
  const clock = clockOf(times, isAsync);
  const columns = times.map((t) => (clock === 'wall' ? t.wallNs : t.cpuNs));
  const forkMediansNs = columns.map((column) => median(column));
  const all = columns.flat();
  const time = quantilesOf(all);
  const gc = times.map((t) => t.gcShare).filter((share) => share !== undefined);
  return {
    async: isAsync,
    clock,
    time,
    wall: clock === 'wall' ? time : quantilesOf(times.flatMap((t) => t.wallNs)),
    opsPerSecond: time.p50Ns > 0 ? 1e9 / time.p50Ns : 0,
    marginShare: marginOf(forkMediansNs),
    forks: times.length,
    iterations: times.reduce((sum, t) => sum + t.iterations, 0),
    batch: Math.round(median(times.map((t) => t.batch))),
    samplesNs: evenly(columns, SHOWN_SAMPLES),
    forkMediansNs,
    ...(bytes ? { bytes: allocated(bytes) } : {}),
    ...(gc.length > 0 ? { gcShare: median(gc) } : {}),
  };
}

/** The CPU clock only where every process had the same one, and the work is not waiting. */
function clockOf(times: readonly TimeSamples[], isAsync: boolean): BenchClock {
  const [first] = times;
  if (isAsync || !first || first.cpuClock === 'wall') return 'wall';
  return times.every((t) => t.cpuClock === first.cpuClock && t.cpuNs.length > 0) ? first.cpuClock : 'wall';
}

export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = ascending(values);
  const at = (share: number): number => (sorted.length === 0 ? 0 : quantile(sorted, share));
  return {
    minNs: at(0),
    p25Ns: at(0.25),
    p50Ns: at(0.5),
    p75Ns: at(0.75),
    p95Ns: at(0.95),
    p99Ns: at(0.99),
    maxNs: at(1),
    meanNs: values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length),
  };
}

/** Student's t interval of the mean of the processes' medians: they, not the samples, are independent. */
function marginOf(medians: readonly number[]): number {
  if (medians.length < 2) return 0;
  const mean = medians.reduce((sum, v) => sum + v, 0) / medians.length;
  if (mean === 0) return 0;
  const variance = medians.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (medians.length - 1);
  return (studentT975(medians.length - 1) * Math.sqrt(variance / medians.length)) / mean;
}

function evenly(columns: readonly (readonly number[])[], most: number): number[] {
  const share = Math.max(1, Math.floor(most / columns.length));
  return columns.flatMap((column) => {
    const step = Math.max(1, column.length / share);
    const out: number[] = [];
    for (let at = 0; at < column.length && out.length < share; at += step) out.push(column[Math.floor(at)]!);
    return out;
  });
}

/** The median round: a page of the heap begun in one of them, or a collection, would move a mean. */
export function allocated({ perIteration }: ByteSamples): AllocatedBytes {
  const sorted = ascending(perIteration);
  const middle = sorted[sorted.length >> 1] ?? 0;
  const near = Math.max(EXACT_SHARE * middle, LEAST_BYTES / 10);
  const same = sorted.filter((v) => Math.abs(v - middle) <= near).length;
  return {
    perIteration: Math.round(middle * 1000) / 1000,
    spreadShare: middle === 0 ? 0 : (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / middle,
    exact: sorted.length >= 3 && same * 2 > sorted.length,
  };
}

function oddities(times: readonly TimeSamples[], measured: Measured): BenchWarning[] {
  const wall = measured.clock === 'wall';
  // A sample of one call, as hooks around each force it, may be too short for any clock.
  if (measured.time.p50Ns * measured.batch < SHORT_SAMPLE_NS && measured.batch === 1) {
    return [
      {
        kind: 'clock',
        message: 'is too short to be timed call by call: do more in one call, or drop its hooks',
      },
    ];
  }
  const found = new Map<string, { warning: BenchWarning; count: number }>();
  for (const t of times) {
    const samplesNs = wall ? t.wallNs : t.cpuNs;
    for (const warning of qualityWarnings({ samplesNs, emptyNs: t.emptyNs })) {
      found.set(warning.kind, { warning, count: (found.get(warning.kind)?.count ?? 0) + 1 });
    }
  }
  // One process may have been disturbed; what most of them show is the benchmark's own.
  const warnings = [...found.values()].filter((f) => f.count * 2 > times.length).map((f) => f.warning);
  if ((measured.gcShare ?? 0) > MUCH_COLLECTION) {
    const percent = Math.round((measured.gcShare ?? 0) * 100);
    warnings.push({
      kind: 'gc',
      message: `spends ${percent}% of its time on garbage collection: it costs what it allocates`,
    });
  }
  if (measured.marginShare > NOISY_MARGIN) {
    const percent = Math.round(measured.marginShare * 100);
    warnings.push({ kind: 'noisy', message: `differs from process to process: ±${percent}% of its median` });
  }
  if (measured.samplesNs.length < 5 * measured.forks) {
    warnings.push({
      kind: 'few-samples',
      message: `is so slow that ${measured.samplesNs.length} samples had to do`,
    });
  }
  return warnings;
}

const timeBudgets: Readonly<Record<string, keyof Quantiles>> = {
  medianMs: 'p50Ns',
  p75Ms: 'p75Ns',
  p95Ms: 'p95Ns',
  p99Ms: 'p99Ns',
};

/** Which of its own promises it kept; those whose figure is not known are left out. */
export function budgetsOf(
  expect: Budgets,
  measured: Measured,
  exponent: number | undefined,
): readonly BudgetOutcome[] {
  return (Object.entries(expect) as [keyof Budgets, number][]).flatMap(([budget, limit]) => {
    const actual = actualOf(budget, measured, exponent);
    if (actual === undefined) return [];
    return [{ budget, limit, actual, met: budget === 'opsPerSecond' ? actual >= limit : actual <= limit }];
  });
}

function actualOf(
  budget: keyof Budgets,
  measured: Measured,
  exponent: number | undefined,
): number | undefined {
  const quantileName = timeBudgets[budget];
  if (quantileName) return measured.time[quantileName] / 1e6;
  if (budget === 'opsPerSecond') return measured.opsPerSecond;
  return budget === 'bytes' ? measured.bytes?.perIteration : exponent;
}

/** Growth over each numeric parameter, the others held. */
export function growthOf(results: readonly BenchmarkResult[]): Growth[] {
  const series = new Map<
    string,
    { file: string; id: string; param: string; points: Growth['points'][number][] }
  >();
  for (const { benchmark, measured } of results) {
    if (!measured) continue;
    for (const [param, value] of Object.entries(benchmark.params)) {
      if (typeof value !== 'number') continue;
      const id = seriesId(benchmark, param);
      const key = `${benchmark.file}\n${id}\n${param}`;
      const one = series.get(key) ?? { file: benchmark.file, id, param, points: [] };
      const bytes = measured.bytes?.perIteration;
      one.points.push({ value, medianNs: measured.time.p50Ns, ...(bytes === undefined ? {} : { bytes }) });
      series.set(key, one);
    }
  }
  return [...series.values()].flatMap(({ file, id, param, points }) => {
    const fit = fitGrowth(points.map((p) => ({ value: p.value, time: p.medianNs })));
    if (!fit) return [];
    const { exponent, margin, r2 } = fit;
    const label = fit.label.replace('(n', `(${param}`);
    return [
      { file, id, param, exponent, margin, r2, label, points: points.sort((a, b) => a.value - b.value) },
    ];
  });
}

/** Id of all sizes together: groups, name and the other parameters. A name that holds the value has none of its own. */
export function seriesId({ groups, name, params }: Benchmark, param: string): string {
  const { [param]: value, ...others } = params;
  const plain = name.replaceAll(String(value), `$${param}`);
  return [...groups, plain].join(' > ') + suffix(others);
}

function suffix(params: Params): string {
  const names = Object.keys(params);
  return names.length === 0 ? '' : ` [${names.map((n) => `${n}=${String(params[n])}`).join(', ')}]`;
}

/** Adds what is known only of all results together: promises about growth, and counters against the baseline. */
export function completed(
  results: readonly BenchmarkResult[],
  growth: readonly Growth[],
  stored: (result: BenchmarkResult) => number | undefined,
  marginShare: number,
): BenchmarkResult[] {
  return results.map((result) => {
    const { benchmark, measured } = result;
    if (!measured) return result;
    const own = Object.keys(benchmark.params).map((param) =>
      growth.find(
        (g) => g.file === benchmark.file && g.param === param && g.id === seriesId(benchmark, param),
      ),
    );
    // Told once, with the largest size.
    const largest = own.find((g) => g && benchmark.params[g.param] === g.points.at(-1)?.value);
    const exponent = largest?.exponent;
    return {
      ...result,
      budgets: budgetsOf(benchmark.expect, measured, exponent),
      counters: countersOf(measured, stored(result), marginShare),
    };
  });
}

function countersOf(measured: Measured, baseline: number | undefined, marginShare: number): CounterOutcome[] {
  const { bytes } = measured;
  if (baseline === undefined || !bytes) return [];
  const actual = bytes.perIteration;
  const room = Math.max(baseline * marginShare, LEAST_BYTES);
  const verdict = actual > baseline + room ? 'worse' : actual < baseline - room ? 'better' : 'same';
  return [{ counter: 'bytes', baseline, actual, marginShare, verdict }];
}

/** Whether it breaks a promise of its own or a stored counter. */
export function fails(result: BenchmarkResult): boolean {
  return result.budgets.some((b) => !b.met) || result.counters.some((c) => c.verdict === 'worse');
}
