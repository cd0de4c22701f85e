/** vitest's `expect`, as far as benchmark files check their own work with it. */
import assert from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import { isPromise } from './perfloop.ts';

type Check = (actual: unknown, ...expected: never[]) => boolean;

const checks: Readonly<Record<string, Check>> = {
  toBe: (a, b) => Object.is(a, b),
  toEqual: (a, b) => isDeepStrictEqual(plain(a), plain(b)),
  toStrictEqual: (a, b) => isDeepStrictEqual(a, b),
  toMatchObject: (a, b) => contains(a, b),
  toBeTruthy: (a) => Boolean(a),
  toBeFalsy: (a) => !a,
  toBeDefined: (a) => a !== undefined,
  toBeUndefined: (a) => a === undefined,
  toBeNull: (a) => a === null,
  toBeNaN: (a) => Number.isNaN(a),
  toBeGreaterThan: (a: unknown, b: number) => (a as number) > b,
  toBeGreaterThanOrEqual: (a: unknown, b: number) => (a as number) >= b,
  toBeLessThan: (a: unknown, b: number) => (a as number) < b,
  toBeLessThanOrEqual: (a: unknown, b: number) => (a as number) <= b,
  toBeCloseTo: (a: unknown, b: number, digits = 2 as never) =>
    Math.abs((a as number) - b) < 10 ** -(digits as number) / 2,
  toBeInstanceOf: (a: unknown, b: abstract new () => unknown) => a instanceof b,
  toBeTypeOf: (a, b) => typeof a === b,
  toHaveLength: (a: unknown, n) => (a as { length: number }).length === n,
  toHaveProperty: (a: unknown, key: PropertyKey) => Object(a) === a && key in (a as object),
  toContain: (a: unknown, b) =>
    typeof a === 'string' ? a.includes(b) : [...(a as Iterable<unknown>)].includes(b as unknown),
  toContainEqual: (a: unknown, b) => [...(a as Iterable<unknown>)].some((x) => isDeepStrictEqual(x, b)),
  toMatch: (a: unknown, b: RegExp | string) =>
    typeof b === 'string' ? String(a).includes(b) : b.test(String(a)),
  toThrow: (a) => {
    try {
      (a as () => unknown)();
      return false;
    } catch {
      return true;
    }
  },
  // Of `vi.fn()`.
  toHaveBeenCalled: (a) => calls(a).count > 0,
  toHaveBeenCalledTimes: (a, n) => calls(a).count === n,
  toHaveBeenCalledWith: (a, ...args) =>
    calls(a).calls.some((call) => isDeepStrictEqual(call, args as unknown[])),
  toSatisfy: (a: unknown, b: (value: unknown) => boolean) => b(a),
  toBeOneOf: (a: unknown, b: unknown[]) => b.includes(a),
  // Of benchmarks' results, by tinybench's mean: what the file asks for; the gate judges by more than that.
  toBeFasterThan: (a, b, options = {} as never) =>
    mean(a) * (1 + ((options as { delta?: number }).delta ?? 0)) < mean(b),
  toBeSlowerThan: (a, b, options = {} as never) =>
    mean(a) > mean(b) * (1 + ((options as { delta?: number }).delta ?? 0)),
};

function calls(mock: unknown): { readonly count: number; readonly calls: unknown[][] } {
  return (mock as { mock: { count: number; calls: unknown[][] } }).mock;
}

function mean(result: unknown): number {
  return (result as { latency: { mean: number } }).latency.mean;
}

function plain(value: unknown): unknown {
  return JSON.stringify(value) === undefined ? value : structuredCloneOr(value);
}

function structuredCloneOr(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
}

function contains(actual: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return Object.is(actual, part);
  return Object.entries(part).every(([key, value]) =>
    contains((actual as Record<string, unknown>)?.[key], value),
  );
}

type Expectation = Record<string, unknown>;

function expectation(actual: unknown, wanted: boolean): Expectation {
  const out: Expectation = {};
  for (const [name, check] of Object.entries(checks)) {
    out[name] = (...expected: unknown[]): void => {
      // Figures of a benchmark that was not asked for this time are not numbers; they prove nothing.
      if (isUnknown(name, actual) || expected.some((e) => isUnknown(name, e))) return;
      if (check(actual, ...(expected as never[])) === wanted) return;
      throw new Error(`expect(…)${wanted ? '' : '.not'}.${name}: ${short(actual)} and ${short(expected[0])}`);
    };
  }
  return out;
}

function isUnknown(check: string, value: unknown): boolean {
  const number = (value as { latency?: { mean?: unknown } } | null | undefined)?.latency?.mean ?? value;
  return check !== 'toBeNaN' && typeof number === 'number' && Number.isNaN(number);
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** `await expect(promise).resolves.toBe(1)`. */
function awaited(actual: unknown, how: 'resolves' | 'rejects'): Expectation {
  const value = (): Promise<unknown> => {
    const promise = isPromise(actual) ? actual : Promise.resolve((actual as () => unknown)());
    if (how === 'resolves') return promise;
    return promise.then(
      () => Promise.reject(new Error('expected the promise to reject')),
      (error: unknown) => error,
    );
  };
  return new Proxy({} as Expectation, {
    get:
      (_, name: string) =>
      async (...expected: unknown[]) =>
        (expectation(await value(), true)[name] as (...args: unknown[]) => void)(...expected),
  });
}

type Matcher = (actual: unknown, ...expected: unknown[]) => { pass: boolean; message?: () => string };

/** With matchers of its own that set-up files may add. */
export function makeExpect() {
  const added: Record<string, Matcher> = {};
  const made = (actual: unknown, wanted: boolean): Expectation => {
    const out = expectation(actual, wanted);
    for (const [name, matcher] of Object.entries(added)) {
      out[name] = (...expected: unknown[]): void => {
        const { pass, message } = matcher.call(
          { isNot: !wanted, equals: isDeepStrictEqual },
          actual,
          ...expected,
        );
        if (pass !== wanted) throw new Error(message?.() ?? `expect(…).${name}`);
      };
    }
    return out;
  };
  const expect = (actual: unknown) => ({
    ...made(actual, true),
    not: made(actual, false),
    resolves: awaited(actual, 'resolves'),
    rejects: awaited(actual, 'rejects'),
  });
  return Object.assign(expect, {
    assert,
    extend: (matchers: Record<string, Matcher>) => void Object.assign(added, matchers),
    soft: expect,
    addSnapshotSerializer: () => undefined,
  });
}
