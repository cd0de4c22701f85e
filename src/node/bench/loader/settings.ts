/** What has to be there before a benchmark file is loaded, as vitest would have it. */
import { readFileSync } from 'node:fs';
import type { LoaderSettings } from '../../../core/bench/protocol.ts';
import type { ViteFacts } from './vite-config.ts';

const nothing: LoaderSettings = {
  globals: {},
  env: {},
  setupFiles: [],
  globalApi: '',
  environment: 'node',
};

const imported =
  /(?:from|require\(|import\()\s*['"](vitest|vite-plus\/test|perfloop|mitata|tinybench|benny|benchmark)['"]/g;
const declared = /\b(?:const|let|var|function|import)\b[^;\n]*\bbench\b/;

/** Set-up files and the environment are vitest's own: other benchmarks never see them. */
export function settingsOf(file: string, vite: ViteFacts | undefined): LoaderSettings {
  const text = read(file);
  const imports = new Set([...text.matchAll(imported)].map((m) => m[1]));
  // Without any import, `bench` and `describe` can only be globals.
  const globals = imports.size === 0 && /\bbench\s*(?:\.\w+\s*)*\(/.test(text) && !declared.test(text);
  const vitest = imports.has('vitest') || imports.has('vite-plus/test') || globals;
  const own = /@(?:vitest|jest)-environment\s+([\w-]+)/.exec(text)?.[1];
  if (!vite)
    return { ...nothing, globalApi: globals ? 'vitest' : '', environment: (vitest && own) || 'node' };
  const { names, env } = split(vite.defines);
  return {
    globals: names,
    env: { ...env, ...(vitest ? vite.env : {}) },
    setupFiles: vitest ? vite.setupFiles : [],
    globalApi: globals || (vitest && vite.globals) ? 'vitest' : '',
    environment: vitest ? (own ?? vite.environment) : 'node',
  };
}

/** `define` of plain names, and of `process.env.X` and `import.meta.env.X`. */
function split(defines: Readonly<Record<string, unknown>>) {
  const names: Record<string, unknown> = {};
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries(defines)) {
    const variable = /^(?:process|import\.meta)\.env\.(\w+)$/.exec(key)?.[1];
    if (variable) {
      // vitest measures with the NODE_ENV that the shell gave.
      if (value !== undefined && variable !== 'NODE_ENV') env[variable] = String(value);
    } else if (/^[\w$]+$/.test(key)) names[key] = value;
  }
  return { names, env };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
