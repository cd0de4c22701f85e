/**
 * Who summarises what. V8 learns each thread's code by what it meets, and starts over when it meets something new:
 * threads whose files are alike, of one language and of neighbouring folders, take a tenth less time together than
 * threads that take whatever comes next.
 */
import type { Work } from './messages.ts';

/** One thread's part of the work. */
export interface Share {
  /** What to do next: of its own while there is any, then of what others have the most of. */
  next(): readonly Work[] | undefined;
  giveBack(rest: readonly Work[]): void;
}

const batchSize = 24;

/** At most `count` shares; none is empty. */
export function sharesOf(work: readonly Work[], count: number): Share[] {
  const ordered = [...work].sort((a, b) => Number(hasMarkup(a)) - Number(hasMarkup(b)));
  const batches: Work[][] = [];
  for (let i = 0; i < ordered.length; i += batchSize) batches.push(ordered.slice(i, i + batchSize));
  const size = Math.ceil(batches.length / Math.max(1, count));
  const parts: (readonly Work[])[][] = [];
  for (let i = 0; i < batches.length; i += size) parts.push(batches.slice(i, i + size));
  const fullest = (): (readonly Work[])[] => parts.reduce((a, b) => (b.length > a.length ? b : a));
  return parts.map((own) => ({
    // Of another's, the last: what its thread comes to latest.
    next: () => own.shift() ?? fullest().pop(),
    giveBack: (rest) => own.unshift(rest),
  }));
}

function hasMarkup(work: Work): boolean {
  return /\.[jt]sx$/.test(work.path);
}
