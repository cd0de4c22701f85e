/** Putting statements before the statement that holds a loop. */
import { contains, dotted, isCall, isFunction, type Node, parentOf, some, visit } from '../../ast.ts';
import type { Binding, FileIndex, LoopInfo, Scope } from '../../index-types.ts';
import { find } from '../../scopes.ts';
import type { Edit, FixSite } from '../fix.ts';
import { indentAt, startsLine, textsOver } from './style.ts';

/** Where statements can be put so that they run just before a node does. */
export interface Anchor {
  /** The statement, or the expression that is an arrow function's body. */
  readonly node: Node;
  readonly arrow: boolean;
  /** It may run although the node would not: an `if` or `&&` lies between. */
  readonly conditional: boolean;
}

/**
 * Before the outermost loop around, as far as what is made there is the same in every turn.
 * @param fits whether it is, of what stands at an anchor
 */
export function outermostAnchor(
  loop: LoopInfo,
  fits: (anchor: Anchor, outer: boolean) => boolean,
): Anchor | undefined {
  const first = anchorOf(loop.node);
  if (!first || !fits(first, false)) return undefined;
  let best: Anchor = first;
  for (let around = loop.parent; around; around = around.parent) {
    const anchor: Anchor | undefined = contains(around.node, best.node) ? anchorOf(around.node) : undefined;
    if (!anchor || anchor.conditional || !fits(anchor, true)) break;
    best = anchor;
  }
  return best;
}

export function anchorOf(node: Node): Anchor | undefined {
  let conditional = false;
  let n = node;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (p.type === 'ArrowFunctionExpression' && p.body === n) return { node: n, arrow: true, conditional };
    if (p.type === 'BlockStatement' || p.type === 'Program' || p.type === 'StaticBlock')
      return { node: n, arrow: false, conditional };
    // Parameters' defaults and class members run at another time; a case has no scope of its own.
    if (isFunction(p) || p.type === 'ClassBody' || p.type === 'SwitchCase') return undefined;
    if (/^(IfStatement|ConditionalExpression|LogicalExpression)$/.test(p.type)) {
      const first = 'test' in p ? p.test : 'left' in p ? p.left : undefined;
      if (first !== n) conditional = true;
    } else if (/^Optional/.test(p.type)) conditional = true;
    else if (/^(For|While|DoWhile)/.test(p.type) && 'body' in p && p.body === n) return undefined;
    else if (/^(ForStatement|While|DoWhile)/.test(p.type) && !('init' in p && p.init === n)) return undefined;
  }
  return undefined;
}

/** Whether every name of an expression means the same at the anchor, and has its value there already. */
export function visibleAt(anchor: Anchor, node: Node, scope: Scope): boolean {
  return namesOf(node).every((name) => {
    const b = find(scope, name);
    return !b || declaredBefore(anchor, b, scope);
  });
}

function declaredBefore(anchor: Anchor, b: Binding, scope: Scope): boolean {
  if (b.kind === 'import' || b.kind === 'function') return !contains(anchor.node, b.node);
  if (contains(anchor.node, b.node)) return false;
  // Of an outer function: it ran before this one was called.
  if (b.scope.fn !== scope.fn && !contains(anchor.node, b.scope.fn.node)) {
    if (b.kind === 'param' || b.scope.fn.id !== 0 || scope.fn.id !== 0) return true;
  }
  return b.kind === 'param' || (b.node.end ?? 0) <= (anchor.node.start ?? 0);
}

/** Names that an expression refers to; property names and keys are none. */
export function namesOf(root: Node): string[] {
  const names = new Set<string>();
  visit(root, (n) => {
    if (n.type === 'Identifier' && isReference(n)) names.add(n.name);
    return true;
  });
  return [...names];
}

export function isReference(n: Node): boolean {
  const p = parentOf(n);
  if (!p) return true;
  if ((p.type === 'MemberExpression' || p.type === 'OptionalMemberExpression') && p.property === n)
    return p.computed === true;
  if (p.type === 'ObjectProperty' && p.key === n && p.value !== n) return p.computed === true;
  if ((p.type === 'ObjectMethod' || p.type === 'ClassMethod' || p.type === 'ClassProperty') && p.key === n)
    return p.computed === true;
  return p.type !== 'LabeledStatement' && p.type !== 'BreakStatement' && p.type !== 'ContinueStatement';
}

/** Something in a statement beside a call asks whether there is such a thing: `if (a.b)`, `a?.b`. */
export function isAskedIn(statement: Node, path: string, beside: Node): boolean {
  const root = path.split('.')[0]!;
  return some(statement, (n) => {
    const test =
      'test' in n && n.test ? (n.test as Node) : n.type === 'LogicalExpression' ? n.left : undefined;
    if (test) return some(test, (t) => t.type === 'Identifier' && t.name === root && !contains(beside, t));
    return /^Optional/.test(n.type) && 'object' in n && dotted(n.object as Node).split('.')[0] === root;
  });
}

/**
 * Something in a statement beside a call asks whether a list, or what has it, is there at all: `if (a && …)`, `a?.b`.
 * @param itself whether it matters that the list itself is not there
 */
export function mayBeMissing(statement: Node, path: string, beside: Node, itself: boolean): boolean {
  const parts = path.split('.');
  const prefixes = parts.map((_, i) => parts.slice(0, i + 1).join('.')).filter((p) => p !== 'this');
  if (!itself) prefixes.pop();
  const asks = (n: Node): boolean => {
    const p = parentOf(n);
    const more = p !== undefined && 'object' in p && p.object === n;
    return !more && !contains(beside, n) && prefixes.includes(dotted(n));
  };
  return some(statement, (n) => {
    if (contains(beside, n)) return false;
    const test =
      'test' in n && n.test ? (n.test as Node) : n.type === 'LogicalExpression' ? n.left : undefined;
    if (test && some(test, asks)) return true;
    return /^Optional/.test(n.type) && 'object' in n && prefixes.includes(dotted(n.object as Node));
  });
}

/** @param lines statements without their end; lines that end in `{`, `}` or a blank start are taken as they are */
export function prelude(site: FixSite, anchor: Anchor, lines: readonly string[]): Edit[] {
  const { style, index } = site;
  const { text } = index;
  const start = anchor.node.start ?? 0;
  const done = lines.map((l) => (/[{};]$/.test(l) ? l : `${l}${style.semi}`));
  if (anchor.arrow) return arrowBody(site, anchor.node, done);
  const at = commentsBefore(index, start);
  const indent = indentAt(text, at);
  // Without semicolons a bracket would be taken for the continuation of what is put before it.
  const last = done.length - 1;
  if (!style.semi && /[[(`+\-/]/.test(text[start] ?? '') && !/[};]$/.test(done[last]!)) done[last] += ';';
  const between = startsLine(text, at) ? `${style.eol}${indent}` : ' ';
  return [{ start: at, end: at, text: done.map((l) => `${l}${between}`).join('') }];
}

/** `() => expression` → `() => { …; return expression; }`. */
function arrowBody(site: FixSite, body: Node, lines: readonly string[]): Edit[] {
  const { style, index } = site;
  const { text } = index;
  const outer = parenthesesAround(text, body);
  const { start, indent } = afterArrow(text, outer.start);
  // An object needs its brackets after an arrow, and not after `return`.
  const bracketed =
    /^\(\s*$/.test(text.slice(outer.start, body.start ?? 0)) && body.type === 'ObjectExpression';
  const [from, to] = bracketed ? [body.start ?? 0, body.end ?? 0] : [outer.start, outer.end];
  const inner = `${style.eol}${indent}${style.indent}`;
  const open = start < outer.start ? ' {' : '{';
  const head = `${open}${lines.map((l) => `${inner}${l}`).join('')}${inner}return `;
  return [
    { start, end: from, text: head },
    // On lines of its own it is as deep as in the block.
    ...(start < outer.start ? [] : deeper(site, body, outer)),
    {
      start: to,
      end: start < outer.start ? closingOf(text, body, outer.end) : outer.end,
      text: `${style.semi}${style.eol}${indent}}`,
    },
  ];
}

/** The further lines of a range, each one step deeper. */
function deeper({ index, style }: FixSite, node: Node, range: { start: number; end: number }): Edit[] {
  const inText = textsOver(node);
  const slice = index.text.slice(range.start, range.end);
  return [...slice.matchAll(/\n(?=[ \t]*\S)/g)]
    .map((m) => range.start + m.index)
    .filter((at) => !inText(at))
    .map((at) => ({ start: at + 1, end: at + 1, text: style.indent }));
}

/** Where the call ends that a function's expression, on lines of its own, is the last argument of. */
function closingOf(text: string, body: Node, end: number): number {
  const arrow = parentOf(body);
  const call = arrow && parentOf(arrow);
  if (!call || !isCall(call) || call.arguments.at(-1) !== arrow) return end;
  return end + (/^,?\s*\n\s*(?=\))/.exec(text.slice(end))?.[0].length ?? 0);
}

/** Where a block begins in place of an arrow function's expression: on the arrow's line. */
export function afterArrow(text: string, body: number): { readonly start: number; readonly indent: string } {
  const arrow = text.lastIndexOf('=>', body) + 2;
  const start =
    arrow > 1 && text.slice(arrow, body).trim() === '' && text.slice(arrow, body).includes('\n')
      ? arrow
      : body;
  return { start, indent: indentAt(text, start) };
}

/** Range of a node with the parentheses that are written around it. */
export function parenthesesAround(text: string, node: Node): { start: number; end: number } {
  let start = node.start ?? 0;
  let end = node.end ?? 0;
  const extra = (node as { extra?: { parenthesized?: boolean; parenStart?: number } }).extra;
  if (extra?.parenthesized && extra.parenStart !== undefined) {
    const close = /^(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)*\)/.exec(text.slice(end));
    if (close) {
      start = extra.parenStart;
      end += close[0].length;
    }
  }
  return { start, end };
}

/** Start of the comments that belong to a statement: on the lines just above it. */
export function commentsBefore(index: FileIndex, start: number): number {
  let at = start;
  for (let i = index.comments.length - 1; i >= 0; i--) {
    const c = index.comments[i]!;
    const [from, to] = [c.start ?? 0, c.end ?? 0];
    if (to > at) continue;
    const gap = index.text.slice(to, at);
    if (gap.trim() !== '' || gap.split('\n').length !== 2 || !startsLine(index.text, from)) break;
    at = from;
  }
  return at;
}

/** Where the comments in a node begin. */
export function commentsIn(index: FileIndex, node: Node): number[] {
  return index.comments
    .map((c) => c.start ?? 0)
    .filter((at) => at >= (node.start ?? 0) && at < (node.end ?? 0));
}

/** Without their depth; the stars of a comment stay below one another. */
export function commentLines(comments: string): string[] {
  return comments
    .split(/\r?\n/)
    .map((l) => l.trim())
    .filter(Boolean)
    .map((l) => (l.startsWith('*') ? ` ${l}` : l));
}
