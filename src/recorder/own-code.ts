/**
 * Whether the program may have run code that stands in no file: loaders, hooks and compilers that put their own
 * in a file's place. Where it has not, every source map that matters can be read from disk afterwards, and V8
 * need not be asked for them, which costs some 20 ms at a program's end.
 */
import Module from 'node:module';
import vm from 'node:vm';

interface Loader {
  readonly _extensions: Readonly<Record<string, unknown>>;
  readonly prototype: { readonly _compile?: unknown };
}

/** Options by which Node itself runs other code than the file's, or loads what does. */
const FLAGS = /loader|transform-types|config-file/;

const loader = Module as unknown as Loader;
let seen = false;
let extensions: Readonly<Record<string, unknown>> = {};
let compile: unknown;

/** Told by whoever sees code come from elsewhere than its file. */
export function sawOwnCode(): void {
  seen = true;
}

/**
 * Before the program begins, after our own hooks are in place.
 * @param inherited the thread that started this one may have run such code
 */
export function watchOwnCode(inherited: boolean): void {
  const { NODE_OPTIONS = '' } = process.env;
  const { typescript } = process.features as { typescript?: unknown };
  seen ||=
    inherited || typescript === 'transform' || FLAGS.test(`${process.execArgv.join(' ')} ${NODE_OPTIONS}`);
  extensions = { ...loader._extensions };
  compile = loader.prototype._compile;
  watchVm();
}

export function mayHaveRunOwnCode(): boolean {
  if (seen || loader.prototype._compile !== compile) return true;
  const now = Object.entries(loader._extensions);
  return now.length !== Object.keys(extensions).length || now.some(([key, by]) => extensions[key] !== by);
}

/**
 * Looking up one of the module's functions is taken for its use. Not wrapped: a frame of ours would stand in the
 * program's stacks.
 */
function watchVm(): void {
  const owner = vm as unknown as Record<string, unknown>;
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
    if (typeof descriptor.value !== 'function' || !descriptor.configurable) continue;
    Object.defineProperty(owner, key, {
      get: () => {
        seen = true;
        return descriptor.value as unknown;
      },
      set: (value: unknown) => {
        Object.defineProperty(owner, key, { ...descriptor, value });
      },
      enumerable: descriptor.enumerable === true,
      configurable: true,
    });
  }
}
