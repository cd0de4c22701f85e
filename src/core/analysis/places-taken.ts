/** Functions that wait for a place before they work: `await semaphore.acquire()`, `await limiter.removeTokens(1)`. */
import { dotted, receiverOf } from './ast.ts';
import type { FileIndex, FunctionInfo } from './index-types.ts';
import { isLimiter } from './limiters.ts';
import { oncePer } from './once.ts';

const taking = /^(acquire|wait|lock|take|enter|obtain|schedule|removeTokens|ready|waitForTurn)$/;
const holders = /(sema(phore)?|mutex|limit(er|s)?|throttler?|bottleneck|bucket|slots?)$/i;
const byName =
  /^(acquire(Slot|Permit|Lock|Token)|wait(For|On)(Slot|Turn|Token|RateLimit\w*|Permit)|removeTokens)$/;

/** The functions of a file that do. */
export const takesPlace = oncePer((file: FileIndex): ReadonlySet<FunctionInfo> => {
  const found = new Set<FunctionInfo>();
  for (const site of file.calls) {
    const name = site.method || site.name;
    const r = taking.test(name) ? receiverOf(site.node) : undefined;
    const holder = r && dotted(r).replace(/\(\)$/, '');
    if (byName.test(name) || (holder && (holders.test(holder) || isLimiter(site.node, site.scope))))
      found.add(site.fn);
  }
  return found;
});
