/** Code that only engines without `trim` run. */
import { bare, dotted, isFunction, isMember, isNull, type Node, parentOf, propertyName } from '../ast.ts';

/** `text.trim ? text.trim() : text.replace(…)`: what runs it is older than any engine of today. */
export function isFallback(n: Node): boolean {
  for (let at: Node = n, p = parentOf(n); p && !isFunction(p); at = p, p = parentOf(p)) {
    if (p.type !== 'ConditionalExpression' && p.type !== 'IfStatement') continue;
    const test = bare(p.test);
    if (p.alternate === at ? isTrim(test) : p.consequent === at && lacksTrim(test)) return true;
  }
  return false;
}

function isTrim(n: Node): boolean {
  if (!isMember(n) || !/^(trim|trimStart|trimEnd|trimLeft|trimRight)$/.test(propertyName(n))) return false;
  // `options.trim` is a wish.
  return !/(^|\.)(options?|opts?|settings?|config|params?|props|args|flags)$/i.test(dotted(n.object));
}

/** `!text.trim`, `typeof String.prototype.trim === 'undefined'`, `text.trim === undefined`. */
function lacksTrim(n: Node): boolean {
  if (n.type === 'UnaryExpression') return n.operator === '!' && isTrim(bare(n.argument));
  if (n.type !== 'BinaryExpression') return false;
  const [left, right] = [bare(n.left as Node), bare(n.right)];
  const of = left.type === 'UnaryExpression' && left.operator === 'typeof' ? bare(left.argument) : left;
  if (!isTrim(of)) return false;
  if (right.type === 'StringLiteral' && right.value === 'function') return /^!==?$/.test(n.operator);
  const isMissing = isNull(right) || (right.type === 'StringLiteral' && right.value === 'undefined');
  return isMissing && /^===?$/.test(n.operator);
}
