/**
 * Sets of characters, from a megabyte of tables that most runs never need. Bundles that review leave this module
 * out and load it when it is first asked for (`laterSets` in src/build/build.mjs).
 */
import { toUnicodeSet } from 'regexp-ast-analysis';

const all = { toUnicodeSet };

export function characterSets(): typeof all {
  return all;
}
