/** Where the built files are, for code that is itself bundled into several places. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../core/model.ts';

/** This module's file after bundling: CommonJS in the editor, ESM on the command line and in tests. */
function here(): string {
  return typeof __filename === 'string' ? __filename : fileURLToPath(import.meta.url);
}

/**
 * Absolute path of a file of dist/, such as `recorder.cjs`.
 * @throws UserError where Perfloop was not built
 */
export function bundledFile(name: string): string {
  const file = here();
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    for (const candidate of [path.join(folder, name), path.join(folder, 'dist', name)]) {
      if (existsSync(candidate)) return candidate;
    }
    if (path.dirname(folder) === folder) break;
  }
  throw new UserError(
    `Perfloop's own file ${name} is missing.`,
    'Reinstall Perfloop, or run `npm run build`.',
  );
}

/** Folder of the v8-profiler-next that Perfloop brings along, where one is installed. */
export function ownSamplerFolder(): string | undefined {
  try {
    return path.dirname(createRequire(here()).resolve('v8-profiler-next/package.json'));
  } catch {
    return undefined;
  }
}
