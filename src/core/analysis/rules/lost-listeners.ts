/** Which listeners no clean-up can remove, though there is one. */
import {
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isFunction,
  methodName,
  type Node,
  parentOf,
  visit,
} from '../ast.ts';

/**
 * No clean-up reaches it: a function that is written (or bound) where it is registered has no name to remove it by,
 * and what removes listeners of other events leaves this one.
 */
export function isLost(call: Call, around: Node): boolean {
  const target = dotted(call.callee);
  const [event, listener] = call.arguments.map((a) => bare(a));
  const page = /^(window|document|globalThis|self)(\.(body|documentElement))?\.addEventListener$/.test(
    target,
  );
  const dropped = methodName(call) === 'addListener' && parentOf(call)?.type === 'ExpressionStatement';
  if ((!page && !dropped) || !event || !listener) return false;
  const removals: Call[] = [];
  let others = false;
  visit(around, (n) => {
    if (!isCall(n)) return true;
    if (/^(removeEventListener|removeListener)$/.test(calledName(n))) removals.push(n);
    else if (cleans(n)) others = true;
    return true;
  });
  if (others) return false;
  if (isFunction(listener) || (isCall(listener) && methodName(listener) === 'bind')) return true;
  if (event.type !== 'StringLiteral' || removals.length === 0) return false;
  return removals.every((r) => {
    const other = r.arguments[0] ? bare(r.arguments[0]) : undefined;
    return other?.type === 'StringLiteral' && other.value !== event.value;
  });
}

export function cleans(n: Node): boolean {
  return (
    isCall(n) &&
    /^(removeEventListener|removeListener|removeAllListeners|off|unsubscribe|clearInterval|abort)$/.test(
      calledName(n),
    )
  );
}
