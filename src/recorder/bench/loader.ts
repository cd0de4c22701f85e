/**
 * Puts Perfloop's own modules in the place of benchmark libraries, and teaches Node to load the project's TypeScript.
 * Node has had three ways of hooking into its loaders; each is used where it is the newest there is.
 */
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  HooksData,
  ModuleLoader,
  ModuleLoaderOptions,
  RunnerRequest,
} from '../../core/bench/protocol.ts';
import { hooksFor, MODULES_KEY } from './module-hooks.ts';

type Exports = Readonly<Record<string, unknown>>;

interface Internals {
  _load(request: string, parent: unknown, isMain: boolean): unknown;
  _resolveFilename(request: string, parent: { filename?: string } | undefined, ...rest: unknown[]): string;
  _extensions: Record<string, (module: CompiledModule, file: string) => void>;
}

interface CompiledModule {
  exports: unknown;
  _compile(code: string, file: string, format?: string): unknown;
}

interface NewerModule {
  registerHooks?: (hooks: ReturnType<typeof hooksFor>) => void;
  register?: (url: string, options: { data: HooksData }) => void;
}

export function installLoader(
  request: RunnerRequest,
  modules: Readonly<Record<string, Exports>>,
): ModuleLoader {
  Object.defineProperty(globalThis, Symbol.for(MODULES_KEY), { value: modules });
  const file = path.join(request.distDir, 'bench-loader.cjs');
  const options: ModuleLoaderOptions = {
    roots: request.files.map((f) => f.root),
    cacheDir: request.cacheDir,
  };
  const { createLoader } = Module.createRequire(file)(file) as {
    createLoader: (options: ModuleLoaderOptions) => ModuleLoader;
  };
  const loader = createLoader(options);
  const data: HooksData = {
    ...options,
    loader: file,
    modules: Object.fromEntries(
      Object.entries(modules).map(([name, exports]) => [name, Object.keys(exports)]),
    ),
  };
  const { registerHooks, register } = Module as NewerModule;
  if (registerHooks) registerHooks.call(Module, hooksFor(loader, data.modules));
  else register?.call(Module, pathToFileURL(path.join(request.distDir, 'bench-hooks.mjs')).href, { data });
  hookRequire(loader, modules);
  return loader;
}

/** `require`, which hooks of the ES module loader do not reach on every Node. */
function hookRequire(loader: ModuleLoader, modules: Readonly<Record<string, Exports>>): void {
  const internals = Module as unknown as Internals;
  const load = internals._load;
  internals._load = function (request, parent, isMain) {
    return Object.hasOwn(modules, request)
      ? asRequired(modules[request]!)
      : load.call(this, request, parent, isMain);
  };
  const resolveFilename = internals._resolveFilename;
  internals._resolveFilename = function (request, parent, ...rest) {
    const from = parent?.filename;
    const found = from && loader.resolve(request, from, false);
    if (found) return found;
    try {
      return resolveFilename.call(this, request, parent, ...rest);
    } catch (error) {
      const other = from && loader.resolve(request, from, true);
      if (other) return other;
      throw error;
    }
  };
  for (const ending of ['.ts', '.cts', '.mts', '.tsx', '.jsx']) {
    internals._extensions[ending] = (module, file) => {
      const loaded = loader.load(file, '');
      if (loaded) module._compile(loaded.code, file, loaded.format);
    };
  }
}

/** What `require` gives: libraries whose default export is a function are that function. */
function asRequired(exports: Exports): unknown {
  return typeof exports.default === 'function' ? exports.default : exports;
}
