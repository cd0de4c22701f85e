import { ConfigError } from './lib/errors.js';

/** The improvements that can be switched on, one by one; README.md says where each is. */
export const FIXES = Object.freeze([
  'n-plus-one',
  'quadratic-merge',
  'json-clone',
  'sync-io',
  'spread-mapper',
  'unbounded-concurrency',
  'redos',
  'missing-limit',
]);

/**
 * @param {string} text comma-separated names, or `all`
 * @returns {ReadonlySet<string>}
 */
export function resolveFixes(text) {
  const names = text.split(',').map((name) => name.trim());
  const wanted = new Set(names.filter(Boolean).flatMap((name) => (name === 'all' ? FIXES : [name])));
  const unknown = [...wanted].filter((name) => !FIXES.includes(name));
  if (unknown.length > 0) {
    throw new ConfigError(`unknown fix ${unknown.join(', ')}. Known: ${FIXES.join(', ')}, all.`);
  }
  return wanted;
}
