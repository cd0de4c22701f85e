/** TypeScript files, stripped, and kept so by the hash of their content. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JsxOptions } from '../../../core/bench/jsx.ts';
import type { LoadedModule } from '../../../core/bench/protocol.ts';
import { perfloopVersion } from '../../project.ts';
import { withExtras, withGlobs } from './extras.ts';
import { parser } from './when-needed.ts';

export interface CompilerOptions {
  readonly defineFields: boolean;
  readonly jsx: JsxOptions;
}

/** @throws SyntaxError with the file and line in its message */
export function compile(file: string, options: CompilerOptions, cacheDir: string): LoadedModule {
  const text = readFileSync(file, 'utf8');
  const key = createHash('sha256')
    .update(`${perfloopVersion()} ${path.extname(file)} ${JSON.stringify(options)}\n`)
    .update(text)
    .digest('hex')
    .slice(0, 40);
  const stored = cacheDir && path.join(cacheDir, `${key}.js`);
  const known = stored && read(stored);
  if (known) return globbed(parsed(known), file);
  const loaded = strip(file, text, options);
  if (stored) store(stored, `${loaded.format}\n${loaded.code}`);
  return globbed(loaded, file);
}

/** Not kept: it changes with the files beside it. */
function globbed({ format, code }: LoadedModule, file: string): LoadedModule {
  return { format, code: format === 'module' ? withGlobs(code, file) : code };
}

function strip(file: string, text: string, options: CompilerOptions): LoadedModule {
  const jsx = /(?:x|\.js)$/i.test(file);
  if (jsx && options.jsx.source === 'solid-js') {
    throw new SyntaxError(`${file}: Solid compiles its JSX itself, by a plugin, and none runs here`);
  }
  try {
    const { code, module } = parser().stripTypes(text, { ...options, jsx: jsx ? options.jsx : false });
    const format = /\.cts$/.test(file) || (!module && !/\.m[jt]s$/.test(file)) ? 'commonjs' : 'module';
    return { format, code: format === 'module' ? withExtras(code) : code };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { loc } = error as { loc?: { line: number; column: number } };
    const where = loc ? `:${loc.line}:${loc.column + 1}` : '';
    throw new SyntaxError(`${file}${where}: ${error.message.replace(/ \(\d+:\d+\)$/, '')}`);
  }
}

function parsed(text: string): LoadedModule {
  const end = text.indexOf('\n');
  return { format: text.slice(0, end) === 'commonjs' ? 'commonjs' : 'module', code: text.slice(end + 1) };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Atomically: several processes may do it at once. That it cannot be kept is no harm. */
function store(file: string, text: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch {
    // Read-only, or full.
  }
}
