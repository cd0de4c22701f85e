/** What an item and something else are compared with: both sides of what a predicate asks. */
import { bare, dotted, isCall, isMember, methodName, type Node, receiverOf } from '../ast.ts';

export type Sides = readonly [Node, Node];

/** Both sides of `a === b`, and of `equalIgnoreCase(a, b)`. */
export function comparedSides(n: Node): Sides | undefined {
  if (n.type === 'BinaryExpression' && /^[!=]==?$/.test(n.operator)) return [bare(n.left), bare(n.right)];
  if (
    !isCall(n) ||
    n.arguments.length < 2 ||
    !/^(is)?_?[eE]q(ual)?|[a-z]Equals?(To)?$/.test(methodName(n) || dotted(n.callee))
  )
    return undefined;
  return [bare(n.arguments[0]!), bare(n.arguments[1]!)];
}

/** Both sides of `Math.abs(a.amount - b.amount) < 0.01`. */
export function nearSides(n: Node): Sides | undefined {
  const apart = n.type === 'BinaryExpression' && /^<=?$/.test(n.operator) ? bare(n.left as Node) : undefined;
  const of = apart && isCall(apart) && dotted(apart.callee) === 'Math.abs' ? apart.arguments[0] : undefined;
  const by = of && bare(of);
  return by?.type === 'BinaryExpression' && by.operator === '-'
    ? [bare(by.left as Node), bare(by.right)]
    : undefined;
}

/** Both sides of `matchesOrder(payment, order)` and `isSameAddress(a, b)`. */
export function matchedSides(n: Node): Sides | undefined {
  return isCall(n) &&
    n.arguments.length === 2 &&
    /^(is)?([sS]ame|[mM]atch)(es)?([A-Z]|$)/.test(methodName(n) || dotted(n.callee))
    ? [bare(n.arguments[0]!), bare(n.arguments[1]!)]
    : undefined;
}

/** Both sides of `item.barcode.includes(container)`. */
export function textsOf(n: Node): Sides | undefined {
  const whole =
    isCall(n) && /^(includes|startsWith|endsWith)$/.test(methodName(n)) ? receiverOf(n) : undefined;
  const part = isCall(n) ? n.arguments[0] : undefined;
  return whole && part && [whole, bare(part)].every((side) => side.type === 'Identifier' || isMember(side))
    ? [whole, bare(part)]
    : undefined;
}

/**
 * `at` and `from` of `row.at > from && row.at <= to`, asked of one property: each item belongs to one of the turns,
 * so that one walk through both would do.
 */
export function rangeSides(n: Node, ofItem: (side: Node) => boolean): Sides | undefined {
  if (n.type !== 'LogicalExpression' || n.operator !== '&&') return undefined;
  const [lower, upper] = [boundOf(n.left, ofItem), boundOf(n.right, ofItem)];
  return lower && upper && lower.above !== upper.above && dotted(lower.of) === dotted(upper.of)
    ? [lower.of, lower.by]
    : undefined;
}

interface Limit {
  readonly of: Node;
  readonly by: Node;
  readonly above: boolean;
}

/** `row.at > from`, also `from < row.at` */
function boundOf(node: Node, ofItem: (side: Node) => boolean): Limit | undefined {
  const n = bare(node);
  if (n.type !== 'BinaryExpression' || !/^[<>]=?$/.test(n.operator)) return undefined;
  const [left, right] = [bare(n.left as Node), bare(n.right)];
  const above = n.operator.startsWith('>');
  if (ofItem(left) && !ofItem(right)) return { of: left, by: right, above };
  return ofItem(right) && !ofItem(left) ? { of: right, by: left, above: !above } : undefined;
}
