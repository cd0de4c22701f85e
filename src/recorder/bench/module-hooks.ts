/** The hooks themselves, synchronous; Node 20 runs them in a thread of its own (`esm-hooks.ts`). */
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ModuleLoader } from '../../core/bench/protocol.ts';

export const MODULES_KEY = 'perfloop.bench';
const SCHEME = 'perfloop:';

export interface Resolved {
  readonly url: string;
  readonly format?: string | null;
  readonly shortCircuit?: boolean;
}

export interface Context {
  readonly parentURL?: string;
  readonly conditions?: readonly string[];
  readonly importAttributes?: Readonly<Record<string, string>>;
}

export interface Loaded {
  readonly format: string;
  readonly source?: unknown;
  readonly shortCircuit?: boolean;
}

/** What to answer without asking Node; undefined where Node should. */
export interface Answers {
  resolveFirst(specifier: string, context: Context): Resolved | undefined;
  resolveFailed(specifier: string, context: Context): Resolved | undefined;
  /** With the conditions that the project resolves packages by. */
  contextOf(context: Context): Context;
  load(url: string, context: Context): Loaded | undefined;
}

export function answersOf(
  loader: ModuleLoader,
  modules: Readonly<Record<string, readonly string[]>>,
): Answers {
  const find = (specifier: string, { parentURL }: Context, failed: boolean): Resolved | undefined => {
    if (!parentURL?.startsWith('file:')) return undefined;
    const file = loader.resolve(decoded(specifier), fileURLToPath(parentURL.replace(/[?#].*$/, '')), failed);
    const query = /\?.*$/.exec(specifier)?.[0] ?? '';
    return file ? { url: pathToFileURL(file).href + query, shortCircuit: true } : undefined;
  };
  return {
    resolveFirst: (specifier, context) =>
      Object.hasOwn(modules, specifier)
        ? { url: SCHEME + specifier, format: 'module', shortCircuit: true }
        : find(specifier, context, false),
    resolveFailed: (specifier, context) => find(specifier, context, true),
    contextOf: (context) => {
      const parent = context.parentURL;
      if (!parent?.startsWith('file:') || parent.includes('/node_modules/')) return context;
      const more = loader.conditions(fileURLToPath(parent.replace(/[?#].*$/, '')));
      if (more.length === 0) return context;
      return { ...context, conditions: [...new Set([...(context.conditions ?? []), ...more])] };
    },
    load: (url, context) => {
      if (url.startsWith(SCHEME)) return standIn(url.slice(SCHEME.length), modules);
      if (!url.startsWith('file:')) return undefined;
      if (context.importAttributes?.type === 'json') return undefined;
      const { pathname, search } = new URL(url);
      // `require` reads JSON and scripts by itself; only modules need help.
      const required = context.conditions?.includes('require') === true;
      if (required && !/\.(?:[cm]?tsx?|jsx)$/.test(pathname)) return undefined;
      const loaded = loader.load(fileURLToPath(url.replace(/[?#].*$/, '')), search);
      if (!loaded) return undefined;
      // CommonJS is left to `require`, which has its own hook.
      const source = loaded.format === 'commonjs' && !required ? undefined : loaded.code;
      return { format: loaded.format, source: source ?? null, shortCircuit: true };
    },
  };
}

function decoded(specifier: string): string {
  return specifier.startsWith('file:') ? fileURLToPath(specifier.replace(/[?#].*$/, '')) : specifier;
}

/** A module whose exports are those that the runner holds. */
function standIn(name: string, modules: Readonly<Record<string, readonly string[]>>): Loaded {
  const names = (modules[name] ?? []).filter((n) => n !== 'default');
  const lines = [
    `const m = globalThis[Symbol.for(${JSON.stringify(MODULES_KEY)})][${JSON.stringify(name)}];`,
    ...names.map((n) => `export const ${n} = m[${JSON.stringify(n)}];`),
    'export default m.default ?? m;',
  ];
  return { format: 'module', source: lines.join('\n'), shortCircuit: true };
}

type NextResolve = (specifier: string, context?: Context) => Resolved;
type NextLoad = (url: string, context?: Context) => Loaded;

/** For `module.registerHooks`. */
export function hooksFor(
  loader: ModuleLoader,
  modules: Readonly<Record<string, readonly string[]>>,
): {
  resolve(specifier: string, context: Context, next: NextResolve): Resolved;
  load(url: string, context: Context, next: NextLoad): Loaded;
} {
  const answers = answersOf(loader, modules);
  return {
    resolve: (specifier, context, next) => {
      const first = answers.resolveFirst(specifier, context);
      if (first) return first;
      try {
        return next(specifier, answers.contextOf(context));
      } catch (error) {
        const other = answers.resolveFailed(specifier, context);
        if (other) return other;
        throw error;
      }
    },
    load: (url, context, next) => answers.load(url, context) ?? next(url, context),
  };
}
