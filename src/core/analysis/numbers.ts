/** What number an expression is, as far as a file tells. */
import { bare, dotted, isCall, isMember, type Node, parentOf, propertyName } from './ast.ts';
import { constantName, workers } from './caps.ts';
import type { Scope } from './index-types.ts';
import { classAround, find } from './scopes.ts';

/** More than this in one batch are many, whatever their constant is called. */
const largestBatch = 50;

/** How long a list is at most, where that is known. */
type LengthOf = (list: Node, scope: Scope) => number | undefined;

/** What a `readonly` field of the class around is given where it is declared. */
function keptNumber(name: string, scope: Scope): Node | undefined {
  const value = classAround(scope.fn)?.fields.get(name)?.value;
  const field = value && parentOf(value);
  return field?.type === 'ClassProperty' && field.readonly ? value : undefined;
}

/** `wanted > 5 ? 5 : wanted`, `n < most ? n : most` */
function isLesser({
  test,
  consequent,
  alternate,
}: Extract<Node, { type: 'ConditionalExpression' }>): boolean {
  const t = bare(test);
  if (t.type !== 'BinaryExpression' || t.left.type === 'PrivateName' || !/^[<>]=?$/.test(t.operator))
    return false;
  const sides = t.operator.startsWith('>') ? [t.right, t.left] : [t.left, t.right];
  return isSame(sides[0]!, consequent) && isSame(sides[1]!, alternate);
}

function isSame(a: Node, b: Node): boolean {
  const [m, n] = [bare(a), bare(b)];
  if (m.type === 'NumericLiteral') return n.type === 'NumericLiteral' && m.value === n.value;
  return dotted(m) !== '' && dotted(m) === dotted(n);
}

/** The number an expression is, or is capped by; NaN where constant but unknown; undefined where neither. */
export function numberOf(node: Node, scope: Scope, lengthOf: LengthOf, depth = 0): number | undefined {
  if (depth > 5) return undefined;
  const n = bare(node);
  if (n.type === 'NumericLiteral') return n.value;
  if (n.type === 'UnaryExpression' && n.operator === '-') {
    const v = numberOf(n.argument, scope, lengthOf, depth + 1);
    return v === undefined ? undefined : -v;
  }
  if (n.type === 'BinaryExpression' && n.left.type !== 'PrivateName') {
    const [a, b] = [n.left, n.right].map((side) => numberOf(side as Node, scope, lengthOf, depth + 1));
    if (a === undefined || b === undefined) return undefined;
    return n.operator === '+'
      ? a + b
      : n.operator === '-'
        ? a - b
        : n.operator === '*'
          ? a * b
          : n.operator === '/'
            ? a / b
            : Number.NaN;
  }
  if (isCall(n) && dotted(n.callee) === 'Math.min') {
    const caps = n.arguments
      .map((a) => numberOf(a, scope, lengthOf, depth + 1))
      .filter((v) => v !== undefined);
    return caps.length > 0 ? Math.min(...caps) : undefined;
  }
  // `Math.max(1, Math.min(wanted, 4))`
  if (isCall(n) && dotted(n.callee) === 'Math.max' && n.arguments.length > 0) {
    const all = n.arguments.map((a) => numberOf(a, scope, lengthOf, depth + 1));
    return all.every((v) => v !== undefined) ? Math.max(...all) : undefined;
  }
  if (n.type === 'ConditionalExpression') {
    const [a, b] = [n.consequent, n.alternate].map((side) => numberOf(side, scope, lengthOf, depth + 1));
    if (a !== undefined && b !== undefined) return Math.max(a, b);
    return isLesser(n) ? (a ?? b) : undefined;
  }
  if (
    isCall(n) &&
    /^(Math\.(floor|ceil|round|trunc)|Number|parseInt)$/.test(dotted(n.callee)) &&
    n.arguments[0]
  )
    return numberOf(n.arguments[0], scope, lengthOf, depth + 1);
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    if (
      b &&
      b.kind !== 'param' &&
      b.kind !== 'import' &&
      b.init &&
      b.path.length === 0 &&
      b.writes.length === 0
    ) {
      const value = numberOf(b.init, b.scope, lengthOf, depth + 1);
      // What a job takes at once is meant to be done one by one.
      const batch = /(^|_)BATCH(_|$)/.test(n.name) && value !== undefined && value <= largestBatch;
      return batch || (value === undefined && workers.test(n.name)) ? Number.NaN : value;
    }
    return constantName(n.name) || workers.test(n.name) ? Number.NaN : undefined;
  }
  if (isMember(n)) {
    // `limit: Number.MAX_SAFE_INTEGER` asks for all.
    if (/^Number\.(MAX_(SAFE_INTEGER|VALUE)|POSITIVE_INFINITY)$/.test(dotted(n))) return undefined;
    const kept = n.object.type === 'ThisExpression' ? keptNumber(propertyName(n), scope) : undefined;
    const value = kept && numberOf(kept, scope, lengthOf, depth + 1);
    if (value !== undefined) return value;
    if (constantName(propertyName(n)) || workers.test(propertyName(n))) return Number.NaN;
    if (propertyName(n) === 'length') return lengthOf(n.object, scope);
  }
  return undefined;
}
