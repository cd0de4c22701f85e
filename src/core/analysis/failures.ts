/** Whether a test, what is returned, or a branch says that something is wrong or not there. */
import {
  bare,
  dotted,
  isCall,
  isMember,
  isNull,
  keyName,
  type Member,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  some,
  visit,
} from './ast.ts';

export function isNegative(test: Node): boolean {
  const t = bare(test);
  if (t.type === 'UnaryExpression' && t.operator === '!') return true;
  if (t.type === 'LogicalExpression') return isNegative(t.left);
  if (t.type === 'BinaryExpression') {
    const right = bare(t.right);
    const nothing =
      isNull(right) ||
      (right.type === 'BooleanLiteral' && !right.value) ||
      (right.type === 'NumericLiteral' && right.value === 0);
    if (/^===?$/.test(t.operator)) return nothing;
    // `if (stat.spawned < stat.copies)`: two numbers of one thing, so whether it has room.
    const left = bare(t.left as Node);
    const room =
      isMember(left) && isMember(right) && !isLength(left) && dotted(left.object) === dotted(right.object);
    return (t.operator === '<' || t.operator === '<=') && !room;
  }
  const name = dotted(t).replace(/\(\)$/, '');
  if (/(^|\.)(isLeft|isErr|isError|isFailure|isNone|isNil|isEmpty|isUndefined|isNull|not)$/.test(name))
    return true;
  return /error|err$|fail|invalid|missing|abort|cancel/i.test(name) || /(^|\.)err([A-Z_]\w*)?$/.test(name);
}

function isLength(n: Member): boolean {
  return /^(length|size|count)$/.test(propertyName(n));
}

/** `return { success: false }`, `return { status: 'already_taken' }` */
function saysFailure(p: Extract<Node, { type: 'ObjectProperty' }>): boolean {
  const value = bare(p.value);
  if (value.type === 'BooleanLiteral')
    return value.value
      ? /^(is)?(duplicated?|invalid|failed|conflict|hasErrors?)$/i.test(keyName(p))
      : /^(success|ok|valid|isValid|available|allowed|passed)$/.test(keyName(p));
  return (
    value.type === 'StringLiteral' &&
    /^(status|code|reason|type|kind|result)$/.test(keyName(p)) &&
    /not_?found|already|invalid|fail|error|denied|forbidden|missing|exceed|conflict|unavailable|insufficient|rejected|max_/i.test(
      value.value,
    )
  );
}

export function failureReturned(exit: Node): boolean {
  if (exit.type !== 'ReturnStatement' || !exit.argument) return false;
  let failure = false;
  visit(exit.argument, (n) => {
    if (n.type === 'NumericLiteral' && n.value >= 400 && n.value < 600) failure = true;
    if (n.type === 'NewExpression' && /Error|Exception/.test(dotted(n.callee))) failure = true;
    if (n.type === 'ObjectProperty' && saysFailure(n)) failure = true;
    if (
      n.type === 'Identifier' &&
      /^(err|error|left|fail|failure|badRequest|notFound|unauthorized|forbidden|reject)\w*$/i.test(n.name)
    )
      failure = true;
    return !failure;
  });
  return failure;
}

/** `if (members.length === 1) { this.addError('…'); return this; }`: what is wrong was found, and not what was looked for. */
export function complains(branch: Node): boolean {
  return some(branch, (n) => {
    if (!isCall(n)) return false;
    if (/^(add|set)_?errors?$/i.test(methodName(n) || dotted(n.callee))) return true;
    return methodName(n) === 'push' && /(^|\.)(errors|problems|violations)$/.test(dotted(receiverOf(n) ?? n));
  });
}
