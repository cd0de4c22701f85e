/**
 * What parses, in a file of its own (`dist/bench-parser.cjs`): it is most of the loader by far, each process of a
 * comparison loads the loader twice, and most need it only for TypeScript that is not in the cache yet.
 */
export { parse } from '@babel/parser';
export { parse as parseSource } from '../../../core/analysis/parse.ts';
export { stripTypes } from '../../../core/bench/typescript.ts';
