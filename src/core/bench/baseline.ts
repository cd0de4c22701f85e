/**
 * `.perfloop/baseline.json`: exact counters, committed with the code. Bytes depend on the Node that runs them, so each
 * major version has its own.
 */
import type { BenchmarkResult, CounterName } from './nouns.ts';

export interface Baseline {
  readonly version: 1;
  /** By environment (`node20-x64`), file and id. */
  readonly counters: Readonly<Record<string, EnvironmentCounters>>;
}

export type EnvironmentCounters = Readonly<Record<string, Readonly<Record<string, Counters>>>>;
export type Counters = Readonly<Partial<Record<CounterName, number>>>;

export const emptyBaseline: Baseline = { version: 1, counters: {} };

/** `v20.20.2`, `x64` → `node20-x64`. */
export function environmentKey(nodeVersion: string, arch: string): string {
  return `node${/\d+/.exec(nodeVersion)?.[0] ?? '0'}-${arch}`;
}

/** Undefined where the text is no baseline. */
export function parseBaseline(text: string): Baseline | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value.version !== 1 || !isRecord(value.counters)) return undefined;
  const counters: Record<string, Record<string, Record<string, Counters>>> = {};
  for (const [environment, files] of entries(value.counters)) {
    for (const [file, ids] of entries(files)) {
      for (const [id, found] of entries(ids)) {
        if (!isRecord(found) || typeof found.bytes !== 'number') continue;
        inside(inside(counters, environment), file)[id] = { bytes: found.bytes };
      }
    }
  }
  return { version: 1, counters };
}

/** With the counters of these results; those of files measured whole that are no longer there are dropped. */
export function updatedBaseline(
  old: Baseline,
  environment: string,
  results: readonly BenchmarkResult[],
  wholeFiles: ReadonlySet<string>,
): Baseline {
  const files: Record<string, Record<string, Counters>> = {};
  for (const [file, ids] of Object.entries(old.counters[environment] ?? {})) {
    if (!wholeFiles.has(file)) files[file] = { ...ids };
  }
  for (const { benchmark, measured } of results) {
    if (!measured?.bytes?.exact || measured.async) continue;
    inside(files, benchmark.file)[benchmark.id] = { bytes: measured.bytes.perIteration };
  }
  return { version: 1, counters: { ...old.counters, [environment]: files } };
}

/** Sorted, one benchmark a line, so that a change is easy to read and to merge. */
export function baselineText({ counters }: Baseline): string {
  const level = (value: object, depth: number): string => {
    const pad = ' '.repeat(depth * 2);
    const rows = Object.keys(value)
      .sort()
      .map((key) => {
        const child = (value as Record<string, object>)[key]!;
        const leaf = depth === 4;
        return `${pad}${JSON.stringify(key)}: ${leaf ? JSON.stringify(child) : level(child, depth + 1)}`;
      });
    return rows.length === 0 ? '{}' : `{\n${rows.join(',\n')}\n${' '.repeat((depth - 1) * 2)}}`;
  };
  const kept = Object.fromEntries(
    Object.entries(counters).filter(([, files]) => Object.keys(files).length > 0),
  );
  return `{\n  "version": 1,\n  "counters": ${level(kept, 2)}\n}\n`;
}

export function storedBytes(
  baseline: Baseline,
  environment: string,
  file: string,
  id: string,
): number | undefined {
  return baseline.counters[environment]?.[file]?.[id]?.bytes;
}

/** The record under a key, made where there is none. */
function inside<T>(record: Record<string, Record<string, T>>, key: string): Record<string, T> {
  const found = Object.hasOwn(record, key) ? record[key] : undefined;
  if (found) return found;
  const made: Record<string, T> = {};
  record[key] = made;
  return made;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}
