/** perfloop.json as the rest of the program sees it: every value there, in its unit. */
import type { Severity } from '../analysis/finding.ts';
import { UserError } from '../model.ts';
import { configSchema, type KnownRule } from './description.ts';
import { configFile } from './file.ts';
import { JsoncError, type JsonNode, parseJsoncTree, placeAt } from './jsonc.ts';
import { check } from './schema.ts';
import { byteCount, milliseconds, percentShare } from './units.ts';

export const defaultBenchmarks = ['**/*.{bench,benchmark}.{js,mjs,cjs,ts,mts,cts}'] as const;

export type FailOn = 'error' | 'warning' | 'never';

export interface Config {
  /** Globs, workspace-relative. */
  readonly benchmarks: readonly string[];
  readonly gate: GateConfig;
  /** By name. */
  readonly load: Readonly<Record<string, LoadScenario>>;
  readonly slos: readonly SloConfig[];
  /** Paths or globs of OpenSLO v1 files, workspace-relative. */
  readonly sloFiles: readonly string[];
  readonly bundles: readonly BundleBudget[];
  readonly review: ReviewConfig;
}

export interface GateConfig {
  /** Undefined: where the branch left the default branch. */
  readonly base: string | undefined;
  /** Shell command that makes a checked-out base ready. */
  readonly build: string | undefined;
  /** Caught at least 95 % of the time from here on, 0..1. Default 0.05. */
  readonly maxSlowdownShare: number;
  readonly strict: boolean;
  /** Growth allowed by counter, 0..1; undefined: not looked at. */
  readonly counters: { readonly bytes: number | undefined };
  /** New findings that fail. Undefined: what `review.failOn` says, else error. */
  readonly findings: FailOn | undefined;
}

export interface LoadRequest {
  readonly name: string;
  readonly method: string;
  /** A path, or a whole URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as it is; JSON already encoded, with its content type among the headers. */
  readonly body: string | undefined;
  readonly weight: number;
}

export interface LoadScenario {
  readonly name: string;
  /** One text is for a shell, several are program and arguments; empty: it runs already. */
  readonly start: readonly string[];
  /** Relative to perfloop.json. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly readyUrl: string | undefined;
  readonly readyTimeoutMs: number;
  /** What paths are relative to. */
  readonly url: string;
  readonly requests: readonly LoadRequest[];
  readonly connections: number;
  readonly durationMs: number;
  readonly warmupMs: number;
  readonly timeoutMs: number;
}

/** One promise: so large a share of the requests is good. */
export interface SloObjective {
  /** latency: answered within `thresholdMs`; availability: not failed. */
  readonly indicator: 'latency' | 'availability';
  /** 0 for availability. */
  readonly thresholdMs: number;
  /** 0..1; the error budget is 1 - it. */
  readonly targetShare: number;
}

export interface SloConfig {
  readonly name: string;
  /** Undefined: the only one. */
  readonly scenario: string | undefined;
  readonly request: string | undefined;
  readonly objectives: readonly SloObjective[];
  /** Default 28 days. */
  readonly windowMs: number;
}

export interface BundleBudget {
  readonly name: string;
  readonly files: readonly string[];
  readonly maxBytes: number;
  readonly compression: 'none' | 'gzip' | 'brotli';
}

export interface ReviewConfig {
  /** true: at the rule's own severity. */
  readonly rules: Readonly<Record<string, Severity | 'off' | true>>;
  readonly ignores: readonly string[];
  readonly suppressions: readonly { readonly rule: string; readonly file: string; readonly reason: string }[];
  readonly failOn: FailOn | undefined;
}

/** Something in the file that is not used; the rest is. */
export interface ConfigProblem {
  /** `gate.maxSlowdown`; its first word is the section. */
  readonly key: string;
  readonly line: number;
  readonly column: number;
  /** `gate.maxSlowdwn is unknown`. */
  readonly what: string;
  /** The same with file and line before it. */
  readonly message: string;
  readonly next: string;
}

export interface ReadConfig {
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
}

/**
 * @param text undefined where there is no file: the defaults
 * @param rules where given, names of rules are checked
 * @throws UserError where the text is not JSON at all
 */
export function readConfig(text: string | undefined, rules?: readonly KnownRule[]): ReadConfig {
  if (text === undefined) return { config: toConfig({}), problems: [] };
  const { value, problems } = check(parsed(text), configSchema(rules));
  return {
    config: toConfig((value ?? {}) as Raw),
    problems: problems.map((p) => {
      const place = placeAt(text, p.offset);
      const what = `${p.key || 'the document'} ${p.message}`;
      return { key: p.key, ...place, what, message: `${configFile}:${place.line}: ${what}`, next: p.next };
    }),
  };
}

/**
 * For commands that must not run on half a configuration.
 * @param sections first words of keys that matter; keys at the top always do
 * @throws UserError for the first problem in them
 */
export function refuseProblems(problems: readonly ConfigProblem[], sections: readonly string[]): void {
  const matters = (key: string): boolean => !/[.[]/.test(key) || sections.includes(/^[^.[]*/.exec(key)![0]);
  const found = problems.find((p) => matters(p.key));
  if (found) throw new UserError(found.message, found.next || `Correct it in ${configFile}.`);
}

function parsed(text: string): JsonNode {
  try {
    return parseJsoncTree(text);
  } catch (error) {
    if (!(error instanceof JsoncError)) throw error;
    throw new UserError(`${configFile} is not valid JSON: ${error.message}`, 'Correct it, or remove it.');
  }
}

/** What the description lets through. */
interface Raw {
  readonly benchmarks?: string | readonly string[];
  readonly gate?: {
    readonly base?: string;
    readonly build?: string;
    readonly maxSlowdown?: string;
    readonly strict?: boolean;
    readonly counters?: { readonly bytes?: string | false };
    readonly findings?: FailOn;
  };
  readonly load?: Readonly<Record<string, RawScenario>>;
  readonly slos?: string | readonly (string | RawSlo)[];
  readonly bundles?: readonly {
    readonly name?: string;
    readonly files: string | readonly string[];
    readonly maxSize: string | number;
    readonly compression?: 'none' | 'gzip' | 'brotli';
  }[];
  readonly review?: {
    readonly rules?: Readonly<Record<string, Severity | 'off' | 'warn' | boolean>>;
    readonly ignores?: string | readonly string[];
    readonly suppressions?: ReviewConfig['suppressions'];
    readonly failOn?: FailOn;
  };
}

type Amount = string | number;

interface RawRequest {
  readonly name?: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly weight?: number;
}

interface RawScenario {
  readonly start?: string | readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ready?: string;
  readonly readyTimeout?: Amount;
  readonly url?: string;
  readonly requests: readonly (string | RawRequest)[];
  readonly connections?: number;
  readonly duration?: Amount;
  readonly warmup?: Amount;
  readonly timeout?: Amount;
}

interface RawSlo {
  readonly name: string;
  readonly scenario?: string;
  readonly request?: string;
  readonly p50?: Amount;
  readonly p90?: Amount;
  readonly p95?: Amount;
  readonly p99?: Amount;
  readonly availability?: string;
  readonly window?: Amount;
}

function toConfig(raw: Raw): Config {
  const { gate = {}, review = {} } = raw;
  const bytes = gate.counters?.bytes ?? '1%';
  const slos = raw.slos === undefined ? [] : listOf(raw.slos);
  return {
    benchmarks: raw.benchmarks === undefined ? defaultBenchmarks : listOf(raw.benchmarks),
    gate: {
      base: gate.base,
      build: gate.build,
      maxSlowdownShare: percentShare(gate.maxSlowdown ?? '5%'),
      strict: gate.strict ?? false,
      counters: { bytes: bytes === false ? undefined : percentShare(bytes) },
      findings: gate.findings,
    },
    load: Object.fromEntries(
      Object.entries(raw.load ?? {}).map(([name, scenario]) => [name, toScenario(name, scenario)]),
    ),
    slos: slos.filter((s) => typeof s !== 'string').map(toSlo),
    sloFiles: slos.filter((s) => typeof s === 'string'),
    bundles: (raw.bundles ?? []).map((b) => ({
      name: b.name ?? listOf(b.files).join(', '),
      files: listOf(b.files),
      maxBytes: byteCount(b.maxSize),
      compression: b.compression ?? 'none',
    })),
    review: {
      rules: Object.fromEntries(
        Object.entries(review.rules ?? {}).map(([slug, level]) => [
          slug,
          level === false ? 'off' : level === 'warn' ? 'warning' : level,
        ]),
      ),
      ignores: review.ignores === undefined ? [] : listOf(review.ignores),
      suppressions: review.suppressions ?? [],
      failOn: review.failOn,
    },
  };
}

function listOf<T>(value: string | readonly T[]): readonly (T | string)[];
function listOf(value: string | readonly string[]): readonly string[];
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function toScenario(name: string, raw: RawScenario): LoadScenario {
  return {
    name,
    start: raw.start === undefined ? [] : listOf(raw.start),
    cwd: raw.cwd ?? '.',
    env: raw.env ?? {},
    readyUrl: raw.ready,
    readyTimeoutMs: milliseconds(raw.readyTimeout ?? '30s', 1000),
    url: raw.url ?? /^https?:\/\/[^/]*/.exec(raw.ready ?? '')?.[0] ?? '',
    requests: raw.requests.map(toRequest),
    connections: raw.connections ?? 10,
    durationMs: milliseconds(raw.duration ?? '10s', 1000),
    warmupMs: milliseconds(raw.warmup ?? '2s', 1000),
    timeoutMs: milliseconds(raw.timeout ?? '10s', 1000),
  };
}

function toRequest(raw: string | RawRequest): LoadRequest {
  if (typeof raw === 'string') {
    const [, method = 'GET', path = '/'] = /^(?:([A-Z]+) )?(.*)$/s.exec(raw)!;
    return { name: `${method} ${path}`, method, path, headers: {}, body: undefined, weight: 1 };
  }
  const { body, headers = {} } = raw;
  const method = raw.method ?? (body === undefined ? 'GET' : 'POST');
  const encoded = body === undefined || typeof body === 'string';
  const typed = Object.keys(headers).some((h) => h.toLowerCase() === 'content-type');
  return {
    name: raw.name ?? `${method} ${raw.path}`,
    method,
    path: raw.path,
    headers: encoded || typed ? headers : { 'content-type': 'application/json', ...headers },
    body: encoded ? body : JSON.stringify(body),
    weight: raw.weight ?? 1,
  };
}

function toSlo(raw: RawSlo): SloConfig {
  const objectives: SloObjective[] = [];
  for (const [value, targetShare] of [
    [raw.p50, 0.5],
    [raw.p90, 0.9],
    [raw.p95, 0.95],
    [raw.p99, 0.99],
  ] as const) {
    if (value !== undefined)
      objectives.push({ indicator: 'latency', thresholdMs: milliseconds(value, 1), targetShare });
  }
  if (raw.availability !== undefined)
    objectives.push({
      indicator: 'availability',
      thresholdMs: 0,
      targetShare: percentShare(raw.availability),
    });
  return {
    name: raw.name,
    scenario: raw.scenario,
    request: raw.request,
    objectives,
    windowMs: milliseconds(raw.window ?? '28d', 1000),
  };
}
