/** Whether code waits a while before it goes on. */

import {
  ancestor,
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isFunction,
  type Node,
  parentOf,
  some,
} from '../ast.ts';
import type { Scope } from '../index-types.ts';
import { lastResult } from '../returns.ts';
import { find } from '../scopes.ts';

/** What such code is called. */
export const waits = /(sleep|delay|wait|pause|backoff|retryAfter|rateLimit|jitter|snooze|cooldown|throttle)/i;

/**
 * `sleep(100)`, `await setTimeout(100)`, `await new Promise((done) => setTimeout(done, 100))`, and a function of
 * the same file that does nothing else.
 */
export function isWait(call: Call, body: Node, scope: Scope): boolean {
  const name = calledName(call);
  if (/^AbortSignal\./.test(dotted(bare(call.callee)))) return false;
  // `isRateLimit(error)` asks.
  if (/^(is|has|was|should|can)[A-Z_]/.test(name)) return false;
  if (!/^(set)?timeout$/i.test(name)) return waits.test(name) || isTimer(call, scope);
  const promise = ancestor(
    call,
    (p) => p === body || (p.type === 'NewExpression' && dotted(p.callee) === 'Promise'),
  );
  // `await setTimeout(() => {}, 100)` is the global one, that gives a handle at once.
  if (promise?.type !== 'NewExpression')
    return parentOf(call)?.type === 'AwaitExpression' && !isFunction(call.arguments[0]);
  // One that ends what takes too long is no wait: it is raced, or rejects.
  if (rejects(call, promise) || ancestor(promise, (p) => p === body || isRace(p)) !== body) return false;
  const holder = parentOf(promise);
  if (holder?.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') return true;
  const held = holder.id.name;
  return some(body, (n) => n.type === 'AwaitExpression' && dotted(bare(n.argument)) === held, false);
}

/** Every timer of a function rejects a promise: it ends what takes too long, and makes nobody wait. */
export function onlyEndsOthers(fn: Node): boolean {
  return !some(fn, (n) => {
    if (!isCall(n) || calledName(n) !== 'setTimeout') return false;
    const promise = ancestor(n, (p) => p === fn || p.type === 'NewExpression');
    return promise?.type !== 'NewExpression' || !rejects(n, promise);
  });
}

function isRace(n: Node): boolean {
  return isCall(n) && /^(race|any)$/.test(calledName(n));
}

/** `new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 1000))`. */
function rejects(timer: Call, promise: Extract<Node, { type: 'NewExpression' }>): boolean {
  const executor = promise.arguments[0];
  const reject = isFunction(executor) ? executor.params[1] : undefined;
  const then = timer.arguments[0];
  if (reject?.type !== 'Identifier' || !then) return false;
  return some(bare(then), (n) => n.type === 'Identifier' && n.name === reject.name);
}

/** `tick()` of `const tick = () => new Promise((done) => setTimeout(done, 1000))`. */
function isTimer(call: Call, scope: Scope): boolean {
  const callee = bare(call.callee);
  const known = callee.type === 'Identifier' ? find(scope, callee.name) : undefined;
  const fn = known?.fn?.node ?? known?.init;
  if (!fn || !isFunction(fn)) return false;
  const result = lastResult(fn);
  const promise = result && bare(result);
  return (
    promise?.type === 'NewExpression' &&
    dotted(promise.callee) === 'Promise' &&
    some(promise, (n) => isCall(n) && calledName(n) === 'setTimeout')
  );
}
