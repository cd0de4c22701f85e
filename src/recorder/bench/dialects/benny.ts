/** benny: `b.suite(name, b.add(name, fn), b.cycle(), b.complete())`. A function given back is what is measured. */
import { type Case, makeGroup, register } from '../registry.ts';
import type { Session } from '../session.ts';
import { noStatistics, relativeError } from '../statistics.ts';

type Fn = (...args: unknown[]) => unknown;
type Part =
  | { readonly kind: 'add'; readonly name: string; readonly fn: Fn; readonly only: boolean }
  | { readonly kind: 'skip'; readonly name: string }
  | { readonly kind: 'cycle' | 'complete'; readonly fn: Fn }
  | { readonly kind: 'other' };

export function bennyModule(session: Session): Record<string, unknown> {
  const adding =
    (only: boolean) =>
    (name: unknown, fn: unknown): Part => {
      if (typeof fn !== 'function') throw new TypeError(`add(${String(name)}) needs a function`);
      return { kind: 'add', name: String(name), fn: fn as Fn, only };
    };
  const add = Object.assign(adding(false), {
    only: adding(true),
    skip: (name: unknown): Part => ({ kind: 'skip', name: String(name) }),
  });
  const listening =
    (kind: 'cycle' | 'complete') =>
    (fn?: unknown): Part =>
      typeof fn === 'function' ? { kind, fn: fn as Fn } : { kind: 'other' };
  const other = (): Part => ({ kind: 'other' });
  const suite = async (name: unknown, ...given: unknown[]): Promise<unknown> => {
    const file = session.current();
    const group = makeGroup(String(name), file.group);
    const parts = (await Promise.all(given)) as Part[];
    const cases: Case[] = [];
    for (const part of parts) {
      if (part.kind === 'skip') {
        register(
          file,
          { name: part.name, dialect: 'benny', state: 'skip', open: () => ({ fn: () => {} }) },
          group,
        );
      } else if (part.kind === 'add') {
        const { fn } = part;
        cases.push(
          register(file, { name: part.name, dialect: 'benny', only: part.only, open: () => open(fn) }, group),
        );
      }
    }
    await session.runRequested(file, cases);
    const summary = summaryOf(String(name), cases);
    for (const part of parts) {
      if (part.kind === 'cycle') for (const result of summary.results) part.fn(result, summary);
      if (part.kind === 'complete') part.fn(summary);
    }
    return summary;
  };
  const api = {
    suite,
    add,
    cycle: listening('cycle'),
    complete: listening('complete'),
    save: other,
    configure: other,
  };
  return { ...api, default: api };
}

/** `add('x', () => { prepare(); return () => work(); })`, and the same with promises. */
async function open(fn: Fn) {
  const first = await fn();
  return { fn: typeof first === 'function' ? (first as Fn) : fn };
}

function summaryOf(name: string, cases: readonly Case[]) {
  const results = cases.map((one) => {
    const s = one.statistics ?? noStatistics;
    const ops = 1000 / s.meanMs;
    return {
      name: one.benchmark.name,
      ops: Math.round(ops),
      margin: relativeError(s),
      options: {},
      samples: s.samplesMs.length,
      promise: false,
      details: { mean: s.meanMs / 1000, median: s.at(0.5) / 1000, min: s.at(0) / 1000, max: s.at(1) / 1000 },
      completed: !one.error,
      percentSlower: 0,
    };
  });
  const sorted = [...results].sort((a, b) => b.ops - a.ops);
  const best = sorted[0]?.ops ?? 0;
  for (const result of results)
    result.percentSlower = best > 0 ? Math.round((1 - result.ops / best) * 10_000) / 100 : 0;
  const place = (at: number) => ({ name: sorted.at(at)?.name, index: results.indexOf(sorted.at(at)!) });
  return { name, date: new Date(0), version: null, results, fastest: place(0), slowest: place(-1) };
}
