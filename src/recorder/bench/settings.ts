/** Prepares the process for a benchmark file: globals, environment variables, a DOM, set-up files. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { LoaderSettings } from '../../core/bench/protocol.ts';
import { errorText } from './stack.ts';

type Exports = Readonly<Record<string, unknown>>;

/** @returns for people: what could not be done. The file is loaded all the same. */
export async function applySettings(
  { globals, env, setupFiles, globalApi, environment }: LoaderSettings,
  file: string,
  modules: Readonly<Record<string, Exports>>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(env)) process.env[name] ??= value;
  setGlobals(globals);
  if (globalApi) {
    const { default: _, ...api } = modules[globalApi] ?? {};
    setGlobals(api);
  }
  if (environment !== 'node') {
    const problem = await provideDom(environment, file);
    if (problem) problems.push(problem);
  }
  for (const setup of setupFiles) {
    try {
      await import(pathToFileURL(setup).href);
    } catch (error) {
      problems.push(
        `the set-up file ${setup} failed: ${errorText(error).message}; the benchmarks run without it`,
      );
    }
  }
  return problems;
}

function setGlobals(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
  }
}

interface Dom {
  readonly [name: string]: unknown;
}

/** What a browser has and Node has too, but code that handles documents needs from the same window. */
const replaced =
  /^(?:Event|EventTarget|CustomEvent|MessageEvent|navigator|DOMException|AbortController|AbortSignal|File|Blob|FormData)$/;

async function provideDom(environment: string, file: string): Promise<string | undefined> {
  if (environment !== 'jsdom' && environment !== 'happy-dom') {
    return `vitest's environment '${environment}' is not there: the benchmarks run in Node's own`;
  }
  let window: Dom;
  try {
    const found = createRequire(file).resolve(environment);
    const { JSDOM, Window } = (await import(pathToFileURL(found).href)) as {
      JSDOM?: new (html: string, options: object) => { window: Dom };
      Window?: new (options: object) => Dom;
    };
    const url = 'http://localhost:3000';
    window = JSDOM
      ? new JSDOM('<!DOCTYPE html>', { url, pretendToBeVisual: true }).window
      : new Window!({ url });
  } catch (error) {
    return `vitest's environment ${environment} cannot be loaded: ${errorText(error).message.replace(/ Require stack.*/, '')}; install it`;
  }
  for (const name of domNames(window)) {
    if (/^(?:undefined|NaN|Infinity|globalThis)$/.test(name)) continue;
    if (name in globalThis && !replaced.test(name)) continue;
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => window[name],
      set: (value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true }),
    });
  }
  setGlobals({ window: globalThis, self: globalThis, top: globalThis, parent: globalThis });
  return undefined;
}

function domNames(window: Dom): Set<string> {
  const names = new Set<string>();
  for (
    let at: object | null = window;
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(at))
      if (!name.startsWith('_') && name !== 'constructor') names.add(name);
  }
  return names;
}
