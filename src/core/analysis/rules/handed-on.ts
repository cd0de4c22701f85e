/** Where the copy of an accumulator goes: back to its name, out of the reducer, or into what holds it. */
import {
  ancestor,
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
} from '../ast.ts';
import { returnsName } from '../returns.ts';

/** `...(row.on ? { on: row.on } : {})`, `...(row.on && { on: row.on })`: the same keys after every turn. */
function isFixed(node: Node): boolean {
  const n = bare(node);
  if (n.type === 'ConditionalExpression') return isFixed(n.consequent) && isFixed(n.alternate);
  if (n.type === 'LogicalExpression') return n.operator === '&&' && isFixed(n.right);
  return (
    n.type === 'ObjectExpression' &&
    n.properties.every((p) => (p.type === 'SpreadElement' ? isFixed(p.argument) : !p.computed))
  );
}

/** `{ ...acc, done: true }` has the same keys after every turn; a computed key or another spread adds some. */
export function addsKeys(literal: Extract<Node, { type: 'ObjectExpression' }>, name: string): boolean {
  return literal.properties.some((p) => {
    if (p.type === 'SpreadElement') return computedName(p.argument) !== name && !isFixed(p.argument);
    if (p.type !== 'ObjectProperty') return false;
    if (p.computed) return true;
    // `{ ...acc, list: acc.list.concat(x) }`
    const value = bare(p.value);
    return (
      isCall(value) &&
      methodName(value) === 'concat' &&
      dotted(receiverOf(value) ?? value).startsWith(`${name}.`)
    );
  });
}

/** `log = { ...log, lines: [...log.lines, line] }`: what is copied along with what holds it. */
export function copiedAround(
  name: string,
  copy: Node,
): { readonly name: string; readonly copy: Node } | undefined {
  const property = parentOf(copy);
  const holder = property && parentOf(property);
  if (property?.type !== 'ObjectProperty' || property.computed || holder?.type !== 'ObjectExpression')
    return undefined;
  const target = assignmentTarget(holder);
  const [first] = holder.properties;
  // `bins[i] = { count: n, rows: [...bins[i].rows, row] }` names all that it holds.
  const spread = first?.type === 'SpreadElement' ? computedName(first.argument) : '';
  const around = spread || (copy.type === 'ArrayExpression' ? target : '');
  return target !== '' && around !== '' && name === `${around}.${lastWordOf(property.key as Node)}`
    ? { name: around, copy: holder }
    : undefined;
}

/**
 * Returned by the reducer itself, not by a function inside it.
 * @param inList as an element of a list: what a reducer of `([good, bad], item) => …` gives
 */
export function returned(copy: Node, callback: Node, inList = false): boolean {
  const fn = ancestor(copy, (n) => isFunction(n));
  if (fn !== callback) return false;
  let n = copy;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (p === callback || p.type === 'ReturnStatement') return true;
    // `const next = { ...acc }; …; return next;`
    if (p.type === 'VariableDeclarator')
      return p.id.type === 'Identifier' && returnsName(p.id.name, callback);
    if (isFilledMap(n, p) || isPutInOrder(n, p)) continue;
    if (p.type === 'SpreadElement' || isCall(p)) return false;
    if (p.type === 'ArrayExpression' && !(inList && n.type === 'ArrayExpression')) return false;
    // `{ ...acc, [k]: [...acc[k], x] }` copies inside the copy: the outer tells of it.
    if (p.type === 'ObjectExpression' && n.type === 'ObjectProperty' && tellsItself(p)) return false;
  }
  return false;
}

/** `new Map(acc).set(key, value)` */
function isFilledMap(n: Node, p: Node): boolean {
  if (n.type === 'NewExpression') return isMember(p) && p.object === n && /^(set|add)$/.test(propertyName(p));
  return isCall(p) && p.callee === n && /^(set|add)$/.test(methodName(p));
}

const inOrder = /^(sort|toSorted|reverse|filter)$/;

/** `[...new Set([...acc, ...ids])]`, `Array.from(new Set([...acc, id]))`, `uniq([...acc, id])`, `[...acc, x].sort(by)`. */
function isPutInOrder(n: Node, p: Node): boolean {
  if (p.type === 'NewExpression') return /^(Map|Set)$/.test(dotted(p.callee)) && p.arguments[0] === n;
  if (p.type === 'SpreadElement') return n.type === 'NewExpression';
  if (p.type === 'ArrayExpression')
    return n.type === 'SpreadElement' && bare(n.argument).type === 'NewExpression';
  if (isMember(p)) return p.object === n && n.type === 'ArrayExpression' && inOrder.test(propertyName(p));
  if (!isCall(p)) return false;
  return p.callee === n
    ? isMember(n) && inOrder.test(propertyName(n))
    : p.arguments[0] === n && /^(from|uniq\w*|unique|dedupe|sortBy|orderBy)$/.test(lastWordOf(p.callee));
}

function tellsItself(literal: Extract<Node, { type: 'ObjectExpression' }>): boolean {
  return literal.properties.some((p) => p.type === 'SpreadElement' && addsKeys(literal, dotted(p.argument)));
}

export function assignedTo(copy: Node, acc: string): boolean {
  return assignmentTarget(copy).split(/[.[]/)[0] === acc;
}

/** `const next = [...all, row]; all = next;` */
function putBack(name: string, declarator: Node): string {
  const block = ancestor(declarator, (n) => n.type === 'BlockStatement');
  let target = '';
  if (block?.type === 'BlockStatement')
    for (const s of block.body) {
      const set = s.type === 'ExpressionStatement' ? bare(s.expression) : undefined;
      if (set?.type === 'AssignmentExpression' && set.right.type === 'Identifier' && set.right.name === name)
        target = computedName(set.left);
    }
  return target;
}

export function assignmentTarget(copy: Node): string {
  let n = copy;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (p.type === 'AssignmentExpression')
      return p.right === n && p.operator === '=' ? computedName(p.left) : '';
    if (p.type === 'VariableDeclarator') return p.id.type === 'Identifier' ? putBack(p.id.name, p) : '';
    // `seen = new Set([...seen, id])`
    if (isFilledMap(n, p) || isPutInOrder(n, p)) continue;
    if (
      p.type !== 'ConditionalExpression' &&
      p.type !== 'LogicalExpression' &&
      !p.type.startsWith('TS') &&
      p.type !== 'ParenthesizedExpression'
    )
      return '';
  }
  return '';
}

/** `acc[key]` → its text, so that both sides can be compared. */
export function computedName(node: Node): string {
  let n = bare(node);
  if (n.type === 'LogicalExpression') n = bare(n.left);
  return n.type === 'MemberExpression' && n.computed ? `${dotted(n.object)}[]` : dotted(n);
}
