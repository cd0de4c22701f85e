/**
 * What every part of the analyser shares about syntax trees: typed nodes with a parent, and small questions. Nodes
 * are Babel's; `parent` is set by the walk.
 */
import type * as t from '@babel/types';
import { keysOf } from './child-keys.ts';

export type Node = t.Node;

interface Linked {
  parent?: Node;
}

export function parentOf(node: Node): Node | undefined {
  return (node as Linked).parent;
}

export function setParent(node: Node, parent: Node): void {
  (node as Linked).parent = parent;
}

export type FunctionNode =
  | t.FunctionDeclaration
  | t.FunctionExpression
  | t.ArrowFunctionExpression
  | t.ObjectMethod
  | t.ClassMethod
  | t.ClassPrivateMethod;

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
]);

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return node != null && functionTypes.has(node.type);
}

export type LoopNode =
  | t.ForStatement
  | t.ForOfStatement
  | t.ForInStatement
  | t.WhileStatement
  | t.DoWhileStatement;

const loopTypes = new Set([
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

export function isLoop(node: Node | null | undefined): node is LoopNode {
  return node != null && loopTypes.has(node.type);
}

export function child(node: Node, key: string): Node | readonly (Node | null)[] | null | undefined {
  return (node as unknown as Record<string, Node | Node[] | null | undefined>)[key];
}

/** Visits `root` and everything below it, in source order; `enter` returning false skips the children. */
export function visit(root: Node, enter: (node: Node) => boolean | undefined): void {
  if (enter(root) === false) return;
  const keys = keysOf(root);
  for (let i = 0; i < keys.length; i++) {
    const value = child(root, keys[i]!);
    if (!value) continue;
    if (Array.isArray(value)) {
      for (let j = 0; j < value.length; j++) if (value[j]) visit(value[j], enter);
    } else visit(value as Node, enter);
  }
}

/** True where any node below (or at) `root` satisfies the question; nested functions left out on demand. */
export function some(root: Node, test: (node: Node) => boolean, intoFunctions = true): boolean {
  if (test(root)) return true;
  const keys = keysOf(root);
  for (let i = 0; i < keys.length; i++) {
    const value = child(root, keys[i]!);
    if (!value) continue;
    if (Array.isArray(value)) {
      for (let j = 0; j < value.length; j++) if (someIn(value[j], test, intoFunctions)) return true;
    } else if (someIn(value as Node, test, intoFunctions)) return true;
  }
  return false;
}

/** Whether code waits for something; functions in it wait by themselves. */
export function hasAwait(node: Node): boolean {
  return some(node, (n) => n.type === 'AwaitExpression', false);
}

function someIn(node: Node | null, test: (node: Node) => boolean, intoFunctions: boolean): boolean {
  return node !== null && (intoFunctions || !isFunction(node)) && some(node, test, intoFunctions);
}

const hole = { type: 'EmptyStatement', start: 0, end: 0 } as Node;

/** The expression without parentheses, type assertions, `!`, and `await`-free. */
export function bare(node: Node): Node {
  // Error recovery leaves holes: `f(, a)`.
  if (!node) return hole;
  let n = node;
  for (;;) {
    switch (n.type) {
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
      case 'TSNonNullExpression':
      case 'TSInstantiationExpression':
      case 'TypeCastExpression':
        n = n.expression;
        break;
      case 'ChainExpression' as never:
        n = (n as unknown as { expression: Node }).expression;
        break;
      default:
        return n;
    }
  }
}

/** As `bare`, and through `await`. */
export function settled(node: Node): Node {
  let n = bare(node);
  while (n.type === 'AwaitExpression') n = bare(n.argument);
  return n;
}

export type Call = t.CallExpression | t.OptionalCallExpression;
export type Member = t.MemberExpression | t.OptionalMemberExpression;

export function isCall(node: Node | null | undefined): node is Call {
  return node != null && (node.type === 'CallExpression' || node.type === 'OptionalCallExpression');
}

export function isMember(node: Node | null | undefined): node is Member {
  return node != null && (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression');
}

/** `x.name`, `x['name']`, `x.#name` → name; computed otherwise ''. */
export function propertyName(node: Member): string {
  const p = node.property;
  if (!node.computed && p.type === 'Identifier') return p.name;
  if (p.type === 'PrivateName') return `#${p.id.name}`;
  return p.type === 'StringLiteral' ? p.value : '';
}

/** A name that means no variable: `studio` of `{ studio: id }` and of `film.studio`. */
export function isLabel(n: Node): boolean {
  const p = parentOf(n);
  if (p?.type === 'ObjectProperty' || p?.type === 'ObjectMethod')
    return p.key === n && !p.computed && !('shorthand' in p && p.shorthand);
  return isMember(p) && p.property === n && !p.computed;
}

/** Name of an object or class key; '' where computed. */
export function keyName(node: { key: Node; computed?: boolean | null }): string {
  const k = node.key;
  if (!node.computed && k.type === 'Identifier') return k.name;
  if (k.type === 'PrivateName') return `#${k.id.name}`;
  if (k.type === 'StringLiteral') return k.value;
  return k.type === 'NumericLiteral' ? String(k.value) : '';
}

/** Method name of a call `a.b.method()`, '' for others. */
export function methodName(call: Node): string {
  if (!isCall(call)) return '';
  const callee = bare(call.callee);
  return isMember(callee) ? propertyName(callee) : '';
}

/** The last name of what is called, a method's or a function's; '' where it has none. */
export function calledName(call: Call): string {
  const callee = bare(call.callee);
  return isMember(callee) ? propertyName(callee) : callee.type === 'Identifier' ? callee.name : '';
}

/** Whether it is an object written out that has a property of such a name; methods and what is spread left out. */
export function hasKey(n: Node | undefined, keys: RegExp): boolean {
  return (
    n?.type === 'ObjectExpression' &&
    n.properties.some((p) => p.type === 'ObjectProperty' && keys.test(keyName(p)))
  );
}

/** Receiver of a method call. */
export function receiverOf(call: Call): Node | undefined {
  const callee = bare(call.callee);
  return isMember(callee) ? bare(callee.object) : undefined;
}

/** Longer chains than any name needs; the text of every link of thousands of them would take the square of their number. */
const mostLinks = 200;

/** What an annotation says: `User` of `: User`. */
export function typeSaid(annotation: Node | null | undefined): Node | undefined {
  return annotation && 'typeAnnotation' in annotation ? (annotation.typeAnnotation as Node) : undefined;
}

/** `rows` of `[...rows]`, where nothing stands beside it. */
export function spreadAlone(n: Node): Node | undefined {
  const only = n.type === 'ArrayExpression' && n.elements.length === 1 ? n.elements[0] : undefined;
  return only?.type === 'SpreadElement' ? only.argument : undefined;
}

/** `null` and `undefined`. */
export function isNull(n: Node): boolean {
  return n.type === 'NullLiteral' || (n.type === 'Identifier' && n.name === 'undefined');
}

/** `a.b.c` as text, `this` included; '' where anything but plain names is in it. Calls show as `()`. */
export function dotted(node: Node, links = 0): string {
  const n = bare(node);
  if (n.type === 'Identifier') return n.name;
  if (n.type === 'ThisExpression') return 'this';
  if (n.type === 'Super') return 'super';
  if (links > mostLinks) return '';
  if (isMember(n)) {
    const object = dotted(n.object, links + 1);
    const name = propertyName(n);
    return object && name ? `${object}.${name}` : object && n.computed ? `${object}[]` : '';
  }
  if (isCall(n)) {
    const callee = dotted(n.callee, links + 1);
    return callee ? `${callee}()` : '';
  }
  if (n.type === 'AwaitExpression') return dotted(n.argument, links + 1);
  return n.type === 'Import' ? 'import' : '';
}

/** The last word of `a.b.c`; '' where it is no plain chain of names. */
export function lastWordOf(node: Node): string {
  return dotted(node).split('.').at(-1)!;
}

/** The identifier (or this) a member chain starts at; through calls too. */
export function rootOf(node: Node): Node {
  let n = settled(node);
  for (;;) {
    if (isMember(n)) n = settled(n.object);
    else if (isCall(n)) n = settled(n.callee);
    else return n;
  }
}

/** Whether a member chain starts at one of these names, such as a loop's items. */
export function startsAt(node: Node, names: readonly string[]): boolean {
  const root = rootOf(node);
  return root.type === 'Identifier' && names.includes(root.name);
}

/** Nearest ancestor (not the node itself) that satisfies the question, stopping at functions on demand. */
export function ancestor(node: Node, test: (n: Node) => boolean, stopAtFunction = false): Node | undefined {
  for (let n = parentOf(node); n; n = parentOf(n)) {
    if (test(n)) return n;
    if (stopAtFunction && isFunction(n)) return undefined;
  }
  return undefined;
}

export function contains(outer: Node, inner: Node): boolean {
  return (outer.start ?? 0) <= (inner.start ?? 0) && (inner.end ?? 0) <= (outer.end ?? 0);
}

/** The last statement of a block, or the only one of a branch without braces. */
export function lastStatement(branch: Node): Node | undefined {
  return branch.type === 'BlockStatement' ? branch.body.at(-1) : branch;
}

/** Statements of a body: a block's, or the single statement. */
export function statementsOf(node: Node): readonly Node[] {
  return node.type === 'BlockStatement' || node.type === 'StaticBlock' ? node.body : [node];
}

/** The innermost statement around a node. */
export function statementOf(node: Node): Node {
  let n: Node = node;
  for (;;) {
    const p = parentOf(n);
    if (!p || p.type === 'BlockStatement' || p.type === 'Program' || p.type === 'SwitchCase') return n;
    n = p;
  }
}

export function lineOf(node: Node): number {
  return node.loc?.start.line ?? 0;
}
