/** Facts as evidence states them: what, where, how much. */
import type { ProfileUnit } from '../model.ts';
import { formatShare, formatWeight } from '../report/numbers.ts';
import { functionName, lineKey, place } from '../report/place.ts';
import type { DiagnoseInput } from './input.ts';

/** `mergeOrders (src/orders/merge.js:41)`. */
export function site(f: { readonly name: string; readonly file: string; readonly line: number }): string {
  const where = place(f.file, f.line);
  return where ? `${functionName(f.name)} (${where})` : functionName(f.name);
}

/** `3.34 s (41.2%)`. */
export function figure(weight: number, share: number, unit: ProfileUnit): string {
  return `${formatWeight(weight, unit)} (${formatShare(share)})`;
}

export function isLock(lineText: string | undefined): boolean {
  return lineText !== undefined && /\bAtomics\s*\.\s*wait\s*\(/.test(lineText);
}

/** Self time of the hot lines that call Atomics.wait. */
export function lockedMs({ hot, lineTexts }: DiagnoseInput): number {
  let ms = 0;
  for (const l of hot.lines) if (isLock(lineTexts[lineKey(l.file, l.line)])) ms += l.selfMs;
  return ms;
}
