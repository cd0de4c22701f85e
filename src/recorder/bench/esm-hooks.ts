/** The loader hooks of Nodes without `module.registerHooks`; runs in Node's loader thread. */
import { createRequire } from 'node:module';
import type { HooksData, ModuleLoader, ModuleLoaderOptions } from '../../core/bench/protocol.ts';
import { type Answers, answersOf, type Context, type Loaded, type Resolved } from './module-hooks.ts';

const ready: { answers?: Answers } = {};

export function initialize(data: HooksData): void {
  const { createLoader } = createRequire(data.loader)(data.loader) as {
    createLoader: (options: ModuleLoaderOptions) => ModuleLoader;
  };
  ready.answers = answersOf(createLoader(data), data.modules);
}

export async function resolve(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<Resolved>,
): Promise<Resolved> {
  const first = ready.answers?.resolveFirst(specifier, context);
  if (first) return first;
  try {
    return await next(specifier, ready.answers?.contextOf(context) ?? context);
  } catch (error) {
    const other = ready.answers?.resolveFailed(specifier, context);
    if (other) return other;
    throw error;
  }
}

export async function load(
  url: string,
  context: Context,
  next: (url: string, context: Context) => Promise<Loaded>,
): Promise<Loaded> {
  return ready.answers?.load(url, context) ?? next(url, context);
}
