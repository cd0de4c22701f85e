import { createRequire } from 'node:module';
import { bundledFile } from '../../bundled.ts';

/** Reads the parser's file the first time. */
export function parser(): typeof import('./parser.ts') {
  const file = bundledFile('bench-parser.cjs');
  return createRequire(file)(file) as typeof import('./parser.ts');
}
