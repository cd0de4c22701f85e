/** What becomes of JSON that a loop makes: compared, used as a key, made of what was read from JSON. */
import {
  ancestor,
  bare,
  calledName,
  contains,
  dotted,
  hasAwait,
  isCall,
  isFunction,
  isMember,
  isNull,
  methodName,
  type Node,
  parentOf,
  settled,
  some,
} from '../ast.ts';
import type { CallSite, LoopInfo } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import { asksById } from '../names-of-collections.ts';
import { find, valuesOf } from '../scopes.ts';

export function isStringify(n: Node): boolean {
  return isCall(n) && dotted(n.callee) === 'JSON.stringify';
}

export function isCompared(n: Node): boolean {
  const p = parentOf(n);
  if (p?.type === 'VariableDeclarator' && p.id.type === 'Identifier') {
    // `const before = JSON.stringify(a); … if (before !== after)`
    const { name } = p.id;
    const told = (m: Node): boolean =>
      isEquality(m) &&
      !isWrittenText(m) &&
      (isNamed(m.left, name) || (isNamed(m.right, name) && m.left.type !== 'Identifier'));
    return usedNear(p, told);
  }
  if (!p || !isEquality(p) || isWrittenText(p)) return false;
  // Of two sides one is told.
  return p.left === n || !isAlike(bare(p.left), n);
}

/** `JSON.stringify(pool.tags) !== row.tags` of `row = await rowOf(pool)`: whether a text that is kept still holds, once for each. */
export function isOfKeptText(text: Node, { scope }: CallSite, loop: LoopInfo): boolean {
  const p = parentOf(text);
  if (!p || !isEquality(p)) return false;
  const other = bare(p.left === text ? p.right : (p.left as Node));
  return isMember(other) && !other.computed && varies(other, scope, loop);
}

/** `line.id === id && JSON.stringify(line.extras) === extras`: of what is the same otherwise. */
export function isOfMatch(text: Node): boolean {
  const compared = parentOf(text);
  const both = compared && isEquality(compared) ? parentOf(compared) : undefined;
  const before = both?.type === 'LogicalExpression' && both.operator === '&&' && both.right === compared;
  return (
    before &&
    some(both.left, (n) => n.type === 'BinaryExpression' && /^===?$/.test(n.operator) && asksById(n))
  );
}

/** `text === '{}'` and `text === undefined` ask whether there is anything. */
function isWrittenText({ left, right }: Extract<Node, { type: 'BinaryExpression' }>): boolean {
  return [left, right].some((n) => n.type === 'StringLiteral' || isNull(n));
}

function isAlike(a: Node, b: Node): boolean {
  return isCall(a) && isCall(b) && dotted(a.callee) === dotted(b.callee);
}

/** `row.id ?? JSON.stringify(row)`: only where there is nothing better. */
export function isLastResort(n: Node): boolean {
  const p = parentOf(n);
  return p?.type === 'LogicalExpression' && p.operator !== '&&' && p.right === n;
}

/** `if (typeof structuredClone === 'function') return structuredClone(x); return JSON.parse(…)`: for old browsers only. */
export function isFallback(clone: Node): boolean {
  const around = ancestor(clone, isFunction);
  return around !== undefined && some(around, (n) => n.type === 'Identifier' && n.name === 'structuredClone');
}

export function isKey(n: Node): boolean {
  if (isLastResort(n)) return false;
  const value = whole(n);
  const p = parentOf(value);
  if (!p) return false;
  if (isMember(p)) return p.computed === true && p.property === value;
  // `<Row key={JSON.stringify(row)} />`
  if (p.type === 'JSXExpressionContainer') {
    const attribute = parentOf(p);
    return attribute?.type === 'JSXAttribute' && attribute.name.name === 'key';
  }
  if (isCall(p))
    return (
      /^(has|get|set|add|delete|includes|indexOf)$/.test(methodName(p)) &&
      p.arguments[0] === value &&
      !/storage|redis|cache/i.test(dotted(p.callee))
    );
  // `new Map(items.map((i) => [JSON.stringify(i.path), i]))`
  if (p.type === 'ArrayExpression')
    return p.elements[0] === value && p.elements.length === 2 && feeds(p, /^Map$/);
  const id = p.type === 'VariableDeclarator' ? p.id : p.type === 'AssignmentExpression' ? p.left : undefined;
  if (id?.type !== 'Identifier' || (p.type === 'AssignmentExpression' && p.operator !== '=')) return false;
  return /key$|^hash|signature$|^id$/i.test(id.name) || usedAsKey(id.name, p);
}

const hashes = /^(md5|sha\d+|[a-z]*[hH]ash([A-Z]\w*)?)$/;

/** The expression that has the value: through `x ? JSON.stringify(x) : ''`, a longer text, types and parentheses. */
function whole(n: Node): Node {
  let value = n;
  for (let p = parentOf(n); p; value = p, p = parentOf(p)) {
    const same =
      p.type === 'ConditionalExpression' ||
      p.type === 'LogicalExpression' ||
      p.type === 'TemplateLiteral' ||
      // `md5(JSON.stringify(x))`
      (isCall(p) && p.arguments[0] === value && hashes.test(calledName(p))) ||
      p.type.startsWith('TS');
    if (!same && p.type !== 'ParenthesizedExpression') break;
  }
  return value;
}

function isEquality(n: Node): n is Extract<Node, { type: 'BinaryExpression' }> {
  return n.type === 'BinaryExpression' && /^[!=]==?$/.test(n.operator);
}

function isNamed(n: Node | null | undefined, name: string): boolean {
  return n?.type === 'Identifier' && n.name === name;
}

/** Whether something in the block that a declaration stands in satisfies the question. */
function usedNear(declarator: Node, test: (n: Node) => boolean): boolean {
  const block = ancestor(declarator, (n) => n.type === 'BlockStatement' || n.type === 'Program');
  return block !== undefined && some(block, test);
}

/** `const path = JSON.stringify(x); … byPath.get(path)`. */
function usedAsKey(name: string, declarator: Node): boolean {
  return usedNear(declarator, (n) => {
    if (isMember(n)) return n.computed === true && isNamed(n.property, name);
    return (
      isCall(n) && /^(has|get|set|add|delete|includes)$/.test(methodName(n)) && isNamed(n.arguments[0], name)
    );
  });
}

/** `new Set(rows.map(JSON.stringify))` */
export function isDedupedByName({ node }: CallSite): boolean {
  const by = node.arguments[0];
  const into = parentOf(node);
  return (
    by !== undefined &&
    dotted(by) === 'JSON.stringify' &&
    into?.type === 'NewExpression' &&
    dotted(into.callee) === 'Set'
  );
}

/** `new Set(items.map((i) => JSON.stringify(i)))`. */
export function isDeduped(n: Node): boolean {
  return feeds(whole(n), /^Set$/);
}

/** What a callback returns, gathered by the method it is given to, goes into a new Map or Set. */
function feeds(value: Node, into: RegExp): boolean {
  const returned = parentOf(value);
  const fn = returned?.type === 'ReturnStatement' ? ancestor(returned, (n) => isFunction(n)) : returned;
  const map = fn && isFunction(fn) ? parentOf(fn) : undefined;
  const target = map && isCall(map) ? parentOf(map) : undefined;
  if (target?.type === 'VariableDeclarator' && target.id.type === 'Identifier') {
    const { name } = target.id;
    return usedNear(
      target,
      (n) => n.type === 'NewExpression' && into.test(dotted(n.callee)) && isNamed(n.arguments[0], name),
    );
  }
  return target?.type === 'NewExpression' && into.test(dotted(target.callee));
}

function isParsing(n: Node): boolean {
  if (!isCall(n) || dotted(n.callee) !== 'JSON.parse') return false;
  const text = n.arguments[0];
  return text !== undefined && !isStringify(bare(text));
}

/** `JSON.parse(text)`, `JSON.parse(text).map(…)`. */
function isOfParsed(value: Node): boolean {
  const n = settled(value);
  if (isParsing(n)) return true;
  if (isMember(n)) return isOfParsed(n.object);
  return isCall(n) && isMember(bare(n.callee)) && isOfParsed(bare(n.callee));
}

/**
 * The value was read from JSON in the same turn: `const o = JSON.parse(text); o.n++; JSON.stringify(o)`, also by way
 * of a name: `const next = { ...o, done: true }`.
 */
export function writtenBack(argument: Node, loop: LoopInfo, site: CallSite, depth = 0): boolean {
  return some(
    argument,
    (n) => {
      if (n.type !== 'Identifier') return false;
      const b = find(site.scope, n.name);
      if (!b || b.path.length > 0 || b.loopItem) return false;
      return valuesOf(b).some((value) => {
        if (!contains(loop.body, value)) return false;
        if (isOfParsed(value)) return true;
        // What another answers for it is something else.
        const answered = hasAwait(value);
        return depth < 1 && !answered && writtenBack(value, loop, site, depth + 1);
      });
    },
    false,
  );
}
