/** Where waits of one run stand so far apart that nobody reads them together. */
import { lineOf } from './ast.ts';
import type { Wait } from './waits.ts';

/** Lines between two waits that a reader sees together. */
const apart = 20;

/**
 * The parts of a run whose waits stand near one another; of waits that are all far apart, the two nearest. Of those
 * that stand behind an `if` each, it may be one or the other.
 */
export function closeBy(run: readonly Wait[]): Wait[][] {
  const parts: Wait[][] = [];
  let nearest: Wait[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const [i, wait] of run.entries()) {
    const before = run[i - 1];
    const gap = before ? lineOf(wait.node) - (before.node.loc?.end.line ?? 0) : Number.POSITIVE_INFINITY;
    if (before && gap < least && isRun([before, wait])) {
      nearest = [before, wait];
      least = gap;
    }
    if (gap <= apart) parts.at(-1)!.push(wait);
    else parts.push([wait]);
  }
  const several = parts.filter((part) => part.length > 1 && isRun(part)).flatMap(plainest);
  return several.length > 0 || nearest.length === 0 ? several : [nearest];
}

/** One of them is always waited for, or several are for most. */
function isRun(part: readonly Wait[]): boolean {
  return part.some((w) => !w.maybe) || part.filter((w) => w.likely).length > 1;
}

/**
 * The parts of a run between which somebody is turned away, and the whole of it: what its parts do is known when it is
 * decided, and the whole only counts where no part has several reads.
 */
function plainest(run: Wait[]): Wait[][] {
  const parts: Wait[][] = [];
  for (const wait of run) {
    if (wait.guarded || parts.length === 0) parts.push([wait]);
    else parts.at(-1)!.push(wait);
  }
  const several = parts.filter((part) => part.length > 1 && part.some((w) => !w.maybe));
  return parts.length > 1 || several.length === 0 ? [...several, run] : several;
}
