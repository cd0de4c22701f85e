/** Several fixes of one text, made at once. */
import type { Fix, TextEdit } from '../finding.ts';
import { freshName } from './support/names.ts';

export interface AtOnce {
  /** Places of the findings, in their order, that are fixed. */
  readonly fixed: readonly number[];
  /** Sorted, not overlapping. */
  readonly edits: readonly TextEdit[];
}

/**
 * Of each finding's fixes the safe one, as far as it does not meddle with those of findings before it.
 * @param text what they are fixes of
 */
export function safeAtOnce(fixes: readonly (readonly Fix[])[], text: string): AtOnce {
  const fixed: number[] = [];
  const edits: TextEdit[] = [];
  for (const [i, all] of fixes.entries()) {
    const fix = all.find((f) => f.kind === 'safe');
    // What one before has replaced as well is fixed with it.
    if (fix?.edits.some((e) => e.end > e.start && edits.some((o) => isSame(o, e)))) {
      fixed.push(i);
      continue;
    }
    // Two may need the same constant or import: one serves both.
    const own = fix?.edits.filter((e) => !edits.some((o) => isSame(o, e)));
    if (!own || own.length === 0 || !edits.every((x) => own.every((y) => besides(x, y)))) continue;
    fixed.push(i);
    edits.push(...renamed(own, edits, text));
  }
  return { fixed, edits: edits.sort((a, b) => a.start - b.start || a.end - b.end) };
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

/** A name that an earlier fix makes as well gets a number. */
function renamed(own: readonly TextEdit[], there: readonly TextEdit[], text: string): readonly TextEdit[] {
  const taken = new Set(there.flatMap(madeBy));
  let edits = own;
  for (const name of own.flatMap(madeBy)) {
    if (!taken.has(name)) continue;
    const fresh = freshName([text, ...there.map((e) => e.text)].join(' '), name.replace(/\d+$/, ''));
    const at = new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
    edits = edits.map((e) => ({ ...e, text: e.text.replace(at, () => fresh) }));
  }
  return edits;
}

function madeBy({ text }: TextEdit): string[] {
  return [...text.matchAll(/\bconst ([\w$]+) =/g)].map((m) => m[1]!);
}

function besides(x: TextEdit, y: TextEdit): boolean {
  // Statements before the same loop: one after the other.
  const statements = [x, y].every((e) => e.start === e.end && /^const /.test(e.text));
  return statements || x.end < y.start || y.end < x.start;
}
