/** Several fixes of one text, made at once. */
import type { Fix, TextEdit } from '../finding.ts';

export interface AtOnce {
  /** Places of the findings, in their order, that are fixed. */
  readonly fixed: readonly number[];
  /** Sorted, not overlapping. */
  readonly edits: readonly TextEdit[];
}

/** Of each finding's fixes the safe one, as far as it does not meddle with those of findings before it. */
export function safeAtOnce(fixes: readonly (readonly Fix[])[]): AtOnce {
  const fixed: number[] = [];
  const edits: TextEdit[] = [];
  for (const [i, all] of fixes.entries()) {
    const fix = all.find((f) => f.kind === 'safe');
    // Two may need the same constant or import: one serves both.
    const own = fix?.edits.filter((e) => !edits.some((o) => isSame(o, e)));
    if (!own || own.length === 0 || !apart(edits, own)) continue;
    fixed.push(i);
    edits.push(...own);
  }
  return { fixed, edits: edits.sort((a, b) => a.start - b.start || a.end - b.end) };
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

/** They touch other places, and make other names. */
function apart(there: readonly TextEdit[], more: readonly TextEdit[]): boolean {
  const names = new Set(there.flatMap(madeBy));
  if (more.flatMap(madeBy).some((n) => names.has(n))) return false;
  return there.every((x) => more.every((y) => besides(x, y)));
}

function madeBy({ text }: TextEdit): string[] {
  return [...text.matchAll(/\bconst ([\w$]+) =/g)].map((m) => m[1]!);
}

function besides(x: TextEdit, y: TextEdit): boolean {
  // Statements before the same loop: one after the other.
  const statements = [x, y].every((e) => e.start === e.end && /^const /.test(e.text));
  return statements || x.end < y.start || y.end < x.start;
}
