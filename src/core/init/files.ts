/** perfloop.json and the lines of .gitignore that `init` writes. */
import { defaultBenchmarks } from '../config/config.ts';

export const schemaCopy = '.perfloop/perfloop.schema.json';

/** @param schema where editors find the schema, relative to the file */
export function configText(schema: string): string {
  const config = {
    $schema: schema,
    benchmarks: [...defaultBenchmarks],
    gate: { maxSlowdown: '5%', findings: 'error' },
    review: { failOn: 'error', rules: {}, ignores: [], suppressions: [] },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** What is measured on one machine; baselines beside them are committed. */
const ignored = ['.perfloop/recordings/', '.perfloop/cache/'];

/** Undefined where the lines are there already, or more is left out. */
export function withIgnores(text: string): string | undefined {
  const lines = new Set(
    text.split(/\r?\n/).map((l) =>
      l
        .trim()
        .replace(/^\*\*\//, '')
        .replace(/^\/|\/$/g, ''),
    ),
  );
  if (lines.has('.perfloop') || lines.has('.perfloop/*') || lines.has('.perfloop/**')) return undefined;
  const missing = ignored.filter((i) => !lines.has(i.replace(/\/$/, '')));
  if (missing.length === 0) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
  return `${text}${gap}${['# Perfloop', ...missing].join(eol)}${eol}`;
}
