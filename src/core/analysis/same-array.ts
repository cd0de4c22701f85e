/** Arrays that a callback is handed or a turn replaces, and that are nevertheless the same for every item. */
import { bare, type Call, contains, dotted, isCall, methodName, type Node, receiverOf } from './ast.ts';
import type { CallSite, LoopInfo, Scope } from './index-types.ts';
import { varies } from './kinds-of-values.ts';
import { find } from './scopes.ts';

/**
 * What a callback is handed with each item, and is the same for all: the accumulator of `reduce`, and the array
 * itself in `rows.filter((row, i, all) => all.findIndex(…) === i)`; or what the turns only thin out or add to.
 */
export function staysSame(receiver: Node, site: CallSite, loop: LoopInfo): boolean {
  const n = bare(receiver);
  if (n.type !== 'Identifier') return false;
  if (handed(n.name, loop) !== undefined) return true;
  const b = find(site.scope, n.name);
  const writes = b?.writes.filter((w) => contains(loop.body, w)) ?? [];
  return (
    b !== undefined &&
    writes.length > 0 &&
    !contains(loop.body, b.node) &&
    writes.every((w) => isOfItself(w, n.name))
  );
}

/** `rows = rows.filter(…)`, `rows = [...rows, row]`: the same list with a row more or less. */
function isOfItself(write: Node, name: string): boolean {
  if (write.type !== 'AssignmentExpression' || dotted(write.left) !== name) return false;
  const value = bare(write.right);
  const list = isCall(value) ? receiverOf(value) : undefined;
  if (isCall(value))
    return /^(filter|concat)$/.test(methodName(value)) && list != null && dotted(list) === name;
  return (
    value.type === 'ArrayExpression' &&
    value.elements.some((e) => e?.type === 'SpreadElement' && dotted(e.argument) === name)
  );
}

/** The call whose callback has the name as its accumulator or as the array that it goes through. */
function handed(name: string, loop: LoopInfo): Call | undefined {
  const fn = loop.callback?.node;
  if (loop.kind !== 'callback' || !fn || !('params' in fn) || !isCall(loop.node)) return undefined;
  const reduces = /^reduce/.test(loop.method);
  const at = fn.params.findIndex((p) => p.type === 'Identifier' && p.name === name);
  return at === (reduces ? 3 : 2) || (reduces && at === 0) ? loop.node : undefined;
}

/** Rows of a query: their number is the data's, whatever they are called. */
export function isLoaded(node: Node, scope: Scope): boolean {
  let call: Node | undefined = awaitedCall(node, scope);
  // `Row.find(…).sort('name').lean().exec()`
  while (call && isCall(call) && /^(exec|lean|sort|populate|select)$/.test(methodName(call)))
    call = receiverOf(call);
  return (
    call !== undefined &&
    isCall(call) &&
    /^(findAll|findMany|getMany|getRawMany|toArray|find|findBy|getDocs)$/.test(methodName(call))
  );
}

/** What somebody waited for comes from elsewhere: nothing here says how much of it there is. */
export function isAwaited(node: Node, scope: Scope): boolean {
  return awaitedCall(node, scope) !== undefined;
}

function awaitedCall(node: Node, scope: Scope): Call | undefined {
  const n = bare(node);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const init = b?.init && b.path.length === 0 ? b.init : undefined;
  const waited = init && unwrapped(init);
  let call = waited?.type === 'AwaitExpression' ? bare(waited.argument) : undefined;
  // `const query = Row.find(…); const rows = await query;`
  const kept = call?.type === 'Identifier' ? find(scope, call.name) : undefined;
  if (kept?.init && kept.path.length === 0) call = bare(kept.init);
  return call && isCall(call) ? call : undefined;
}

function unwrapped(node: Node): Node {
  let n = node;
  while (
    n.type === 'TSAsExpression' ||
    n.type === 'ParenthesizedExpression' ||
    n.type === 'TSNonNullExpression'
  )
    n = n.expression;
  return n;
}

/** The array gone through, or an accumulator that starts as a list. */
export function isHandedArray(receiver: Node, loop: LoopInfo): boolean {
  const n = bare(receiver);
  const call = n.type === 'Identifier' ? handed(n.name, loop) : undefined;
  const start = call && /^reduce/.test(loop.method) ? call.arguments[1] : undefined;
  return (
    call !== undefined &&
    (start === undefined ? !/^reduce/.test(loop.method) : bare(start).type === 'ArrayExpression')
  );
}

/**
 * `rows` of `rows.slice(0, i).filter(…)` in a loop that counts `i`: all before each row are gone through again; also
 * of `rows.slice(i + 1)`. What a window of two ends has is as long as the window.
 */
export function restOf(receiver: Node, { scope, loop, method }: CallSite): Node | undefined {
  let n = bare(receiver);
  let list = isCall(n) ? receiverOf(n) : undefined;
  while (isCall(n) && list && /^(filter|map|reverse|toReversed)$/.test(methodName(n))) {
    n = bare(list);
    list = isCall(n) ? receiverOf(n) : undefined;
  }
  if (!loop || !isCall(n) || !list || methodName(n) !== 'slice') return undefined;
  const [from, to] = n.arguments.map((a) => bare(a));
  const isBefore = from?.type === 'NumericLiteral' && from.value === 0 && to && varies(to, scope, loop);
  // The next that fits is near.
  const isAfter = from && !to && !/^find/.test(method) && varies(from, scope, loop);
  return (isBefore || isAfter) && !varies(list, scope, loop) ? bare(list) : undefined;
}
