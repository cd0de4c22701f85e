/** Lists that a function refuses where they are too long: `if (ids.length > 10) return`, `if (groups.length !== 2) throw`. */
import {
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
} from './ast.ts';
import { type Bound, capped } from './caps.ts';
import type { LoopInfo, Scope } from './index-types.ts';
import { leaves } from './leaving.ts';
import { numberOf } from './numbers.ts';
import { find, isFixed, standsFor } from './scopes.ts';

/** What a loop goes through: `ids` of `for (let i = 0; i < ids.length; i++)` too, backwards, or of any test by its length. */
export function listOf(loop: LoopInfo, byAnyTest = false): Node | undefined {
  const backwards = backwardsOf(loop.node);
  if (backwards) return backwards;
  const test = loop.node.type === 'ForStatement' && loop.node.test ? bare(loop.node.test) : undefined;
  const counts = test?.type === 'BinaryExpression' && (byAnyTest || test.operator === '<');
  const end = counts ? bare(test.right) : undefined;
  return end && isMember(end) && propertyName(end) === 'length' ? end.object : loop.iterable;
}

/** `for await (const row of client.rows.list({ limit: 100 }))`: a client that asks for the next hundred by itself. */
export function goesOnThroughPages({ node, iterable }: LoopInfo): boolean {
  const list = iterable && bare(iterable);
  return (
    node.type === 'ForOfStatement' &&
    node.await === true &&
    list !== undefined &&
    isCall(list) &&
    /^(list|iterate|iterator|paginate|search)([A-Z]\w*)?$/.test(methodName(list) || dotted(list.callee))
  );
}

/** `users` of `for (let i = users.length - 1; i >= 0; i--)`. */
function backwardsOf(node: Node): Node | undefined {
  if (node.type !== 'ForStatement' || node.init?.type !== 'VariableDeclaration') return undefined;
  const [first] = node.init.declarations;
  const start = first?.init ? bare(first.init) : undefined;
  const end = start?.type === 'BinaryExpression' && start.operator === '-' ? bare(start.left) : undefined;
  const isDown = node.update?.type === 'UpdateExpression' && node.update.operator === '--';
  return isDown && end && isMember(end) && propertyName(end) === 'length' ? end.object : undefined;
}

/** The list that a loop goes through was checked before, or what it was made of. */
export function guardedList(loop: LoopInfo): Bound | undefined {
  let list = listOf(loop);
  for (let i = 0; list && i < 4; i++) {
    const bound = guarded(list, loop.node, loop.scope);
    if (bound) return bound;
    list = madeOf(list, loop.scope);
  }
  return undefined;
}

/** `ads` of `ads.filter(isOpen)`, also by way of a name: what the list was made of, item for item. */
function madeOf(list: Node, scope: Scope): Node | undefined {
  const n = bare(list);
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    const init = isFixed(b) && b.init && b.path.length === 0 ? bare(b.init) : undefined;
    return init && isCall(init) ? madeOf(init, scope) : undefined;
  }
  return isCall(n) && /^(filter|map|sort|toSorted|reverse)$/.test(methodName(n)) ? receiverOf(n) : undefined;
}

/** The most that a list has after the checks that stand before a node; undefined where none does. */
export function guarded(list: Node, at: Node, scope: Scope): Bound | undefined {
  const name = dotted(bare(list));
  if (name === '' || /[()[\]]/.test(name)) return undefined;
  let inner: Node = at;
  for (let p = parentOf(inner); p; inner = p, p = parentOf(p)) {
    if (isFunction(p) && p.body === inner && !isArgument(p)) return undefined;
    if (p.type === 'IfStatement' && p.consequent === inner) {
      const most = limitIn(p.test, name, scope, '<');
      if (most !== undefined && !isAnother(name, p.test, at, scope)) return capped(most);
    }
    if (p.type !== 'BlockStatement' && p.type !== 'Program') continue;
    for (const s of p.body) {
      if (s === inner) break;
      const most =
        s.type === 'IfStatement' && leaves(s.consequent) ? limitIn(s.test, name, scope) : undefined;
      if (most !== undefined && !isAnother(name, s, at, scope)) return capped(most);
    }
  }
  return undefined;
}

/** `if (urls.length <= 1) { urls = await more(); urls.forEach(…) }`: given anew after the check. */
function isAnother(name: string, check: Node, at: Node, scope: Scope): boolean {
  const from = check.end ?? 0;
  const to = at.start ?? 0;
  return (find(scope, name.split('.')[0]!)?.writes ?? []).some((w) => {
    const start = w.start ?? 0;
    return start >= from && start < to;
  });
}

/** A callback sees what was checked before its call. */
function isArgument(fn: Node): boolean {
  const p = parentOf(fn);
  return p?.type === 'CallExpression' && p.callee !== fn;
}

/**
 * `list.length > 10` or `list.length !== 2`, also as one of several reasons to leave; by '<', `list.length <= 10` or
 * `list.length === 2` as one of several that all hold.
 */
export function limitIn(test: Node, list: string, scope: Scope, by: '>' | '<' = '>'): number | undefined {
  const n = bare(test);
  if (n.type === 'LogicalExpression')
    return n.operator === (by === '>' ? '||' : '&&')
      ? (limitIn(n.left, list, scope, by) ?? limitIn(n.right, list, scope, by))
      : undefined;
  if (n.type !== 'BinaryExpression' || n.left.type === 'PrivateName') return undefined;
  const exact = by === '>' ? /^!==?$/ : /^===?$/;
  if (n.operator[0] !== by && !exact.test(n.operator)) return undefined;
  const left = bare(n.left);
  if (!isMember(left) || !/^(length|size)$/.test(propertyName(left)) || dotted(bare(left.object)) !== list)
    return undefined;
  // `MAX_PER_BATCH`, which is 12: no more than that came.
  const most = numberOf(standsFor(n.right, scope), scope, () => undefined);
  return most !== undefined && most > 0 ? most - (/^>=$|^<$/.test(n.operator) ? 1 : 0) : undefined;
}
