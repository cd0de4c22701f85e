/**
 * Puts `reflow` behind the program's own module loaders: every loader that the program installs is followed by
 * ours, which sees the loader's result. A program that installs none runs exactly as without us.
 */
import { existsSync } from 'node:fs';
import Module, { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { sawOwnCode } from './own-code.ts';
import { holdsInlineMap, reflow } from './reflow.ts';

interface LoadResult {
  source?: unknown;
  [other: string]: unknown;
}
type Next = (url: string, context: unknown) => LoadResult;
type Compile = (this: unknown, code: unknown, ...rest: unknown[]) => unknown;

interface Hookable {
  prototype: { _compile?: Compile };
  register?: (...args: unknown[]) => unknown;
  registerHooks?: (hooks: { load?: unknown }) => unknown;
}

/** `recorder` is this bundle's own path: the hooks for Node's loader thread lie beside it. */
export function installReflow(recorder: string): void {
  const module = Module as unknown as Hookable;
  const compile = module.prototype._compile;
  if (compile) {
    module.prototype._compile = function (code, ...rest) {
      if (typeof code !== 'string' || !holdsInlineMap(code)) return compile.call(this, code, ...rest);
      sawOwnCode();
      return compile.call(this, reflow(code), ...rest);
    };
  }
  followRegister(module, recorder);
  followRegisterHooks(module);
  syncBuiltinESMExports();
}

function followRegister(module: Hookable, recorder: string): void {
  const { register } = module;
  if (!register) return;
  const file = path.join(path.dirname(recorder), 'recorder-hooks.mjs');
  if (!existsSync(file)) return;
  const hooks = pathToFileURL(file).href;
  let count = 0;
  module.register = (...args) => {
    sawOwnCode();
    const result = register(...args);
    // The hooks that came last are asked first: ours has to come after each of the program's.
    register(`${hooks}?${++count}`);
    return result;
  };
}

function followRegisterHooks(module: Hookable): void {
  const { registerHooks } = module;
  if (!registerHooks) return;
  module.registerHooks = (hooks) => {
    sawOwnCode();
    const result = registerHooks(hooks);
    if (hooks?.load)
      registerHooks({ load: (url: string, context: unknown, next: Next) => laidOut(next(url, context)) });
    return result;
  };
}

/** The loader's result with its code laid out; anything that is not code as it is. */
export function laidOut(result: LoadResult): LoadResult {
  const { source } = result ?? {};
  if (typeof source === 'string') return { ...result, source: reflow(source) };
  if (!(source instanceof Uint8Array) || result.format === 'wasm') return result;
  const text = Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString('utf8');
  const laid = reflow(text);
  return laid === text ? result : { ...result, source: laid };
}
