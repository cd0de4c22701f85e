/** Functions that wait for a place before they work: `await semaphore.acquire()`, `await limiter.removeTokens(1)`. */
import { bare, dotted, isFunction, receiverOf } from './ast.ts';
import type { CallSite, FileIndex, FunctionInfo } from './index-types.ts';
import { isLimiter } from './limiters.ts';
import { oncePer } from './once.ts';

const taking = /^(acquire|wait|lock|take|enter|obtain|schedule|removeTokens|ready|waitForTurn)$/;
const holders = /(sema(phore)?|mutex|limit(er|s)?|throttler?|bottleneck|bucket|slots?)$/i;
const byName =
  /^(acquire(Slot|Permit|Lock|Token)|wait(For|On)(Slot|Turn|Token|RateLimit\w*|Permit)|removeTokens)$/;

/** `new Promise((resolve) => { this.waiting.push({ request, resolve }); this.work(); })`: whoever works through the list answers. */
function queuesItself({ node, fn }: CallSite): boolean {
  const entry = node.arguments[0] ? bare(node.arguments[0]) : undefined;
  if (entry?.type !== 'ObjectExpression' || fn.via?.type !== 'NewExpression') return false;
  const [resolve] = isFunction(fn.node) ? fn.node.params : [];
  return (
    dotted(fn.via.callee) === 'Promise' &&
    resolve?.type === 'Identifier' &&
    entry.properties.some(
      (p) => p.type === 'ObjectProperty' && p.value.type === 'Identifier' && p.value.name === resolve.name,
    )
  );
}

/** The functions of a file that do. */
export const takesPlace = oncePer((file: FileIndex): ReadonlySet<FunctionInfo> => {
  const found = new Set<FunctionInfo>();
  for (const site of file.calls) {
    const name = site.method || site.name;
    const r = taking.test(name) ? receiverOf(site.node) : undefined;
    const holder = r && dotted(r).replace(/\(\)$/, '');
    if (
      byName.test(name) ||
      (holder && (holders.test(holder) || isLimiter(site.node, site.scope))) ||
      (name === 'push' && queuesItself(site))
    )
      found.add(site.fn);
  }
  return found;
});
