/** Loops that take back what was done before, after a failure: as many as that was. */
import { ancestor, dotted, isCall, methodName, type Node, receiverOf, settled, some } from '../ast.ts';
import type { LoopInfo, Scope } from '../index-types.ts';
import { find } from '../scopes.ts';
import { undoesWork } from './no-bulk.ts';
import { declaredAs } from './origins.ts';

/** `catch { await Promise.all(uploaded.map((file) => file.delete())) }`; what is tried again may be everything. */
export function tidiesUp(loop: LoopInfo): boolean {
  return (
    (ancestor(loop.node, (n) => n.type === 'CatchClause', true) !== undefined ||
      undoesWork(loop) ||
      takesBack(loop)) &&
    some(loop.body, (n) => isCall(n) && undoing.test(methodName(n) || dotted(n.callee)))
  );
}

/** `if (failures.length > 0) await Promise.all(uploaded.map((file) => remove(file)))`: what has just been done. */
function takesBack(loop: LoopInfo): boolean {
  const { iterable, scope } = loop;
  const n = iterable && settled(iterable);
  const b = n?.type === 'Identifier' && doneSoFar.test(n.name) ? find(scope, n.name) : undefined;
  if (!b?.init || b.kind === 'param') return false;
  const init = settled(b.init);
  // Filled on the way, and dropped on a condition.
  if (init.type === 'ArrayExpression' && init.elements.length === 0)
    return ancestor(loop.node, (m) => m.type === 'IfStatement', true) !== undefined;
  // `settled.filter(isFulfilled).map((done) => done.value)` of `settled = await Promise.allSettled(…)`
  return isSettled(init, b.scope);
}

const doneSoFar =
  /^(uploaded|created|stored|saved|written|inserted|succeeded|successes|fulfilled)([A-Z]\w*)?$/;

function isSettled(node: Node, scope: Scope, depth = 0): boolean {
  const n = settled(node);
  if (depth > 4) return false;
  if (n.type === 'Identifier') {
    const d = declaredAs(n.name, scope);
    return d !== undefined && !d.part && isSettled(d.init, d.scope, depth + 1);
  }
  if (!isCall(n)) return false;
  if (dotted(n.callee) === 'Promise.allSettled') return true;
  const of = /^(map|filter|flatMap)$/.test(methodName(n)) ? receiverOf(n) : undefined;
  return of !== undefined && isSettled(of, scope, depth + 1);
}

const undoing =
  /^(delete|remove|unlink|destroy|rollback|cancel|restore|clean|abort|release|revert|undo|rm|drop)/i;
