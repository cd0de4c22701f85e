/**
 * What a function does for those who call it, kept where it stands as a candidate that is never told: a loop of another
 * file that calls it makes it costly, and its own candidate asks for the deed when the files are linked.
 */
import type { Target } from '../by-name.ts';
import type { Candidate } from '../summary.ts';

/** How tags of deeds start. Whoever keeps what was linked looks at them, too. */
export const deed = 'deed ';

/** Why a deed is not told where it stands. */
export const elsewhere = 'costs something only where a loop of another file calls it';

/** What a function does, as a rule kept it. */
export function deedsOf({ file, id }: Target, rule: string): readonly Candidate[] {
  return file.candidates.filter((c) => c.fn === id && c.rule === rule && c.tag.startsWith(deed));
}
