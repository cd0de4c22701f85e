/** What lets so many of the calls given to it run at once, and no more: `limit(() => get(id))`, `queue.add(…)`. */
import {
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isFunction,
  isMember,
  type Node,
  propertyName,
} from './ast.ts';
import type { Scope } from './index-types.ts';
import { moduleNamed } from './refs.ts';
import { find, standsFor } from './scopes.ts';

const functions =
  /^(p?limit(er)?|limit[A-Z]\w*|[a-z]\w*Limit|(run|with|in)[A-Z]\w*Concurrency|\w*[lL]imiter|throttle\w*|schedule|semaphore\w*|runExclusive|mutex\w*|sema|bottleneck|pool|enqueue)$/;
const methods =
  /(^|\.)(\w*[lL]imit(er)?|\w*[qQ]ueue|semaphore|mutex|bottleneck|pool)\.(add|run|schedule|use|acquire|enqueue|push|wrap)$/;
const ofPackages = /^(add|addAll|run|schedule|use|acquire|enqueue|push|wrap|runExclusive|start)$/;
/** `rateLimiter.execute(async () => …)`; `pool.execute(sql)` is no such thing. */
const executing =
  /(^|\.)\w*([lL]imiter|[tT]hrottler?|[sS]emaphore|[mM]utex|[gG]ate)\.(execute|exec|submit|call)$/;
const packages =
  /^(p-limit|p-queue|p-throttle|p-all|bottleneck|throat|promise-limit|promise-throttle|promise-queue|limiter|async-sema|async-mutex|async-lock|await-semaphore|semaphore-async-await|fastq|plimit-lit|queue-promise|limit-concur|promise-pool-executor)$/;

export function isLimiter(call: Call, scope: Scope): boolean {
  const callee = bare(call.callee);
  return (
    functions.test(calledName(call)) ||
    methods.test(dotted(callee)) ||
    (executing.test(dotted(callee)) && call.arguments.some((a) => isFunction(bare(a)))) ||
    (isMember(callee)
      ? ofPackages.test(propertyName(callee)) && isMadeByPackage(bare(callee.object), scope)
      : isMadeByPackage(callee, scope))
  );
}

/** `const q = new PQueue({ concurrency: 4 })`, `const atOnce = pLimit(4)`: whatever they are called. */
function isMadeByPackage(node: Node, scope: Scope): boolean {
  if (node.type !== 'Identifier') return false;
  const made = standsFor(node, scope);
  if (made === node || !(isCall(made) || made.type === 'NewExpression')) return false;
  const maker = bare(made.callee);
  if (maker.type !== 'Identifier') return false;
  const b = find(scope, maker.name);
  return b !== undefined && packages.test(moduleNamed(b));
}
