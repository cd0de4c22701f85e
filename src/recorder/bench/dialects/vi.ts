/** The little of vitest's `vi` that benchmarks use. */

type Fn = (...args: unknown[]) => unknown;

interface Mock extends Fn {
  /** `calls` holds the first ones only: all of a benchmark's would fill the heap. */
  mock: { calls: unknown[][]; results: { type: 'return'; value: unknown }[]; count: number };
  [method: string]: unknown;
}

const KEPT_CALLS = 1_000;

function mockOf(first?: Fn, restore: () => void = () => {}): Mock {
  let implementation = first;
  let once: Fn[] = [];
  const record: Mock['mock'] = { calls: [], results: [], count: 0 };
  const mock = function (this: unknown, ...args: unknown[]): unknown {
    const value = (once.shift() ?? implementation)?.apply(this, args);
    if (record.count++ < KEPT_CALLS) {
      record.calls.push(args);
      record.results.push({ type: 'return', value });
    }
    return value;
  } as Mock;
  const use = (next: Fn | undefined): Mock => {
    implementation = next;
    return mock;
  };
  const useOnce = (next: Fn): Mock => {
    once.push(next);
    return mock;
  };
  const clear = (): Mock => {
    record.calls.length = 0;
    record.results.length = 0;
    record.count = 0;
    return mock;
  };
  const reset = (): Mock => {
    once = [];
    implementation = first;
    return clear();
  };
  return Object.assign(mock, {
    mock: record,
    mockName: () => mock,
    getMockImplementation: () => implementation,
    mockImplementation: use,
    mockImplementationOnce: useOnce,
    mockReturnValue: (value: unknown) => use(() => value),
    mockReturnValueOnce: (value: unknown) => useOnce(() => value),
    mockResolvedValue: (value: unknown) => use(async () => value),
    mockResolvedValueOnce: (value: unknown) => useOnce(async () => value),
    mockRejectedValue: (error: unknown) => use(() => Promise.reject(error)),
    mockReturnThis: () =>
      use(function (this: unknown) {
        return this;
      }),
    mockClear: clear,
    mockReset: reset,
    mockRestore: () => {
      reset();
      restore();
    },
  });
}

/** Replaces modules before they are loaded, which only a test runner's own loader can. */
function unsupported(name: string): Fn {
  return () => {
    throw new Error(`vi.${name} does not work in a benchmark run by Perfloop: measure the real module`);
  };
}

export const vi: Readonly<Record<string, Fn>> = {
  fn: (implementation) => mockOf(implementation as Fn | undefined),
  spyOn: (object, key) => {
    const target = object as Record<string, Fn>;
    const original = target[key as string];
    const mock = mockOf(original, () => {
      if (original) target[key as string] = original;
    });
    target[key as string] = mock;
    return mock;
  },
  mock: unsupported('mock'),
  doMock: unsupported('doMock'),
  hoisted: (make) => (make as Fn)(),
  mocked: (value) => value,
  isMockFunction: (value) => typeof value === 'function' && 'mock' in value,
  unmock: () => undefined,
  importActual: unsupported('importActual'),
  stubEnv: (name, value) => {
    process.env[String(name)] = String(value);
  },
  stubGlobal: (name, value) => {
    Object.defineProperty(globalThis, String(name), { value, configurable: true, writable: true });
  },
  setConfig: () => undefined,
  resetConfig: () => undefined,
  unstubAllEnvs: () => undefined,
  unstubAllGlobals: () => undefined,
  clearAllMocks: () => undefined,
  resetAllMocks: () => undefined,
  restoreAllMocks: () => undefined,
  resetModules: () => undefined,
  useFakeTimers: unsupported('useFakeTimers'),
  useRealTimers: () => undefined,
};
