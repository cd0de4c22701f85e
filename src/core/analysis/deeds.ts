/**
 * What a function does for those who call it, kept where it stands as a candidate that is never told: a loop of another
 * file that calls it makes it costly, and its own candidate asks for the deed when the files are linked.
 */
import type { Node } from './ast.ts';
import type { Target } from './by-name.ts';
import type { FunctionInfo } from './index-types.ts';
import type { Report, Reviewed } from './rule.ts';
import type { Candidate } from './summary.ts';

const start = 'deed ';

/** What a candidate keeps of its function for others; undefined for one that is told where it stands. */
export function deedOf({ tag }: Candidate): string | undefined {
  return tag.startsWith(start) ? tag.slice(start.length) : undefined;
}

/** Keeps it where other files can call the function. */
export function keepDeed(
  file: Reviewed,
  at: { readonly node: Node; readonly fn: FunctionInfo; readonly message: string },
  what: string,
  report: Report,
): void {
  const { exports, text } = file.index;
  if (exports.length === 0 && !/\bexports\b/.test(text)) return;
  const silenced = 'costs something only where a loop of another file calls it';
  report({ ...at, silenced, tag: `${start}${what}` });
}

/** What a function does, as a rule kept it. */
export function deedsOf({ file, id }: Target, rule: string): readonly Candidate[] {
  return file.candidates.filter((c) => c.fn === id && c.rule === rule && deedOf(c) !== undefined);
}
