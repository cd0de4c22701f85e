/** The little of vitest's `vi` that benchmarks use. */

type Fn = (...args: unknown[]) => unknown;

interface Mock extends Fn {
  mock: { calls: unknown[][]; results: unknown[] };
  mockImplementation(next: Fn): Mock;
  mockReturnValue(value: unknown): Mock;
  mockResolvedValue(value: unknown): Mock;
  mockClear(): Mock;
  mockReset(): Mock;
  mockRestore(): void;
}

function mockOf(first?: Fn, restore: () => void = () => {}): Mock {
  let implementation = first;
  const mock = ((...args: unknown[]) => implementation?.(...args)) as Mock;
  const use = (next: Fn | undefined): Mock => {
    implementation = next;
    return mock;
  };
  return Object.assign(mock, {
    mock: { calls: [], results: [] },
    mockImplementation: use,
    mockReturnValue: (value: unknown) => use(() => value),
    mockResolvedValue: (value: unknown) => use(async () => value),
    mockClear: () => mock,
    mockReset: () => use(first),
    mockRestore: restore,
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
