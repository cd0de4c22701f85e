/**
 * V8 tuned for a process that reads much code once and ends. Its own settings are made for pages and servers: it
 * recompiles what is hot for minutes to come, in each thread anew, and a review of a few seconds pays for that
 * with a quarter of its CPU time. Functions are compiled plainly at once instead, and optimised only where they
 * run on and on.
 */
import { setFlagsFromString } from 'node:v8';

/** Of the command line's own process only, before the work starts: flags count for all of its threads. */
export function tuneForShortRun(): void {
  // Bytes of bytecode run before V8 considers optimising; four to nine times what it would take.
  setFlagsFromString('--interrupt-budget=600000');
  // Little is inlined: compiled sooner, and thrown away less often when a file brings what was not seen before.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=100');
  setFlagsFromString('--always-sparkplug');
  // Hundreds of patterns are asked some thousand times each: V8 would compile each of them twice, the first time for few.
  setFlagsFromString('--no-regexp-tier-up');
  // Most of what is read stays: room for new objects grows to its full size at once, and fewer are copied twice.
  setFlagsFromString('--semi-space-growth-factor=16');
  // In the middle of a long file all of its tree is alive, from which V8 concludes that trees are there to stay. In
  // the old space they would be, until the next full collection, and with them whatever they point to.
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/** Once it is known that the run is not that short. */
export function tuneForManyFiles(): void {
  setFlagsFromString('--interrupt-budget=450000');
}
