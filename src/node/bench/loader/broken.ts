/** Which file a syntax error is in: Node's module loader keeps that to itself. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ModuleLoader } from '../../../core/bench/protocol.ts';
import { parser } from './when-needed.ts';

const MOST_FILES = 400;
const specifiers = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"]([^'"\n]+)['"]/g;

/** `/a/b.js:12:3` of the first file, in the order of imports, that is no JavaScript; undefined where all are. */
export function brokenFile(
  entry: string,
  loader: Pick<ModuleLoader, 'resolve' | 'load'>,
): string | undefined {
  const waiting = [entry];
  const seen = new Set(waiting);
  for (const file of waiting) {
    const code = codeOf(file, loader);
    if (code === undefined) continue;
    const place = problemIn(code);
    if (place) return `${file}:${place}`;
    for (const [, specifier] of code.matchAll(specifiers)) {
      const target = targetOf(specifier!, file, loader);
      if (!target || seen.has(target) || seen.size >= MOST_FILES) continue;
      seen.add(target);
      waiting.push(target);
    }
  }
  return undefined;
}

/** As Node would get it; undefined for what is not JavaScript. */
function codeOf(file: string, loader: Pick<ModuleLoader, 'load'>): string | undefined {
  try {
    return (
      loader.load(file, '')?.code ?? (/\.[cm]?jsx?$/.test(file) ? readFileSync(file, 'utf8') : undefined)
    );
  } catch {
    return undefined;
  }
}

function targetOf(
  specifier: string,
  from: string,
  loader: Pick<ModuleLoader, 'resolve'>,
): string | undefined {
  const found = loader.resolve(specifier, from, false) ?? loader.resolve(specifier, from, true);
  if (found) return found.includes(`${path.sep}node_modules${path.sep}`) ? undefined : found;
  if (!specifier.startsWith('.')) return undefined;
  const file = path.resolve(path.dirname(from), specifier);
  return existsSync(file) && statSync(file).isFile() ? file : undefined;
}

function problemIn(code: string): string | undefined {
  try {
    parser().parse(code, {
      sourceType: 'unambiguous',
      allowReturnOutsideFunction: true,
      allowUndeclaredExports: true,
      plugins: ['explicitResourceManagement'],
    });
    return undefined;
  } catch (error) {
    const { loc } = error as { loc?: { line: number; column: number } };
    return loc ? `${loc.line}:${loc.column + 1}` : undefined;
  }
}
