/** Lists that are written out where nobody gives another: what is given is of the same few words. */
import { bare, dotted, isCall, methodName, type Node, receiverOf, settled } from '../ast.ts';
import type { Binding, Scope } from '../index-types.ts';
import { find } from '../scopes.ts';

/**
 * `async send(user, text, channels = ['email'])`: words that callers write, too;
 * `const states = asked && asked.length ? asked : ['active', 'blocked']`: some of them, or all.
 */
export function hasWrittenDefault(iterable: Node, scope: Scope, depth = 0): boolean {
  const n = settled(iterable);
  const picked = isCall(n) && /^(filter|map|sort)$/.test(methodName(n)) ? receiverOf(n) : undefined;
  if (picked && depth < 3) return hasWrittenDefault(picked, scope, depth + 1);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (!b) return isGivenOrWritten(n, scope);
  if (b.path.length > 0 || b.loopItem) return false;
  if (b.kind !== 'param')
    return (
      b.init !== undefined &&
      b.writes.length === 0 &&
      depth < 4 &&
      hasWrittenDefault(b.init, b.scope, depth + 1)
    );
  const given = parameterOf(b);
  if (given?.type === 'AssignmentPattern') return writes(given.right, 1);
  return b.writes.some((w) => isFilledIn(w, b.scope));
}

/** `channels = channels || ['email', 'sms']`, `if (!channels) channels = ['email', 'sms']` of what a function is handed. */
function isFilledIn(write: Node, scope: Scope): boolean {
  if (write.type !== 'AssignmentExpression') return false;
  if (/^(\|\||\?\?)=$/.test(write.operator)) return writes(write.right, 2);
  return write.operator === '=' && (writes(write.right, 2) || isGivenOrWritten(settled(write.right), scope));
}

function parameterOf(b: Binding): Node | undefined {
  const made = b.scope.fn.node;
  return b.param === undefined || !('params' in made)
    ? undefined
    : (made.params[b.param] as Node | undefined);
}

/** `given ?? ['a', 'b']`, `given?.length ? given : ['a', 'b']`, where the function is handed `given`. */
function isGivenOrWritten(n: Node, scope: Scope): boolean {
  const [one, other] =
    n.type === 'ConditionalExpression'
      ? [n.consequent, n.alternate]
      : n.type === 'LogicalExpression' && n.operator !== '&&'
        ? [n.left, n.right]
        : [];
  if (!one || !other) return false;
  if (keysOfWritten(other, scope) || (n.type === 'ConditionalExpression' && keysOfWritten(one, scope)))
    return true;
  return (writes(other, 2) && isHanded(one, scope)) || (writes(one, 2) && isHanded(other, scope));
}

/** `Object.keys(LABELS)` of an object that is written out: whatever is asked for, these are all there are. */
function keysOfWritten(node: Node, scope: Scope): boolean {
  const n = settled(node);
  const of = isCall(n) && dotted(n.callee) === 'Object.keys' ? n.arguments[0] : undefined;
  const b = of?.type === 'Identifier' ? find(scope, of.name) : undefined;
  const made = b?.init && b.writes.length === 0 ? bare(b.init) : undefined;
  return (
    made?.type === 'ObjectExpression' &&
    made.properties.length > 1 &&
    made.properties.every((p) => p.type === 'ObjectProperty' && !p.computed)
  );
}

function isHanded(node: Node, scope: Scope): boolean {
  const n = settled(node);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  return b?.kind === 'param' && b.path.length === 0 && !b.loopItem;
}

/** At least so many words or numbers, and nothing else; one alone may stand for any. */
function writes(node: Node, least: number): boolean {
  const list = bare(node);
  return (
    list.type === 'ArrayExpression' &&
    list.elements.length >= least &&
    list.elements.every((e) => e?.type === 'StringLiteral' || e?.type === 'NumericLiteral')
  );
}
